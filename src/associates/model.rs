//! What an Associate is, and the ways their standing can change.

use chrono::NaiveDate;

use crate::kernel::{
    AccountId, AssociateId, Choice, County, DeclaredInvolvement, EmailAddress, Invalid, OrganisationId, Phone,
    PostcodeDistrict, StakeholderGroup, Text, ThemeId, Topic, choices,
};

choices! {
    /// How an Associate stands to the network.
    pub(crate) enum Standing as "standing" {
        /// Registered, but has not confirmed the address yet.
        Pending = "pending", "Pending";
        Active = "active", "Active";
        /// Away until a date: stays in the register and the projects, hears nothing, is not called quiet.
        Paused = "paused", "Paused";
        Left = "left", "Left";
        /// Erased: a stub without personal data, kept so that counts of the past stay right.
        Anonymised = "anonymised", "Anonymised";
        /// Put together with another record, to which it leads.
        Merged = "merged", "Merged with another record";
    }
}

impl Standing {
    /// Whose records the team reads, in the order of the register. Not of people who have yet to open the link in
    /// their mail: they were told that until then nobody sees anything of them.
    pub(crate) const SEEN: [Self; 3] = [Self::Active, Self::Paused, Self::Left];
}

choices! {
    /// What a member does themselves; the only thing that moves the engagement clock (rule 6).
    pub(crate) enum ActKind as "act_kind" {
        ProfileConfirmed = "profile_confirmed", "Confirmed or changed their details";
        JoinedProject = "joined_project", "Joined a project";
        /// Theirs though the team writes it down: coming is what they did.
        Attended = "attended", "Came to an event";
    }
}

/// A registered stakeholder.
#[derive(Clone, Debug)]
pub(crate) struct Associate {
    pub(crate) id: AssociateId,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    /// None for people we reach by phone or post.
    pub(crate) email: Option<EmailAddress>,
    pub(crate) phone: Option<String>,
    pub(crate) postcode_district: Option<String>,
    pub(crate) county: Option<County>,
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) access_needs: Option<String>,
    pub(crate) interests: Option<String>,
    pub(crate) offers: Option<String>,
    pub(crate) asks: Option<String>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) involvement: DeclaredInvolvement,
    /// The team member responsible for the relationship.
    pub(crate) owner_id: Option<AccountId>,
    pub(crate) standing: Standing,
    pub(crate) paused_until: Option<NaiveDate>,
    pub(crate) wants_help_choosing: bool,
    /// The day they first became active.
    pub(crate) joined_on: Option<NaiveDate>,
    pub(crate) version: i32,
}

impl Associate {
    /// The name as people write it.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// What can be said of an Associate: the parsed form, which the audit trail keeps in this shape.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Profile {
    pub(crate) given_name: Text<100>,
    pub(crate) family_name: Text<100>,
    pub(crate) email: Option<EmailAddress>,
    pub(crate) phone: Option<Phone>,
    pub(crate) postcode_district: Option<PostcodeDistrict>,
    pub(crate) county: Option<County>,
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) access_needs: Option<Text<1000>>,
    pub(crate) interests: Option<Text<1000>>,
    pub(crate) offers: Option<Text<1000>>,
    pub(crate) asks: Option<Text<1000>>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) involvement: DeclaredInvolvement,
    /// Areas of interest.
    pub(crate) themes: Vec<ThemeId>,
}

impl Profile {
    /// The name as people write it.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

choices! {
    /// What a list can say of someone's details, one by one.
    pub(crate) enum Detail as "associate_detail" {
        Email = "email", "Email";
        Phone = "phone", "Phone";
        PostcodeDistrict = "postcode_district", "Postcode";
        County = "county", "County";
        StakeholderGroup = "stakeholder_group", "Stakeholder group";
        Involvement = "involvement", "Declared involvement";
        Interests = "interests", "Interests";
        Offers = "offers", "Offers";
        Asks = "asks", "Asks";
        Owner = "owner_id", "Owner";
    }
}

/// Where someone works or belongs: a body of the register, or one the team has still to match.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Belonging {
    Organisation(OrganisationId),
    Written(Text<200>),
}

impl Belonging {
    /// As the two columns that hold it, of which one is always empty.
    pub(super) fn columns(&self) -> (Option<OrganisationId>, Option<&str>) {
        match self {
            Self::Organisation(id) => (Some(*id), None),
            Self::Written(text) => (None, Some(text.as_str())),
        }
    }
}

/// A period at an organisation that is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct NewAffiliation {
    pub(crate) belonging: Belonging,
    pub(crate) job_title: Option<Text<150>>,
    pub(crate) starts_on: NaiveDate,
    /// Last day; none while it lasts.
    pub(crate) ends_on: Option<NaiveDate>,
}

/// Someone in the register who may be the person about to be added.
#[derive(Clone, Debug)]
pub(crate) struct Similar {
    pub(crate) id: AssociateId,
    pub(crate) name: String,
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) standing: Standing,
    /// Where they belong today, if anywhere.
    pub(crate) organisation: Option<String>,
    pub(crate) same_name: bool,
    pub(crate) similar_name: bool,
    pub(crate) same_email: bool,
    pub(crate) same_phone: bool,
    pub(crate) same_organisation: bool,
}

impl Similar {
    /// Why they may be the same person, in words.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        let name = if self.same_name { "the same name" } else { "a similar name" };
        [
            (self.same_email, "the same email address"),
            (self.same_phone, "the same phone number"),
            (self.same_name || self.similar_name, name),
            (self.same_organisation, "the same organisation"),
        ]
        .into_iter()
        .filter_map(|(holds, words)| holds.then_some(words))
        .collect()
    }
}

/// A change of standing that may be made; only [`StandingChange::decide`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct StandingChange {
    pub(crate) to: Standing,
    pub(crate) paused_until: Option<NaiveDate>,
    pub(crate) reason: Option<Text<500>>,
}

impl Associate {
    /// How they stand, in the shape of a change: what the trail keeps as the state before one.
    pub(crate) fn standing_now(&self) -> StandingChange {
        StandingChange { to: self.standing, paused_until: self.paused_until, reason: None }
    }
}

impl StandingChange {
    /// Decides whether someone who stands at `from` may come to stand at `to`.
    ///
    /// # Errors
    /// There is no such way, or a pause has no end in the future (at most two years away).
    pub(crate) fn decide(
        from: Standing,
        to: Standing,
        paused_until: Option<NaiveDate>,
        reason: Option<Text<500>>,
        today: NaiveDate,
    ) -> Result<Self, Invalid> {
        use Standing::{Active, Left, Paused, Pending};
        let is_a_way =
            matches!((from, to), (Pending | Paused | Left, Active) | (Active, Paused) | (Active | Paused, Left));
        if !is_a_way {
            return Err(Invalid::new(format!("Someone who is {} cannot become {}", word(from), word(to))));
        }
        let paused_until = if to == Paused { Some(end_of_pause(paused_until, today)?) } else { None };
        Ok(Self { to, paused_until, reason })
    }
}

fn end_of_pause(until: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    let until = until.ok_or_else(|| Invalid::new("Enter the date they come back"))?;
    let longest = today + chrono::Months::new(24);
    if today < until && until <= longest {
        return Ok(until);
    }
    Err(Invalid::new("Enter a date in the future, at most two years away"))
}

fn word(standing: Standing) -> String {
    standing.label().to_lowercase()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Similar, Standing, StandingChange};
    use crate::kernel::{AssociateId, StakeholderGroup};

    const TODAY: &str = "2026-03-01";

    fn change(from: Standing, to: Standing, until: Option<&str>) -> Option<StandingChange> {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        StandingChange::decide(from, to, until.map(date), None, date(TODAY)).ok()
    }

    #[test]
    fn people_pause_leave_and_come_back() {
        assert!(change(Standing::Active, Standing::Paused, Some("2026-09-01")).is_some());
        assert!(change(Standing::Paused, Standing::Active, None).is_some());
        assert!(change(Standing::Active, Standing::Left, None).is_some());
        assert!(change(Standing::Left, Standing::Active, None).is_some());
    }

    #[test]
    fn there_is_no_other_way() {
        assert!(change(Standing::Pending, Standing::Paused, Some("2026-09-01")).is_none());
        assert!(change(Standing::Left, Standing::Paused, Some("2026-09-01")).is_none());
        assert!(change(Standing::Anonymised, Standing::Active, None).is_none());
        assert!(change(Standing::Active, Standing::Active, None).is_none());
    }

    #[test]
    fn a_pause_ends_in_the_future() {
        for until in [None, Some(TODAY), Some("2025-01-01"), Some("2029-01-01")] {
            assert!(change(Standing::Active, Standing::Paused, until).is_none(), "{until:?}");
        }
    }

    #[test]
    fn says_why_two_people_may_be_one() {
        let similar = Similar {
            id: AssociateId::new(),
            name: "Ann Walker".to_owned(),
            stakeholder_group: StakeholderGroup::Carer,
            standing: Standing::Active,
            organisation: None,
            same_name: false,
            similar_name: true,
            same_email: true,
            same_phone: false,
            same_organisation: false,
        };
        assert_eq!(similar.reasons(), ["the same email address", "a similar name"]);
    }
}
