//! The finding about a key, once both factors are judged.

use super::texts::SCHEME;
use crate::catalog::KeyShape;
use crate::facts::ExprKind;
use crate::finding::{Applicability, Confidence, Finding, Label, Location, Secret, Severity};
use crate::flow::{ExprAt, Text};
use crate::rules::context::{Context, label, line};
use crate::rules::env_fix;
use crate::text::TextRange;

/// A literal and what speaks for its being a Mistral key.
pub(super) struct Judged<'j, 'p> {
    /// The key and the literals it is made of.
    pub(super) text: &'j Text<'p>,
    /// The second factor: how it looks.
    pub(super) shape: KeyShape,
    /// The first factor, as it goes on after "it": ``flows into `apiKey` of …``.
    pub(super) slot: String,
    /// Where the first factor is seen.
    pub(super) labels: Vec<Label>,
    /// Whether the slot is certain: proven or named, not only near.
    pub(super) certain: bool,
    /// Whether it is a key of the admin API.
    pub(super) admin: bool,
    /// The variables that may take it, best first.
    pub(super) variables: Vec<String>,
}

impl<'p> Judged<'_, 'p> {
    /// The finding about it.
    pub(super) fn finding(self, ctx: &Context<'_, 'p>) -> Finding {
        let key = Secret::new(&*self.text.value);
        let location = location(ctx, &self.text.parts);
        let rule = &super::RULE.meta;
        let mut finding = ctx.finding(rule, location, &[key.expose()], self.message());
        if !self.certain || self.shape != KeyShape::KeyShaped {
            finding.severity = finding.severity.min(Severity::Warning);
            finding.confidence = Confidence::Medium;
        }
        finding.secrets = self
            .text
            .parts
            .iter()
            .map(|part| secret_in(*part, &key))
            .collect();
        finding.fixes.extend(self.fix(ctx, &key));
        let parts = self.part_labels();
        let browser = self.text.parts.first().and_then(|at| in_browser(ctx, *at));
        let labels = self.labels.into_iter().chain(parts).chain(browser);
        finding.labels = labels.collect();
        finding
    }

    fn message(&self) -> String {
        let what = match (self.certain, self.admin) {
            (_, true) => "This is a Mistral admin key",
            (true, _) => "This is a Mistral key",
            (false, _) => "This looks like a Mistral key",
        };
        let harm = match self.admin {
            true => {
                "Whoever can read the code or its history can manage the organisation with it, its other keys included."
            }
            false => "Whoever can read the code or its history can use it.",
        };
        let (slot, shape) = (&self.slot, self.shape.describe());
        format!(
            "{what}: it {slot}, and is {shape}. {harm} Move it to an environment variable and revoke it."
        )
    }

    /// What each literal is: the key, or a part of it.
    fn part_labels(&self) -> Vec<Label> {
        match self.text.parts.as_slice() {
            [only] => vec![label(*only, self.shape.describe())],
            parts => parts
                .iter()
                .map(|part| label(*part, "part of the key"))
                .collect(),
        }
    }

    /// The fix, where the key stands in one literal as it is.
    fn fix(&self, ctx: &Context<'_, 'p>, key: &Secret) -> Option<crate::finding::Fix> {
        let [at] = self.text.parts.as_slice() else {
            return None;
        };
        // An example is for a person to rewrite, and what browsers run has no environment.
        if at.file.is_example || in_browser(ctx, *at).is_some() {
            return None;
        }
        let is_written_out = match at.file.facts.kind(at.id) {
            ExprKind::String(literal) => {
                literal.value.strip_prefix(SCHEME).unwrap_or(&literal.value) == key.expose()
            }
            _ => false,
        };
        let names = self.variables.iter().map(String::as_str);
        let fix = is_written_out
            .then(|| env_fix::move_to_env(ctx.project(), ctx.settings, *at, key, names))??;
        Some(match self.certain {
            true => fix,
            false => crate::finding::Fix {
                applicability: Applicability::Unsafe,
                ..fix
            },
        })
    }
}

/// That whoever opens the page can read it, if it is code that browsers are sent.
fn in_browser<'p>(ctx: &Context<'_, 'p>, at: ExprAt<'p>) -> Option<Label> {
    let is_sent = match &at.file.page {
        Some(page) => page.is_sent(at.range().start()),
        None => ctx.flow.browser_module(at.file).is_some(),
    };
    is_sent.then(|| label(at, "runs in a browser: whoever opens the page can read it"))
}

/// Where the finding stands: at the key, or around its parts if they are on one line.
fn location(ctx: &Context<'_, '_>, parts: &[ExprAt<'_>]) -> Location {
    match parts {
        [only] => only.location(),
        [first, .., last] if std::ptr::eq(first.file, last.file) && line(*first) == line(*last) => {
            let mut whole = first.location();
            whole.range = whole.range.cover(last.range());
            whole
        }
        // Parts far from each other: each has a label.
        _ => parts
            .first()
            .map_or(ctx.location(TextRange::empty(0)), |first| first.location()),
    }
}

/// The bytes of a literal that are the key: without quotes, without the scheme of a header.
fn secret_in(part: ExprAt<'_>, key: &Secret) -> Location {
    let mut location = part.location();
    if let Some(at) = part.source().find(key.expose()) {
        let start = location.range.start() + at;
        location.range = TextRange::new(start, start + key.expose().len());
        return location;
    }
    if let ExprKind::String(literal) = part.file.facts.kind(part.id) {
        let scheme = match literal.value.starts_with(SCHEME) {
            true => SCHEME.len(),
            false => 0,
        };
        let content = literal.content;
        let start = (content.start() + scheme).min(content.end());
        location.range = TextRange::new(start, content.end());
    }
    location
}
