use super::*;
use crate::project::{Configs, Project};
use tower_lsp::lsp_types::TextDocumentContentChangeEvent;

/// A session of a folder of its own, with documents open.
struct Opened {
    folder: tempfile::TempDir,
    session: Session,
    version: i32,
}

impl Opened {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let session = Session {
            project: Project::new(vec![root], [], Configs::default()),
            ..Session::default()
        };
        let mut opened = Self {
            folder,
            session,
            version: 1,
        };
        for (name, text) in files {
            std::fs::write(opened.folder.path().join(name), text).unwrap();
        }
        for (name, text) in files {
            let uri = opened.uri(name);
            let identity = Identity::of(&uri, "", opened.session.project.roots());
            let item = TextDocumentItem::new(uri, String::new(), 1, (*text).to_owned());
            opened.session.open(item, identity);
        }
        while !opened.look().is_empty() {}
        opened
    }

    fn uri(&self, name: &str) -> Url {
        let root = self.folder.path().canonicalize().unwrap();
        Url::from_file_path(root.join(name)).unwrap()
    }

    /// Looks at the documents that are due; returns their names.
    fn look(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        for (path, _) in self.session.due() {
            let task = self.session.begin(&path).unwrap();
            self.session.finish(task.run());
            names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
        names
    }

    /// Changes a document; returns which are looked at because of that, in turn.
    fn edit(&mut self, name: &str, text: &str) -> Vec<String> {
        self.version += 1;
        let change = TextDocumentContentChangeEvent {
            range: None,
            range_length: None,
            text: text.to_owned(),
        };
        let encoding = self.session.client.encoding;
        let (uri, version) = (self.uri(name), self.version);
        self.session
            .documents
            .change(&uri, version, vec![change], encoding);
        let mut names = Vec::new();
        loop {
            match self.look() {
                more if more.is_empty() => return names,
                more => names.extend(more),
            }
        }
    }

    fn findings(&self, name: &str, rule: &str) -> usize {
        let path = super::super::uri::path_of(&self.uri(name)).unwrap();
        let report = &self.session.reports[&*path];
        let of_rule = |finding: &&crate::finding::Finding| finding.rule.id == rule;
        report.findings.iter().filter(of_rule).count()
    }
}

const CLIENT: &str = "import { Mistral } from '@mistralai/mistralai';\n\
    import { model } from './config';\n\
    const client = new Mistral();\n\
    export const ask = (messages) => client.chat.complete({ model, messages });\n";

#[test]
fn an_edit_bears_on_dependents_only_if_the_summary_changed() {
    let config = "export const model = 'ministral-8b-latest';\n";
    let mut opened = Opened::new(&[("config.ts", config), ("client.ts", CLIENT)]);
    assert_eq!(opened.findings("client.ts", "unrestricted-model"), 0);

    let commented = format!("// the smaller one\n\n{config}");
    assert_eq!(opened.edit("config.ts", &commented), ["config.ts"]);

    let read = "export const model = process.env.CHAT_MODEL;\n";
    let looked_at = opened.edit("config.ts", read);
    assert!(looked_at.contains(&"client.ts".to_owned()), "{looked_at:?}");
    assert_eq!(opened.findings("client.ts", "unrestricted-model"), 1);
}

#[test]
fn a_document_that_uses_a_client_of_another_is_looked_at() {
    let route = "import { ask } from './client';\nexport const POST = () => ask([]);\n";
    let config = "export const model = 'ministral-8b-latest';\n";
    let opened = Opened::new(&[
        ("config.ts", config),
        ("client.ts", CLIENT),
        ("route.ts", route),
    ]);
    let path = opened
        .folder
        .path()
        .canonicalize()
        .unwrap()
        .join("route.ts");
    assert!(opened.session.project.file(&path).is_some());
}

#[test]
fn other_names_given_to_others_are_noticed() {
    let mut opened = Opened::new(&[("client.ts", CLIENT)]);
    opened.session.took_other_outlines();
    opened.edit("client.ts", &CLIENT.replace("messages", "list"));
    assert!(!opened.session.took_other_outlines());
    opened.edit("client.ts", &CLIENT.replace("ask", "tell"));
    assert!(opened.session.took_other_outlines());
}
