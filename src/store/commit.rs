//! Committing: read the file as it is now, find the smallest edit, write it, check; again if others were faster.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::tier::Late;
use super::write::{self, Failure, Outcome};
use super::{Access, CommitError, Fault, ReadError, Snapshot, Store};
use crate::plan::{Changes, Plan, Refusal};
use crate::text::Edit;

/// How often others may be faster before the edit is found while they are kept out, so that they cannot be for ever.
const RACES: u32 = 2;

/// How long, in bytes, a text may be for that: reading it as a plan takes a millisecond or two, for which others wait.
const SHORT: usize = 1 << 20;

/// What a commit did.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The plan as it was before; the changes speak of it. It may be newer than what [`Store::read`] last returned.
    pub before: Arc<Plan>,
    /// The plan as it is now. It may hold what others wrote meanwhile, too.
    pub plan: Arc<Plan>,
    /// What was done. Empty where all was so already; nothing was written then.
    pub changes: Changes,
}

/// What a commit came to, for whatever it was that decided.
pub(super) struct Done<T> {
    /// What was decided, on the text that was written onto first.
    pub(super) decided: T,
    /// The file as it was written onto last.
    pub(super) onto: Snapshot,
    /// The file as it is now.
    pub(super) now: Snapshot,
}

impl Store {
    /// Commits the edit that `find` finds, whatever it is.
    #[cfg(test)]
    pub(super) fn commit_edit(&mut self, mut find: impl FnMut(&str) -> Edit) -> Result<Snapshot, CommitError> {
        Ok(self.commit_with(|_, text| Ok(((), find(text))), Self::write)?.now)
    }

    /// Writes, by `write`, the edit that `decide` finds for the file's text. Both are asked again when others wrote in
    /// between.
    pub(super) fn commit_with<T>(
        &mut self,
        decide: impl FnMut(&mut Self, &Arc<str>) -> Result<(T, Edit), Refusal>,
        write: impl FnMut(&mut Self, &Snapshot, &Edit, &mut Late) -> Result<Outcome, Failure>,
    ) -> Result<Done<T>, CommitError> {
        let mut overtaken = None;
        let committed = self.try_to_commit(decide, write, &mut overtaken);
        committed.map_err(|error| match overtaken {
            None => error,
            // Some of it was written after all.
            Some(_) => CommitError::Overwritten { path: self.paths.given.clone(), again: Box::new(error) },
        })
    }

    /// Does so, and notes in `overtaken` what was decided on when the first one was overwritten.
    fn try_to_commit<T>(
        &mut self,
        mut decide: impl FnMut(&mut Self, &Arc<str>) -> Result<(T, Edit), Refusal>,
        mut write: impl FnMut(&mut Self, &Snapshot, &Edit, &mut Late) -> Result<Outcome, Failure>,
        overtaken: &mut Option<T>,
    ) -> Result<Done<T>, CommitError> {
        let began = Instant::now();
        for attempt in 0..self.patience.tries {
            if attempt > 0 {
                thread::sleep(pause(attempt));
            }
            let before = self.current()?;
            let (decided, edit) = decide(self, &before.text).map_err(CommitError::Refused)?;
            if edit.is_empty() {
                // What an earlier attempt did may stand although others wrote right behind it.
                return Ok(self.done(overtaken.take().unwrap_or(decided), before.clone(), before));
            }
            if let Access::ReadOnly(why) = self.access() {
                return Err(CommitError::ReadOnly { path: self.paths.given.clone(), why });
            }
            let (mut decided, mut onto, mut is_small) = (decided, before.clone(), write::is_small(&edit));
            let mut late = |store: &mut Self, now: &Snapshot| {
                let is_time = attempt >= RACES && now.text.len() <= SHORT;
                let found = is_time.then(|| decide(store, &now.text).ok()).flatten();
                let (instead, edit) = found.filter(|(_, edit)| !edit.is_empty())?;
                (decided, onto, is_small) = (instead, now.clone(), write::is_small(&edit));
                Some(edit)
            };
            match write(self, &before, &edit, &mut late).map_err(|failure| self.failed(failure))? {
                Outcome::Written(now) => {
                    self.eye.wrote(onto.stamp, now.stamp);
                    self.unsynced |= !is_small;
                    return Ok(self.done(overtaken.take().unwrap_or(decided), onto, now));
                }
                Outcome::Raced => {}
                Outcome::Overtaken => _ = overtaken.get_or_insert(decided),
            }
            if began.elapsed() > self.patience.budget {
                break;
            }
        }
        Err(CommitError::Busy { path: self.paths.given.clone() })
    }

    /// Returns the file as it is now: a text, and not an empty one.
    fn current(&mut self) -> Result<Snapshot, CommitError> {
        let began = Instant::now();
        loop {
            let path = self.paths.given.clone();
            let seen = self.look();
            let (doubt, patience) = match seen {
                // A text may be shown while half of a write is in it, but nothing is written onto that.
                Ok(Some(_)) if self.half_since.is_some() => (CommitError::Busy { path }, self.patience.budget),
                Ok(Some(snapshot)) if !snapshot.text.is_empty() => return Ok(snapshot),
                Ok(Some(_)) => (CommitError::Empty { path }, self.patience.grace),
                Ok(None) => (CommitError::Busy { path }, self.patience.budget),
                Err(Fault::NotFound) => (CommitError::Missing { path }, self.patience.grace),
                Err(fault) => (CommitError::Read(ReadError { path, fault }), self.patience.grace),
            };
            if self.last.text.is_empty() || began.elapsed() >= patience {
                return Err(doubt);
            }
            thread::sleep(self.eye.pause());
        }
    }

    fn done<T>(&mut self, decided: T, onto: Snapshot, now: Snapshot) -> Done<T> {
        self.last = now.clone();
        self.doubted = None;
        Done { decided, onto, now }
    }

    fn failed(&self, failure: Failure) -> CommitError {
        let Failure { doing, error, damage } = failure;
        CommitError::Write { path: self.paths.given.clone(), doing, error, damage }
    }
}

/// Returns how long to wait before the attempt with this number: 1, 2, 4 … 64 ms.
fn pause(attempt: u32) -> Duration {
    Duration::from_millis(1 << (attempt - 1).min(6))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use super::super::{Patience, Reading, Stamp};
    use super::*;
    use crate::plan::{self, Intent};

    /// With others kept out, where that can be had, and by best effort.
    const WAYS: [Option<Duration>; 2] = [Some(Duration::from_secs(10)), None];

    struct Bench {
        folder: TempDir,
        path: PathBuf,
        store: Store,
    }

    impl Bench {
        fn new(text: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("plan.md");
            fs::write(&path, text).unwrap();
            let mut store = Store::open(&path).unwrap().0;
            store.patience.grace = Duration::ZERO;
            Self { folder, path, store }
        }

        /// Commits the replacement of the first `old` by `new`; none where there is no `old`. `meanwhile` is run
        /// between reading and writing, with the number of the attempt. Returns the text that was decided on.
        fn replace(
            &mut self,
            old: &str,
            new: &str,
            mut meanwhile: impl FnMut(u32, &Path),
        ) -> Result<String, CommitError> {
            let mut attempt = 0;
            let path = self.path.clone();
            let decide = |_: &mut Store, text: &Arc<str>| {
                attempt += 1;
                meanwhile(attempt, &path);
                Ok((text.to_string(), first(text, old, new)))
            };
            let done = self.store.commit_with(decide, Store::write)?;
            Ok(done.decided)
        }

        fn text(&self) -> String {
            fs::read_to_string(&self.path).unwrap()
        }

        fn is_tidy(&self) -> bool {
            fs::read_dir(self.folder.path()).unwrap().count() == 1
        }
    }

    /// The edit that replaces the first `old` in `text`.
    fn first(text: &str, old: &str, new: &str) -> Edit {
        text.find(old).map(|at| Edit::between(at, old, new)).unwrap_or_default()
    }

    fn stamp(path: &Path) -> Stamp {
        Stamp::of(&fs::metadata(path).unwrap())
    }

    fn save_by_rename(path: &Path, text: &str) {
        let saved = path.with_extension("saved");
        fs::write(&saved, text).unwrap();
        fs::rename(saved, path).unwrap();
    }

    /// Opens `shown`, of which the screen makes the wish that the node with the title `wanted`, the `nth` of its kind
    /// from 1, be done; then another program saves `theirs`, and the wish is committed. Returns the text afterwards.
    fn committed(shown: &str, theirs: &str, wanted: &str, nth: usize) -> Result<String, &'static str> {
        let mut bench = Bench::new(shown);
        let plan = bench.store.plan(&shown.into());
        let titled = |&id: &crate::plan::NodeId| &*plan.node(id).title == wanted;
        let node = plan.ids().filter(titled).nth(nth - 1).unwrap();
        let title = Some(wanted.to_owned());
        let intent = Intent { title, ..Intent::new(plan.address(node), plan::Op::Done) };
        save_by_rename(&bench.path, theirs);
        let done = bench.store.commit(&[intent]).map_err(|error| error.code())?;
        assert_eq!(**done.before.text(), *theirs);
        assert_eq!(**done.plan.text(), *bench.text());
        assert!(matches!(bench.store.read(), Reading::Unchanged));
        Ok(bench.text())
    }

    #[test]
    fn a_wish_finds_its_node_in_what_others_wrote() {
        let shown = "# P\n## List\n- [ ] one\n- [ ] two\n";
        let above = "# P\n## New\n- [ ] zero\n## List\n- [ ] half\n- [ ] one\n- [ ] two\n";
        assert_eq!(committed(shown, above, "two", 1), Ok(above.replace("[ ] two", "[x] two")));
        let gone = "# P\n## List\n- [ ] one\n";
        assert_eq!(committed(shown, gone, "two", 1), Err("not-found"));
        let done = "# P\n## List\n- [ ] one\n- [x] two\n";
        assert_eq!(committed(shown, done, "two", 1), Ok(done.to_owned()));
    }

    #[test]
    fn a_wish_finds_its_node_where_others_have_numbered_the_plan_anew() {
        let shown = "# P\n### Step 1.1: Schema\n- [x] a\n### Step 1.2: Keys\n- [ ] b\n";
        let renumbered =
            "# P\n### Step 1.1: Schema\n- [x] a\n### Step 1.2: Between\n- [ ] c\n### Step 1.3: Keys\n- [ ] b\n";
        let marked = renumbered.replace("### Step 1.3", "### [x] Step 1.3");
        assert_eq!(committed(shown, renumbered, "Keys", 1), Ok(marked));
        let another = renumbered.replace("Keys", "Something else");
        assert_eq!(committed(shown, &another, "Keys", 1), Err("not-found"));
    }

    #[test]
    fn of_twins_the_one_that_was_meant_is_ticked() {
        let shown = "# P\n## List\n- [ ] same\n- [ ] other\n- [ ] same\n";
        let theirs = shown.replace("- [ ] other", "- [x] other\n- [ ] more");
        let expected = "# P\n## List\n- [ ] same\n- [x] other\n- [ ] more\n- [x] same\n";
        assert_eq!(committed(shown, &theirs, "same", 2), Ok(expected.to_owned()));
        let first = "# P\n## List\n- [x] same\n- [x] other\n- [ ] more\n- [ ] same\n";
        assert_eq!(committed(shown, &theirs, "same", 1), Ok(first.to_owned()));
    }

    #[test]
    fn a_tick_is_one_byte_of_the_same_file() {
        for text in ["\u{feff}# A\r\n- [ ] b\r\n", "- [ ] c", "- [ ] d\n\n\n", "- [ ] e\0\n"] {
            let mut bench = Bench::new(text);
            let inode = stamp(&bench.path).inode;
            assert_eq!(bench.replace("[ ]", "[x]", |_, _| {}).unwrap(), text);
            assert_eq!(bench.text(), text.replacen("[ ]", "[x]", 1));
            assert_eq!(stamp(&bench.path).inode, inode);
            assert!(matches!(bench.store.read(), Reading::Unchanged), "own writes are known");
        }
    }

    #[test]
    fn nothing_to_do_writes_nothing() {
        let mut bench = Bench::new("- [x] a\n");
        let before = stamp(&bench.path);
        bench.replace("[ ]", "[x]", |_, _| {}).unwrap();
        assert_eq!(stamp(&bench.path), before);
    }

    #[test]
    fn what_others_wrote_in_between_is_kept() {
        for new in ["[x]", "[x] **done**"] {
            let saves = [save_by_rename as fn(&Path, &str), |path, text| fs::write(path, text).unwrap()];
            for (save, lease) in saves.into_iter().flat_map(|save| WAYS.map(|lease| (save, lease))) {
                let mut bench = Bench::new("- [ ] a\n");
                bench.store.patience.lease = lease;
                let before = bench.replace("[ ]", new, |attempt, path| {
                    if attempt <= 2 {
                        save(path, &format!("theirs {attempt}\n- [ ] a\n"));
                    }
                });
                assert_eq!(before.unwrap(), "theirs 2\n- [ ] a\n");
                assert_eq!(bench.text(), format!("theirs 2\n- {new} a\n"));
                assert!(bench.is_tidy());
                assert!(matches!(bench.store.read(), Reading::Unchanged));
            }
        }
    }

    #[test]
    fn a_change_is_told_although_others_write_right_behind_it() {
        for (theirs, expected) in
            [("- [x] a, theirs\n", "- [x] a, theirs\n"), ("- [ ] a, theirs\n", "- [x] a, theirs\n")]
        {
            let mut bench = Bench::new("- [ ] a\n");
            let mut attempts = 0;
            let done = bench.store.commit_with(
                |_, text| Ok((text.to_string(), first(text, "[ ]", "[x]"))),
                |store, before, edit, late| {
                    attempts += 1;
                    let outcome = store.write(before, edit, late);
                    if attempts == 1 {
                        assert!(matches!(outcome, Ok(Outcome::Written(_))));
                        fs::write(&store.paths.target, theirs).unwrap();
                        return Ok(Outcome::Overtaken);
                    }
                    outcome
                },
            );
            let Done { decided, now, .. } = done.unwrap();
            assert_eq!((&*decided, &*now.text), ("- [ ] a\n", expected));
            assert_eq!(bench.text(), expected);
        }
    }

    #[test]
    fn what_was_overwritten_is_not_told_as_never_written() {
        let mut bench = Bench::new("- [ ] a\n");
        let done = bench.store.commit_with(
            |_, text| match &**text {
                "theirs" => Err(Refusal::Conflict { line: 1 }),
                _ => Ok(((), first(text, "[ ]", "[x]"))),
            },
            |store, before, edit, late| {
                let outcome = store.write(before, edit, late);
                assert!(matches!(outcome, Ok(Outcome::Written(_))));
                fs::write(&store.paths.target, "theirs").unwrap();
                Ok(Outcome::Overtaken)
            },
        );
        let error = done.map(|_| ()).unwrap_err();
        assert_eq!(error.code(), "overwritten");
        assert!(!error.to_string().contains("Nothing was written"), "{error}");
    }

    #[test]
    fn a_file_that_never_rests_is_left_alone() {
        let mut bench = Bench::new("- [ ] a\n");
        bench.store.patience.tries = 2;
        let mut attempts = 0;
        let error = bench.replace("[ ]", "[x]", |attempt, path| {
            attempts = attempt;
            save_by_rename(path, &format!("{attempt} - [ ] a\n"));
        });
        assert_eq!((error.unwrap_err().code(), attempts), ("busy", 2));
        assert_eq!(bench.text(), "2 - [ ] a\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn whoever_is_always_faster_is_kept_out_in_the_end() {
        for new in ["[x]", "[x] **done**"] {
            let mut bench = Bench::new("- [ ] a\n");
            bench.store.patience.tries = 3;
            // They save whenever they are let; the fourth time we decide, they are not.
            let meanwhile = |attempt, path: &Path| {
                if attempt <= 3 {
                    fs::write(path, format!("{attempt} - [ ] a\n")).unwrap();
                }
            };
            assert_eq!(bench.replace("[ ]", new, meanwhile).unwrap(), "3 - [ ] a\n");
            assert_eq!(bench.text(), format!("3 - {new} a\n"));
        }
    }

    #[test]
    fn nothing_is_written_onto_what_is_no_plan() {
        for (content, code) in [
            (Some(&b""[..]), "empty"),
            (None, "missing"),
            (Some(b"- [ ] \xc3"), "invalid-utf8"),
            (Some(b"a\0b\0"), "utf16"),
        ] {
            for is_later in [false, true] {
                let mut bench = Bench::new("- [ ] a\n");
                let spoil = |path: &Path| match content {
                    Some(content) => fs::write(path, content).unwrap(),
                    None => fs::remove_file(path).unwrap(),
                };
                if !is_later {
                    spoil(&bench.path);
                }
                let error = bench
                    .replace("[ ]", "[x]", |_, path| {
                        if is_later {
                            spoil(path);
                        }
                    })
                    .unwrap_err();
                assert_eq!(error.code(), code);
                assert!(error.to_string().ends_with("Nothing was written"), "{error}");
                assert_eq!(fs::read(&bench.path).ok().as_deref(), content);
            }
        }
    }

    #[test]
    fn a_save_in_progress_is_waited_for() {
        let mut bench = Bench::new("- [ ] a\n");
        bench.store.patience.grace = Duration::from_mins(1);
        fs::remove_file(&bench.path).unwrap();
        let path = bench.path.clone();
        thread::scope(|scope| {
            scope.spawn(move || save_by_rename(&path, "- [ ] saved\n"));
            bench.replace("[ ]", "[x]", |_, _| {}).unwrap();
        });
        assert_eq!(bench.text(), "- [x] saved\n");
    }

    #[test]
    fn a_refusal_writes_nothing() {
        let mut bench = Bench::new("- [ ] a\n");
        let refused = bench.store.commit_with::<()>(|_, _| Err(Refusal::Conflict { line: 1 }), Store::write);
        assert!(matches!(refused.map(|_| ()), Err(CommitError::Refused(Refusal::Conflict { line: 1 }))));
        assert_eq!(bench.text(), "- [ ] a\n");
    }

    #[test]
    fn what_a_failed_commit_saw_is_still_news() {
        let mut bench = Bench::new("- [ ] a\n");
        fs::write(&bench.path, "- [ ] theirs\n").unwrap();
        assert!(bench.store.commit_with::<()>(|_, _| Err(Refusal::Conflict { line: 1 }), Store::write).is_err());
        assert!(matches!(bench.store.read(), Reading::Text(snapshot) if &*snapshot.text == "- [ ] theirs\n"));
    }

    #[test]
    fn mode_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        for new in ["[x]", "[x] **done**"] {
            let mut bench = Bench::new("- [ ] a\n");
            fs::set_permissions(&bench.path, fs::Permissions::from_mode(0o600)).unwrap();
            let elsewhere = tempfile::tempdir().unwrap();
            let link = elsewhere.path().join("link.md");
            symlink(&bench.path, &link).unwrap();
            bench.store = Store::open(&link).unwrap().0;
            bench.replace("[ ]", new, |_, _| {}).unwrap();
            assert_eq!(fs::read_link(&link).unwrap(), bench.path);
            assert_eq!(fs::read_to_string(&link).unwrap(), format!("- {new} a\n"));
            assert_eq!(fs::metadata(&bench.path).unwrap().permissions().mode() & 0o7777, 0o600);
            assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
            assert!(bench.is_tidy());
        }
    }

    #[test]
    fn a_read_only_file_is_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let mut bench = Bench::new("- [ ] a\n");
        fs::set_permissions(&bench.path, fs::Permissions::from_mode(0o444)).unwrap();
        let error = bench.replace("[ ]", "[x]", |_, _| {}).unwrap_err();
        assert_eq!(error.code(), "read-only");
        assert!(error.to_string().contains("plan.md: read-only: its mode 0444 lets nobody write. Nothing"), "{error}");
        assert!(bench.replace("[x]", "[ ]", |_, _| {}).is_ok(), "what is so already needs no right");
        assert_eq!(bench.text(), "- [ ] a\n");
    }

    #[test]
    fn two_programs_tick_side_by_side() {
        const ITEMS: usize = 40;
        let text = (0..ITEMS).map(|number| format!("- [ ] {number:02}")).collect::<Vec<_>>().join("\n");
        let bench = Bench::new(&text);
        thread::scope(|scope| {
            for side in 0..2 {
                let mut bench = Bench {
                    folder: tempfile::tempdir().unwrap(),
                    path: bench.path.clone(),
                    store: Store::open(&bench.path).unwrap().0,
                };
                bench.store.patience =
                    Patience { tries: 10_000, budget: Duration::from_mins(1), ..bench.store.patience };
                scope.spawn(move || {
                    for number in (side..ITEMS).step_by(2) {
                        let [open, done] = ["[ ]", "[x]"].map(|mark| format!("{mark} {number:02}"));
                        bench.replace(&open, &done, |_, _| {}).unwrap();
                    }
                });
            }
        });
        assert_eq!(bench.text(), text.replace("[ ]", "[x]"));
    }
}
