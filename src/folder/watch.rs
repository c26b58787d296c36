//! Watches on many folders at once, and what an event among them means.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::places::may_hold_plans;
use super::rule::is_markdown;
use crate::store::{self, Pace};

/// No more folders are watched: a user has some thousands of watches for all programs together (inotify(7)).
const MOST: usize = 4096;

/// What an event is a reason for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Nothing.
    None,
    /// To read these Markdown files.
    Files(Vec<PathBuf>),
    /// To go through all folders again.
    All,
}

/// The folders that are watched, each for itself.
pub(super) struct Ears {
    watcher: Option<RecommendedWatcher>,
    /// With volume and number of the folder that was there.
    folders: HashMap<PathBuf, Option<(u64, u64)>>,
    /// Why not everything that happens is heard, in words.
    deaf: Option<String>,
}

impl Ears {
    /// Returns ears that hear nothing yet; `on_event` is called in a thread of the watcher.
    pub(super) fn new(folder: &Path, pace: Pace, on_event: impl Fn(notify::Result<Event>) + Send + 'static) -> Self {
        let (watcher, deaf) = match (pace, store::remote(folder), notify::recommended_watcher(on_event)) {
            (Pace::Poll, ..) => (None, Some("as asked for".to_owned())),
            (_, Some(kind), _) => (None, Some(format!("the file system is remote ({kind})"))),
            (_, _, Ok(watcher)) => (Some(watcher), None),
            (_, _, Err(error)) => (None, Some(format!("changes are not told: {error}"))),
        };
        Self { watcher, folders: HashMap::new(), deaf }
    }

    /// Returns why not everything that happens is heard; `None` where it is.
    pub(super) fn deaf(&self) -> Option<&str> {
        self.deaf.as_deref()
    }

    /// Hears what happens in `folder` from now on, not what happens in the folders in it.
    pub(super) fn watch(&mut self, folder: &Path) {
        let Some(watcher) = &mut self.watcher else { return };
        let identity = store::identity(folder);
        match self.folders.get(folder) {
            Some(known) if *known == identity => return,
            // Another folder of the same name.
            Some(_) => drop(watcher.unwatch(folder)),
            None => {}
        }
        if self.folders.len() >= MOST {
            self.deaf = Some(format!("there are more than {MOST} folders"));
            return;
        }
        match watcher.watch(folder, RecursiveMode::NonRecursive) {
            Ok(()) => _ = self.folders.insert(folder.to_owned(), identity),
            // One that has just gone makes an event in the one above.
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
            Err(error) => self.deaf = Some(store::reason(&error)),
        }
    }

    /// Hears no more of folders that are not among these: they have gone, and others need their room.
    pub(super) fn keep(&mut self, folders: &HashSet<PathBuf>) {
        let gone: Vec<PathBuf> = self.folders.keys().filter(|&folder| !folders.contains(folder)).cloned().collect();
        for folder in gone {
            self.folders.remove(&folder);
            // One that is not there any more is not watched any more either.
            self.watcher.iter_mut().for_each(|watcher| drop(watcher.unwatch(&folder)));
        }
    }

    /// Returns what `event` is a reason for.
    pub(super) fn reason(&self, event: &notify::Result<Event>) -> Reason {
        // An error may have swallowed an event.
        let Ok(event) = event else { return Reason::All };
        if event.need_rescan() || event.paths.is_empty() {
            return Reason::All;
        }
        if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
            return Reason::None;
        }
        if event.paths.iter().any(|path| self.moves_folders(event.kind, path)) {
            return Reason::All;
        }
        let files: Vec<PathBuf> = event.paths.iter().filter(|path| is_markdown(path)).cloned().collect();
        if files.is_empty() { Reason::None } else { Reason::Files(files) }
    }

    /// Returns whether an event of `kind` at `path` may change in which folders plans lie.
    fn moves_folders(&self, kind: EventKind, path: &Path) -> bool {
        let rules = path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore");
        let goes = matches!(kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any);
        let comes = matches!(kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any);
        rules
            || goes && self.folders.contains_key(path)
            || comes && may_hold_plans(path) && !is_markdown(path) && path.is_dir()
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, RemoveKind, RenameMode};

    use super::*;

    #[test]
    fn folders_that_have_gone_take_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let mut ears = Ears::new(folder.path(), Pace::Events, |_| {});
        let [kept, gone] = ["kept", "gone"].map(|name| folder.path().join(name));
        for path in [&kept, &gone] {
            std::fs::create_dir(path).unwrap();
            ears.watch(path);
        }
        std::fs::remove_dir(&gone).unwrap();
        ears.keep(&HashSet::from([kept.clone()]));
        assert_eq!(ears.folders.into_keys().collect::<Vec<_>>(), [kept]);
    }

    #[test]
    fn only_what_may_be_a_plan_is_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        for name in ["docs", "new", "node_modules"] {
            std::fs::create_dir(top.join(name)).unwrap();
        }
        let mut ears = Ears::new(top, Pace::Events, |_| {});
        ears.watch(&top.join("docs"));
        let files = |name: &str| Reason::Files(vec![top.join(name)]);
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let name = |mode| EventKind::Modify(ModifyKind::Name(mode));
        for (kind, path, expected) in [
            (data, "docs/plan.md", files("docs/plan.md")),
            (EventKind::Remove(RemoveKind::File), "docs/plan.md", files("docs/plan.md")),
            (name(RenameMode::To), "docs/plan.md", files("docs/plan.md")),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), "docs/plan.md", files("docs/plan.md")),
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), "docs/plan.md", Reason::None),
            (data, "src/main.rs", Reason::None),
            (data, ".gitignore", Reason::All),
            (EventKind::Create(CreateKind::Folder), "new", Reason::All),
            (EventKind::Create(CreateKind::Folder), "node_modules", Reason::None),
            (EventKind::Create(CreateKind::File), "main.rs", Reason::None),
            (name(RenameMode::To), "new", Reason::All),
            (name(RenameMode::From), "docs", Reason::All),
            (EventKind::Remove(RemoveKind::Folder), "docs", Reason::All),
            (name(RenameMode::From), "main.rs", Reason::None),
        ] {
            let event = Event::new(kind).add_path(top.join(path));
            assert_eq!(ears.reason(&Ok(event.clone())), expected, "{kind:?} {path}");
            assert_eq!(ears.reason(&Ok(event.set_flag(Flag::Rescan))), Reason::All);
        }
        assert_eq!(ears.reason(&Err(notify::Error::generic("lost"))), Reason::All);
    }
}
