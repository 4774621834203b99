//! The two versions of the privacy notice.

use super::dice::Dice;
use super::rows::{AccountRow, NoticeRow};
use super::timeline::Timeline;

pub(super) fn both(dice: &mut Dice, timeline: &Timeline, workers: &[AccountRow]) -> [NoticeRow; 2] {
    let texts = [
        (1, timeline.founded, include_str!("data/privacy_notice_1.md"), "The first version."),
        (
            2,
            timeline.second_notice(),
            include_str!("data/privacy_notice_2.md"),
            "We say more clearly which law we rely on, that we note our contacts with you, that links to projects about \
             a health condition stay with the team until you agree, and how long we keep the record of what you agreed to.",
        ),
    ];
    let publisher = workers[workers.len() - 1].id;
    texts.map(|(version, day, body, summary_of_changes)| {
        let published_at = day.and_hms_opt(7, 0, 0).unwrap_or_default().and_utc();
        NoticeRow {
            id: dice.id(published_at),
            version,
            title: "Privacy notice",
            body: body.trim_start_matches("Privacy notice").trim(),
            summary_of_changes,
            published_by: publisher,
            published_at,
        }
    })
}
