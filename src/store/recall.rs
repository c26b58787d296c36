//! Opening plans with what is remembered of them from earlier runs, and with what somebody has their boxes stand for.

use std::path::{Path, PathBuf};

use super::{ReadError, Role, Snapshot, Store};
use crate::plan::{Marks, Plan};

/// How plans are opened.
#[derive(Clone, Debug, Default)]
pub struct Recall {
    /// The program's state folder; `None` where nothing shall be remembered.
    pub root: Option<PathBuf>,
    /// Who makes changes, where that was said.
    pub actor: Option<String>,
    /// What boxes stand for.
    pub marks: Marks,
}

impl Recall {
    /// Opens the plan at `path` for a screen or a verb.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn open(&self, path: &Path, role: Role) -> Result<(Store, Snapshot), ReadError> {
        if let Some(root) = &self.root {
            return Store::open_remembered(path, root, role, self.actor.clone(), self.marks);
        }
        let (mut store, snapshot) = self.look_into(path)?;
        store.guard_unremembered(role, self.actor.clone(), &snapshot.text);
        Ok((store, snapshot))
    }

    /// Opens the plan at `path`, and remembers nothing of it.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn look_into(&self, path: &Path) -> Result<(Store, Snapshot), ReadError> {
        let (mut store, snapshot) = Store::open(path)?;
        store.read_by(self.marks);
        Ok((store, snapshot))
    }
}

impl Store {
    /// Returns whether what it knows of our changes is gone when it is closed: nothing is, or could be, remembered.
    pub fn forgets_on_closing(&self) -> bool {
        self.memory.is_none() || self.forgets().is_some()
    }

    /// Goes on with what `old`, which had the same file open and was closed, knew of our changes. The file reads `plan`
    /// now: what is not in it any more is offered.
    pub fn go_on_from(&mut self, old: Self, plan: &Plan) {
        self.guard = old.guard;
        self.news.undone = self.guard.start(plan, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Intent, Op};
    use crate::store::Why;

    #[test]
    fn what_is_not_remembered_is_guarded_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        std::fs::write(&path, "- [ ] a\n- [ ] b\n").unwrap();
        let (mut store, _) = Recall::default().open(&path, Role::Screen).unwrap();
        store.commit(&[Intent::new("a", Op::Done)]).unwrap();
        std::fs::write(&path, "- [ ] a\n- [x] b\n").unwrap();
        store.read();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "- [x] a\n- [x] b\n");
    }

    #[test]
    fn where_nothing_is_remembered_the_next_store_goes_on_with_what_the_last_one_knew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        std::fs::write(&path, "- [ ] a\n- [ ] b\n").unwrap();
        // A file where the state folder should be made.
        let barred = Recall { root: Some(path.join("state")), actor: None, marks: Marks::default() };
        for recall in [Recall::default(), barred] {
            let (mut old, _) = recall.open(&path, Role::Screen).unwrap();
            old.commit(&[Intent::new("a", Op::Done)]).unwrap();
            assert!(old.forgets_on_closing(), "{recall:?}");
            std::fs::write(&path, "- [ ] a\n- [ ] b\n").unwrap();
            let (mut store, snapshot) = recall.open(&path, Role::Screen).unwrap();
            assert_eq!(store.offers(), []);
            let plan = store.plan(&snapshot.text);
            store.go_on_from(old, &plan);
            let offers: Vec<_> = store.offers().into_iter().map(|offer| (offer.title, offer.why)).collect();
            assert_eq!(offers, [("a".to_owned(), Why::UndoneUnseen)], "{recall:?}");
        }
        let kept = Recall { root: Some(folder.path().join("state")), actor: None, marks: Marks::default() };
        assert!(!kept.open(&path, Role::Screen).unwrap().0.forgets_on_closing());
    }
}
