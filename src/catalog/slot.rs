//! Where in a call a value is.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::load::Mistake;

/// Which part of a call holds the value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArgRef {
    /// What the method is called on: `text` in `text.trim()`.
    Receiver,
    /// A positional argument, counted from 0.
    Position(usize),
    /// A keyword argument (Python).
    Keyword(String),
}

/// Where in a call a value is: an argument, or what lies under it.
///
/// Written `"0"` (the first argument), `"0.apiKey"` (property `apiKey` of the first argument),
/// `"api_key"` (a Python keyword), `"completion_args.max_tokens"` (key `max_tokens` of that
/// keyword's dict, or that argument of the call it is made by), `"@"` (what the method is called
/// on).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Slot {
    /// The argument.
    pub arg: ArgRef,
    /// The properties to follow from there; often empty.
    pub path: Vec<String>,
}

impl Slot {
    /// The whole of a positional argument.
    pub fn position(at: usize) -> Self {
        Self {
            arg: ArgRef::Position(at),
            path: Vec::new(),
        }
    }

    /// The same slot of a call that takes `by` more positional arguments in front.
    pub fn shifted(&self, by: usize) -> Self {
        let arg = match &self.arg {
            ArgRef::Position(at) => ArgRef::Position(at + by),
            other => other.clone(),
        };
        Self {
            arg,
            path: self.path.clone(),
        }
    }

    /// The name by which a person knows the slot: its last property or keyword; none for a plain
    /// position.
    pub fn name(&self) -> Option<&str> {
        match (self.path.last(), &self.arg) {
            (Some(last), _) => Some(last),
            (None, ArgRef::Keyword(name)) => Some(name),
            (None, _) => None,
        }
    }
}

impl FromStr for Slot {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        let mut parts = text.split('.');
        let head = parts.next().unwrap_or_default();
        let arg = if head == "@" {
            ArgRef::Receiver
        } else if head.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
            let at = head.parse();
            ArgRef::Position(at.map_err(|_| mistake(text))?)
        } else if is_name(head) {
            ArgRef::Keyword(head.to_owned())
        } else {
            return Err(mistake(text));
        };
        let path: Vec<String> = parts.map(str::to_owned).collect();
        if path.iter().all(|name| is_name(name)) {
            Ok(Self { arg, path })
        } else {
            Err(mistake(text))
        }
    }
}

impl TryFrom<String> for Slot {
    type Error = Mistake;

    fn try_from(text: String) -> Result<Self, Mistake> {
        text.parse()
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.arg {
            ArgRef::Receiver => f.write_str("@")?,
            ArgRef::Position(at) => write!(f, "{at}")?,
            ArgRef::Keyword(name) => f.write_str(name)?,
        }
        self.path.iter().try_for_each(|name| write!(f, ".{name}"))
    }
}

fn mistake(text: &str) -> Mistake {
    Mistake::new(format!("`{text}` is no slot"))
}

/// Whether a part of a slot is the name of a property: a header's name has dashes.
fn is_name(part: &str) -> bool {
    let mut chars = part.chars();
    chars
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in [
            "0",
            "0.apiKey",
            "12.a.b",
            "api_key",
            "completion_args.max_tokens",
            "@",
        ] {
            assert_eq!(text.parse::<Slot>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_slot() {
        for text in [
            "", ".", "0.", ".a", "0x", "a..b", "a b", "-1", "0.1", "a.@", "0,1",
        ] {
            assert!(text.parse::<Slot>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn shifts_positions_only() {
        let shifted = |text: &str| text.parse::<Slot>().unwrap().shifted(1).to_string();
        assert_eq!(shifted("0.model"), "1.model");
        assert_eq!(shifted("model"), "model");
    }

    #[test]
    fn is_known_by_its_last_name() {
        let name = |text: &str| text.parse::<Slot>().unwrap().name().map(str::to_owned);
        assert_eq!(name("0.apiKey").as_deref(), Some("apiKey"));
        assert_eq!(name("api_key").as_deref(), Some("api_key"));
        assert_eq!(name("0"), None);
    }
}
