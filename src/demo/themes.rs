//! The four research areas.

use super::rows::ThemeRow;
use super::{dice::Dice, timeline::Timeline};

/// Address, name and summary of each; [`super::projects`] names them by their place here.
const THEMES: [(&str, &str, &str); 4] = [
    (
        "mental-health",
        "Mental health",
        "How people who live with mental health problems can get help that works for them, sooner and closer to home.",
    ),
    (
        "children-and-young-people",
        "Children and young people",
        "How children, young people and their families can stay well, and be looked after well when they are not.",
    ),
    (
        "primary-care",
        "Primary care",
        "How GP surgeries, pharmacies and community services can prevent illness and keep people safe.",
    ),
    (
        "stroke-rehabilitation",
        "Stroke rehabilitation",
        "How people who have had a stroke, and those close to them, can get back to the life they want.",
    ),
];

pub(super) fn all(dice: &mut Dice, timeline: &Timeline) -> Vec<ThemeRow> {
    let founded = dice.moment(timeline.founded);
    THEMES.map(|(slug, name, summary)| ThemeRow { id: dice.id(founded), slug, name, summary }).into()
}
