//! The register as a list has it. The headings are the ones that the import guesses, so that a list which was taken
//! away and changed comes back as it left.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::{self, Person};
use crate::associates::Standing;
use crate::kernel::{AssociateId, Choice, EmailAddress, london_date};
use crate::spreadsheets::{Column, Line, Source, Value};

/// Between several values in a cell.
const AND: &str = "; ";
/// People read at a time.
const SOME: usize = 500;

const COLUMNS: [Column; 21] = [
    ("Given name", 16),
    ("Family name", 18),
    ("Email", 30),
    ("Phone", 16),
    ("Postcode district", 10),
    ("County", 16),
    ("Stakeholder group", 22),
    ("Organisation", 36),
    ("Job title", 24),
    ("Projects", 40),
    ("Role", 18),
    ("Interests", 30),
    ("Offers", 30),
    ("Asks", 30),
    ("Involvement", 18),
    ("Owner", 18),
    ("Tags", 24),
    ("State", 10),
    ("Joined", 12),
    ("Last own act", 12),
    ("Copse id", 38),
];

pub(super) fn columns(with_needs: bool) -> Vec<Column> {
    let needs: Option<Column> = with_needs.then_some(("Access needs", 40));
    COLUMNS.into_iter().chain(needs).collect()
}

pub(super) fn line(person: &Person, with_needs: bool) -> Line {
    let mut line = vec![
        Value::text(&person.given_name),
        Value::text(&person.family_name),
        Value::maybe(person.email.as_ref().map(EmailAddress::as_str)),
        Value::maybe(person.phone.as_deref()),
        Value::maybe(person.postcode_district.as_deref()),
        Value::maybe(person.county.map(Choice::label)),
        Value::text(person.stakeholder_group.label()),
        Value::text(person.organisations.join(AND)),
        Value::text(alongside(&person.job_titles)),
        Value::text(person.projects.join(AND)),
        Value::text(alongside(&person.roles.iter().map(|role| role.label()).collect::<Vec<_>>())),
        Value::maybe(person.interests.as_deref()),
        Value::maybe(person.offers.as_deref()),
        Value::maybe(person.asks.as_deref()),
        Value::text(person.involvement.label()),
        Value::maybe(person.owner.as_deref()),
        Value::text(person.tags.join(AND)),
        Value::text(Standing::label(person.standing)),
        Value::date(person.joined_on),
        Value::date(person.last_act_at.map(london_date)),
        Value::text(person.id.to_string()),
    ];
    if with_needs {
        line.push(Value::maybe(person.access_needs.as_deref()));
    }
    line
}

/// What stands beside several organisations or projects: once when it is the same for all, else one for each.
fn alongside<T: AsRef<str> + PartialEq>(values: &[T]) -> String {
    match values {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => first.as_ref().to_owned(),
        values => values.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(AND),
    }
}

/// People whose choice and order stand fixed; what is known of them is read as they are written.
pub(super) struct People {
    rest: std::vec::IntoIter<AssociateId>,
    with_needs: bool,
    today: NaiveDate,
}

impl People {
    pub(super) fn new(ids: Vec<AssociateId>, with_needs: bool, today: NaiveDate) -> Self {
        Self { rest: ids.into_iter(), with_needs, today }
    }

    /// The next of them; none at the end. Whole parts may be gone by now, which is not the end.
    pub(super) async fn some(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Person>> {
        loop {
            let ids: Vec<AssociateId> = self.rest.by_ref().take(SOME).collect();
            if ids.is_empty() {
                return Ok(Vec::new());
            }
            let people = store::list_people(db, &ids, self.with_needs, self.today).await?;
            if !people.is_empty() {
                return Ok(people);
            }
        }
    }
}

impl Source for People {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let people = self.some(db).await?;
        Ok(people.iter().map(|person| line(person, self.with_needs)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::alongside;

    #[test]
    fn what_is_the_same_for_all_is_said_once() {
        assert_eq!(alongside::<&str>(&[]), "");
        assert_eq!(alongside(&["Member", "Member"]), "Member");
        assert_eq!(alongside(&["Member", "Lead"]), "Member; Lead");
        assert_eq!(alongside(&["", "Nurse"]), "; Nurse");
    }
}
