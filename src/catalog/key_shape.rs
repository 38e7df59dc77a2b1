//! Whether a literal looks like a Mistral key.

use super::Catalog;
use super::words::words;
use crate::text::TextRange;

/// The second factor of the judgement of a key: its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyShape {
    /// As Mistral's keys are: 32 mixed alphanumerics without any order in them.
    KeyShaped,
    /// Another literal that is no placeholder.
    Odd,
    /// What stands where a key is to be filled in.
    Placeholder,
}

impl KeyShape {
    /// The shape of a literal, or of what follows `Bearer ` in it.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let text = text.strip_prefix("Bearer ").map_or(text, str::trim);
        let placeholders = &Catalog::builtin().placeholders;
        if text.len() > LONGEST {
            return Self::Odd;
        }
        let mixed = is_mixed(text);
        if mixed && !is_ordered(text) && !placeholders.speaks(text) {
            Self::KeyShaped
        } else if placeholders.fills(text) || !mixed && placeholders.marks(text) {
            Self::Placeholder
        } else {
            Self::Odd
        }
    }

    /// The shape in words, for a message.
    pub fn describe(self) -> &'static str {
        match self {
            Self::KeyShaped => "32 mixed alphanumerics",
            Self::Odd => "a literal of another shape than a key's",
            Self::Placeholder => "a placeholder",
        }
    }
}

/// What is longer is no key and no placeholder for one.
const LONGEST: usize = 512;
/// How long Mistral's keys are.
const LENGTH: usize = 32;
/// What the entropy of a key is above, in bits for each character.
const ENTROPY: f64 = 3.8;
/// How many characters in a row make an order: `abcd`, `4321`, `aaaa`.
const RUN: usize = 4;
/// Into how many words an identifier of a key's length falls at most. Of random keys 2 in 10,000
/// fall into so few, of identifiers with numbers and acronyms 99 in 100.
const WORDS: usize = 8;

/// Whether the text has the length, alphabet and disorder of a key.
fn is_mixed(text: &str) -> bool {
    text.len() == LENGTH
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.bytes().any(|b| b.is_ascii_uppercase())
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && !text.bytes().all(|b| b.is_ascii_hexdigit())
        && entropy(text) > ENTROPY
}

/// The words of a text that look like a key, in order; so many at most.
pub fn key_words(text: &str, most: usize) -> Vec<TextRange> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && found.len() < most {
        // A byte of a key stands at every such distance.
        let Some(&probe) = bytes.get(at + LENGTH - 1) else {
            break;
        };
        if !probe.is_ascii_alphanumeric() {
            at += LENGTH;
            continue;
        }
        let start = word_start(bytes, at + LENGTH - 1, at);
        let length = bytes[start..]
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric());
        let end = length.map_or(bytes.len(), |length| start + length);
        let start = start + escape_before(&bytes[..end], start);
        if end - start == LENGTH && KeyShape::of(&text[start..end]) == KeyShape::KeyShaped {
            found.push(TextRange::new(start, end));
        }
        at = end + 1;
    }
    found
}

/// Where the word begins that the byte at `inside` is in; `from` at the earliest.
fn word_start(bytes: &[u8], inside: usize, from: usize) -> usize {
    let before = bytes[from..inside].iter().rev();
    let length = before.take_while(|byte| byte.is_ascii_alphanumeric());
    inside - length.count()
}

/// How many bytes of a word belong to an escape that it follows: `\nKEY`, `%20KEY`.
fn escape_before(bytes: &[u8], start: usize) -> usize {
    let extra = (bytes.len() - start).checked_sub(LENGTH);
    match (extra, start.checked_sub(1).map(|at| bytes[at])) {
        (Some(1), Some(b'\\')) if b"nrt".contains(&bytes[start]) => 1,
        (Some(2), Some(b'%')) => 2,
        _ => 0,
    }
}

/// Shannon's entropy of a text's bytes, in bits for each.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = text.len() as f64;
    let part = |count: u32| {
        let p = f64::from(count) / length;
        -p * p.log2()
    };
    counts
        .into_iter()
        .filter(|&count| count > 0)
        .map(part)
        .sum()
}

/// Whether a sequence, a repetition, an encoded text or an identifier shows through.
fn is_ordered(text: &str) -> bool {
    runs(text, RUN) > 0 || is_periodic(text) || is_encoded_text(text) || is_identifier(text)
}

/// How many characters stand in runs of at least `least` that go up by one, down by one, or stay.
pub(super) fn runs(text: &str, least: usize) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let step = |at: usize| {
        let (a, b) = (chars[at], chars[at + 1]);
        let step = i64::from(u32::from(b)) - i64::from(u32::from(a));
        let together = a.is_alphanumeric() && b.is_alphanumeric();
        let together = together && a.is_numeric() == b.is_numeric();
        (together && (-1..=1).contains(&step)).then_some(step)
    };
    let mut covered = 0;
    let mut from = 0;
    while from + 1 < chars.len() {
        let Some(first) = step(from) else {
            from += 1;
            continue;
        };
        let mut to = from + 1;
        while to + 1 < chars.len() && step(to) == Some(first) {
            to += 1;
        }
        if to - from + 1 >= least {
            covered += to - from + 1;
            from = to + 1;
        } else {
            from = to;
        }
    }
    covered
}

/// Whether the text is a shorter one again and again.
pub(super) fn is_periodic(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_period = |period: usize| bytes.iter().skip(period).eq(&bytes[..bytes.len() - period]);
    (1..=bytes.len() / 2).any(is_period)
}

/// Whether the text is base64 of readable text, which a key is by no accident.
fn is_encoded_text(text: &str) -> bool {
    let mut bits = 0_u32;
    let mut held = 0;
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            _ => return false,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            let decoded = (bits >> held) as u8;
            bits &= (1 << held) - 1;
            if !matches!(decoded, b' '..=b'~' | b'\n' | b'\r' | b'\t') {
                return false;
            }
        }
    }
    true
}

/// Whether the text is made of words: `getUserAccountInformation`, `parseHTTP2ResponseBody`.
fn is_identifier(text: &str) -> bool {
    words(text).len() <= WORDS || is_camel_case(text)
}

/// Whether the text is letters of which no two in a row are capitals.
fn is_camel_case(text: &str) -> bool {
    let bytes = text.as_bytes();
    let capital_alone =
        |pair: &[u8]| !(pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase());
    bytes.iter().all(u8::is_ascii_alphabetic) && bytes.windows(2).all(capital_alone)
}

#[cfg(test)]
mod tests;
