//! Changing one's own details.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{own, own_for_update, record};
use crate::access::Actor;
use crate::accounts;
use crate::app::App;
use crate::associates::{self, ActKind, Associate, Profile, ProfileForm};
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::kernel::{Choice, County, StakeholderGroup};
use crate::me::forms::DetailsForm;
use crate::me::paths;
use crate::privacy::{self, Consent};
use crate::projects::{self, Theme};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "me/details.html")]
pub(crate) struct DetailsPage {
    layout: Layout,
    form: DetailsForm,
    errors: FormErrors,
    themes: Vec<Theme>,
}

impl DetailsPage {
    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.form.profile.stakeholder_group)
    }

    fn counties(&self) -> Vec<Opt> {
        Opt::choices::<County>(&self.form.profile.county)
    }

    fn themes(&self) -> Vec<Opt> {
        Opt::list_many(self.themes.iter().map(|theme| (theme.id, theme.name.clone())), &self.form.profile.themes)
    }
}

pub(crate) async fn get(_: paths::Details, app: App, layout: Layout, actor: Actor) -> Result<Page<DetailsPage>> {
    let mut db = app.db.acquire().await?;
    let me = own(&mut db, &actor).await?;
    let form = DetailsForm::of(&me, &associates::list_themes(&mut db, me.id).await?);
    let themes = projects::list_themes(&mut db).await?;
    Ok(Page::ok(DetailsPage { layout, form, errors: FormErrors::default(), themes }))
}

pub(crate) async fn post(
    _: paths::Details,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<DetailsForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let theirs = DetailsForm::of(&me, &associates::list_themes(&mut tx, me.id).await?);
    let form = form.with_what_stays(&me);
    let merged = merge(&form.opened, &theirs, &form)?;
    if merged.clashes() {
        return Ok(clash(layout, merged));
    }
    let form = merged.form;
    let profile = match form.parse() {
        Ok(profile) => profile,
        Err(errors) => {
            let themes = projects::list_themes(&mut tx).await?;
            return Ok(Page::unprocessable(DetailsPage { layout, form, errors, themes }).into_response());
        }
    };
    save(&mut tx, &me, &profile, &layout.by()).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Home, "Changes saved"))
}

async fn save(db: &mut PgConnection, me: &Associate, profile: &Profile, by: &By) -> Result<()> {
    let themes = associates::list_themes(db, me.id).await?;
    let before = ProfileForm::of(me, &themes).parse().ok();
    associates::update_profile(db, me.id, profile, me.version).await?;
    accounts::rename(db, me.id, &profile.name()).await?;
    let given = profile.access_needs.is_some();
    if given != me.access_needs.is_some() {
        let notice = privacy::notice_known_to(db, me.id).await?;
        record(db, me, (&Consent::AccessNeeds, given), &notice, by).await?;
    }
    associates::record_act(db, me.id, ActKind::ProfileConfirmed, None, by.at).await?;
    let entry = Entry::new("Changed their own details", Subject::Associate(me.id)).changed(&before, profile);
    audit::record(db, by, entry).await?;
    Ok(())
}

/// Someone of the team, or they themselves in another window, changed the same.
fn clash(layout: Layout, merged: Merged<DetailsForm>) -> Response {
    let value = |field: &str, value: &str| match field {
        "county" => County::label_of(value),
        "stakeholder_group" => StakeholderGroup::label_of(value),
        "access_consent" => "we may keep it".to_owned(),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "These details were changed meanwhile",
        caption: "My details",
        fields: &[
            ("given_name", "First name"),
            ("family_name", "Last name"),
            ("phone", "Phone"),
            ("stakeholder_group", "Which group fits you best?"),
            ("county", "County"),
            ("postcode_district", "First part of your postcode"),
            ("interests", "Anything more about your interests"),
            ("offers", "What can you offer others?"),
            ("asks", "What are you looking for?"),
            ("access_needs", "Access needs"),
            ("access_consent", "What you wrote about access needs"),
        ],
        value: &value,
    };
    conflict(layout, &words, (paths::Details, paths::Home), merged)
}
