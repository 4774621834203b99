//! What people say about themselves.

use crate::kernel::StakeholderGroup;

/// By theme, in the order of the themes.
pub(super) const INTERESTS: [&[&str]; 4] = [
    &[
        "Talking therapies, and why people wait so long for them.",
        "How people with a personality disorder diagnosis are treated in A&E.",
        "Peer support and recovery colleges.",
        "Physical health of people with serious mental illness.",
    ],
    &[
        "School sport for children who do not like sport.",
        "Young people leaving care.",
        "What happens when you turn 18 and your support stops.",
        "Autism and ADHD assessment, and life after it.",
    ],
    &[
        "Repeat prescriptions and older people living alone.",
        "Falls and accidents at home.",
        "How surgeries in villages can take part in research.",
        "Health visitors and first-time parents.",
    ],
    &[
        "Life after stroke in rural Lincolnshire.",
        "Aphasia: how to include people who find words hard.",
        "Occupational therapy at home.",
        "Driving and working again after a stroke.",
    ],
];

pub(super) const OFFERS: [&str; 10] = [
    "I can read drafts and say where they are hard to follow.",
    "A meeting room for 20 people with step-free access and parking.",
    "I can introduce you to our patient group.",
    "I can tell my story to students or staff.",
    "Access to our monthly managers' meeting.",
    "Help with statistics, within reason.",
    "I can put leaflets in our waiting room and on our web page.",
    "A place to try things out: our ward is open to it.",
    "I speak Punjabi and Urdu and am happy to help with translation.",
    "An hour a month for interviews or panels.",
];

pub(super) const ASKS: [&str; 10] = [
    "Short summaries that I can take to my board.",
    "Contacts in Derbyshire who do the same work.",
    "Training in how to read research papers.",
    "Please ring, I do not read e-mail often.",
    "Someone to talk to about recruiting in general practice.",
    "Evidence on what it costs, not only whether it works.",
    "Meetings after school hours.",
    "Please pay travel in advance.",
    "A speaker for our carers' week.",
    "Results, please. We took part twice and never heard what came of it.",
];

pub(super) const ACCESS_NEEDS: [&str; 9] = [
    "Large print, 18 point or more.",
    "Step-free access; I use a wheelchair.",
    "Hearing loop, and please face me when you speak.",
    "I bring my support worker.",
    "Breaks at least every hour.",
    "Papers a week before, please; I need time to read.",
    "British Sign Language interpreter.",
    "A quiet room to go to.",
    "No strip lights or flicker (epilepsy).",
];

/// Organisations as people wrote them, which the team has not matched yet.
pub(super) const WRITTEN: [&str; 10] = [
    "Queens Med Centre",
    "notts health care trust",
    "Royal Derby Hosp.",
    "my GP surgery",
    "Newark stroke club",
    "Notts County Council (adult social care)",
    "Lincoln Uni",
    "Self-help Nottm",
    "a pharmacy in Ilkeston",
    "United Lincs",
];

/// Job titles by group.
pub(super) fn job_titles(group: StakeholderGroup) -> &'static [&'static str] {
    use StakeholderGroup as Group;
    match group {
        Group::HealthProfessional => &[
            "Occupational therapist",
            "Physiotherapist",
            "Staff nurse",
            "Community psychiatric nurse",
            "Consultant psychiatrist",
            "Speech and language therapist",
            "GP",
            "Clinical psychologist",
            "Pharmacist",
            "Health visitor",
            "Paramedic",
            "Stroke specialist nurse",
        ],
        Group::AppliedHealthResearcher => &[
            "Research fellow",
            "Research assistant",
            "Professor of rehabilitation",
            "Associate professor",
            "Trial manager",
            "PhD student",
            "Senior lecturer",
        ],
        Group::Commissioner => &[
            "Commissioning manager",
            "Head of mental health commissioning",
            "Public health consultant",
            "Director of strategy",
            "GP commissioning lead",
        ],
        Group::ThirdSector => {
            &["Development worker", "Regional manager", "Volunteer co-ordinator", "Chief executive", "Advocate"]
        }
        Group::SocialCare => {
            &["Social worker", "Team manager", "Approved mental health professional", "Support worker"]
        }
        Group::ProviderManager => &[
            "Service manager",
            "Ward manager",
            "Head of nursing",
            "Research and development manager",
            "General manager",
        ],
        Group::Industry => &["Medical liaison manager", "Product manager"],
        _ => &["Volunteer", "Trustee", "Patient representative"],
    }
}

pub(super) const END_REASONS: [&str; 5] = [
    "Changed jobs",
    "No longer has the time",
    "Moved to another project",
    "Their part in the study was done",
    "Asked us to be taken off",
];

pub(super) const DECLINE_REASONS: [&str; 4] = [
    "The panel is full until the spring. We have put you first on the list and will ring you then.",
    "Just now this study needs people from another county. A sister project would be glad of you; shall we talk?",
    "There is little left to take part in here. Thank you for offering: may we come back to you for the next study?",
    "You told us you have an hour a month, and this would take a day a week. We would not want to waste your time.",
];

pub(super) const REQUEST_REASONS: [&str; 6] = [
    "I work in this field and would like to help.",
    "I have been through this myself.",
    "Met the researchers at a networking event.",
    "A colleague told me about it.",
    "I look after someone whom this concerns.",
    "We commission this service.",
];

pub(super) const LINK_REASONS: [&str; 4] = [
    "Asked us by phone to be linked",
    "Signed up at a development opportunity",
    "Suggested by the project's lead, and agreed",
    "Asked for help with choosing; chosen together",
];

pub(super) const LEAVE_REASONS: [&str; 4] =
    ["Moved away from the area", "Retired", "Changed jobs", "Did not say, and need not"];

pub(super) const PAUSE_REASONS: [&str; 3] = ["Parental leave", "Away on a secondment", "Too much on until the summer"];
