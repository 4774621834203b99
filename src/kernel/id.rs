//! Identities. Each kind of thing has its own type, so that one cannot be passed for another; the
//! values are UUIDv7, made here, known before the row is written and roughly in order of time.

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident)+) => {$(
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize,
        )]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub(crate) struct $name(uuid::Uuid);

        impl $name {
            /// A new identity that nothing has yet.
            pub(crate) fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        // For the audit trail, which names things of every kind.
        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// Someone who can sign in.
    AccountId
    /// One period at one organisation.
    AffiliationId
    /// A registered stakeholder.
    AssociateId
    /// One act on many people.
    BulkActId
    /// One row of the consent ledger.
    ConsentId
    /// Someone's part in an item of a programme.
    ContributorId
    /// Two records that may be one.
    DuplicateId
    /// A development opportunity.
    EventId
    /// A list that is brought into the register, or was.
    ImportId
    /// What someone means to do differently after an event.
    IntentionId
    /// A choice of people to be written to about an event.
    InvitationBatchId
    /// One person's invitation to one event.
    InvitationId
    /// A mail in the outbox.
    MailId
    /// Two records that were put together.
    MergeId
    /// One person's part in one project.
    MembershipId
    /// A body people belong to.
    OrganisationId
    /// Something someone spent to come to an event.
    ExpenseId
    /// What someone is offered for their part in an event.
    PaymentId
    /// What an hour, a day or a mile is paid from a date on.
    PaymentRateId
    /// Something that came of events and projects, for others to use.
    OutputId
    /// The places of an event that are open to the same people.
    PlacePoolId
    /// One published version of the privacy notice.
    PrivacyNoticeId
    /// Something that happens at an event, for so many minutes.
    ProgrammeItemId
    /// A research project.
    ProjectId
    /// A question to those who register for an event.
    QuestionId
    /// One person's part in one event.
    RegistrationId
    /// When people of an event are reminded of it.
    ReminderId
    /// A signed-in browser.
    SessionId
    /// One change of an Associate's standing.
    StandingChangeId
    /// What was decided of someone whose organisation had ended.
    SuccessionDecisionId
    /// A label of the team on people.
    TagId
    /// That someone was thanked.
    ThanksId
    /// A research area.
    ThemeId
}
