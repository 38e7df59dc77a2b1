//! Ignore comments that ignore nothing: the findings of `unused-suppression`.

use crate::finding::{
    Applicability, Confidence, FileChange, FileEdit, Finding, Fingerprint, Fix, Level, Location,
};
use crate::project::{Project, SourceFile};
use crate::rules::{RULES, rule, unused_suppression::RULE};
use crate::settings::suggest;
use crate::suppress::{Suppression, Suppressions};
use crate::text::{TextEdit, TextRange};
use std::sync::Arc;

/// The findings about a file's ignore comments, once all other findings have met them.
pub(super) fn findings(
    project: &Project,
    file: &SourceFile,
    suppressions: &mut Suppressions,
) -> Vec<Finding> {
    let Some(severity) = project.settings(&file.path).level(&RULE.meta).severity() else {
        return Vec::new();
    };
    let unused = suppressions.iter().filter(|it| !it.is_used);
    let mut found: Vec<_> = unused
        .filter_map(|it| Some((it.range, it.comment, message(project, file, it)?)))
        .collect();
    let bare = suppressions.bare().map(|mark| {
        let message = "This names no rule, so it ignores nothing. Name the rules to ignore here, or remove it.";
        (mark.range, mark.comment, message.to_owned())
    });
    found.extend(bare);
    found.retain(|(range, ..)| !suppressions.covers(RULE.meta.id, range.start(), &file.document));
    let about = |(range, comment, message): (TextRange, TextRange, String)| Finding {
        rule: &RULE.meta,
        severity,
        confidence: Confidence::High,
        message,
        location: Location {
            path: Arc::clone(&file.path),
            range,
        },
        labels: Vec::new(),
        secrets: Vec::new(),
        fixes: fix(file, suppressions, range, comment)
            .into_iter()
            .collect(),
        fingerprint: Fingerprint::new(RULE.meta.id, &[file.source(range)]),
    };
    found.into_iter().map(about).collect()
}

/// What is wrong with a comment that has ignored nothing; `None` where it may do so another time.
fn message(project: &Project, file: &SourceFile, unused: &Suppression) -> Option<String> {
    let name = &unused.rule;
    let Some(known) = rule(name) else {
        let near = meant(name);
        // Prose that begins with the mark.
        if near.is_none() && !unused.is_list {
            return None;
        }
        let meant = near.map(|near| format!(" Did you mean `{near}`?"));
        return Some(format!(
            "There is no rule `{name}`, so this ignores nothing.{}",
            meant.unwrap_or_else(|| " `windbreak rules` lists them.".to_owned())
        ));
    };
    let is_off = project.settings(&file.path).level(&known.meta) == Level::Off;
    let runs = !is_off && (known.meta.in_tests || !project.is_test(file));
    (runs && known.meta.id != RULE.meta.id).then(|| {
        format!(
            "There is nothing of `{name}` to ignore here. Left in place, this would ignore the next finding unseen. Remove it."
        )
    })
}

/// The rule that a name is a slip of.
fn meant(name: &str) -> Option<&'static str> {
    suggest(name, RULES.iter().map(|rule| rule.meta.id))
}

/// The fix that corrects the name of a rule, or else takes it out, with the whole comment if nothing is
/// left of it.
fn fix(
    file: &SourceFile,
    suppressions: &Suppressions,
    range: TextRange,
    comment: TextRange,
) -> Option<Fix> {
    let text = file.document.text();
    let name = &text[range.as_range()];
    if rule(name).is_none()
        && let Some(meant) = meant(name)
    {
        let edit = TextEdit::replace(range, meant);
        return Some(change(
            file,
            &format!("Replace by `{meant}`"),
            Applicability::Unsafe,
            edit,
        ));
    }
    let others = suppressions
        .iter()
        .filter(|it| it.comment == comment && it.range != range);
    let edit = match others.into_iter().any(|it| it.is_used) {
        true => without_name(text, range),
        false => {
            is_only_the_mark(&text[comment.as_range()]).then(|| without_comment(text, comment))?
        }
    };
    let title = "Remove what ignores nothing";
    Some(change(
        file,
        title,
        Applicability::Safe,
        TextEdit::delete(edit),
    ))
}

fn change(file: &SourceFile, title: &str, applicability: Applicability, edit: TextEdit) -> Fix {
    Fix {
        title: title.to_owned(),
        applicability,
        edits: vec![FileEdit {
            path: Arc::clone(&file.path),
            change: FileChange::Edit(edit.into()),
        }],
    }
}

/// Whether a comment says nothing besides what it ignores.
fn is_only_the_mark(comment: &str) -> bool {
    let said = comment.trim_start_matches(|c: char| c.is_whitespace() || "/#*<!-".contains(c));
    said.starts_with(crate::suppress::MARK)
        && said.matches(crate::suppress::MARK).count() == 1
        && !comment.contains('\n')
}

/// A name with the comma that sets it apart from the next or the one before.
fn without_name(text: &str, name: TextRange) -> TextRange {
    let after = &text[name.end()..];
    let rest = after.trim_start_matches([' ', '\t']);
    if let Some(rest) = rest.strip_prefix(',') {
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let comma = after.len() - rest.len();
        return TextRange::new(name.start(), name.end() + comma + spaces);
    }
    let before = text[..name.start()].trim_end_matches([' ', '\t']);
    match before.strip_suffix(',') {
        Some(before) => TextRange::new(before.len(), name.end()),
        None => name,
    }
}

/// A comment with its line if it is alone there, else with the space before it.
fn without_comment(text: &str, comment: TextRange) -> TextRange {
    // The end of a line is none of the comment's, even where a grammar says so.
    let said = text[comment.as_range()].trim_end_matches(['\r', '\n']);
    let end = comment.start() + said.len();
    let before = text[..comment.start()].trim_end_matches([' ', '\t']);
    let rest = &text[end..];
    let line_end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    let is_alone = before.trim_start_matches('\u{feff}').is_empty() || before.ends_with('\n');
    match is_alone && rest[..line_end].trim().is_empty() {
        true => TextRange::new(before.len(), end + line_end),
        false => TextRange::new(before.len(), end),
    }
}
