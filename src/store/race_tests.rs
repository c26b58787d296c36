//! A race in miniature: another program saves in each manner while we commit, and nothing of either side may be lost.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::{Patience, Store, Tier};
use crate::text::Edit;

/// How often each side writes, at least, beside each kind of writer.
const EDITS: usize = 350;
/// How many fields either side has.
const FIELDS: usize = 16;
/// The end of every text that is whole.
const END: &str = "the end\n";

/// Saves what it makes of the file's text, as another program does.
type Save = fn(&Path, &dyn Fn(&str) -> String);

fn by_rename(path: &Path, change: &dyn Fn(&str) -> String) {
    let saved = path.with_extension("saved");
    fs::write(&saved, change(&fs::read_to_string(path).unwrap())).unwrap();
    fs::rename(saved, path).unwrap();
}

fn by_truncating(path: &Path, change: &dyn Fn(&str) -> String) {
    let text = change(&fs::read_to_string(path).unwrap());
    in_halves(&mut File::create(path).unwrap(), &text);
}

fn through_one_descriptor(path: &Path, change: &dyn Fn(&str) -> String) {
    let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    let text = change(&text);
    file.rewind().unwrap();
    file.set_len(0).unwrap();
    in_halves(&mut file, &text);
}

fn in_halves(file: &mut File, text: &str) {
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    file.write_all(first).unwrap();
    thread::yield_now();
    file.write_all(second).unwrap();
}

/// The line of the field `number` of `side`, set for the `times`th time: its length changes.
fn line(side: &str, number: usize, times: usize) -> String {
    format!("- {side}{number:02}: {}{times}\n", "·".repeat(times % 5))
}

/// Returns the bytes in `text` of the line of this field.
fn place(text: &str, side: &str, number: usize) -> (usize, usize) {
    let start =
        text.find(&format!("- {side}{number:02}: ")).unwrap_or_else(|| panic!("{side}{number} is gone: {text}"));
    (start, start + text[start..].find('\n').unwrap() + 1)
}

/// The edit that makes every field of `side` read as it was `set` last, as often as it was set.
fn guarded(text: &str, side: &str, set: &[usize; FIELDS]) -> Edit {
    let edits = set.iter().enumerate().map(|(number, &times)| {
        let (start, end) = place(text, side, number);
        Edit::between(start, &text[start..end], &line(side, number, times))
    });
    Edit::all(edits).unwrap()
}

/// Asserts that `text` is whole, and that all of `side` reads as it was `set` last.
#[track_caller]
fn assert_kept(text: &str, side: &str, set: &[usize; FIELDS]) {
    assert!(text.ends_with(END), "half a text: {text:?}");
    assert_eq!(text.lines().count(), 2 * FIELDS + 1, "{text}");
    for (number, &times) in set.iter().enumerate() {
        let (start, end) = place(text, side, number);
        assert_eq!(text[start..end], line(side, number, times), "an edit is lost");
    }
}

/// Saves again and again until we are `done`; returns how often each field was set.
fn outside(path: &Path, save: Save, done: &AtomicBool, saves: &AtomicUsize) -> [usize; FIELDS] {
    let mut set = [0; FIELDS];
    for count in 0.. {
        if done.load(Ordering::SeqCst) {
            break;
        }
        let number = count * 7 % FIELDS;
        let before = set;
        set[number] += 1;
        save(path, &|text| {
            assert_kept(text, "theirs", &before);
            guarded(text, "theirs", &set).apply(text)
        });
        saves.fetch_add(1, Ordering::SeqCst);
        // As fast as can be now and then, with a pause else.
        for _ in 0..count % 8 {
            thread::yield_now();
        }
    }
    set
}

/// Dropped, also by a panic, it tells the other side to end.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Commits beside `save`. Whoever reads, thinks and then saves takes back what we wrote meanwhile: there every commit
/// also puts our earlier edits back, as a screen does. Else all of them must be there still.
fn check(save: Save, is_guarding: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.md");
    let fields = |side| (0..FIELDS).map(|number| line(side, number, 0)).collect::<String>();
    fs::write(&path, fields("ours") + &fields("theirs") + END).unwrap();
    let mut store = Store::open(&path).unwrap().0;
    store.patience = Patience {
        tries: 10_000,
        budget: Duration::from_mins(1),
        lease: Some(Duration::from_mins(1)),
        ..store.patience
    };
    let (done, saves) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut set = [0; FIELDS];
    let theirs = thread::scope(|scope| {
        let ended = Ended(&done);
        let theirs = scope.spawn(|| outside(&path, save, &done, &saves));
        for count in 0.. {
            if count >= EDITS && (saves.load(Ordering::SeqCst) >= EDITS || theirs.is_finished()) {
                break;
            }
            let before = set;
            set[count % FIELDS] += 1;
            let find = |text: &str| {
                if !is_guarding {
                    assert_kept(text, "ours", &before);
                }
                guarded(text, "ours", &set)
            };
            store.commit_edit(find).unwrap();
            assert_eq!(store.tier(), Tier::Exclusive);
        }
        drop(ended);
        theirs.join().unwrap()
    });
    store.commit_edit(|text| guarded(text, "ours", &set)).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_kept(&text, "ours", &set);
    assert_kept(&text, "theirs", &theirs);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn nothing_is_lost_beside_who_keeps_the_file_open_while_thinking() {
    check(through_one_descriptor, false);
}

#[test]
fn nothing_is_lost_beside_who_truncates() {
    check(by_truncating, true);
}

#[test]
fn nothing_is_lost_beside_who_renames() {
    check(by_rename, true);
}
