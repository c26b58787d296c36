//! The text of a `.gitattributes` file, and the lines there that send a plan to the merge driver (gitattributes(5)).

use std::path::{Component, Path};

use crate::text::line_ending;

/// What stands behind the pattern of a plan.
const MERGE: &str = "merge=tickdown";

/// Returns the line for the file at `path`, which is relative to the folder of the attributes; `None` where git could not
/// read such a name there.
pub(super) fn line_for(path: &Path) -> Option<String> {
    let mut pattern = String::new();
    for part in path.components() {
        let Component::Normal(part) = part else { return None };
        pattern.push('/');
        for character in part.to_str()?.chars() {
            // A pattern is a glob (gitignore(5)); only its own characters need a backslash.
            if matches!(character, '*' | '?' | '[' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
    }
    let plain = |character: char| !character.is_whitespace() && !character.is_control() && character != '"';
    let pattern = if pattern.chars().all(plain) { pattern } else { quoted(&pattern)? };
    Some(format!("{pattern} {MERGE}"))
}

/// Returns `pattern` in the manner of C; `None` where it holds control characters.
fn quoted(pattern: &str) -> Option<String> {
    let escaped = pattern.replace('\\', "\\\\").replace('"', "\\\"");
    (!pattern.contains(char::is_control)).then(|| format!("\"{escaped}\""))
}

/// Returns whether `text` has this line.
pub(super) fn has(text: &str, line: &str) -> bool {
    text.lines().any(|other| other.trim() == line)
}

/// Returns `text` with `line` at its end, where a line goes before those above it.
pub(super) fn with(text: &str, line: &str) -> String {
    let ending = line_ending(text);
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { ending };
    format!("{text}{gap}{line}{ending}")
}

/// Returns `text` without this line.
pub(super) fn without(text: &str, line: &str) -> String {
    text.split_inclusive('\n').filter(|other| other.trim() != line).collect()
}

/// Returns the lines of `text` that send plans to the driver and do nothing else.
pub(super) fn ours(text: &str) -> Vec<String> {
    let is_ours =
        |line: &&str| !line.starts_with('#') && line.strip_suffix(MERGE).is_some_and(|rest| rest.ends_with(' '));
    text.lines().map(str::trim).filter(is_ours).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_written_as_git_reads_them() {
        for (path, expected) in [
            ("PLAN.md", Some("/PLAN.md merge=tickdown")),
            ("docs/plans/a-b.md", Some("/docs/plans/a-b.md merge=tickdown")),
            ("my plan.md", Some("\"/my plan.md\" merge=tickdown")),
            ("a[1]*.md", Some("/a\\[1]\\*.md merge=tickdown")),
            ("a [1] \"b\".md", Some("\"/a \\\\[1] \\\"b\\\".md\" merge=tickdown")),
            ("计划.md", Some("/计划.md merge=tickdown")),
            ("../PLAN.md", None),
            ("a\nb.md", None),
        ] {
            assert_eq!(line_for(Path::new(path)).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn lines_come_and_go() {
        let line = "/PLAN.md merge=tickdown";
        for (before, after) in [
            ("", "/PLAN.md merge=tickdown\n"),
            ("*.rs text\n", "*.rs text\n/PLAN.md merge=tickdown\n"),
            ("a -text\r\n*.rs text\r\n", "a -text\r\n*.rs text\r\n/PLAN.md merge=tickdown\r\n"),
        ] {
            assert_eq!(with(before, line), after);
            assert_eq!(without(after, line), before);
            assert!(has(after, line) && !has(before, line));
            assert_eq!(ours(after), [line]);
        }
        assert_eq!(with("*.rs text", line), "*.rs text\n/PLAN.md merge=tickdown\n");
        assert_eq!(
            ours("# a merge=tickdown\n*.md text merge=tickdown\nxmerge=tickdown\n"),
            ["*.md text merge=tickdown"]
        );
    }
}
