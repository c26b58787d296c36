//! A folder of its own for each test, in which the program runs without seeing anything of the machine around it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use similar::{ChangeTag, TextDiff};
use tempfile::TempDir;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_tickdown");

/// A folder with plans (the current folder of every run), and a home beside it.
pub(crate) struct Bench {
    root: TempDir,
    user: User,
}

/// Who runs the program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum User {
    /// Whoever runs the tests.
    Same,
    /// Somebody whom rights keep out, also where root runs the tests.
    Unprivileged,
}

/// What stands in the folders, by path: a file's bytes, and what else can be seen without reading.
type Tree = BTreeMap<PathBuf, (Option<Vec<u8>>, String)>;

impl Bench {
    /// Returns an empty folder.
    pub(crate) fn new() -> Self {
        let bench = Self { root: tempfile::tempdir().expect("a temporary folder"), user: User::Same };
        fs::create_dir(bench.folder()).expect("a folder");
        fs::create_dir(bench.home()).expect("a home");
        bench
    }

    /// Returns an empty folder of a user who is not root, whoever runs the tests.
    pub(crate) fn unprivileged() -> Self {
        use std::os::unix::fs::{PermissionsExt, chown};

        let bench = Self { user: User::Unprivileged, ..Self::new() };
        if rustix::process::getuid().is_root() {
            for folder in [bench.root.path(), &bench.folder(), &bench.home()] {
                chown(folder, Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
            }
            // Where the tests are built, others may not be able to go.
            let program = bench.program();
            fs::hard_link(PROGRAM, &program).or_else(|_| fs::copy(PROGRAM, &program).map(drop)).expect("a copy");
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("its mode");
        }
        bench
    }

    /// Returns the folder in which the program runs.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// Returns the user's home.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Returns the full path of `name` in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a file into the folder, its parents as needed.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        let parent = path.parent().expect("it lies in the folder");
        fs::create_dir_all(parent).expect("folders");
        fs::write(&path, text).expect("a file");
        if self.user == User::Unprivileged && rustix::process::getuid().is_root() {
            for path in [parent, &path] {
                std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("root may give a file away");
            }
        }
        self
    }

    /// Sets the mode bits of `name`.
    pub(crate) fn mode(&self, name: &str, mode: u32) -> &Self {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).expect("a mode");
        self
    }

    /// Returns what the file says.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text file")
    }

    /// Runs the program with `line` as its words (blanks part them, single quotes keep them together) and returns
    /// as one text: its standard output, its standard error behind `! `, the exit status behind `=> `,
    /// and every file that is not as it was before.
    pub(crate) fn run(&self, line: &str) -> String {
        self.run_with(line, &[])
    }

    /// Does the same with these environment variables.
    pub(crate) fn run_with(&self, line: &str, variables: &[(&str, &str)]) -> String {
        let (before, day) = (self.tree(), today());
        let output = self.output(words(line), variables);
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        for message in String::from_utf8_lossy(&output.stderr).lines() {
            let _ = writeln!(text, "{}", format!("! {message}").trim_end());
        }
        let status = output.status.code().map_or_else(|| output.status.to_string(), |code| code.to_string());
        let _ = writeln!(text, "=> {status}");
        text += &differences(&before, &self.tree());
        [day, today()].iter().fold(text, |text, day| text.replace(day, "[today]")).replace(&self.root_name(), "$ROOT")
    }

    /// Runs the program and returns what it left behind, as the system gives it.
    pub(crate) fn output<W: AsRef<OsStr>>(
        &self,
        words: impl IntoIterator<Item = W>,
        variables: &[(&str, &str)],
    ) -> Output {
        self.command(words).envs(variables.iter().copied()).output().expect("the program runs")
    }

    /// Returns the command that runs the program, not yet started.
    pub(crate) fn command<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Command {
        let program = self.program();
        let mut command = Command::new(if program.exists() { &program } else { Path::new(PROGRAM) });
        command.args(words).current_dir(self.folder()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.home()).env("TZ", "UTC").env("LANG", "C.UTF-8");
        for (variable, name) in [
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_STATE_HOME", ".local/state"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_CACHE_HOME", ".cache"),
        ] {
            command.env(variable, self.home().join(name));
        }
        if self.user == User::Unprivileged && rustix::process::getuid().is_root() {
            use std::os::unix::process::CommandExt;
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// Runs the program in a terminal until it ends and returns all that it wrote there.
    pub(crate) fn terminal(&self, words: &[&str]) -> String {
        let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal");
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(words);
        command.cwd(self.folder());
        command.env_clear();
        command.env("HOME", self.home());
        let mut child = pair.slave.spawn_command(command).expect("the program runs");
        // With its last writer the terminal ends.
        drop(pair.slave);
        let mut text = Vec::new();
        // Linux says EIO where others say the end (tty_ioctl(4) has no word on it).
        let _ = pair.master.try_clone_reader().expect("a reader").read_to_end(&mut text);
        child.wait().expect("it ends");
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Returns where a copy of the program is, for those who cannot go where it was built.
    fn program(&self) -> PathBuf {
        self.root.path().join("tickdown")
    }

    fn root_name(&self) -> String {
        self.root.path().display().to_string()
    }

    /// Returns what stands in the folders, but for what the program remembers beside the plans: that has tests of its own.
    fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        let mut open = vec![self.folder(), self.home()];
        while let Some(path) = open.pop() {
            if path == self.home().join(".local") {
                continue;
            }
            let metadata = fs::symlink_metadata(&path).expect("it was just listed");
            let kind = metadata.file_type();
            if kind.is_dir() {
                open.extend(fs::read_dir(&path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())));
            }
            let bytes = kind.is_file().then(|| fs::read(&path).ok()).flatten();
            let seen = format!("{kind:?} {:?} {:?}", metadata.permissions(), fs::read_link(&path).ok());
            let name = path.strip_prefix(self.folder()).unwrap_or(&path).to_owned();
            tree.insert(name, (bytes, seen));
        }
        tree
    }
}

/// The user and the group that own nothing.
const NOBODY: u32 = 65_534;

/// Returns the day as the program knows it here.
fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Returns the words of `line`.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for character in line.chars() {
        match character {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// Returns what is otherwise in `after`: files that came, went or changed, and the lines that did.
fn differences(before: &Tree, after: &Tree) -> String {
    let mut text = String::new();
    let mut names: Vec<&PathBuf> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let (old, new) = (before.get(name), after.get(name));
        if old == new {
            continue;
        }
        let verb = match (old, new) {
            (None, _) => "new",
            (_, None) => "gone",
            _ => "changed",
        };
        let _ = writeln!(text, "{verb} {}", name.display());
        let lines = |state: Option<&(Option<Vec<u8>>, String)>| {
            String::from_utf8_lossy(state.and_then(|state| state.0.as_deref()).unwrap_or_default()).into_owned()
        };
        let (old, new) = (lines(old), lines(new));
        for change in TextDiff::from_lines(&old, &new).iter_all_changes().filter(|c| c.tag() != ChangeTag::Equal) {
            let line = change.value().trim_end_matches('\n').escape_debug().to_string().replace("\\\"", "\"");
            let _ = writeln!(text, "{} {line}", change.tag());
        }
    }
    text
}
