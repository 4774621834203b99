//! How those stand to an event who were invited to it, in numbers.

use sqlx::PgConnection;

use crate::kernel::EventId;

/// Each number leads to its people.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::sign_ups) struct InvitedCounts {
    pub(in crate::sign_ups) all: i64,
    pub(in crate::sign_ups) coming: i64,
    pub(in crate::sign_ups) waiting: i64,
    pub(in crate::sign_ups) not_coming: i64,
    pub(in crate::sign_ups) unanswered: i64,
}

impl InvitedCounts {
    /// The code of their list, how many, and in which words: "34 coming".
    pub(in crate::sign_ups) fn answers(self) -> Vec<(&'static str, i64, &'static str)> {
        let unanswered = if self.unanswered == 1 { "has not answered" } else { "have not answered" };
        let all = [
            ("coming", self.coming, "coming"),
            ("waiting", self.waiting, "waiting"),
            ("not_coming", self.not_coming, "not coming"),
            ("unanswered", self.unanswered, unanswered),
        ];
        all.into_iter().filter(|(code, count, _)| *count > 0 || *code != "waiting").collect()
    }
}

pub(in crate::sign_ups) async fn count_invited(db: &mut PgConnection, event: EventId) -> sqlx::Result<InvitedCounts> {
    sqlx::query_as!(
        InvitedCounts,
        r#"select count(*) as "all!",
                  count(*) filter (where state = 'coming') as "coming!",
                  count(*) filter (where state = 'waiting') as "waiting!",
                  count(*) filter (where state = 'not_coming') as "not_coming!",
                  count(*) filter (where state in ('invited', 'opened')) as "unanswered!"
           from invitation_states
           where event_id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}
