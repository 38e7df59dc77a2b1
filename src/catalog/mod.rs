//! Temporary stand-in while the tables are written.
use std::sync::LazyLock;
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)] pub enum Family { Ecma, Python }
#[derive(Debug)] pub enum ArgRef { Position(usize), Keyword(String) }
#[derive(Debug)] pub struct Slot { pub arg: ArgRef, pub path: Vec<String> }
impl Slot { pub fn name(&self) -> smol_str::SmolStr { match (&self.arg, self.path.last()) { (_, Some(n)) => n.as_str().into(), (ArgRef::Keyword(k), None) => k.as_str().into(), (ArgRef::Position(p), None) => smol_str::format_smolstr!("argument {}", p+1) } } }
#[derive(Clone, Copy, PartialEq, Eq, Debug)] pub enum OnMissing { Raises, Nothing }
#[derive(Debug)] pub struct EnvReadSpec { pub name: Slot, pub default: Option<Slot>, pub on_missing: OnMissing }
#[derive(Debug)] pub struct Transparent { pub value: Slot }
#[derive(Debug)] pub struct HttpCall { pub url: Vec<Slot>, pub headers: Vec<Slot>, pub body: Vec<Slot> }
#[derive(Clone, Copy, PartialEq, Eq, Debug)] pub enum RequestKind { Chat, Fim, Agents, Embeddings, Other }
impl RequestKind { pub fn is_generation(self) -> bool { true } }
#[derive(Debug)] pub struct Method { pub kind: RequestKind, pub model: Vec<Slot> }
#[derive(Debug)] pub struct Endpoint { pub kind: RequestKind, pub path: String }
#[derive(Debug)] pub struct ClientKind { pub class: String, pub package: String, pub key: Vec<Slot>, pub key_env: Vec<String>, pub fails_on_missing: bool }
impl ClientKind { pub fn method(&self, path: &str) -> Option<&'static Method> { let _ = path; None } }
#[derive(Clone, Copy, Debug)] pub struct ClientIndex(pub usize);
#[derive(Debug)] pub enum Role { Client(ClientIndex), EnvObject, EnvRead(EnvReadSpec), Transparent(Transparent), Http(HttpCall), Exit, Assertion, AuditSink(()), Instrumentation(()) }
#[derive(Debug)] pub struct Catalog { clients: Vec<ClientKind> }
#[derive(Clone, Copy, PartialEq, Eq, Debug)] pub enum KeyShape { KeyShaped, Odd, Placeholder }
impl KeyShape { pub fn of(_: &str) -> Self { Self::Odd } pub fn describe(self) -> &'static str { "" } }
impl Catalog {
  pub fn builtin() -> &'static Self { static C: LazyLock<Catalog> = LazyLock::new(|| Catalog { clients: vec![] }); &C }
  pub fn role(&self, _: Family, _: &str) -> Option<&'static Role> { None }
  pub fn client(&self, i: ClientIndex) -> &'static ClientKind { &Self::builtin().clients[i.0] }
  pub fn is_transparent_method(&self, _: &str) -> bool { false }
  pub fn may_be_request(&self, _: &str) -> bool { true }
  pub fn endpoint(&self, _: &str) -> Option<&'static Endpoint> { None }
  pub fn is_key_variable(&self, _: &str) -> bool { false }
  pub fn names_mistral_credential(&self, _: &str) -> bool { false }
  pub fn audit_sink(&self, _: bool, _: &str) -> Option<bool> { None }
  pub fn is_logger_call(&self, _: &str, _: &str) -> bool { false }
}
