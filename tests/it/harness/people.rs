//! Who is who in the tests: one person for each kind of user, with a name that says so.

/// Someone who can sign in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
}

/// What everyone here signs in with.
pub(crate) const PASSWORD: &str = "copse-demo-2026";

/// The administrator.
pub(crate) const ADA: Person = Person { name: "Ada Administrator", email: "ada@copse.example.org" };
/// A worker of the engagement team.
pub(crate) const TESS: Person = Person { name: "Tess Team", email: "tess@copse.example.org" };
