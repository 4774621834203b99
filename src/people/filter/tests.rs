use super::{Choices, Direction, Filter, Known, Sort, Status};
use crate::associates::Standing;
use crate::kernel::{Choice, StakeholderGroup};

#[test]
fn what_cannot_be_understood_is_left_out() {
    let hostile = "' or 1=1 --".to_owned();
    let choices = Choices {
        group: hostile.clone(),
        county: hostile.clone(),
        organisation: hostile.clone(),
        role: hostile.clone(),
        status: hostile.clone(),
        owner: hostile.clone(),
        health: hostile.clone(),
        joined: format!("2026-01-01..{hostile}"),
        left: "..".to_owned(),
        sort: hostile.clone(),
        dir: hostile,
        ..Choices::default()
    };
    assert_eq!(choices.filter(), Filter::default());
}

#[test]
fn reads_what_is_lacking_and_from_when_to_when() {
    let choices = Choices {
        county: "none".to_owned(),
        organisation: "none".to_owned(),
        joined: "2026-01-01..2026-03-31".to_owned(),
        ..Choices::default()
    };
    let filter = choices.filter();
    assert_eq!((filter.county, filter.organisation), (Some(Known::Not), Some(Known::Not)));
    let words = filter.joined.map(super::Days::in_words);
    assert_eq!(words.as_deref(), Some("1 January 2026 to 31 March 2026"));
    assert!(choices.unseen().contains(&("joined", "2026-01-01..2026-03-31")), "a form keeps it");
}

#[test]
fn the_address_holds_every_filter_and_no_page() {
    let choices = Choices {
        q: "Zoë".to_owned(),
        group: "carer".to_owned(),
        sort: "joined".to_owned(),
        after: "0190".to_owned(),
        ..Choices::default()
    };
    assert_eq!(choices.address(), "/associates?q=Zo%C3%AB&group=carer&sort=joined");
    assert_eq!(choices.without("/associates", "group"), "/associates?q=Zo%C3%AB&sort=joined");
    assert_eq!(choices.filter().group, Some(StakeholderGroup::Carer));
}

#[test]
fn a_header_turns_the_order_round() {
    let choices = Choices::default();
    assert_eq!(choices.sorted_by(Sort::Name), "/associates?sort=name&dir=desc");
    assert_eq!(choices.sorted_by(Sort::Joined), "/associates?sort=joined");
    let by_joining = Choices { sort: "joined".to_owned(), ..Choices::default() };
    assert_eq!(by_joining.filter().direction, Direction::Descending);
    assert_eq!(by_joining.sorted_by(Sort::Joined), "/associates?sort=joined&dir=asc");
    for sort in [Sort::Name, Sort::Group, Sort::County, Sort::Joined, Sort::LastAct] {
        let there = Choices { sort: sort.code().to_owned(), ..Choices::default() };
        let back = there.sorted_by(sort);
        assert!(back.contains("dir="), "{back}");
    }
}

#[test]
fn shows_who_takes_part_unless_asked_otherwise() {
    assert_eq!(Choices::default().filter().status, Status::Present);
    let all = Choices { status: "all".to_owned(), ..Choices::default() };
    assert!(all.filter().status.standings().contains(&Standing::Left));
    for standing in [Standing::Pending, Standing::Anonymised] {
        assert!(!all.filter().status.standings().contains(&standing));
        let asked_for = Choices { status: standing.code().to_owned(), ..Choices::default() };
        assert_eq!(asked_for.filter().status, Status::Present);
    }
}
