//! The text of a notice: plain text with headings and lists, turned into blocks that a template writes
//! one by one. No markup passes through, so nothing typed here can become more than text.

/// A piece of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
}

/// Reads a text: an empty line ends a paragraph or a list, `# ` begins a heading, `- ` an item of a
/// list. A line that begins with neither goes on with what stands before it.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blocks.extend(open.take());
        } else if let Some(heading) = line.strip_prefix("# ") {
            blocks.extend(open.take());
            blocks.push(Block::Heading(heading.trim().to_owned()));
        } else if let Some(item) = line.strip_prefix("- ") {
            open = Some(with_item(&mut blocks, open, item.trim().to_owned()));
        } else {
            open = Some(continued(open, line));
        }
    }
    blocks.extend(open);
    blocks
}

fn with_item(done: &mut Vec<Block>, open: Option<Block>, item: String) -> Block {
    match open {
        Some(Block::List(mut items)) => {
            items.push(item);
            Block::List(items)
        }
        other => {
            done.extend(other);
            Block::List(vec![item])
        }
    }
}

fn continued(open: Option<Block>, line: &str) -> Block {
    match open {
        Some(Block::Paragraph(text)) => Block::Paragraph(format!("{text} {line}")),
        Some(Block::List(mut items)) => {
            if let Some(last) = items.last_mut() {
                last.push(' ');
                last.push_str(line);
            }
            Block::List(items)
        }
        _ => Block::Paragraph(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, blocks};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    fn list(items: &[&str]) -> Block {
        Block::List(items.iter().map(|item| (*item).to_owned()).collect())
    }

    #[test]
    fn reads_headings_paragraphs_and_lists() {
        let text = "# What we keep\nYour name\nand address.\n\nAlso:\n- your group\n- your projects,\n  past and present\n\nThat is all.";
        assert_eq!(
            blocks(text),
            [
                Block::Heading("What we keep".to_owned()),
                paragraph("Your name and address."),
                paragraph("Also:"),
                list(&["your group", "your projects, past and present"]),
                paragraph("That is all."),
            ]
        );
    }

    #[test]
    fn an_empty_line_parts_lists_and_paragraphs() {
        assert_eq!(blocks("- a\n\n- b\n\n\nc\n\nd"), [list(&["a"]), list(&["b"]), paragraph("c"), paragraph("d")]);
    }

    #[test]
    fn leaves_markup_as_the_text_it_is() {
        assert_eq!(blocks("<script>x</script> [a](b) **c**"), [paragraph("<script>x</script> [a](b) **c**")]);
        assert_eq!(blocks("#no heading\n-no item"), [paragraph("#no heading -no item")]);
        assert_eq!(blocks(" \n\n"), []);
    }
}
