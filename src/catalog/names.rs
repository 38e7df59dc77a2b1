//! Names that hold a Mistral key: environment variables, variables, properties, config keys.

use serde::Deserialize;

use super::words::words;

/// A prefix that publishes an environment variable to the browser or an app bundle.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowserPrefix {
    pub prefix: String,
    /// The tool that publishes it.
    pub tool: String,
}

/// What names a Mistral credential.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Names {
    /// Environment variables that hold a key whatever stands around them.
    listed: Vec<String>,
    /// Environment variables that hold a key only where Mistral is in play.
    in_context: Vec<String>,
    /// Words for Mistral.
    subjects: Vec<String>,
    /// Words for a credential, several with a space between; a name ends in them.
    credentials: Vec<String>,
    /// Words that may follow: which key it is, for which environment.
    qualifiers: Vec<String>,
    /// Words, or several in a row, that make it a name of something else.
    strangers: Vec<String>,
    /// How Mistral is called where one of several providers is chosen.
    providers: Vec<String>,
    /// Words beside which a word for Mistral says nothing but Mistral.
    vague: Vec<String>,
    /// Packages of something else with the same name.
    namesakes: Vec<String>,
    /// Words, in lower case, that say that what is printed is a record.
    record_words: Vec<String>,
    /// Words that the name of a function which writes a record begins with: `logRequest`.
    record_verbs: Vec<String>,
    /// What callbacks and telemetry are passed as.
    record_callbacks: Vec<String>,
    /// Prefixes that publish a variable, longest first.
    browser_prefix: Vec<BrowserPrefix>,
}

impl Names {
    pub fn is_record_callback(&self, name: &str) -> bool {
        self.record_callbacks.iter().any(|it| it == name)
    }

    pub fn is_key_variable(&self, name: &str) -> bool {
        let name = name.trim();
        self.listed
            .iter()
            .any(|listed| listed.eq_ignore_ascii_case(name))
            || self.names_credential(name)
    }

    pub fn may_be_key_variable(&self, name: &str) -> bool {
        self.in_context
            .iter()
            .any(|listed| listed.eq_ignore_ascii_case(name.trim()))
    }

    /// Whether a name of any case style says both Mistral and credential.
    pub fn names_credential(&self, name: &str) -> bool {
        let mut words = self.split_fused(words(name));
        let all = format!(" {} ", words.join(" "));
        if self
            .strangers
            .iter()
            .any(|stranger| all.contains(&format!(" {stranger} ")))
        {
            return false;
        }
        let mut said_mistral = words.iter().any(|word| self.subjects.contains(word));
        while let Some(last) = words.last() {
            let subject = self.subjects.contains(last) || last == "ai";
            if !subject && !self.qualifiers.contains(last) && !is_number(last) {
                break;
            }
            said_mistral |= subject && last != "ai";
            words.pop();
        }
        let left = words.join(" ");
        said_mistral
            && self.credentials.iter().any(|credential| {
                left.strip_suffix(credential.as_str())
                    .is_some_and(|before| before.is_empty() || before.ends_with(' '))
            })
    }

    /// Whether a name says credential, and nothing else than which of several it is.
    pub fn says_only_credential(&self, name: &str) -> bool {
        let mut words = words(name);
        words.retain(|word| !SERVED.contains(&&**word));
        while words.len() > 1
            && words
                .last()
                .is_some_and(|last| self.qualifiers.contains(last) || is_number(last))
        {
            words.pop();
        }
        self.credentials.contains(&words.join(" "))
    }

    pub fn names_mistral(&self, name: &str) -> bool {
        words(name).iter().any(|word| self.subjects.contains(word))
    }

    /// Whether a text is what Mistral is called as one of several providers.
    pub fn is_provider(&self, text: &str) -> bool {
        let is = |provider: &String| provider.eq_ignore_ascii_case(text.trim());
        self.providers.iter().any(is)
    }

    /// Whether a name says Mistral and nothing else of what it is a name of.
    pub fn says_only_mistral(&self, name: &str) -> bool {
        let words = words(name);
        let says = |word: &String| self.subjects.contains(word);
        let is_vague = |word: &String| self.vague.contains(word) || self.qualifiers.contains(word);
        words.iter().any(says)
            && words
                .iter()
                .all(|word| says(word) || is_vague(word) || is_number(word))
    }

    /// Whether a module is of something else that has Mistral's name.
    pub fn is_namesake(&self, module: &str) -> bool {
        let package = module.split('.').next().unwrap_or(module);
        self.namesakes.iter().any(|namesake| namesake == package)
    }

    pub fn mentions_record(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.record_words
            .iter()
            .any(|word| text.contains(word.as_str()))
    }

    pub fn is_record_function(&self, name: &str) -> bool {
        let words = words(name);
        let is_verb = |first: &String| words.len() > 1 && self.record_verbs.contains(first);
        words.first().is_some_and(is_verb) || words.iter().any(|word| word == "audit")
    }

    /// Splits `mistralapikey` in two, so that its halves are known.
    fn split_fused(&self, words: Vec<String>) -> Vec<String> {
        let mut split = Vec::new();
        for word in words {
            let fused = self.subjects.iter().rev().find_map(|subject| {
                let rest = word.strip_prefix(subject.as_str())?;
                self.credentials
                    .iter()
                    .any(|credential| credential.replace(' ', "") == rest)
                    .then(|| (subject.clone(), rest.to_owned()))
            });
            match fused {
                Some((subject, rest)) => split.extend([subject, rest]),
                None => split.push(word),
            }
        }
        split
    }

    pub fn browser_prefix(&self, name: &str) -> Option<&BrowserPrefix> {
        self.browser_prefix
            .iter()
            .find(|p| name.starts_with(&p.prefix))
    }

    pub fn browser_prefixes(&self) -> &[BrowserPrefix] {
        &self.browser_prefix
    }
}

/// Words for what a credential of a provider of models is for: they say nothing of whose it is.
const SERVED: [&str; 6] = ["llm", "ai", "model", "provider", "chat", "embedding"];

fn is_number(word: &str) -> bool {
    word.chars().all(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;

    fn catalog() -> &'static Catalog {
        Catalog::builtin()
    }

    #[test]
    fn names_of_a_key_are_told_from_false_friends() {
        for name in [
            "MISTRAL_API_KEY",
            "mistral_api_key",
            "mistralApiKey",
            "MistralAPIKey",
            "mistral-api-key",
            "MISTRAL_KEY",
            "mistralKey",
            "MISTRALAI_API_KEY",
            "MISTRAL_AI_KEY",
            "CODESTRAL_API_KEY",
            "MISTRAL_APIKEY",
            "MISTRALAPIKEY",
            "mistralapikey",
            "LLM_MISTRAL_KEY",
            "MISTRAL_TOKEN",
            "MISTRAL_SECRET_KEY",
            "MISTRAL_API_KEY_2",
            "MISTRAL_API_KEY1",
            "MISTRAL_API_KEYS",
            "MISTRAL_API_KEY_PROD",
            "MISTRAL_DEV_API_KEY",
            "VITE_MISTRAL_API_KEY",
            "apiKeyMistral",
            "NEXT_PUBLIC_MISTRALAI_API_KEY",
            "AZURE_MISTRAL_API_KEY",
            "keyForMistral",
            "mistralAccessToken",
        ] {
            assert!(catalog().names_mistral_credential(name), "{name}");
            assert!(catalog().is_key_variable(name), "{name}");
        }
        for name in [
            "",
            "mistral",
            "API_KEY",
            "apiKey",
            "OPENAI_API_KEY",
            "mistral_tokenizer",
            "mistral_tokens",
            "MISTRAL_MAX_TOKENS",
            "MISTRAL_MODEL",
            "MISTRAL_BASE_URL",
            "mistralKeyboard",
            "mistral_monkey",
            "MISTRAL_TOKEN_COUNT",
            "mistralMaxToken",
            "mistralPublicKey",
            "MISTRAL_SA_TOKEN_PATH",
            "mistralTokenizer",
            "AZURE_API_KEY",
            "MISTRAL_DEBUG",
            "mistralite_key",
            "apiKeyName",
        ] {
            assert!(!catalog().names_mistral_credential(name), "{name}");
            assert!(!catalog().is_key_variable(name), "{name}");
        }
        assert!(catalog().may_be_key_variable("AZURE_API_KEY"));
        assert!(
            catalog().names_mistral("getMistralClient") && catalog().names_mistral("CODESTRAL_URL")
        );
        assert!(!catalog().names_mistral("mistralclient") && !catalog().names_mistral("client"));
    }

    #[test]
    fn a_browser_prefix_is_the_longest_that_fits() {
        let prefix = |name| catalog().browser_prefix(name).map(|p| p.prefix.as_str());
        assert_eq!(prefix("NEXT_PUBLIC_MISTRAL_API_KEY"), Some("NEXT_PUBLIC_"));
        assert_eq!(prefix("PUBLIC_MISTRAL_API_KEY"), Some("PUBLIC_"));
        assert_eq!(prefix("RENDERER_VITE_MISTRAL_KEY"), Some("RENDERER_VITE_"));
        assert_eq!(prefix("MISTRAL_API_KEY"), None);
        assert!(
            catalog()
                .browser_prefixes()
                .is_sorted_by_key(|p| std::cmp::Reverse(p.prefix.len()))
        );
    }
}
