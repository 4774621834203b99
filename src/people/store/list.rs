//! The list of people. Its clause is built from fixed fragments with every value bound, not written as one
//! static statement, because the filters that were chosen and the column sorted by decide which index
//! serves it; a statement with all of them optional is planned for none. Rows and count share the clause.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Encode, PgConnection, Postgres, QueryBuilder, Type};

use crate::associates::{ActKind, Standing};
use crate::kernel::{AssociateId, County, StakeholderGroup};
use crate::people::filter::{Days, Direction, Filter, HealthLinks, Known, Sort};
use crate::web::Cursor;

/// Rows of a page.
pub(crate) const PAGE: u8 = 50;
/// Counted no further.
const COUNTED: i64 = 1000;

/// A line of the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) id: AssociateId,
    pub(crate) name: String,
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) county: Option<County>,
    pub(crate) standing: Standing,
    pub(crate) paused_until: Option<NaiveDate>,
    pub(crate) joined_on: Option<NaiveDate>,
    /// Where they belong today.
    pub(crate) organisation: Option<String>,
    /// The titles of the projects they take part in, as far as anyone may know.
    pub(crate) projects: Vec<String>,
    pub(crate) owner: Option<String>,
    /// The team's labels on them, by name.
    pub(crate) tags: Vec<String>,
    pub(crate) last_act_at: Option<DateTime<Utc>>,
    pub(crate) last_act: Option<ActKind>,
}

type Sql = QueryBuilder<Postgres>;

/// The people of a page; one more than fit, to see whether more follow.
pub(crate) async fn list(
    db: &mut PgConnection,
    filter: &Filter,
    cursor: Cursor<AssociateId>,
    today: NaiveDate,
) -> sqlx::Result<Vec<Row>> {
    let keys = keys(filter.sort, filter.direction);
    let (order, beyond) = match reading_direction(filter, cursor) {
        Direction::Ascending => (keys.columns, ") > (select "),
        Direction::Descending => (keys.descending, ") < (select "),
    };
    let mut sql = Sql::new("with page as (select a.id from associates a");
    push_where(&mut sql, filter, today);
    if let Cursor::After(id) | Cursor::Before(id) = cursor {
        sql.push(" and (")
            .push(keys.columns)
            .push(beyond)
            .push(keys.columns)
            .push(" from associates a where a.id = ")
            .push_bind(id);
        sql.push(")");
    }
    sql.push(" order by ").push(order).push(" limit ").push_bind(i64::from(PAGE) + 1).push(") ");
    push_row(&mut sql, today);
    sql.push(" from page join associates a on a.id = page.id left join accounts w on w.id = a.owner_id order by ");
    sql.push(order);
    sql.build_query_as().fetch_all(db).await
}

/// The ten people that something typed fits best, of all whose records are read, also who left.
pub(crate) async fn list_found(db: &mut PgConnection, text: &str, today: NaiveDate) -> sqlx::Result<Vec<Row>> {
    let mut sql = Sql::new("with page as (select id, place from best_associates(");
    sql.push_bind(text).push(", ").push_bind(today).push(", 10)) ");
    push_row(&mut sql, today);
    sql.push(" from page join associates a on a.id = page.id left join accounts w on w.id = a.owner_id");
    sql.push(" order by page.place");
    sql.build_query_as().fetch_all(db).await
}

/// How many people match, counted no further than one over [`COUNTED`].
pub(crate) async fn count(db: &mut PgConnection, filter: &Filter, today: NaiveDate) -> sqlx::Result<i64> {
    let mut sql = Sql::new("select count(*) from (select from associates a");
    push_where(&mut sql, filter, today);
    sql.push(" limit ").push_bind(COUNTED + 1).push(") matching");
    sql.build_query_scalar().fetch_one(db).await
}

/// Everyone who matches, however many pages that were; one more than `most`, to see whether there are too many.
pub(crate) async fn list_matching(
    db: &mut PgConnection,
    filter: &Filter,
    most: i64,
    today: NaiveDate,
) -> sqlx::Result<Vec<AssociateId>> {
    let mut sql = Sql::new("select a.id from associates a");
    push_where(&mut sql, filter, today);
    sql.push(" order by a.id limit ").push_bind(most + 1);
    sql.build_query_scalar().fetch_all(db).await
}

/// Everyone who matches, in the order of the list.
pub(crate) async fn list_in_order(
    db: &mut PgConnection,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<Vec<AssociateId>> {
    let keys = keys(filter.sort, filter.direction);
    let mut sql = Sql::new("select a.id from associates a");
    push_where(&mut sql, filter, today);
    sql.push(" order by ").push(match filter.direction {
        Direction::Ascending => keys.columns,
        Direction::Descending => keys.descending,
    });
    sql.build_query_scalar().fetch_all(db).await
}

struct Keys {
    columns: &'static str,
    descending: &'static str,
}

/// The columns that order the list: ending in the id, so that the order is total.
///
/// They depend on the direction of the list, whichever way a page of it is read: who joined on a day nobody knows
/// comes last in both, and so the pages meet there.
fn keys(sort: Sort, direction: Direction) -> Keys {
    match sort {
        Sort::Name => Keys { columns: "a.sort_name, a.id", descending: "a.sort_name desc, a.id desc" },
        Sort::Group => Keys {
            columns: "a.stakeholder_group, a.sort_name, a.id",
            descending: "a.stakeholder_group desc, a.sort_name desc, a.id desc",
        },
        Sort::County => Keys {
            columns: "coalesce(a.county, 'elsewhere'), a.sort_name, a.id",
            descending: "coalesce(a.county, 'elsewhere') desc, a.sort_name desc, a.id desc",
        },
        Sort::Joined if direction == Direction::Descending => Keys {
            columns: "coalesce(a.joined_on, '-infinity'), a.id",
            descending: "coalesce(a.joined_on, '-infinity') desc, a.id desc",
        },
        Sort::Joined => Keys {
            columns: "coalesce(a.joined_on, 'infinity'), a.id",
            descending: "coalesce(a.joined_on, 'infinity') desc, a.id desc",
        },
        Sort::LastAct => Keys {
            columns: "coalesce((select max(m.at) from member_acts m where m.associate_id = a.id), '-infinity'), a.id",
            descending: "coalesce((select max(m.at) from member_acts m where m.associate_id = a.id), '-infinity') desc, \
                         a.id desc",
        },
    }
}

/// The way to read the list: a page before a row is read backwards from it.
fn reading_direction(filter: &Filter, cursor: Cursor<AssociateId>) -> Direction {
    match (cursor, filter.direction) {
        (Cursor::Before(_), Direction::Ascending) => Direction::Descending,
        (Cursor::Before(_), Direction::Descending) => Direction::Ascending,
        (_, direction) => direction,
    }
}

fn push_row(sql: &mut Sql, today: NaiveDate) {
    sql.push(
        "select a.id, a.given_name || ' ' || a.family_name as name, a.stakeholder_group, a.county, a.standing,
                a.paused_until, a.joined_on, w.name as owner,
                (select string_agg(coalesce(o.name, f.organisation_text), '; ' order by f.starts_on desc)
                 from affiliations f
                 left join organisations o on o.id = f.organisation_id
                 where f.associate_id = a.id and ",
    );
    push_current(sql, today);
    sql.push(
        ") as organisation,
                array(select p.title
                      from disclosable_memberships m
                      join projects p on p.id = m.project_id
                      where m.associate_id = a.id and m.state = 'active'
                      group by p.id
                      order by p.title) as projects,
                array(select t.name from associate_tags x join tags t on t.id = x.tag_id
                      where x.associate_id = a.id order by search_text(t.name)) as tags,
                (select max(m.at) from member_acts m where m.associate_id = a.id) as last_act_at,
                -- That they joined a project they must not be seen with is not told.
                (select case when m.project_id is null or not awaits_health_consent(m.associate_id, m.project_id)
                             then m.kind end
                 from member_acts m where m.associate_id = a.id order by m.at desc limit 1) as last_act",
    );
}

/// An affiliation `f` holds today.
fn push_current(sql: &mut Sql, today: NaiveDate) {
    sql.push("f.starts_on <= ").push_bind(today);
    sql.push(" and (f.ends_on is null or f.ends_on >= ").push_bind(today).push(")");
}

fn push_where(sql: &mut Sql, filter: &Filter, today: NaiveDate) {
    sql.push(" where a.standing = any(").push_bind(filter.status.standings()).push(")");
    if let Some(text) = &filter.text {
        sql.push(" and a.id in (select find_associates(").push_bind(text.clone()).push(", ").push_bind(today);
        sql.push("))");
    }
    if let Some(group) = filter.group {
        sql.push(" and a.stakeholder_group = ").push_bind(group);
    }
    push_known(sql, "a.county", filter.county);
    push_known(sql, "a.owner_id", filter.owner);
    if let Some(tag) = filter.tag {
        sql.push(" and a.id in (select x.associate_id from associate_tags x where x.tag_id = ")
            .push_bind(tag)
            .push(")");
    }
    push_organisation(sql, filter, today);
    push_memberships(sql, filter);
    push_moves(sql, filter, today);
    push_visits(sql, filter);
    push_health_links(sql, filter);
}

fn push_known<'a, T: Encode<'a, Postgres> + Type<Postgres> + 'a>(
    sql: &mut Sql,
    column: &'static str,
    known: Option<Known<T>>,
) {
    match known {
        Some(Known::Not) => sql.push(" and ").push(column).push(" is null"),
        Some(Known::As(value)) => sql.push(" and ").push(column).push(" = ").push_bind(value),
        None => sql,
    };
}

/// Who belongs to an organisation today, or to none of the register.
fn push_organisation(sql: &mut Sql, filter: &Filter, today: NaiveDate) {
    let (is_in, which) = match filter.organisation {
        None => return,
        Some(Known::As(id)) => (" in ", Some(id)),
        Some(Known::Not) => (" not in ", None),
    };
    sql.push(" and a.id").push(is_in).push("(select f.associate_id from affiliations f where ");
    match which {
        Some(id) => sql.push("f.organisation_id = ").push_bind(id),
        None => sql.push("f.organisation_id is not null"),
    };
    sql.push(" and ");
    push_current(sql, today);
    sql.push(")");
}

/// Who joined or left, the project in question or the network: read where the dashboards count it.
fn push_moves(sql: &mut Sql, filter: &Filter, today: NaiveDate) {
    let moves = [(filter.joined, 1), (filter.left, -1)];
    for (Days { first, last }, step) in moves.into_iter().filter_map(|(days, step)| Some((days?, step))) {
        sql.push(" and a.id in (select v.associate_id from ");
        match &filter.project {
            Some(project) => {
                sql.push(
                    "project_moves v where not v.as_told and v.project_id = (select id from projects where slug = ",
                );
                sql.push_bind(project.clone()).push(") and ");
            }
            None => {
                sql.push("network_moves v where ");
            }
        }
        sql.push("v.step = ").push_bind(step).push(" and v.day between ").push_bind(first);
        sql.push(" and ").push_bind(last.min(today)).push(")");
    }
}

/// Who came to an event: read where the dashboards count it.
fn push_visits(sql: &mut Sql, filter: &Filter) {
    let Some(Days { first, last }) = filter.attended else { return };
    sql.push(" and a.id in (select v.associate_id from ");
    match &filter.project {
        Some(project) => {
            sql.push("project_visits v where v.project_id = (select id from projects where slug = ");
            sql.push_bind(project.clone()).push(") and ");
        }
        None => {
            sql.push("event_visits v where ");
        }
    }
    sql.push("v.day between ").push_bind(first).push(" and ").push_bind(last).push(")");
}

fn push_health_links(sql: &mut Sql, filter: &Filter) {
    let states = match filter.health {
        None => return,
        Some(HealthLinks::All) => "('requested', 'active')",
        Some(HealthLinks::Requests) => "('requested')",
    };
    sql.push(" and exists (select from memberships m where m.associate_id = a.id and m.state in ").push(states);
    sql.push(" and awaits_health_consent(m.associate_id, m.project_id)");
    if let Some(project) = &filter.project {
        sql.push(" and m.project_id = (select id from projects where slug = ").push_bind(project.clone()).push(")");
    }
    sql.push(")");
}

/// What asks about memberships: the same one has to fulfil all of it. Only links that may be told count (rule 4).
fn push_memberships(sql: &mut Sql, filter: &Filter) {
    const ACTIVE: &str = "select from disclosable_memberships m where m.associate_id = a.id and m.state = 'active'";
    let is_about_now =
        filter.joined.is_none() && filter.left.is_none() && filter.attended.is_none() && filter.health.is_none();
    let project = filter.project.as_ref().filter(|_| is_about_now);
    if project.is_some() || filter.theme.is_some() || filter.role.is_some() {
        sql.push(" and exists (").push(ACTIVE);
        if let Some(project) = project {
            sql.push(" and m.project_id = (select id from projects where slug = ").push_bind(project.clone()).push(")");
        }
        if let Some(theme) = &filter.theme {
            sql.push(
                " and m.project_id in (select p.id from projects p join themes t on t.id = p.theme_id where t.slug = ",
            );
            sql.push_bind(theme.clone()).push(")");
        }
        if let Some(role) = filter.role {
            sql.push(" and m.role = ").push_bind(role);
        }
        if let Some(involvement) = filter.involvement {
            sql.push(" and m.involvement = ").push_bind(involvement);
        }
        sql.push(")");
    } else if let Some(involvement) = filter.involvement {
        // Without a project in question: what they said of themselves, or of any project.
        sql.push(" and (a.involvement = ").push_bind(involvement).push(" or exists (").push(ACTIVE);
        sql.push(" and m.involvement = ").push_bind(involvement).push("))");
    }
    if filter.unplaced {
        sql.push(" and a.id in (select id from unplaced_associates)");
    }
}
