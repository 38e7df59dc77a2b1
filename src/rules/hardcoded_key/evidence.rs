//! What says that a word of a text is a Mistral key, where there is no syntax to ask: the name in front
//! of it, or the command that sends it.

use crate::catalog::Catalog;
use crate::syntax::statement_at;
use crate::text::TextRange;

/// What speaks for a word's being a Mistral key.
pub(super) struct Evidence {
    /// As it goes on after "it": "is called `MISTRAL_API_KEY`".
    pub(super) said: String,
    /// Whether that is certain: proven or named, not only near.
    pub(super) certain: bool,
    /// What it is called.
    pub(super) name: Option<String>,
}

impl Evidence {
    /// That it is called this, which says Mistral and credential.
    pub(super) fn named(name: &str) -> Self {
        Self {
            said: format!("is called `{name}`"),
            certain: true,
            name: Some(name.to_owned()),
        }
    }

    /// That it is sent to Mistral.
    pub(super) fn sent() -> Self {
        Self {
            said: "is sent to Mistral".to_owned(),
            certain: true,
            name: None,
        }
    }

    /// That something beside it speaks of Mistral.
    pub(super) fn near(what: &str) -> Self {
        Self {
            said: format!("stands beside `{what}`"),
            certain: false,
            name: None,
        }
    }
}

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As statements of a shell.
    Shell,
    /// As prose, which may quote commands.
    Prose,
}

/// How many words that say nothing may stand between them.
const MAX_SMALL: usize = 4;
/// The most bytes between a key and the name that says what it is.
const MAX_DISTANCE: usize = 24;
/// How many bytes before a key are looked at for such a name.
const MAX_LOOKED_AT: usize = 160;
/// How much text around a key may be the statement that it is in.
const MAX_STATEMENT: usize = 16 << 10;
/// How many words are looked at: `my Mistral API key of staging is`.
const MAX_WORDS: usize = 8;

/// What a text says of the word in it.
pub(super) fn in_text(
    catalog: &Catalog,
    text: &str,
    word: TextRange,
    reading: Reading,
) -> Option<Evidence> {
    let near = text.floor_char_boundary(word.start().saturating_sub(MAX_LOOKED_AT));
    let before = &text[near..word.start()];
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let (mut name, mut gap) = last_name(line);
    let is_bearer = name.eq_ignore_ascii_case("bearer");
    if is_bearer {
        let rest = &line[..line.len() - gap - name.len()];
        (name, gap) = last_name(rest);
    }
    // `set NAME to …`.
    let mut rest = line;
    for _ in 0..MAX_SMALL {
        let (last, behind) = last_name(rest);
        if line.len() - rest.len() + behind <= MAX_DISTANCE
            && catalog.names_mistral_credential(last)
        {
            return Some(Evidence::named(last));
        }
        if !is_small(last) && !is_bearer {
            break;
        }
        rest = &rest[..rest.len() - behind - last.len()];
    }
    if let Some(phrase) = phrase(catalog, line).or_else(|| phrase_above(catalog, before, line)) {
        return Some(Evidence::named(&phrase));
    }
    let is_header = is_bearer || catalog.credential_header(name).is_some();
    let is_named = gap <= MAX_DISTANCE && catalog.says_only_credential(name);
    if !(is_header || is_named) {
        return None;
    }
    let around = match reading {
        Reading::Shell => statement(text, word),
        Reading::Prose => command_around(text, word),
    };
    let around = &text[around.as_range()];
    if is_header && speaks_of_host(catalog, around) {
        return Some(Evidence::sent());
    }
    if is_header && reading == Reading::Prose {
        let paragraph = paragraph_around(text, word);
        let speaks = speaks_of_host(catalog, &text[paragraph.as_range()]);
        return speaks.then(Evidence::sent);
    }
    let found = mistral_word(catalog, around)?;
    Some(Evidence::near(found))
}

/// Whether a word between a name and its value says nothing.
fn is_small(word: &str) -> bool {
    let small = ["is", "as", "the", "to", "with", "was", "value", "this"];
    small.iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// The last name in a text, and how many bytes stand behind it.
fn last_name(text: &str) -> (&str, usize) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let end = text.trim_end_matches(|c: char| !is_name(c)).len();
    let start = text[..end].trim_end_matches(is_name).len();
    (&text[start..end], text.len() - end)
}

/// The words at the end of a line that say Mistral and credential together: `my Mistral API key is`.
fn phrase(catalog: &Catalog, line: &str) -> Option<String> {
    let said = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    if line.len() - said.len() > MAX_DISTANCE {
        return None;
    }
    let said = said.rsplit(['{', '}', '[', ']', '(', ')', ',', ';', '|', '=', '<', '>']);
    let said = said.into_iter().next().unwrap_or_default();
    let is_mark = |c: char| matches!(c, '*' | '_' | '`' | '"' | '\'' | ':');
    let mut words: Vec<_> = said.split_whitespace().rev().collect();
    words.truncate(MAX_WORDS);
    if let Some(last) = words.first_mut() {
        *last = last.trim_end_matches(is_mark);
    }
    let small = words.iter().take_while(|word| is_small(word)).count();
    let words = words
        .into_iter()
        .skip(small)
        .map(|it| it.trim_matches(|c| is_mark(c) && c != ':'));
    // What is no plain word belongs to something else.
    let words = words.take_while(|word| word.chars().all(char::is_alphabetic));
    let mut phrase = String::new();
    for word in words {
        phrase = match phrase.is_empty() {
            true => word.to_owned(),
            false => format!("{word} {phrase}"),
        };
        if phrase.contains(' ') && catalog.names_mistral_credential(&phrase) {
            return Some(phrase);
        }
    }
    None
}

/// The same in the line above that ends with a colon, if nothing but marks stands before the key.
fn phrase_above(catalog: &Catalog, before: &str, line: &str) -> Option<String> {
    let is_alone = !line.contains(char::is_alphanumeric);
    let above = before[..before.len() - line.len()]
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '>' | '*' | '-'));
    let above = &above[above.rfind('\n').map_or(0, |at| at + 1)..];
    let above = above.strip_suffix(':').filter(|_| is_alone)?;
    phrase(catalog, above)
}

/// The statement of a shell that a word is in.
fn statement(text: &str, word: TextRange) -> TextRange {
    match text.len() <= MAX_STATEMENT {
        true => statement_at(text, word.start()),
        false => command_around(text, word),
    }
}

/// The lines around a word that a backslash joins.
fn command_around(text: &str, word: TextRange) -> TextRange {
    let joins = |line: &str| line.trim_end_matches('\r').ends_with(['\\', '`', '^']);
    let mut start = text[..word.start()].rfind('\n').map_or(0, |at| at + 1);
    while start > 0 && joins(&text[..start - 1]) {
        start = text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
    }
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |n| at + n);
    let mut end = line_end(word.end());
    while end < text.len() && joins(&text[..end]) {
        end = line_end(end + 1);
    }
    TextRange::new(start, end)
}

/// The lines around a word up to empty ones, as far as they are near.
fn paragraph_around(text: &str, word: TextRange) -> TextRange {
    let from = text.floor_char_boundary(word.start().saturating_sub(MAX_STATEMENT));
    let to = text.ceil_char_boundary((word.end() + MAX_STATEMENT).min(text.len()));
    let (before, after) = (&text[from..word.start()], &text[word.end()..to]);
    let empty = ["\n\n", "\n\r\n"];
    let start = empty.iter().filter_map(|empty| before.rfind(empty)).max();
    let end = empty.iter().filter_map(|empty| after.find(empty)).min();
    TextRange::new(
        start.map_or(from, |at| from + at),
        end.map_or(to, |at| word.end() + at),
    )
}

/// The words of a text, between blanks and quotes.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '(' | ')' | '`'))
}

/// Whether a text names a host of Mistral's.
fn speaks_of_host(catalog: &Catalog, text: &str) -> bool {
    words(text).any(|word| is_mistral_host(catalog, word))
}

/// Whether a word is the address of a host that takes Mistral's keys.
pub(super) fn is_mistral_host(catalog: &Catalog, word: &str) -> bool {
    (word.contains("://") || word.contains("mistral.ai"))
        && catalog
            .host(word)
            .is_some_and(|reached| reached.host.role.takes_mistral_keys())
}

/// A word that names Mistral.
fn mistral_word<'t>(catalog: &Catalog, text: &'t str) -> Option<&'t str> {
    let mut pieces = words(text).flat_map(|word| word.split(['=', ',', ';', '{', '}', '<', '>']));
    pieces.find(|word| (1..=64).contains(&word.len()) && catalog.names_mistral(word))
}
