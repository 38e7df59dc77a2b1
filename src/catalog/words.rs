//! Names taken apart into words, in any case style.

/// The words of a name, in lower case: `mistralAPIKey_2` is `mistral`, `api`, `key`, `2`.
pub fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &c) in chars.iter().enumerate() {
        if at > 0 && starts_word(chars[at - 1], c, chars.get(at + 1).copied()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a word starts at `this`, which stands between the other two.
fn starts_word(before: char, this: char, after: Option<char>) -> bool {
    if !before.is_alphanumeric() || !this.is_alphanumeric() {
        return true;
    }
    if before.is_numeric() != this.is_numeric() {
        return true;
    }
    this.is_uppercase() && (before.is_lowercase() || after.is_some_and(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_of_every_style_apart() {
        for (name, expected) in [
            ("MISTRAL_API_KEY", "mistral api key"),
            ("mistralApiKey", "mistral api key"),
            ("MistralAPIKey", "mistral api key"),
            ("mistral-api-key", "mistral api key"),
            ("mistral.apiKey2", "mistral api key 2"),
            ("MISTRAL_API_KEY1", "mistral api key 1"),
            ("__mistral", "mistral"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }
}
