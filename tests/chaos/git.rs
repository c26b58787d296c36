//! A repository with the plan in it, and git at work.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::book::Book;
use crate::writers::write_in_halves;

/// How often a stash is tried to be taken back.
const POPS: usize = 10;

/// The repository around a plan.
pub(crate) struct Repository {
    folder: PathBuf,
    /// The commits, and the plan in each.
    commits: Vec<(String, Book)>,
    /// What git said where somebody was in its way: between removing the plan and writing it anew, nobody may make one.
    pub(crate) hindered: Vec<String>,
}

impl Repository {
    /// Makes the folder of the plan at `path` a repository, with the plan committed.
    pub(crate) fn new(path: &Path) -> Self {
        let folder = path.parent().expect("a folder").to_owned();
        let mut repository = Self { folder, commits: Vec::new(), hindered: Vec::new() };
        repository.run(&["init", "-q"]);
        repository.check_out(&Book::new());
        repository
    }

    /// Commits `book` without touching the file, and has git write it there.
    pub(crate) fn check_out(&mut self, book: &Book) {
        let blob = self.feed(&["hash-object", "-w", "--stdin"], &book.text());
        let tree = self.feed(&["mktree"], &format!("100644 blob {blob}\tplan.md\n"));
        let mut words = vec!["commit-tree", "-m", "plan", &tree];
        let parent = self.commits.last().map(|(commit, _)| commit.clone());
        words.extend(parent.iter().flat_map(|parent| ["-p", parent]));
        let commit = self.run(&words);
        self.write(&commit);
        self.commits.push((commit, book.clone()));
    }

    /// Goes back to an older commit on purpose, if there is one; returns the plan of then.
    pub(crate) fn check_out_parent(&mut self) -> Option<Book> {
        let (commit, book) = self.commits.iter().rev().nth(1)?.clone();
        self.write(&commit);
        Some(book)
    }

    /// Saves `book` in place, puts what is in the folder away, and back at once. Returns whether git did so.
    ///
    /// Git asks for the length of a file first and reads that much then, and so puts away the beginning of a file that
    /// becomes longer in between: then it is not taken back. Nor where others never let it.
    pub(crate) fn stash_and_pop(&mut self, book: &Book) -> bool {
        write_in_halves(&self.folder.join("plan.md"), &book.text(), Duration::ZERO);
        self.insist(&["stash", "-q"]);
        if !self.output(&["rev-parse", "-q", "--verify", "refs/stash"]).status.success() {
            return true;
        }
        if Book::read(&self.show("stash@{0}:plan.md")).is_err() {
            self.run(&["stash", "drop", "-q"]);
            return false;
        }
        // Where somebody has written in between, whoever wants the stash makes room for it. One who writes faster than
        // git looks leaves no room, however often.
        for _ in 0..POPS {
            if self.output(&["stash", "pop", "-q"]).status.success() {
                return true;
            }
            self.insist(&["checkout", "-q", "-f", "--", "plan.md"]);
        }
        self.run(&["stash", "drop", "-q"]);
        false
    }

    /// Returns the text of an object.
    fn show(&self, object: &str) -> String {
        String::from_utf8_lossy(&self.output(&["show", object]).stdout).into_owned()
    }

    /// Has git write the plan of `commit`, whatever stands there.
    fn write(&mut self, commit: &str) {
        self.insist(&["checkout", "-q", "-f", commit]);
    }

    /// Runs git until it succeeds, and remembers what hindered it.
    fn insist(&mut self, words: &[&str]) {
        let mut said = String::new();
        for _ in 0..100 {
            let output = self.output(words);
            if output.status.success() {
                return;
            }
            // A file that changes while it is read ("short read") is nobody's fault. One that is made where git has just
            // removed it is: git does not write over it.
            String::from_utf8_lossy(&output.stderr).trim().clone_into(&mut said);
            if said.contains("File exists") {
                self.hindered.push(format!("git {words:?}: {said}"));
            }
        }
        panic!("git is hindered for ever: {said}");
    }

    /// Runs git and returns what it prints.
    fn run(&self, words: &[&str]) -> String {
        let output = self.output(words);
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn output(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("git runs")
    }

    fn feed(&self, words: &[&str], input: &str) -> String {
        let mut git = self.command(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git runs");
        git.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("git reads");
        let output = git.wait_with_output().expect("git ends");
        assert!(output.status.success(), "git {words:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(words).current_dir(&self.folder).env("HOME", &self.folder).env("GIT_CONFIG_NOSYSTEM", "1");
        for (role, name) in [("AUTHOR", "A"), ("COMMITTER", "C")] {
            command.env(format!("GIT_{role}_NAME"), name).env(format!("GIT_{role}_EMAIL"), "nobody@localhost");
        }
        command
    }
}
