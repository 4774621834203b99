//! What is told about each study, for someone who has never heard of it.

/// One study; days count from the founding of the network, which is [`super::timeline::LENGTH`] days ago.
pub(super) struct Study {
    pub(super) theme: usize,
    pub(super) title: &'static str,
    pub(super) slug: &'static str,
    pub(super) summary: &'static str,
    pub(super) starts: u64,
    pub(super) ends: Option<u64>,
    /// The last day on which it took new members, if it no longer does.
    pub(super) closes: Option<u64>,
    pub(super) isrctn: Option<&'static str>,
    /// Whether a service user's or carer's link to it reveals something about their health. True where
    /// people take part because they have one condition; false where anyone may be concerned (being a
    /// child, planning a family, having an accident, taking medicines).
    pub(super) sensitive: bool,
    pub(super) pull: u32,
}

/// What most studies share.
const USUAL: Study = Study {
    theme: 0,
    title: "",
    slug: "",
    summary: "",
    starts: 14,
    ends: None,
    closes: None,
    isrctn: None,
    sensitive: false,
    pull: 10,
};

/// All sixteen, four for each theme, in the order of the themes.
pub(super) const STUDIES: [Study; 16] = [
    Study {
        title: "Readiness for treatment in people with personality difficulties",
        slug: "readiness-for-treatment",
        summary: "Some people find it hard to begin or to stay in treatment, even when they want help. This study looks \
                  at what makes people feel ready to start. People who use services help us choose the questions, so \
                  that staff can offer help at the right time and in the right way.",
        starts: 40,
        sensitive: true,
        pull: 12,
        ..USUAL
    },
    Study {
        title: "Work-focussed psychological support",
        slug: "work-focussed-psychological-support",
        summary: "Feeling low or anxious can make it hard to keep a job or find one. This study looks at talking \
                  therapy that also helps with work, for example how to speak to a manager. We ask people who tried it, \
                  therapists and employers what helps and what gets in the way.",
        starts: 420,
        ends: Some(2100),
        sensitive: true,
        pull: 9,
        ..USUAL
    },
    Study {
        title: "Mood disorders study",
        slug: "mood-disorders-study",
        summary: "Some people have a very low mood that comes back again and again, or lasts for years. This study \
                  compares the care they usually get with care from a team of specialists. It also asks what it is like \
                  to receive each kind of care.",
        starts: 14,
        ends: Some(2000),
        closes: Some(1500),
        sensitive: true,
        pull: 20,
        ..USUAL
    },
    Study {
        title: "Map of Medicine in schizophrenia care",
        slug: "map-of-medicine-in-schizophrenia-care",
        summary: "A care pathway is a plan that shows each step of someone's care. This study looked at how a pathway \
                  kept on a computer could help staff who care for people with schizophrenia. We asked how staff used \
                  it in a busy working day.",
        starts: 200,
        ends: Some(1400),
        closes: Some(1250),
        sensitive: true,
        pull: 5,
        ..USUAL
    },
    Study {
        theme: 1,
        title: "STAK (Steps to Active Kids)",
        slug: "stak",
        summary: "Many children move less than is good for them, and some do not feel sure of themselves in sport. Steps \
                  to Active Kids offers games, a diary and a little dance to try at school and at home. We want to find \
                  out whether children enjoy it and whether it helps them to be more active.",
        starts: 30,
        isrctn: Some("ISRCTN12650001"),
        pull: 26,
        ..USUAL
    },
    Study {
        theme: 1,
        title: "GAPP",
        slug: "gapp",
        summary: "Children and their families often meet many different services, and it is easy to get lost between \
                  them. In this study parents, young people and staff work together on clearer ways through. We look at \
                  what happens when a plan made on paper meets everyday life.",
        starts: 300,
        closes: Some(1600),
        pull: 7,
        ..USUAL
    },
    Study {
        theme: 1,
        title: "CATO",
        slug: "cato",
        summary: "When a child is assessed, the answers should help the family and not just fill a form. This study \
                  looks at how children's services find out what a child needs and whether things get better. Families \
                  and staff tell us which questions are worth asking.",
        starts: 700,
        pull: 5,
        ..USUAL
    },
    Study {
        theme: 1,
        title: "CAMHS-to-adult transition",
        slug: "camhs-to-adult-transition",
        summary: "At about 18, young people who get help with their mental health move from a service for young people \
                  (CAMHS) to one for adults. Some fall through the gap. Young people, parents and staff help us to \
                  understand what a good move looks like.",
        starts: 60,
        sensitive: true,
        pull: 16,
        ..USUAL
    },
    Study {
        theme: 2,
        title: "Preconception",
        slug: "preconception",
        summary: "What people do before they have a baby can matter for the health of the baby, for example not \
                  smoking. This study looks at how GP surgeries and others can share good advice early. Everyone who \
                  may want children one day is welcome to say what would be useful.",
        starts: 510,
        pull: 7,
        ..USUAL
    },
    Study {
        theme: 2,
        title: "Regular attenders",
        slug: "regular-attenders",
        summary: "Some people visit their GP much more often than others. This study asked why, and whether the visits \
                  gave people what they came for. We listened to patients and to surgery staff.",
        starts: 14,
        ends: Some(1660),
        closes: Some(1400),
        pull: 8,
        ..USUAL
    },
    Study {
        theme: 2,
        title: "Impact of accidental injuries",
        slug: "impact-of-accidental-injuries",
        summary: "A fall or a crash is over in a second, but its effects can last for months. This study follows people \
                  after an accident and asks about pain, mood, work and money. With them we look for ways to give the \
                  right help sooner.",
        starts: 120,
        pull: 13,
        ..USUAL
    },
    Study {
        theme: 2,
        title: "Medicines safety in general practice",
        slug: "medicines-safety-in-general-practice",
        summary: "Medicines help, but the wrong one, or the wrong amount, can harm. This study looks at how GP surgeries \
                  and pharmacists can spot problems with prescriptions early. Patients tell us what they would want to \
                  know and when.",
        starts: 90,
        ends: Some(1980),
        pull: 15,
        ..USUAL
    },
    Study {
        theme: 3,
        title: "Home visits after stroke",
        slug: "home-visits-after-stroke",
        summary: "Before someone goes home from hospital after a stroke, a therapist may take them on a visit to their \
                  home. They look at the stairs, the kitchen and the bathroom together. This study asks whether these \
                  visits help people to manage at home, and how they feel about them.",
        starts: 25,
        sensitive: true,
        pull: 22,
        ..USUAL
    },
    Study {
        theme: 3,
        title: "Early supported discharge",
        slug: "early-supported-discharge",
        summary: "After a stroke some people can go home sooner if a team comes to see them there. This study looks at \
                  how such teams work in different places. People who had a stroke, their families and staff tell us \
                  what makes it work well.",
        starts: 365,
        sensitive: true,
        pull: 14,
        ..USUAL
    },
    Study {
        theme: 3,
        title: "Return to work after stroke",
        slug: "return-to-work-after-stroke",
        summary: "Going back to work after a stroke can be hard, and not only for the body: people may be tired or slow \
                  to find words. This study looks at support from a therapist who also talks to the employer. We ask \
                  what people need at each step.",
        starts: 900,
        sensitive: true,
        pull: 8,
        ..USUAL
    },
    Study {
        theme: 3,
        title: "Cognitive rehabilitation after stroke",
        slug: "cognitive-rehabilitation-after-stroke",
        summary: "A stroke can make it harder to remember things or to pay attention. This study will look at ways to \
                  practise these skills or to work around them, such as notes and alarms. It has not started yet, and \
                  we are looking for people to plan it with us.",
        starts: 1880,
        sensitive: true,
        pull: 5,
        ..USUAL
    },
];
