//! What a change would look like: a unified diff (GNU diffutils, "Unified Format").

use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use similar::{DiffOp, group_diff_ops};

use crate::text::{Way, diff, signed};

/// How many lines that stay are shown around a change.
const AROUND: usize = 3;

/// Returns the unified diff from `before` to `after` of the file at `path`; nothing where they are the same.
pub(super) fn unified(path: &Path, before: &str, after: &str) -> String {
    let name = path.display().to_string();
    between((&name, before), (&name, after))
}

/// Returns the unified diff that brings a file with `text` about at `path`.
pub(super) fn created(path: &Path, text: &str) -> String {
    between(("/dev/null", ""), (&path.display().to_string(), text))
}

/// Returns the unified diff between two files, each a name and a text.
fn between((old_name, before): (&str, &str), (new_name, after): (&str, &str)) -> String {
    let [old, new]: [Vec<&str>; 2] = [before, after].map(|text| text.split_inclusive('\n').collect());
    let hunks = group_diff_ops(diff(Way::Shortest, &old, &new), AROUND);
    let mut told = String::new();
    if !hunks.is_empty() {
        told = format!("--- {old_name}\n+++ {new_name}\n");
    }
    for hunk in &hunks {
        let lines = |of: fn(&DiffOp) -> Range<usize>| {
            range(hunk.first().map_or(0, |op| of(op).start), hunk.last().map_or(0, |op| of(op).end))
        };
        // A string takes all that is written.
        let _ = writeln!(told, "@@ -{} +{} @@", lines(DiffOp::old_range), lines(DiffOp::new_range));
        for (sign, line) in hunk.iter().flat_map(|op| signed(op, &old, &new)) {
            told.push(sign);
            told.push_str(line);
            if !line.ends_with('\n') {
                told.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    told
}

/// Returns how a hunk names its lines, of which `start` is the first, from 0, and `end` the one behind the last.
fn range(start: usize, end: usize) -> String {
    match end - start {
        // Nothing comes behind a line, or before the first.
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        lines => format!("{},{lines}", start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_diff_reads_as_others_write_it() {
        let numbers = |text: &str| text.chars().map(|line| format!("{line}\n")).collect::<String>();
        assert_snapshot!(unified(Path::new("a.md"), &numbers("abcdefghijklmn"), &numbers("aBcdefghijkmn")), @r"
        --- a.md
        +++ a.md
        @@ -1,5 +1,5 @@
         a
        -b
        +B
         c
         d
         e
        @@ -9,6 +9,5 @@
         i
         j
         k
        -l
         m
         n
        ");
        assert_snapshot!(unified(Path::new("a.md"), "a\nb", "a\nb\n"), @r"
        --- a.md
        +++ a.md
        @@ -1,2 +1,2 @@
         a
        -b
        \ No newline at end of file
        +b
        ");
        assert_snapshot!(created(Path::new("a.md"), "a\n"), @r"
        --- /dev/null
        +++ a.md
        @@ -0,0 +1 @@
        +a
        ");
        assert_eq!(unified(Path::new("a.md"), "a\n", "a\n"), "");
    }
}
