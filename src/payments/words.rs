//! The closed vocabularies of payments.

use crate::kernel::choices;

choices! {
    /// What is paid for.
    pub(crate) enum RateKind as "payment_kind" {
        Hour = "hour", "Hour";
        HalfDay = "half_day", "Half day";
        Day = "day", "Day";
        Mile = "mile", "Mile by car";
    }
}

impl RateKind {
    /// The word for one, and for several.
    pub(super) fn unit(self, quarters: i16) -> &'static str {
        match (self, quarters == 4) {
            (Self::Hour, true) => "hour",
            (Self::Hour, false) => "hours",
            (Self::HalfDay, true) => "half day",
            (Self::HalfDay, false) => "half days",
            (Self::Day, true) => "day",
            (Self::Day, false) => "days",
            (Self::Mile, true) => "mile",
            (Self::Mile, false) => "miles",
        }
    }
}

choices! {
    /// How a payment stands.
    pub(crate) enum PaymentState as "payment_state" {
        Offered = "offered", "Offered";
        Declined = "declined", "Declined";
        Claimed = "claimed", "To approve";
        SentBack = "sent_back", "Sent back";
        Approved = "approved", "To pay";
        Paid = "paid", "Paid";
        TakenBack = "taken_back", "Taken back";
    }
}

impl PaymentState {
    /// The same in words for the person it is for.
    pub(crate) fn to_you(self) -> &'static str {
        match self {
            Self::Offered => "Waits for your answer",
            Self::Declined => "You do not want it",
            Self::Claimed => "Claimed, being checked",
            Self::SentBack => "Please change your claim",
            Self::Approved => "Approved, on its way",
            Self::Paid => "Paid",
            Self::TakenBack => "Taken back",
        }
    }

    /// The colour that repeats it.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Offered => "teal",
            Self::Claimed => "yellow",
            Self::SentBack => "orange",
            Self::Approved => "purple",
            Self::Paid => "green",
            Self::Declined | Self::TakenBack => "grey",
        }
    }

    /// Whether the claim is still being written.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Offered | Self::SentBack)
    }
}

choices! {
    /// Something that happened with a payment.
    pub(crate) enum StepKind as "payment_step" {
        Offered = "offered", "Offered";
        Declined = "declined", "Declined: no payment wanted";
        Reopened = "reopened", "Wanted after all";
        Claimed = "claimed", "Claimed";
        Withdrawn = "withdrawn", "Claim withdrawn";
        SentBack = "sent_back", "Claim sent back";
        Approved = "approved", "Approved";
        ApprovalUndone = "approval_undone", "Approval taken back";
        Paid = "paid", "Paid";
        PaymentUndone = "payment_undone", "Marked as not paid after all";
        TakenBack = "taken_back", "Offer taken back";
    }
}

choices! {
    /// What someone spent money on.
    pub(crate) enum ExpenseKind as "expense_kind" {
        Travel = "travel", "Travel: bus, train, tram or taxi";
        Mileage = "mileage", "Miles in my own car";
        Parking = "parking", "Parking";
        Care = "care", "A carer, or care for someone I look after";
        Accommodation = "accommodation", "A place to stay";
        Other = "other", "Something else";
    }
}

impl ExpenseKind {
    /// In a list.
    pub(crate) fn short(self) -> &'static str {
        match self {
            Self::Travel => "Travel",
            Self::Mileage => "Mileage",
            Self::Parking => "Parking",
            Self::Care => "Carer or replacement care",
            Self::Accommodation => "Accommodation",
            Self::Other => "Other",
        }
    }
}

choices! {
    /// Whether the team has seen a receipt.
    pub(crate) enum ReceiptState as "receipt_state" {
        NotSeen = "not_seen", "Not seen yet";
        Seen = "seen", "Seen";
        NotNeeded = "not_needed", "Not needed";
    }
}
