use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::super::look;
use super::*;
use crate::text::Span;

fn write(target: &Path, before: &Snapshot, edit: &Edit) -> Result<Outcome, Failure> {
    super::write(target, before, edit, Way::Any, &mut NoRedo)
}

fn plan(text: &str) -> (TempDir, PathBuf, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.md");
    fs::write(&path, text).unwrap();
    let snapshot = look::until_whole(&path).unwrap().1;
    (folder, path, snapshot)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn edit(splices: &[(usize, usize, &str)]) -> Edit {
    splices.iter().fold(Edit::default(), |edit, &(start, end, insert)| {
        edit.union(Edit::replace(Span::new(start, end), insert)).unwrap()
    })
}

#[test]
fn every_edit_arrives_and_leaves_nothing_behind() {
    for (text, splices) in [
        ("- [ ] a\n", &[(3, 4, "x")][..]),
        ("- [ ] a\r\n- [ ] b", &[(3, 4, "x"), (12, 13, "x")]),
        ("\u{feff}⏳ a", &[(3, 6, "✅")]),
        ("0123456789", &[(0, 9, "abcdefghi")]),
        ("- a\n", &[(2, 2, "[ ] ")]),
        ("- [x] a\n", &[(2, 6, "")]),
        ("a", &[(0, 1, "")]),
        ("a", &[(1, 1, "\r\nb")]),
    ] {
        let (folder, path, before) = plan(text);
        let edit = edit(splices);
        let Ok(Outcome::Written(now)) = write(&path, &before, &edit) else { panic!("{text:?} was not written") };
        assert_eq!(*now.text, *edit.apply(text));
        assert_eq!(fs::read_to_string(&path).unwrap(), *now.text);
        assert_eq!(is_small(&edit), now.stamp.inode == before.stamp.inode, "{text:?}");
        assert_eq!(names(folder.path()), ["plan.md"]);
    }
}

#[test]
fn what_others_wrote_is_not_touched() {
    for splices in [&[(3, 4, "x")][..], &[(2, 2, "**")]] {
        for (theirs, is_rename) in [("- [ ] b\n", false), ("- [ ] a\n", true), ("", false)] {
            let (folder, path, before) = plan("- [ ] a\n");
            let saved = folder.path().join("saved");
            fs::write(&saved, theirs).unwrap();
            if is_rename {
                fs::rename(&saved, &path).unwrap();
            } else {
                fs::copy(&saved, &path).unwrap();
                fs::remove_file(&saved).unwrap();
            }
            assert!(matches!(write(&path, &before, &edit(splices)), Ok(Outcome::Raced)), "{theirs:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
            assert_eq!(names(folder.path()), ["plan.md"]);
        }
    }
}

#[test]
fn other_bytes_under_the_same_stamp_are_noticed() {
    for splices in [&[(3, 4, "x")][..], &[(2, 2, "**")]] {
        let (_folder, path, now) = plan("- [ ] b\n");
        let before = Snapshot { text: "- [ ] a\n".into(), ..now };
        assert!(matches!(write(&path, &before, &edit(splices)), Ok(Outcome::Raced)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "- [ ] b\n");
    }
}

#[test]
fn a_missing_file_is_not_made_again() {
    for splices in [&[(0, 1, "b")][..], &[(0, 1, "")]] {
        let (folder, path, before) = plan("a");
        fs::remove_file(&path).unwrap();
        assert!(matches!(write(&path, &before, &edit(splices)), Ok(Outcome::Raced)));
        assert!(names(folder.path()).is_empty());
    }
}

#[test]
fn a_long_name_is_written_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n".repeat(255));
    fs::write(&path, "one two three").unwrap();
    let before = look::until_whole(&path).unwrap().1;
    for (start, end, insert) in [(4, 7, "twenty-two"), (0, 4, "")] {
        let before = look::until_whole(&path).unwrap().1;
        let outcome = write(&path, &before, &edit(&[(start, end, insert)]));
        assert!(matches!(outcome, Ok(Outcome::Written(_))), "{outcome:?}");
    }
    let now = look::until_whole(&path).unwrap().1;
    assert_eq!((&*now.text, now.stamp.inode), ("twenty-two three", before.stamp.inode));
    assert_eq!(names(folder.path()).len(), 1);
}

#[test]
fn hard_links_stay_in_step() {
    let (folder, path, before) = plan("one two");
    let other = folder.path().join("other.md");
    fs::hard_link(&path, &other).unwrap();
    // The link itself changed the stamp.
    let before = Snapshot { stamp: look::until_whole(&path).unwrap().1.stamp, ..before };
    let outcome = write(&path, &before, &edit(&[(0, 3, "")]));
    assert!(matches!(outcome, Ok(Outcome::Written(_))), "{outcome:?}");
    assert_eq!([&path, &other].map(|path| fs::read_to_string(path).unwrap()), [" two", " two"]);
    assert_eq!(names(folder.path()), ["other.md", "plan.md"]);
}

#[test]
fn a_folder_that_may_not_be_written_is_no_obstacle() {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::getuid().is_root() {
        println!("skipped: root may write any folder");
        return;
    }
    let (folder, path, before) = plan("one two");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let outcome = write(&path, &before, &edit(&[(0, 3, "")]));
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let Ok(Outcome::Written(now)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((&*now.text, now.stamp.inode), (" two", before.stamp.inode));
}

/// A disk on which only so many bytes can still be written, that many at each of the two attempts.
struct Disk {
    content: Vec<u8>,
    room: Vec<usize>,
    can_reserve: bool,
    /// Where each write began, and how many bytes it was asked for.
    puts: Vec<(usize, usize)>,
}

impl Disk {
    fn new(content: &str, room: &[usize], can_reserve: bool) -> Self {
        Self { content: content.into(), room: room.to_vec(), can_reserve, puts: Vec::new() }
    }
}

impl Place for Disk {
    fn reserve(&mut self, _length: usize) -> io::Result<()> {
        if self.can_reserve { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    fn put(&mut self, bytes: &[u8], at: usize) -> io::Result<()> {
        self.puts.push((at, bytes.len()));
        let room = self.room.pop().unwrap_or(usize::MAX).min(bytes.len());
        self.content.resize(self.content.len().max(at + room), 0);
        self.content[at..at + room].copy_from_slice(&bytes[..room]);
        if room < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn cut(&mut self, length: usize) -> io::Result<()> {
        self.content.resize(length, 0);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn one_write_is_enough_and_what_need_not_be_is_not_written() {
    for (old, new, expected) in [
        ("- [ ] a\n", "- [x] a\n", (3, 1)),
        ("[ ] [ ] [ ]", "[x] [ ] [x]", (1, 9)),
        ("one two three", "one 2 three", (4, 9)),
        ("one two", "one two three", (7, 6)),
        ("one two", "one", (3, 4)),
    ] {
        let mut disk = Disk::new(old, &[], true);
        overwrite(&mut disk, old.as_bytes(), new.as_bytes()).unwrap();
        assert_eq!((&disk.content[..], &disk.puts[..]), (new.as_bytes(), &[expected][..]));
    }
}

#[test]
fn whoever_is_killed_before_the_cut_leaves_blank_lines() {
    struct Killed(Disk);
    impl Place for Killed {
        fn reserve(&mut self, length: usize) -> io::Result<()> {
            self.0.reserve(length)
        }
        fn put(&mut self, bytes: &[u8], at: usize) -> io::Result<()> {
            self.0.put(bytes, at)
        }
        fn cut(&mut self, _length: usize) -> io::Result<()> {
            Ok(())
        }
        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut killed = Killed(Disk::new("one\ntwo\nthree\n", &[], true));
    overwrite(&mut killed, b"one\ntwo\nthree\n", b"one\nthree\n").unwrap();
    assert_eq!(killed.0.content, b"one\nthree\n\n\n\n\n");
}

#[test]
fn a_full_disk_gets_the_old_bytes_back() {
    for (old, new, room, damaged) in [
        ("one two", "one and two", &[3][..], false),
        ("one two three", "one three", &[2], false),
        ("one two", "one and two", &[0], false),
        ("one two", "two one", &[2], false),
        ("one two", "one and two", &[0, 6], true),
    ] {
        let mut disk = Disk::new(old, room, true);
        let failure = overwrite(&mut disk, old.as_bytes(), new.as_bytes()).unwrap_err();
        assert_eq!(failure.error.kind(), io::ErrorKind::StorageFull);
        assert_eq!((failure.damage.is_some(), disk.content != old.as_bytes()), (damaged, damaged), "{new:?}");
    }
}

#[test]
fn a_disk_that_is_known_to_be_full_is_not_written_at_all() {
    let mut disk = Disk::new("one two", &[], false);
    let failure = overwrite(&mut disk, b"one two", b"one and two").unwrap_err();
    assert_eq!((failure.error.kind(), failure.damage.is_some()), (io::ErrorKind::StorageFull, false));
    assert!(disk.puts.is_empty());
    overwrite(&mut disk, b"one two", b"one").expect("a shorter text needs no more room");
}
