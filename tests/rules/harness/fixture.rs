//! Reading fixtures.

use super::files::FixtureFile;
use super::marker::Says;
use std::path::{Path, PathBuf};
use windbreak::syntax::Language;

/// A small project and what is expected of it.
pub struct Fixture {
    /// Its path below `tests/fixtures`, without the extension: `<rule>/<name>`, `<rule>/flow/<name>`.
    pub name: String,
    /// The rule it is about.
    pub rule: String,
    /// What it shows, from the lines before the first file.
    pub about: String,
    /// The files.
    pub files: Vec<FixtureFile>,
    /// The files that differ once all safe fixes were applied; `None` if nothing is said of fixes.
    pub fixed: Option<Vec<FixtureFile>>,
    /// The files that differ once all fixes were applied, the unsafe ones too.
    pub fixed_unsafely: Option<Vec<FixtureFile>>,
    /// The rules that report something new because of the fixes, which should not be.
    pub known_after_fix: Vec<String>,
}

/// The line after which the files are listed as the fixes leave them.
const FIXED: &str = "//= fixed\n";
/// The same for all fixes, the unsafe ones too; it comes last.
const FIXED_UNSAFELY: &str = "//= fixed unsafely\n";
/// How the line begins that names rules which report something because of the fixes.
const KNOWN_AFTER_FIX: &str = "known-after-fix: ";

impl Fixture {
    /// All fixtures, in order of name.
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let mut paths = Vec::new();
        let mut folders: Vec<_> = entries(&root)
            .into_iter()
            .filter(|path| path.is_dir())
            .collect();
        while let Some(folder) = folders.pop() {
            for path in entries(&folder) {
                match path.extension() {
                    Some(extension) if extension == "fixture" => paths.push(path),
                    _ if path.is_dir() => folders.push(path),
                    _ => {}
                }
            }
        }
        paths.sort();
        paths.iter().map(|path| Self::read(&root, path)).collect()
    }

    fn read(root: &Path, path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("fixtures are text");
        let name = path
            .strip_prefix(root)
            .expect("it lies below")
            .with_extension("");
        let rule = name
            .components()
            .next()
            .expect("it lies in a rule's folder")
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        Self::parse(name.to_string_lossy().replace('\\', "/"), rule, &text)
    }

    fn parse(name: String, rule: String, text: &str) -> Self {
        let parted = |text, mark| match str::split_once(text, mark) {
            Some((before, after)) => (before, Some(after)),
            None => (text, None),
        };
        let (text, unsafely) = parted(text, FIXED_UNSAFELY);
        let (before, after) = parted(text, FIXED);
        let is_about = |line: &&str| !line.starts_with("//- ") && !line.starts_with("#- ");
        let about: Vec<_> = before.lines().take_while(is_about).collect();
        let known = about.iter().find_map(|line| {
            line.trim_start_matches(['#', ' '])
                .strip_prefix(KNOWN_AFTER_FIX)
        });
        Self {
            name,
            rule,
            about: about.join("\n").trim().to_owned(),
            files: FixtureFile::all(before),
            fixed: after.map(FixtureFile::all),
            fixed_unsafely: unsafely.map(FixtureFile::all),
            known_after_fix: known
                .iter()
                .flat_map(|rules| rules.split(", "))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether a file of it is in one of these languages.
    pub fn speaks(&self, languages: &[Language]) -> bool {
        let language = |file: &FixtureFile| Language::of_path(Path::new(&file.path));
        self.files
            .iter()
            .filter_map(language)
            .any(|language| languages.contains(&language))
    }

    /// Whether it shows what flow follows, by what a rule reports of it.
    pub fn is_of_flow(&self) -> bool {
        self.name.contains("/flow/")
    }

    /// Whether it asserts something that is known to be wrong: a miss or a false alarm.
    pub fn is_known_wrong(&self) -> bool {
        let mut markers = self.files.iter().flat_map(|file| &file.markers);
        markers
            .any(|(_, marker)| matches!(marker.says, Says::Missed { .. } | Says::FalseAlarm { .. }))
    }

    /// Whether it expects nothing to be reported, nor to be missed.
    pub fn is_silent(&self) -> bool {
        self.files.iter().all(|file| file.markers.is_empty())
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of fixtures can be read");
    entries
        .map(|entry| entry.expect("its entries can be read").path())
        .collect()
}
