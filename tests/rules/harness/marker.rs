//! Markers: lines under the code that say what is reported there.

use std::ops::Range;
use windbreak::finding::Severity;

/// What a marker says of the range above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Says {
    /// `^^^ error: rule "part of the message"`: it is reported.
    Reported {
        severity: Severity,
        rule: String,
        message: String,
    },
    /// `^^^ miss: rule`: it should be reported and is known not to be.
    Missed { rule: String },
    /// `^^^ false alarm: rule`: it is reported and is known to be wrong.
    FalseAlarm { rule: String },
    /// `~~~ label "part of the message"`: a finding has a label there.
    Label { message: String },
}

/// A marker: what is said of some columns (in characters) of the line of code above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marker {
    /// The columns under which it is drawn.
    pub columns: Range<usize>,
    /// Whether the range goes on in the lines below (`^^^...`).
    pub goes_on: bool,
    /// What it says.
    pub says: Says,
}

impl Marker {
    /// The marker that a line is; `None` for a line of code.
    ///
    /// # Panics
    ///
    /// If the line is drawn like a marker but does not read like one.
    pub fn of(line: &str) -> Option<Self> {
        let drawn = line.trim_start();
        let sign = drawn
            .chars()
            .next()
            .filter(|sign| matches!(sign, '^' | '~'))?;
        let words = drawn.trim_start_matches(sign);
        let start = line.len() - drawn.len();
        let columns = start..line.len() - words.len();
        let (goes_on, words) = match words.strip_prefix("...") {
            Some(words) => (true, words),
            None => (false, words),
        };
        let words = words.strip_prefix(' ')?;
        let says = match sign {
            '^' => finding(words),
            _ => words.strip_prefix("label ").map(|message| Says::Label {
                message: unquoted(message),
            }),
        };
        let says = says.unwrap_or_else(|| panic!("this is not a marker: {line:?}"));
        Some(Self {
            columns,
            goes_on,
            says,
        })
    }
}

/// `error: rule "message"`, `miss: rule`, `false alarm: rule`.
fn finding(words: &str) -> Option<Says> {
    let (kind, words) = words.split_once(": ")?;
    let (rule, message) = words.split_once(' ').unwrap_or((words, ""));
    let (rule, message) = (rule.to_owned(), unquoted(message));
    match kind {
        "miss" => Some(Says::Missed { rule }),
        "false alarm" => Some(Says::FalseAlarm { rule }),
        _ => {
            let severity = Severity::ALL
                .into_iter()
                .find(|severity| severity.name() == kind)?;
            Some(Says::Reported {
                severity,
                rule,
                message,
            })
        }
    }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').to_owned()
}

#[test]
fn lines_of_code_are_no_markers() {
    assert_eq!(Marker::of("const a = 1;"), None);
    assert_eq!(Marker::of("  ~flags"), None);
    let marker = Marker::of("    ^^^^... error: hardcoded-key \"flows\"").unwrap();
    let (rule, message) = ("hardcoded-key".to_owned(), "flows".to_owned());
    assert_eq!(marker.columns, 4..8);
    assert!(marker.goes_on);
    assert_eq!(
        marker.says,
        Says::Reported {
            severity: Severity::Error,
            rule,
            message
        }
    );
}
