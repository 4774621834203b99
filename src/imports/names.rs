//! Names as lists write them, and how alike two of them are.

use crate::kernel::plain_letters;

/// A name in its two parts, and what was left out or changed on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenName {
    pub(super) given: String,
    pub(super) family: String,
    pub(super) warnings: Vec<String>,
}

const TITLES: [&str; 27] = [
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "prof",
    "professor",
    "rev",
    "reverend",
    "revd",
    "sir",
    "dame",
    "lord",
    "lady",
    "cllr",
    "councillor",
    "sister",
    "father",
    "fr",
    "canon",
    "capt",
    "captain",
    "doctor",
    "hon",
    "madam",
    "assoc",
];
const AFTER: [&str; 22] = [
    "mbe", "obe", "cbe", "phd", "md", "msc", "bsc", "ba", "ma", "mbbs", "mbchb", "frcp", "frcgp", "mrcgp", "mrcp",
    "rn", "rgn", "rmn", "jp", "dphil", "qc", "kc",
];
/// Words that belong to the family name behind them.
const PARTICLES: [&str; 20] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ter", "ten", "bin", "al",
    "el", "ap", "st",
];

/// Reads a whole name: "SMITH, Dr Jane (she/her)", "Jane van der Berg".
///
/// # Errors
/// There is only one word in it.
pub(super) fn whole(text: &str) -> Result<WrittenName, &'static str> {
    let mut warnings = Vec::new();
    let bare = without_brackets(text, &mut warnings);
    let (before, after) = match bare.split_once(',') {
        Some((before, after)) => (words(before), words(after)),
        None => (words(&bare), Vec::new()),
    };
    // "Li, Ma" is a name; "Smith, MA" has none.
    let is_given = matches!((before.as_slice(), after.as_slice()), ([_], [word]) if is_capitalised(word));
    let rest_is_letters = !is_given && after.iter().all(|word| is_one_of(&AFTER, word));
    let (given, family) = if after.is_empty() || rest_is_letters {
        if !after.is_empty() {
            warnings.push(format!("“{}” after the name is not kept", after.join(" ")));
        }
        in_order(without_letters(without_titles(before, &mut warnings), 2, &mut warnings))
    } else {
        let given = without_letters(without_titles(after, &mut warnings), 1, &mut warnings);
        (given, without_titles(before, &mut warnings))
    };
    if given.is_empty() || family.is_empty() {
        return Err("A first and a last name are needed");
    }
    Ok(recased(&given, &family, warnings))
}

/// The same of a name that stands in two cells.
pub(super) fn parts(given: &str, family: &str) -> WrittenName {
    let mut warnings = Vec::new();
    let given = without_titles(words(&without_brackets(given, &mut warnings)), &mut warnings);
    let family = without_letters(words(&without_brackets(family, &mut warnings).replace(',', " ")), 1, &mut warnings);
    recased(&given, &family, warnings)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn is_one_of(list: &[&str], word: &str) -> bool {
    let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    list.contains(&bare.as_str())
}

/// What stands in brackets is no part of a name: pronouns, another first name, a note.
fn without_brackets(text: &str, warnings: &mut Vec<String>) -> String {
    let mut kept = String::new();
    let mut dropped = String::new();
    let mut depth = 0_u32;
    for character in text.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                dropped.push(' ');
                kept.push(' ');
            }
            c if depth > 0 => dropped.push(c),
            c => kept.push(c),
        }
    }
    let dropped = dropped.trim();
    if !dropped.is_empty() {
        let are_pronouns = dropped.contains('/') || ["she", "he", "they", "her", "him"].contains(&dropped);
        let what = if are_pronouns { "The pronouns" } else { "What stands in brackets," };
        warnings.push(format!(
            "{what} “{}” {} not kept",
            super::cells::shortened(dropped),
            if are_pronouns { "are" } else { "is" }
        ));
    }
    kept
}

fn without_titles(mut words: Vec<String>, warnings: &mut Vec<String>) -> Vec<String> {
    let mut titles = Vec::new();
    while words.len() > 1 && is_one_of(&TITLES, &words[0]) {
        titles.push(words.remove(0));
    }
    if !titles.is_empty() {
        warnings.push(format!("The title “{}” is not kept", titles.join(" ")));
    }
    words
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

/// `least` words stay: somebody is called Ma.
fn without_letters(mut words: Vec<String>, least: usize, warnings: &mut Vec<String>) -> Vec<String> {
    let mut letters: Vec<String> = Vec::new();
    while words.len() > least
        && words
            .last()
            .is_some_and(|word| word.len() > 1 && is_one_of(&AFTER, word) && word.chars().any(char::is_uppercase))
    {
        letters.extend(words.pop());
    }
    if !letters.is_empty() {
        letters.reverse();
        warnings.push(format!("“{}” after the name is not kept", letters.join(" ")));
    }
    words
}

/// First names first: the last word is the family name, with the particles before it, or all that is in capitals.
fn in_order(words: Vec<String>) -> (Vec<String>, Vec<String>) {
    let Some(last) = words.len().checked_sub(1).filter(|last| *last > 0) else { return (words, Vec::new()) };
    let shouts =
        |word: &String| word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.chars().any(char::is_lowercase);
    let mut start = last;
    if words.iter().all(shouts) {
        // Nothing can be told from capitals.
    } else if shouts(&words[last]) {
        while start > 1 && shouts(&words[start - 1]) {
            start -= 1;
        }
    }
    while start > 1 && PARTICLES.contains(&words[start - 1].to_lowercase().as_str()) {
        start -= 1;
    }
    let family = words[start..].to_vec();
    (words[..start].to_vec(), family)
}

fn recased(given: &[String], family: &[String], warnings: Vec<String>) -> WrittenName {
    let given = given.iter().map(|word| recase(word)).collect::<Vec<_>>().join(" ");
    let many = family.len() > 1;
    let family = family.iter().enumerate().map(|(at, word)| {
        let lower = word.to_lowercase();
        let is_particle = many && at + 1 < family.len() && PARTICLES.contains(&lower.as_str()) && lower != "st";
        let is_plain = is_written_in_one_case(word);
        if is_particle && is_plain { lower } else { recase(word) }
    });
    let family = family.collect::<Vec<_>>().join(" ");
    WrittenName { given, family, warnings }
}

fn is_written_in_one_case(word: &str) -> bool {
    !word.chars().any(char::is_lowercase) || !word.chars().any(char::is_uppercase)
}

/// Capitals put right where a word has only capitals or none: "O'NEILL" is "O'Neill", "mcdonald-smith" is
/// "McDonald-Smith". Whoever wrote both knew what they wrote. Two capitals are initials.
fn recase(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let has_vowel = word.to_lowercase().chars().any(|c| "aeiouy".contains(c));
    if !is_written_in_one_case(word) || letters == 0 || (letters <= 2 && !has_vowel) {
        return word.to_owned();
    }
    let mut recased = String::new();
    let mut piece = String::new();
    for character in word.chars().chain(['-']) {
        if character == '-' || character == '\'' || character == '.' {
            recased.push_str(&capital(&piece));
            piece.clear();
            recased.push(character);
        } else {
            piece.push(character);
        }
    }
    recased.pop();
    recased
}

fn capital(piece: &str) -> String {
    let lower = piece.to_lowercase();
    let upper = |text: &str| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect::<String>())
    };
    match lower.strip_prefix("mc") {
        Some(rest) if rest.chars().count() > 2 => format!("Mc{}", upper(rest)),
        _ => upper(&lower),
    }
}

/// A text as it is compared: lower case, no accents, its words.
pub(super) fn fold(text: &str) -> Vec<String> {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match plain_letters(character) {
            Some(letters) => folded.push_str(letters),
            None if character.is_alphanumeric() => folded.push(character),
            // "O'Neill" is one word; "Smith-Jones" is two.
            None if character == '\'' || character == '’' || ('\u{0300}'..='\u{036F}').contains(&character) => {}
            None => folded.push(' '),
        }
    }
    folded.split_whitespace().map(str::to_owned).collect()
}

/// [`fold`] as one text.
pub(super) fn folded(text: &str) -> String {
    fold(text).join(" ")
}

/// How alike two names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Other,
    Similar,
    Same,
}

/// Compares two names by their folded words, in any order: an initial stands for a name, a letter may be wrong.
pub(super) fn likeness(one: &[String], other: &[String]) -> Likeness {
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    let (one, other) = (sorted(one), sorted(other));
    if one == other {
        return if one.is_empty() { Likeness::Other } else { Likeness::Same };
    }
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let mut free = long.clone();
    let mut left = Vec::new();
    for word in short {
        match free.iter().position(|candidate| candidate == word) {
            Some(place) => drop(free.remove(place)),
            None => left.push(word),
        }
    }
    // One word alone says little, and so do names of which nothing is quite the same.
    let is_similar = match left.as_slice() {
        [] => true,
        [word] => short.len() > 1 && free.iter().any(|candidate| is_near(word, candidate)),
        _ => false,
    };
    if short.len() >= 2 && is_similar { Likeness::Similar } else { Likeness::Other }
}

fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() == 1 || other.len() == 1 {
        return one.first() == other.first();
    }
    if one.len() < 3 || other.len() < 3 || one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same_start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same_start..], &other[same_start..]);
    let same_end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - same_end], &other[..other.len() - same_end]);
    match (one, other) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// What words that are nearly the same have in common, to look for them: each without one of its letters, and whole.
pub(super) fn word_keys(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().take(40).collect();
    let mut keys = vec![word.to_owned()];
    if letters.len() >= 3 {
        keys.extend((0..letters.len()).map(|left_out| {
            letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, letter)| *letter).collect()
        }));
    }
    keys
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
