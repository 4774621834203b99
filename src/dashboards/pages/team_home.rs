//! The team's workbench: what needs someone today, in order, each with its count and its reason.

use askama::Template;
use chrono::{Days, NaiveDate};

use super::waiting_since;
use crate::access::Actor;
use crate::app::App;
use crate::dashboards::store::{self, NewAssociate, NewMembership, Returning, WaitingRequest, Worklist};
use crate::error::Result;
use crate::kernel::{display_date, london_date};
use crate::memberships::{self, RequestCounts, is_late};
use crate::merging;
use crate::payments;
use crate::privacy;
use crate::succession;
use crate::web::Layout;

/// How many days before the end of a pause someone should think of it.
const DAYS_BEFORE_RETURN: u64 = 7;

#[derive(Template)]
#[template(path = "dashboards/team_home.html")]
pub(crate) struct TeamHome {
    layout: Layout,
    /// Nobody can register before there is a privacy notice; told to who can publish one.
    is_closed: bool,
    tasks: Vec<Task>,
    oldest: Vec<Waiting>,
    returning: Vec<Returning>,
    associates: Vec<NewAssociate>,
    memberships: Vec<NewMembership>,
}

/// How much of everything waits.
#[derive(Default)]
struct Work {
    requests: RequestCounts,
    unplaced: i64,
    duplicates: i64,
    /// People at organisations that have ended.
    homeless: i64,
    payments: payments::Work,
    others: Worklist,
}

/// Something that waits for the team.
struct Task {
    count: i64,
    title: &'static str,
    reason: String,
    href: &'static str,
    is_urgent: bool,
}

/// A request with how long it has waited.
struct Waiting {
    request: WaitingRequest,
    since: String,
    is_late: bool,
}

impl TeamHome {
    pub(super) async fn load(app: &App, layout: Layout) -> Result<Self> {
        let today = layout.today();
        let soon = today + Days::new(DAYS_BEFORE_RETURN);
        let mut db = app.db.acquire().await?;
        let waiting = Work {
            requests: memberships::count_requests(&mut db, today).await?,
            unplaced: memberships::count_unplaced(&mut db).await?,
            duplicates: merging::count_duplicates(&mut db).await?,
            homeless: succession::count_unplaced(&mut db).await?,
            payments: payments::count_work(&mut db, today).await?,
            others: store::worklist(&mut db, layout.now(), today).await?,
        };
        let returning = store::list_returning(&mut db, soon).await?;
        let oldest = store::oldest_requests(&mut db).await?;
        let associates = store::newest_associates(&mut db).await?;
        let memberships = store::newest_memberships(&mut db).await?;
        let is_administrator = layout.actor().is_some_and(Actor::is_administrator);
        let is_closed = is_administrator && privacy::current_notice(&mut db).await?.is_none();
        drop(db);
        let oldest = oldest.into_iter().map(|request| Waiting::of(request, today)).collect();
        let mut tasks = tasks(&waiting, is_administrator);
        tasks.extend(Task::of_returning(returning.len(), soon));
        Ok(Self { layout, is_closed, tasks, oldest, returning, associates, memberships })
    }
}

impl Task {
    /// Claims that wait for somebody of the team, and those that wait for their money.
    fn of_payments(work: &payments::Work) -> [Self; 2] {
        let overdue = Self {
            count: work.overdue,
            title: "Approved and not paid in time",
            reason: format!(
                "Claims that were sent in more than {} days ago. Ask finance where they are.",
                work.overdue_days
            ),
            href: "/payments?view=to-pay&overdue=yes",
            is_urgent: true,
        };
        let to_approve = Self {
            count: work.to_approve,
            title: "Claims to approve",
            reason: claims_in_words(work),
            href: "/payments",
            is_urgent: work.late > 0,
        };
        [overdue, to_approve]
    }

    /// Records that may be of one person.
    fn of_duplicates(count: i64) -> Self {
        Self {
            count,
            title: "Pairs that may be one person",
            reason: "Records that are alike. Put them together, or say that they are two people.".to_owned(),
            href: "/associates/duplicates",
            is_urgent: false,
        }
    }

    /// People who are recorded at organisations beyond their last day.
    fn of_homeless(count: i64) -> Self {
        Self {
            count,
            title: "People at organisations that ended",
            reason: "Their organisation has ended, and nobody has said where they went on. Find each a new place."
                .to_owned(),
            href: "/organisations/successions",
            is_urgent: false,
        }
    }

    /// Pauses that end soon; the names are on the page itself.
    fn of_returning(count: usize, soon: NaiveDate) -> Option<Self> {
        (count > 0).then(|| Self {
            count: i64::try_from(count).unwrap_or(i64::MAX),
            title: "Pauses that end soon",
            reason: format!(
                "They asked to pause until a date on or before {}. Ask whether to go on.",
                display_date(soon)
            ),
            href: "#returning",
            is_urgent: false,
        })
    }
}

impl Waiting {
    fn of(request: WaitingRequest, today: NaiveDate) -> Self {
        let since = waiting_since(request.requested_at, today);
        let is_late = is_late(london_date(request.requested_at), today);
        Self { request, since, is_late }
    }
}

/// What there is to do, the most pressing first; without what is done.
fn tasks(work: &Work, mends_mail: bool) -> Vec<Task> {
    let mut tasks = vec![
        Task { count: work.requests.waiting, title: "Requests to answer", reason: requests_in_words(&work.requests), href: "/requests", is_urgent: work.requests.late > 0 },
        Task {
            count: work.others.without_lead,
            title: "Running projects without a lead",
            reason: "Nobody there answers requests or looks after the members. Find someone and give them the role."
                .to_owned(),
            href: "/projects?lead=none",
            is_urgent: true,
        },
        Task {
            count: work.unplaced,
            title: "Associates without a project",
            reason: "Every active Associate takes part in at least one project. Help them choose.".to_owned(),
            href: "/unplaced",
            is_urgent: false,
        },
        Task {
            count: work.others.awaiting_health_consent,
            title: "People with a link that waits for health consent",
            reason: "Service users or carers linked to a project about a condition. Nobody else sees the link until they agree.".to_owned(),
            href: "/associates?health=waiting",
            is_urgent: false,
        },
        Task {
            count: work.others.unfinished_events,
            title: "Events to finish",
            reason: "They have taken place. Note who came, then say that they are done.".to_owned(),
            href: "/events/to-finish",
            is_urgent: false,
        },
        Task {
            count: work.others.unconfirmed,
            title: "Registrations to be confirmed",
            reason: "They have registered and not yet opened the link in their mail. Until they do nobody sees who they are."
                .to_owned(),
            href: "/registrations",
            is_urgent: false,
        },
    ];
    // After those without a project.
    tasks.insert(3, Task::of_homeless(work.homeless));
    tasks.splice(2..2, Task::of_payments(&work.payments));
    tasks.push(Task::of_duplicates(work.duplicates));
    if mends_mail {
        tasks.insert(
            1,
            Task {
                count: work.others.dead_mails,
                title: "Mails that could not be sent",
                reason: "The mail server refused them, or could not be reached for days. See why, then try again."
                    .to_owned(),
                href: "/admin/mail?state=again",
                is_urgent: true,
            },
        );
    }
    tasks.retain(|task| task.count > 0);
    tasks
}

fn claims_in_words(claims: &payments::Work) -> String {
    let all = "Payments and expenses of public contributors. Somebody who did not enter the claim approves it.";
    match claims.late {
        0 => all.to_owned(),
        1 => format!("{all} 1 has waited longer than {} days.", claims.overdue_days),
        late => format!("{all} {late} have waited longer than {} days.", claims.overdue_days),
    }
}

fn requests_in_words(requests: &RequestCounts) -> String {
    match (requests.late, requests.waiting) {
        (0, _) => "People asked to join a project. Each gets an answer within three working days.".to_owned(),
        (late, all) if late == all => {
            "People asked to join a project, and have waited longer than three working days.".to_owned()
        }
        (late, _) => {
            format!("People asked to join a project. {late} of them have waited longer than three working days.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RequestCounts, Task, Work, Worklist, tasks};

    #[test]
    fn only_what_waits_is_on_the_bench_and_mail_only_for_who_can_mend_it() {
        assert!(tasks(&Work::default(), true).is_empty());
        assert!(Task::of_returning(0, chrono::NaiveDate::default()).is_none());
        let requests = RequestCounts { waiting: 3, late: 1, ..RequestCounts::default() };
        let others = Worklist { dead_mails: 2, ..Worklist::default() };
        let work = Work { requests, others, ..Work::default() };
        let titles = |mends| tasks(&work, mends).iter().map(|task| task.title).collect::<Vec<_>>();
        assert_eq!(titles(true), ["Requests to answer", "Mails that could not be sent"]);
        assert_eq!(titles(false), ["Requests to answer"]);
        assert!(tasks(&work, false)[0].reason.contains("1 of them"));
        // True of a single refusal as of three and a half days without a mail server.
        assert!(tasks(&work, true)[1].reason.contains("refused them, or could not be reached"));
    }
}
