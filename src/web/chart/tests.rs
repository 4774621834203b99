use super::*;

fn exact(values: &[u32]) -> Vec<Shown> {
    values.iter().copied().map(Shown::Exact).collect()
}

fn series(label: &str, values: &[u32]) -> Series {
    Series { label: label.to_owned(), values: exact(values), hrefs: vec![format!("/{label}"); values.len()] }
}

fn months(up: &[u32], down: &[u32]) -> MonthChart {
    MonthChart {
        title: "Joined and left".to_owned(),
        months: (0..up.len()).map(|month| format!("Month{month} 2026")).collect(),
        up: series("Joined", up),
        down: Some(series("Left", down)),
        line: Some(series("Total", up)),
    }
}

#[test]
fn a_bar_is_as_long_as_its_share_of_the_longest() {
    let bar = |value| Bar { label: "Carer".to_owned(), value, href: None };
    let rows = vec![bar(Shown::Exact(200)), bar(Shown::Exact(50)), bar(Shown::FewerThanFive), bar(Shown::Exact(1))];
    let chart = BarChart { title: String::new(), of: String::new(), rows };
    let lengths: Vec<_> = chart.rows.iter().map(|bar| chart.length(bar)).collect();
    assert_eq!(lengths, [Some(100), Some(25), None, Some(1)]);
}

#[test]
fn small_counts_are_words() {
    assert_eq!(Shown::FewerThanFive.to_string(), "fewer than 5");
    assert_eq!(Shown::Hidden.to_string(), "not shown");
    assert_eq!(Shown::Exact(12).to_string(), "12");
}

#[test]
fn up_and_down_share_a_scale_and_meet_at_zero() {
    let chart = months(&[10, 0, 5], &[0, 5, 0]);
    let (up, down) = (chart.columns_up(), chart.columns_down());
    assert_eq!(up.len(), 2, "a month with nothing has no column");
    assert_eq!(up[0].height, COLUMN_HEIGHT);
    assert_eq!(up[0].y + up[0].height, chart.zero());
    assert_eq!(down[0].y, chart.zero());
    assert_eq!(down[0].height, up[1].height);
}

#[test]
fn a_figure_leads_to_its_people_where_there_are_any() {
    let chart = months(&[10, 0], &[0, 5]);
    let hrefs: Vec<_> = chart.rows()[1].1.iter().map(|figure| figure.href).collect();
    assert_eq!(hrefs, [None, Some("/Left"), None]);
}

#[test]
fn everything_stays_inside_the_drawing() {
    for count in [0, 1, 7, 60] {
        let values: Vec<u32> = (0..count).collect();
        let chart = months(&values, &values);
        let (width, height) = chart.size();
        for rect in chart.columns_up().into_iter().chain(chart.columns_down()) {
            assert!(rect.x + rect.width <= width && rect.y + rect.height <= height, "{rect:?}");
        }
        assert!(chart.month_marks().len() <= LABELS);
        assert_eq!(chart.points().split_whitespace().count(), values.len());
    }
}

#[test]
fn a_month_has_room_for_six_letters() {
    assert_eq!(shortened("March 2026"), "Mar 26");
    assert_eq!(shortened("Summer"), "Summer");
}

#[test]
fn absence_stands_out() {
    let cell = |have, want| MatrixCell { have, want, href: None };
    let states = [cell(0, 1), cell(1, 2), cell(2, 2), cell(3, 0)].map(|cell| (cell.to_string(), cell.state()));
    assert_eq!(states[0], ("0 of 1".to_owned(), "none"));
    assert_eq!(states[1], ("1 of 2".to_owned(), "short"));
    assert_eq!(states[2], ("2 of 2".to_owned(), "met"));
    assert_eq!(states[3], ("3".to_owned(), "free"));
}
