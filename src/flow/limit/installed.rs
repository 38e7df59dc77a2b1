//! Limits on all that a package, or an application in it, serves.

use super::limiter::Found;
use crate::catalog::{Family, Limits};
use crate::flow::handler::Handler;
use crate::flow::value::{At, Value};
use crate::flow::{Flow, family};
use crate::project::SourceFile;
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

/// A limit on all that a package, or an application in it, serves.
pub(in crate::flow) struct Installed {
    folder: PathBuf,
    family: Family,
    /// The beginning of the routes that it is for.
    prefix: Option<SmolStr>,
    file: PathBuf,
}

impl<'p> Flow<'p> {
    pub(super) fn is_limited_by_package(&self, handler: &Handler<'p>) -> bool {
        let file = handler.function.file;
        let own = family(file);
        let by_installed = self.installed_limits().iter().any(|limit| {
            let fits = match (&limit.prefix, &handler.route) {
                (Some(prefix), Some(route)) if *limit.file == *file.path => {
                    route.starts_with(prefix.as_str())
                }
                _ => true,
            };
            limit.family == own && file.path.starts_with(&limit.folder) && fits
        });
        by_installed || self.has_limiting_door(file)
    }

    /// The folder of the package that a file belongs to.
    pub(in crate::flow) fn package_folder<'a>(&'a self, path: &'a Path) -> &'a Path {
        let package = self.project.package(path);
        let folder = package.or_else(|| self.project.root_of(path));
        folder.or(path.parent()).unwrap_or(path)
    }

    /// Whether a file through which all requests of the package go has a limiter.
    fn has_limiting_door(&self, file: &SourceFile) -> bool {
        let folder = self.package_folder(&file.path);
        let web = self.catalog.web(family(file));
        let limits = |text: String| {
            let text = text.to_ascii_lowercase();
            web.limiting_marks()
                .iter()
                .any(|it| text.contains(it.as_str()))
        };
        let read = |door: &String| self.project.read(&folder.join(door));
        web.front_doors()
            .iter()
            .any(|door| read(door).is_some_and(limits))
    }

    /// The limits that files of the project install, found once.
    fn installed_limits(&self) -> &[Installed] {
        self.installed.get_or_init(|| {
            let mut installed = Vec::new();
            for file in self.project.files().map(|file| &**file) {
                if self.is_test(file) {
                    continue;
                }
                self.installed_in(file, &mut installed);
            }
            installed
        })
    }

    fn installed_in(&self, file: &'p SourceFile, installed: &mut Vec<Installed>) {
        let mut add = |prefix: Option<SmolStr>| {
            installed.push(Installed {
                folder: self.package_folder(&file.path).to_owned(),
                family: family(file),
                prefix,
                file: file.path.to_path_buf(),
            });
        };
        let facts = &file.facts;
        for &id in &facts.calls {
            let at = At { file, id };
            let Some(call) = facts.call(id) else {
                continue;
            };
            let Some(name) = facts.last_name(call.callee) else {
                continue;
            };
            let web = self.catalog.web(family(file));
            let installs = web.installs(name) && self.is_given_one(at);
            let by_itself = || matches!(self.limiter(at), Some(Found::Known(row)) if row.limits == Limits::Package);
            if installs || by_itself() {
                let first = call
                    .arguments
                    .first()
                    .map(|it| self.values(at.with(it.value)));
                let text = first
                    .as_ref()
                    .and_then(|it| it.iter().find_map(Value::as_text));
                add(text
                    .map(|text| text.value.clone())
                    .filter(|it| it.starts_with('/')));
            }
        }
        // `{ provide: APP_GUARD, useClass: ThrottlerGuard }`, `DEFAULT_THROTTLE_CLASSES = […]`.
        let text = file.document.text();
        let has_all = |marks: &Vec<String>| marks.iter().all(|mark| text.contains(mark.as_str()));
        if self
            .catalog
            .web(family(file))
            .package_marks()
            .iter()
            .any(has_all)
        {
            add(None);
        }
    }
}
