//! Themes: their list and their form.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::ThemeId;
use crate::projects::forms::ThemeForm;
use crate::projects::model::Theme;
use crate::projects::paths;
use crate::projects::store::{self, ThemeLine};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "themes/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    themes: Vec<ThemeLine>,
}

pub(crate) async fn index(_: paths::Themes, app: App, layout: Layout) -> Result<Page<IndexPage>> {
    let themes = store::list_theme_lines(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(IndexPage { layout, themes }))
}

/// The form, for a new theme and for one that changes.
#[derive(Template)]
#[template(path = "themes/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    theme: Option<Theme>,
    form: ThemeForm,
    errors: FormErrors,
    /// Someone else changed it meanwhile: what stands now.
    theirs: Option<Theme>,
}

pub(crate) async fn new(_: paths::NewTheme, layout: Layout) -> Page<FormPage> {
    let form = ThemeForm { id: ThemeId::new().to_string(), ..ThemeForm::default() };
    Page::ok(FormPage { layout, theme: None, form, errors: FormErrors::default(), theirs: None })
}

pub(crate) async fn create(
    _: paths::Themes,
    app: App,
    layout: Layout,
    Form(form): Form<ThemeForm>,
) -> Result<Response> {
    let (theme, slug) = match form.parse().and_then(|theme| Ok((theme, form.slug()?))) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(again(layout, None, form, errors)),
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| ThemeId::new()), layout.by());

    let mut tx = app.db.begin().await?;
    match store::insert_theme(&mut tx, id, &slug, &theme).await {
        // The same form sent twice: the first time did it.
        Err(error) if error.violates("themes_pkey") => return Ok(layout.redirect(paths::Themes, "Theme added")),
        Err(error) => match refusal(&error) {
            Some(errors) => return Ok(again(layout, None, form, errors)),
            None => return Err(error.into()),
        },
        Ok(()) => {}
    }
    audit::record(&mut tx, &by, Entry::new("Added a theme", Subject::Theme(id)).made(&theme)).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Themes, "Theme added"))
}

pub(crate) async fn edit(_: paths::EditTheme, layout: Layout, theme: Editing<Theme>) -> Page<FormPage> {
    let form = ThemeForm::from(&*theme);
    Page::ok(FormPage { layout, theme: Some(theme.clone()), form, errors: FormErrors::default(), theirs: None })
}

pub(crate) async fn update(
    path: paths::ShowTheme,
    app: App,
    layout: Layout,
    theme: Editing<Theme>,
    Form(form): Form<ThemeForm>,
) -> Result<Response> {
    let description = match form.parse() {
        Ok(description) => description,
        Err(errors) => return Ok(again(layout, Some(&theme), form, errors)),
    };
    let before = ThemeForm::from(&*theme).parse().ok();

    let mut tx = app.db.begin().await?;
    match store::update_theme(&mut tx, &theme, &description, form.version.parse().unwrap_or_default()).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            return stale(&app, layout, &path.theme, form).await;
        }
        Err(error) => match refusal(&error) {
            Some(errors) => return Ok(again(layout, Some(&theme), form, errors)),
            None => return Err(error.into()),
        },
    }
    let entry = Entry::new("Changed the theme", Subject::Theme(theme.id)).changed(&before, &description);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Themes, "Changes saved"))
}

fn again(layout: Layout, theme: Option<&Theme>, form: ThemeForm, errors: FormErrors) -> Response {
    Page::unprocessable(FormPage { layout, theme: theme.cloned(), form, errors, theirs: None }).into_response()
}

/// Someone else was faster: shows what stands now beside what was typed, and saves when sent again.
async fn stale(app: &App, layout: Layout, slug: &str, form: ThemeForm) -> Result<Response> {
    let themes = store::list_themes(&mut *app.db.acquire().await?).await?;
    let now = themes.into_iter().find(|theme| theme.slug == slug).or_404()?;
    let form = ThemeForm { version: now.version.to_string(), ..form };
    let (theme, theirs) = (Some(now.clone()), Some(now));
    Ok(Page::conflict(FormPage { layout, theme, form, errors: FormErrors::default(), theirs }).into_response())
}

/// The database's refusal in the words of the form. Names that differ only in signs make the same address.
fn refusal(error: &sqlx::Error) -> Option<FormErrors> {
    let taken = error.violates("themes_name_key") || error.violates("themes_slug_key");
    taken.then(|| FormErrors::one("name", "Another theme has this name already"))
}
