//! Where settings come from: a file, and what the command line puts before it.

use std::path::{Path, PathBuf};

use super::error::text_of;
use super::{Ascii, Config, ConfigError, Theme, read, usual_path};

/// Names the settings file in place of the usual one.
const VARIABLE: &str = "TICKDOWN_CONFIG";

/// What the command line says; goes before what the file says.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The name or path of a theme.
    pub theme: Option<String>,
    /// Whether symbols are drawn with ASCII characters only.
    pub ascii: Option<Ascii>,
}

/// Where settings come from; they can be read from there any number of times.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The settings file, there or not.
    path: Option<PathBuf>,
    /// It was named, so it has to be there.
    is_named: bool,
    overrides: Overrides,
}

impl Source {
    /// Returns what the environment and the command line name.
    pub fn new(overrides: Overrides) -> Self {
        match std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
            Some(path) => Self { path: Some(path.into()), is_named: true, overrides },
            None => Self { path: usual_path(), is_named: false, overrides },
        }
    }

    /// Returns where the settings file is or would be; `None` for a user without a home.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the files that settings come from, there or not, and also where they cannot be used.
    pub fn files(&self) -> Vec<PathBuf> {
        let Some(path) = self.path() else { return self.theme_file(None).into_iter().collect() };
        let text = text_of(path).ok();
        let table = text.and_then(|text| text.parse::<toml::Table>().ok());
        let named = table.as_ref().and_then(|table| table.get("theme")?.as_str());
        std::iter::once(path.to_owned()).chain(self.theme_file(named)).collect()
    }

    /// Returns the file of the theme that the command line names, else of the one `named` in the settings.
    fn theme_file(&self, named: Option<&str>) -> Option<PathBuf> {
        let folder = self.path().and_then(Path::parent);
        match &self.overrides.theme {
            Some(name) => Theme::file(name, folder, Path::new("")),
            None => Theme::file(named?, folder, folder?),
        }
    }

    /// Returns the settings.
    ///
    /// # Errors
    /// [`ConfigError`] where the file is there and cannot be used, where it is named and not there, or where there is no
    /// such theme as the command line names.
    pub fn load(&self) -> Result<Config, ConfigError> {
        let theme = self.theme()?;
        let config = match self.path() {
            Some(path) if self.is_named || path.exists() => read(path, theme)?,
            _ => Config { theme: theme.unwrap_or_default(), ..Config::default() },
        };
        Ok(self.with_overrides(config))
    }

    /// Returns the usual settings, with what the command line says.
    pub fn usual(&self) -> Config {
        let theme = self.theme().ok().flatten().unwrap_or_default();
        self.with_overrides(Config { theme, ..Config::default() })
    }

    /// Returns the theme that the command line names.
    ///
    /// # Errors
    /// [`ConfigError`] where there is none, or where its file cannot be used.
    pub fn theme(&self) -> Result<Option<Theme>, ConfigError> {
        let folder = self.path().and_then(Path::parent);
        let found = |name: &String| Theme::find(name, folder, Path::new(""));
        self.overrides.theme.as_ref().map(found).transpose()
    }

    fn with_overrides(&self, config: Config) -> Config {
        Config { ascii: self.overrides.ascii.unwrap_or(config.ascii), ..config }
    }
}
