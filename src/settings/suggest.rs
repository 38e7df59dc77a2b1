//! "Did you mean ...?"

/// The one of `candidates` that `word` is most likely a misspelling of.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = 1 + word.chars().count() / 4;
    let folded = fold(word);
    candidates
        .into_iter()
        .map(|candidate| (distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The number of edits from `word` to `candidate`; one, if it is merely cut short.
fn distance(word: &str, candidate: &str) -> usize {
    if word.len() > 2 && candidate.starts_with(word) {
        return 1;
    }
    strsim::osa_distance(word, candidate)
}

/// Case and the kind of dash are no difference.
fn fold(word: &str) -> String {
    word.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn finds_the_nearest_and_only_near_ones() {
        let rules = ["hardcoded-key", "logged-key", "shared-key"];
        assert_eq!(suggest("hard-coded-key", rules), Some("hardcoded-key"));
        assert_eq!(suggest("HARDCODED_KEY", rules), Some("hardcoded-key"));
        assert_eq!(suggest("loged-key", rules), Some("logged-key"));
        assert_eq!(suggest("warn", ["info", "warning"]), Some("warning"));
        assert_eq!(suggest("no-console", rules), None);
        assert_eq!(suggest("", rules), None);
    }
}
