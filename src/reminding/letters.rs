//! What a reminder says. It goes by the calendar and not by its own name, so that one that is late is right too.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::config::Config;
use crate::email::Letter;
use crate::events::{Event, whereabouts};
use crate::kernel::{display_date, london_date};
use crate::places::RegistrationState;
use crate::programme::Programme;
use crate::reminders::{Due, ReminderMoment};

/// So long after an event the link in our thanks is of use.
const THANKS_ARE_USEFUL_FOR: TimeDelta = TimeDelta::days(30);

/// Where people say how an event was for them; the page is not in this part.
pub(super) fn feedback_path(token: &str) -> String {
    format!("/my-place/{token}/feedback")
}

/// The letter to one person; `token` opens their place.
pub(super) fn letter(
    config: &Config,
    (event, programme): (&Event, &Programme),
    due: &Due,
    token: &str,
    now: DateTime<Utc>,
) -> Letter {
    let base = config.base_url();
    let is_before = due.moment == ReminderMoment::BeforeStart;
    let (subject, action, secret_until) = if is_before {
        let subject = format!("A reminder: your event is {}", days_until(event, now));
        (subject, ("Change or cancel".to_owned(), format!("{base}/my-place/{token}")), event.ends_at)
    } else {
        let action = ("Say how it was".to_owned(), format!("{base}{}", feedback_path(token)));
        ("Thank you for coming".to_owned(), action, now.max(event.ends_at) + THANKS_ARE_USEFUL_FOR)
    };
    Letter {
        kind: if is_before { "event reminder" } else { "thanks for coming" },
        key: format!("reminder:{}:{}", due.reminder_id, due.associate_id),
        to: due.email.clone(),
        whose: Some(due.associate_id),
        subject,
        greeting: Some(due.given_name.clone()),
        paragraphs: paragraphs(due.moment, event, programme, (due.words.as_deref(), due.supporter.as_deref()), now),
        action: Some(action),
        secret_until: Some(secret_until),
    }
}

/// What it says between the greeting and the link: the team's own words and who comes along, if there are any.
pub(super) fn paragraphs(
    moment: ReminderMoment,
    event: &Event,
    programme: &Programme,
    (words, supporter): (Option<&str>, Option<&str>),
    now: DateTime<Utc>,
) -> Vec<String> {
    let own = words.into_iter().flat_map(|words| words.split("\n\n")).map(str::to_owned);
    let mut paragraphs = match moment {
        ReminderMoment::BeforeStart => {
            let mut paragraphs =
                vec![format!("“{}” is {}, and you have a place.", event.title, days_until(event, now))];
            paragraphs.extend(own);
            paragraphs.extend([event.when(), whereabouts(event, RegistrationState::Registered)]);
            paragraphs.extend(event.access_notes.iter().flat_map(|notes| notes.split("\n\n")).map(str::to_owned));
            paragraphs.extend(beginning(event, programme));
            paragraphs.extend(supporter.map(|name| format!("{name} comes with you and needs no place.")));
            paragraphs.push(
                "If you cannot come, please cancel with the link below, so that someone else can have your place."
                    .to_owned(),
            );
            paragraphs
        }
        ReminderMoment::AfterEnd => {
            let day = display_date(london_date(event.starts_at));
            let mut paragraphs = vec![format!("Thank you for coming to “{}” on {day}.", event.title)];
            paragraphs.extend(own);
            paragraphs.push(
                "How was it for you? Please tell us with the link below. It takes two minutes, and helps us to make \
                 the next one better. If you could not come after all, you need do nothing."
                    .to_owned(),
            );
            paragraphs
        }
    };
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs
}

/// How the programme begins, if there is one.
fn beginning(event: &Event, programme: &Programme) -> Option<String> {
    let items = programme.timed(event.starts_at);
    let (times, item) = items.first()?;
    Some(format!("It begins with “{}”, {times}.", item.title))
}

/// "today", "tomorrow", "in 5 days": by the calendar in London.
fn days_until(event: &Event, now: DateTime<Utc>) -> String {
    in_days(london_date(now), london_date(event.starts_at))
}

fn in_days(today: NaiveDate, day: NaiveDate) -> String {
    match (day - today).num_days() {
        ..=0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::in_days;

    #[test]
    fn counts_days_by_the_calendar() {
        let day = |text: &str| text.parse().expect("a date");
        assert_eq!(in_days(day("2026-06-20"), day("2026-06-20")), "today");
        assert_eq!(in_days(day("2026-06-19"), day("2026-06-20")), "tomorrow");
        assert_eq!(in_days(day("2026-06-13"), day("2026-06-20")), "in 7 days");
    }
}
