//! Addresses that come from outside and are gone to.

/// The address, if it is a path of ours. Browsers take `//host` and `/\host` for another site's, and leave out tabs
/// and line ends before they look.
pub(super) fn local_path(address: &str) -> Option<&str> {
    let is_local = address.starts_with('/') && !address.starts_with("//");
    let is_plain = !address.chars().any(|character| character == '\\' || character.is_control());
    (is_local && is_plain).then_some(address)
}

/// A page of ours to go on to, or none.
pub(crate) fn next_page(next: &str) -> Option<&str> {
    // A browser's limit on addresses; ours are shorter by far.
    let is_short = next.len() <= 2000;
    local_path(next).filter(|path| is_short && !path.starts_with("/sign-"))
}

#[cfg(test)]
mod tests {
    use super::{local_path, next_page};

    #[test]
    fn another_sites_address_is_none_of_ours() {
        for ours in ["/", "/me", "/projects?theme=stroke#people"] {
            assert_eq!(local_path(ours), Some(ours));
        }
        for other in [
            "",
            "me",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\0/evil.example",
            "\\\\evil.example",
            " //evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
        ] {
            assert_eq!(local_path(other), None, "{other:?}");
        }
    }

    #[test]
    fn goes_on_only_to_a_page_of_ours() {
        assert_eq!(next_page("/projects?theme=stroke"), Some("/projects?theme=stroke"));
        for next in ["", "//evil.example", "/sign-out", &format!("/{}", "a".repeat(2000))] {
            assert_eq!(next_page(next), None, "{next}");
        }
    }
}
