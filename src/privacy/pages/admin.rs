//! Publishing a new version of the privacy notice.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Error, Result, Violates};
use crate::kernel::PrivacyNoticeId;
use crate::privacy::forms::NoticeForm;
use crate::privacy::model::Draft;
use crate::privacy::notice_text::{Block, blocks};
use crate::privacy::paths;
use crate::privacy::store::{self, NoticeRow};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "privacy/admin/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    notices: Vec<NoticeRow>,
}

pub(crate) async fn index(_: paths::Notices, app: App, layout: Layout) -> Result<Page<IndexPage>> {
    let notices = store::list_notices(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(IndexPage { layout, notices }))
}

#[derive(Template)]
#[template(path = "privacy/admin/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    form: NoticeForm,
    errors: FormErrors,
}

pub(crate) async fn new(_: paths::NewNotice, app: App, layout: Layout) -> Result<Page<FormPage>> {
    let current = store::current_notice(&mut *app.db.acquire().await?).await?;
    let form = NoticeForm::after(current.as_ref());
    Ok(Page::ok(FormPage { layout, form, errors: FormErrors::default() }))
}

/// What people will read, and how many will be asked: looked at before it cannot be taken back.
#[derive(Template)]
#[template(path = "privacy/admin/preview.html")]
pub(crate) struct PreviewPage {
    layout: Layout,
    form: NoticeForm,
    draft: Draft,
    blocks: Vec<Block>,
    people: i64,
}

pub(crate) async fn create(
    _: paths::Notices,
    app: App,
    layout: Layout,
    Form(form): Form<NoticeForm>,
) -> Result<Response> {
    let draft = match form.parse() {
        Ok(_) if form.step == "edit" => {
            return Ok(Page::ok(FormPage { layout, form, errors: FormErrors::default() }).into_response());
        }
        Ok(draft) => draft,
        Err(errors) => return Ok(Page::unprocessable(FormPage { layout, form, errors }).into_response()),
    };
    if form.step != "publish" {
        let people = store::count_people_to_ask(&mut *app.db.acquire().await?).await?;
        let blocks = blocks(draft.body.as_str());
        return Ok(Page::ok(PreviewPage { layout, form, draft, blocks, people }).into_response());
    }
    let id = form.id.parse().map_err(|_| Error::BadRequest("The form was sent in a way we cannot read."))?;
    let (version, by) = (form.version.parse().unwrap_or_default(), layout.by());

    let mut tx = app.db.begin().await?;
    match store::publish_notice(&mut tx, id, version, &draft, &by).await {
        Ok(true) => {}
        Err(error) if !error.violates("privacy_notices_version_key") => return Err(error.into()),
        Ok(false) | Err(_) => {
            drop(tx);
            return not_the_next(&app, layout, id, form).await;
        }
    }
    let entry = Entry::new("Published a privacy notice", Subject::PrivacyNotice(id))
        .made(&serde_json::json!({ "version": version, "title": draft.title }));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(published(&layout, version))
}

fn published(layout: &Layout, version: i32) -> Response {
    layout.redirect(paths::Notices, format!("Version {version} is published. People are asked when they next sign in"))
}

/// The number is taken: by this very form, sent twice, or by someone else, whose text is to be read first.
async fn not_the_next(app: &App, layout: Layout, id: PrivacyNoticeId, form: NoticeForm) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    if let Some(version) = store::find_version(&mut db, id).await? {
        return Ok(published(&layout, version));
    }
    let latest = store::current_notice(&mut db).await?.map_or(0, |notice| notice.version);
    let form = NoticeForm { version: (latest + 1).to_string(), ..form };
    let errors = FormErrors::one(
        "body",
        format!("Someone has just published version {latest}. Read it, and make sure that yours should take its place"),
    );
    Ok(Page::conflict(FormPage { layout, form, errors }).into_response())
}
