//! Everything held about one person, table by table, as rows of JSON: a new column is in it by itself.
//! A test compares the tables here with those of the database that have a person in them.

use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;

use super::{afterwards, events, merged, payments, team};
use crate::audit;
use crate::kernel::{AccountId, AssociateId};

/// Whose data it is.
#[derive(Clone, Copy)]
pub(in crate::me) struct Held {
    pub(in crate::me) account: AccountId,
    pub(in crate::me) associate: Option<AssociateId>,
}

/// What one table holds about them.
#[derive(Serialize)]
pub(in crate::me) struct Section {
    /// The table of the database it comes from.
    pub(in crate::me) table: &'static str,
    pub(in crate::me) title: &'static str,
    pub(in crate::me) why: &'static str,
    /// The columns that the page shows, with their words; the download has all.
    #[serde(skip)]
    pub(in crate::me) columns: &'static [(&'static str, &'static str)],
    pub(in crate::me) rows: Vec<Value>,
}

/// All of it, in the order of the page.
pub(in crate::me) async fn list_held(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    let mut sections = details(db, whose.associate).await?;
    sections.extend(history(db, whose.associate).await?);
    sections.extend(team::list(db, whose).await?);
    sections.extend(taking_part(db, whose.associate).await?);
    sections.extend(events::list(db, whose).await?);
    sections.extend(payments::list(db, whose.associate).await?);
    sections.extend(afterwards::list(db, whose).await?);
    sections.extend(merged::list(db, whose.associate).await?);
    sections.extend(super::imports::list(db, whose).await?);
    sections.extend(agreements(db, whose).await?);
    sections.extend(signing_in(db, whose.account).await?);
    sections.push(trail(db, whose).await?);
    Ok(sections)
}

/// What a record says of its person, in the order of the form.
const DETAILS: &[(&str, &str)] = &[
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("email", "Email address"),
    ("phone", "Phone"),
    ("postcode_district", "First part of postcode"),
    ("county", "County"),
    ("stakeholder_group", "Group"),
    ("access_needs", "Access needs"),
    ("interests", "Interests"),
    ("offers", "What you offer"),
    ("asks", "What you look for"),
    ("topics", "What you hear about"),
    ("involvement", "How you take part"),
    ("owner", "Your contact in the team"),
    ("standing", "Standing"),
    ("paused_until", "Paused until"),
    ("wants_help_choosing", "Wants help choosing a project"),
    ("created_at", "Registered"),
    ("joined_on", "Joined"),
];

async fn details(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "associates",
            "Your details",
            "You told us, or the team entered it for you. We use it to link you with projects and to reach you.",
            DETAILS,
            r#"select to_jsonb(a) - 'name_search' - 'sort_name' - 'name_keys' || jsonb_build_object('owner', w.name) as "row!"
               from associates a
               left join accounts w on w.id = a.owner_id
               where a.id = $1"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "associate_themes",
            "Areas of interest",
            "You chose them. We use them to suggest projects and events.",
            [("theme", "Theme")],
            r#"select to_jsonb(x) || jsonb_build_object('theme', t.name) as "row!"
               from associate_themes x
               join themes t on t.id = x.theme_id
               where x.associate_id = $1
               order by t.name"#,
            associate as Option<AssociateId>
        ),
    ])
}

async fn history(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "affiliations",
            "Where you work or belong",
            "You told us, or the team entered it. We keep earlier ones too, so that reports about the past stay right.",
            [("organisation", "Organisation"), ("job_title", "Job title"), ("starts_on", "From"), ("ends_on", "Until")],
            r#"select to_jsonb(f) || jsonb_build_object('organisation', coalesce(o.name, f.organisation_text)) as "row!"
               from affiliations f
               left join organisations o on o.id = f.organisation_id
               where f.associate_id = $1
               order by f.starts_on desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "standing_changes",
            "When you joined, paused or left",
            "A history of your standing in the network, with who changed it and why.",
            [
                ("standing", "Standing"),
                ("paused_until", "Until"),
                ("reason", "Reason"),
                ("by", "By"),
                ("changed_at", "When")
            ],
            r#"select to_jsonb(s) || jsonb_build_object('by', w.name) as "row!"
               from standing_changes s
               left join accounts w on w.id = s.changed_by
               where s.associate_id = $1
               order by s.changed_at desc"#,
            associate as Option<AssociateId>
        ),
    ])
}

async fn taking_part(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "memberships",
            "Your projects",
            "What you take part in, asked for, or took part in earlier. Those that wait for your agreement are seen by you and the team only.",
            [
                ("project", "Project"),
                ("role", "Role"),
                ("state", "State"),
                ("requested_at", "Asked"),
                ("starts_on", "From"),
                ("ends_on", "Until"),
                ("reasons", "Reasons"),
                ("waits_for_your_agreement", "Waits for your agreement"),
            ],
            r#"select to_jsonb(m) || jsonb_build_object(
                          'project', p.title, 'decided', w.name,
                          'reasons', concat_ws('; ', m.reason, m.decision_reason, m.end_reason),
                          'waits_for_your_agreement',
                          m.state in ('requested', 'active') and awaits_health_consent(m.associate_id, m.project_id)) as "row!"
               from memberships m
               join projects p on p.id = m.project_id
               left join accounts w on w.id = m.decided_by
               where m.associate_id = $1
               order by m.requested_at desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "registration_wishes",
            "Projects you chose when registering",
            "They become requests when you confirm your address. Then we no longer keep them here.",
            [("project", "Project")],
            r#"select to_jsonb(w) || jsonb_build_object('project', p.title) as "row!"
               from registration_wishes w
               join projects p on p.id = w.project_id
               where w.associate_id = $1
               order by p.title"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "member_acts",
            "What you did yourself",
            "So that the team notices when someone has not been heard of for long. Only your own acts count, never ours.",
            [("kind", "What"), ("project", "Project"), ("event", "Event"), ("at", "When")],
            r#"select to_jsonb(x) || jsonb_build_object('project', p.title, 'event', e.title) as "row!"
               from member_acts x
               left join projects p on p.id = x.project_id
               left join events e on e.id = x.event_id
               where x.associate_id = $1
               order by x.at desc"#,
            associate as Option<AssociateId>
        ),
    ])
}

async fn agreements(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "consents",
            "What you agreed to and took back",
            "The law asks us to be able to show it. Each row is kept as it was; the newest of its kind holds.",
            [
                ("wording", "The words"),
                ("given", "Agreed"),
                ("lawful_basis", "Ground"),
                ("notice", "Notice"),
                ("source", "Where"),
                ("said_on", "Said on"),
                ("by", "Recorded by"),
                ("recorded_at", "Recorded"),
            ],
            r#"select to_jsonb(c) - 'wording_hash'
                      || jsonb_build_object('notice', 'Version ' || n.version, 'by', w.name,
                                            'wording_hash', encode(c.wording_hash, 'hex'))
                      as "row!"
               from consents c
               join privacy_notices n on n.id = c.notice_id
               left join accounts w on w.id = c.actor_id
               where c.associate_id = $1
               order by c.recorded_at desc, c.id desc"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "mails",
            "Letters to you",
            "So that we know what we wrote, and that it was sent. Letters with a link that signs you in are emptied once sent.",
            [
                ("subject", "Subject"),
                ("kind", "What for"),
                ("recipient", "To"),
                ("state", "State"),
                ("created_at", "Written"),
                ("sent_at", "Sent")
            ],
            r#"select to_jsonb(m) - 'idempotency_key' - 'body_html' - 'leased_until'
                      || jsonb_build_object('body_text', case when m.secret then '' else m.body_text end) as "row!"
               from (select * from mails where associate_id = $2
                     union all
                     select * from mails
                     where associate_id is null and recipient = (select email from accounts where id = $1)) m
               order by m.created_at desc"#,
            whose.account as AccountId,
            whose.associate as Option<AssociateId>
        ),
    ])
}

async fn signing_in(db: &mut PgConnection, account: AccountId) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "accounts",
            "Your account",
            "So that you can sign in. We cannot read your password: only a trace of it is kept that cannot be turned back.",
            [
                ("name", "Name"),
                ("email", "Email address"),
                ("role", "Kind"),
                ("has_password", "Has a password"),
                ("created_at", "Made")
            ],
            r#"select to_jsonb(a) - 'password_hash' || jsonb_build_object('has_password', a.password_hash is not null) as "row!"
               from accounts a
               where a.id = $1"#,
            account as AccountId
        ),
        section!(
            db,
            "sessions",
            "Where you are signed in",
            "So that you stay signed in, and can end a session that is not yours.",
            [("device", "Device"), ("created_at", "Since"), ("last_seen_at", "Last seen"), ("expires_at", "Ends")],
            r#"select to_jsonb(s) - 'token_hash' as "row!" from sessions s where s.account_id = $1 order by s.last_seen_at desc"#,
            account as AccountId
        ),
        section!(
            db,
            "known_devices",
            "Devices you signed in from before",
            "So that someone who guesses at your password elsewhere does not lock you out here. Deleted a year after the last use.",
            [("created_at", "Since"), ("last_used_at", "Last used")],
            r#"select to_jsonb(d) - 'token_hash' as "row!"
               from known_devices d
               where d.account_id = $1
               order by d.last_used_at desc"#,
            account as AccountId
        ),
        section!(
            db,
            "sign_in_links",
            "Links we mailed you",
            "To prove that an address is yours. Only a trace is kept, and it is deleted a month after it has run out.",
            [
                ("purpose", "What for"),
                ("email", "To"),
                ("created_at", "Made"),
                ("expires_at", "Runs out"),
                ("used_at", "Used")
            ],
            r#"select to_jsonb(l) - 'token_hash' as "row!"
               from sign_in_links l
               where l.account_id = $1 or l.associate_id = (select associate_id from accounts where id = $1)
               order by l.created_at desc"#,
            account as AccountId
        ),
    ])
}

async fn trail(db: &mut PgConnection, whose: Held) -> sqlx::Result<Section> {
    let mut trail = section!(
        db,
        "audit_events",
        "Who changed something about you, or looked at sensitive details",
        "So that you and we can see what was done with your information, and by whom. It is never altered.",
        [("act", "What"), ("actor_name", "Who"), ("before", "Before"), ("after", "After"), ("at", "When")],
        r#"select to_jsonb(e) - 'request_id' as "row!"
           from audit_events e
           where e.associate_id = $1 or (e.subject_kind = 'account' and e.subject_id = $2)
           order by e.at desc, e.id desc
           limit 5000"#,
        whose.associate.map(uuid::Uuid::from),
        uuid::Uuid::from(whose.account)
    );
    let states = trail.rows.iter_mut().filter_map(Value::as_object_mut).flat_map(|row| {
        row.iter_mut().filter(|(column, _)| ["before", "after"].contains(&column.as_str())).map(|(_, state)| state)
    });
    audit::name_things(db, states.collect()).await?;
    Ok(trail)
}
