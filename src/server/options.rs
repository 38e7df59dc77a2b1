//! The settings that belong to the editor, not to the project.

use serde::Deserialize;
use serde_json::Value;

/// The name of the settings' section.
pub const SECTION: &str = "windbreak";

/// The editor's settings. What rules say is set in `windbreak.toml`, which all editors and the
/// command line read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Of which files findings are shown.
    pub diagnostics: Reach,
}

/// Of which files findings are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// Of all in the workspace.
    #[default]
    Workspace,
    /// Of those that are open.
    OpenFiles,
}

impl Options {
    /// Reads settings as clients send them: as they are, or in a section of our name.
    ///
    /// # Errors
    ///
    /// If they cannot be understood; the text says why, without quoting them.
    pub fn read(settings: &Value) -> Result<Self, &'static str> {
        let own = settings.get(SECTION).unwrap_or(settings);
        if own.is_null() {
            return Ok(Self::default());
        }
        Self::deserialize(own).map_err(|_| "`windbreak.diagnostics` is `workspace` or `openFiles`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_found_with_and_without_their_section() {
        let open = Ok(Options {
            diagnostics: Reach::OpenFiles,
        });
        for settings in [
            json!({ "diagnostics": "openFiles" }),
            json!({ "windbreak": { "diagnostics": "openFiles", "path": "/bin/windbreak" } }),
        ] {
            assert_eq!(Options::read(&settings), open);
        }
        for settings in [json!(null), json!({}), json!({ "windbreak": null })] {
            assert_eq!(Options::read(&settings), Ok(Options::default()));
        }
        assert!(Options::read(&json!({ "diagnostics": "all" })).is_err());
        assert!(Options::read(&json!([1])).is_err());
    }
}
