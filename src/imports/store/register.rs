//! The register as a plan needs it: read whole, in a handful of statements whatever the number of rows.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::associates::Standing;
use crate::imports::known::{
    Alternates, Known, KnownOrganisation, KnownPart, KnownPlace, KnownProject, KnownWorker, Register, Target,
};
use crate::imports::names::folded;
use crate::imports::nicknames::Nicknames;
use crate::kernel::{AssociateId, Choice, ImportId, ProjectId, StakeholderGroup};
use crate::memberships::{MembershipRole, MembershipState};

/// Organisations, projects, the team, the people, and what an earlier import of the same file made of its rows.
pub(crate) async fn load_register(db: &mut PgConnection, id: ImportId, today: NaiveDate) -> sqlx::Result<Register> {
    let organisations = organisations(db, today).await?;
    let projects = projects(db, today).await?;
    let workers = workers(db).await?;
    let people = people(db, today).await?;
    let earlier = earlier(db, id).await?;
    let nicknames = sqlx::query!("select nickname, name from nicknames order by nickname, name");
    let nicknames =
        Nicknames::new(nicknames.fetch_all(&mut *db).await?.into_iter().map(|row| (row.nickname, row.name)).collect());
    let stubs = stubs(db).await?;
    Ok(Register::new(organisations, projects, workers, people, earlier).with_nicknames(nicknames).with_stubs(stubs))
}

/// Records that were merged, with those that stand for them today.
async fn stubs(db: &mut PgConnection) -> sqlx::Result<HashMap<AssociateId, AssociateId>> {
    let rows = sqlx::query!(
        r#"select id, surviving(id) as "survivor!: AssociateId" from associates where merged_into is not null"#
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.survivor)).collect())
}

/// One that has ended has the names of those that followed it; where one of these has ended too, of those after it.
async fn organisations(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<Vec<KnownOrganisation>> {
    let rows = sqlx::query!(
        r#"with recursive heirs as (
               select s.organisation_id, s.successor_id as id from organisation_successions s
               union
               select h.organisation_id, s.successor_id
               from heirs h
               join organisations o on o.id = h.id and o.ends_on < $1
               join organisation_successions s on s.organisation_id = h.id)
           select o.id, o.name, o.ods_code, case when o.ends_on < $1 then o.ends_on end as ended_on,
                  array(select n.name from heirs h join organisations n on n.id = h.id
                        where h.organisation_id = o.id and (n.ends_on is null or n.ends_on >= $1)
                        order by n.name) as "followed_by!",
                  array(select a.alias from organisation_aliases a where a.organisation_id = o.id) as "aliases!"
           from organisations o
           order by o.name, o.id"#,
        today
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| KnownOrganisation {
        id: row.id,
        names: std::iter::once(row.name.clone()).chain(row.ods_code).chain(row.aliases).collect(),
        name: row.name,
        ended: row.ended_on.map(|day| (day, row.followed_by)),
    });
    Ok(rows.collect())
}

async fn projects(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<Vec<KnownProject>> {
    sqlx::query_as!(
        KnownProject,
        r#"select id, slug, title, sensitive, starts_on, (stage = 'ended' or coalesce(ends_on < $1, false)) as "is_over!"
           from projects
           order by title, id"#,
        today
    )
    .fetch_all(db)
    .await
}

async fn workers(db: &mut PgConnection) -> sqlx::Result<Vec<KnownWorker>> {
    sqlx::query_as!(
        KnownWorker,
        r#"select id, name, email as "email: String" from accounts
           where role in ('team', 'administrator') and disabled_at is null
           order by name, id"#
    )
    .fetch_all(db)
    .await
}

/// Those whose records the team reads, with where they belong and what they take part in.
async fn people(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<Vec<Known>> {
    let mut places = places(db, today).await?;
    let mut parts = parts(db).await?;
    let mut links = health_links(db).await?;
    let mut tags = tags(db).await?;
    let mut alternates = alternates(db).await?;
    let rows = sqlx::query!(
        r#"select id, given_name, family_name, email as "email: String", phone, postcode_district, county, stakeholder_group,
                  involvement, interests, offers, asks, standing as "standing!: Standing",
                  owner_id is not null as "has_owner!"
           from associates
           where standing in ('active', 'paused', 'left')
           order by id"#
    );
    let people = rows.fetch_all(db).await?.into_iter().map(|row| Known {
        places: places.remove(&row.id).unwrap_or_default(),
        parts: parts.remove(&row.id).unwrap_or_default(),
        health_links: links.remove(&row.id).unwrap_or_default(),
        tags: tags.remove(&row.id).unwrap_or_default(),
        alternates: alternates.remove(&row.id).unwrap_or_default(),
        target: Target::Register(row.id),
        given_name: row.given_name,
        family_name: row.family_name,
        email: row.email,
        phone: row.phone,
        postcode: row.postcode_district,
        county: row.county,
        group: row.stakeholder_group,
        involvement: row.involvement,
        interests: row.interests,
        offers: row.offers,
        asks: row.asks,
        standing: row.standing,
        has_owner: row.has_owner,
    });
    Ok(people.collect())
}

async fn places(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<HashMap<AssociateId, Vec<KnownPlace>>> {
    let rows = sqlx::query!(
        r#"select f.associate_id, f.organisation_id, coalesce(o.name, f.organisation_text, '') as "name!",
                  coalesce(f.ends_on >= $1, true) as "is_open!"
           from affiliations f
           left join organisations o on o.id = f.organisation_id
           order by f.id"#,
        today
    );
    let mut places: HashMap<AssociateId, Vec<KnownPlace>> = HashMap::new();
    for row in rows.fetch_all(db).await? {
        let place = KnownPlace { organisation: row.organisation_id, folded: folded(&row.name), is_open: row.is_open };
        places.entry(row.associate_id).or_default().push(place);
    }
    // Of two periods at a place the one that lasts tells.
    places.values_mut().for_each(|places| places.sort_by_key(|place| !place.is_open));
    Ok(places)
}

async fn parts(db: &mut PgConnection) -> sqlx::Result<HashMap<AssociateId, Vec<KnownPart>>> {
    let rows = sqlx::query!(
        r#"select associate_id, project_id as "project!: ProjectId", role as "role!: MembershipRole",
                  state as "state!: MembershipState", ends_on
           from memberships
           order by state, id"#
    );
    let mut parts: HashMap<AssociateId, Vec<KnownPart>> = HashMap::new();
    for row in rows.fetch_all(db).await? {
        let part = KnownPart { project: row.project, role: row.role, state: row.state, ends_on: row.ends_on };
        parts.entry(row.associate_id).or_default().push(part);
    }
    Ok(parts)
}

/// The projects about a sensitive condition whose links people have agreed to: the last they said.
async fn health_links(db: &mut PgConnection) -> sqlx::Result<HashMap<AssociateId, Vec<ProjectId>>> {
    let rows = sqlx::query!(
        r#"select associate_id as "associate_id!: AssociateId", project_id as "project_id!: ProjectId"
           from (select distinct on (associate_id, project_id) associate_id, project_id, given
                 from consents where purpose = 'health_link'
                 order by associate_id, project_id, recorded_at desc, id desc) latest
           where given"#
    );
    let mut links: HashMap<AssociateId, Vec<ProjectId>> = HashMap::new();
    for row in rows.fetch_all(db).await? {
        links.entry(row.associate_id).or_default().push(row.project_id);
    }
    Ok(links)
}

async fn tags(db: &mut PgConnection) -> sqlx::Result<HashMap<AssociateId, Vec<String>>> {
    let rows = sqlx::query!("select x.associate_id, t.name from associate_tags x join tags t on t.id = x.tag_id");
    let mut tags: HashMap<AssociateId, Vec<String>> = HashMap::new();
    for row in rows.fetch_all(db).await? {
        tags.entry(row.associate_id).or_default().push(folded(&row.name));
    }
    Ok(tags)
}

/// What records said that were merged into another.
async fn alternates(db: &mut PgConnection) -> sqlx::Result<HashMap<AssociateId, Alternates>> {
    let rows = sqlx::query!(
        "select associate_id, field, value from alternates where field in ('name', 'email', 'phone') order by id"
    );
    let mut alternates: HashMap<AssociateId, Alternates> = HashMap::new();
    for row in rows.fetch_all(db).await? {
        let known = alternates.entry(row.associate_id).or_default();
        match row.field.as_str() {
            "name" => known.names.push(row.value),
            "email" => known.emails.push(row.value),
            _ => known.phones.push(row.value),
        }
    }
    Ok(alternates)
}

/// Whom each row made or meant when the same sheet of the same file was imported before, the latest time.
async fn earlier(db: &mut PgConnection, id: ImportId) -> sqlx::Result<HashMap<u32, AssociateId>> {
    let rows = sqlx::query!(
        r#"select r.number, r.associate_id as "associate_id!: AssociateId"
           from import_batches mine
           join import_batches b on b.file_hash = mine.file_hash and b.kind = mine.kind and b.state = 'done' and b.id <> mine.id
           join import_rows r on r.batch_id = b.id and r.sheet = (mine.reading->>'sheet')::smallint
           where mine.id = $1 and r.associate_id is not null
           order by b.committed_at"#,
        id as ImportId
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows.filter_map(|row| Some((u32::try_from(row.number).ok()?, row.associate_id))).collect())
}

/// People of the register with what tells namesakes apart: their group, address, district, and where they work as what.
pub(crate) async fn list_candidates(
    db: &mut PgConnection,
    people: &[AssociateId],
) -> sqlx::Result<Vec<(AssociateId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group as "group: StakeholderGroup",
                  concat_ws(', ', a.email, a.postcode_district,
                            (select string_agg(coalesce(o.name, f.organisation_text) || coalesce(' (' || f.job_title || ')', ''), '; '
                                               order by f.starts_on desc, f.id)
                             from affiliations f left join organisations o on o.id = f.organisation_id
                             where f.associate_id = a.id and f.ends_on is null)) as "more!"
           from associates a where a.id = any($1) and a.standing in ('active', 'paused', 'left')"#,
        people as &[AssociateId]
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    let words = |name: &str, group: &str, more: &str| format!("{name}, {}, {more}", group.to_lowercase());
    Ok(rows
        .map(|row| (row.id, words(&row.name, row.group.label(), &row.more).trim_end_matches(", ").to_owned()))
        .collect())
}
