//! The words every part of Copse uses: identities, names, addresses, groups, counties, dates.
//! No input or output, nothing of ours imported: what is here can be understood alone.

mod choice;
mod clean;
mod clock;
mod dates;
mod email_address;
mod id;
mod invalid;
mod letters;
mod phone;
mod postcode;
mod slug;
mod text;
mod times;
mod words;
mod working_days;

pub(crate) use choice::{Choice, choices};
pub(crate) use clean::clean;
pub use clock::Clock;
pub(crate) use dates::{display_date, display_date_time, london_date, parse_date};
pub use email_address::EmailAddress;
pub(crate) use id::{
    AccountId, AffiliationId, AssociateId, BulkActId, ConsentId, ContributorId, DuplicateId, EventId, ExpenseId,
    ImportId, IntentionId, InvitationBatchId, InvitationId, MailId, MembershipId, MergeId, OrganisationId, OutputId,
    PaymentId, PaymentRateId, PlacePoolId, PrivacyNoticeId, ProgrammeItemId, ProjectId, QuestionId, RegistrationId,
    ReminderId, SessionId, StandingChangeId, SuccessionDecisionId, TagId, ThanksId, ThemeId,
};

pub(crate) use invalid::Invalid;
pub(crate) use letters::plain_letters;
pub(crate) use phone::Phone;
pub(crate) use postcode::PostcodeDistrict;
pub(crate) use slug::Slug;
pub(crate) use text::Text;
pub(crate) use times::{display_time, london_moment, london_time, parse_time};
pub(crate) use words::{County, DeclaredInvolvement, StakeholderGroup, Topic};
pub(crate) use working_days::add_working_days;
