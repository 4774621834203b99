//! Feedback in the database. What was said and who has said something are never written so that one leads to the other.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::{Answered, Part, Question, QuestionKind, Said, usual};
use crate::events::Event;
use crate::kernel::{AssociateId, EventId, RegistrationId};

/// What an event asks: its own questions, else those of the event it was copied from, else the usual.
pub(super) async fn list_questions(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Question>> {
    let questions = sqlx::query_as!(
        Question,
        r#"with recursive line as (
               select e.id, e.copied_from, 0 as depth from events e where e.id = $1
               union all
               select e.id, e.copied_from, line.depth + 1
               from line
               join events e on e.id = line.copied_from
               where line.depth < 50)
           select q.kind, q.wording, q.options
           from feedback_questions q
           where q.event_id = (
               select line.id from line
               where exists (select from feedback_questions own where own.event_id = line.id)
               order by line.depth
               limit 1)
           order by q.position"#,
        event as EventId
    )
    .fetch_all(db)
    .await?;
    Ok(if questions.is_empty() { usual() } else { questions })
}

/// Writes what an event asks.
pub(super) async fn replace_questions(
    db: &mut PgConnection,
    event: EventId,
    questions: &[Question],
) -> sqlx::Result<()> {
    sqlx::query!("delete from feedback_questions where event_id = $1", event as EventId).execute(&mut *db).await?;
    for (question, position) in questions.iter().zip(1_i16..) {
        sqlx::query!(
            "insert into feedback_questions (id, event_id, position, kind, wording, options)
             values (gen_random_uuid(), $1, $2, $3, $4, $5)",
            event as EventId,
            position,
            question.kind as QuestionKind,
            question.wording,
            &question.options
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// How many have answered.
pub(crate) async fn count_answers(db: &mut PgConnection, event: EventId) -> sqlx::Result<i32> {
    let count = sqlx::query_scalar!("select answers from feedback_counts where event_id = $1", event as EventId);
    Ok(count.fetch_optional(db).await?.unwrap_or_default())
}

/// Counts one more answer; the next waits until this one is written. Returns how many there are now.
pub(super) async fn count_up(db: &mut PgConnection, event: EventId) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "insert into feedback_counts (event_id, answers) values ($1, 1)
         on conflict (event_id) do update set answers = feedback_counts.answers + 1
         returning answers",
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// Notes that someone has answered; false when they had before.
pub(super) async fn mark_given(db: &mut PgConnection, event: EventId, who: AssociateId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into feedback_given (event_id, associate_id) values ($1, $2) on conflict do nothing",
        event as EventId,
        who as AssociateId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Adds what was said: question by question, by its position.
pub(super) async fn insert_answers(db: &mut PgConnection, event: EventId, said: &[(i16, Said)]) -> sqlx::Result<()> {
    let positions: Vec<i16> = said.iter().map(|(position, _)| *position).collect();
    let choice = |said: &Said| if let Said::Choice(choice) = said { Some(*choice) } else { None };
    let words = |said: &Said| if let Said::Words(words) = said { Some(words.to_string()) } else { None };
    let choices: Vec<Option<i16>> = said.iter().map(|(_, said)| choice(said)).collect();
    let words: Vec<Option<String>> = said.iter().map(|(_, said)| words(said)).collect();
    sqlx::query!(
        "insert into feedback_answers (id, question_id, choice, words, is_shown)
         select gen_random_uuid(), q.id, given.choice, given.words, false
         from unnest($2::int2[], $3::int2[], $4::text[]) given(position, choice, words)
         join feedback_questions q on q.event_id = $1 and q.position = given.position",
        event as EventId,
        &positions,
        &choices as &[Option<i16>],
        &words as &[Option<String>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes all rows of the event anew, in random order: neither their places nor the transactions that wrote them tell
/// which belong together. With `show`, all of them are shown from now on.
pub(super) async fn shuffle(db: &mut PgConnection, event: EventId, show: bool) -> sqlx::Result<()> {
    sqlx::query!(
        "with gone as (
             delete from feedback_answers a using feedback_questions q
             where q.id = a.question_id and q.event_id = $1
             returning a.id, a.question_id, a.choice, a.words, a.is_shown)
         insert into feedback_answers (id, question_id, choice, words, is_shown)
         select id, question_id, choice, words, is_shown or $2 from gone order by random()",
        event as EventId,
        show
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with gone as (delete from feedback_given where event_id = $1 returning associate_id)
         insert into feedback_given (event_id, associate_id)
         select $1, associate_id from gone order by random()",
        event as EventId
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What was said to each question, of those answers that are shown.
pub(super) async fn list_answered(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Answered>> {
    let rows = sqlx::query!(
        r#"select q.position, a.choice, a.words
           from feedback_questions q
           join feedback_answers a on a.question_id = q.id
           where q.event_id = $1 and a.is_shown
           order by a.id"#,
        event as EventId
    )
    .fetch_all(&mut *db)
    .await?;
    let questions = list_questions(db, event).await?;
    let answered = |(question, position): (Question, i16)| {
        let own = || rows.iter().filter(move |row| row.position == position);
        let count = |choice: i16| u32::try_from(own().filter(|row| row.choice == Some(choice)).count());
        let counts = question.choices().iter().zip(1..).map(|(_, choice)| count(choice).unwrap_or(u32::MAX)).collect();
        let words = own().filter_map(|row| row.words.clone()).collect();
        Answered { question, counts, words }
    };
    Ok(questions.into_iter().zip(1..).map(answered).collect())
}

/// How many came to an event.
pub(super) async fn count_attended(db: &mut PgConnection, event: EventId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from attendances where event_id = $1 and state = 'attended'"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// How many people said what they will do differently. Here and not in `intentions`, which stands after this slice in
/// the order of modules: what came of an event is told on the page of its results first.
pub(crate) async fn count_intentions(db: &mut PgConnection, event: EventId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(distinct associate_id) as "count!" from intentions where event_id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// How someone stands to an event.
pub(crate) async fn find_part(db: &mut PgConnection, event: EventId, who: AssociateId) -> sqlx::Result<Part> {
    sqlx::query_as!(
        Part,
        r#"select coalesce(
                      (select t.state = 'attended' from attendances t where t.event_id = $1 and t.associate_id = $2),
                      exists (
                          select from event_registrations r
                          where r.event_id = $1 and r.associate_id = $2 and r.state = 'registered')) as "was_there!",
                  exists (
                      select from feedback_given g where g.event_id = $1 and g.associate_id = $2) as "has_given!""#,
        event as EventId,
        who as AssociateId
    )
    .fetch_one(db)
    .await
}

/// An event of which someone has not said yet how they found it.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) event_id: EventId,
    pub(crate) title: String,
}

/// Events someone was at of the last 60 days that wait for their feedback, the latest first; at most 20.
pub(crate) async fn list_waiting(
    db: &mut PgConnection,
    who: AssociateId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"select e.id as "event_id!: EventId", e.title
           from events e
           where e.ends_at <= $2 and e.ends_at > $2::timestamptz - interval '60 days' and e.state in ('open', 'closed', 'done')
             and coalesce(
                 (select t.state = 'attended' from attendances t where t.event_id = e.id and t.associate_id = $1),
                 exists (
                     select from event_registrations r
                     where r.event_id = e.id and r.associate_id = $1 and r.state = 'registered'))
             and not exists (select from feedback_given g where g.event_id = e.id and g.associate_id = $1)
           order by e.ends_at desc, e.id
           limit 20"#,
        who as AssociateId,
        now
    )
    .fetch_all(db)
    .await
}

/// Whose registration it is, for which event.
pub(super) struct Registered {
    pub(super) event_id: EventId,
    pub(super) associate_id: AssociateId,
    pub(super) name: String,
}

pub(super) async fn find_registered(db: &mut PgConnection, id: RegistrationId) -> sqlx::Result<Option<Registered>> {
    sqlx::query_as!(
        Registered,
        r#"select r.event_id, r.associate_id, a.given_name || ' ' || a.family_name as "name!"
           from event_registrations r
           join associates a on a.id = r.associate_id
           where r.id = $1"#,
        id as RegistrationId
    )
    .fetch_optional(db)
    .await
}

/// An event whose feedback someone reads: known apart from the event itself, since others may read it.
pub(crate) struct EventFeedback(pub(super) Event);

impl crate::access::Protected for EventFeedback {
    const PARAM: &'static str = "event";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        Ok(Event::load(db, name).await?.map(Self))
    }

    fn facts(&self) -> crate::access::Facts {
        let is_draft = self.0.state == crate::events::EventState::Draft;
        let projects = if is_draft { Vec::new() } else { self.0.projects.clone() };
        crate::access::Facts::EventFeedback { projects }
    }
}
