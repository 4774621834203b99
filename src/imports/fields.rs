//! What a column can be, and which headings say so.

use serde::{Deserialize, Serialize};

use super::model::ImportKind;

/// What a column holds. Tags are not among them: they are another slice's, and would be one more line here.
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
}

/// A field with its code, its words on the page and the headings that mean it, the surest first.
type Line = (Field, &'static str, &'static str, &'static [&'static str]);

const PEOPLE: &[Line] = &[
    (Field::CopseId, "copse_id", "Copse id", &["copse id", "associate id", "copse"]),
    (
        Field::GivenName,
        "given_name",
        "First name",
        &[
            "given name",
            "first name",
            "forename",
            "firstname",
            "christian name",
            "given names",
            "first names",
            "forenames",
        ],
    ),
    (
        Field::FamilyName,
        "family_name",
        "Last name",
        &["family name", "last name", "surname", "lastname", "second name"],
    ),
    (
        Field::Name,
        "name",
        "Whole name",
        &[
            "name",
            "full name",
            "whole name",
            "contact name",
            "person",
            "contact",
            "names",
            "attendee",
            "delegate",
            "member",
        ],
    ),
    (
        Field::Email,
        "email",
        "Email",
        &["email", "e mail", "email address", "e mail address", "mail", "preferred email", "work email"],
    ),
    (
        Field::Phone,
        "phone",
        "Phone",
        &[
            "phone",
            "telephone",
            "tel",
            "phone number",
            "telephone number",
            "tel no",
            "mobile",
            "mobile number",
            "contact number",
        ],
    ),
    (Field::Postcode, "postcode", "Postcode", &["postcode district", "postcode", "post code"]),
    (Field::County, "county", "County", &["county", "area"]),
    (
        Field::Group,
        "group",
        "Stakeholder group",
        &["stakeholder group", "group", "stakeholder", "type", "category", "stakeholder type", "capacity", "role type"],
    ),
    (
        Field::Organisation,
        "organisation",
        "Organisation",
        &[
            "organisation",
            "organization",
            "employer",
            "organisations",
            "trust",
            "company",
            "affiliation",
            "org",
            "place of work",
            "workplace",
            "institution",
        ],
    ),
    (
        Field::JobTitle,
        "job_title",
        "Job title",
        &["job title", "job", "position", "post", "occupation", "job role", "designation"],
    ),
    (
        Field::Projects,
        "projects",
        "Projects",
        &["projects", "project", "study", "studies", "linked projects", "linked project"],
    ),
    (Field::Role, "role", "Role in the project", &["role", "project role", "role in project", "role in the project"]),
    (Field::From, "from", "In the project from", &["from", "since", "start date", "date joined", "joined", "start"]),
    (Field::Until, "until", "In the project until", &["until", "end date", "to", "left on", "end"]),
    (Field::Interests, "interests", "Interests", &["interests", "interest", "areas of interest"]),
    (Field::Offers, "offers", "Offers", &["offers", "offer", "can offer"]),
    (Field::Asks, "asks", "Asks", &["asks", "ask", "looking for", "needs from us"]),
    (Field::Involvement, "involvement", "Declared involvement", &["involvement", "declared involvement"]),
    (
        Field::Owner,
        "owner",
        "Owner in the team",
        &["owner", "contact in the team", "relationship owner", "lead contact"],
    ),
    (
        Field::ConsentSource,
        "consent_source",
        "How they agreed",
        &[
            "consent",
            "how they agreed",
            "source of consent",
            "consent source",
            "agreed by",
            "consent by",
            "gdpr consent",
        ],
    ),
    (
        Field::ConsentDate,
        "consent_date",
        "When they agreed",
        &["consent date", "date of consent", "when they agreed", "agreed on", "date consented"],
    ),
];

impl ImportKind {
    fn lines(self) -> &'static [Line] {
        match self {
            Self::People => PEOPLE,
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

    /// What each column is by its heading. One field is taken by the column that says it best; only organisations and
    /// projects may stand in several.
    pub(super) fn guess(self, headings: &[String]) -> Vec<Option<Field>> {
        let words: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
        let mut guessed = vec![None; headings.len()];
        for (field, _, _, names) in self.lines() {
            let many = matches!(field, Field::Organisation | Field::Projects);
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
        if !has(&guessed, Field::Projects) && !has(&guessed, Field::JobTitle) {
            guessed.iter_mut().filter(|one| **one == Some(Field::Role)).for_each(|one| *one = Some(Field::JobTitle));
        }
        guessed
    }

    /// How many cells of a row read like headings.
    pub(super) fn score(self, headings: &[String]) -> usize {
        self.guess(headings).iter().flatten().count()
    }
}

/// A heading as it is compared: words in lower case, nothing else.
pub(super) fn normal(heading: &str) -> String {
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
        assert_eq!(guess(&["Tags", "State"]), [None, None]);
    }
}
