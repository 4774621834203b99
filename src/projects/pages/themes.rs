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
use crate::web::{Form, FormErrors, Layout, Merged, Page, Words, conflict, merge};

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
}

pub(crate) async fn new(_: paths::NewTheme, layout: Layout) -> Page<FormPage> {
    let form = ThemeForm { id: ThemeId::new().to_string(), ..ThemeForm::default() };
    Page::ok(FormPage { layout, theme: None, form, errors: FormErrors::default() })
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
    Page::ok(FormPage { layout, theme: Some(theme.clone()), form, errors: FormErrors::default() })
}

pub(crate) async fn update(
    _: paths::ShowTheme,
    app: App,
    layout: Layout,
    theme: Editing<Theme>,
    Form(form): Form<ThemeForm>,
) -> Result<Response> {
    let merged = merge(&form.opened, &ThemeForm::from(&*theme), &form)?;
    if merged.clashes() {
        return Ok(clash(layout, &theme, merged));
    }
    let form = merged.form;
    let description = match form.parse() {
        Ok(description) => description,
        Err(errors) => return Ok(again(layout, Some(&theme), form, errors)),
    };
    let before = ThemeForm::from(&*theme).parse().ok();

    let mut tx = app.db.begin().await?;
    if store::is_name_taken(&mut tx, description.name.as_str(), theme.id).await? {
        return Ok(again(layout, Some(&theme), form, taken()));
    }
    match store::update_theme(&mut tx, &theme, &description).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            let themes = store::list_themes(&mut *app.db.acquire().await?).await?;
            let now = themes.into_iter().find(|now| now.id == theme.id).or_404()?;
            let merged = merge(&form.opened, &ThemeForm::from(&now), &form)?;
            return Ok(clash(layout, &now, merged));
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
    Page::unprocessable(FormPage { layout, theme: theme.cloned(), form, errors }).into_response()
}

/// Someone else was faster, and changed the same.
fn clash(layout: Layout, now: &Theme, merged: Merged<ThemeForm>) -> Response {
    let words = Words {
        heading: "Someone else changed this theme meanwhile",
        caption: &now.name,
        fields: &[("name", "Name"), ("summary", "About it")],
        value: &|_, value| value.to_owned(),
    };
    conflict(layout, &words, (paths::ShowTheme { theme: now.slug.clone() }, paths::Themes), merged)
}

/// The database's refusal in the words of the form. Names that differ only in signs make the same address.
fn refusal(error: &sqlx::Error) -> Option<FormErrors> {
    let taken = error.violates("themes_name_key") || error.violates("themes_slug_key");
    taken.then(self::taken)
}

fn taken() -> FormErrors {
    FormErrors::one("name", "Another theme has this name already")
}
