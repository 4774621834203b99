//! Everything the house knows about who may do what to which record. What is not listed is refused.

use super::Actor;
use crate::kernel::{AccountId, AssociateId, EventId, ProjectId};

/// What someone wants to do with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    View,
    Edit,
    /// See who takes part, and numbers about them.
    SeePeople,
    /// Answer a request.
    Decide,
    /// Bring to an end.
    End,
}

/// What a decision needs to know about a record.
#[derive(Clone, Debug)]
pub(crate) enum Facts {
    /// A person's record in the register. One that nobody has confirmed does not exist for anybody: that is what
    /// the pages and letters of registering promise.
    Associate { id: AssociateId, confirmed: bool },
    /// A project and its community.
    Project { id: ProjectId },
    /// One person's part in one project. One that waits for a health consent is not disclosable: beyond the person
    /// and the team it does not exist (rule 4).
    Membership { associate: AssociateId, project: ProjectId, disclosable: bool },
    /// Someone's part in an event.
    Registration { associate: AssociateId },
    /// What someone is offered for their part in an event, with the workers who sent in a claim for them. For the
    /// person and the team: no lead learns of it.
    Payment { associate: AssociateId, entered_by: Vec<AccountId> },
    /// An event, shown to some, and to whoever comes to it.
    Event { id: EventId, audience: Audience },
    /// What people said about an event, in numbers and without their names.
    EventFeedback { projects: Vec<ProjectId> },
    /// What someone means to do differently.
    Intention { associate: AssociateId },
    /// Something that came of events and projects: for everyone once it is published.
    Output { is_published: bool },
    /// Something the team keeps and everyone may know: an organisation, a theme.
    Reference,
}

/// Whom an event is shown to.
#[derive(Clone, Debug)]
pub(crate) enum Audience {
    /// The team, while it is planned.
    Team,
    Everyone,
    Associates,
    /// Those who take part in one of these projects.
    MembersOf(Vec<ProjectId>),
}

impl Audience {
    /// Who has left a project keeps sight of the events for its members that they have a place at: their letter tells
    /// them where to go, and the event's page may say that it moved.
    fn includes(&self, actor: Option<&Actor>, event: EventId) -> bool {
        match self {
            Self::Team => false,
            Self::Everyone => true,
            Self::Associates => actor.is_some(),
            Self::MembersOf(projects) => {
                actor.is_some_and(|a| projects.iter().any(|project| a.takes_part_in(*project)) || a.comes_to(event))
            }
        }
    }
}

/// Which events a list may show someone: the same as [`Audience`] says of one.
#[derive(Clone, Debug)]
pub(crate) struct EventScope {
    /// All, drafts too.
    pub(crate) everything: bool,
    /// Those for Associates.
    pub(crate) associates: bool,
    /// Those for members of these projects.
    pub(crate) projects: Vec<ProjectId>,
    /// Those they come to, whoever they are for.
    pub(crate) own: Vec<EventId>,
}

/// The events this person may see; `None` is a visitor.
pub(crate) fn events_visible_to(actor: Option<&Actor>) -> EventScope {
    EventScope {
        everything: actor.is_some_and(Actor::is_team),
        associates: actor.is_some(),
        projects: actor.map(|actor| actor.projects.clone()).unwrap_or_default(),
        own: actor.map(|actor| actor.events.clone()).unwrap_or_default(),
    }
}

/// Whether the policy allows it. `None` is a visitor.
pub(crate) fn allows(actor: Option<&Actor>, action: Action, on: Facts) -> bool {
    let is_team = actor.is_some_and(Actor::is_team);
    match (&on, action) {
        (Facts::Associate { confirmed: false, .. }, _) => false,
        (Facts::Registration { associate }, Action::View | Action::Edit | Action::End) => {
            is_team || actor.is_some_and(|a| a.is(*associate))
        }
        (Facts::Payment { associate, .. }, Action::View | Action::Edit) => {
            is_team || actor.is_some_and(|a| a.is(*associate))
        }
        // Money takes two people: nobody approves their own claim, nor one that they sent in for somebody.
        (Facts::Payment { associate, entered_by }, Action::Decide) => {
            is_team && actor.is_some_and(|a| !a.is(*associate) && !entered_by.contains(&a.account))
        }
        (Facts::Payment { associate, .. }, Action::End) => is_team && actor.is_some_and(|a| !a.is(*associate)),
        (Facts::Event { id, audience }, Action::View) => is_team || audience.includes(actor, *id),
        (Facts::EventFeedback { projects }, Action::View) => {
            is_team || actor.is_some_and(|a| projects.iter().any(|project| a.leads(*project)))
        }
        (Facts::Intention { associate }, Action::View) => is_team || actor.is_some_and(|a| a.is(*associate)),
        // What someone promised themselves is nobody else's to change, and nobody else's to take away.
        (Facts::Intention { associate }, Action::Edit | Action::End) => actor.is_some_and(|a| a.is(*associate)),
        (Facts::Output { is_published }, Action::View) => is_team || *is_published,
        (Facts::Project { .. } | Facts::Reference, Action::View) => true,
        (Facts::Project { id }, Action::SeePeople) => is_team || actor.is_some_and(|a| a.leads(*id)),
        (Facts::Associate { id, .. }, Action::View) => is_team || actor.is_some_and(|a| a.is(*id)),
        (Facts::Membership { project, disclosable, .. }, Action::Decide) => {
            is_team || *disclosable && actor.is_some_and(|a| a.leads(*project))
        }
        (Facts::Membership { associate, project, disclosable }, Action::View) => {
            is_team || actor.is_some_and(|a| a.is(*associate) || *disclosable && a.leads(*project))
        }
        (Facts::Membership { associate, .. }, Action::End) => is_team || actor.is_some_and(|a| a.is(*associate)),
        (
            Facts::Associate { .. }
            | Facts::Project { .. }
            | Facts::Membership { .. }
            | Facts::Event { .. }
            | Facts::Output { .. }
            | Facts::Reference,
            Action::Edit,
        ) => is_team,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Audience, Facts, allows};
    use crate::access::{AccountRole, Actor};
    use crate::kernel::{AccountId, AssociateId, EventId, ProjectId, SessionId};

    fn actor(role: AccountRole, associate: Option<AssociateId>, leads: Vec<ProjectId>) -> Actor {
        let (account, session) = (AccountId::new(), SessionId::new());
        let (name, projects, events) = ("Someone".to_owned(), leads.clone(), vec![]);
        Actor { account, session, name, role, associate, leads, projects, events, notice_is_due: false }
    }

    #[test]
    fn a_lead_sees_the_people_of_their_own_project_only() {
        let (mine, theirs) = (ProjectId::new(), ProjectId::new());
        let lead = actor(AccountRole::Associate, Some(AssociateId::new()), vec![mine]);
        assert!(allows(Some(&lead), Action::SeePeople, Facts::Project { id: mine }));
        assert!(!allows(Some(&lead), Action::SeePeople, Facts::Project { id: theirs }));
        assert!(!allows(Some(&lead), Action::Edit, Facts::Project { id: mine }));
    }

    #[test]
    fn what_waits_for_a_consent_does_not_exist_for_a_lead() {
        let (project, associate) = (ProjectId::new(), AssociateId::new());
        let lead = actor(AccountRole::Associate, None, vec![project]);
        for disclosable in [true, false] {
            let on = Facts::Membership { associate, project, disclosable };
            assert_eq!(allows(Some(&lead), Action::View, on.clone()), disclosable);
            assert_eq!(allows(Some(&lead), Action::Decide, on), disclosable);
        }
    }

    #[test]
    fn an_associate_sees_and_ends_only_what_is_their_own() {
        let (me, other, project) = (AssociateId::new(), AssociateId::new(), ProjectId::new());
        let associate = actor(AccountRole::Associate, Some(me), vec![]);
        for (on, action, expected) in [
            (Facts::Associate { id: me, confirmed: true }, Action::View, true),
            (Facts::Associate { id: other, confirmed: true }, Action::View, false),
            (Facts::Membership { associate: me, project, disclosable: false }, Action::End, true),
            (Facts::Membership { associate: me, project, disclosable: true }, Action::Decide, false),
            (Facts::Membership { associate: other, project, disclosable: true }, Action::End, false),
            (Facts::Reference, Action::View, true),
            (Facts::Reference, Action::Edit, false),
        ] {
            assert_eq!(allows(Some(&associate), action, on.clone()), expected, "{action:?} {on:?}");
        }
    }

    #[test]
    fn an_event_is_seen_by_its_audience() {
        let (mine, other) = (ProjectId::new(), ProjectId::new());
        let member = Actor { projects: vec![mine], ..actor(AccountRole::Associate, Some(AssociateId::new()), vec![]) };
        let team = actor(AccountRole::Team, None, vec![]);
        for (audience, seen) in [
            (Audience::Everyone, [true, true, true]),
            (Audience::Associates, [false, true, true]),
            (Audience::MembersOf(vec![other, mine]), [false, true, true]),
            (Audience::MembersOf(vec![other]), [false, false, true]),
            (Audience::Team, [false, false, true]),
        ] {
            for (reader, expected) in [None, Some(&member), Some(&team)].into_iter().zip(seen) {
                let on = Facts::Event { id: EventId::new(), audience: audience.clone() };
                assert_eq!(allows(reader, Action::View, on.clone()), expected, "{audience:?}");
                assert_eq!(allows(reader, Action::Edit, on), reader.is_some_and(Actor::is_team), "{audience:?}");
            }
        }
    }

    #[test]
    fn a_payment_is_for_its_person_and_the_team_and_takes_two_to_approve() {
        let (me, project) = (AssociateId::new(), ProjectId::new());
        let own = actor(AccountRole::Associate, Some(me), vec![]);
        let lead = actor(AccountRole::Associate, Some(AssociateId::new()), vec![project]);
        let (worker, entered) = (actor(AccountRole::Team, None, vec![]), actor(AccountRole::Team, None, vec![]));
        // Someone of the team, or an administrator, who is an Associate themselves.
        let both = actor(AccountRole::Administrator, Some(me), vec![]);
        let on = Facts::Payment { associate: me, entered_by: vec![entered.account] };
        for (who, [view, edit, decide, end]) in [
            (None, [false, false, false, false]),
            (Some(&own), [true, true, false, false]),
            (Some(&lead), [false, false, false, false]),
            (Some(&worker), [true, true, true, true]),
            (Some(&entered), [true, true, false, true]),
            (Some(&both), [true, true, false, false]),
        ] {
            let actions = [(Action::View, view), (Action::Edit, edit), (Action::Decide, decide), (Action::End, end)];
            for (action, expected) in actions {
                assert_eq!(allows(who, action, on.clone()), expected, "{action:?} {who:?}");
            }
            assert!(!allows(who, Action::SeePeople, on.clone()));
        }
    }

    #[test]
    fn who_has_a_place_keeps_sight_of_an_event_for_members() {
        let (event, other) = (EventId::new(), EventId::new());
        let gone = Actor { events: vec![event], ..actor(AccountRole::Associate, Some(AssociateId::new()), vec![]) };
        for (id, audience, seen) in [
            (event, Audience::MembersOf(vec![ProjectId::new()]), true),
            (other, Audience::MembersOf(vec![ProjectId::new()]), false),
            (event, Audience::Team, false),
        ] {
            let on = Facts::Event { id, audience: audience.clone() };
            assert_eq!(allows(Some(&gone), Action::View, on.clone()), seen, "{audience:?}");
            assert!(!allows(Some(&gone), Action::Edit, on));
        }
    }

    #[test]
    fn a_visitor_sees_what_is_public_and_nobody() {
        assert!(allows(None, Action::View, Facts::Project { id: ProjectId::new() }));
        assert!(!allows(None, Action::SeePeople, Facts::Project { id: ProjectId::new() }));
        assert!(!allows(None, Action::View, Facts::Associate { id: AssociateId::new(), confirmed: true }));
    }

    #[test]
    fn feedback_is_for_the_team_and_the_leads_of_its_projects() {
        let (mine, theirs) = (ProjectId::new(), ProjectId::new());
        let lead = actor(AccountRole::Associate, Some(AssociateId::new()), vec![mine]);
        let team = actor(AccountRole::Team, None, vec![]);
        for (projects, expected) in [(vec![mine, theirs], true), (vec![theirs], false), (vec![], false)] {
            let on = Facts::EventFeedback { projects };
            assert_eq!(allows(Some(&lead), Action::View, on.clone()), expected, "{on:?}");
            assert!(allows(Some(&team), Action::View, on.clone()) && !allows(None, Action::View, on));
        }
    }

    #[test]
    fn what_someone_means_to_do_is_read_by_the_team_and_changed_by_nobody_else() {
        let (me, project) = (AssociateId::new(), ProjectId::new());
        let own = actor(AccountRole::Associate, Some(me), vec![]);
        let lead = actor(AccountRole::Associate, Some(AssociateId::new()), vec![project]);
        let team = actor(AccountRole::Administrator, None, vec![]);
        let on = Facts::Intention { associate: me };
        for (reader, sees, changes) in
            [(Some(&own), true, true), (Some(&lead), false, false), (Some(&team), true, false), (None, false, false)]
        {
            assert_eq!(allows(reader, Action::View, on.clone()), sees);
            assert_eq!(allows(reader, Action::Edit, on.clone()), changes);
            assert_eq!(allows(reader, Action::End, on.clone()), changes);
        }
    }

    #[test]
    fn an_output_is_for_everyone_once_it_is_published() {
        let lead = actor(AccountRole::Associate, Some(AssociateId::new()), vec![ProjectId::new()]);
        let team = actor(AccountRole::Team, None, vec![]);
        for is_published in [true, false] {
            let on = Facts::Output { is_published };
            for (reader, is_team) in [(None, false), (Some(&lead), false), (Some(&team), true)] {
                assert_eq!(allows(reader, Action::View, on.clone()), is_team || is_published);
                assert_eq!(allows(reader, Action::Edit, on.clone()), is_team);
            }
        }
    }

    #[test]
    fn nobody_sees_who_has_not_confirmed() {
        let id = AssociateId::new();
        for role in [AccountRole::Associate, AccountRole::Team, AccountRole::Administrator] {
            let actor = actor(role, Some(id), vec![]);
            for action in [Action::View, Action::Edit] {
                assert!(
                    !allows(Some(&actor), action, Facts::Associate { id, confirmed: false }),
                    "{role:?} {action:?}"
                );
            }
        }
    }

    #[test]
    fn the_team_may_do_all_of_it() {
        let team = actor(AccountRole::Team, None, vec![]);
        let (associate, project) = (AssociateId::new(), ProjectId::new());
        for action in [Action::View, Action::Decide, Action::End, Action::Edit] {
            assert!(
                allows(Some(&team), action, Facts::Membership { associate, project, disclosable: false }),
                "{action:?}"
            );
        }
    }
}
