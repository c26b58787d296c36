//! What goes wrong around a plan: a kill at any moment, a full disk, rights that are lost, a file that is no more.
//!
//! `TICKDOWN_FAULTS_KILLS=1000 cargo test --test faults -- --nocapture` kills more often than the suite does.

#[path = "../support/pty.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod pty;

#[path = "../support/random.rs"]
mod random;

mod full_disk;
mod kills;
mod mishaps;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pty::{HOMES, Screen, Start};
use tempfile::TempDir;

const PLAN: &str = "\
# Small plan

## Phase 1: Begin

### Step 1.1: First step
- **Description**: something
- **Validation**: seen by eye

### Step 1.2: Second step
- **Description**: something else
- **Validation**: seen by eye
";

/// [`PLAN`] with its first step done: longer.
fn ticked() -> String {
    PLAN.replacen("seen by eye\n", "seen by eye\n- **Status**: [x] Complete\n", 1)
}

/// Sets the mode bits of `path`.
fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

/// The user and the group that own nothing.
const NOBODY: u32 = 65_534;

/// A folder with a plan, and a home beside it.
struct Desk {
    root: TempDir,
    /// Somebody whom rights keep out, also where root runs the tests.
    unprivileged: bool,
}

impl Desk {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        for folder in ["home", "work"] {
            fs::create_dir(root.path().join(folder)).expect("a folder");
        }
        let desk = Self { root, unprivileged: false };
        fs::write(desk.plan(), PLAN).expect("a plan");
        desk
    }

    /// Gives all to a user who is not root; `None` where that cannot be done.
    fn unprivileged() -> Option<Self> {
        let mut desk = Self::new();
        if rustix::process::getuid().is_root() {
            if !Path::new(SETPRIV).exists() {
                println!("skipped: there is no {SETPRIV}");
                return None;
            }
            for path in [desk.root.path(), &desk.home(), &desk.folder(), &desk.plan()] {
                chown(path, Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
            }
            // Where the tests are built, others may not be able to go.
            desk.unprivileged = true;
            fs::copy(PROGRAM, desk.program()).expect("a copy");
            set_mode(&desk.program(), 0o755);
        }
        Some(desk)
    }

    fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("work")
    }

    fn plan(&self) -> PathBuf {
        self.folder().join("plan.md")
    }

    fn program(&self) -> PathBuf {
        if self.unprivileged { self.root.path().join("tickdown") } else { PROGRAM.into() }
    }

    fn text(&self) -> String {
        fs::read_to_string(self.plan()).expect("the plan")
    }

    /// Returns all names in the folder, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("a name").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Returns the command `tickdown VERB PLAN ADDRESS`.
    fn command(&self, verb: &str, address: &str) -> Command {
        let mut words = self.words();
        words.extend([verb.into(), self.plan(), address.into()]);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(self.home()).stdin(Stdio::null());
        for name in HOMES {
            command.env(name, self.home());
        }
        command
    }

    /// Runs a verb; returns its exit status and what it says, without the folder's name.
    fn verb(&self, verb: &str, address: &str) -> (Option<i32>, String) {
        let Output { status, stdout, stderr } = self.command(verb, address).output().expect("tickdown runs");
        let said = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
        (status.code(), said.replace(&format!("{}/", self.folder().display()), "").trim().to_owned())
    }

    /// Opens the plan on a screen.
    fn open(&self) -> Screen {
        let mut words = self.words();
        words.push(self.plan());
        let program = words.remove(0);
        let program = program.to_str().expect("a path in UTF-8");
        let mut screen = Start::program(program, words).home(&self.home()).size(180, 30).start();
        screen.wait_for("Second step");
        screen
    }

    /// Returns the words that run the program as whoever it is.
    fn words(&self) -> Vec<PathBuf> {
        let user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let mut words: Vec<PathBuf> = Vec::new();
        if self.unprivileged {
            words.push(SETPRIV.into());
            words.extend(user.map(PathBuf::from));
        }
        words.push(self.program());
        words
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_tickdown");
const SETPRIV: &str = "/usr/bin/setpriv";
