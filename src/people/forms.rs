//! What the team types about people.

mod agreement;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub(crate) use self::agreement::{AgreementForm, Offer, Told};
use crate::associates::{Affiliation, Associate, Belonging, Move, NewAffiliation, Profile, ProfileForm};
use crate::kernel::{AccountId, Invalid, OrganisationId, Text, ThemeId, display_date, parse_date};
use crate::projects::typed;
use crate::web::{FormErrors, opened};

/// How someone let us know what they agree to. Nothing about agreeing is recorded without it.
pub(crate) const SOURCES: [(&str, &str); 4] = [
    ("phone", "They told us by phone"),
    ("email", "They told us by email"),
    ("in_person", "They told us in person"),
    ("paper", "They told us on paper or by post"),
];

/// The way someone told us and what was noted about it, as the ledger of consents keeps it.
pub(crate) fn parse_source(source: &str, note: &str) -> Result<String, Invalid> {
    let words = SOURCES
        .iter()
        .find(|(code, _)| *code == source)
        .map(|(_, words)| words.replace("They told", "told"))
        .ok_or_else(|| Invalid::new("Choose how they told you"))?;
    if note.trim().is_empty() {
        return Ok(words);
    }
    let note = Text::<150>::parse_line("the note", note)?;
    Ok(format!("{words}: {note}"))
}

/// Where they belong: from the register, or as it was written.
fn parse_belonging(organisation: &str, written: &str) -> Result<Option<Belonging>, Invalid> {
    if !written.trim().is_empty() {
        return Text::parse_line("the organisation", written).map(|text| Some(Belonging::Written(text)));
    }
    if organisation.is_empty() {
        return Ok(None);
    }
    organisation
        .parse::<OrganisationId>()
        .map(|id| Some(Belonging::Organisation(id)))
        .map_err(|_| Invalid::new("Choose an organisation from the list, or write its name"))
}

/// A new person.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddForm {
    #[serde(flatten)]
    pub(crate) profile: ProfileForm,
    pub(crate) owner: String,
    pub(crate) organisation: String,
    pub(crate) organisation_text: String,
    /// Which of those that followed an organisation that has ended, once that was asked.
    pub(crate) successor: String,
    pub(crate) job_title: String,
    pub(crate) since: String,
    pub(crate) source: String,
    pub(crate) source_note: String,
    /// "yes" once the team has looked at people who may be the same.
    pub(crate) confirmed: String,
    /// The identity the new person gets: sending the form twice makes one.
    pub(crate) id: String,
}

/// A new person, parsed.
pub(crate) struct Addition {
    pub(crate) profile: Profile,
    pub(crate) owner: Option<AccountId>,
    pub(crate) affiliation: Option<NewAffiliation>,
    /// How they agreed to be in the register.
    pub(crate) source: String,
}

impl AddForm {
    pub(crate) fn parse(&self, today: NaiveDate) -> Result<Addition, FormErrors> {
        let (profile, mut errors) = match self.profile.parse() {
            Ok(profile) => (Some(profile), FormErrors::default()),
            Err(errors) => (None, errors),
        };
        let owner = errors.optional("owner", &self.owner, parse_owner);
        let belonging = errors.keep("organisation", parse_belonging(&self.organisation, &self.organisation_text));
        let job_title = errors.optional("job_title", &self.job_title, |raw| Text::parse_line("the job title", raw));
        let since = errors.optional("since", &self.since, |raw| past_date("the date they started there", raw, today));
        let source = errors.keep("source", parse_source(&self.source, &self.source_note));
        let addition = || {
            let (job_title, starts_on) = (job_title?, since?.unwrap_or(today));
            let affiliation =
                belonging?.map(|belonging| NewAffiliation { belonging, job_title, starts_on, ends_on: None });
            Some(Addition { profile: profile?, owner: owner?, affiliation, source: source? })
        };
        addition().filter(|_| errors.is_empty()).ok_or(errors)
    }
}

fn parse_owner(raw: &str) -> Result<AccountId, Invalid> {
    raw.parse().map_err(|_| Invalid::new("Choose someone of the team"))
}

fn past_date(what: &str, raw: &str, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    let date = parse_date(what, raw)?;
    if date > today {
        return Err(Invalid::new(format!("Enter {what}: today or earlier")));
    }
    Ok(date)
}

/// Details of a person being changed. Access needs are not among them: they have their own page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EditForm {
    #[serde(flatten)]
    pub(crate) profile: ProfileForm,
    pub(crate) owner: String,
    /// How they told us about topics, asked for only when those change.
    pub(crate) source: String,
    pub(crate) source_note: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl EditForm {
    pub(crate) fn of(associate: &Associate, themes: &[ThemeId]) -> Self {
        let form = Self {
            profile: ProfileForm { access_needs: String::new(), ..ProfileForm::of(associate, themes) },
            owner: associate.owner_id.map(|id| id.to_string()).unwrap_or_default(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    /// The new details with owner, and the source of agreeing to other topics if those changed.
    pub(crate) fn parse(&self, before: &Profile) -> Result<Changes, FormErrors> {
        let (profile, mut errors) = match self.profile.parse() {
            Ok(profile) => (Some(profile), FormErrors::default()),
            Err(errors) => (None, errors),
        };
        let owner = errors.optional("owner", &self.owner, parse_owner);
        let topics_change = profile.as_ref().is_some_and(|profile| profile.topics != before.topics);
        let source = if topics_change {
            errors.keep("source", parse_source(&self.source, &self.source_note)).map(Some)
        } else {
            Some(None)
        };
        let access_needs = before.access_needs.clone();
        let changes =
            || Some(Changes { profile: Profile { access_needs, ..profile? }, owner: owner?, source: source? });
        changes().filter(|_| errors.is_empty()).ok_or(errors)
    }
}

/// Details as they are to be.
pub(crate) struct Changes {
    pub(crate) profile: Profile,
    pub(crate) owner: Option<AccountId>,
    pub(crate) source: Option<String>,
}

/// What someone needs in order to take part, as they told us.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AccessNeedsForm {
    pub(crate) access_needs: String,
    pub(crate) source: String,
    pub(crate) source_note: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl AccessNeedsForm {
    pub(crate) fn of(associate: &Associate) -> Self {
        let form = Self { access_needs: associate.access_needs.clone().unwrap_or_default(), ..Self::default() };
        Self { opened: opened(&form), ..form }
    }

    /// The needs (none when they are to be removed) and how they agreed to it.
    pub(crate) fn parse(&self) -> Result<(Option<Text<1000>>, String), FormErrors> {
        let mut errors = FormErrors::default();
        let needs = errors.optional("access_needs", &self.access_needs, |raw| Text::parse("the access needs", raw));
        let source = errors.keep("source", parse_source(&self.source, &self.source_note));
        match (needs, source) {
            (Some(needs), Some(source)) => Ok((needs, source)),
            _ => Err(errors),
        }
    }
}

/// Someone moved: a new post begins and, as a rule, the last one ends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MovedForm {
    pub(crate) organisation: String,
    pub(crate) organisation_text: String,
    /// Which of those that followed an organisation that has ended, once that was asked.
    pub(crate) successor: String,
    pub(crate) job_title: String,
    pub(crate) starts_on: String,
    /// The affiliations that end with it.
    pub(crate) closes: Vec<String>,
    /// Their last day; the day before the new post when it is left empty.
    pub(crate) ended_on: String,
}

impl MovedForm {
    pub(crate) fn parse(&self, open: &[Affiliation]) -> Result<Move, FormErrors> {
        let mut errors = FormErrors::default();
        let belonging = errors.keep("organisation", required_belonging(&self.organisation, &self.organisation_text));
        let job_title = errors.optional("job_title", &self.job_title, |raw| Text::parse_line("the job title", raw));
        let starts_on = errors.keep("starts_on", parse_date("the date they started there", &self.starts_on));
        let closing: Vec<&Affiliation> = open.iter().filter(|one| self.closes.contains(&one.id.to_string())).collect();
        let ended_on = errors.optional("ended_on", &self.ended_on, |raw| parse_date("their last day there", raw));
        let last_day = ended_on.zip(starts_on).map(|(given, start)| given.unwrap_or(start - Days::new(1)));
        if let Some(last_day) = last_day
            && let Some(late) = closing.iter().find(|one| one.starts_on > last_day)
        {
            let message = format!(
                "The post at {} is recorded from {}. Enter a later date, untick it, or correct its dates in the record first",
                late.organisation,
                display_date(late.starts_on)
            );
            errors.add("ended_on", message);
        }
        match (belonging, job_title, starts_on, last_day) {
            (Some(belonging), Some(job_title), Some(starts_on), Some(last_day)) if errors.is_empty() => Ok(Move {
                begins: Some(NewAffiliation { belonging, job_title, starts_on, ends_on: None }),
                ends: closing.into_iter().map(|one| (one.id, last_day)).collect(),
            }),
            _ => Err(errors),
        }
    }
}

fn required_belonging(organisation: &str, written: &str) -> Result<Belonging, Invalid> {
    parse_belonging(organisation, written)?
        .ok_or_else(|| Invalid::new("Choose an organisation from the list, or write its name"))
}

/// One period being corrected.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AffiliationForm {
    pub(crate) organisation: String,
    pub(crate) organisation_text: String,
    pub(crate) job_title: String,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
    /// Which of those that followed an organisation that has ended, once that was asked.
    #[serde(skip_serializing)]
    pub(crate) successor: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl AffiliationForm {
    pub(crate) fn of(affiliation: &Affiliation) -> Self {
        let written =
            if affiliation.organisation_id.is_none() { affiliation.organisation.clone() } else { String::new() };
        let form = Self {
            organisation: affiliation.organisation_id.map(|id| id.to_string()).unwrap_or_default(),
            organisation_text: written,
            job_title: affiliation.job_title.clone().unwrap_or_default(),
            starts_on: typed(affiliation.starts_on),
            ends_on: affiliation.ends_on.map(typed).unwrap_or_default(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    /// A name that is written beside the organisation which stands there now is meant to take its place.
    pub(crate) fn with_one_place(self, now: &Self) -> Self {
        let is_written = !self.organisation_text.is_empty() && self.organisation == now.organisation;
        Self { organisation: if is_written { String::new() } else { self.organisation }, ..self }
    }

    pub(crate) fn parse(&self) -> Result<NewAffiliation, FormErrors> {
        let mut errors = FormErrors::default();
        let belonging = errors.keep("organisation", required_belonging(&self.organisation, &self.organisation_text));
        let job_title = errors.optional("job_title", &self.job_title, |raw| Text::parse_line("the job title", raw));
        let starts_on = errors.keep("starts_on", parse_date("the date they started there", &self.starts_on));
        let ends_on = errors.optional("ends_on", &self.ends_on, |raw| parse_date("their last day there", raw));
        if let (Some(starts_on), Some(Some(ends_on))) = (starts_on, ends_on)
            && ends_on < starts_on
        {
            errors.add("ends_on", "Enter a last day that is not before the first");
        }
        match (belonging, job_title, starts_on, ends_on) {
            (Some(belonging), Some(job_title), Some(starts_on), Some(ends_on)) if errors.is_empty() => {
                Ok(NewAffiliation { belonging, job_title, starts_on, ends_on })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{AddForm, AffiliationForm, MovedForm, parse_source};
    use crate::associates::{Affiliation, Belonging, ProfileForm};
    use crate::kernel::{AffiliationId, OrganisationId};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn post(starts_on: &str) -> Affiliation {
        Affiliation {
            id: AffiliationId::new(),
            organisation_id: Some(OrganisationId::new()),
            organisation: "Derby Hospitals".to_owned(),
            job_title: None,
            starts_on: day(starts_on),
            ends_on: None,
            organisation_ends_on: None,
        }
    }

    #[test]
    fn nobody_is_added_without_a_source_of_consent() {
        let profile = ProfileForm {
            given_name: "Ann".to_owned(),
            family_name: "Walker".to_owned(),
            stakeholder_group: "carer".to_owned(),
            involvement: "ask_me".to_owned(),
            ..ProfileForm::default()
        };
        let form = AddForm { profile, ..AddForm::default() };
        let errors = form.parse(day("2026-03-01")).err().expect("a mistake");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["source"]);
        let form = AddForm { source: "phone".to_owned(), source_note: "on Monday".to_owned(), ..form };
        let addition = form.parse(day("2026-03-01")).expect("an addition");
        assert_eq!(addition.source, "told us by phone: on Monday");
        assert!(parse_source("pigeon", "").is_err());
    }

    #[test]
    fn moving_ends_the_last_post_the_day_before() {
        let (last, other) = (post("2020-01-01"), post("2021-01-01"));
        let form = MovedForm {
            organisation_text: "Framework".to_owned(),
            starts_on: "1/3/2026".to_owned(),
            closes: vec![last.id.to_string()],
            ..MovedForm::default()
        };
        let moved = form.parse(&[last.clone(), other]).expect("a move");
        assert_eq!(moved.ends, [(last.id, day("2026-02-28"))]);
        assert!(matches!(moved.begins.expect("a new post").belonging, Belonging::Written(_)));
    }

    #[test]
    fn a_post_cannot_end_before_it_began() {
        let last = post("2026-02-01");
        let form = MovedForm {
            organisation_text: "Framework".to_owned(),
            starts_on: "1/3/2026".to_owned(),
            closes: vec![last.id.to_string()],
            ended_on: "1/1/2026".to_owned(),
            ..MovedForm::default()
        };
        assert!(form.parse(std::slice::from_ref(&last)).expect_err("a mistake").get("ended_on").is_some());
        let form = AffiliationForm { ends_on: "1/1/2026".to_owned(), ..AffiliationForm::of(&last) };
        assert!(form.parse().expect_err("a mistake").get("ends_on").is_some());
        assert!(AffiliationForm::of(&last).parse().is_ok());
    }
}
