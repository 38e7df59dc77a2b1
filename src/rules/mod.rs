//! The rules: one file each, `<id>.rs` with its page `<id>.md`, and one line in [`RULES`].
//!
//! Must not know: another rule, the protocol, the command line.

mod allow_list_fix;
mod argument_edit;
mod audit_fix;
mod code_style;
mod context;
mod env_fix;
mod env_keys;
mod guard_fix;
mod limit_fix;
mod list_edit;
mod model_mention;
mod transport;

pub mod client_exposed_key;
pub mod compromised_dependency;
pub mod debug_logging;
pub mod env_file_exposed;
pub mod hardcoded_key;
pub mod insecure_transport;
pub mod leaked_error_details;
pub mod logged_key;
pub mod malformed_key;
pub mod missing_env_validation;
pub mod missing_rate_limit;
pub mod model_not_allowed;
pub mod retired_model;
pub mod shared_key;
pub mod stale_key;
pub mod unaudited_call;
pub mod unbounded_tokens;
pub mod unfiltered_content;
pub mod unknown_model;
pub mod unrestricted_model;
pub mod unsafe_environment_fallback;
pub mod unsanitized_output;
pub mod unused_suppression;
pub mod unvalidated_input;

pub use context::Context;

use crate::finding::{Finding, RuleMeta};

/// A rule: what is known of it, and how it looks at one file.
pub struct Rule {
    /// Its name, defaults and page.
    pub meta: RuleMeta,
    /// Adds what it finds about a file; a finding may stand in another file, where the value it is
    /// about was followed to.
    pub check: fn(&Context<'_, '_>, &mut Vec<Finding>),
}

/// All rules, in order of id.
pub static RULES: &[&Rule] = &[
    &client_exposed_key::RULE,
    &compromised_dependency::RULE,
    &debug_logging::RULE,
    &env_file_exposed::RULE,
    &hardcoded_key::RULE,
    &insecure_transport::RULE,
    &leaked_error_details::RULE,
    &logged_key::RULE,
    &malformed_key::RULE,
    &missing_env_validation::RULE,
    &missing_rate_limit::RULE,
    &model_not_allowed::RULE,
    &retired_model::RULE,
    &shared_key::RULE,
    &stale_key::RULE,
    &unaudited_call::RULE,
    &unbounded_tokens::RULE,
    &unfiltered_content::RULE,
    &unknown_model::RULE,
    &unrestricted_model::RULE,
    &unsafe_environment_fallback::RULE,
    &unsanitized_output::RULE,
    &unused_suppression::RULE,
    &unvalidated_input::RULE,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.meta.id == id)
}
