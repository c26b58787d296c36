//! `git install`, `merge` and what `check` says of them, through the real git.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::planned;

/// A repository with [`crate::PLAN`] in its first commit.
struct Repository {
    bench: Bench,
    path: String,
}

/// What keeps git from looking at the machine around it.
const ALONE: [(&str, &str); 9] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_SYSTEM", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_AUTHOR_NAME", "A"),
    ("GIT_AUTHOR_EMAIL", "a@example.org"),
    ("GIT_COMMITTER_NAME", "A"),
    ("GIT_COMMITTER_EMAIL", "a@example.org"),
    ("GIT_EDITOR", "true"),
    ("LC_ALL", "C"),
];

impl Repository {
    /// Returns a new repository; `None`, and says so, where there is no git.
    fn new() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            println!("skipped: there is no git");
            return None;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_tickdown")).parent().expect("it lies in a folder");
        let around = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(program.to_owned()).chain(std::env::split_paths(&around));
        let path = std::env::join_paths(folders).expect("folders without colons").into_string().expect("UTF-8");
        let repository = Self { bench: planned(), path };
        repository.git("init -q -b main");
        repository.commit("first");
        Some(repository)
    }

    /// The same, with the driver installed.
    fn installed() -> Option<Self> {
        let repository = Self::new()?;
        repository.run("git install PLAN.md");
        repository.commit("attributes");
        Some(repository)
    }

    /// Runs git, which must succeed.
    fn git(&self, line: &str) -> String {
        let (done, said) = self.try_git(line);
        assert!(done, "git {line}: {said}");
        said
    }

    /// Runs git; returns whether it succeeded, and what it said.
    fn try_git(&self, line: &str) -> (bool, String) {
        let mut git = Command::new("git");
        git.args(line.split(' ')).current_dir(self.bench.folder()).env_clear().envs(ALONE);
        git.env("PATH", &self.path).env("HOME", self.bench.home());
        let output = git.output().expect("git runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Runs the program with git beside it.
    fn run(&self, line: &str) -> String {
        let variables: Vec<_> = ALONE.into_iter().chain([("PATH", self.path.as_str())]).collect();
        self.bench.run_with(line, &variables)
    }

    fn commit(&self, message: &str) {
        self.git("add -A");
        self.git(&format!("commit -q -m {message}"));
    }

    /// Replaces a text in the plan, which must be there.
    fn edit(&self, old: &str, new: &str) -> &Self {
        let text = self.bench.read("PLAN.md");
        assert!(text.contains(old), "{old:?} is not in {text}");
        self.bench.write("PLAN.md", text.replacen(old, new, 1));
        self
    }

    /// Commits one edit on `main` and another one on `topic`; `main` is checked out then.
    fn parted(&self, main: (&str, &str), topic: (&str, &str)) {
        self.git("switch -q -c topic");
        self.edit(topic.0, topic.1).commit("topic");
        self.git("switch -q main");
        self.edit(main.0, main.1).commit("main");
    }
}

const ROUTE: (&str, &str) = ("- [x] Route exists", "- [ ] Route exists");
const SIGNATURE: (&str, &str) = ("- [ ] Signature is checked", "- [x] Signature is checked");

#[test]
fn install_shows_what_it_writes_and_uninstall_takes_it_back() {
    let Some(repository) = Repository::new() else { return };
    assert_snapshot!(repository.run("git install PLAN.md --dry-run"), @"
    would add  git config: merge.tickdown.name = plans, marks by node and text by lines
    would add  git config: merge.tickdown.driver = tickdown merge %O %A %B %L %P
    would add  .gitattributes: /PLAN.md merge=tickdown
    => 0
    ");
    assert_snapshot!(repository.run("git install PLAN.md"), @r#"
    added  git config: merge.tickdown.name = plans, marks by node and text by lines
    added  git config: merge.tickdown.driver = tickdown merge %O %A %B %L %P
    added  .gitattributes: /PLAN.md merge=tickdown
    => 0
    changed .git/config
    + [merge "tickdown"]
    + \tname = plans, marks by node and text by lines
    + \tdriver = tickdown merge %O %A %B %L %P
    new .gitattributes
    + /PLAN.md merge=tickdown
    "#);
    assert_snapshot!(repository.run("git install PLAN.md"), @"
    there already  git config: merge.tickdown.name = plans, marks by node and text by lines
    there already  git config: merge.tickdown.driver = tickdown merge %O %A %B %L %P
    there already  .gitattributes: /PLAN.md merge=tickdown
    => 0
    ");
    repository.bench.write("docs/my plan.md", "- [ ] a\n");
    assert_snapshot!(repository.run("git install 'docs/my plan.md'"), @r#"
    there already  git config: merge.tickdown.name = plans, marks by node and text by lines
    there already  git config: merge.tickdown.driver = tickdown merge %O %A %B %L %P
    added  .gitattributes: "/docs/my plan.md" merge=tickdown
    => 0
    changed .gitattributes
    + "/docs/my plan.md" merge=tickdown
    "#);
    assert_snapshot!(repository.run("check 'docs/my plan.md'"), @"
    nothing is wrong
    => 0
    ");
    assert_snapshot!(repository.run("git uninstall PLAN.md"), @"
    removed  .gitattributes: /PLAN.md merge=tickdown
    => 0
    changed .gitattributes
    - /PLAN.md merge=tickdown
    ");
    assert_snapshot!(repository.run("git uninstall --dry-run"), @r#"
    would remove  .gitattributes: "/docs/my plan.md" merge=tickdown
    would remove  git config: merge.tickdown.name = plans, marks by node and text by lines
    would remove  git config: merge.tickdown.driver = tickdown merge %O %A %B %L %P
    => 0
    "#);
    assert_snapshot!(repository.run("git uninstall"), @r#"
    removed  .gitattributes: "/docs/my plan.md" merge=tickdown
    removed  git config: merge.tickdown.name = plans, marks by node and text by lines
    removed  git config: merge.tickdown.driver = tickdown merge %O %A %B %L %P
    => 0
    changed .git/config
    - [merge "tickdown"]
    - \tname = plans, marks by node and text by lines
    - \tdriver = tickdown merge %O %A %B %L %P
    gone .gitattributes
    - "/docs/my plan.md" merge=tickdown
    "#);
    assert_snapshot!(repository.run("git uninstall"), @"
    not there  git config: merge.tickdown.name
    not there  git config: merge.tickdown.driver
    => 0
    ");
}

#[test]
fn what_cannot_be_installed_is_told() {
    let Some(repository) = Repository::new() else { return };
    assert_snapshot!(repository.run("git install"), @r#"
    ! tickdown: git install needs the plans that git shall merge, as in "tickdown git install PLAN.md". It writes a line for each into .gitattributes, and two settings into this repository's configuration; with --dry-run it only shows them. Nothing was written.
    => 2
    "#);
    assert_snapshot!(repository.run("git install gone.md"), @r#"
    ! tickdown: gone.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    "#);
    assert_snapshot!(repository.run("git install ."), @"
    ! tickdown: .: expected a Markdown file, found a folder. Name a file in it.
    => 3
    ");
    std::fs::remove_dir_all(repository.bench.path(".git")).expect("it is there");
    assert_snapshot!(repository.run("git install PLAN.md"), @"
    ! tickdown: PLAN.md is in no git repository. Nothing was written.
    => 1
    ");
    let nowhere = [("PATH", "/nowhere")];
    assert_snapshot!(repository.bench.run_with("git install PLAN.md", &nowhere), @"
    ! tickdown: git cannot be run: No such file or directory (os error 2). Nothing was written.
    => 3
    ");
}

#[test]
fn check_says_where_the_driver_is_half_there() {
    let Some(repository) = Repository::new() else { return };
    let check = || repository.run("check PLAN.md --format github").replace("PLAN.md", "P");
    assert!(!check().contains("merge-driver"), "nobody has asked for it");
    repository.bench.write(".gitattributes", "*.md merge=tickdown\n");
    assert_snapshot!(check(), @r#"
    ::notice file=P,line=1,col=1,title=merge-driver::.gitattributes names the merge driver of tickdown for this plan, but this repository does not know it, so git merges by lines%0Arun "tickdown git install P"
    ::notice file=P,line=8,col=1,title=not-validated::1.1 is done, but nobody has validated it
    => 0
    "#);
    repository.git("config merge.tickdown.driver nowhere/tickdown");
    assert_snapshot!(check(), @r#"
    ::notice file=P,line=1,col=1,title=merge-driver::git is to merge this plan with `nowhere/tickdown`, but finds no program of that name%0Arun "tickdown git install P" with the tickdown that git shall run
    ::notice file=P,line=8,col=1,title=not-validated::1.1 is done, but nobody has validated it
    => 0
    "#);
    repository.run("git install PLAN.md");
    assert!(!check().contains("merge-driver"), "it is in force");
    std::fs::remove_file(repository.bench.path(".gitattributes")).expect("it is there");
    assert_snapshot!(check(), @r#"
    ::notice file=P,line=1,col=1,title=merge-driver::this repository knows the merge driver of tickdown, but .gitattributes does not name it for this plan, so git merges by lines%0Arun "tickdown git install P"
    ::notice file=P,line=8,col=1,title=not-validated::1.1 is done, but nobody has validated it
    => 0
    "#);
}

#[test]
fn without_tickdown_on_the_path_git_is_given_the_path_of_the_program() {
    let Some(mut repository) = Repository::new() else { return };
    repository.path = "/usr/local/bin:/usr/bin:/bin".to_owned();
    let said = repository.run("git install PLAN.md");
    assert!(said.contains("there is no tickdown on the PATH, so git is to run /"), "{said}");
    let driver = format!("{} merge %O %A %B %L %P", env!("CARGO_BIN_EXE_tickdown"));
    assert_eq!(repository.git("config merge.tickdown.driver").trim_end(), driver);
    assert!(!repository.run("check PLAN.md").contains("merge-driver"), "it is in force");
    repository.commit("attributes");
    repository.parted(ROUTE, SIGNATURE);
    assert!(repository.git("merge topic").contains("tickdown: PLAN.md: merged."));
}

#[test]
fn ticks_side_by_side_merge() {
    let both = |repository: &Repository| {
        let text = repository.bench.read("PLAN.md");
        assert!(text.contains("- [ ] Route exists\n- [x] Signature is checked\n"), "{text}");
        assert_eq!(text.len(), crate::PLAN.len(), "{text}");
    };
    for line in ["merge -q topic", "cherry-pick topic", "rebase -q topic"] {
        let Some(plain) = Repository::new() else { return };
        plain.parted(ROUTE, SIGNATURE);
        let (done, said) = plain.try_git(line);
        assert!(!done, "without the driver git cannot do it: {said}");

        let Some(repository) = Repository::installed() else { return };
        repository.parted(ROUTE, SIGNATURE);
        repository.git(line);
        both(&repository);
        assert_eq!(repository.git("status --porcelain"), "", "{line}");
    }
    let Some(repository) = Repository::installed() else { return };
    repository.edit(SIGNATURE.0, SIGNATURE.1).git("stash push -q");
    repository.edit(ROUTE.0, ROUTE.1).commit("main");
    repository.git("stash pop -q");
    both(&repository);
}

#[test]
fn a_reword_an_insertion_and_a_move_merge_with_ticks() {
    for (main, topic, expected) in [
        (SIGNATURE, ("Signature is checked", "Signature is checked twice"), "\n- [x] Signature is checked twice\n"),
        (("- [ ] Signature is checked\n", ""), ROUTE, "\n- [ ] Route exists\n\n###"),
        (
            SIGNATURE,
            ("# Payment webhook\n", "# Payment webhook\n\n## Why\n\n- [ ] Ask\n"),
            "\n- [x] Signature is checked\n",
        ),
    ] {
        let Some(repository) = Repository::installed() else { return };
        repository.parted(main, topic);
        let said = repository.git("merge topic");
        assert!(said.contains("tickdown: PLAN.md: merged."), "{said}");
        let text = repository.bench.read("PLAN.md");
        assert!(text.contains(expected), "{expected:?} is not in {text}");
    }
}

#[test]
fn a_true_conflict_is_left_between_markers() {
    let Some(repository) = Repository::installed() else { return };
    repository.parted(SIGNATURE, ("- [ ] Signature is checked", "- [-] Signature is checked"));
    let (done, said) = repository.try_git("merge topic");
    assert!(!done, "{said}");
    assert!(said.contains("CONFLICT (content): Merge conflict in PLAN.md"), "{said}");
    let told = said.lines().find(|line| line.starts_with("tickdown")).expect("it says so itself");
    assert_snapshot!(told, @"tickdown: PLAN.md: both sides have changed the same, on line 17. The rest is merged. Resolve it in the file.");
    let text = repository.bench.read("PLAN.md");
    let lines: Vec<_> = text.lines().skip(15).take(6).collect();
    assert_snapshot!(lines.join("\n"), @"
    - [x] Route exists
    <<<<<<< ours
    - [x] Signature is checked
    =======
    - [-] Signature is checked
    >>>>>>> theirs
    ");
    assert_snapshot!(repository.run("status"), @"
    PLAN.md  Payment webhook
      3/7 done, 0 of 3 steps validated, 2 cancelled
      next  2.2  Retry with backoff  (line 23)
    ! tickdown: PLAN.md:17: a merge conflict starts here, and the counts hold both sides. Resolve it in the file.
    => 0
    ");
    assert_snapshot!(repository.run("tick PLAN.md 1.1"), @"
    ! tickdown: PLAN.md: line 17 starts a merge conflict: resolve the conflict in the file first. Nothing was written.
    => 1
    ");
}

#[test]
fn merge_writes_the_result_into_ours() {
    let bench = Bench::new();
    bench.write("O", "- [ ] a\n- [ ] b\n").write("A", "- [x] a\n- [ ] b\n").write("B", "- [ ] a\n- [x] b\n- [ ] c\n");
    assert_snapshot!(bench.run("merge O A B 7 docs/PLAN.md"), @"
    ! tickdown: docs/PLAN.md: merged.
    => 0
    changed A
    - - [ ] b
    + - [x] b
    + - [ ] c
    ");
    bench.write("A", "- [~] a\n").write("B", "- [x] a\n- [ ] b, reworded\n");
    assert_snapshot!(bench.run("merge O A B 9"), @"
    ! tickdown: A: both sides have changed the same, on line 1. The rest is merged. Resolve it in the file.
    => 1
    changed A
    + <<<<<<<<< ours
    + =========
    + - [x] a
    + - [ ] b, reworded
    + >>>>>>>>> theirs
    ");
    bench.write("O", "").write("A", "").write("B", "- [ ] b\n");
    assert_snapshot!(bench.run("merge O A B 7 PLAN.md"), @"
    ! tickdown: PLAN.md: merged.
    => 0
    changed A
    + - [ ] b
    ");
}

#[test]
fn what_cannot_be_merged_is_left_as_it_is() {
    let bench = Bench::new();
    bench.write("O", "- [ ] a\n").write("A", "- [x] a\n").write("B", b"- [ ] \xe9\n");
    assert_snapshot!(bench.run("merge O A B 7 PLAN.md"), @r#"
    ! tickdown: PLAN.md: not merged, our version stays. Why:
    ! tickdown: B:1: expected UTF-8, found the byte 0xe9 at offset 6. Convert the file first, for example with "iconv -f WINDOWS-1252 -t UTF-8".
    => 3
    "#);
    assert_snapshot!(bench.run("merge O A gone"), @r#"
    ! tickdown: A: not merged, our version stays. Why:
    ! tickdown: gone: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    "#);
    assert_snapshot!(bench.run("merge O A"), @"
    ! tickdown: the following required arguments were not provided:
    !   <B>
    !
    ! Usage: tickdown merge <O> <A> <B> [L] [P]
    !
    ! For more information, try '--help'.
    => 2
    ");
    assert_snapshot!(bench.run("merge O A O 0"), @"
    ! tickdown: invalid value '0' for '[L]': 0 is not in 1..=1000
    !
    ! For more information, try '--help'.
    => 2
    ");
}
