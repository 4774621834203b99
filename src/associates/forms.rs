//! The form that describes a person: the same when they register, change their details, or the team does.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::model::{Associate, Profile};
use crate::kernel::{Choice, EmailAddress, Invalid, Phone, PostcodeDistrict, Text, ThemeId, Topic};
use crate::web::FormErrors;

/// What was typed about a person. A form with more fields holds it with `#[serde(flatten)]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ProfileForm {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) postcode_district: String,
    pub(crate) county: String,
    pub(crate) stakeholder_group: String,
    pub(crate) involvement: String,
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) topics: Vec<String>,
    /// Areas of interest, by id.
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) themes: Vec<String>,
    pub(crate) interests: String,
    pub(crate) offers: String,
    pub(crate) asks: String,
    pub(crate) access_needs: String,
}

impl ProfileForm {
    /// The form as it stands before anyone types: what the register says.
    pub(crate) fn of(associate: &Associate, themes: &[ThemeId]) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            given_name: associate.given_name.clone(),
            family_name: associate.family_name.clone(),
            email: associate.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            phone: text(&associate.phone),
            postcode_district: text(&associate.postcode_district),
            county: associate.county.map_or("", Choice::code).to_owned(),
            stakeholder_group: associate.stakeholder_group.code().to_owned(),
            involvement: associate.involvement.code().to_owned(),
            topics: associate.topics.iter().map(|topic| topic.code().to_owned()).collect(),
            themes: themes.iter().map(ToString::to_string).collect(),
            interests: text(&associate.interests),
            offers: text(&associate.offers),
            asks: text(&associate.asks),
            access_needs: text(&associate.access_needs),
        }
    }

    /// The profile, or every mistake at once. A theme that does not exist is left out when it is written.
    pub(crate) fn parse(&self) -> Result<Profile, FormErrors> {
        let mut errors = FormErrors::default();
        let given_name = errors.keep("given_name", Text::parse_line("a first name", &self.given_name));
        let family_name = errors.keep("family_name", Text::parse_line("a last name", &self.family_name));
        let email = errors.optional("email", &self.email, EmailAddress::parse);
        let phone = errors.optional("phone", &self.phone, Phone::parse);
        let postcode_district = errors.optional("postcode_district", &self.postcode_district, PostcodeDistrict::parse);
        let county = errors.optional("county", &self.county, |raw| choose("Choose a county from the list", raw));
        let stakeholder_group =
            errors.keep("stakeholder_group", choose("Choose the group that fits best", &self.stakeholder_group));
        let involvement = errors.keep("involvement", choose("Choose how to be involved", &self.involvement));
        let topics = errors.keep("topics", all("Choose topics from the list", &self.topics, Topic::from_code));
        let themes = errors.keep("themes", all("Choose themes from the list", &self.themes, |raw| raw.parse().ok()));
        let long = |what: &'static str| move |raw: &str| Text::parse(what, raw);
        let interests = errors.optional("interests", &self.interests, long("the interests"));
        let offers = errors.optional("offers", &self.offers, long("what is offered"));
        let asks = errors.optional("asks", &self.asks, long("what is asked for"));
        let access_needs = errors.optional("access_needs", &self.access_needs, long("the access needs"));
        // Every part is there exactly when nothing was added to the errors.
        let profile = || {
            Some(Profile {
                given_name: given_name?,
                family_name: family_name?,
                email: email?,
                phone: phone?,
                postcode_district: postcode_district?,
                county: county?,
                stakeholder_group: stakeholder_group?,
                access_needs: access_needs?,
                interests: interests?,
                offers: offers?,
                asks: asks?,
                topics: topics?,
                involvement: involvement?,
                themes: themes?,
            })
        };
        profile().ok_or(errors)
    }
}

fn choose<T: Choice>(message: &str, raw: &str) -> Result<T, Invalid> {
    T::from_code(raw).ok_or_else(|| Invalid::new(message))
}

/// Every box that was ticked, once each and in one order, so that two equal answers compare as equal.
fn all<T: Ord>(message: &str, raw: &[String], read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Invalid> {
    let mut read: Vec<T> =
        raw.iter().map(|one| read(one)).collect::<Option<_>>().ok_or_else(|| Invalid::new(message))?;
    read.sort();
    read.dedup();
    Ok(read)
}

/// One ticked box comes as a single value when the form is part of a larger one; serde would refuse it.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct OneOrMany;

    impl<'de> Visitor<'de> for OneOrMany {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("one value or several")
        }

        fn visit_str<E>(self, one: &str) -> Result<Self::Value, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
            let mut many = Vec::new();
            while let Some(one) = sequence.next_element()? {
                many.push(one);
            }
            Ok(many)
        }
    }

    deserializer.deserialize_any(OneOrMany)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::ProfileForm;
    use crate::kernel::Topic;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Larger {
        #[serde(flatten)]
        profile: ProfileForm,
        confirmed: String,
    }

    fn filled() -> ProfileForm {
        ProfileForm {
            given_name: "Zoë".to_owned(),
            family_name: "Hübner".to_owned(),
            stakeholder_group: "carer".to_owned(),
            involvement: "ask_me".to_owned(),
            ..ProfileForm::default()
        }
    }

    #[test]
    fn asks_only_for_name_group_and_involvement() {
        assert!(filled().parse().is_ok());
        let errors = ProfileForm::default().parse().expect_err("mistakes");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["given_name", "family_name", "stakeholder_group", "involvement"]);
    }

    #[test]
    fn reports_every_mistake_at_once() {
        let form = ProfileForm {
            email: "nobody".to_owned(),
            phone: "x".to_owned(),
            county: "mars".to_owned(),
            topics: vec!["gossip".to_owned()],
            asks: "a".repeat(1001),
            ..filled()
        };
        let errors = form.parse().expect_err("mistakes");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["email", "phone", "county", "topics", "asks"]);
    }

    #[test]
    fn is_read_alone_and_as_a_part_of_a_larger_form() {
        let part: Larger =
            serde_html_form::from_str("given_name=Ann&topics=networking&confirmed=yes&other=x").expect("a form");
        assert_eq!((part.profile.given_name.as_str(), part.confirmed.as_str()), ("Ann", "yes"));
        assert_eq!(part.profile.topics, ["networking"]);
        let several: Larger = serde_html_form::from_str("topics=networking&topics=areas_of_interest").expect("a form");
        assert_eq!(several.profile.topics.len(), 2);
        let alone: ProfileForm = serde_html_form::from_str("topics=networking").expect("a form");
        assert_eq!(alone.topics, ["networking"]);
    }

    #[test]
    fn ticking_a_box_twice_is_ticking_it() {
        let form = ProfileForm { topics: vec!["networking".to_owned(), "networking".to_owned()], ..filled() };
        assert_eq!(form.parse().map(|profile| profile.topics).ok(), Some(vec![Topic::Networking]));
    }
}
