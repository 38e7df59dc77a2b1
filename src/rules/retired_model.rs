//! A model that was retired, or soon will be.

use super::Rule;
use super::context::Context;
use super::model_mention::{Mention, mentions};
use crate::catalog::{Lifecycle, Model};
use crate::finding::{Applicability, Confidence, Finding, Level, RuleMeta};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "retired-model",
        summary: "a model is asked for that is retired or deprecated",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("retired-model.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for mention in mentions(ctx) {
        let Some(named) = ctx
            .catalog
            .model(&mention.id)
            .filter(|_| mention.own_servers)
        else {
            continue;
        };
        let life = named.lifecycle(ctx.today);
        if life != Lifecycle::Active && named.model.provider.is_none() {
            findings.push(finding(ctx, &mention, named.model, life));
        }
    }
}

fn finding(ctx: &Context<'_, '_>, mention: &Mention, model: &Model, life: Lifecycle) -> Finding {
    let replacement = model.replacement.as_deref().filter(|it| answers(ctx, it));
    let message = message(&mention.id, model, life, replacement);
    let location = mention.location.clone();
    let mut finding = ctx.finding(
        &RULE.meta,
        location,
        &[&mention.asker, &mention.id],
        message,
    );
    mention.explain(&mut finding);
    // A request that fails cannot be made worse; one that still answers would answer otherwise.
    let applicability = match mention.is_own && life == Lifecycle::Retired {
        true => Applicability::Safe,
        false => Applicability::Unsafe,
    };
    let fix = replacement.and_then(|id| mention.rename(id, applicability));
    finding.fixes.extend(fix);
    finding
}

/// Whether a model may be asked and answers.
fn answers(ctx: &Context<'_, '_>, id: &str) -> bool {
    let lives = |it: crate::catalog::NamedModel<'_>| it.lifecycle(ctx.today) == Lifecycle::Active;
    let allowed = ctx.settings.models.allowed.as_ref();
    ctx.catalog.model(id).is_some_and(lives)
        && allowed.is_none_or(|allowed| allowed.iter().any(|it| it == id))
}

fn message(id: &str, model: &Model, life: Lifecycle, replacement: Option<&str>) -> String {
    let instead = match replacement {
        Some(other) => format!(" Ask for `{other}` instead."),
        None => " Ask for another model.".to_owned(),
    };
    let day = |day: Option<crate::catalog::Date>| day.map(|day| day.to_string());
    match (life, day(model.deprecated), day(model.retires)) {
        (Lifecycle::Retired, _, retired) => {
            let on = retired.map(|day| format!(" on {day}")).unwrap_or_default();
            format!("`{id}` was retired{on}: requests for it fail.{instead}")
        }
        (_, since, Some(until)) => {
            let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
            format!(
                "`{id}` is deprecated{since} and is retired on {until}; requests for it then fail.{instead}"
            )
        }
        (_, since, None) => {
            let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
            format!("`{id}` is deprecated{since} and may stop answering.{instead}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::message;
    use crate::catalog::{Catalog, Date};

    #[test]
    fn says_when_a_model_goes_and_when_it_went() {
        let model = Catalog::builtin()
            .model("mistral-medium-2508")
            .unwrap()
            .model;
        let on = |day| {
            message(
                &model.id,
                model,
                model.lifecycle(day),
                model.replacement.as_deref(),
            )
        };
        let before = on(Date::new(2026, 6, 1));
        assert!(
            before.contains("deprecated since 2026-05-22 and is retired on 2026-08-31"),
            "{before}"
        );
        let after = on(Date::new(2026, 9, 1));
        assert!(
            after.contains("was retired on 2026-08-31: requests for it fail"),
            "{after}"
        );
        assert!(
            after.ends_with("Ask for `mistral-medium-3-5` instead."),
            "{after}"
        );
    }
}
