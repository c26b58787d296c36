//! The settings: found, read, and resolved to values that are never missing.
//!
//! They stand in `config.toml` in the platform's configuration folder, or in what `TICKDOWN_CONFIG` names. Nothing here
//! writes. A file that cannot be used is an error for the caller to show; the program goes on with what it had.

mod ascii;
mod error;
mod keys;
mod marks;
mod print;
mod raw;
mod source;
mod themes;

use std::path::{Path, PathBuf};

use self::raw::Raw;
use crate::app::Keymap;
use crate::plan::Marks;

pub use self::ascii::Ascii;
pub use self::error::ConfigError;
use self::error::{Fault, text_of};
pub use self::print::{DEFAULT, all_commented};
pub use self::source::{Overrides, Source};
pub use self::themes::{Ground, Theme};

/// How somebody who looks elsewhere is told that others completed the plan or validated a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// Not at all.
    #[default]
    Off,
    /// By the terminal's bell.
    Bell,
    /// By a notification of the desktop (OSC 9, as iTerm2 introduced it).
    Osc9,
}

/// All settings, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The colours of the screen.
    pub theme: Theme,
    /// Whether symbols are drawn with ASCII characters only.
    pub ascii: Ascii,
    /// Whether the window has the plan's title and progress as its own.
    pub title: bool,
    /// Whether the mouse is the program's from the start.
    pub mouse: bool,
    /// How somebody who looks elsewhere is told of what others did.
    pub notify: Notify,
    /// Whether anything is remembered of a plan beside its file.
    pub remember: bool,
    /// How many seconds a validation command may take; 0 for as long as it likes.
    pub timeout: u64,
    /// What boxes stand for, and which marks are added.
    pub marks: Marks,
    /// Which keys do what.
    pub keymap: Keymap,
    /// Which actions have lost keys to others that the file gives these to, each in words.
    pub losses: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            ascii: Ascii::default(),
            title: true,
            mouse: false,
            notify: Notify::default(),
            remember: true,
            timeout: 600,
            marks: Marks::default(),
            keymap: Keymap::default(),
            losses: Vec::new(),
        }
    }
}

/// Returns the settings in the file at `path`; `theme` goes before the one that the file names.
///
/// # Errors
/// [`ConfigError`] where the file, or the one of its theme, cannot be read or says something that it may not say.
fn read(path: &Path, theme: Option<Theme>) -> Result<Config, ConfigError> {
    let text = text_of(path)?;
    let fault = |fault: Fault| fault.within(path, &text);
    let raw: Raw = toml::from_str(&text).map_err(|error| fault(Fault::of_toml(&error)))?;
    let mut marks = marks::marks(&raw.marks).map_err(fault)?;
    marks.added = raw.added_mark.unwrap_or_default();
    let (keymap, losses) = keys::keymap(&raw.keys).map_err(fault)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let named = |name: &toml::Spanned<String>| {
        Theme::find(name.get_ref(), Some(folder), folder).map_err(|error| match error {
            ConfigError::NoTheme { .. } => fault(Fault::new(name.span().start, error.to_string())),
            other => other,
        })
    };
    let theme = match theme {
        Some(theme) => theme,
        None => raw.theme.as_ref().map(named).transpose()?.unwrap_or_default(),
    };
    let usual = Config::default();
    Ok(Config {
        theme,
        ascii: raw.ascii.unwrap_or(usual.ascii),
        title: raw.title.unwrap_or(usual.title),
        mouse: raw.mouse.unwrap_or(usual.mouse),
        notify: raw.notify.unwrap_or(usual.notify),
        remember: raw.remember.unwrap_or(usual.remember),
        timeout: raw.timeout.unwrap_or(usual.timeout),
        marks,
        keymap,
        losses,
    })
}

/// Returns where the settings file usually is; `None` for a user without a home.
fn usual_path() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "tickdown").map(|folders| folders.config_dir().join("config.toml"))
}

/// Returns the folder for what is remembered from one start to the next (`XDG_STATE_HOME` on Linux, the folder for local
/// data elsewhere); `None` for a user without a home.
pub fn state_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "tickdown")?;
    Some(folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, Match, keys};

    /// Returns what reading a file with `text` says, without the folder it lies in: the settings that differ from the
    /// usual ones, or the error.
    fn said(text: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).expect("a file");
        match read(&path, None) {
            Ok(config) => {
                let usual = Config::default().to_string();
                let other = config.to_string();
                other.lines().filter(|line| !usual.lines().any(|known| known == *line)).collect::<Vec<_>>().join("\n")
            }
            Err(error) => error.to_string().replace(&format!("{}/", folder.path().display()), ""),
        }
    }

    #[test]
    fn a_settings_file_is_understood_or_says_where_it_is_not() {
        for (text, expected) in [
            ("", ""),
            (
                "theme = \"light\"\nascii = \"always\"\nremember = false\nmouse = true\ntitle = false\nnotify = \"osc9\"\ntimeout = 5",
                "theme = \"light\"\nascii = \"always\"\ntitle = false\nmouse = true\nnotify = \"osc9\"\nremember = false\ntimeout = 5",
            ),
            (
                "# mine\ntheme = \"drak\"\n",
                "config.toml:2:9: there is no theme drak: neither auto, dark, light, high-contrast, colour-blind, plain, \
                 nor a file themes/drak.toml",
            ),
            (
                "\n colour = 1\n",
                "config.toml:2:2: unknown field `colour`, expected one of `theme`, `ascii`, `title`, `mouse`, `notify`, \
                 `remember`, `timeout`, `added_mark`, `marks`, `keys`",
            ),
            ("theme = 3", "config.toml:1:9: invalid type: integer `3`, expected a string"),
            ("added_mark = \"status\"", "added_mark = \"status\""),
            ("notify = \"beep\"", "config.toml:1:10: unknown variant `beep`, expected one of `off`, `bell`, `osc9`"),
        ] {
            assert_eq!(said(text), expected, "{text:?}");
        }
    }

    #[test]
    fn keys_are_chosen_or_the_file_says_where_they_cannot_be() {
        for (keys, expected) in [
            ("toggle = [\"<space>\", \"t\"]", "toggle = [\"<space>\", \"t\"]"),
            ("toggle = \"t\"", "toggle = [\"t\"]"),
            ("toggle = []", "toggle = []"),
            ("top = [\"gg\"]\nbottom = [\"ge\"]", "top = [\"gg\"]\nbottom = [\"ge\"]"),
            // What was given away is nobody else's.
            ("redo = [\"u\"]", "undo = []\nredo = [\"u\"]\n# u is redo now, undo has no key"),
            ("start = [\"gs\"]", "start = [\"gs\"]\ntop = [\"<home>\"]\n# gs is start now, top keeps <home>"),
            ("toggle = \"j\"", "toggle = [\"j\"]\ndown = [\"<down>\"]\n# j is toggle now, down keeps <down>"),
            ("start = [\"s\", \"s\"]", "start = [\"s\", \"s\"]"),
            ("togle = [\"t\"]", "config.toml:2:1: there is no action togle; the nearest is toggle"),
            ("zzz = []", "config.toml:2:1: there is no action zzz; `tickdown config show` lists them"),
            ("toggle = [\"t\", \"<nope>\"]", "config.toml:2:16: <nope> is no key"),
            ("toggle = \"\"", "config.toml:2:10: no key is named; [] takes all keys from an action"),
            (
                "toggle = 1",
                "config.toml:2:10: invalid type: integer `1`, expected keys such as \"x\", or several such as [\"x\", \"gg\"]",
            ),
            ("undo = \"t\"\ntoggle = [\"x\", \"t\"]", "config.toml:3:16: t is toggle, but also undo (2:8)"),
            (
                "toggle = [\"g\"]\ntop = [\"gg\"]",
                "config.toml:3:8: gg can never be pressed: g, with which it begins, is toggle (2:11)",
            ),
            (
                "toggle = [\"<c-x>s\"]\ntop = [\"<c-x>\"]",
                "config.toml:3:8: <c-x> as top hides <c-x>s, which begins with it and is toggle (2:11)",
            ),
            ("quit = []\nclose = []", "config.toml:3:1: no key would leave: close or quit needs one"),
        ] {
            assert_eq!(said(&format!("[keys]\n{keys}")), expected, "{keys}");
        }
    }

    #[test]
    fn marks_are_chosen_or_the_file_says_where_they_cannot_be() {
        for (marks, expected) in [
            ("\"!\" = \"open\"\n\"*\" = \"in_progress\"", "\"!\" = \"open\"\n\"*\" = \"in_progress\""),
            ("d = \"done\"", "\"d\" = \"done\""),
            (
                "\"!\" = \"blocked\"",
                "config.toml:2:7: unknown variant `blocked`, expected one of `open`, `in_progress`, `done`, `failed`, \
                 `cancelled`",
            ),
            ("x = \"open\"", "config.toml:2:1: [x] cannot be chosen: it is what every plan means by it"),
            ("\"?\" = \"open\"\nP = \"done\"", "config.toml:3:1: [P] is no box"),
            ("no = \"open\"", "config.toml:2:1: a mark is one character, such as ! for [!], but this is \"no\""),
            ("\"\" = \"open\"", "config.toml:2:1: a mark is one character, such as ! for [!], but this is \"\""),
        ] {
            let mut found: Vec<String> = said(&format!("[marks]\n{marks}")).lines().map(str::to_owned).collect();
            found.sort();
            assert_eq!(found.join("\n"), expected, "{marks}");
        }
    }

    #[test]
    fn chosen_keys_go_before_the_usual_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "[keys]\nredo = [\"u\"]\ntop = [\"gg\", \"<c-x>g\"]\n").expect("a file");
        let map = read(&path, None).expect("it can be read").keymap;
        for (pressed, expected) in [
            ("u", Match::Full(Action::Redo)),
            ("<c-r>", Match::None),
            ("g", Match::Partial),
            ("<c-x>g", Match::Full(Action::Top)),
            ("<home>", Match::None),
            ("j", Match::Full(Action::Down)),
        ] {
            assert_eq!(map.lookup(&keys(pressed).expect("keys")), expected, "{pressed}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = read(Path::new("/nonexistent/config.toml"), None).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "/nonexistent/config.toml: settings cannot be read: No such file or directory (os error 2)"
        );
    }
}
