//! Slots: where in a call a value stands.

use serde::Deserialize;
use std::str::FromStr;

/// A place in a call's arguments. Written `"0"` (the first positional argument), `"0.apiKey"` (a
/// property of it), `"api_key"` (a keyword), `"completion_args.max_tokens"` (a member of one).
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Slot {
    /// The argument.
    pub argument: ArgumentRef,
    /// The way into it.
    pub path: Vec<String>,
}

/// An argument of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ArgumentRef {
    /// The positional argument of this number, from 0.
    Position(usize),
    /// The keyword argument of this name.
    Keyword(String),
}

impl Slot {
    /// What a person calls the slot: its last name, or the argument's number from 1.
    pub fn name(&self) -> String {
        match (&self.argument, self.path.last()) {
            (_, Some(name)) | (ArgumentRef::Keyword(name), None) => name.clone(),
            (ArgumentRef::Position(position), None) => format!("argument {}", position + 1),
        }
    }
}

impl FromStr for Slot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split('.').map(str::to_owned);
        let head = parts
            .next()
            .filter(|head| !head.is_empty())
            .ok_or_else(|| format!("the slot {text:?} names nothing"))?;
        let argument = match head.parse() {
            Ok(position) => ArgumentRef::Position(position),
            Err(_) => ArgumentRef::Keyword(head),
        };
        let path: Vec<_> = parts.collect();
        match path.iter().any(String::is_empty) {
            true => Err(format!("the slot {text:?} has an empty part")),
            false => Ok(Self { argument, path }),
        }
    }
}

impl TryFrom<String> for Slot {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_positions_properties_and_keywords() {
        let slot = |text: &str| text.parse::<Slot>();
        assert_eq!(
            slot("0"),
            Ok(Slot {
                argument: ArgumentRef::Position(0),
                path: vec![]
            })
        );
        assert_eq!(
            slot("0.apiKey"),
            Ok(Slot {
                argument: ArgumentRef::Position(0),
                path: vec!["apiKey".into()]
            })
        );
        assert_eq!(
            slot("api_key"),
            Ok(Slot {
                argument: ArgumentRef::Keyword("api_key".into()),
                path: vec![]
            })
        );
        assert!(slot("").is_err() && slot("a..b").is_err() && slot(".a").is_err());
    }
}
