//! Words people found after events, and what came of them. All invented.

/// What the team adds to its thanks.
pub(super) const THANKS: &str = "What you told us will stay with many of those who were there. We heard people talk \
                                 about it over their tea, and on the way home.";

/// What was best.
pub(super) const BEST: [&str; 12] = [
    "Hearing how it really is, from people who live with it.",
    "Small tables. I said things I would never say in a big room.",
    "The questions at the end. Nobody pretended to know everything.",
    "That there was time, and tea.",
    "Meeting people from the council whom I had only known by their email.",
    "The story about the first weeks at home. I will not forget it.",
    "Short talks in plain words.",
    "Being asked what I think, and seeing it written down.",
    "The map of who does what. I had no idea.",
    "That researchers listened more than they talked.",
    "Practical tips I could use the next day.",
    "Knowing that I am not the only one.",
];

/// What they would change.
pub(super) const ADVICE: [&str; 11] = [
    "A bit less in one afternoon.",
    "It was hard to hear at the back.",
    "Say earlier where one can park.",
    "More time at the tables, fewer slides.",
    "Please send the slides before, in large print.",
    "Evenings would suit people who work.",
    "I missed somebody from general practice.",
    "The room was cold.",
    "Too many abbreviations. A list would help.",
    "Nothing. Just do it again.",
    "A quiet room to sit in for a while.",
];

/// What they will do differently.
pub(super) const INTENDED: [&str; 12] = [
    "I will ask families what they need before the first visit, not after it.",
    "I will ring the stroke group in our town and ask whether they want to meet our team.",
    "Bring the checklist to our next ward meeting and try it for a month.",
    "I will write my letters in plain words, and have my neighbour read one first.",
    "Ask two carers to look at our leaflet before it is printed.",
    "Talk with our commissioner about the waiting times.",
    "Go to the walking group myself before I send people there.",
    "Tell my manager what we heard about working again after a stroke.",
    "Invite somebody who uses the service to our steering group.",
    "Keep ten minutes at the end of each appointment for questions.",
    "Show the film to the students in their first week.",
    "Meet the person I sat beside for a coffee. We want to apply for something together.",
];

/// What came of it.
pub(super) const CAME: [&str; 7] = [
    "It works well, and the others on the ward want it too.",
    "We met twice, and they now send somebody to our team meeting each month.",
    "It took longer than I thought. But the leaflet is a page shorter and people read it.",
    "My manager said yes. We begin in spring.",
    "Two people came, which was two more than before.",
    "Nothing big, but I ask now, and people tell me.",
    "It led to a small grant.",
];

/// Something that came of the events of a project.
pub(super) struct Made {
    pub(super) title: &'static str,
    pub(super) kind: &'static str,
    pub(super) about: &'static str,
    pub(super) link: Option<&'static str>,
    /// The slug of the project.
    pub(super) project: &'static str,
    pub(super) is_published: bool,
}

pub(super) const OUTPUTS: [Made; 7] = [
    Made {
        title: "Ten questions before the home visit",
        kind: "toolkit",
        about: "A card for occupational therapists, written by people who have had a stroke and those who care for \
                them.\n\n- what to ask before the visit\n- what to leave with the family\n- whom to ring afterwards",
        link: Some("https://example.org/ten-questions"),
        project: "home-visits-after-stroke",
        is_published: true,
    },
    Made {
        title: "Going home earlier: a pathway everyone can read",
        kind: "pathway",
        about: "Who does what in the **first six weeks** at home after a stroke, on one page, with the names of the \
                services in the three counties.",
        link: Some("https://example.org/going-home-earlier"),
        project: "early-supported-discharge",
        is_published: true,
    },
    Made {
        title: "Back at work after a stroke: talking with your employer",
        kind: "training",
        about: "A half-day course for employment advisers and therapists. People who went back to work tell how it was.",
        link: None,
        project: "return-to-work-after-stroke",
        is_published: true,
    },
    Made {
        title: "What we learned from five years of talking at tables",
        kind: "report",
        about: "How mixed tables changed what was asked, and who answered. With the figures, and what we would do again.",
        link: Some("https://example.org/talking-at-tables"),
        project: "home-visits-after-stroke",
        is_published: true,
    },
    Made {
        title: "Home visits before discharge: what families say matters",
        kind: "paper",
        about: "A paper in the words of those who took part, for a journal that everybody can read.",
        link: Some("https://example.org/what-families-say"),
        project: "home-visits-after-stroke",
        is_published: true,
    },
    Made {
        title: "Games for a wet playtime",
        kind: "toolkit",
        about: "Twelve games for a small school hall, tried by children who said which ones to leave out.",
        link: Some("https://example.org/wet-playtime"),
        project: "stak",
        is_published: true,
    },
    Made {
        title: "Early supported discharge: notes for commissioners",
        kind: "report",
        about: "A draft. It still needs the figures of the last quarter.",
        link: None,
        project: "early-supported-discharge",
        is_published: false,
    },
];
