//! Every component on one page, written to `target/gallery-*.html` so that a person can look at it and a browser
//! can check it.

use askama::Template;

use super::Notice;
use super::chart::{Bar, BarChart, Matrix, MatrixCell, MatrixRow, MonthChart, Series, Shown};
use super::fields::Opt;

struct Layout {
    nav: Vec<NavItem>,
    person: Option<Person>,
    notice: Option<Notice>,
    may_search: bool,
    dense: bool,
    search_text: String,
}

struct NavItem {
    label: &'static str,
    href: &'static str,
    current: bool,
}

struct Person {
    name: String,
    home_label: &'static str,
    home_href: &'static str,
}

struct Errors(Vec<(&'static str, String)>);

impl Errors {
    fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, message)| message.as_str())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, message)| (*name, message.as_str()))
    }
}

struct Form {
    name: String,
    email: String,
    notes: String,
    met: String,
}

struct Paging {
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "gallery/form.html")]
struct FormPage {
    layout: Layout,
    errors: Errors,
    form: Form,
    counties: Vec<Opt>,
    organisations: Vec<Opt>,
    involvement: Vec<Opt>,
    topics: Vec<Opt>,
}

#[derive(Template)]
#[template(path = "gallery/list.html")]
struct ListPage {
    layout: Layout,
    errors: Errors,
    groups: Vec<Opt>,
    paging: Paging,
    active: Vec<(&'static str, &'static str, &'static str)>,
    rows: Vec<Row>,
}

struct Row {
    id: u32,
    name: &'static str,
    organisation: &'static str,
    group: &'static str,
    act: &'static str,
    state: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "gallery/record.html")]
struct RecordPage {
    layout: Layout,
}

#[derive(Template)]
#[template(path = "gallery/charts.html")]
struct ChartsPage {
    layout: Layout,
    errors: Errors,
    options: Vec<Opt>,
    bars: BarChart,
    months: MonthChart,
    matrix: Matrix,
}

#[derive(Template)]
#[template(path = "layout/error.html")]
struct ErrorPage {
    layout: Layout,
    heading: &'static str,
    message: &'static str,
    advice: Option<String>,
    request_id: Option<String>,
}

fn team(current: &str, notice: Option<Notice>) -> Layout {
    let places = [
        ("Home", "/"),
        ("Associates", "/associates"),
        ("Projects", "/projects"),
        ("Events", "/events"),
        ("Relationships", "/quiet"),
        ("Mailings", "/mailings"),
        ("Insight", "/dashboard"),
        ("Effort", "/effort"),
        ("Reports", "/reports"),
    ];
    let nav = places.map(|(label, href)| NavItem { label, href, current: label == current });
    let person = Person { name: "Ann Walker".to_owned(), home_label: "My account", home_href: "/account" };
    Layout { nav: nav.into(), person: Some(person), notice, may_search: true, dense: true, search_text: String::new() }
}

fn visitor(current: &str) -> Layout {
    let places = [("Projects", "/projects"), ("Events", "/events"), ("About", "/about"), ("Register", "/register")];
    let mut nav: Vec<NavItem> =
        places.map(|(label, href)| NavItem { label, href, current: label == current }).into_iter().collect();
    nav.push(NavItem { label: "Sign in", href: "/sign-in", current: false });
    Layout { nav, person: None, notice: None, may_search: false, dense: false, search_text: String::new() }
}

fn form_page(errors: Vec<(&'static str, String)>) -> FormPage {
    let notes = "Wants to hear about stroke & \"return to work\" <first>.".to_owned();
    FormPage {
        layout: visitor("Register"),
        errors: Errors(errors),
        form: Form { name: "Priya Nair".to_owned(), email: "priya@".to_owned(), notes, met: String::new() },
        counties: Opt::list(
            [("notts", "Nottinghamshire"), ("derbys", "Derbyshire"), ("lincs", "Lincolnshire")],
            "lincs",
        ),
        organisations: Opt::list(
            [("1", "Nottinghamshire Healthcare"), ("2", "Stroke Association"), ("3", "Derby City PCT")],
            "",
        ),
        involvement: vec![
            Opt::new("informed", "Keep me informed").with_hint("We write now and then. You need do nothing."),
            Opt::new("ask", "Ask me").with_hint("We may ask what you think."),
            Opt::new("contribute", "I contribute").with_hint("You take part in the work."),
            Opt::new("concerns", "I have concerns").with_hint("You see it critically: that is welcome."),
        ],
        topics: Opt::list_many(
            [("mh", "Mental health"), ("cyp", "Children and young people"), ("pc", "Primary care")],
            &["pc".to_owned()],
        ),
    }
}

fn list_page() -> ListPage {
    let row =
        |id, name, organisation, group, act, state, colour| Row { id, name, organisation, group, act, state, colour };
    let joined = Notice::new("Priya Nair now belongs to Return to work after stroke.").with_link("/undo", "Undo");
    ListPage {
        layout: team("Associates", Some(joined)),
        errors: Errors(Vec::new()),
        groups: Opt::list_many(
            [("c", "Commissioner"), ("t", "Third sector"), ("u", "Service user")],
            &["c".to_owned()],
        ),
        paging: Paging { previous: Some("?before=3".to_owned()), next: Some("?after=9".to_owned()) },
        active: vec![("Group", "Commissioner", "?"), ("County", "Lincolnshire", "?")],
        rows: vec![
            row(1, "Priya Nair", "NHS Nottingham City", "Commissioner", "15 April 2013", "Gone quiet", "orange"),
            row(2, "Tom Ashby", "Stroke Association", "Third sector", "2 June 2013", "Active", "green"),
            row(
                3,
                "Margaret Ellison-Whitworth",
                "Lincolnshire Partnership NHS Foundation Trust",
                "Health professional",
                "28 May 2013",
                "Core",
                "green",
            ),
            row(4, "Joe Bell", "", "Carer", "Never", "Pending", "grey"),
        ],
    }
}

fn bars() -> BarChart {
    let bar = |label: &str, value| Bar { label: label.to_owned(), value, href: Some("/associates?group=x".to_owned()) };
    let rows = vec![
        bar("Professional", Shown::Exact(231)),
        bar("Service user", Shown::Exact(118)),
        bar("Commissioner", Shown::Exact(34)),
        bar("Industry", Shown::FewerThanFive),
        Bar { href: None, ..bar("Public", Shown::Hidden) },
    ];
    BarChart { title: "Associates by stakeholder group".to_owned(), of: "Group".to_owned(), rows }
}

fn months() -> MonthChart {
    let exact = |values: [u32; 12]| values.into_iter().map(Shown::Exact).collect();
    let names = ["January", "February", "March", "April", "May", "June", "July"];
    let later = ["August", "September", "October", "November", "December"];
    MonthChart {
        title: "Associates month by month".to_owned(),
        months: names.iter().chain(&later).map(|name| format!("{name} 2012")).collect(),
        up: Series {
            label: "Joined".to_owned(),
            values: exact([12, 18, 9, 22, 31, 14, 8, 4, 26, 30, 17, 6]),
            hrefs: Vec::new(),
        },
        down: Some(Series {
            label: "Left".to_owned(),
            values: exact([2, 3, 1, 5, 4, 6, 9, 2, 3, 4, 1, 0]),
            hrefs: Vec::new(),
        }),
        line: Some(Series {
            label: "Total".to_owned(),
            values: exact([510, 525, 533, 550, 577, 585, 584, 586, 609, 635, 651, 657]),
            hrefs: Vec::new(),
        }),
    }
}

fn matrix() -> Matrix {
    let cell = |(have, want)| MatrixCell { have, want, href: Some("/associates?project=x".to_owned()) };
    let row = |label: &str, counts: [(u32, u32); 6]| MatrixRow {
        label: label.to_owned(),
        href: Some("/projects/x".to_owned()),
        cells: counts.map(cell).into(),
    };
    let columns =
        ["Commissioner", "Third sector", "Service user or carer", "Health professional", "Researcher", "Other"];
    Matrix {
        title: "Coverage of projects by stakeholder group".to_owned(),
        of: "Project".to_owned(),
        columns: columns.map(str::to_owned).into(),
        rows: vec![
            row("Return to work after stroke", [(0, 1), (1, 1), (2, 2), (4, 2), (1, 1), (3, 0)]),
            row("Steps to Active Kids", [(1, 1), (0, 1), (1, 2), (2, 2), (2, 1), (0, 0)]),
            row(
                "Readiness for treatment in people with personality difficulties",
                [(2, 1), (3, 1), (6, 2), (9, 2), (1, 1), (1, 0)],
            ),
        ],
    }
}

fn write(name: &str, page: &impl Template) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target");
    std::fs::write(format!("{folder}/gallery-{name}.html"), page.render().unwrap()).unwrap();
}

#[test]
fn every_component_renders() {
    write("form", &form_page(Vec::new()));
    let mistakes = [
        ("email", "Enter an email address in the correct format, like name@example.org"),
        ("password", "Enter a password of at least 12 characters"),
        ("organisation", "Choose an organisation"),
        ("involvement", "Choose how you want to be involved"),
        ("met", "Enter the day you met, like 27/3/2026"),
        ("consent", "Tick the box if you agree"),
    ];
    write("errors", &form_page(mistakes.map(|(field, message)| (field, message.to_owned())).into()));
    write("list", &list_page());
    write("record", &RecordPage { layout: team("Associates", None) });
    let options = Opt::list([("all", "The whole network"), ("theme", "A theme")], "all");
    let charts = ChartsPage {
        layout: team("Insight", None),
        errors: Errors(Vec::new()),
        options,
        bars: bars(),
        months: months(),
        matrix: matrix(),
    };
    write("charts", &charts);
    let gone = ErrorPage {
        layout: visitor(""),
        heading: "Page not found",
        message: "There is nothing at this address, or it is not yours to see.",
        advice: Some("If you typed the address, check it. If a link brought you here, it may be old.".to_owned()),
        request_id: Some("0197f2c4".to_owned()),
    };
    write("error", &gone);
}
