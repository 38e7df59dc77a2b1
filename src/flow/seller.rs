//! Hosts of others that serve Mistral's models among those of many vendors: which of their requests ask
//! for one. A key of theirs is none of Mistral's.

use super::value::{Client, ExprAt, Value};
use super::{Flow, MAX_VALUES};
use crate::catalog::{Ambient, ClientKind, HostRole, Reached, Slot};

/// How many clients, each made of another, are looked into for an address.
const MAX_CLIENTS: usize = 4;

impl<'p> Flow<'p> {
    /// Whether the client that a call makes talks to such a host, and may be asked for a model of
    /// Mistral's.
    pub(super) fn may_ask_seller(&self, kind: &ClientKind, at: ExprAt<'p>) -> bool {
        self.is_seller_in(at, &kind.base_url, &kind.base_url_set)
            && (kind.model.is_empty() || self.names_family(at, &kind.model))
    }

    /// Whether a client talks to such a host, so that each request says whose model it asks.
    pub(super) fn is_at_seller(&self, client: &Client<'p>) -> bool {
        self.is_at_seller_behind(client, 0)
    }

    fn is_at_seller_behind(&self, client: &Client<'p>, depth: usize) -> bool {
        let Some(call) = client.call.filter(|_| depth < MAX_CLIENTS) else {
            return false;
        };
        let kind = client.kind;
        if !kind.base_url.is_empty() {
            return !self.is_at_mistral(call, &kind.base_url, &kind.base_url_set)
                && self.is_seller_in(call, &kind.base_url, &kind.base_url_set);
        }
        let behind = self.made_from(client, call);
        behind.is_some_and(|behind| self.is_at_seller_behind(&behind, depth + 1))
    }

    /// Whether what stands in the first of some slots may be a model of Mistral's, as others call it.
    pub(super) fn names_family(&self, at: ExprAt<'p>, model: &[Slot]) -> bool {
        let found = self.first_slot(at, model);
        found.is_some_and(|found| self.is_of_family(&found.values))
    }

    /// Whether values name models of Mistral's, as others call them, and no models of others: of a
    /// helper that is asked for any vendor's nobody knows.
    pub(super) fn is_of_family(&self, values: &[Value<'p>]) -> bool {
        let mut named = values.iter().flat_map(|value| match value {
            Value::OneOf(names) => names.iter().map(|it| it.to_string()).collect(),
            value => super::http::written(value)
                .map(|it| it.to_string())
                .collect::<Vec<_>>(),
        });
        let is_sold = |name: String| self.catalog.is_sold_model(&name);
        // Of too many values those are kept that speak of Mistral.
        values.len() < MAX_VALUES && named.next().is_some_and(is_sold) && named.all(is_sold)
    }

    fn is_seller_in(&self, at: ExprAt<'p>, slots: &[Slot], set: &[Ambient]) -> bool {
        let is_seller = |reached: Reached<'_>| reached.host.role == HostRole::Seller;
        self.is_at_host(at, slots, set, is_seller)
    }
}
