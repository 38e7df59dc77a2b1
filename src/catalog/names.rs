//! Names that say that something is a Mistral key, or a logger.

use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// The file of names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NameFile {
    /// Variables that hold a Mistral key though their names do not say so by the pattern.
    pub(super) key_variables: Vec<String>,
    /// Methods that give the value they are called on, perhaps in another type.
    pub(super) transparent_methods: Vec<String>,
    /// Names of things that keep records.
    pub(super) loggers: Vec<String>,
    /// Methods of such things that write one.
    pub(super) logger_methods: Vec<String>,
    /// Words that say that what is printed is a record.
    pub(super) record_words: Vec<String>,
    /// Words that the name of a function which writes a record begins with.
    pub(super) record_verbs: Vec<String>,
}

/// `MISTRAL`, then perhaps more words, then a word for a credential, perhaps with a number.
static CREDENTIAL: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "(^|_)(MISTRAL|MISTRALAI|MISTRAL_AI|CODESTRAL)(_[A-Z0-9]+)*?_?(API_?KEYS?|KEY|TOKEN|SECRET(_KEY)?)(_[A-Z]+)?(_?[0-9]+)?$";
    Regex::new(pattern).expect("the pattern is constant")
});

/// Whether a name, in any style of case, says Mistral and credential.
pub(super) fn names_credential(name: &str) -> bool {
    let name = screaming(name);
    let tells_another = ["TOKENIZER", "TOKENS", "MODEL", "PUBLIC_KEY"]
        .iter()
        .any(|word| name.contains(word));
    !tells_another && CREDENTIAL.is_match(&name)
}

/// The words of a name: of `logRequest` and `log_request` both `log` and `request`.
pub(super) fn words(name: &str) -> Vec<String> {
    screaming(name)
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// `mistralApiKey`, `mistral-api-key` as `MISTRAL_API_KEY`.
fn screaming(name: &str) -> String {
    let mut result = String::with_capacity(name.len() + 4);
    let mut previous = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && (previous.is_ascii_lowercase() || previous.is_ascii_digit()) {
            result.push('_');
        }
        result.push(if c == '-' || c == '.' {
            '_'
        } else {
            c.to_ascii_uppercase()
        });
        previous = c;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names_of_mistral_credentials_in_any_case() {
        for name in [
            "MISTRAL_API_KEY",
            "mistralApiKey",
            "mistral_api_key",
            "mistralKey",
            "MISTRALAI_API_KEY",
            "NEXT_PUBLIC_MISTRAL_API_KEY",
            "MISTRAL_API_KEY_PROD",
            "MISTRAL_API_KEY_2",
            "codestralApiKey",
            "MISTRAL_TOKEN",
            "mistral-api-key",
            "LLM_MISTRAL_KEY",
            "MISTRAL_APIKEY",
        ] {
            assert!(names_credential(name), "{name}");
        }
        for name in [
            "mistral_tokenizer",
            "MISTRAL_MAX_TOKENS",
            "apiKey",
            "MISTRAL_MODEL",
            "OPENAI_API_KEY",
            "mistral",
            "keyboard",
            "MISTRAL_KEYBOARD",
            "monkey",
        ] {
            assert!(!names_credential(name), "{name}");
        }
    }
}
