//! The address that a call of an HTTP library asks, put together of its parts.

use super::HttpSend;
use crate::catalog::Slot;
use crate::flow::Flow;
use crate::flow::value::{ExprAt, Value};

/// What stands in an address for a part that is not known: a path with it is one part long.
const UNKNOWN_PART: &str = "-";

/// How many addresses are made of the parts that an address may have.
const MAX_ADDRESSES: usize = 32;

impl<'p> Flow<'p> {
    /// The addresses that a call may ask, as far as they are known.
    pub(in crate::flow) fn addresses(&self, send: &HttpSend<'p>) -> Vec<String> {
        let own = |slots: &[Slot]| self.written_in(send.at, slots);
        let mut urls = own(&send.call.url);
        if let Some((client, _)) = send.client {
            let told = self.options(send, &client.url_options);
            urls.extend(
                told.iter()
                    .flat_map(|it| it.values.iter())
                    .flat_map(written),
            );
        }
        let mut bases = own(&send.call.base_url);
        if bases.is_empty() {
            bases = self.bases_of(send);
        }
        let mut hosts = own(&send.call.host);
        if let (true, Some((client, made))) = (hosts.is_empty(), send.client) {
            hosts = self.written_in(made, &client.host);
        }
        let mut paths = own(&send.call.path);
        if paths.is_empty() {
            paths.clone_from(&urls);
        }
        // `wretch(url).post(body)`; what sends a request that another call made says no address.
        let says_address = !send.call.url.is_empty() || !send.call.path.is_empty();
        if paths.is_empty() && says_address {
            return bases;
        }
        let based = bases.iter().flat_map(|base| {
            paths
                .iter()
                .filter(|path| !path.contains("://"))
                .map(|path| joined(base, path))
        });
        let hosted = hosts
            .iter()
            .flat_map(|host| paths.iter().map(|path| joined(host, path)));
        let mut all: Vec<String> = urls.iter().cloned().chain(based).chain(hosted).collect();
        all.truncate(MAX_ADDRESSES);
        all
    }

    /// What the client that sends a request puts before every address.
    fn bases_of(&self, send: &HttpSend<'p>) -> Vec<String> {
        let mut bases: Vec<String> = Vec::new();
        for link in self.links(send) {
            let before = self.written_in(link.at, link.base_url);
            let mut all: Vec<String> = match (before.is_empty(), bases.is_empty()) {
                (true, _) => continue,
                (false, true) => before,
                (false, false) => {
                    let with = |base: &String| {
                        bases
                            .iter()
                            .map(move |after| joined(base, after))
                            .collect::<Vec<_>>()
                    };
                    before.iter().flat_map(with).collect()
                }
            };
            all.truncate(MAX_ADDRESSES);
            bases = all;
            if bases.iter().any(|base| base.contains("://")) {
                break;
            }
        }
        if bases.is_empty() {
            bases = self.bases_kept(send).iter().flat_map(written).collect();
            bases.truncate(MAX_ADDRESSES);
        }
        bases
    }

    fn written_in(&self, at: ExprAt<'p>, slots: &[Slot]) -> Vec<String> {
        let found = slots.iter().find_map(|slot| {
            let found = self.slot(at, slot)?;
            let texts: Vec<_> = found.values.iter().flat_map(written).collect();
            (!texts.is_empty()).then_some(texts)
        });
        found.unwrap_or_default()
    }
}

/// An address of a base and what follows it.
fn joined(base: &str, path: &str) -> String {
    format!(
        "{}/{}",
        base.trim_end_matches('/'),
        path.trim_start_matches('/')
    )
}

/// A string as far as it is known, with something in the place of each part that is not; several
/// where a part may be several.
pub(in crate::flow) fn written(value: &Value<'_>) -> impl Iterator<Item = String> + use<> {
    let all = match value {
        Value::Text(text) => vec![text.value.to_string()],
        Value::Mixed(parts) => {
            let mut all = vec![String::new()];
            for part in parts.iter() {
                let texts: Vec<&str> = part
                    .iter()
                    .filter_map(|value| value.as_text().map(|text| text.value.as_str()))
                    .collect();
                let choices = if texts.is_empty() {
                    &[UNKNOWN_PART][..]
                } else {
                    &texts[..]
                };
                if all.len() * choices.len() > MAX_ADDRESSES {
                    all.iter_mut().for_each(|one| one.push_str(choices[0]));
                    continue;
                }
                all = all
                    .iter()
                    .flat_map(|one| choices.iter().map(move |choice| format!("{one}{choice}")))
                    .collect();
            }
            all
        }
        _ => Vec::new(),
    };
    all.into_iter()
}
