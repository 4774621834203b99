use serde_json::json;

use super::*;
use crate::kernel::AccountId;

fn named(name: &str) -> Evidence {
    Evidence { name: name.to_owned(), ..Evidence::default() }
}

fn score(evidence: &Evidence) -> i16 {
    evidence.judge().map_or(0, |judgement| judgement.score)
}

#[test]
fn a_nickname_with_the_same_phone_is_worth_a_look_and_says_why() {
    let bob = Evidence { same_phone: true, other_email: true, ..named("nickname") };
    let judged = bob.judge().expect("a pair");
    assert_eq!(judged.reasons, ["a short form of the same name", "the same phone number"]);
    assert_eq!(judged.against, ["different email addresses"]);
}

#[test]
fn who_shares_a_home_is_not_taken_for_one() {
    let twins = Evidence { same_phone: true, same_district: true, other_email: true, ..named("family") };
    let couple = Evidence { same_email: true, same_phone: true, ..named("family") };
    assert_eq!((twins.judge(), couple.judge()), (None, None));
    let both = Evidence { both_came: true, same_phone: true, ..named("same") };
    assert_eq!(both.judge(), None, "nobody comes twice to one event");
}

#[test]
fn the_more_speaks_for_it_the_higher_it_stands() {
    let one = Evidence { same_email: true, same_phone: true, ..named("same") };
    let namesakes = Evidence { other_email: true, other_organisation: true, ..named("same") };
    assert!(score(&one) > score(&named("same")) && score(&named("same")) > score(&namesakes) && score(&namesakes) > 0);
    assert_eq!(score(&Evidence { other_group: true, other_district: true, ..namesakes }), 0);
}

#[test]
fn what_was_chosen_stands_and_the_rest_is_kept() {
    let kept = json!({"given_name": "Robert", "family_name": "Hill", "email": "r@example.org", "phone": null,
                      "topics": ["networking"], "joined_on": "2012-03-01", "access_needs": "A ramp",
                      "wants_help_choosing": false});
    let other = json!({"given_name": "Bob", "family_name": "Hill", "email": "b@example.org", "phone": "0115 496 0000",
                       "topics": ["networking", "training_and_development"], "joined_on": "2011-03-01",
                       "access_needs": "A loop", "wants_help_choosing": true});
    let combined = combine(&kept, &other, &["email"], &Ledger::default());
    let details = &combined.details;
    assert_eq!((details["given_name"].as_str(), details["email"].as_str()), (Some("Robert"), Some("b@example.org")));
    assert_eq!((details["phone"].as_str(), details["joined_on"].as_str()), (Some("0115 496 0000"), Some("2011-03-01")));
    assert_eq!(details["topics"], json!(["networking", "training_and_development"]));
    assert_eq!(details["access_needs"], "A ramp\nA loop");
    assert_eq!(combined.alternates, [("name", "Bob Hill".to_owned()), ("email", "r@example.org".to_owned())]);
    let ledger = Ledger { topics_taken_back: vec!["networking".to_owned()], access_needs_taken_back: true };
    let details = combine(&kept, &other, &[], &ledger).details;
    assert_eq!((&details["topics"], &details["access_needs"]), (&json!(["training_and_development"]), &Value::Null));
}

#[test]
fn what_was_changed_since_stands_when_they_are_taken_apart() {
    let (before, after) = (json!({"phone": null, "email": "r"}), json!({"phone": "0115", "email": "b"}));
    let now = json!({"phone": "0116", "email": "b"});
    assert_eq!(take_apart(&before, &after, &now), json!({"phone": "0116", "email": "r"}));
}

#[test]
fn who_left_gives_way_to_who_takes_part() {
    assert_eq!(may_stay(Standing::Active, Standing::Left), Ok(()));
    assert_eq!(may_stay(Standing::Left, Standing::Left), Ok(()));
    assert_eq!(may_stay(Standing::Left, Standing::Active), Err(Obstacle::KeepThePresent));
    assert_eq!(may_stay(Standing::Active, Standing::Pending), Err(Obstacle::Gone));
}

fn account(of: AssociateId, email: &str, has_rights: bool) -> AccountState {
    let (id, name, email) = (AccountId::new(), "Someone".to_owned(), email.to_owned());
    AccountState { id, associate_id: of, name, email, disabled_at: None, has_rights }
}

#[test]
fn one_account_stays_open_and_it_has_the_chosen_address() {
    let (kept, other, now) = (AssociateId::new(), AssociateId::new(), DateTime::default());
    let both = [account(kept, "a@example.org", false), account(other, "b@example.org", false)];
    let settled = settle_accounts(&both, (kept, other), "Ann", Some("b@example.org"), now).expect("accounts");
    assert_eq!((settled[0].associate_id, settled[0].disabled_at), (other, Some(now)));
    assert_eq!((settled[1].associate_id, settled[1].disabled_at, settled[1].name.as_str()), (kept, None, "Ann"));
    let moved = settle_accounts(&both[1..], (kept, other), "Ann", Some("a@example.org"), now).expect("accounts");
    assert_eq!((moved[0].associate_id, moved[0].email.as_str()), (kept, "a@example.org"));
}

#[test]
fn a_merge_gives_nobody_a_way_into_a_workers_account() {
    let (kept, other, now) = (AssociateId::new(), AssociateId::new(), DateTime::default());
    let both = [account(kept, "a@example.org", false), account(other, "tess@example.org", true)];
    let settle = |email| settle_accounts(&both, (kept, other), "Ann", Some(email), now);
    assert_eq!(settle("a@example.org"), Err(Obstacle::Worker("tess@example.org".to_owned())));
    let settled = settle("tess@example.org").expect("accounts");
    assert_eq!((settled[1].associate_id, settled[1].disabled_at, settled[1].name.as_str()), (kept, None, "Someone"));
    let workers = [account(kept, "a@example.org", true), account(other, "b@example.org", true)];
    assert_eq!(settle_accounts(&workers, (kept, other), "Ann", None, now), Err(Obstacle::TwoWorkers));
}
