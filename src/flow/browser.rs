//! Which modules run in the browser: those that say `'use client'`, and what they import.

use super::Flow;
use crate::facts::{ExportSource, Import};
use crate::project::SourceFile;
use rustc_hash::FxHashMap;

impl<'p> Flow<'p> {
    /// The module marked `'use client'` that a file is or that imports it, directly or over others;
    /// `None` for one that only servers run, as far as is known.
    pub fn browser_module(&self, file: &'p SourceFile) -> Option<&'p SourceFile> {
        let known = self.browser.get_or_init(|| self.browser_modules());
        known.get(&std::ptr::from_ref(file).addr()).copied()
    }

    fn browser_modules(&self) -> FxHashMap<usize, &'p SourceFile> {
        let mut known = FxHashMap::default();
        let files = self.project.files().map(|file| &**file);
        let marked = files.filter(|file| file.language.is_ecma() && says(file, "use client"));
        let mut open: Vec<_> = marked.map(|file| (file, file)).collect();
        while let Some((file, marked)) = open.pop() {
            let address = std::ptr::from_ref(file).addr();
            // What calls of actions reach stays on the server.
            let is_server = says(file, "use server") || imports(file, "server-only");
            if is_server || known.contains_key(&address) {
                continue;
            }
            known.insert(address, marked);
            open.extend(self.taken(file).into_iter().map(|file| (file, marked)));
        }
        known
    }

    /// The files that a file takes more than types from.
    fn taken(&self, file: &'p SourceFile) -> Vec<&'p SourceFile> {
        let facts = &file.facts;
        let imports = facts.imports().filter(|(_, import)| !import.type_only);
        let imported = imports.filter_map(|(_, import)| {
            let target = self.resolve(file, &import.module)?;
            (!is_type(target, import)).then_some(target)
        });
        let exported = facts
            .exports
            .iter()
            .filter_map(|export| match &export.source {
                ExportSource::Module { module, .. } => self.resolve(file, module),
                _ => None,
            });
        imported.chain(exported).collect()
    }
}

/// Whether an import takes only a type, though it does not say so.
fn is_type(target: &SourceFile, import: &Import) -> bool {
    let Some(name) = &import.name else {
        return false;
    };
    let mut classes = target.facts.classes().map(|(_, class)| class);
    target.facts.alias(name).is_some()
        || classes.any(|class| class.shape && class.name.as_ref() == Some(name))
}

fn imports(file: &SourceFile, module: &str) -> bool {
    let mut imports = file.facts.imports();
    // A bare import binds nothing, and is no fact.
    let bare = [format!("import \"{module}\""), format!("import '{module}'")];
    imports.any(|(_, import)| import.module == module)
        || bare
            .iter()
            .any(|it| file.document.text().contains(it.as_str()))
}

/// Whether a file begins with a directive, after comments and other directives.
fn says(file: &SourceFile, directive: &str) -> bool {
    let text = file.document.text();
    let mut comments = file.facts.comments.iter().peekable();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == '\u{feff}')
                .len();
        while comments
            .next_if(|comment| comment.range.start() < at)
            .is_some()
        {}
        if let Some(comment) = comments.next_if(|comment| comment.range.start() == at) {
            at = comment.range.end();
            continue;
        }
        let rest = &text[at..];
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return false;
        };
        let Some(length) = rest[1..].find(quote) else {
            return false;
        };
        if &rest[1..=length] == directive {
            return true;
        }
        at += length + 2;
    }
}
