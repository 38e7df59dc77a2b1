//! Tokens that stand for keys. No file of this repository holds anything that looks like a key;
//! the tests make them, the same ones each time.

use std::fmt::Write as _;

/// The characters of a key.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A text with its tokens replaced, and where each of its characters went.
pub struct Expanded {
    /// The text.
    pub text: String,
    /// For each character of the original, and for its end, the byte where it begins now. All
    /// characters of a token are where the token is.
    offsets: Vec<usize>,
}

impl Expanded {
    /// The byte at which the original's character number `column` begins now.
    pub fn offset(&self, column: usize) -> usize {
        self.offsets.get(column).copied().unwrap_or(self.text.len())
    }

    /// The original's first character at or after a byte.
    pub fn column(&self, offset: usize) -> usize {
        self.offsets.partition_point(|&start| start < offset)
    }
}

/// Replaces the tokens of a text: `{{KEY}}`, another key `{{KEY:1}}`, its halves `{{KEY.head}}` and
/// `{{KEY.tail}}`, `{{KEY.base64}}`, a secret of another shape `{{ODD}}`, a digest `{{MD5}}`.
pub fn expand(original: &str) -> Expanded {
    let (mut text, mut offsets) = (String::new(), Vec::new());
    let mut rest = original;
    while let Some(c) = rest.chars().next() {
        let token = rest
            .strip_prefix("{{")
            .and_then(|inner| inner.split_once("}}"));
        let replaced = token.and_then(|(name, after)| Some((value(name)?, after)));
        let (new, after) = replaced.unwrap_or_else(|| (c.into(), &rest[c.len_utf8()..]));
        let consumed = rest[..rest.len() - after.len()].chars().count();
        offsets.extend(std::iter::repeat_n(text.len(), consumed));
        text.push_str(&new);
        rest = after;
    }
    offsets.push(text.len());
    Expanded { text, offsets }
}

/// What a token stands for.
fn value(token: &str) -> Option<String> {
    let (token, form) = match token.split_once('.') {
        Some((token, form)) => (token, Some(form)),
        None => (token, None),
    };
    let (name, number) = token.split_once(':').unwrap_or((token, "0"));
    let number = number.parse().ok()?;
    let whole = match name {
        "KEY" => key(number),
        "ODD" => format!("{}-{}", &key(number + 100)[..20], &key(number + 200)[..9]),
        "MD5" => digest(number),
        _ => return None,
    };
    match form {
        None => Some(whole),
        Some("head") => Some(whole[..16].to_owned()),
        Some("tail") => Some(whole[16..].to_owned()),
        Some("base64") => Some(base64(&whole)),
        Some(_) => None,
    }
}

/// The key of this number.
pub fn key(number: u64) -> String {
    let mut draw = Draw::new(number);
    loop {
        let key: String = (0..32)
            .map(|_| char::from(ALPHABET[draw.below(ALPHABET.len())]))
            .collect();
        if windbreak::catalog::KeyShape::of(&key) == windbreak::catalog::KeyShape::KeyShaped {
            return key;
        }
    }
}

/// 32 hexadecimal digits.
fn digest(number: u64) -> String {
    let mut draw = Draw::new(number);
    (0..32).fold(String::new(), |mut text, _| {
        let _ = write!(text, "{:x}", draw.below(16));
        text
    })
}

/// A text in base64.
fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = (0..3).fold(0, |bits, n| {
            bits << 8 | usize::from(chunk.get(n).copied().unwrap_or(0))
        });
        for n in 0..4 {
            let digit = char::from(DIGITS[bits >> (18 - 6 * n) & 63]);
            encoded.push(if n <= chunk.len() { digit } else { '=' });
        }
    }
    encoded
}

/// Numbers that look random and are the same each time.
struct Draw(u64);

impl Draw {
    fn new(seed: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ (seed + 1).wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 32) % limit as u64).expect("it is below the limit")
    }
}

#[test]
fn columns_and_offsets_know_of_each_other() {
    let line = expand("k = \"{{KEY}}\" é;");
    assert_eq!(line.text.len(), 4 + 34 + " é;".len());
    assert_eq!((line.offset(4), line.offset(13)), (4, 38));
    assert_eq!((line.column(4), line.column(38)), (4, 13));
    assert_eq!(expand("{{NAME}} {a}").text, "{{NAME}} {a}");
}
