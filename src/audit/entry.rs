//! What an entry of the trail says.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::kernel::{
    AccountId, AssociateId, BulkActId, EventId, ImportId, MailId, OrganisationId, OutputId, PaymentId, PrivacyNoticeId,
    ProjectId, TagId, ThemeId,
};

/// The thing a change is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject {
    Account(AccountId),
    Associate(AssociateId),
    /// One act on many people.
    BulkAct(BulkActId),
    Event(EventId),
    Import(ImportId),
    Mail(MailId),
    Organisation(OrganisationId),
    Payment(PaymentId),
    /// A list of payments, or what all of them go by.
    Payments,
    Output(OutputId),
    PrivacyNotice(PrivacyNoticeId),
    Project(ProjectId),
    /// A label of the team on people.
    Tag(TagId),
    Theme(ThemeId),
    /// A list of Associates.
    Register,
    /// A list of something else.
    List,
    /// A setting of the whole network.
    Settings,
}

impl Subject {
    /// The word the trail keeps for its kind.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Associate(_) => "associate",
            Self::BulkAct(_) => "bulk act",
            Self::Event(_) => "event",
            Self::Import(_) => "import",
            Self::Mail(_) => "mail",
            Self::Organisation(_) => "organisation",
            Self::Payment(_) => "payment",
            Self::Payments => "payments",
            Self::Output(_) => "output",
            Self::PrivacyNotice(_) => "privacy notice",
            Self::Project(_) => "project",
            Self::Tag(_) => "tag",
            Self::Theme(_) => "theme",
            Self::Register => "register",
            Self::List => "list",
            Self::Settings => "settings",
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Account(id) => id.into(),
            Self::Associate(id) => id.into(),
            Self::BulkAct(id) => id.into(),
            Self::Event(id) => id.into(),
            Self::Import(id) => id.into(),
            Self::Mail(id) => id.into(),
            Self::Organisation(id) => id.into(),
            Self::Payment(id) => id.into(),
            Self::Output(id) => id.into(),
            Self::PrivacyNotice(id) => id.into(),
            Self::Project(id) => id.into(),
            Self::Tag(id) => id.into(),
            Self::Theme(id) => id.into(),
            Self::Payments | Self::Register | Self::List | Self::Settings => Uuid::nil(),
        }
    }
}

/// One entry: an act in words ("Changed the details"), its subject, and the fields it changed.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(super) act: &'static str,
    pub(super) subject: Subject,
    pub(super) associate: Option<AssociateId>,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

impl Entry {
    pub(crate) fn new(act: &'static str, subject: Subject) -> Self {
        let associate = if let Subject::Associate(id) = subject { Some(id) } else { None };
        Self { act, subject, associate, before: None, after: None }
    }

    /// Says which Associate it concerns, when the subject is something else.
    pub(crate) fn concerning(self, associate: AssociateId) -> Self {
        Self { associate: Some(associate), ..self }
    }

    /// What was made.
    pub(crate) fn made(self, after: &impl Serialize) -> Self {
        Self { after: serde_json::to_value(after).ok().map(without_sensitive), ..self }
    }

    /// What changed: of two states only the fields that differ are kept.
    pub(crate) fn changed(self, before: &impl Serialize, after: &impl Serialize) -> Self {
        let (before, after) = differences(serde_json::to_value(before).ok(), serde_json::to_value(after).ok());
        Self { before: before.map(without_sensitive), after: after.map(without_sensitive), ..self }
    }
}

/// Fields of which the trail keeps that they changed, and not what they said: it is never altered, so what the
/// person takes back or has deleted would stay in it, and be read without being logged.
pub(super) const SENSITIVE: [&str; 1] = ["access_needs"];

fn without_sensitive(mut state: Value) -> Value {
    for field in SENSITIVE {
        if let Some(value) = state.get_mut(field).filter(|value| !value.is_null()) {
            *value = Value::from("something that is not kept here");
        }
    }
    state
}

fn differences(before: Option<Value>, after: Option<Value>) -> (Option<Value>, Option<Value>) {
    let (Some(Value::Object(before)), Some(Value::Object(after))) = (&before, &after) else {
        return (before, after);
    };
    let pick = |from: &Map<String, Value>, other: &Map<String, Value>| {
        let changed = from.iter().filter(|(key, value)| other.get(*key) != Some(value));
        Value::Object(changed.map(|(key, value)| (key.clone(), value.clone())).collect())
    };
    (Some(pick(before, after)), Some(pick(after, before)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Entry, Subject, differences};

    #[test]
    fn says_that_access_needs_changed_and_not_what_they_are() {
        let (one, other, none) =
            (json!({"access_needs": "a ramp"}), json!({"access_needs": "a loop"}), json!({"access_needs": null}));
        let entry = Entry::new("Changed", Subject::Settings).changed(&one, &other);
        assert!(entry.before.is_some() && entry.before == entry.after);
        assert!(!format!("{entry:?}").contains("ramp"));
        assert_eq!(Entry::new("Changed", Subject::Settings).changed(&one, &none).after, Some(none));
    }

    #[test]
    fn keeps_only_what_changed() {
        let before = json!({"name": "Ann", "county": "derbyshire", "phone": null});
        let after = json!({"name": "Ann", "county": "lincolnshire", "phone": "0115 496 0000"});
        let (before, after) = differences(Some(before), Some(after));
        assert_eq!(before, Some(json!({"county": "derbyshire", "phone": null})));
        assert_eq!(after, Some(json!({"county": "lincolnshire", "phone": "0115 496 0000"})));
    }
}
