//! What people are told about benefits before they take a payment. Each step that showed it keeps its version, so
//! that a new wording is a new version here.

/// The version of the words below. Raise it whenever they change.
pub(crate) const VERSION: i16 = 1;

pub(crate) const HEADING: &str = "If you get benefits";

/// No amounts and no names of rules: both go out of date, and each benefit has its own.
pub(crate) const PARAGRAPHS: [&str; 4] = [
    "Being paid for your time can change what you get in benefits. This can happen even if the payment is small, or if \
     it comes only once. You may also have to tell the office that pays your benefit, best before you say yes.",
    "Money that only pays back what you spent to take part, such as fares, usually does not count as income. Keep your \
     tickets and receipts to show what you spent.",
    "The rules differ from benefit to benefit, and they change. Please ask someone who knows them before you decide: \
     Citizens Advice, a welfare rights adviser of your council, or a job centre. Their advice is free. We cannot advise \
     you ourselves. A payment can also count for tax.",
    "You choose: the payment and your expenses, only your expenses, or nothing. You are just as welcome whatever you \
     choose.",
];

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{PARAGRAPHS, VERSION};

    #[test]
    fn other_words_are_another_version() {
        let hash = Sha256::digest(PARAGRAPHS.join("\n").as_bytes());
        let beginning: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((VERSION, beginning.as_str()), (1, "88348981"), "raise VERSION when the words change");
    }
}
