//! The floor that `script/bench` compares Copse with: the same libraries, the same database, the same fifty rows, and
//! nothing else. No session, no permissions, no layout, no audit.
//!
//! It listens on the address in `FLOOR_LISTEN` and reads the database in `DATABASE_URL`.

#![expect(clippy::disallowed_methods, reason = "it is the bare thing: no gate in front of a route, no configuration")]

use anyhow::Context as _;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

/// As many connections as Copse opens by default.
const CONNECTIONS: u32 = 10;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = std::env::var("DATABASE_URL").context("DATABASE_URL names the database")?;
    let listen = std::env::var("FLOOR_LISTEN").context("FLOOR_LISTEN is an address and a port")?;
    let db = PgPoolOptions::new().max_connections(CONNECTIONS).connect(&url).await?;
    let table =
        "create table if not exists floor_rows (id uuid primary key, words text not null, at timestamptz not null)";
    sqlx::query(table).execute(&db).await?;
    let router = Router::new()
        .route("/one", get(one))
        .route("/fifty", get(fifty))
        .route("/search", get(search))
        .route("/rows", post(insert))
        .with_state(db);
    axum::serve(tokio::net::TcpListener::bind(listen).await?, router).await?;
    Ok(())
}

/// What went wrong; only its status is told.
struct Failure;

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        eprintln!("{error}");
        Self
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

#[derive(sqlx::FromRow)]
struct Person {
    name: String,
    stakeholder_group: String,
    organisation: Option<String>,
}

#[derive(Template)]
#[template(
    source = "<!doctype html><title>People</title><table>{% for one in people %}<tr><td>{{ one.name }}</td><td>{{ one.stakeholder_group }}</td>\
              <td>{% if let Some(organisation) = one.organisation %}{{ organisation }}{% endif %}</td></tr>{% endfor %}</table>",
    ext = "html"
)]
struct People {
    people: Vec<Person>,
}

async fn one(State(db): State<PgPool>) -> Result<Html<String>, Failure> {
    let people = sqlx::query_as(
        "select given_name || ' ' || family_name as name, stakeholder_group::text, null::text as organisation
         from associates order by sort_name, id limit 1",
    );
    Ok(Html(People { people: people.fetch_all(&db).await? }.render()?))
}

async fn fifty(State(db): State<PgPool>) -> Result<Html<String>, Failure> {
    let people = sqlx::query_as(
        "select a.given_name || ' ' || a.family_name as name, a.stakeholder_group::text, o.name as organisation
         from (select * from associates order by sort_name, id limit 50) a
         left join lateral (select organisation_id from affiliations f where f.associate_id = a.id
                            order by f.starts_on desc limit 1) f on true
         left join organisations o on o.id = f.organisation_id
         order by a.sort_name, a.id",
    );
    Ok(Html(People { people: people.fetch_all(&db).await? }.render()?))
}

#[derive(Deserialize)]
struct Sought {
    q: String,
}

async fn search(State(db): State<PgPool>, Query(sought): Query<Sought>) -> Result<Html<String>, Failure> {
    let people = sqlx::query_as(
        "select given_name || ' ' || family_name as name, stakeholder_group::text, null::text as organisation
         from associates where name_search like '%' || $1 || '%' order by sort_name, id limit 50",
    );
    Ok(Html(People { people: people.bind(sought.q).fetch_all(&db).await? }.render()?))
}

#[derive(Deserialize)]
struct Row {
    words: String,
}

async fn insert(State(db): State<PgPool>, Form(row): Form<Row>) -> Result<StatusCode, Failure> {
    let mut tx = db.begin().await?;
    let insert = sqlx::query("insert into floor_rows (id, words, at) values ($1, $2, now())");
    insert.bind(uuid::Uuid::now_v7()).bind(row.words).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(StatusCode::CREATED)
}
