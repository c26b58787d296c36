//! Code as lines of text in tones: what somebody wrote about it stands back, what a diff adds and removes stands out.
//!
//! No more than that: a highlighter that knows languages would be larger than all the rest of the program.

use super::run::{Line, Run, Tone};

/// How a line of code is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Comments begin with this.
    Comments(&'static str),
    /// `+` and `-` at the start say what was added and removed.
    Diff,
    /// Nothing is known.
    Plain,
}

impl Manner {
    /// Returns the manner of what a fence says behind its backticks: `rust`, `sh title="x"`.
    pub(super) fn of(info: &str) -> Self {
        let name = info.split([' ', ',', '{']).next().unwrap_or_default().to_lowercase();
        match name.as_str() {
            "rust" | "rs" | "c" | "cpp" | "c++" | "h" | "cs" | "csharp" | "go" | "java" | "kotlin" | "kt" | "swift"
            | "scala" | "dart" | "php" | "js" | "jsx" | "javascript" | "ts" | "tsx" | "typescript" | "jsonc"
            | "json5" | "proto" | "zig" | "scss" => Self::Comments("//"),
            "sh" | "bash" | "zsh" | "fish" | "shell" | "console" | "python" | "py" | "ruby" | "rb" | "yaml" | "yml"
            | "toml" | "dockerfile" | "make" | "makefile" | "perl" | "r" | "elixir" | "ex" | "nix" | "ini" | "env"
            | "graphql" | "hcl" | "terraform" => Self::Comments("#"),
            "sql" | "lua" | "haskell" | "hs" | "elm" => Self::Comments("--"),
            "diff" | "patch" => Self::Diff,
            _ => Self::Plain,
        }
    }

    /// Returns `line`, which is safe to show, in its tones.
    pub(super) fn paint(self, line: &str) -> Line {
        let one = |tone| vec![Run::new(line, tone)];
        match self {
            Self::Plain => one(Tone::Code),
            Self::Diff => one(match line.chars().next() {
                Some('+') => Tone::Done,
                Some('-') => Tone::Failed,
                Some('@') => Tone::Faint,
                _ => Tone::Code,
            }),
            Self::Comments(sign) => {
                let (code, comment) = line.split_at(comment_start(line, sign));
                let runs = [Run::new(code, Tone::Code), Run::new(comment, Tone::Faint)];
                runs.into_iter().filter(|run| !run.text.is_empty()).collect()
            }
        }
    }
}

/// Returns where the comment of `line` begins, which is its end where it has none: at `sign` behind a blank or at the
/// start, outside of quotes.
fn comment_start(line: &str, sign: &str) -> usize {
    let (mut quote, mut before) = (None, ' ');
    for (at, character) in line.char_indices() {
        match quote {
            Some(open) if character == open && before != '\\' => quote = None,
            None if before.is_whitespace() && line[at..].starts_with(sign) => return at,
            None if matches!(character, '"' | '\'' | '`') && !before.is_alphanumeric() => quote = Some(character),
            Some(_) | None => {}
        }
        before = character;
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_diffs_are_told_apart() {
        for (info, line, expected) in [
            ("rust", "let a = 1; // one", "`let a = 1; `‹// one›"),
            ("rust", "// all", "‹// all›"),
            ("rust", "get(\"http://a // b\")", "`get(\"http://a // b\")`"),
            ("sh", "curl http://a#b # c", "`curl http://a#b `‹# c›"),
            ("sh", "it's # c", "`it's `‹# c›"),
            ("sql", "a -- b", "`a `‹-- b›"),
            ("diff", "+a", "+a+"),
            ("diff", "-a", "-a-"),
            ("text", "a // b # c", "`a // b # c`"),
            ("rust", "", ""),
        ] {
            let run = |run: &Run| match run.tone {
                Tone::Code => format!("`{}`", run.text),
                Tone::Done => format!("{}+", run.text),
                Tone::Failed => format!("{}-", run.text),
                _ => format!("‹{}›", run.text),
            };
            let painted: String = Manner::of(info).paint(line).iter().map(run).collect();
            assert_eq!(painted, expected, "{info} {line}");
        }
    }
}
