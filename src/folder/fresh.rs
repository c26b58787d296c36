//! New files: a plan from a template, and a copy of a text to play with.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::rule::is_markdown;

/// The templates, and the names they go by; the first is the usual one.
pub const TEMPLATES: [(&str, &str); 1] =
    [("implementation-plan", include_str!("../../assets/templates/implementation-plan.md"))];

/// A plan to try things with.
pub const DEMO: &str = include_str!("../../assets/plans/demo.md");

/// What stands in a template for the day it is used.
const DATE: &str = "{{CURRENT_DATE}}";

/// Returns `template` with `date`, and with `title` as its first heading.
pub fn filled_in(template: &str, date: &str, title: Option<&str>) -> String {
    let text = template.replace(DATE, date);
    let heading = text.lines().find(|line| line.starts_with("# "));
    match (title, heading) {
        (Some(title), Some(heading)) => text.replacen(heading, &format!("# {title}"), 1),
        _ => text,
    }
}

/// Returns `path` with `.md` behind its last name, unless that is one of a Markdown file: `PLAN v1.2.md` for `PLAN v1.2`.
pub fn named(path: PathBuf) -> PathBuf {
    match path.file_name() {
        Some(name) if !is_markdown(&path) => {
            let mut name = name.to_owned();
            name.push(".md");
            path.with_file_name(name)
        }
        _ => path,
    }
}

/// Writes a file that was not there before; one that cannot be finished is removed again.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] where anything is at `path`, even a link that leads nowhere; else what the system says.
/// Nothing was written then.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        // The file is ours and of no use; that it may stay is the smaller evil than to hide the first error.
        let _ = fs::remove_file(path);
    })
}

/// A file in a folder of its own, for its owner only, that goes when this is dropped.
#[derive(Debug)]
pub struct Copy {
    folder: PathBuf,
    path: PathBuf,
}

/// How many names of folders are tried.
const TRIES: u32 = 1000;

impl Copy {
    /// Writes `text` to a new file `name` in a new folder below `root`.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(root: &Path, name: &str, text: &str) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        for number in 0..TRIES {
            let folder = root.join(format!("tickdown-{}-{number}", std::process::id()));
            match builder.create(&folder) {
                Ok(()) => {
                    let copy = Self { path: folder.join(name), folder };
                    create(&copy.path, text)?;
                    return Ok(copy);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // It lies where systems clean up by themselves.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gets_its_date_and_title() {
        let template = "---\na: 1\n---\n# Plan\n\nLast Updated: {{CURRENT_DATE}}\n\n# Plan\n";
        for (title, expected) in [
            (None, "---\na: 1\n---\n# Plan\n\nLast Updated: 2026-01-02\n\n# Plan\n"),
            (Some("A $1 plan"), "---\na: 1\n---\n# A $1 plan\n\nLast Updated: 2026-01-02\n\n# Plan\n"),
        ] {
            assert_eq!(filled_in(template, "2026-01-02", title), expected);
        }
        assert_eq!(filled_in("no heading\n", "", Some("T")), "no heading\n");
    }

    #[test]
    fn a_new_file_is_one_that_a_search_finds() {
        for (path, expected) in [
            ("PLAN", "PLAN.md"),
            ("PLAN v1.2", "PLAN v1.2.md"),
            ("docs/a.MD", "docs/a.MD"),
            ("a.markdown", "a.markdown"),
            ("docs/", "docs.md"),
            ("a.txt", "a.txt.md"),
            ("..", ".."),
        ] {
            assert_eq!(named(path.into()), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        create(&path, "one").unwrap();
        assert_eq!(create(&path, "two").unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }

    #[test]
    fn a_copy_goes_when_nobody_needs_it() {
        let root = tempfile::tempdir().unwrap();
        let (one, two) =
            (Copy::new(root.path(), "a.md", "text").unwrap(), Copy::new(root.path(), "a.md", "text").unwrap());
        assert_ne!(one.path(), two.path());
        assert_eq!(fs::read_to_string(one.path()).unwrap(), "text");
        drop((one, two));
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
