//! The outbox table.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Letter, MailState};
use crate::kernel::{AssociateId, MailId};
use crate::web::Cursor;

/// Puts a letter in the outbox, in the transaction of its cause. A second letter with the same key is
/// left out, so a cause that is handled twice mails once.
///
/// # Errors
/// The database's; a letter whose template fails is reported as a decoding error.
pub(crate) async fn enqueue(db: &mut PgConnection, letter: &Letter, now: DateTime<Utc>) -> sqlx::Result<()> {
    insert(db, letter, None, false, now).await
}

/// The same for one of many letters that go out together: it lets those pass for which somebody sits and waits, and is
/// given up, for a person to decide, when nobody knows whether it went.
///
/// # Errors
/// As [`enqueue`].
pub(crate) async fn enqueue_to_many(db: &mut PgConnection, letter: &Letter, now: DateTime<Utc>) -> sqlx::Result<()> {
    insert(db, letter, None, true, now).await
}

/// The same with an invitation for the reader's calendar (RFC 5546).
///
/// # Errors
/// As [`enqueue`].
pub(crate) async fn enqueue_with_calendar(
    db: &mut PgConnection,
    letter: &Letter,
    calendar: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    insert(db, letter, calendar, false, now).await
}

async fn insert(
    db: &mut PgConnection,
    letter: &Letter,
    calendar: Option<&str>,
    is_bulk: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let text = letter.text().map_err(|error| sqlx::Error::Encode(error.into()))?;
    let html = letter.html().map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query!(
        "insert into mails (id, idempotency_key, kind, recipient, associate_id, subject, body_text, body_html, secret,
                            useful_until, due_at, created_at, calendar, is_bulk)
         values ($1, $2, $3, $4, $10, $5, $6, $7, $8::timestamptz is not null, $8, $9, $9, $11, $12)
         on conflict (idempotency_key) do nothing",
        MailId::new() as MailId,
        letter.key,
        letter.kind,
        letter.to.as_str(),
        letter.subject,
        text,
        html,
        letter.secret_until,
        now,
        letter.whose as Option<AssociateId>,
        calendar,
        is_bulk
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The same for all of them in one statement; each key is written once.
///
/// # Errors
/// As [`enqueue`].
pub(crate) async fn enqueue_all(db: &mut PgConnection, letters: &[Letter], now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut rows = Vec::with_capacity(letters.len());
    for letter in letters {
        let text = letter.text().map_err(|error| sqlx::Error::Encode(error.into()))?;
        let html = letter.html().map_err(|error| sqlx::Error::Encode(error.into()))?;
        rows.push(serde_json::json!({
            "id": MailId::new(), "key": letter.key, "kind": letter.kind, "recipient": letter.to, "whose": letter.whose,
            "subject": letter.subject, "text": text, "html": html, "until": letter.secret_until,
        }));
    }
    sqlx::query!(
        "insert into mails (id, idempotency_key, kind, recipient, associate_id, subject, body_text, body_html, secret,
                            useful_until, due_at, created_at, is_bulk)
         select r.id, r.key, r.kind, r.recipient, r.whose, r.subject, r.text, r.html, r.until is not null, r.until, $2, $2, true
         from jsonb_to_recordset($1) as r(
             id uuid, key text, kind text, recipient text, whose uuid, subject text, text text, html text, until timestamptz)
         on conflict (idempotency_key) do nothing",
        serde_json::Value::Array(rows),
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes the letters of people of whom nothing is kept.
pub(crate) async fn forget_all(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!("delete from mails where associate_id = any($1)", people as &[AssociateId]).execute(db).await?;
    Ok(())
}

/// Removes the letters of someone of whom nothing is kept.
pub(crate) async fn forget(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<()> {
    sqlx::query!("delete from mails where associate_id = $1", associate as AssociateId).execute(db).await?;
    Ok(())
}

/// A mail as a worker takes it.
pub(super) struct Claimed {
    pub(super) id: MailId,
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) body_text: String,
    pub(super) body_html: String,
    /// An invitation for the reader's calendar.
    pub(super) calendar: Option<String>,
    pub(super) attempts: i32,
    /// The link in it has run out.
    pub(super) is_too_late: bool,
}

/// Takes the mail that is due longest, for two minutes; other workers pass it by meanwhile. One of many is taken when
/// no other is due, and only once: see [`give_up_unknown`].
pub(super) async fn claim(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"update mails
         set state = 'sending', leased_until = $1 + interval '2 minutes', attempts = attempts + 1
         where id = (
             select id from mails
             where due_at <= $1 and (state = 'queued' or (state = 'sending' and leased_until < $1 and not is_bulk))
             order by is_bulk, due_at
             for update skip locked
             limit 1)
         returning id, recipient, subject, body_text, body_html, calendar, attempts,
                   coalesce(useful_until <= $1, false) as "is_too_late!""#,
        now
    )
    .fetch_optional(db)
    .await
}

/// Gives up those of many letters whose worker ended before it could say what became of them, and says how many. They
/// may have gone out, and nobody likes to be invited twice: whether to send them again is for a person to decide.
pub(super) async fn give_up_unknown(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let given_up = sqlx::query!(
        "update mails
         set state = 'dead', leased_until = null,
             last_error = 'It is not known whether it went out before the program ended; send it again if it did not arrive'
         where is_bulk and state = 'sending' and leased_until < $1",
        now
    );
    Ok(given_up.execute(db).await?.rows_affected())
}

/// The mail server has taken it. The text of a secret mail is not needed any more.
pub(super) async fn mark_sent(db: &mut PgConnection, mail: &Claimed, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update mails
         set state = 'sent', sent_at = $2, leased_until = null, last_error = null,
             body_text = case when secret then '' else body_text end,
             body_html = case when secret then '' else body_html end,
             calendar = case when secret then null else calendar end
         where id = $1",
        mail.id as MailId,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It did not go: again at `due_at`, or never when that is none. Nothing happens when another worker has taken
/// it meanwhile, since it may have gone with that one. When the address was refused, that is noted: whoever writes to
/// many leaves it out until a letter has reached it again.
pub(super) async fn mark_failed(
    db: &mut PgConnection,
    mail: &Claimed,
    (error, is_refused): (&str, bool),
    due_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update mails
         set state = case when $4::timestamptz is null then 'dead' else 'queued' end::mail_state,
             due_at = coalesce($4, due_at), leased_until = null, last_error = $3, is_refused = $5
         where id = $1 and state = 'sending' and attempts = $2",
        mail.id as MailId,
        mail.attempts,
        error,
        due_at,
        is_refused
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Without a mail server: what is due stays here to be read, and does not go out should one be set up later.
pub(super) async fn keep_due(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let kept = sqlx::query!(
        "update mails
         set state = 'kept', leased_until = null
         where due_at <= $1 and (state = 'queued' or (state = 'sending' and leased_until < $1))",
        now
    );
    Ok(kept.execute(db).await?.rows_affected())
}

/// Removes the text of secret mails that were kept or given up, once no link in them can work any more.
pub(crate) async fn empty_old_secrets(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update mails
         set body_text = '', body_html = '', calendar = null
         where secret and body_text <> '' and state in ('kept', 'dead') and created_at < $1::timestamptz - interval '8 days'",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Puts a mail that was given up back in the queue; false when it is not one, or when the link in it has run out,
/// after which its text is removed.
pub(super) async fn requeue(db: &mut PgConnection, id: MailId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update mails m
         set state = 'queued', due_at = $2, attempts = 0, last_error = null, is_refused = false
         where m.id = $1 and can_be_sent_again(m, $2)",
        id as MailId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A line of the administrator's list.
pub(super) struct MailRow {
    pub(super) id: MailId,
    pub(super) kind: String,
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) state: MailState,
    pub(super) attempts: i32,
    pub(super) last_error: Option<String>,
    pub(super) created_at: DateTime<Utc>,
}

/// Rows of a page of the list.
pub(super) const PAGE: u8 = 50;

/// Mails, newest first, in one state or all, or of those given up the ones that can be sent again at a time; one more
/// than a page.
pub(super) async fn list(
    db: &mut PgConnection,
    state: Option<MailState>,
    again_at: Option<DateTime<Utc>>,
    cursor: Cursor<MailId>,
) -> sqlx::Result<Vec<MailRow>> {
    let limit = i64::from(PAGE) + 1;
    match cursor {
        Cursor::Before(id) => {
            sqlx::query_as!(
                MailRow,
                "select id, kind, recipient, subject, state, attempts, last_error, created_at
                 from mails m
                 where ($1::mail_state is null or state = $1)
                   and ($4::timestamptz is null or can_be_sent_again(m, $4))
                   and (created_at, id) > (select created_at, id from mails where id = $2)
                 order by created_at, id
                 limit $3",
                state as Option<MailState>,
                id as MailId,
                limit,
                again_at
            )
            .fetch_all(db)
            .await
        }
        Cursor::Start | Cursor::After(_) => {
            let after = if let Cursor::After(id) = cursor { Some(id) } else { None };
            sqlx::query_as!(
                MailRow,
                "select id, kind, recipient, subject, state, attempts, last_error, created_at
                 from mails m
                 where ($1::mail_state is null or state = $1)
                   and ($4::timestamptz is null or can_be_sent_again(m, $4))
                   and ($2::uuid is null or (created_at, id) < (select created_at, id from mails where id = $2))
                 order by created_at desc, id desc
                 limit $3",
                state as Option<MailState>,
                after as Option<MailId>,
                limit,
                again_at
            )
            .fetch_all(db)
            .await
        }
    }
}

/// A mail to be read.
pub(super) struct Mail {
    pub(super) id: MailId,
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) body_text: String,
    pub(super) state: MailState,
    pub(super) secret: bool,
    /// It was given up, and a letter whose link has run out would only disappoint.
    pub(super) can_be_sent_again: bool,
    pub(super) last_error: Option<String>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) sent_at: Option<DateTime<Utc>>,
}

pub(super) async fn find(db: &mut PgConnection, id: MailId, now: DateTime<Utc>) -> sqlx::Result<Option<Mail>> {
    sqlx::query_as!(
        Mail,
        r#"select id, recipient, subject, body_text, state, secret, can_be_sent_again(m, $2) as "can_be_sent_again!",
                  last_error, created_at, sent_at
           from mails m
           where id = $1"#,
        id as MailId,
        now
    )
    .fetch_optional(db)
    .await
}
