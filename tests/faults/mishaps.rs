//! Rights that are lost, and a file that is no more: each is said, on the screen and by verbs, and nothing is written.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use crate::{Desk, PLAN, set_mode, ticked};

/// Something that happens to the plan under an open screen, and what the screen says.
struct Mishap {
    happens: fn(&Desk),
    /// What the screen says then.
    notice: &'static str,
    /// What it answers to a key that writes.
    answer: &'static str,
    /// What a verb says, and its exit status.
    verb: (i32, &'static str),
    /// Makes it good again.
    mends: fn(&Desk),
}

/// Lets `mishap` happen under an open screen and checks that all is said and nothing is written.
#[track_caller]
fn check(desk: &Desk, mishap: &Mishap) {
    let mut screen = desk.open();
    (mishap.happens)(desk);
    let before = state(desk);
    screen.wait_for(mishap.notice);
    // The plan is still there to be read.
    screen.wait_for("Second step");
    screen.keys("jx");
    screen.wait_for(mishap.answer);
    assert_eq!(desk.verb("tick", "1.1"), (Some(mishap.verb.0), mishap.verb.1.to_owned()));
    assert_eq!(state(desk), before, "nothing is written, nothing is made\n{screen}");
    (mishap.mends)(desk);
    screen.wait_for("read and written again");
    screen.keys("gjx");
    screen.wait_for_file(&desk.plan(), &ticked());
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
    assert_eq!(desk.text(), ticked());
    assert_eq!(desk.names(), ["plan.md"]);
}

/// Returns all that stands in the folder: names, kinds, modes, texts.
fn state(desk: &Desk) -> Vec<String> {
    let mut mode = None;
    let plan = fs::symlink_metadata(desk.plan()).ok();
    if let Some(plan) = plan.filter(|plan| plan.is_file() && plan.mode() & 0o400 == 0) {
        // Only to look at it.
        mode = Some(plan.mode());
        set_mode(&desk.plan(), plan.mode() | 0o400);
    }
    let look = |name: String| {
        let path = desk.folder().join(&name);
        let kind = fs::symlink_metadata(&path).expect("it was just listed").file_type();
        let text = if kind.is_file() { fs::read_to_string(&path).expect("a text") } else { String::new() };
        format!("{name} {kind:?} {text}")
    };
    let state = desk.names().into_iter().map(look).collect();
    if let Some(mode) = mode {
        set_mode(&desk.plan(), mode);
    }
    state
}

#[test]
fn a_file_that_may_not_be_read_any_more() {
    let Some(desk) = Desk::unprivileged() else { return };
    check(
        &desk,
        &Mishap {
            happens: |desk| set_mode(&desk.plan(), 0o000),
            notice: "unreadable",
            answer: "or ask its owner. Nothing was written",
            verb: (
                3,
                "tickdown: plan.md: expected a file that you may read, found mode 0000. Allow it with \"chmod u+r\", or ask its owner.",
            ),
            mends: |desk| set_mode(&desk.plan(), 0o644),
        },
    );
}

#[test]
fn a_file_that_may_not_be_written_any_more() {
    let Some(desk) = Desk::unprivileged() else { return };
    check(
        &desk,
        &Mishap {
            happens: |desk| set_mode(&desk.plan(), 0o444),
            notice: "read-only",
            answer: "read-only: its mode 0444 lets nobody write. Nothing was written",
            verb: (3, "tickdown: plan.md: read-only: its mode 0444 lets nobody write. Nothing was written."),
            mends: |desk| set_mode(&desk.plan(), 0o644),
        },
    );
}

#[test]
fn a_folder_in_place_of_the_file() {
    check(
        &Desk::new(),
        &Mishap {
            happens: |desk| {
                fs::remove_file(desk.plan()).and_then(|()| fs::create_dir(desk.plan())).expect("a folder");
            },
            notice: "unreadable",
            answer: "expected a Markdown file, found a folder. Name a file in it. Nothing was written",
            verb: (
                1,
                "tickdown: no plan in plan.md: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. \"tickdown new\" writes a plan; \"tickdown FILE\" opens any file.",
            ),
            mends: |desk| {
                fs::remove_dir(desk.plan()).and_then(|()| fs::write(desk.plan(), PLAN)).expect("a plan");
            },
        },
    );
}

#[test]
fn a_file_that_is_deleted() {
    check(
        &Desk::new(),
        &Mishap {
            happens: |desk| fs::remove_file(desk.plan()).expect("no plan"),
            notice: "file is gone",
            answer: "expected the file that was opened, found that it is gone. Nothing was written",
            verb: (3, "tickdown: plan.md: no such file. Check the name, or write a new plan with \"tickdown new\"."),
            mends: |desk| fs::write(desk.plan(), PLAN).expect("a plan"),
        },
    );
}

#[test]
fn a_file_that_is_emptied() {
    check(
        &Desk::new(),
        &Mishap {
            happens: |desk| fs::write(desk.plan(), "").expect("an empty file"),
            notice: "file is empty",
            answer: "expected a plan, found an empty file. Nothing was written",
            verb: (3, "tickdown: plan.md: expected a plan, found an empty file. Nothing was written."),
            mends: |desk| fs::write(desk.plan(), PLAN).expect("a plan"),
        },
    );
}

#[test]
fn a_file_that_is_moved() {
    check(
        &Desk::new(),
        &Mishap {
            happens: |desk| fs::rename(desk.plan(), desk.folder().join("moved.md")).expect("moved"),
            notice: "file is gone",
            answer: "expected the file that was opened, found that it is gone. Nothing was written",
            verb: (3, "tickdown: plan.md: no such file. Check the name, or write a new plan with \"tickdown new\"."),
            mends: |desk| fs::rename(desk.folder().join("moved.md"), desk.plan()).expect("moved back"),
        },
    );
}

#[test]
fn a_folder_that_is_moved() {
    let desk = Desk::new();
    let mut screen = desk.open();
    let moved = desk.root.path().join("elsewhere");
    fs::rename(desk.folder(), &moved).expect("moved");
    screen.keys("jx");
    screen.wait_for("file is gone");
    assert_eq!(fs::read_to_string(moved.join("plan.md")).expect("the plan"), PLAN, "nothing is written");
    assert!(!desk.folder().exists(), "nothing is made");
    fs::rename(&moved, desk.folder()).expect("moved back");
    screen.wait_for("read and written again");
    screen.keys("gjx");
    screen.wait_for_file(&desk.plan(), &ticked());
}

#[test]
fn a_link_in_place_of_the_file() {
    let desk = Desk::new();
    let other = desk.folder().join("other.md");
    let mut screen = desk.open();
    fs::write(&other, PLAN.replace("Small", "Another")).expect("another plan");
    let link = desk.folder().join("link");
    symlink("other.md", &link).and_then(|()| fs::rename(&link, desk.plan())).expect("a link");
    // What is open is the file that was there, not another one that the name leads to by now.
    screen.wait_for("unreadable");
    screen.wait_for("Small plan");
    screen.keys("jx");
    screen.wait_for("found that it leads elsewhere by now. Open it again. Nothing was written");
    assert_eq!(fs::read_to_string(&other).expect("the other plan"), PLAN.replace("Small", "Another"));
    // A verb opens what the name leads to, and leaves the link.
    let (status, said) = desk.verb("tick", "1.1");
    assert_eq!((status, &*said), (Some(0), "done  1.1  First step  (line 5)  added `- **Status**: [x] Complete`"));
    assert_eq!(fs::read_link(desk.plan()).expect("a link"), Path::new("other.md"));
    assert_eq!(fs::read_to_string(&other).expect("the other plan"), ticked().replace("Small", "Another"));
    assert_eq!(desk.names(), ["other.md", "plan.md"]);
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn a_folder_that_may_not_be_written() {
    let Some(desk) = Desk::unprivileged() else { return };
    set_mode(&desk.folder(), 0o555);
    let inode = fs::metadata(desk.plan()).expect("the plan").ino();
    let (status, said) = desk.verb("tick", "1.1");
    assert_eq!((status, &*said), (Some(0), "done  1.1  First step  (line 5)  added `- **Status**: [x] Complete`"));
    assert_eq!(desk.text(), ticked());
    let mut screen = desk.open();
    screen.keys("gj<space>");
    screen.wait_for_file(&desk.plan(), PLAN);
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!((desk.names(), fs::metadata(desk.plan()).expect("the plan").ino()), (vec!["plan.md".into()], inode));
    set_mode(&desk.folder(), 0o755);
}

#[test]
fn links_that_lead_nowhere_under_verbs() {
    let desk = Desk::new();
    fs::remove_file(desk.plan()).and_then(|()| symlink("gone.md", desk.plan())).expect("a link");
    let nowhere = "tickdown: plan.md: expected a file, found a symbolic link to gone.md, which is not there. \
                   Put that file back, or name another.";
    assert_eq!(desk.verb("tick", "1.1"), (Some(3), nowhere.to_owned()));
    fs::remove_file(desk.plan()).and_then(|()| symlink("plan.md", desk.plan())).expect("a link");
    let circle = "tickdown: plan.md: expected a file, found symbolic links that lead in a circle. Remove one of them.";
    assert_eq!(desk.verb("tick", "1.1"), (Some(3), circle.to_owned()));
    assert_eq!(desk.names(), ["plan.md"], "nothing is made");
}
