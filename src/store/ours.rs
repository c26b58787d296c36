//! Our own changes: remembered from one start to the next, kept in the file, and offered where they could not be kept.

use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::commit::Done;
use super::guard::{Guard, Offer, Role};
use super::lease::{self, Claim, Lease};
use super::memory::journal::{End, Entry, Journal, Standing, Why};
use super::memory::redo;
use super::tier::Late;
use super::write::{Failure, Outcome};
use super::{CommitError, Committed, Memory, ReadError, Snapshot, Stamp, Store, file, git, look, write};
use crate::plan::{self, Changes, Intent, Plan};
use crate::text::Edit;

/// How often, in a row, changes are made again on texts that others save meanwhile.
const ROUNDS: usize = 4;

/// What was written onto.
struct Onto {
    plan: Arc<Plan>,
    stamp: Stamp,
}

/// What became known with the last texts, beside the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Who wrote them, where it was another tickdown.
    pub who: Option<String>,
    /// The titles of our changes that an older text had undone, and that were made again.
    pub again: Vec<String>,
    /// A write that had been cut off was completed.
    pub completed: bool,
    /// How many changes were found not to be in the file any more when it was opened; those found earlier do not count.
    pub undone: usize,
}

impl Store {
    /// Opens the file at `path` as [`Self::open`] does, and remembers below `root`, the program's state folder, what is
    /// asked for by `who`. First completes a write that was cut off, and looks at what was left there.
    ///
    /// # Errors
    /// As [`Self::open`]. Where nothing can be remembered, [`Self::forgets`] says why.
    pub fn open_remembered(
        path: &Path,
        root: &Path,
        role: Role,
        who: Option<String>,
    ) -> Result<(Self, Snapshot), ReadError> {
        let target = look::until_there(|| file::resolve(path));
        let target = target.map_err(|fault| ReadError { path: path.to_owned(), fault })?;
        let memory = Memory::of(root, &target);
        let completed = complete(&memory, &target);
        let (mut store, snapshot) = Self::open(path)?;
        store.news.completed = completed;
        store.redo = Box::new(redo::Record::new(memory.clone()));
        let is_attended = memory.is_attended();
        store.attendance = if role == Role::Screen { memory.attend().ok() } else { None };
        store.memory = Some(memory.clone());
        store.guard = Guard::new(Journal::of(memory), role, who);
        let plan = store.plan(&snapshot.text);
        store.news.undone = store.guard.start(&plan, is_attended);
        Ok((store, snapshot))
    }

    /// Makes `intents` true in the file, all or none: on its text as it is now, with as few bytes as possible.
    ///
    /// Blocks until the file is written, for two seconds at most where others keep writing. Afterwards
    /// [`Self::read`] knows the text.
    ///
    /// # Errors
    /// Every [`CommitError`]; nothing was written then.
    pub fn commit(&mut self, intents: &[Intent]) -> Result<Committed, CommitError> {
        let last = self.last.text.clone();
        let last = self.plan(&last);
        let mut ids = Vec::new();
        let written = self.write_intents(intents, Some(&mut ids));
        let (mut committed, onto) = match written {
            Ok(written) => written,
            Err(error) => {
                if error.came_between() {
                    self.guard.failed(ids, &last, intents, &error.to_string());
                } else {
                    self.guard.refused(&ids);
                }
                return Err(error);
            }
        };
        self.guard.written(&ids, intents, &committed.before, &committed.changes);
        let again = self.judge_written(&last, &onto, &committed.plan, &ids);
        if onto.plan.text() != last.text() {
            let again = self.guard.supersede(again, &onto.plan, intents);
            self.make_again(committed.plan.clone(), again);
            let text = self.last.text.clone();
            committed.plan = self.plan(&text);
        }
        Ok(committed)
    }

    /// Writes `intents`, with entries in the journal whose numbers go to `begun`, where there shall be some. Also returns
    /// what was written onto last.
    fn write_intents(
        &mut self,
        intents: &[Intent],
        begun: Option<&mut Vec<u64>>,
    ) -> Result<(Committed, Onto), CommitError> {
        self.write_intents_by(intents, begun, Self::write)
    }

    /// The same, written by `write`.
    fn write_intents_by(
        &mut self,
        intents: &[Intent],
        mut begun: Option<&mut Vec<u64>>,
        mut write: impl FnMut(&mut Self, &Snapshot, &Edit, &mut Late) -> Result<Outcome, Failure>,
    ) -> Result<(Committed, Onto), CommitError> {
        // What was decided last, and what of it was written although the file reads otherwise by now.
        let (last, written) = (RefCell::new(None), RefCell::new(None::<(Arc<Plan>, Changes)>));
        let decide = |store: &mut Self, text: &Arc<str>| {
            let before = store.plan(text);
            if let Some((older, changes)) = &*written.borrow()
                && Changes::stand(changes, older, &before)
            {
                let none = Changes { edit: Edit::default(), list: Vec::new(), plan: before.clone() };
                return Ok(((before, none), Edit::default()));
            }
            let changes = plan::changes(&before, intents)?;
            last.replace(Some((before.clone(), changes.clone())));
            let edit = changes.edit.clone();
            if let Some(begun) = begun.as_mut().filter(|begun| begun.is_empty()) {
                **begun = store.guard.begin(&before, intents);
            }
            Ok(((before, changes), edit))
        };
        let write = |store: &mut Self, before: &Snapshot, edit: &Edit, late: &mut Late| {
            let outcome = write(store, before, edit, late);
            if matches!(outcome, Ok(Outcome::Overtaken)) {
                written.replace(last.take());
            }
            outcome
        };
        let Done { decided: (before, changes), onto, now } = self.commit_with(decide, write)?;
        let plan = if onto.text == *before.text() { before.clone() } else { self.plan(&onto.text) };
        let onto = Onto { plan, stamp: onto.stamp };
        if *changes.plan.text() == now.text {
            self.plan = Some(changes.plan.clone());
        }
        Ok((Committed { before, plan: self.plan(&now.text), changes }, onto))
    }

    /// Takes `theirs`, which somebody else has saved, as the file's text; where it undoes changes of ours without
    /// knowledge of them, makes them again.
    pub(super) fn absorb(&mut self, theirs: Snapshot) {
        let last = std::mem::replace(&mut self.last, theirs);
        let (text, stamp) = (self.last.text.clone(), self.last.stamp);
        let (last, theirs) = (self.plan(&last.text), self.plan(&text));
        let again = self.judge(&last, &theirs, stamp, &[]);
        self.make_again(theirs, again);
    }

    /// Returns which of our changes are to be made again, now that somebody else has made `theirs` of the text of `last`.
    fn judge(&mut self, last: &Plan, theirs: &Plan, stamp: Stamp, later: &[u64]) -> Vec<u64> {
        let nanoseconds = u64::try_from(stamp.mtime_ns).unwrap_or_default();
        let written = SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds);
        let target = self.paths.target.clone();
        let judged = self.guard.judge(last, theirs, later, || git::is_at_work(&target, written), Instant::now());
        if judged.who.is_some() {
            self.news.who = judged.who;
        }
        judged.again
    }

    /// Notes that we have made `now` of `onto`, by the entries `ids` where there are new ones. Where that is not what was
    /// `seen`, others have saved once more in between: then returns which of our changes are to be made again.
    fn judge_written(&mut self, seen: &Plan, onto: &Onto, now: &Plan, ids: &[u64]) -> Vec<u64> {
        let is_theirs = onto.plan.text() != seen.text();
        let again = if is_theirs { self.judge(seen, &onto.plan, onto.stamp, ids) } else { Vec::new() };
        self.guard.wrote(ids, onto.plan.text(), now.text(), Instant::now());
        again
    }

    /// Makes the entries `ids` true again in the file, which read as `seen` at the last look.
    fn make_again(&mut self, mut seen: Arc<Plan>, mut ids: Vec<u64>) {
        for _ in 0..ROUNDS {
            let Some(onto) = self.assert(&ids) else { return };
            let text = self.last.text.clone();
            let now = self.plan(&text);
            ids = self.judge_written(&seen, &onto, &now, &ids);
            seen = now;
        }
        self.guard.set(&ids, &Standing::Offered(Why::Contested));
    }

    /// Makes the entries `ids` true, all at once or one by one. Returns the plan that was written onto last, if any was.
    fn assert(&mut self, ids: &[u64]) -> Option<Onto> {
        if ids.is_empty() {
            return None;
        }
        if let Ok(onto) = self.assert_at_once(ids) {
            return Some(onto);
        }
        let mut last = None;
        for &id in ids {
            match self.assert_at_once(&[id]) {
                Ok(onto) => last = Some(onto),
                Err(error) => self.guard.set(&[id], &Standing::Offered(Why::Unplaced(error.to_string()))),
            }
        }
        last
    }

    fn assert_at_once(&mut self, ids: &[u64]) -> Result<Onto, CommitError> {
        let goals: Vec<Intent> = ids.iter().flat_map(|&id| self.guard.goals(id)).cloned().collect();
        let (_, onto) = self.write_intents(&goals, None)?;
        self.news.again.extend(ids.iter().map(|&id| self.guard.title(id).to_owned()));
        Ok(onto)
    }

    /// Returns what became known since this was asked last, beside the texts.
    pub fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// Returns the changes of ours that are not in the file, the newest first.
    pub fn offers(&self) -> Vec<Offer> {
        self.guard.offers()
    }

    /// Returns all changes that were asked for, as far as they are remembered, the oldest first.
    pub fn entries(&self) -> &[Entry] {
        self.guard.entries()
    }

    /// Makes the offer `id` true after all.
    ///
    /// # Errors
    /// Every [`CommitError`]; nothing was written then, and the offer stays.
    pub fn apply(&mut self, id: u64) -> Result<Committed, CommitError> {
        let goals: Vec<Intent> = self.guard.goals(id).iter().cloned().map(Intent::insisting).collect();
        let committed = self.commit(&goals)?;
        self.guard.set(&[id], &Standing::Ended(End::Superseded));
        Ok(committed)
    }

    /// Gives the offer `id` up.
    pub fn drop_offer(&mut self, id: u64) {
        self.guard.set(&[id], &Standing::Ended(End::Dropped));
    }

    /// Returns why nothing can be remembered, where something should be.
    pub fn forgets(&self) -> Option<&str> {
        self.guard.fault()
    }
}

/// Completes a write to the file at `target` that was cut off when the program was killed, where nobody has written
/// since. Returns whether there was one.
pub(super) fn complete(memory: &Memory, target: &Path) -> bool {
    let complete = |cut_off: &redo::CutOff| -> io::Result<bool> {
        let file = file::open(target, OpenOptions::new().read(true).write(true))?;
        let lease = match lease::claim(file, lease::Kind::Write) {
            Claim::Granted(lease) => Ok(lease),
            Claim::InUse(file) | Claim::Impossible(file, _) => Err(file),
        };
        let mut file = lease.as_ref().map_or_else(|file| file, Lease::file);
        let mut now = Vec::new();
        file.read_to_end(&mut now)?;
        let is_cut_off = cut_off.left(&now);
        if is_cut_off {
            write::overwrite(&mut file, &now, cut_off.after.as_bytes()).map_err(|failure| failure.error)?;
        }
        Ok(is_cut_off)
    };
    redo::recover(memory, complete).ok().flatten().is_some_and(|completed| completed.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;
    use crate::plan::Op;
    use crate::store::Reading;

    const START: &str = "- [ ] a\n- [ ] b\n- [ ] c\n";

    struct Bench {
        folder: TempDir,
        path: PathBuf,
        store: Store,
    }

    impl Bench {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("plan.md");
            fs::write(&path, START).unwrap();
            let store = Self::start(&folder, &path, Role::Screen);
            Self { folder, path, store }
        }

        /// Opens the plan, as another tickdown would.
        fn start(folder: &TempDir, path: &std::path::Path, role: Role) -> Store {
            let mut store = Store::open_remembered(path, &folder.path().join("state"), role, None).unwrap().0;
            store.patience.grace = Duration::ZERO;
            store
        }

        fn another(&self, role: Role) -> Store {
            Self::start(&self.folder, &self.path, role)
        }

        fn reopen(&mut self) {
            self.store.attendance = None;
            self.store = self.another(Role::Screen);
        }

        fn set(store: &mut Store, title: &str, op: Op) -> Result<(), CommitError> {
            let intent = Intent { title: Some(title.to_owned()), ..Intent::new(title, op) };
            store.commit(&[intent]).map(drop)
        }

        fn tick(&mut self, title: &str) {
            Self::set(&mut self.store, title, Op::Done).unwrap();
        }

        /// Another program saves `text`, and the screen looks. Returns what the file reads then.
        fn saved(&mut self, text: &str) -> String {
            fs::write(&self.path, text).unwrap();
            assert!(matches!(self.store.read(), Reading::Text(_)), "{text:?} was not noticed");
            self.text()
        }

        fn text(&self) -> String {
            fs::read_to_string(&self.path).unwrap()
        }

        /// Returns what is not in the file, and why.
        fn offers(&self) -> Vec<(String, Why)> {
            self.store.offers().into_iter().map(|offer| (offer.title, offer.why)).collect()
        }
    }

    fn offered<const N: usize>(offers: [(&str, Why); N]) -> Vec<(String, Why)> {
        offers.into_iter().map(|(title, why)| (title.to_owned(), why)).collect()
    }

    #[test]
    fn a_save_from_an_older_text_loses_nothing_of_either_side() {
        let mut bench = Bench::new();
        bench.tick("a");
        assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [x] a\n- [ ] b\n- [x] c\n");
        assert_eq!(bench.store.take_news().again, ["a"]);
        bench.tick("b");
        let stale = "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n";
        assert_eq!(bench.saved(stale), "- [x] a\n- [x] b\n- [x] c\n- [ ] d\n");
        assert_eq!(bench.offers(), []);
    }

    #[test]
    fn who_has_seen_our_change_may_undo_it() {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::ZERO;
        bench.tick("a");
        bench.tick("b");
        let theirs = "- [x] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n";
        bench.saved("- [x] a\n- [x] b\n- [ ] c\n- [ ] d\n- [ ] e\n");
        assert_eq!(bench.saved(theirs), theirs);
        assert_eq!(bench.saved("- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n"), "- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n");
        assert_eq!(bench.offers(), [], "it stands in the list of what others did");
    }

    #[test]
    fn an_older_text_that_crossed_ours_gives_way_twice() {
        let mut bench = Bench::new();
        bench.tick("a");
        let ours = bench.text();
        assert_eq!([bench.saved(START), bench.saved(START)], [&*ours, &*ours]);
        assert_eq!(bench.saved(START), START, "two programs that undo each other must not go on for ever");
        assert_eq!(bench.offers(), offered([("a", Why::Contested)]));
    }

    #[test]
    fn an_older_text_that_comes_back_is_accepted_and_ours_is_offered() {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::ZERO;
        bench.tick("a");
        assert_eq!(bench.saved(START), START);
        assert_eq!(bench.offers(), offered([("a", Why::OlderText)]));
        let id = bench.store.offers()[0].id;
        bench.store.apply(id).unwrap();
        assert_eq!((bench.text().as_str(), bench.offers()), ("- [x] a\n- [ ] b\n- [ ] c\n", vec![]));
    }

    #[test]
    fn what_others_do_of_our_offers_is_settled() {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::ZERO;
        bench.tick("a");
        bench.saved(START);
        assert_eq!(bench.offers().len(), 1);
        bench.saved("- [x] a\n- [ ] b\n- [ ] c\nnew\n");
        assert_eq!(bench.offers(), []);
    }

    #[test]
    fn what_git_puts_back_is_meant() {
        let mut bench = Bench::new();
        fs::create_dir(bench.folder.path().join(".git")).unwrap();
        bench.tick("a");
        fs::write(bench.folder.path().join(".git/index.lock"), "").unwrap();
        assert_eq!(bench.saved(START), START);
        assert_eq!(bench.offers(), offered([("a", Why::Git)]));
    }

    #[test]
    fn a_change_without_a_place_is_offered() {
        let mut bench = Bench::new();
        bench.tick("a");
        bench.tick("b");
        assert_eq!(bench.saved("- [ ] b\n- [ ] c\n"), "- [x] b\n- [ ] c\n");
        let [(title, Why::Unplaced(_))] = &bench.offers()[..] else { panic!("{:?}", bench.offers()) };
        assert_eq!(title, "a");
    }

    #[test]
    fn what_we_undo_ourselves_is_not_made_again() {
        let mut bench = Bench::new();
        bench.tick("a");
        Bench::set(&mut bench.store, "a", Op::Open).unwrap();
        assert_eq!(bench.saved("- [x] a\n- [ ] b\n- [x] c\n"), "- [ ] a\n- [ ] b\n- [x] c\n", "made from our tick");
        bench.reopen();
        assert_eq!(bench.offers(), []);
    }

    #[test]
    fn a_commit_on_top_of_an_older_text_brings_the_rest_along() {
        let mut bench = Bench::new();
        bench.tick("a");
        fs::write(&bench.path, "- [ ] a\n- [ ] b\n- [x] c\n").unwrap();
        bench.tick("b");
        assert_eq!(bench.text(), "- [x] a\n- [x] b\n- [x] c\n");
        fs::write(&bench.path, "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n").unwrap();
        Bench::set(&mut bench.store, "b", Op::Open).unwrap();
        assert_eq!(bench.text(), "- [x] a\n- [ ] b\n- [x] c\n- [ ] d\n", "the last word on b is ours");
    }

    #[test]
    fn the_last_word_counts_also_where_it_was_so_already() {
        let mut bench = Bench::new();
        bench.tick("a");
        fs::write(&bench.path, START).unwrap();
        // An older text has undone the tick, and before the screen has looked somebody wants just that.
        Bench::set(&mut bench.another(Role::Verb), "a", Op::Open).unwrap();
        assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [ ] a\n- [ ] b\n- [x] c\n");
    }

    #[test]
    fn an_open_screen_guards_what_a_verb_wrote() {
        let mut bench = Bench::new();
        Bench::set(&mut bench.another(Role::Verb), "a", Op::Done).unwrap();
        assert!(matches!(bench.store.read(), Reading::Text(_)));
        assert_eq!(bench.store.take_news().who.as_deref(), Some("tickdown"));
        assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [x] a\n- [ ] b\n- [x] c\n");
    }

    #[test]
    fn what_was_undone_while_nobody_looked_is_reported_at_the_next_start() {
        let mut bench = Bench::new();
        bench.tick("a");
        bench.tick("b");
        fs::write(&bench.path, "- [ ] a\n- [x] b\n- [x] c\n").unwrap();
        bench.reopen();
        assert_eq!(bench.offers(), offered([("a", Why::UndoneUnseen)]));
        bench.reopen();
        assert_eq!(bench.offers().len(), 1, "until somebody says what shall become of it");
        let id = bench.store.offers()[0].id;
        bench.store.drop_offer(id);
        bench.reopen();
        assert_eq!((bench.offers(), bench.text().as_str()), (vec![], "- [ ] a\n- [x] b\n- [x] c\n"));
    }

    #[test]
    fn what_was_begun_and_not_written_is_reported() {
        let mut bench = Bench::new();
        let plan = bench.store.plan(&START.into());
        let intents = [Intent::new("a", Op::Done), Intent::new("b", Op::Done)];
        bench.store.guard.begin(&plan, &intents);
        fs::write(&bench.path, "- [x] a\n- [ ] b\n- [ ] c\n").unwrap();
        bench.reopen();
        assert_eq!(bench.offers(), offered([("b", Why::NotWritten)]));
    }

    #[test]
    fn a_text_that_is_saved_after_all_is_offered_no_more() {
        let mut bench = Bench::new();
        let part = crate::plan::Part::Title;
        let write = |from: &str, to: &str| Intent {
            title: Some(from.to_owned()),
            ..Intent::new("1", Op::Write { part: part.clone(), from: Some(from.to_owned()), to: to.to_owned() })
        };
        fs::write(&bench.path, "# P\n\n### Step 1: one\n").unwrap();
        assert!(matches!(bench.store.read(), Reading::Text(_)));
        bench.saved("# P\n\n### Step 1: theirs\n");
        let ours = write("one", "ours");
        bench.store.commit(std::slice::from_ref(&ours)).unwrap_err();
        assert_eq!(bench.store.offers().len(), 1);
        bench.store.commit(&[write("theirs", "ours again")]).unwrap();
        assert_eq!((bench.text().as_str(), bench.offers()), ("# P\n\n### Step 1: ours again\n", vec![]));
    }

    #[test]
    fn a_verb_that_is_refused_leaves_nothing_behind() {
        let mut bench = Bench::new();
        for (role, expected) in [(Role::Verb, 0), (Role::Screen, 1)] {
            let mut store = bench.another(role);
            Bench::set(&mut store, "nothing", Op::Done).unwrap_err();
            assert_eq!(store.offers().len(), expected, "{role:?}");
        }
        bench.reopen();
        assert_eq!(bench.offers().len(), 1);
    }

    #[test]
    fn a_write_of_another_that_was_cut_off_is_completed_before_it_is_shown() {
        let mut bench = Bench::new();
        let after = "- [ ] a\n- [ ] new\n- [ ] b\n- [ ] c\n";
        let memory = Memory::of(&bench.folder.path().join("state"), &bench.path.canonicalize().unwrap());
        drop(redo::UnderWay::begin(&memory, START, after).unwrap());
        assert_eq!(bench.saved(&after[..27]), after);
        assert!(bench.store.take_news().completed);
        drop(redo::UnderWay::begin(&memory, after, START).unwrap());
        fs::write(&bench.path, format!("{START}{}", "\n".repeat(after.len() - START.len()))).unwrap();
        bench.tick("b");
        assert_eq!(bench.text(), START.replace("[ ] b", "[x] b"));
    }

    #[test]
    fn what_stands_although_others_wrote_right_behind_it_is_not_done_twice() {
        let add = || Op::Add { text: "new".to_owned() };
        let delete = || Op::Delete { lines: "- [ ] b".to_owned() };
        let twins = "- [ ] a\n- [ ] b\n- [ ] b\n- [ ] c\n";
        for (start, op, theirs, expected) in [
            (START, add(), None, "- [ ] a\n- [ ] b\n- [ ] new\n- [ ] c\n"),
            (START, add(), Some(("[ ] c", "[x] c")), "- [ ] a\n- [ ] b\n- [ ] new\n- [x] c\n"),
            (START, add(), Some(("- [ ] new\n", "")), "- [ ] a\n- [ ] b\n- [ ] new\n- [ ] c\n"),
            (twins, delete(), None, START),
            (twins, delete(), Some(("[ ] c", "[x] c")), "- [ ] a\n- [ ] b\n- [x] c\n"),
        ] {
            let mut bench = Bench::new();
            fs::write(&bench.path, start).unwrap();
            bench.store.read();
            let intent = Intent { title: Some("b".to_owned()), ..Intent::new(":2", op) };
            let mut attempts = 0;
            let written = bench.store.write_intents_by(&[intent], None, |store, before, edit, late| {
                attempts += 1;
                let outcome = store.write(before, edit, late);
                if attempts > 1 {
                    return outcome;
                }
                let now = fs::read_to_string(&store.paths.target).unwrap();
                fs::write(&store.paths.target, theirs.map_or(now.clone(), |(from, to)| now.replace(from, to))).unwrap();
                Ok(Outcome::Overtaken)
            });
            assert_eq!(written.unwrap().0.changes.list.len(), 1);
            assert_eq!(bench.text(), expected, "{theirs:?}");
        }
    }

    #[test]
    fn a_write_that_was_cut_off_is_completed() {
        let mut bench = Bench::new();
        let (before, after) = (START, "- [ ] a\n- [ ] new\n- [ ] b\n- [ ] c\n");
        let memory = Memory::of(&bench.folder.path().join("state"), &bench.path.canonicalize().unwrap());
        drop(redo::UnderWay::begin(&memory, before, after).unwrap());
        fs::write(&bench.path, &after[..27]).unwrap();
        bench.reopen();
        assert!(bench.store.take_news().completed);
        assert_eq!(bench.text(), after);
        drop(redo::UnderWay::begin(&memory, before, after).unwrap());
        fs::write(&bench.path, "theirs").unwrap();
        bench.reopen();
        assert!(!bench.store.take_news().completed);
        assert_eq!(bench.text(), "theirs");
    }
}
