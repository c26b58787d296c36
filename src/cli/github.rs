//! Diagnostics as commands of a GitHub workflow, which become annotations at lines of a pull request.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>; what is escaped, and how, is as
//! in `@actions/core`, `command.ts`.

use std::path::Path;

use crate::plan::{Diagnostic, Severity};

/// Returns the command for `diagnostic` at `place` (line and column, from 1) of the plan at `path`.
pub(super) fn annotation(path: &Path, place: (usize, usize), diagnostic: &Diagnostic) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let (line, column) = place;
    let (file, title) = (property(&path.display().to_string()), property(diagnostic.code));
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
    let message = data(&format!("{}{help}", diagnostic.message));
    format!("::{command} file={file},line={line},col={column},title={title}::{message}")
}

/// Returns `text` as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns `text` as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        let diagnostic =
            Diagnostic::new(Severity::Note, "a-code", Span::at(0), "50 %: a, b\nc").help("do: this, or\r\nthat");
        assert_eq!(
            annotation(Path::new("a,b:c%.md"), (3, 4), &diagnostic),
            "::notice file=a%2Cb%3Ac%25.md,line=3,col=4,title=a-code::50 %25: a, b%0Ac%0Ado: this, or%0D%0Athat"
        );
    }
}
