//! Which file is in which format.

/// A format of data files or texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Format {
    /// JSON, with comments and the liberties of JSON5 allowed.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// Lines of `name = value`: INI, properties, systemd units, Terraform, requirements.
    Ini,
    /// Dockerfiles.
    Docker,
    /// Shell scripts and what is much like them: Makefiles, batch files, PowerShell.
    Shell,
    /// Markdown.
    Markdown,
    /// A lock file: a tool writes it, and it holds versions and digests.
    Lock,
}

/// Names of files, in lower case, that say what they are better than their endings do.
const NAMES: &[(&str, Format)] = &[
    ("package-lock.json", Format::Lock),
    ("npm-shrinkwrap.json", Format::Lock),
    ("pnpm-lock.yaml", Format::Lock),
    ("yarn.lock", Format::Lock),
    ("bun.lock", Format::Lock),
    ("poetry.lock", Format::Lock),
    ("uv.lock", Format::Lock),
    ("pdm.lock", Format::Lock),
    ("pylock.toml", Format::Lock),
    ("pipfile.lock", Format::Lock),
    ("composer.lock", Format::Lock),
    ("pipfile", Format::Toml),
    ("dockerfile", Format::Docker),
    ("containerfile", Format::Docker),
    ("makefile", Format::Shell),
    ("gnumakefile", Format::Shell),
    ("justfile", Format::Shell),
    ("procfile", Format::Shell),
    (".bashrc", Format::Shell),
    (".bash_profile", Format::Shell),
    (".bash_history", Format::Shell),
    (".zsh_history", Format::Shell),
    (".profile", Format::Shell),
    (".zshrc", Format::Shell),
    (".zshenv", Format::Shell),
    (".zprofile", Format::Shell),
];

/// Endings of names, in lower case.
const ENDINGS: &[(&[&str], Format)] = &[
    (
        &["json", "jsonc", "json5", "code-workspace", "webmanifest"],
        Format::Json,
    ),
    (&["yaml", "yml"], Format::Yaml),
    (&["toml"], Format::Toml),
    (
        &[
            "ini",
            "cfg",
            "conf",
            "properties",
            "service",
            "tf",
            "tfvars",
        ],
        Format::Ini,
    ),
    (&["dockerfile", "containerfile"], Format::Docker),
    (
        &[
            "sh", "bash", "zsh", "ksh", "fish", "ps1", "bat", "cmd", "mk",
        ],
        Format::Shell,
    ),
    // Requests written down for an editor to send are read as prose is.
    (
        &["md", "mdx", "mdc", "markdown", "http", "rest"],
        Format::Markdown,
    ),
];

impl Format {
    /// The format of a file of this name; `None` if it is none that is read.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if let Some((_, format)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Some(*format);
        }
        if name.starts_with("dockerfile.") || name.starts_with("containerfile.") {
            return Some(Self::Docker);
        }
        let (stem, ending) = name.rsplit_once('.')?;
        let is_list = matches!(ending, "txt" | "in")
            && (stem.starts_with("requirements") || stem.starts_with("constraints"));
        if is_list {
            return Some(Self::Ini);
        }
        let mut endings = ENDINGS.iter();
        let found = endings.find(|(endings, _)| endings.contains(&ending));
        found.map(|(_, format)| *format)
    }

    /// The format of what a text says it is in, as the first word after a fence in Markdown.
    pub fn of_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "json" | "jsonc" | "json5" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            "ini" | "cfg" | "conf" | "properties" | "env" | "dotenv" => Some(Self::Ini),
            "dockerfile" | "docker" => Some(Self::Docker),
            "sh" | "bash" | "shell" | "zsh" | "console" | "shellsession" | "fish" | "curl"
            | "powershell" | "ps1" | "bat" | "cmd" => Some(Self::Shell),
            _ => None,
        }
    }

    /// What a comment in it begins and ends with; `None` if it has none.
    pub fn comment_marks(self) -> Option<(&'static str, &'static str)> {
        match self {
            // JSON has none, where it is not said to have.
            Self::Json | Self::Lock => None,
            Self::Markdown => Some(("<!-- ", " -->")),
            _ => Some(("# ", "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_the_format() {
        for (name, format) in [
            ("mcp.json", Some(Format::Json)),
            (".mcp.json", Some(Format::Json)),
            ("settings.JSON", Some(Format::Json)),
            ("package-lock.json", Some(Format::Lock)),
            ("pnpm-lock.yaml", Some(Format::Lock)),
            ("compose.yml", Some(Format::Yaml)),
            ("Pipfile", Some(Format::Toml)),
            ("requirements-dev.txt", Some(Format::Ini)),
            ("notes.txt", None),
            ("Dockerfile", Some(Format::Docker)),
            ("Dockerfile.prod", Some(Format::Docker)),
            ("api.dockerfile", Some(Format::Docker)),
            ("run.sh", Some(Format::Shell)),
            (".bashrc", Some(Format::Shell)),
            ("README.md", Some(Format::Markdown)),
            ("LICENSE", None),
            ("a.ts", None),
        ] {
            assert_eq!(Format::of_name(name), format, "{name}");
        }
    }
}
