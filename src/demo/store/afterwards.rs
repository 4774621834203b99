//! What came of the events: thanks, feedback, what people will do differently, outputs. Drawn by the digits of ids, as
//! the attendance is that they follow from, so that they are the same every time.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::column;
use crate::demo::afterwards::{ADVICE, BEST, CAME, INTENDED, OUTPUTS, THANKS};
use crate::feedback::QuestionKind;

/// All of it, for events that are done by now.
pub(super) async fn write(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    thanks(db, now).await?;
    feedback(db, now).await?;
    intentions(db, now).await?;
    outputs(db).await
}

/// Of nearly all events the contributors were thanked, on the next days; guests by phone or in person.
async fn thanks(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into thanks (id, event_id, associate_id, account_id, guest_name, channel, thanked_by, thanked_at)
         select md5('thanks' || e.id::text || coalesce(c.associate_id::text, c.account_id::text, c.guest_name))::uuid,
                e.id, c.associate_id, c.account_id, c.guest_name,
                case when c.guest_name is null and (c.associate_id is null or a.email is not null) then 'email'
                     when length(c.guest_name) % 2 = 0 then 'phone' else 'in_person' end::thanks_channel,
                w.id, e.ends_at + interval '20 hours'
         from (
             select distinct i.event_id, p.associate_id, p.account_id, p.guest_name
             from programme_contributors p
             join programme_items i on i.id = p.item_id) c
         join events e on e.id = c.event_id
         left join associates a on a.id = c.associate_id
         join accounts w on w.email = 'tess@copse.example.org'
         where e.state = 'done' and e.ends_at < $1::timestamptz - interval '2 days'
           and get_byte(decode(md5('thanks' || e.id::text), 'hex'), 0) < 235",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into thanks_words (event_id, words, changed_at)
         select distinct t.event_id, $1::text, t.thanked_at from thanks t
         where get_byte(decode(md5(t.event_id::text), 'hex'), 1) < 90",
        THANKS
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Nearly half of those who came answered the usual questions, or of those who had a place where it is not noted yet.
async fn feedback(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into feedback_given (event_id, associate_id)
         select there.event_id, there.associate_id
         from (
             select t.event_id, t.associate_id
             from attendances t
             join events e on e.id = t.event_id
             where e.state = 'done' and t.state = 'attended'
             union all
             select r.event_id, r.associate_id
             from event_registrations r
             join events e on e.id = r.event_id
             where e.state in ('open', 'closed') and e.ends_at <= $1 and r.state = 'registered') there
         where get_byte(decode(md5('feedback' || there.event_id::text || there.associate_id::text), 'hex'), 0) < 118
         order by md5(there.associate_id::text || there.event_id::text)",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into feedback_counts (event_id, answers)
         select event_id, count(*)::int from feedback_given group by event_id"
    )
    .execute(&mut *db)
    .await?;
    for (question, position) in crate::feedback::usual().iter().zip(1_i16..) {
        sqlx::query!(
            "insert into feedback_questions (id, event_id, position, kind, wording, options)
             select md5('question' || event_id::text || $1::int2::text)::uuid, event_id, $1, $2, $3, $4
             from feedback_counts",
            position,
            question.kind as QuestionKind,
            question.wording,
            &question.options
        )
        .execute(&mut *db)
        .await?;
    }
    answers(db).await
}

/// What they said, the latest of each event not shown yet. Half of them write something.
async fn answers(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "with sheet as (
             select g.event_id, row_number() over (partition by g.event_id order by md5('sheet' || g.associate_id::text)) as number
             from feedback_given g)
         insert into feedback_answers (id, question_id, choice, words, is_shown)
         select said.id, said.question_id, said.choice, said.words, said.is_shown
         from (
             select md5('answer' || q.id::text || s.number::text)::uuid as id, q.id as question_id, q.kind, q.position,
                    s.number <= c.answers - c.answers % 5 as is_shown,
                    case q.kind
                        when 'scale' then case when dice.one < 8 then 1 when dice.one < 25 then 2 when dice.one < 80 then 3
                                               when dice.one < 165 then 4 else 5 end
                        when 'yes_no' then case when dice.one < 190 then 1 else 2 end end::int2 as choice,
                    case when q.kind = 'words' and dice.one < 130 then
                        case q.position when 3 then ($1::text[])[1 + dice.two % cardinality($1::text[])]
                                        else ($2::text[])[1 + dice.two % cardinality($2::text[])] end end as words
             from sheet s
             join feedback_counts c on c.event_id = s.event_id
             join feedback_questions q on q.event_id = s.event_id
             cross join lateral (
                 select get_byte(digits.of, 0) as one, get_byte(digits.of, 1) as two
                 from (select decode(md5('said' || q.id::text || s.number::text), 'hex') as of) digits) dice) said
         where said.choice is not null or said.words is not null
         order by md5(said.id::text)",
        &BEST as &[&str],
        &ADVICE as &[&str]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One in six said what they will do differently; of what is older most is done, or given up.
async fn intentions(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "with said as (
             select t.event_id, t.associate_id, e.ends_at + make_interval(mins => 30 + 7 * get_byte(digits.of, 1)) as at,
                    get_byte(digits.of, 0) as one, get_byte(digits.of, 2) as two, get_byte(digits.of, 3) as three,
                    get_byte(digits.of, 4) as four
             from attendances t
             join events e on e.id = t.event_id
             cross join lateral (
                 select decode(md5('intention' || t.event_id::text || t.associate_id::text), 'hex') as of) digits
             where e.state = 'done' and t.state = 'attended'),
         settled as (
             select said.*, case when said.at > $1::timestamptz - interval '40 days' or said.three < 90 then 'open'
                                 when said.three < 215 then 'done' else 'dropped' end::intention_state as state
             from said
             where said.one < 44 and said.at < $1)
         insert into intentions (id, associate_id, event_id, words, by_when, state, what_came, said_at, settled_at,
                                 wants_reminder, reminded_at)
         select md5('intends' || s.event_id::text || s.associate_id::text)::uuid, s.associate_id, s.event_id,
                ($2::text[])[1 + s.two % cardinality($2::text[])],
                case when s.four < 120 then (s.at + make_interval(days => 30 + s.four))::date end, s.state,
                case when s.state = 'done' and s.four < 200 then ($3::text[])[1 + s.four % cardinality($3::text[])] end,
                s.at, case when s.state <> 'open' then least(s.at + make_interval(days => 20 + s.four / 10), $1) end,
                s.two < 100, case when s.two < 100 and s.at < $1::timestamptz - interval '90 days' then s.at + interval '90 days' end
         from settled s",
        now,
        &INTENDED as &[&str],
        &CAME as &[&str]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What was made, of the latest event of its project that is done; those who led something there worked on it.
async fn outputs(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into outputs (id, title, kind, about, link, made_on, is_published, created_at)
         select md5('output' || row.title)::uuid, row.title, row.kind::output_kind, row.about, row.link,
                (e.ends_at + interval '9 days')::date, row.is_published, e.ends_at + interval '9 days'
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[])
             as row (title, kind, about, link, slug, is_published)
         join projects p on p.slug = row.slug
         join lateral (
             select e.ends_at from events e
             join event_projects x on x.event_id = e.id
             where x.project_id = p.id and e.state = 'done'
             order by e.ends_at desc
             limit 1) e on true",
        &column(&OUTPUTS, |one| one.title) as &[&str],
        &column(&OUTPUTS, |one| one.kind) as &[&str],
        &column(&OUTPUTS, |one| one.about) as &[&str],
        &column(&OUTPUTS, |one| one.link) as &[Option<&str>],
        &column(&OUTPUTS, |one| one.project) as &[&str],
        &column(&OUTPUTS, |one| one.is_published)
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into output_projects (output_id, project_id)
         select md5('output' || row.title)::uuid, p.id
         from unnest($1::text[], $2::text[]) as row (title, slug)
         join projects p on p.slug = row.slug
         join outputs o on o.id = md5('output' || row.title)::uuid",
        &column(&OUTPUTS, |one| one.title) as &[&str],
        &column(&OUTPUTS, |one| one.project) as &[&str]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into output_events (output_id, event_id)
         select distinct on (o.id) o.id, e.id
         from outputs o
         join output_projects p on p.output_id = o.id
         join event_projects x on x.project_id = p.project_id
         join events e on e.id = x.event_id and e.state = 'done'
         order by o.id, e.ends_at desc"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into output_contributors (output_id, associate_id)
         select distinct x.output_id, c.associate_id
         from output_events x
         join programme_items i on i.event_id = x.event_id
         join programme_contributors c on c.item_id = i.id
         where c.associate_id is not null"
    )
    .execute(db)
    .await?;
    Ok(())
}
