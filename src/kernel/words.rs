//! The vocabularies that more than one part of Copse uses.

use super::choice::choices;

choices! {
    /// In which capacity someone takes part in the network.
    pub(crate) enum StakeholderGroup as "stakeholder_group" {
        ServiceUser = "service_user", "Service user";
        Carer = "carer", "Carer";
        HealthProfessional = "health_professional", "Health professional";
        AppliedHealthResearcher = "applied_health_researcher", "Applied health researcher";
        Commissioner = "commissioner", "Commissioner";
        ThirdSector = "third_sector", "Third sector";
        SocialCare = "social_care", "Social care";
        ProviderManager = "provider_manager", "Provider manager";
        Industry = "industry", "Industry";
        Public = "public", "Member of the public";
        Other = "other", "Other";
    }
}

impl StakeholderGroup {
    /// Whether belonging to a project about a condition says something about the person's own
    /// health or that of someone close (UK GDPR Article 9).
    pub(crate) fn reveals_health(self) -> bool {
        matches!(self, Self::ServiceUser | Self::Carer)
    }
}

choices! {
    /// Where an Associate lives or an organisation works: the network's three counties, their neighbours, elsewhere.
    pub(crate) enum County as "county" {
        Nottinghamshire = "nottinghamshire", "Nottinghamshire";
        Derbyshire = "derbyshire", "Derbyshire";
        Lincolnshire = "lincolnshire", "Lincolnshire";
        Leicestershire = "leicestershire", "Leicestershire";
        Northamptonshire = "northamptonshire", "Northamptonshire";
        Rutland = "rutland", "Rutland";
        Elsewhere = "elsewhere", "Elsewhere";
    }
}

choices! {
    /// How someone wants to take part, in their own words. All four are full members.
    pub(crate) enum DeclaredInvolvement as "declared_involvement" {
        KeepMeInformed = "keep_me_informed", "Keep me informed";
        AskMe = "ask_me", "Ask me";
        IContribute = "i_contribute", "I contribute";
        IHaveConcerns = "i_have_concerns", "I have concerns";
    }
}

impl DeclaredInvolvement {
    /// What choosing it means, in plain words.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::KeepMeInformed => "You hear from us. We do not ask you for anything.",
            Self::AskMe => "We may ask for your view, a comment or an hour of your time.",
            Self::IContribute => "You want to take an active part, for example review, speak or recruit.",
            Self::IHaveConcerns => "You see problems and want them heard. That is just as welcome.",
        }
    }
}

choices! {
    /// What an Associate may choose to hear about.
    pub(crate) enum Topic as "topic" {
        AreasOfInterest = "areas_of_interest", "Areas of interest";
        TrainingAndDevelopment = "training_and_development", "Training and development opportunities";
        Networking = "networking", "Networking";
        ConferencesAndSeminars = "conferences_and_seminars", "Conferences and seminars";
    }
}
