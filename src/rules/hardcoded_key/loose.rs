//! Keys where no flow is followed: in data files and texts, in comments, and in strings that hold more
//! than the key.

use super::consumer::Consumer;
use super::entries::Entries;
use super::evidence::{Evidence, Reading, in_text};
use super::shell_variable;
use super::texts::SCHEME;
use super::{Context, RULE};
use crate::catalog::{KeyShape, key_words};
use crate::facts::ExprKind;
use crate::finding::{Confidence, Finding, Secret, Severity};
use crate::rules::context::label_in;
use crate::syntax::{Data, Format, Language, Style};
use crate::text::TextRange;

/// Of a text with more words that look like keys than this, the first are looked at.
pub(super) const MAX_WORDS: usize = 500;

/// Reports the keys in a data file or a text.
pub(super) fn in_data(ctx: &Context<'_, '_>, data: &Data, findings: &mut Vec<Finding>) {
    let text = ctx.file.document.text();
    for word in new_words(ctx, findings) {
        if let Some(evidence) = evidence(ctx, data, text, word) {
            findings.push(finding(ctx, word, &evidence, Some(data)));
        }
    }
}

/// Reports the keys in the comments of code, in its longer strings, and in what is around the scripts
/// of a page.
pub(super) fn in_code(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let text = ctx.file.document.text();
    for word in new_words(ctx, findings) {
        let Some(around) = text_around(ctx, text, word) else {
            continue;
        };
        let within = TextRange::new(word.start() - around.start(), word.end() - around.start());
        let around = &text[around.as_range()];
        if let Some(evidence) = in_text(ctx.catalog, around, within, Reading::Prose) {
            findings.push(finding(ctx, word, &evidence, None));
        }
    }
}

/// The words of the file that look like keys and were not spoken of.
fn new_words(ctx: &Context<'_, '_>, findings: &[Finding]) -> Vec<TextRange> {
    let mut words = key_words(ctx.file.document.text(), MAX_WORDS);
    let of_rule = findings.iter().filter(|it| it.rule.id == RULE.meta.id);
    let spoken: Vec<_> = of_rule
        .flat_map(|finding| &finding.secrets)
        .filter(|secret| secret.path == ctx.file.path)
        .map(|secret| secret.range)
        .collect();
    words.retain(|word| !spoken.iter().any(|range| range.contains_range(*word)));
    words
}

/// The text that says what a word in code is, where no value is followed; `None` for a string that is
/// the word and nothing else.
fn text_around(ctx: &Context<'_, '_>, text: &str, word: TextRange) -> Option<TextRange> {
    let comments = &ctx.file.facts.comments;
    let after = comments.partition_point(|comment| comment.range.start() <= word.start());
    let comment = comments[..after].last().map(|comment| comment.range);
    if let Some(comment) = comment.filter(|it| it.contains(word.start())) {
        return Some(comment);
    }
    if let Some(page) = &ctx.file.page
        && !page.is_script(word.start())
    {
        return Some(TextRange::new(0, text.len()));
    }
    string_around(ctx, text, word)
}

/// The string of code that a word is in, if it is more than a key; a text in quotes of three, which is
/// no value of anything, else.
fn string_around(ctx: &Context<'_, '_>, text: &str, word: TextRange) -> Option<TextRange> {
    let strings = ctx
        .file
        .facts
        .exprs()
        .filter_map(|(_, expr)| match &expr.kind {
            ExprKind::String(literal) => Some(literal.content),
            ExprKind::Template(_) => Some(expr.range),
            _ => None,
        });
    let around = strings.filter(|range| range.contains_range(word));
    match around.max_by_key(|range| range.len()) {
        Some(string) => {
            let content = text[string.as_range()].trim_matches('`');
            let key = content.strip_prefix(SCHEME).unwrap_or(content);
            (key.len() > word.len()).then_some(string)
        }
        None => ["\"\"\"", "'''"].into_iter().find_map(|quotes| {
            let start = text[..word.start()].rfind(quotes)? + quotes.len();
            let end = text[word.end()..].find(quotes)? + word.end();
            let is_open = text[..start].matches(quotes).count() % 2 == 1;
            is_open.then_some(TextRange::new(start, end))
        }),
    }
}

/// What speaks for a word of a data file being a Mistral key.
fn evidence(ctx: &Context<'_, '_>, data: &Data, text: &str, word: TextRange) -> Option<Evidence> {
    let judge = |around: TextRange, reading: Reading| {
        let within = TextRange::new(word.start() - around.start(), word.end() - around.start());
        in_text(ctx.catalog, &text[around.as_range()], within, reading)
    };
    if let Some(comment) = data.comment_at(word.start()) {
        return judge(comment, Reading::Prose);
    }
    let Some(id) = data.at(word.start()) else {
        let fences = data.fences().iter();
        let fence = fences
            .into_iter()
            .find(|it| it.range.contains(word.start()));
        let (around, language) = match fence {
            Some(fence) => (fence.range, fence.language),
            None => (TextRange::new(0, text.len()), Some(ctx.file.language)),
        };
        return match language.and_then(Language::format) {
            Some(Format::Shell | Format::Docker) => judge(around, Reading::Shell)
                .or_else(|| shell_variable::sent(ctx.catalog, text, around, word)),
            _ => judge(TextRange::new(0, text.len()), Reading::Prose),
        };
    };
    let entry = data.entry(id);
    let value = entry.value.unwrap_or(word);
    let content = text[value.as_range()].trim();
    let key = content.strip_prefix("Bearer ").unwrap_or(content);
    let entries = Entries {
        catalog: ctx.catalog,
        data,
        text,
    };
    if key == &text[word.as_range()] {
        return entries.evidence(id);
    }
    let name = entry.name.as_deref().unwrap_or_default();
    let is_list = value.len() <= 200 && ctx.catalog.names_mistral_credential(name);
    if is_list && entry.style != Style::Block {
        return Some(Evidence::named(name));
    }
    judge(value, Reading::Shell)
}

/// The finding about the key at `word`.
fn finding(
    ctx: &Context<'_, '_>,
    word: TextRange,
    evidence: &Evidence,
    data: Option<&Data>,
) -> Finding {
    let key = Secret::new(ctx.file.source(word));
    let consumer = Consumer::of(ctx, data, word);
    let what = match evidence.certain {
        true => "This is a Mistral key",
        false => "This looks like a Mistral key",
    };
    let (said, shape) = (&evidence.said, KeyShape::KeyShaped.describe());
    let message = format!(
        "{what}: it {said}, and is {shape}. {} {} and revoke it.",
        consumer.harm(),
        consumer.remedy(),
    );
    let location = ctx.location(word);
    let mut finding = ctx.finding(&RULE.meta, location.clone(), &[key.expose()], message);
    if !evidence.certain {
        finding.severity = finding.severity.min(Severity::Warning);
        finding.confidence = Confidence::Medium;
    }
    finding.labels.push(label_in(ctx.file, word, shape));
    let fix = consumer.fix(ctx, data, word, &key, evidence.name.as_deref());
    finding.fixes.extend(fix.filter(|_| evidence.certain));
    finding.secrets.push(location);
    finding
}
