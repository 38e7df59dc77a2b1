//! Keys in an env file that is there to be shared.

use crate::catalog::KeyShape;
use crate::finding::{Finding, Secret};
use crate::rules::context::Context;
use crate::rules::env_fix;

/// Reports the keys of an env file that is a template.
pub(super) fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if !is_template(ctx) {
        return;
    }
    for entry in &ctx.file.facts.env_entries {
        let Some(value) = &entry.value else { continue };
        if !ctx.is_key_variable(&entry.name) || KeyShape::of(value) != KeyShape::KeyShaped {
            continue;
        }
        let message = format!(
            "This is a Mistral key: `{}` holds {} in a file that is made to be shared. Put it into `.env`, leave the \
             value empty here, and revoke it.",
            entry.name,
            KeyShape::KeyShaped.describe(),
        );
        let location = ctx.location(entry.value_range);
        let mut finding = ctx.finding(&super::RULE.meta, location.clone(), &[value], message);
        finding.secrets.push(location);
        let key = Secret::new(&**value);
        finding.fixes.extend(env_fix::move_from_template(
            ctx.project(),
            ctx.settings,
            ctx.file,
            entry,
            &key,
        ));
        findings.push(finding);
    }
}

/// Whether the file is a template: `.env.example` and the like.
fn is_template(ctx: &Context<'_, '_>) -> bool {
    let name = ctx
        .file
        .path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    ["example", "sample", "template", "dist", "defaults"]
        .iter()
        .any(|part| name.split('.').any(|piece| piece == *part))
}
