//! Who is thanked, for what, and how.

use chrono::{DateTime, NaiveDate, Utc};

use crate::associates::Standing;
use crate::kernel::{AccountId, AssociateId, EmailAddress, choices, display_date, london_date};
use crate::programme::ContributorRole;

choices! {
    /// How someone was thanked.
    pub(crate) enum Channel as "thanks_channel" {
        Email = "email", "By email";
        Phone = "phone", "By phone";
        InPerson = "in_person", "In person";
        Post = "post", "By post";
    }
}

/// Who contributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Associate(AssociateId),
    /// A worker of the engagement team.
    Worker(AccountId),
    /// Someone who is not in the register.
    Guest(String),
}

impl Who {
    /// How a form names them.
    pub(super) fn code(&self) -> String {
        match self {
            Self::Associate(id) => format!("associate:{id}"),
            Self::Worker(id) => format!("worker:{id}"),
            Self::Guest(name) => format!("guest:{name}"),
        }
    }
}

/// That someone was thanked.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) channel: Channel,
    pub(super) at: DateTime<Utc>,
    /// Whose work it was.
    pub(super) by: Option<String>,
}

/// Someone on the programme of an event.
#[derive(Clone, Debug)]
pub(super) struct Contributor {
    pub(super) who: Who,
    pub(super) name: String,
    /// What a letter greets them by.
    pub(super) given_name: String,
    pub(super) email: Option<EmailAddress>,
    /// None of someone who is not in the register.
    pub(super) standing: Option<Standing>,
    pub(super) paused_until: Option<NaiveDate>,
    /// What they did, in the order of the programme: the role and the title of the item.
    pub(super) parts: Vec<(ContributorRole, String)>,
    pub(super) done: Option<Done>,
}

impl Contributor {
    /// The address a letter goes to; none when they are thanked otherwise.
    pub(super) fn address(&self) -> Option<&EmailAddress> {
        let is_written_to = self.standing.is_none_or(|standing| standing == Standing::Active);
        self.email.as_ref().filter(|_| is_written_to)
    }

    /// Whether a letter can thank them now.
    pub(super) fn is_to_be_written_to(&self) -> bool {
        self.done.is_none() && self.address().is_some()
    }

    /// Why no letter can.
    pub(super) fn why_not(&self) -> String {
        match (&self.who, self.standing, self.paused_until) {
            (Who::Guest(_), ..) => "A guest, whose address we do not keep".to_owned(),
            (_, Some(Standing::Paused), Some(until)) => format!("Takes a break until {}", display_date(until)),
            (_, Some(Standing::Paused), None) => "Takes a break".to_owned(),
            (_, Some(Standing::Active) | None, _) => "Has no email address".to_owned(),
            _ => "Has left the network".to_owned(),
        }
    }

    /// "spoke in “What we found” and chaired “Questions”".
    pub(super) fn parts_in_words(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(|(role, title)| format!("{} “{title}”", did(*role))).collect();
        match parts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

/// What someone in this role did, in front of the title of the item.
fn did(role: ContributorRole) -> &'static str {
    match role {
        ContributorRole::Speaks => "spoke in",
        ContributorRole::Hosts => "hosted",
        ContributorRole::Facilitates => "facilitated",
        ContributorRole::Chairs => "chaired",
        ContributorRole::Panel => "sat on the panel of",
    }
}

impl Done {
    /// "By phone on 4 June 2026, by Tess Team".
    pub(super) fn in_words(&self) -> String {
        let day = display_date(london_date(self.at));
        let by = self.by.as_ref().map(|name| format!(", by {name}")).unwrap_or_default();
        format!("{} on {day}{by}", self.channel)
    }
}

#[cfg(test)]
mod tests {
    use super::{Contributor, Who};
    use crate::associates::Standing;
    use crate::kernel::{AssociateId, EmailAddress};
    use crate::programme::ContributorRole::{Chairs, Hosts, Speaks};

    fn contributor(standing: Option<Standing>, has_address: bool) -> Contributor {
        let part = |role, title: &str| (role, title.to_owned());
        Contributor {
            who: Who::Associate(AssociateId::new()),
            name: "Mary Person".to_owned(),
            given_name: "Mary".to_owned(),
            email: has_address.then(|| EmailAddress::parse("mary@example.org").expect("an address")),
            standing,
            paused_until: None,
            parts: vec![part(Hosts, "Welcome"), part(Speaks, "What we found"), part(Chairs, "Questions")],
            done: None,
        }
    }

    #[test]
    fn says_what_someone_did() {
        let words = contributor(None, true).parts_in_words();
        assert_eq!(words, "hosted “Welcome”, spoke in “What we found” and chaired “Questions”");
    }

    #[test]
    fn a_letter_goes_to_those_with_an_address_who_take_part_now() {
        assert!(contributor(Some(Standing::Active), true).is_to_be_written_to());
        assert!(contributor(None, true).is_to_be_written_to(), "a worker of the team");
        for (standing, has_address, why) in [
            (Some(Standing::Active), false, "Has no email address"),
            (Some(Standing::Paused), true, "Takes a break"),
            (Some(Standing::Left), true, "Has left the network"),
        ] {
            let contributor = contributor(standing, has_address);
            assert!(!contributor.is_to_be_written_to());
            assert_eq!(contributor.why_not(), why);
        }
    }
}
