//! Follows links as a person with patience would, a few of each kind.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use copse::RouteEntry;

use super::client::Client;
use super::page::Page;

/// How many addresses of one route are opened.
const EACH: usize = 2;

/// All routes: putting the router together for every link that is met took more time than the pages.
static ROUTES: LazyLock<Vec<RouteEntry>> = LazyLock::new(copse::route_table);

/// A walk over all pages that one person finds.
pub(crate) struct Crawler<'a> {
    client: &'a Client,
    opened: BTreeMap<&'static str, usize>,
    known: BTreeSet<String>,
    waiting: VecDeque<String>,
}

impl<'a> Crawler<'a> {
    /// Begins at the start page and at every address without parameters.
    pub(crate) fn new(client: &'a Client) -> Self {
        let mut crawler = Self { client, opened: BTreeMap::new(), known: BTreeSet::new(), waiting: VecDeque::new() };
        crawler.note("/");
        for route in ROUTES.iter() {
            if route.method == "GET" && !route.path.contains('{') {
                crawler.note(route.path);
            }
        }
        crawler
    }

    /// The next page; its links are followed later.
    pub(crate) async fn next(&mut self) -> Option<Page> {
        let address = self.waiting.pop_front()?;
        let page = self.client.get(&address).await;
        for link in page.select("a[href]") {
            self.note(&page.absolute(link.attribute("href").unwrap_or_default()));
        }
        if let Some(target) = page.location() {
            self.note(target);
        }
        Some(page)
    }

    fn note(&mut self, address: &str) {
        let address = address.strip_prefix(self.client.base_url()).unwrap_or(address);
        let address = address.split('#').next().unwrap_or_default();
        let Some(route) = route_of("GET", address) else { return };
        let opened = self.opened.entry(route).or_default();
        if *opened < EACH && self.known.insert(address.to_owned()) {
            *opened += 1;
            self.waiting.push_back(address.to_owned());
        }
    }
}

/// The route that an address belongs to: `/associates/{associate}`.
pub(crate) fn route_of(method: &str, address: &str) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len()
            && pattern.iter().zip(&path).all(|(want, have)| want == have || want.starts_with('{'))
    };
    let routes = ROUTES.iter().filter(|route| route.method == method && fits(route.path));
    // An address with fewer parameters is the nearer one: `/projects/new` before `/projects/{project}`.
    routes.map(|route| route.path).min_by_key(|path| path.matches('{').count())
}
