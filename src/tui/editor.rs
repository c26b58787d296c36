//! The user's editor: which program it is, and how it is told to show a line.
//!
//! Nothing here runs anything, and no shell ever reads a path.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;
use std::process::Command;

/// A place in a file, to open an editor at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    /// The file, from the root of the file system.
    pub(super) path: &'a Path,
    /// The line, from 1.
    pub(super) line: Option<usize>,
    /// The column, from 1; counts only with a line.
    pub(super) column: Option<usize>,
}

/// The editor that the user has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Editor {
    /// The variable that names it.
    variable: &'static str,
    /// The program and its arguments; never empty.
    words: Vec<String>,
}

/// Why there is no editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoEditor {
    /// Neither variable is set.
    Unset,
    /// This variable cannot be read: a quote is open, or it is not UTF-8.
    Unreadable(&'static str),
}

impl fmt::Display for NoEditor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("no editor is set: $VISUAL or $EDITOR names one"),
            Self::Unreadable(variable) => {
                write!(f, "${variable} cannot be read as a command: a quote is not closed, or it is not UTF-8")
            }
        }
    }
}

/// The variables that name an editor, the first one set counts (environ(7)).
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];

impl Editor {
    /// Returns the editor that the variables of `get` name.
    ///
    /// # Errors
    /// [`NoEditor`] where there is none. A variable that is empty or blank counts as not set.
    pub(super) fn chosen(get: impl Fn(&str) -> Option<OsString>) -> Result<Self, NoEditor> {
        let set = |variable| Some((variable, get(variable)?)).filter(|(_, value)| !is_blank(value));
        let (variable, value) = VARIABLES.into_iter().find_map(set).ok_or(NoEditor::Unset)?;
        let words = value.to_str().and_then(words).filter(|words| !words.is_empty());
        words.map(|words| Self { variable, words }).ok_or(NoEditor::Unreadable(variable))
    }

    /// Returns the command that opens `target`.
    pub(super) fn command(&self, target: &Target<'_>) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(arguments(self.name(), target));
        command
    }

    /// Returns the variable that names it.
    pub(super) const fn variable(&self) -> &'static str {
        self.variable
    }

    /// Returns the program without its folder: `vim` of `/usr/bin/vim.basic`.
    pub(super) fn name(&self) -> &str {
        Path::new(&self.words[0]).file_stem().and_then(OsStr::to_str).unwrap_or(&self.words[0])
    }
}

fn is_blank(value: &OsStr) -> bool {
    value.to_str().is_some_and(|value| value.trim().is_empty())
}

/// How an editor is told the place.
#[derive(Clone, Copy)]
enum Manner {
    /// `+12 file`
    Plus,
    /// `+12:3 file`
    PlusColon,
    /// `+12,3 file`
    PlusComma,
    /// `file:12:3`
    Behind,
    /// `--goto file:12:3`
    Goto,
    /// `--line 12 --column 3 file`
    Options,
    /// `file`: what else it understands is not known, and it might take `+12` for a file.
    NoPlace,
}

/// Returns how `program` is told the place, as its manual says.
fn manner(program: &str) -> Manner {
    match program {
        "vi" | "vim" | "nvim" | "view" | "vimx" | "nvi" | "elvis" | "vis" | "gvim" | "mvim" | "neovide" | "ne"
        | "mg" | "jed" | "joe" | "jmacs" | "jstar" | "jpico" | "pico" | "mcedit" | "gedit" | "less" => Manner::Plus,
        "emacs" | "emacsclient" | "micro" | "kak" => Manner::PlusColon,
        "nano" | "rnano" => Manner::PlusComma,
        "hx" | "helix" | "zed" | "zeditor" | "subl" | "sublime_text" | "lapce" | "amp" => Manner::Behind,
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" | "positron" => Manner::Goto,
        "kate" | "kwrite" | "idea" | "pycharm" | "rustrover" | "clion" | "goland" | "webstorm" | "phpstorm" => {
            Manner::Options
        }
        _ => Manner::NoPlace,
    }
}

/// Returns the arguments that make `program` open `target`.
fn arguments(program: &str, target: &Target<'_>) -> Vec<OsString> {
    let path = target.path.as_os_str().to_owned();
    let Some(line) = target.line else { return vec![path] };
    let with_column = |gap: char| target.column.map_or(String::new(), |column| format!("{gap}{column}"));
    let behind = || {
        let mut behind = path.clone();
        behind.push(format!(":{line}{}", with_column(':')));
        behind
    };
    match manner(program) {
        Manner::Plus => vec![format!("+{line}").into(), path],
        Manner::PlusColon => vec![format!("+{line}{}", with_column(':')).into(), path],
        Manner::PlusComma => vec![format!("+{line}{}", with_column(',')).into(), path],
        Manner::Behind => vec![behind()],
        Manner::Goto => vec!["--goto".into(), behind()],
        Manner::Options => {
            let column = target.column.map(|column| ["--column".into(), column.to_string().into()]);
            let line = ["--line".into(), line.to_string().into()];
            line.into_iter().chain(column.into_iter().flatten()).chain([path]).collect()
        }
        Manner::NoPlace => vec![path],
    }
}

/// Returns the words of `line` as a shell would part them (POSIX.1 2.2, 2.6.5), without expanding anything; `None` where
/// a quote is not closed.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_default();
        match character {
            '\'' => loop {
                match characters.next()? {
                    '\'' => break,
                    inside => word.push(inside),
                }
            },
            '"' => loop {
                match characters.next()? {
                    '"' => break,
                    '\\' => match characters.next()? {
                        special @ ('"' | '\\' | '$' | '`') => word.push(special),
                        other => word.extend(['\\', other]),
                    },
                    inside => word.push(inside),
                }
            },
            '\\' => word.push(characters.next()?),
            other => word.push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_as_in_a_shell() {
        for (line, expected) in [
            ("vim", Some(vec!["vim"])),
            ("  code --wait\t-n ", Some(vec!["code", "--wait", "-n"])),
            ("'/opt/my editor/bin' -x", Some(vec!["/opt/my editor/bin", "-x"])),
            (r#""/opt/my editor/bin" "a\"b\c""#, Some(vec!["/opt/my editor/bin", r#"a"b\c"#])),
            (r"/opt/my\ editor/bin", Some(vec!["/opt/my editor/bin"])),
            ("a'b'\"c\"d", Some(vec!["abcd"])),
            ("vim ''", Some(vec!["vim", ""])),
            ("$HOME/x; rm `y`", Some(vec!["$HOME/x;", "rm", "`y`"])),
            ("", Some(vec![])),
            ("'open", None),
            ("\"open", None),
            ("end\\", None),
        ] {
            let expected: Option<Vec<String>> = expected.map(|words| words.into_iter().map(str::to_owned).collect());
            assert_eq!(words(line), expected, "{line}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_editor() {
        let chosen = |visual: Option<&str>, editor: Option<&str>| {
            let get = |name: &str| if name == "VISUAL" { visual } else { editor }.map(OsString::from);
            Editor::chosen(get)
                .map_or_else(|error| error.to_string(), |editor| format!("{} ${}", editor.name(), editor.variable()))
        };
        for (visual, editor, expected) in [
            (Some("/usr/bin/hx"), Some("vi"), "hx $VISUAL"),
            (None, Some("vim.basic -u NONE"), "vim $EDITOR"),
            (Some("  "), Some("nano"), "nano $EDITOR"),
            (None, None, "no editor is set: $VISUAL or $EDITOR names one"),
            (Some(""), None, "no editor is set: $VISUAL or $EDITOR names one"),
            (Some("'vi"), Some("vi"), "$VISUAL cannot be read as a command: a quote is not closed, or it is not UTF-8"),
        ] {
            assert_eq!(chosen(visual, editor), expected, "{visual:?} {editor:?}");
        }
    }

    #[test]
    fn each_editor_is_told_the_line_in_its_manner() {
        let told = |editor: &str, line, column| {
            let editor = Editor::chosen(|_| Some(editor.into())).expect("an editor");
            let command = editor.command(&Target { path: Path::new("/a b/c.rs"), line, column });
            let words = std::iter::once(command.get_program()).chain(command.get_args());
            words.map(|word| word.to_string_lossy().replace("/a b/c.rs", "FILE")).collect::<Vec<_>>().join(" ")
        };
        for (editor, expected) in [
            ("vi", "vi +7 FILE"),
            ("/usr/bin/nvim -n", "/usr/bin/nvim -n +7 FILE"),
            ("emacsclient -t", "emacsclient -t +7:3 FILE"),
            ("nano", "nano +7,3 FILE"),
            ("hx", "hx FILE:7:3"),
            ("zed --wait", "zed --wait FILE:7:3"),
            ("code --wait", "code --wait --goto FILE:7:3"),
            ("kate -b", "kate -b --line 7 --column 3 FILE"),
            ("my-editor", "my-editor FILE"),
        ] {
            assert_eq!(told(editor, Some(7), Some(3)), expected);
            let [program, ..] = editor.split(' ').collect::<Vec<_>>()[..] else { panic!("a program") };
            assert!(told(editor, None, None).starts_with(program) && told(editor, None, None).ends_with(" FILE"));
        }
        assert_eq!(told("hx", Some(7), None), "hx FILE:7");
        assert_eq!(told("nano", Some(7), None), "nano +7 FILE");
        assert_eq!(told("vi", None, Some(3)), "vi FILE");
    }
}
