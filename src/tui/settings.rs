//! The settings while the screen is open: read again when their files change, and what they say of the terminal.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::terminal::{self, Around};
use super::{Event, Shell};
use crate::app::{Model, Msg, Settings, Symbols};
use crate::config::{Config, ConfigError, Ground, Notify, Source};
use crate::ui::Theme;

/// How long the files must be left alone before they are read: an editor may write in several steps.
const QUIET: Duration = Duration::from_millis(50);

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
    /// Reads the files that the settings of `source` come from, where they have led to `config`.
    pub(super) fn now(source: &Source, config: &Config) -> Self {
        Self::by(files(source, config))
    }

    fn by(files: Vec<PathBuf>) -> Self {
        Self { texts: files.iter().map(|file| fs::read(file).ok()).collect(), files }
    }
}

/// Returns the files that settings come from, there or not.
fn files(source: &Source, config: &Config) -> Vec<PathBuf> {
    source.path().into_iter().chain(config.theme.file()).map(Path::to_owned).collect()
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
        let mut watcher = watch(&self.said.files, &self.wake);
        while wakes.recv().is_ok() {
            while wakes.recv_timeout(QUIET).is_ok() {}
            let said = Said::by(self.said.files.clone());
            if said == self.said {
                continue;
            }
            self.said = said;
            let read = self.source.load();
            if let Some(files) = read.as_ref().ok().map(|config| files(&self.source, config))
                && files != self.said.files
            {
                watcher = watch(&files, &self.wake);
                self.said = Said::by(files);
            }
            if self.events.send(Event::Settings(Box::new(read))).is_err() {
                break;
            }
        }
        drop(watcher);
    }
}

/// Watches the folders of `files`, those that are there: a file that is saved by a rename is another file afterwards. What
/// changed before that is for a first look, which is asked for.
fn watch(files: &[PathBuf], wake: &Sender<()>) -> Option<RecommendedWatcher> {
    let woken = wake.clone();
    let on_event = move |event: notify::Result<notify::Event>| {
        // Reading them is no reason to read them: that would never end.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = woken.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(on_event).ok()?;
    for folder in files.iter().filter_map(|file| file.parent()) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
    }
    let _ = wake.send(());
    Some(watcher)
}
