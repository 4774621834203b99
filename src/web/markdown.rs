//! Text with Markdown in it, as safe markup. The only markup that passes into a page unescaped is what the
//! sanitiser leaves: paragraphs, lists, headings, emphasis, quotations and links to the web.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Options, Parser, html};

/// Markup that has been through the sanitiser; a template writes it as it is.
pub(crate) struct SafeHtml(String);

impl std::fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for SafeHtml {
    fn write_into(&self, dest: &mut dyn std::fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl askama::filters::HtmlSafe for SafeHtml {}

/// No pictures, tables, styles or classes but our own; links open nothing of ours to the site they lead to.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = Builder::empty();
    sanitiser
        .tags(HashSet::from(["p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "h3", "h4", "a", "code"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .set_tag_attribute_values(HashMap::from([
            ("p", HashMap::from([("class", "govuk-body")])),
            ("a", HashMap::from([("class", "govuk-link")])),
            ("ul", HashMap::from([("class", "govuk-list govuk-list--bullet")])),
            ("ol", HashMap::from([("class", "govuk-list govuk-list--number")])),
            ("h3", HashMap::from([("class", "govuk-heading-m")])),
            ("h4", HashMap::from([("class", "govuk-heading-s")])),
            ("blockquote", HashMap::from([("class", "govuk-inset-text")])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    sanitiser
});

/// The text as markup. Headings begin at the third level, since the page has the first two.
pub(crate) fn markdown(text: &str) -> SafeHtml {
    let mut markup = String::with_capacity(text.len() * 2);
    html::push_html(&mut markup, Parser::new_ext(text, Options::empty()).map(below_the_page));
    SafeHtml(SANITISER.clean(&markup).to_string())
}

fn below_the_page(event: pulldown_cmark::Event<'_>) -> pulldown_cmark::Event<'_> {
    use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
    let lower = |level| if level == HeadingLevel::H1 { HeadingLevel::H3 } else { HeadingLevel::H4 };
    match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: lower(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        // What was typed as a tag is shown as the text it is.
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    }
}

/// The beginning of the text without its marks, for a card; at most `most` characters.
pub(crate) fn teaser(text: &str, most: usize) -> String {
    let mut words = String::new();
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => words.push_str(&text),
            other if parts_words(&other) && !words.ends_with(' ') && !words.is_empty() => words.push(' '),
            _ => {}
        }
        if words.chars().count() > most {
            let cut: String = words.chars().take(most).collect();
            let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
            return format!("{}…", whole.trim_end_matches([',', '.', ';', ':', ' ']));
        }
    }
    words.trim_end().to_owned()
}

/// Whether what stands before it and after it are words of their own, as emphasis within a sentence is not.
fn parts_words(event: &pulldown_cmark::Event<'_>) -> bool {
    use pulldown_cmark::{Event, TagEnd};
    matches!(
        event,
        Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) | Event::SoftBreak | Event::HardBreak
    )
}

#[cfg(test)]
mod tests {
    use super::{markdown, teaser};

    #[test]
    fn writes_what_markdown_means() {
        let markup =
            markdown("# Aims\n\nCome and *listen*.\n\n- one\n- two\n\n[More](https://example.org)").to_string();
        for part in [
            "<h3 class=\"govuk-heading-m\">Aims</h3>",
            "<em>listen</em>",
            "<li>one</li>",
            "href=\"https://example.org\"",
        ] {
            assert!(markup.contains(part), "{markup}");
        }
    }

    #[test]
    fn nothing_hostile_passes() {
        let hostile = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[a](javascript:alert(1)) [b](//evil.example) [c](/sign-out) ![d](https://evil.example/x.png)",
            "<a href=\"data:text/html,x\" onclick=\"x()\">e</a>",
            "<p style=\"position:fixed\">f</p>",
        ];
        let markup = markdown(&hostile.join("\n\n")).to_string();
        for part in
            ["<script", "<img", "<a href", "href=\"javascript", "href=\"//", "href=\"/", "<p style", "evil.example/x"]
        {
            assert!(!markup.contains(part), "{part} in {markup}");
        }
        assert!(markup.contains("&lt;script&gt;"), "what was typed is shown as text: {markup}");
    }

    #[test]
    fn a_card_shows_whole_words_without_marks() {
        assert_eq!(teaser("# Aims\n\nCome and *listen*.", 100), "Aims Come and listen.");
        assert_eq!(teaser(&"word ".repeat(50), 22), "word word word word…");
    }
}
