//! The rules of taking part, tried.

use chrono::NaiveDate;

use super::{
    DaysAWeek, Fellowship, MembershipRole, MembershipState, Obstacle, Part, Terms, answer_by, first_day, is_late,
    last_day, last_late_day,
};
use crate::associates::Standing;
use crate::kernel::{DeclaredInvolvement, OrganisationId, ProjectId, ThemeId};
use crate::projects::{Project, ProjectStage};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn a_request_is_late_after_three_working_days() {
    // 26 November 2026 is a Thursday.
    assert_eq!(answer_by(date("2026-11-26")), date("2026-12-01"));
    assert!(!is_late(date("2026-11-26"), date("2026-12-01")), "the third day is in time");
    assert!(is_late(date("2026-11-26"), date("2026-12-02")));
    assert!(!is_late(date("2026-12-23"), date("2026-12-30")), "Christmas does not count");
    assert!(is_late(date("2026-12-23"), date("2026-12-31")));
}

#[test]
fn the_last_late_day_parts_late_from_in_time() {
    for today in ["2026-12-02", "2026-12-05", "2026-12-07", "2026-12-31", "2026-04-09"] {
        let (today, day) = (date(today), last_late_day(date(today)));
        assert!(is_late(day, today) && !is_late(day.succ_opt().expect("a day"), today), "{today}");
    }
}

fn project(stage: ProjectStage, recruiting: bool) -> Project {
    Project {
        id: ProjectId::new(),
        slug: "stak".to_owned(),
        title: "STAK".to_owned(),
        theme_id: ThemeId::new(),
        theme_name: "Children".to_owned(),
        summary: "Steps".to_owned(),
        starts_on: date("2026-01-01"),
        ends_on: None,
        stage,
        isrctn: None,
        sensitive: false,
        recruiting,
        version: 1,
    }
}

#[test]
fn says_what_stands_in_the_way_of_joining() {
    use MembershipState::{Active, Declined, Ended, Requested};
    let (running, today) = (project(ProjectStage::Running, true), date("2026-03-01"));
    let find = |standing, own: &[MembershipState]| Obstacle::find(standing, own, &running, today);
    assert_eq!(find(Some(Standing::Active), &[]), None);
    assert_eq!(find(Some(Standing::Active), &[Declined, Ended]), None, "people may come back");
    assert_eq!(find(Some(Standing::Active), &[Ended, Requested]), Some(Obstacle::HasAsked));
    assert_eq!(find(Some(Standing::Active), &[Active, Requested]), Some(Obstacle::TakesPart));
    assert_eq!(find(Some(Standing::Paused), &[]), Some(Obstacle::NotActive));
    assert_eq!(find(None, &[]), Some(Obstacle::NoRecord));
    for (stage, recruiting, obstacle) in
        [(ProjectStage::Running, false, Obstacle::Closed), (ProjectStage::Ended, true, Obstacle::Over)]
    {
        let project = project(stage, recruiting);
        assert_eq!(Obstacle::find(Some(Standing::Active), &[], &project, today), Some(obstacle));
    }
}

#[test]
fn a_fellow_gives_half_a_day_to_five_days() {
    for (typed, kept) in [("0.5", "0.5"), ("1,5", "1.5"), ("2½", "2.5"), (".5", "0.5"), ("5", "5"), ("2.0", "2")] {
        assert_eq!(DaysAWeek::parse(typed).map(|days| days.decimal().to_string()).as_deref(), Ok(kept), "{typed}");
    }
    for typed in ["", "0", "5.5", "0.25", "1.3", "-1", "two", "1e1", "99999999999999999999999999999"] {
        assert!(DaysAWeek::parse(typed).is_err(), "{typed}");
    }
}

#[test]
fn a_membership_begins_today_or_before() {
    let today = date("2026-03-01");
    assert!(first_day(date("2013-04-01"), today).is_ok() && first_day(today, today).is_ok());
    assert!(first_day(date("2026-03-02"), today).is_err());
}

#[test]
fn a_membership_ends_between_its_first_day_and_today() {
    let (today, started) = (date("2026-03-01"), Some(date("2026-02-01")));
    assert!(last_day(date("2026-02-01"), started, today).is_ok() && last_day(today, started, today).is_ok());
    assert!(last_day(date("2026-01-31"), started, today).is_err());
    assert!(last_day(date("2026-03-02"), started, today).is_err());
    assert!(last_day(today, Some(date("2026-06-01")), today).is_ok(), "one that has not begun can still be called off");
}

#[test]
fn a_new_role_or_host_begins_a_new_period_and_a_correction_does_not() {
    let fellow = |host, days: &str| Terms {
        part: Part {
            role: MembershipRole::DiffusionFellow,
            fellowship: Some(Fellowship { host, days_a_week: DaysAWeek::parse(days).expect("days") }),
        },
        involvement: DeclaredInvolvement::IContribute,
    };
    let member = Terms {
        part: Part { role: MembershipRole::Member, fellowship: None },
        involvement: DeclaredInvolvement::IContribute,
    };
    let (host, started) = (OrganisationId::new(), Some(date("2026-01-01")));
    let before = fellow(host, "1");
    assert!(fellow(host, "2").begins_anew(&before, date("2026-03-01"), started));
    assert!(!fellow(host, "2").begins_anew(&before, date("2026-01-01"), started), "wrong from the start");
    assert!(member.begins_anew(&before, date("2026-01-01"), started), "a role is never overwritten");
    let asked = Terms { involvement: DeclaredInvolvement::AskMe, ..before.clone() };
    assert!(!asked.begins_anew(&before, date("2026-03-01"), started));
}
