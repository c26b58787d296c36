//! The settings while the screen is open: read again when their files change, and what they say of the terminal.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::terminal::{self, Around};
use super::{Event, Shell};
use crate::app::{Model, Msg, Settings, Symbols};
use crate::config::{Config, ConfigError, Ground, Notify, Source};
use crate::ui::Theme;

/// How long the files must be left alone before they are read: an editor may write in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// How long that is waited for.
const PATIENCE: Duration = Duration::from_millis(400);

/// How things look and behave, on the terminal that is there.
pub(super) struct Look {
    pub(super) config: Config,
    ground: Ground,
    /// Whether symbols may be wider than a column.
    wide: bool,
    pub(super) theme: Theme,
}

impl Look {
    /// Returns what the frame of `model` is besides its cells.
    pub(super) fn around(&self, model: &Model) -> Around {
        // A console has no window.
        let has_window = std::env::var_os("TERM").is_none_or(|term| term != "linux");
        let title = (self.config.title && has_window).then(|| model.window_title());
        Around { title, mouse: model.settings().mouse }
    }

    /// Returns what `config` means on `ground`, where symbols may be `wide`r than a column.
    pub(super) fn new(config: Config, ground: Ground, wide: bool) -> Self {
        let theme = config.theme.on(ground);
        Self { config, ground, wide, theme }
    }

    /// Returns the characters to draw with.
    pub(super) fn symbols(&self) -> &'static Symbols {
        self.config.ascii.symbols_on(self.wide)
    }

    /// Returns how long a validation command may take; `None` for as long as it likes.
    pub(super) fn timeout(&self) -> Option<Duration> {
        (self.config.timeout > 0).then(|| Duration::from_secs(self.config.timeout))
    }
}

impl Shell {
    /// Takes settings that were read anew; those that cannot be used change nothing.
    pub(super) fn settle(&mut self, read: Result<Config, ConfigError>) -> Msg {
        let config = match read {
            Ok(config) => config,
            Err(error) => return Msg::BadSettings(format!("{error}. The settings stay as they were")),
        };
        let now = self.model.settings();
        let switched = config.mouse != self.look.config.mouse;
        let settings = Settings {
            file: now.file.clone(),
            keymap: config.keymap.clone(),
            symbols: config.ascii.symbols_on(self.look.wide),
            mouse: if switched { config.mouse } else { now.mouse },
            start: now.start.clone(),
            remarks: config.losses.clone(),
            typist: now.typist,
        };
        if config.marks != self.look.config.marks {
            self.plans.recall.marks = config.marks;
            self.worker.iter().for_each(|worker| worker.read_by(config.marks));
        }
        self.look = Look::new(config, self.look.ground, self.look.wide);
        Msg::Settings(Box::new(settings))
    }

    /// Draws by the next of the built-in themes, until the settings are read again.
    pub(super) fn next_theme(&mut self) {
        let theme = self.look.config.theme.next();
        let said = format!("theme {theme}, for now: theme = \"{theme}\" in the settings keeps it");
        self.look = Look::new(Config { theme, ..self.look.config.clone() }, self.look.ground, self.look.wide);
        // A sentence asks for nothing.
        let _ = self.model.update(Msg::Done(said));
    }

    /// Tells `what` to somebody who looks elsewhere, if that is wished.
    ///
    /// # Errors
    /// What the terminal answered.
    pub(super) fn notify(&self, what: &str) -> io::Result<()> {
        match self.look.config.notify {
            Notify::Off => Ok(()),
            Notify::Bell => terminal::send(b"\x07"),
            Notify::Osc9 => terminal::send(format!("\x1b]9;tickdown: {what}\x1b\\").as_bytes()),
        }
    }
}

/// Reads the settings again when their files change, or when somebody asks.
pub(super) struct Watch {
    wake: Sender<()>,
}

impl Watch {
    /// Starts the thread, which sends an event each time the files of `source` say something else than they `said` before,
    /// before the first frame: somebody may have changed them since.
    ///
    /// # Errors
    /// When no thread is to be had.
    pub(super) fn start(source: Source, said: Said, events: Sender<Event>) -> io::Result<Self> {
        let (wake, wakes) = channel();
        let reader = Reader { source, events, said, wake: wake.clone() };
        thread::Builder::new().name("settings".into()).spawn(move || reader.run(&wakes))?;
        Ok(Self { wake })
    }

    /// Has the files looked at.
    pub(super) fn look(&self) {
        // A thread that has failed has said so.
        let _ = self.wake.send(());
    }
}

/// What the files of the settings said when they were read.
#[derive(PartialEq, Eq)]
pub(super) struct Said {
    files: Vec<PathBuf>,
    /// What each of them said; `None` where it could not be read.
    texts: Vec<Option<Vec<u8>>>,
}

impl Said {
    /// Reads the files that the settings of `source` come from.
    pub(super) fn now(source: &Source) -> Self {
        let files = source.files();
        Self { texts: files.iter().map(|file| fs::read(file).ok()).collect(), files }
    }
}

struct Reader {
    source: Source,
    events: Sender<Event>,
    said: Said,
    wake: Sender<()>,
}

impl Reader {
    fn run(mut self, wakes: &Receiver<()>) {
        // Where nothing can be watched, coming back to the screen is when the files are looked at.
        let mut folders = places(&self.said.files);
        let mut watcher = watch(&self.said.files, &self.wake);
        while wakes.recv().is_ok() {
            let_save(wakes);
            let said = Said::now(&self.source);
            // A folder that was missing has come, or one has gone; or there is another theme.
            let there = places(&said.files);
            if there != folders || said.files != self.said.files {
                folders = there;
                watcher = watch(&said.files, &self.wake);
            }
            if said == self.said {
                continue;
            }
            self.said = said;
            // What is written from here on wakes again.
            let read = self.source.load();
            if self.events.send(Event::Settings(Box::new(read))).is_err() {
                break;
            }
        }
        drop(watcher);
    }
}

/// Waits until nobody has woken for a moment, but no longer than that can be waited for.
fn let_save(wakes: &Receiver<()>) {
    let patience = Instant::now() + PATIENCE;
    while Instant::now() < patience && wakes.recv_timeout(QUIET).is_ok() {}
}

/// Returns the folders to watch for `files`: a file that is saved by a rename is another file afterwards. Where its folder
/// is missing, the next one above it is where that will come.
fn places(files: &[PathBuf]) -> Vec<PathBuf> {
    let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.is_dir();
    let place = |file: &PathBuf| file.ancestors().skip(1).find(is_there).map(Path::to_owned);
    files.iter().filter_map(place).collect()
}

/// Watches the [`places`] of `files`. What changed before that is for a first look, which is asked for.
fn watch(files: &[PathBuf], wake: &Sender<()>) -> Option<RecommendedWatcher> {
    let (woken, of) = (wake.clone(), files.to_owned());
    let on_event = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| concerns(&event, &of)) {
            let _ = woken.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(on_event).ok()?;
    for folder in places(files) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
        let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
    }
    let _ = wake.send(());
    Some(watcher)
}

/// Returns whether `event`, of a folder that is watched, may have changed what one of `files` says: others lie beside them.
fn concerns(event: &notify::Event, files: &[PathBuf]) -> bool {
    // Events may call the folder otherwise; folders come and go under their own names.
    let is_named = |path: &PathBuf| {
        let mut names = files.iter().flat_map(|file| file.ancestors()).map(Path::file_name);
        names.any(|name| name.is_some() && name == path.file_name())
    };
    // Reading them is no reason to read them: that would never end.
    !event.kind.is_access() && (event.need_rescan() || event.paths.iter().any(is_named))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use notify::EventKind;
    use notify::event::{AccessKind, CreateKind, DataChange, Flag, ModifyKind, RemoveKind, RenameMode};

    use super::*;

    #[test]
    fn only_what_happens_to_the_files_counts() {
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let files = ["/home/me/tickdown/config.toml", "themes/mine.toml", "bare.toml"].map(PathBuf::from);
        for (kind, path, expected) in [
            (data, "/home/me/tickdown/config.toml", true),
            (data, "/private/home/me/tickdown/config.toml", true),
            (EventKind::Modify(ModifyKind::Name(RenameMode::To)), "/x/themes/mine.toml", true),
            (EventKind::Create(CreateKind::File), "/x/bare.toml", true),
            (EventKind::Remove(RemoveKind::Folder), "/home/me/tickdown", true),
            (EventKind::Access(AccessKind::Any), "/home/me/tickdown/config.toml", false),
            (data, "/home/me/tickdown/config.toml.swp", false),
            (data, "/x/build.log", false),
            (data, "/", false),
        ] {
            let event = notify::Event::new(kind).add_path(path.into());
            assert_eq!(concerns(&event, &files), expected, "{kind:?} {path}");
        }
        assert!(concerns(&notify::Event::new(EventKind::Other).set_flag(Flag::Rescan), &files), "some may be missed");
    }

    #[test]
    fn a_folder_that_is_missing_is_waited_for_where_it_will_come() {
        let home = tempfile::tempdir().unwrap();
        let (outer, inner) = (home.path().join(".config"), home.path().join(".config/tickdown"));
        let files = [inner.join("config.toml")];
        for (there, next) in [(home.path(), &outer), (&*outer, &inner), (&*inner, &files[0])] {
            assert_eq!(places(&files), [there]);
            let comes = notify::Event::new(EventKind::Create(CreateKind::Any)).add_path(next.clone());
            assert!(concerns(&comes, &files), "{}", next.display());
            fs::create_dir(next).unwrap();
        }
    }

    #[test]
    fn who_writes_all_the_time_is_not_waited_for() {
        let (wake, wakes) = channel();
        let done = AtomicBool::new(false);
        // Longer than anything here can take on the slowest machine.
        let deadline = Instant::now() + Duration::from_secs(20);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) && Instant::now() < deadline {
                    let _ = wake.send(());
                    thread::yield_now();
                }
            });
            let_save(&wakes);
            assert!(Instant::now() < deadline, "it has waited until the other ended");
            done.store(true, Ordering::Relaxed);
        });
    }
}
