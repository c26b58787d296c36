//! A disk without room: what needs none is written, and all else is told and leaves the file as it was.

use std::process::{Command, Stdio};

use crate::pty::{HOMES, Start};
use crate::{Desk, PLAN, PROGRAM};

/// A disk of 64 KiB without any room, with a plan on it whose last page has room for some bytes and not for a line.
///
/// It is mounted in a namespace of its own: nobody else sees it, and it goes with the last process there.
struct FullDisk {
    desk: Desk,
    plan: String,
}

impl FullDisk {
    /// Returns one; `None` where no file system can be mounted.
    fn new() -> Option<Self> {
        let mut mount = Command::new("unshare");
        mount.args(["-m", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]).stderr(Stdio::null());
        if !mount.status().is_ok_and(|status| status.success()) {
            println!("skipped: no file system can be mounted here");
            return None;
        }
        let item = "\n- [ ] Item\n";
        let plan = format!("{PLAN}\n{}\n{item}", "x".repeat(4096 - 10 - PLAN.len() - item.len()));
        Some(Self { desk: Desk::new(), plan })
    }

    /// Returns the words of a shell that makes the disk and then runs `script` in its folder.
    fn words(&self, script: &str) -> [String; 4] {
        let folder = self.desk.folder();
        let script = format!(
            "mount -t tmpfs -o size=64k tmpfs '{0}' && cd '{0}' && printf '%s' \"$PLAN\" >plan.md || exit\n\
             cat /dev/zero >filler 2>/dev/null\n{script}",
            folder.display()
        );
        ["-m", "sh", "-c", &script].map(str::to_owned)
    }

    /// Runs `script` on the disk and returns what it prints.
    fn run(&self, script: &str) -> String {
        let mut command = Command::new("unshare");
        command.args(self.words(script)).env("PLAN", &self.plan);
        for name in HOMES {
            command.env(name, self.desk.home());
        }
        let output = command.output().expect("unshare runs");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }
}

#[test]
fn a_full_disk_under_verbs() {
    let Some(disk) = FullDisk::new() else { return };
    let long = disk.run(&format!("'{PROGRAM}' tick plan.md 1.1 2>&1; echo \"=> $?\"; ls -A; cat plan.md"));
    let (said, rest) = long.split_once("=> ").expect("an exit status");
    assert!(said.contains("No space left on device") && said.contains("Nothing was written"), "{said}");
    assert_eq!(rest, format!("3\nfiller\nplan.md\n{}", disk.plan));
    // One byte needs no room.
    let short = disk.run(&format!("'{PROGRAM}' tick plan.md item >&2; echo \"=> $?\"; ls -A; cat plan.md"));
    let ticked = disk.plan.replace("[ ] Item", "[x] Item");
    assert!(short.starts_with(&format!("=> 0\nfiller\nplan.md\n{ticked}")), "{short}");
}

#[test]
fn a_full_disk_under_a_screen() {
    let Some(disk) = FullDisk::new() else { return };
    let words =
        disk.words(&format!("'{PROGRAM}' plan.md; echo left with $?; ls -A1; tail -c 11 plan.md; wc -c <plan.md"));
    let start = Start::program("/usr/bin/unshare", words).env("PLAN", &disk.plan).home(&disk.desk.home());
    let mut screen = start.size(180, 40).start();
    screen.wait_for("Item");
    screen.keys("gjx");
    screen.wait_for("No space left on device");
    screen.keys("Gx");
    screen.wait_for("▣ Item");
    screen.keys("q");
    screen.wait_for("left with 0");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    let shown: String = screen.contents().lines().map(|line| line.trim().to_owned() + "\n").collect();
    assert!(shown.contains(&format!("filler\nplan.md\n- [x] Item\n{}\n", disk.plan.len())), "{screen}");
}
