//! What happens when the address is confirmed: the person becomes an Associate, their wishes become requests.

use sqlx::PgConnection;

use super::{jobs, store};
use crate::accounts::{self, Account, LinkState};
use crate::associates::{self, ActKind, Associate, ProfileForm, Standing, StandingChange};
use crate::audit::{self, By, Entry, Subject};
use crate::config::Config;
use crate::error::{Error, OrNotFound, Result};
use crate::kernel::{Choice, MembershipId};
use crate::memberships::{self, MembershipRole, NewMembership};
use crate::places::RegistrationState;
use crate::sign_ups;

/// Who is signed in by it, and what to tell them.
pub(super) struct Confirmed {
    pub(super) account: Account,
    pub(super) welcome: String,
}

/// Confirms what the link stands for. Someone whom the team added, or who has confirmed another
/// registration with this address, is only signed in.
pub(super) async fn confirm(db: &mut PgConnection, config: &Config, link: &LinkState, by: &By) -> Result<Confirmed> {
    let person = associates::find_for_update(db, link.associate_id.or_404()?).await?.or_404()?;
    let account = account_for(db, &person, link, by).await?;
    // A link lives for days: an address that is not theirs any more opens nothing.
    let is_known = person.standing != Standing::Pending;
    if is_known && account.email != link.email {
        return Err(Error::Forbidden("You are registered already. Ask for a sign-in link on the sign-in page."));
    }
    if account.disabled_at.is_some() {
        return Err(Error::Forbidden("This account cannot be used. Ask the engagement team."));
    }
    let by = By { account: Some(account.id), associate: Some(person.id), name: person.name(), ..by.clone() };
    if account.associate_id != Some(person.id) || person.standing != Standing::Pending {
        audit::record(db, &by, Entry::new("Signed in with a link", Subject::Account(account.id))).await?;
        let welcome = format!("Welcome, {}. You are registered already.", account.name);
        return Ok(Confirmed { account, welcome });
    }
    let welcome = activate(db, config, &person, &by).await?;
    let siblings = store::list_siblings_for_update(db, &link.email, person.id).await?;
    jobs::delete(db, &siblings, &by).await?;
    Ok(Confirmed { account, welcome })
}

/// The account of this person: theirs, the one that has the address, or a new one.
async fn account_for(db: &mut PgConnection, person: &Associate, link: &LinkState, by: &By) -> Result<Account> {
    if let Some(account) = accounts::find_by_associate(db, person.id).await? {
        return Ok(account);
    }
    let by = By { associate: Some(person.id), name: person.name(), ..by.clone() };
    match accounts::find_by_email(db, &link.email).await? {
        Some(account) if account.associate_id.is_some() => return Ok(account),
        Some(account) => accounts::tie_to_record(db, account.id, person.id, &by).await?,
        None => accounts::make_for_associate(db, person.id, &link.email, &person.name(), &by).await?,
    }
    accounts::find_by_associate(db, person.id).await?.or_404()
}

async fn activate(db: &mut PgConnection, config: &Config, person: &Associate, by: &By) -> Result<String> {
    let change = StandingChange { to: Standing::Active, paused_until: None, reason: None };
    associates::change_standing(db, person.id, &change, by).await?;
    let details = ProfileForm::of(person, &[]).parse().ok();
    let entry = Entry::new("Confirmed the registration", Subject::Associate(person.id)).made(&details);
    audit::record(db, by, entry).await?;
    let mut wishes = Wishes::default();
    for wish in store::list_wishes(db, person.id).await? {
        if !ask_to_join(db, config, person, &wish, by).await? {
            wishes.closed.push(wish.title);
        } else if memberships::awaits_consent(db, person.id, wish.project).await? {
            wishes.waiting.push(wish.title);
        } else {
            wishes.passed_on.push(wish.title);
        }
    }
    store::delete_wishes(db, person.id).await?;
    let mut welcome = wishes.welcome(&person.given_name);
    if let Some(event) = store::take_event_wish(db, person.id).await? {
        welcome.push_str(place_at(sign_ups::sign_up_on_the_way(db, config, event, person, by).await?));
    }
    Ok(welcome)
}

/// What became of the event they came for.
fn place_at(state: Option<RegistrationState>) -> &'static str {
    match state {
        Some(RegistrationState::Registered) => {
            " You have a place at the event you came for; a letter tells you the rest."
        }
        Some(_) => " All places at the event you came for are taken, so you are on its waiting list.",
        None => " The event you came for takes nobody any more.",
    }
}

/// Turns a wish into a request; false when the project takes nobody any more.
async fn ask_to_join(
    db: &mut PgConnection,
    config: &Config,
    person: &Associate,
    wish: &store::WishRow,
    by: &By,
) -> Result<bool> {
    let membership = NewMembership {
        id: MembershipId::new(),
        associate: person.id,
        project: wish.project,
        role: MembershipRole::Member,
        involvement: person.involvement,
        reason: None,
    };
    if !memberships::request(db, &membership, by).await? {
        return Ok(false);
    }
    associates::record_act(db, person.id, ActKind::JoinedProject, Some(wish.project), by.at).await?;
    let asked = serde_json::json!({ "project": wish.title, "role": MembershipRole::Member.label() });
    let entry = Entry::new("Asked to join the project", Subject::Project(wish.project)).concerning(person.id);
    audit::record(db, by, entry.made(&asked)).await?;
    memberships::tell_leads(db, config, person.id, wish.project, by.at).await?;
    Ok(true)
}

/// What became of the projects someone chose, by title.
#[derive(Default)]
struct Wishes {
    /// Their leads have been told.
    passed_on: Vec<String>,
    /// Nobody learns of them until the person agrees (rule 4).
    waiting: Vec<String>,
    /// They take nobody any more.
    closed: Vec<String>,
}

impl Wishes {
    fn welcome(&self, given_name: &str) -> String {
        let mut text = format!("Welcome, {given_name}. You are now an Associate of the network.");
        match self.passed_on.as_slice() {
            [] => {}
            [one] => text.push_str(&format!(" We have passed on your request to join “{one}”.")),
            several => text.push_str(&format!(" We have passed on your requests to join {} projects.", several.len())),
        }
        let place = "under “Waiting for your agreement” on your page";
        match self.waiting.as_slice() {
            [] => {}
            [one] => text.push_str(&format!(" Your request to join “{one}” waits until you agree, {place}.")),
            several => text.push_str(&format!(
                " Your requests to join {} projects wait until you agree to each of them, {place}.",
                several.len()
            )),
        }
        if let [first, ..] = self.closed.as_slice() {
            text.push_str(&format!(" “{first}” takes no new members any more."));
        }
        if self.passed_on.is_empty() && self.waiting.is_empty() {
            text.push_str(" The team will be in touch to find a project that suits you.");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Wishes;

    fn titles(titles: &[&str]) -> Vec<String> {
        titles.iter().map(|title| (*title).to_owned()).collect()
    }

    #[test]
    fn a_request_that_waits_for_an_agreement_is_not_called_passed_on() {
        let wishes = Wishes { waiting: titles(&["Stroke"]), ..Wishes::default() };
        let text = wishes.welcome("Ann");
        assert!(text.contains("“Stroke” waits until you agree, under “Waiting for your agreement”"), "{text}");
        assert!(!text.contains("passed on") && !text.contains("find a project"), "{text}");
        let both = Wishes { passed_on: titles(&["Falls"]), waiting: titles(&["Stroke", "Moods"]), closed: Vec::new() };
        let text = both.welcome("Ann");
        assert!(text.contains("passed on your request to join “Falls”") && text.contains("2 projects wait"), "{text}");
    }

    #[test]
    fn who_chose_nothing_that_is_open_hears_from_the_team() {
        let wishes = Wishes { closed: titles(&["Falls"]), ..Wishes::default() };
        let text = wishes.welcome("Ann");
        assert!(text.contains("“Falls” takes no new members any more. The team will be in touch"), "{text}");
    }
}
