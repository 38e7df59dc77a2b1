//! What is shown where the pointer rests: the page of the rule that found something there.

use super::capabilities::ClientProfile;
use super::convert;
use super::session::Target;
use crate::text::TextRange;
use tower_lsp::lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What there is to say about a place; `None` if nothing was found there.
pub fn hover(target: &Target, position: Position) -> Option<Hover> {
    let client = &target.snapshot.client;
    let document = target.document.as_ref()?;
    let place = TextRange::empty(convert::offset(document, position, client.encoding));
    let here: Vec<_> = target
        .report
        .findings
        .iter()
        .filter(|finding| {
            let there = target.snapshot.shown_range(&finding.location);
            there.intersects(place)
        })
        .collect();
    let mut pages: Vec<&str> = here.iter().map(|finding| finding.rule.docs).collect();
    pages.dedup();
    Some(Hover {
        range: Some(convert::range(
            document,
            target.snapshot.shown_range(&here.first()?.location),
            client.encoding,
        )),
        contents: HoverContents::Markup(markup(client, &pages.join("\n\n---\n\n"))),
    })
}

fn markup(client: &ClientProfile, text: &str) -> MarkupContent {
    MarkupContent {
        kind: match client.markdown {
            true => MarkupKind::Markdown,
            false => MarkupKind::PlainText,
        },
        value: text.to_owned(),
    }
}
