//! Large samples of what is a key and what is not, made at run time.

use super::*;

/// A stream of numbers that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.next() as usize % from.len()]
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(*self.pick(alphabet)))
            .collect()
    }
}

const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";
const ENGLISH: [&str; 48] = [
    "get",
    "user",
    "account",
    "information",
    "service",
    "for",
    "the",
    "request",
    "handler",
    "parse",
    "document",
    "from",
    "response",
    "create",
    "update",
    "delete",
    "with",
    "message",
    "stream",
    "chat",
    "completion",
    "client",
    "config",
    "provider",
    "default",
    "component",
    "render",
    "table",
    "column",
    "controller",
    "repository",
    "factory",
    "abstract",
    "manager",
    "session",
    "transaction",
    "queue",
    "worker",
    "process",
    "engine",
    "language",
    "server",
    "diagnostic",
    "workspace",
    "folder",
    "listener",
    "callback",
    "is",
];

fn share(count: usize, mut sample: impl FnMut() -> String) -> f64 {
    let keys = (0..count)
        .filter(|_| KeyShape::of(&sample()) == KeyShape::KeyShaped)
        .count();
    keys as f64 / count as f64
}

#[test]
fn random_keys_are_key_shaped_and_never_placeholders() {
    let mut numbers = Numbers(1);
    let shapes: Vec<KeyShape> = (0..100_000)
        .map(|_| KeyShape::of(&numbers.text(MIXED, 32)))
        .collect();
    assert!(!shapes.contains(&KeyShape::Placeholder));
    let keys = shapes
        .iter()
        .filter(|shape| **shape == KeyShape::KeyShaped)
        .count();
    // 99,933 of them when this was written.
    assert!(
        keys > 99_900,
        "only {keys} of 100,000 random keys are taken for keys"
    );
}

#[test]
fn a_key_is_one_behind_its_scheme_and_between_spaces() {
    let key = Numbers(3).text(MIXED, 32);
    assert_eq!(KeyShape::of(&format!("Bearer {key}")), KeyShape::KeyShaped);
    assert_eq!(KeyShape::of(&format!(" {key}\n")), KeyShape::KeyShaped);
}

#[test]
fn digests_and_uuids_are_not() {
    let mut numbers = Numbers(4);
    assert_eq!(share(5_000, || numbers.text(HEX, 32)), 0.0);
    assert_eq!(share(5_000, || numbers.text(HEX, 32).to_uppercase()), 0.0);
    assert_eq!(share(5_000, || numbers.text(HEX, 40)), 0.0);
    let uuid = |hex: String| {
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        parts.join("-")
    };
    assert_eq!(share(5_000, || uuid(numbers.text(HEX, 32))), 0.0);
}

#[test]
fn other_lengths_and_alphabets_are_not() {
    let mut numbers = Numbers(5);
    for length in [1, 8, 16, 24, 31, 33, 40, 48, 64, 100] {
        assert_eq!(
            share(1_000, || numbers.text(MIXED, length)),
            0.0,
            "{length}"
        );
    }
    let lower = &MIXED[26..];
    assert_eq!(share(5_000, || numbers.text(lower, 32)), 0.0);
    assert_eq!(
        share(5_000, || format!("{}-_", numbers.text(MIXED, 30))),
        0.0
    );
    assert_eq!(share(5_000, || numbers.text(b"aB1", 32)), 0.0);
}

#[test]
fn base64_of_text_is_not() {
    let mut numbers = Numbers(6);
    let mut sample = || {
        let mut text = String::new();
        while text.len() < 24 {
            text += *numbers.pick::<&str>(&ENGLISH);
            text.push(' ');
        }
        base64(&text.as_bytes()[..24])
    };
    let seen = sample();
    assert_eq!(seen.len(), 32);
    assert_eq!(share(5_000, sample), 0.0);
}

#[test]
fn identifiers_and_slugs_of_32_characters_are_not() {
    let mut numbers = Numbers(7);
    let mut joined = |join: fn(&[String]) -> String| {
        loop {
            let mut parts: Vec<String> = Vec::new();
            while join(&parts).len() < 32 {
                parts.push((*numbers.pick(&ENGLISH)).to_owned());
            }
            let text = join(&parts);
            if text.len() == 32 {
                return text;
            }
        }
    };
    assert_eq!(share(5_000, || joined(|parts| parts.join("-"))), 0.0);
    assert_eq!(share(5_000, || joined(|parts| parts.concat())), 0.0);
    assert_eq!(share(5_000, || joined(camel)), 0.0);
}

#[test]
fn identifiers_with_digits_and_acronyms_are_hardly_ever() {
    let mut numbers = Numbers(8);
    let mut sample = || {
        loop {
            let mut parts: Vec<String> = Vec::new();
            while camel(&parts).len() < 32 {
                parts.push(match numbers.next() % 5 {
                    0 => (numbers.next() % 1_000).to_string(),
                    1 => (*numbers.pick(&["HTTP", "URL", "JSON", "API", "ID"])).to_owned(),
                    _ => (*numbers.pick(&ENGLISH)).to_owned(),
                });
            }
            if camel(&parts).len() == 32 {
                return camel(&parts);
            }
        }
    };
    let share = share(5_000, &mut sample);
    assert!(
        share < 0.02,
        "{share} of such identifiers are taken for keys"
    );
}

#[test]
fn placeholders_are_known() {
    for text in [
        "",
        " ",
        "your-api-key",
        "your_mistral_api_key_here",
        "YOUR_API_KEY",
        "<your key>",
        "<key>",
        "${MISTRAL_API_KEY}",
        "$MISTRAL_API_KEY",
        "{{ api_key }}",
        "%MISTRAL_API_KEY%",
        "xxxx",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "XXXX-XXXX",
        "****",
        "test-key",
        "test",
        "test_api_key",
        "changeme",
        "change-me",
        "CHANGE_ME",
        "sk-...",
        "sk-1234",
        "abcdefgh",
        "1234567890",
        "abcdefghijklmnopqrstuvwxyz123456",
        "aaaaaaaa",
        "abcabcabc",
        "dummy",
        "fake-key",
        "mock",
        "placeholder",
        "REPLACE_WITH_YOUR_KEY",
        "replace_me",
        "TODO",
        "...",
        "…",
        "---",
        "none",
        "None",
        "null",
        "undefined",
        "api-key",
        "apiKey",
        "API_KEY",
        "mistral-api-key",
        "my-api-key",
        "my-secret-key",
        "secret",
        "token",
        "insert key here",
        "put-your-key-here",
        "votre_cle_api",
        "votre-clé-api",
        "deinApiKey",
        "dein-api-schlüssel",
        "tu-clave-api",
        "sua_chave_aqui",
        "la-tua-chiave",
        "jouw-api-sleutel",
        "你的密钥",
        "あなたのキー",
        "여기에키",
        "foo",
        "bar",
        "YourMistralApiKeyGoesHere1234567",
        "not-a-real-key",
        "none-needed",
        "0",
        "example-key-123",
        "process.env.MISTRAL_API_KEY",
        "op://vault/mistral/key",
        "abc123",
    ] {
        assert_eq!(KeyShape::of(text), KeyShape::Placeholder, "{text:?}");
    }
}

#[test]
fn other_literals_are_odd() {
    let mut numbers = Numbers(9);
    for text in [
        numbers.text(HEX, 32),
        numbers.text(MIXED, 40),
        numbers.text(MIXED, 20),
        format!("{}-{}", numbers.text(HEX, 8), numbers.text(HEX, 4)),
        "hunter2".to_owned(),
        "correcthorsebatterystaple".to_owned(),
    ] {
        assert_eq!(KeyShape::of(&text), KeyShape::Odd, "{text}");
    }
}

#[test]
fn a_sequence_a_repetition_or_a_word_inside_is_no_key() {
    let random = Numbers(10).text(MIXED, 32);
    for inside in [
        "abcd", "4321", "WXYZ", "0000", "zzzz", "example", "Mistral", "Your",
    ] {
        let text = format!("{inside}{}", &random[inside.len()..]);
        assert_eq!(KeyShape::of(&text), KeyShape::Odd, "{inside}");
    }
    let half = &random[..16];
    assert_eq!(
        KeyShape::of(&format!("{half}{half}")),
        KeyShape::Placeholder
    );
}

#[test]
fn runs_go_up_down_or_stay() {
    for (text, least, expected) in [
        ("abcd", 4, 4),
        ("abc", 4, 0),
        ("dcba", 4, 4),
        ("aaaa", 4, 4),
        ("aabb", 3, 0),
        ("xabcx123x", 3, 6),
        ("9:;<", 3, 0),
        ("", 3, 0),
    ] {
        assert_eq!(runs(text, least), expected, "{text}");
    }
}

fn camel(parts: &[String]) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if at > 0 => text.push(first.to_ascii_uppercase()),
            first => text.extend(first),
        }
        text.extend(chars);
    }
    text
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks_exact(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, &byte| (bits << 8) | u32::from(byte));
        for shift in [18, 12, 6, 0] {
            let value = (bits >> shift & 63) as usize;
            text.push(char::from([MIXED, b"+/"].concat()[value]));
        }
    }
    text
}

#[test]
fn the_samples_are_what_they_are_said_to_be() {
    assert_eq!(base64(b"Man"), "TWFu");
    assert_eq!(camel(&["get".into(), "user".into()]), "getUser");
    assert_eq!(words("getUser"), ["get", "user"]);
}
