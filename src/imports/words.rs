//! The words of closed vocabularies as lists write them.

use super::names::folded;
use crate::kernel::{Choice, County, StakeholderGroup};
use crate::memberships::MembershipRole;
use crate::organisations::OrganisationKind;

/// A choice by its label or its code.
pub(super) fn choice<T: Choice>(text: &str) -> Option<T> {
    let text = folded(text);
    T::ALL.iter().copied().find(|one| folded(one.label()) == text || folded(one.code()) == text)
}

/// The group that people mean by a word.
pub(super) fn group(text: &str) -> Option<StakeholderGroup> {
    choice(text).or_else(|| {
        let bare = folded(text);
        group_called(bare.strip_suffix('s').unwrap_or(&bare))
    })
}

/// What lists call members of the public.
const PUBLIC: [&str; 11] = [
    "public",
    "member of the public",
    "member of public",
    "ppi",
    "ppi member",
    "ppi representative",
    "lay",
    "lay member",
    "citizen",
    "ppie",
    "general public",
];

/// The group by what lists call it, in the singular.
fn group_called(word: &str) -> Option<StakeholderGroup> {
    use StakeholderGroup as G;
    if PUBLIC.contains(&word) {
        return Some(G::Public);
    }
    Some(match word {
        "patient" | "service user" | "user" | "expert by experience" | "lived experience" | "survivor" => {
            G::ServiceUser
        }
        "carer" | "family carer" | "relative" | "parent" | "parent carer" | "unpaid carer" => G::Carer,
        "gp"
        | "doctor"
        | "nurse"
        | "clinician"
        | "health professional"
        | "healthcare professional"
        | "consultant"
        | "therapist"
        | "physiotherapist"
        | "occupational therapist"
        | "psychologist"
        | "psychiatrist"
        | "pharmacist"
        | "midwife"
        | "ahp"
        | "practitioner"
        | "clinical"
        | "hcp"
        | "nhs professional" => G::HealthProfessional,
        "researcher"
        | "academic"
        | "applied health researcher"
        | "applied researcher"
        | "health researcher"
        | "research"
        | "university"
        | "student"
        | "phd student" => G::AppliedHealthResearcher,
        "commissioner" | "pct" | "ccg" | "commissioning" | "health commissioner" | "icb" => G::Commissioner,
        "third sector"
        | "charity"
        | "voluntary"
        | "voluntary sector"
        | "vcs"
        | "vcse"
        | "ngo"
        | "voluntary organisation"
        | "charitie"
        | "not for profit" => G::ThirdSector,
        "social care" | "social worker" | "social service" | "adult social care" => G::SocialCare,
        "provider manager" | "manager" | "nhs manager" | "service manager" | "provider" => G::ProviderManager,
        "industry" | "company" | "commercial" | "private sector" | "pharma" => G::Industry,
        "other" | "misc" => G::Other,
        _ => return None,
    })
}

/// The county that people mean by a word.
pub(super) fn county(text: &str) -> Option<County> {
    use County as C;
    choice(text).or_else(|| {
        Some(match folded(text).as_str() {
            "notts" | "nottingham" | "nottingham city" | "nottinghamshire county" => C::Nottinghamshire,
            "derbys" | "derby" | "derby city" | "derbyshire county" => C::Derbyshire,
            "lincs" | "lincoln" | "north lincolnshire" | "lincolnshire county" => C::Lincolnshire,
            "leics" | "leicester" => C::Leicestershire,
            "northants" | "northampton" => C::Northamptonshire,
            "other" | "outside" | "out of area" | "out of region" => C::Elsewhere,
            _ => return None,
        })
    })
}

/// The role that people mean by a word.
pub(super) fn role(text: &str) -> Option<MembershipRole> {
    use MembershipRole as R;
    Some(match folded(text).as_str() {
        "pi" | "principal investigator" | "chief investigator" | "ci" | "project lead" | "leader" | "co lead" => {
            R::Lead
        }
        "coapplicant" | "co investigator" | "coinvestigator" | "applicant" => R::CoApplicant,
        "advisor" | "steering group" | "advisory group" | "advisory" => R::Adviser,
        "participant" | "partner" | "involved" | "associate" => R::Member,
        "fellow" | "diffusion fellows" => R::DiffusionFellow,
        _ => return None,
    })
}

/// The sort of organisation that people mean by a word.
pub(super) fn organisation_kind(text: &str) -> Option<OrganisationKind> {
    use OrganisationKind as K;
    choice(text).or_else(|| {
        Some(match folded(text).as_str() {
            "trust"
            | "nhs foundation trust"
            | "foundation trust"
            | "hospital"
            | "hospital trust"
            | "nhs"
            | "acute trust"
            | "nhs provider"
            | "nhs trusts" => K::NhsTrust,
            "commissioner" | "ccg" | "pct" | "icb" | "nhs ccg" | "nhs pct" | "primary care trust" | "commissioning" => {
                K::NhsCommissioner
            }
            "local authority" | "county council" | "city council" | "borough council" | "district council" | "la"
            | "councils" => K::Council,
            "university" | "universities" | "academic" | "higher education" | "hei" => K::University,
            "gp" | "general practice" | "gp surgery" | "practice" | "surgery" | "gp practices" => K::GpPractice,
            "charity"
            | "third sector"
            | "voluntary"
            | "voluntary sector"
            | "vcse"
            | "vcs"
            | "ngo"
            | "voluntary organisation"
            | "charities" => K::ThirdSector,
            "company" | "industry" | "private" | "private sector" | "commercial" | "business" | "ltd" => K::Company,
            "other" | "misc" => K::Other,
            _ => return None,
        })
    })
}

pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "yes" | "y" | "true" | "x" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// What a cell says about an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreed {
    /// In this way: a code of `people::sources`.
    By(&'static str),
    /// That they did, and not how.
    Yes,
    No,
    Unknown,
}

pub(super) fn consent(text: &str) -> Agreed {
    let words = folded(text);
    let has = |one: &[&str]| one.iter().any(|word| words.split(' ').any(|part| part == *word));
    if matches!(words.as_str(), "no" | "n" | "false" | "declined" | "refused" | "withdrawn" | "did not agree") {
        Agreed::No
    } else if matches!(words.as_str(), "yes" | "y" | "true" | "agreed" | "x") {
        Agreed::Yes
    } else if has(&["phone", "telephone", "phoned", "call", "tel"]) {
        Agreed::By("phone")
    } else if has(&["email", "emailed", "mail"]) {
        Agreed::By("email")
    } else if has(&["person", "face", "meeting", "event", "verbal", "verbally"]) {
        Agreed::By("in_person")
    } else if has(&["paper", "post", "letter", "form", "written", "signed"]) {
        Agreed::By("paper")
    } else {
        Agreed::Unknown
    }
}

/// Whether there is more in it than the way, which the ledger keeps as a note.
pub(super) fn says_more(text: &str) -> bool {
    folded(text).split(' ').count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_lists_mean_words_of_ours() {
        for (text, expected) in [
            ("Patient", StakeholderGroup::ServiceUser),
            ("GPs", StakeholderGroup::HealthProfessional),
            ("PPI", StakeholderGroup::Public),
            ("charity", StakeholderGroup::ThirdSector),
            ("Applied Health Researcher", StakeholderGroup::AppliedHealthResearcher),
            ("third_sector", StakeholderGroup::ThirdSector),
            ("Charities", StakeholderGroup::ThirdSector),
        ] {
            assert_eq!(group(text), Some(expected), "{text}");
        }
        assert_eq!(group("wizard"), None);
        assert_eq!(
            (county("Notts"), county("DERBY"), county("Mars")),
            (Some(County::Nottinghamshire), Some(County::Derbyshire), None)
        );
        assert_eq!((role("PI"), role("emperor")), (Some(MembershipRole::Lead), None));
    }

    #[test]
    fn a_cell_says_how_someone_agreed() {
        assert_eq!(consent("By phone"), Agreed::By("phone"));
        assert_eq!(consent("paper form, 4 June"), Agreed::By("paper"));
        assert_eq!((consent("Y"), consent("No"), consent("ask Tess")), (Agreed::Yes, Agreed::No, Agreed::Unknown));
        assert!(says_more("paper form, 4 June") && !says_more("By phone"));
    }
}
