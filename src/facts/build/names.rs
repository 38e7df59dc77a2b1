//! Which names there are and what gives them their values.

use super::is_place;
use super::sites::Site;
use super::sites::Sites;
use crate::facts::arena::Id;
use crate::facts::build::Builder;
use crate::facts::ecma;
use crate::facts::expr::ExprId;
use crate::facts::items::Source;
use crate::facts::python;
use crate::facts::scope::Scope;
use crate::syntax::{Capture, Node, NodeField};

impl<'tree> Builder<'tree> {
    pub(super) fn names(&mut self, sites: &Sites<'tree>) {
        for site in sites.about(Capture::Outer) {
            let scope = self
                .facts
                .scopes
                .function_scope(self.scope_around(site.node));
            let mut cursor = site.node.walk();
            for name in site.node.named_children(&mut cursor) {
                self.outer.insert((scope, self.name(name)));
            }
        }
        for site in &sites.sites {
            match site.subject {
                Capture::Import => {
                    let scope = self.scope_around(site.node);
                    match self.language.is_ecma() {
                        true => ecma::import(self, scope, site.node),
                        false => python::import(self, scope, site.node),
                    }
                }
                Capture::Binding => {
                    let scope = self.scope_around(site.node);
                    match self.language.is_ecma() {
                        true => ecma::binding(self, scope, site.node),
                        false => python::binding(self, scope, site.node),
                    }
                }
                Capture::Alias if site.node.kind() == "interface_declaration" => {
                    ecma::interface(self, site.node);
                }
                Capture::Alias => ecma::alias(self, site.node),
                Capture::Loop => self.part_of(
                    sites,
                    site,
                    Capture::LoopPattern,
                    Capture::LoopValue,
                    Source::ElementOf,
                ),
                Capture::Context if sites.part(site, Capture::ContextPattern).is_none() => {
                    if let Some(value) = sites.part(site, Capture::ContextValue) {
                        let context = self.expr(value);
                        self.facts.contexts.push(context);
                    }
                }
                Capture::Context => {
                    self.part_of(
                        sites,
                        site,
                        Capture::ContextPattern,
                        Capture::ContextValue,
                        Source::Context,
                    );
                }
                Capture::Handler => {
                    if let Some(parameter) = sites.part(site, Capture::HandlerParameter) {
                        let scope = self.facts.scopes.at(parameter.start_byte());
                        let scope = scope.unwrap_or_else(|| self.scope_around(site.node));
                        self.pattern(scope, parameter, &Source::Caught, None);
                    }
                }
                _ => {}
            }
        }
        // Only now is every declared name known, so that a plain assignment finds the one it means.
        for site in sites.about(Capture::Assignment) {
            self.assignment(sites, site);
        }
        if self.language.is_ecma() {
            for site in sites.about(Capture::Export) {
                ecma::export(self, site.node);
            }
        }
    }

    fn part_of(
        &mut self,
        sites: &Sites<'tree>,
        site: &Site<'tree>,
        pattern: Capture,
        value: Capture,
        source: fn(ExprId) -> Source,
    ) {
        if let (Some(pattern), Some(value)) = (sites.part(site, pattern), sites.part(site, value)) {
            let value = self.expr(value);
            let scope = self
                .facts
                .scopes
                .at(pattern.start_byte())
                .unwrap_or(Id::new(0));
            // A comprehension has its names for itself.
            let parent = pattern.parent();
            let is_own = parent.is_some_and(|parent| parent.kind() == "for_in_clause");
            let scope = match self.language.is_ecma() || is_own {
                true => scope,
                false => self.assigned_scope(scope, pattern),
            };
            let source = source(value);
            if let Source::Context(context) = source {
                self.facts.contexts.push(context);
            }
            self.pattern(scope, pattern, &source, None);
        }
    }

    fn assignment(&mut self, sites: &Sites<'tree>, site: &Site<'tree>) {
        let (Some(target), Some(value)) = (
            sites.part(site, Capture::AssignmentTarget),
            sites.part(site, Capture::AssignmentValue),
        ) else {
            return;
        };
        let declared = self
            .field(site.node, NodeField::Type)
            .and_then(|node| python::declared_type(self, node));
        let value = self.expr(value);
        let scope = self.scope_around(site.node);
        if is_place(target) {
            let target = self.expr(target);
            self.facts.write(target, value);
            if self.language.is_ecma() {
                ecma::export_of_commonjs(self, scope, target, value);
            }
        } else if self.language.is_ecma() {
            let known = self.facts.scopes.resolve(scope, self.text(target));
            let scope = known.map_or(scope, |binding| self.facts.bindings[binding].scope);
            self.pattern(scope, target, &Source::Value(value), None);
        } else {
            let scope = self.assigned_scope(scope, target);
            self.pattern(scope, target, &Source::Value(value), declared);
        }
    }

    /// The scope in which Python puts a name assigned in `scope`.
    fn assigned_scope(&self, scope: Id<Scope>, target: Node<'_>) -> Id<Scope> {
        let own = self.facts.scopes.function_scope(scope);
        let name = self.name(target);
        if !self.outer.contains(&(own, name.clone())) {
            return own;
        }
        let outside = self.facts.scopes.chain(own).skip(1);
        let owner = outside
            .into_iter()
            .find(|&id| self.facts.scopes.declared(id, &name).is_some());
        owner
            .or_else(|| self.facts.scopes.chain(own).last())
            .unwrap_or(own)
    }
}
