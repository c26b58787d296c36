//! A plan on a disk with a store on it, and others beside it.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::plan::{Marks, Op};
use crate::store::Reading;

pub(super) const START: &str = "- [ ] a\n- [ ] b\n- [ ] c\n";

pub(super) struct Bench {
    pub(super) folder: TempDir,
    pub(super) path: PathBuf,
    pub(super) store: Store,
}

impl Bench {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, START).unwrap();
        let store = Self::start(&folder, &path, Role::Screen);
        Self { folder, path, store }
    }

    /// Opens the plan, as another tickdown would.
    fn start(folder: &TempDir, path: &std::path::Path, role: Role) -> Store {
        let mut store =
            Store::open_remembered(path, &folder.path().join("state"), role, None, Marks::default()).unwrap().0;
        store.patience.grace = Duration::ZERO;
        store
    }

    pub(super) fn another(&self, role: Role) -> Store {
        Self::start(&self.folder, &self.path, role)
    }

    pub(super) fn reopen(&mut self) {
        self.store.attendance = None;
        self.store = self.another(Role::Screen);
    }

    pub(super) fn set(store: &mut Store, title: &str, op: Op) -> Result<(), CommitError> {
        let intent = Intent { title: Some(title.to_owned()), ..Intent::new(title, op) };
        store.commit(&[intent]).map(drop)
    }

    pub(super) fn tick(&mut self, title: &str) {
        Self::set(&mut self.store, title, Op::Done).unwrap();
    }

    /// Another program saves `text`, and the screen looks. Returns what the file reads then.
    pub(super) fn saved(&mut self, text: &str) -> String {
        fs::write(&self.path, text).unwrap();
        assert!(matches!(self.store.read(), Reading::Text(_)), "{text:?} was not noticed");
        self.text()
    }

    pub(super) fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    /// Returns what the offer `id` comes to in the text that was read last.
    pub(super) fn outlook(&mut self, id: u64) -> Vec<Intent> {
        let text = self.store.last.text.clone();
        let plan = self.store.plan(&text);
        let offer = self.store.offers().into_iter().find(|offer| offer.id == id).unwrap();
        offer.goals.into_iter().map(|goal| goal.after_all(&plan)).collect()
    }

    pub(super) fn apply(&mut self, id: u64) -> Result<(), CommitError> {
        let wishes = self.outlook(id);
        self.store.apply(id, &wishes).map(drop)
    }

    /// Returns what is not in the file, and why.
    pub(super) fn offers(&mut self) -> Vec<(String, Why)> {
        self.store.offers().into_iter().map(|offer| (offer.title, offer.why)).collect()
    }
}

pub(super) fn offered<const N: usize>(offers: [(&str, Why); N]) -> Vec<(String, Why)> {
    offers.into_iter().map(|(title, why)| (title.to_owned(), why)).collect()
}
