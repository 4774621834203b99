//! What a column can be, and which headings say so.

use serde::{Deserialize, Serialize};

use super::headings::{self, Line};
use super::model::ImportKind;

/// What a column holds. The same field may mean another thing in another kind of list: a name is that of a theme there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    CopseId,
    /// A whole name in one cell.
    Name,
    GivenName,
    FamilyName,
    Email,
    Phone,
    Postcode,
    County,
    Group,
    Organisation,
    JobTitle,
    Projects,
    Role,
    From,
    Until,
    Interests,
    Offers,
    Asks,
    Involvement,
    Owner,
    ConsentSource,
    ConsentDate,
    Tags,
    /// What sort of organisation.
    Kind,
    OdsCode,
    /// Other names of an organisation.
    Aliases,
    Summary,
    Theme,
    Isrctn,
    Sensitive,
    Recruiting,
}

impl Field {
    /// Whether people make several columns of it.
    pub(super) fn is_many(self) -> bool {
        matches!(self, Self::Organisation | Self::Projects | Self::Aliases | Self::Tags)
    }
}

impl ImportKind {
    fn lines(self) -> &'static [Line] {
        match self {
            Self::People => headings::PEOPLE,
            Self::Organisations => headings::ORGANISATIONS,
            Self::Themes => headings::THEMES,
            Self::Projects => headings::PROJECTS,
            Self::Memberships => headings::MEMBERSHIPS,
        }
    }

    /// What a column of such a list can be: codes and words.
    pub(super) fn offered(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.lines().iter().map(|(_, code, label, _)| (*code, *label))
    }

    /// The field with this code.
    pub(super) fn field(self, code: &str) -> Option<Field> {
        self.lines().iter().find(|line| line.1 == code).map(|line| line.0)
    }

    /// The code of a field.
    pub(super) fn field_code(self, field: Field) -> &'static str {
        self.lines().iter().find(|line| line.0 == field).map_or("", |line| line.1)
    }

    /// What a field is called.
    pub(super) fn field_label(self, field: Field) -> &'static str {
        self.lines().iter().find(|line| line.0 == field).map_or("", |line| line.2)
    }

    /// What each column is by its heading. One field is taken by the column that says it best; only what
    /// people make several columns of may stand in several.
    pub(super) fn guess(self, headings: &[String]) -> Vec<Option<Field>> {
        let words: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
        let mut guessed = vec![None; headings.len()];
        for (field, _, _, names) in self.lines() {
            let many = field.is_many();
            let free = |guessed: &[Option<Field>], column: usize| guessed[column].is_none();
            for name in *names {
                let column = (0..words.len()).find(|column| free(&guessed, *column) && words[*column] == *name);
                if let Some(column) = column {
                    guessed[column] = Some(*field);
                    if !many {
                        break;
                    }
                }
            }
            if many {
                // "Project 1", "Project 2".
                for column in 0..words.len() {
                    let bare = words[column].trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
                    if free(&guessed, column) && bare != words[column] && names.contains(&bare) {
                        guessed[column] = Some(*field);
                    }
                }
            }
        }
        // Without projects a role is what they do for a living.
        let has = |guessed: &[Option<Field>], field| guessed.contains(&Some(field));
        if self == Self::People && !has(&guessed, Field::Projects) && !has(&guessed, Field::JobTitle) {
            guessed.iter_mut().filter(|one| **one == Some(Field::Role)).for_each(|one| *one = Some(Field::JobTitle));
        }
        guessed
    }

    /// Why these columns are not enough, if they are not.
    pub(super) fn lacks(self, fields: &[Option<Field>]) -> Option<&'static str> {
        let has = |some: &[Field]| fields.iter().flatten().any(|field| some.contains(field));
        let names = [Field::Name, Field::GivenName, Field::FamilyName];
        match self {
            Self::People if !has(&names) => Some("Choose which column holds the names"),
            Self::Memberships if !has(&names) && !has(&[Field::CopseId, Field::Email]) => {
                Some("Choose which column says who it is: the Copse id, the email address or the name")
            }
            Self::Memberships if !has(&[Field::Projects]) => Some("Choose which column holds the project"),
            Self::Organisations | Self::Themes | Self::Projects if !has(&[Field::Name]) => {
                Some("Choose which column holds the names")
            }
            _ => None,
        }
    }

    /// How well headings fit this kind of list; nothing where the columns would not be enough.
    pub(super) fn fits(self, headings: &[String]) -> usize {
        let guessed = self.guess(headings);
        if self.lacks(&guessed).is_some() {
            return 0;
        }
        // The headings of a list of memberships are those of people too, who have other details besides.
        let is_dated = [Field::Role, Field::From, Field::Until].iter().any(|field| guessed.contains(&Some(*field)));
        2 * guessed.iter().flatten().count() + usize::from(self == Self::Memberships && is_dated)
    }

    /// How many cells of a row read like headings.
    pub(super) fn score(self, headings: &[String]) -> usize {
        self.guess(headings).iter().flatten().count()
    }
}

/// A heading as it is compared: words in lower case, nothing else.
pub(super) fn normal(heading: &str) -> String {
    let heading = heading.replace("(s)", "s");
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Field, ImportKind};

    fn guess(headings: &[&str]) -> Vec<Option<Field>> {
        ImportKind::People.guess(&headings.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn headings_say_what_columns_are() {
        assert_eq!(
            guess(&["Surname", "FORENAME", "E-mail address", "Tel. no", "Shoe size"]),
            [Some(Field::FamilyName), Some(Field::GivenName), Some(Field::Email), Some(Field::Phone), None]
        );
        assert_eq!(
            guess(&["Name", "Project 1", "Project 2"]),
            [Some(Field::Name), Some(Field::Projects), Some(Field::Projects)]
        );
        // The first of two is taken.
        assert_eq!(guess(&["Email", "Email address"]), [Some(Field::Email), None]);
    }

    #[test]
    fn the_registers_own_export_is_understood_whole() {
        let headings = [
            "Given name",
            "Family name",
            "Email",
            "Phone",
            "Postcode district",
            "County",
            "Stakeholder group",
            "Organisation",
            "Job title",
            "Projects",
            "Role",
            "Interests",
            "Offers",
            "Asks",
            "Involvement",
            "Copse id",
            "Owner",
        ];
        assert!(guess(&headings).iter().all(Option::is_some), "{:?}", guess(&headings));
        assert_eq!(guess(&["Tags", "State"]), [Some(Field::Tags), None]);
    }
}
