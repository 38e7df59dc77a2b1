//! What an HTTP library keeps for all requests of a program or of a client, in members that code writes
//! to: `axios.defaults.baseURL = …`, `api.defaults.headers.common["Authorization"] = …`.

use super::HttpSend;
use super::header::header_spellings;
use crate::flow::Flow;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Value};
use smol_str::{SmolStr, format_smolstr};

/// A member that code writes to: what it is a member of, the call that gave that, and its name.
type Member<'p> = (SmolStr, Option<ExprAt<'p>>, SmolStr);

impl<'p> Flow<'p> {
    /// The bases that are kept for a request.
    pub(super) fn bases_kept(&self, send: &HttpSend<'p>) -> Vec<Value<'p>> {
        let of_client = send
            .client
            .map_or(&[][..], |(client, _)| &client.base_url_at);
        let members = self.members_kept(send, send.call.base_url_at.iter().chain(of_client));
        let file = send.at.file;
        let mut kept = members.into_iter();
        kept.find_map(|(owner, made, name)| {
            let values = self.written_into(&owner, made, &name, file);
            (!values.is_empty()).then_some(values)
        })
        .unwrap_or_default()
    }

    /// A header that is kept for a request.
    pub(super) fn header_kept(&self, send: &HttpSend<'p>, name: &str) -> Option<SlotValue<'p>> {
        let of_client = send
            .client
            .map_or(&[][..], |(client, _)| &client.headers_at);
        let members = self.members_kept(send, send.call.headers_at.iter().chain(of_client));
        let file = send.at.file;
        members.into_iter().find_map(|(owner, made, property)| {
            let headers = format_smolstr!("{owner}{}{property}", joint(&owner));
            let one = header_spellings(name)
                .map(|spelling| self.written_into(&headers, made, &spelling, file))
                .find(|values| !values.is_empty());
            if let Some(values) = one {
                return Some(SlotValue { at: None, values });
            }
            let values = self.written_into(&owner, made, &property, file);
            self.header_among(&SlotValue { at: None, values }, name, 0)
        })
    }

    /// The members that are meant by these paths: of a module, or of the client that sends.
    fn members_kept<'a>(
        &self,
        send: &HttpSend<'p>,
        paths: impl Iterator<Item = &'a String>,
    ) -> Vec<Member<'p>> {
        let clients = send.client.map_or(Vec::new(), |(_, made)| {
            let symbols = self.symbols(made).into_iter();
            symbols.map(|path| (path, Some(made))).collect()
        });
        let mut members = Vec::new();
        for path in paths {
            if path.contains('#') {
                members.extend(split(path).map(|(owner, name)| (owner, None, name)));
                continue;
            }
            let own = clients.iter().filter_map(|(client, made)| {
                let (owner, name) = split(&format!("{client}.{path}"))?;
                Some((owner, *made, name))
            });
            members.extend(own);
        }
        members
    }
}

/// A path without its last name, and that.
fn split(path: &str) -> Option<(SmolStr, SmolStr)> {
    let (owner, name) = path.rsplit_once('.')?;
    Some((owner.into(), name.into()))
}

/// What stands between a path and the name of a member.
fn joint(owner: &str) -> &'static str {
    match owner.ends_with('#') {
        true => "",
        false => ".",
    }
}
