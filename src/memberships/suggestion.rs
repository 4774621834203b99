//! Which projects would suit someone, and why. Pure: the same people and projects give the same answer.

use std::collections::BTreeSet;

use crate::kernel::{County, ProjectId, ThemeId};

/// What is known of someone who looks for a project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seeker {
    /// Themes they chose as their interests.
    pub(crate) themes: Vec<ThemeId>,
    /// Their interests in their own words.
    pub(crate) interests: Option<String>,
    pub(crate) county: Option<County>,
    /// Projects they take part in, asked for, or have left: not suggested again.
    pub(crate) known: Vec<ProjectId>,
}

/// A project that takes new members.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: ProjectId,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) theme_id: ThemeId,
    pub(crate) theme_name: String,
    pub(crate) summary: String,
    /// In how many of each county's people it has a member.
    pub(crate) counties: Vec<(County, i64)>,
}

/// A project that would suit someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggestion {
    pub(crate) project: ProjectId,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) score: u32,
    /// Why, each a part of a sentence that begins with "because".
    pub(crate) reasons: Vec<String>,
    /// How many members live in their county, in words. Not among the reasons that go into the record, which the
    /// person reads: a small number is the team's alone (rule 5).
    pub(crate) neighbours: Option<String>,
}

/// A theme someone chose counts most; then the words they used; people of their county only tip the scale.
const THEME: u32 = 6;
const WORD: u32 = 2;
const WORDS_THAT_COUNT: usize = 3;
const COUNTY: u32 = 1;

/// At most three projects for someone, the best first.
pub(crate) fn suggest(seeker: &Seeker, candidates: &[Candidate]) -> Vec<Suggestion> {
    let interests = seeker.interests.as_deref().map(words).unwrap_or_default();
    let mut suggestions: Vec<Suggestion> = candidates
        .iter()
        .filter(|candidate| !seeker.known.contains(&candidate.id))
        .filter_map(|candidate| score(seeker, &interests, candidate))
        .collect();
    suggestions.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.title.cmp(&b.title)));
    suggestions.truncate(3);
    suggestions
}

/// How well one project suits someone; none when nothing speaks for it.
fn score(seeker: &Seeker, interests: &BTreeSet<String>, candidate: &Candidate) -> Option<Suggestion> {
    let mut score = 0;
    let mut reasons = Vec::new();
    if seeker.themes.contains(&candidate.theme_id) {
        score += THEME;
        reasons.push(format!("they chose the theme {}", candidate.theme_name));
    }
    let shared = shared_words(interests, candidate);
    if !shared.is_empty() {
        score += WORD * u32::try_from(shared.len()).unwrap_or_default();
        reasons.push(format!("their interests and the project both say {}", quoted(&shared)));
    }
    let neighbours = candidate.counties.iter().find(|(county, _)| Some(*county) == seeker.county);
    let neighbours = neighbours.map(|(county, people)| {
        score += COUNTY;
        let people = if *people == 1 { "1 member is".to_owned() } else { format!("{people} members are") };
        format!("{people} in {county}")
    });
    (score > 0).then(|| Suggestion {
        project: candidate.id,
        slug: candidate.slug.clone(),
        title: candidate.title.clone(),
        score,
        reasons,
        neighbours,
    })
}

/// Words in common, the longest first: they say the most.
fn shared_words(interests: &BTreeSet<String>, candidate: &Candidate) -> Vec<String> {
    let text = format!("{} {} {}", candidate.title, candidate.theme_name, candidate.summary);
    let theirs: BTreeSet<String> = words(&text).iter().map(|word| stem(word)).collect();
    let mut shared: Vec<String> = interests.iter().filter(|word| theirs.contains(&stem(word))).cloned().collect();
    shared.sort_by_key(|word| std::cmp::Reverse(word.len()));
    shared.dedup_by_key(|word| stem(word));
    shared.truncate(WORDS_THAT_COUNT);
    shared
}

/// Words that say nothing about a subject.
const COMMON: [&str; 73] = [
    "about",
    "after",
    "also",
    "anything",
    "because",
    "been",
    "being",
    "care",
    "could",
    "find",
    "from",
    "good",
    "hard",
    "have",
    "health",
    "help",
    "helps",
    "include",
    "including",
    "interest",
    "interested",
    "into",
    "life",
    "like",
    "live",
    "long",
    "make",
    "many",
    "more",
    "much",
    "need",
    "needs",
    "often",
    "only",
    "other",
    "people",
    "project",
    "projects",
    "research",
    "service",
    "services",
    "should",
    "some",
    "study",
    "support",
    "take",
    "taking",
    "than",
    "that",
    "their",
    "them",
    "there",
    "these",
    "they",
    "things",
    "this",
    "those",
    "time",
    "very",
    "wait",
    "want",
    "wants",
    "well",
    "what",
    "when",
    "where",
    "which",
    "will",
    "with",
    "without",
    "work",
    "would",
    "your",
];

/// The words of a text that could say what it is about, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 4 && !COMMON.contains(&word.as_str()))
        .collect()
}

/// The word without the commonest English endings, so that "strokes" meets "stroke" and "visiting" meets "visits".
fn stem(word: &str) -> String {
    let stem = ["ing", "ies", "ed", "es", "s", "y", "e"].iter().find_map(|ending| word.strip_suffix(ending));
    stem.filter(|stem| stem.chars().count() >= 4).unwrap_or(word).to_owned()
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Seeker, suggest};
    use crate::kernel::{County, ProjectId, ThemeId};

    fn candidate(title: &str, theme: ThemeId, summary: &str) -> Candidate {
        Candidate {
            id: ProjectId::new(),
            slug: title.to_lowercase(),
            title: title.to_owned(),
            theme_id: theme,
            theme_name: "Rehabilitation".to_owned(),
            summary: summary.to_owned(),
            counties: vec![(County::Lincolnshire, 2)],
        }
    }

    #[test]
    fn a_chosen_theme_comes_before_words_and_words_before_neighbours() {
        let (mine, other) = (ThemeId::new(), ThemeId::new());
        let projects = [
            candidate("Neighbours", other, "Nothing in common."),
            candidate("Words", other, "Does visiting at home prevent falls?"),
            candidate("Theme", mine, "Nothing in common."),
        ];
        let seeker = Seeker {
            themes: vec![mine],
            interests: Some("Home visits, falls".to_owned()),
            county: Some(County::Lincolnshire),
            known: vec![],
        };
        let titles: Vec<String> = suggest(&seeker, &projects).into_iter().map(|s| s.title).collect();
        assert_eq!(titles, ["Theme", "Words", "Neighbours"], "three words weigh as much as a theme, and no more");
        let seeker = Seeker { interests: Some("falls".to_owned()), ..seeker };
        let titles: Vec<String> = suggest(&seeker, &projects).into_iter().map(|s| s.title).collect();
        assert_eq!(titles, ["Theme", "Words", "Neighbours"]);
    }

    #[test]
    fn says_why() {
        let theme = ThemeId::new();
        let projects = [candidate("Visits", theme, "Home visits after a stroke.")];
        let seeker = Seeker {
            themes: vec![theme],
            interests: Some("I care about strokes".to_owned()),
            county: Some(County::Lincolnshire),
            known: vec![],
        };
        let suggestions = suggest(&seeker, &projects);
        assert_eq!(
            suggestions[0].reasons,
            ["they chose the theme Rehabilitation", "their interests and the project both say “strokes”"]
        );
        assert_eq!(suggestions[0].neighbours.as_deref(), Some("2 members are in Lincolnshire"));
    }

    #[test]
    fn never_suggests_what_they_know_or_what_nothing_speaks_for() {
        let theme = ThemeId::new();
        let projects = [candidate("Visits", theme, "Home visits.")];
        let seeker = Seeker { themes: vec![theme], known: vec![projects[0].id], ..Seeker::default() };
        assert!(suggest(&seeker, &projects).is_empty());
        let seeker = Seeker { interests: Some("I would like to help people".to_owned()), ..Seeker::default() };
        assert!(suggest(&seeker, &projects).is_empty(), "common words say nothing");
    }

    #[test]
    fn at_most_three_and_always_in_the_same_order() {
        let theme = ThemeId::new();
        let projects: Vec<Candidate> = ["D", "B", "A", "C"].map(|title| candidate(title, theme, "x")).into();
        let seeker = Seeker { themes: vec![theme], ..Seeker::default() };
        let titles: Vec<String> = suggest(&seeker, &projects).into_iter().map(|s| s.title).collect();
        assert_eq!(titles, ["A", "B", "C"]);
    }
}
