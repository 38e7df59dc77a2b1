//! Variables of a shell script that hold a key and are sent to Mistral.

use super::evidence::{Evidence, is_mistral_host};
use crate::catalog::Catalog;
use crate::syntax::statement_at;
use crate::text::TextRange;

/// How many uses of a variable are looked at.
const MAX_USES: usize = 16;
/// A longer script is not searched for uses.
const MAX_SCRIPT: usize = 64 << 10;

/// That the word at `word` is put into a variable that is sent to Mistral later in the script.
pub(super) fn sent(
    catalog: &Catalog,
    text: &str,
    script: TextRange,
    word: TextRange,
) -> Option<Evidence> {
    let before = text[script.start()..word.start()].trim_end_matches(['"', '\'']);
    let before = before.strip_suffix('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = &before[before.trim_end_matches(is_name).len()..];
    if name.is_empty() || script.len() > MAX_SCRIPT {
        return None;
    }
    let after = TextRange::new(word.end(), script.end());
    let rest = &text[after.as_range()];
    let uses = [format!("${name}"), format!("${{{name}")];
    let uses = uses
        .iter()
        .flat_map(|read| rest.match_indices(read.as_str()));
    let ends = |(at, read): &(usize, &str)| !rest[at + read.len()..].starts_with(is_name);
    let script = &text[script.as_range()];
    let statement = |(at, _): (usize, &str)| {
        let at = after.start() + at;
        let in_script = at - (after.end() - script.len());
        &script[statement_at(script, in_script).as_range()]
    };
    let reaches = |statement: &str| {
        let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\');
        statement
            .split(quotes)
            .any(|it| is_mistral_host(catalog, it))
    };
    let mut uses = uses.filter(ends).take(MAX_USES);
    uses.any(|found| reaches(statement(found)))
        .then(|| Evidence {
            said: format!("is sent to Mistral as `{name}`"),
            ..Evidence::sent()
        })
}
