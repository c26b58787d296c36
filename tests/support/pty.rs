//! The binary in a real terminal: a pty, a thread that reads it, and a screen that shows what arrived.
//!
//! Nothing here waits for a fixed time: every wait ends with its condition, or panics after [`DEADLINE`] with the screen.

#[cfg(target_os = "linux")]
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::OFlags;
use rustix::io::ioctl_fionread;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use rustix::termios::{LocalModes, Termios, tcgetattr};
use tempfile::TempDir;

/// How long a condition may take on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// How often a condition that no event announces is looked at again.
const INTERVAL: Duration = Duration::from_millis(5);

/// How the terminal answers questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// It has a dark background.
    Dark,
    /// It has a light background.
    Light,
    /// It has a dark background, and draws symbols two columns wide.
    Wide,
    /// It says nothing at all.
    Nothing,
}

/// The variables that name the user's folders.
pub(crate) const HOMES: [&str; 5] = ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];

/// What shall run, and in which terminal.
pub(crate) struct Start {
    command: CommandBuilder,
    columns: u16,
    rows: u16,
    answers: Answers,
    home: Option<PathBuf>,
}

impl Start {
    /// Prepares the binary with `arguments`, in 80 columns and 24 rows.
    pub(crate) fn tickdown<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Self {
        Self::program(env!("CARGO_BIN_EXE_tickdown"), arguments)
    }

    /// Prepares another program: a shell that runs the binary.
    pub(crate) fn program<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin"), ("TZ", "UTC")]
        {
            command.env(name, value);
        }
        Self { command, columns: 80, rows: 24, answers: Answers::Dark, home: None }
    }

    /// Sets one variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the size.
    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Sets the home, which others may share. Without it, each screen has one of its own.
    pub(crate) fn home(mut self, home: &Path) -> Self {
        self.home = Some(home.to_owned());
        self
    }

    /// Sets how the terminal answers.
    pub(crate) fn answers(mut self, answers: Answers) -> Self {
        self.answers = answers;
        self
    }

    /// Starts it in a session that does not know the terminal: no signal comes from there.
    pub(crate) fn without_signals(mut self) -> Self {
        self.command.set_controlling_tty(false);
        self
    }

    /// Starts it, with a home and XDG folders that are not the tester's.
    pub(crate) fn start(mut self) -> Screen {
        let own = tempfile::tempdir().expect("a folder for the home");
        let home = self.home.as_deref().unwrap_or(own.path());
        for name in HOMES {
            self.command.env(name, home);
        }
        self.command.cwd(home);
        let pair = native_pty_system().openpty(size(self.columns, self.rows)).expect("a pty");
        let name = pair.master.tty_name().expect("a pty has a name");
        let terminal = File::options()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits().cast_signed())
            .open(name)
            .expect("the terminal opens");
        let modes = tcgetattr(&terminal).expect("a terminal has modes");
        let mut child = pair.slave.spawn_command(self.command).expect("the program starts");
        drop(pair.slave);
        let pid = child.process_id().expect("a child has a number");
        let output = forward(pair.master.try_clone_reader().expect("a reader"));
        let keyboard = pair.master.take_writer().expect("a writer");
        let (exit, exits) = channel();
        thread::spawn(move || drop(exit.send(child.wait().map(|status| status.exit_code()))));
        Screen {
            shown: emulator(self.columns, self.rows),
            raw: Vec::new(),
            answered: 0,
            answers: self.answers,
            master: Some(pair.master),
            keyboard: Some(keyboard),
            terminal,
            modes,
            output,
            exits,
            pid: Pid::from_raw(pid.cast_signed()).expect("a child is not process 0"),
            ended: None,
            _home: own,
        }
    }
}

/// The terminal and the program in it.
pub(crate) struct Screen {
    shown: vt100::Parser,
    raw: Vec<u8>,
    answered: usize,
    answers: Answers,
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    terminal: File,
    modes: Termios,
    output: Receiver<Vec<u8>>,
    exits: Receiver<std::io::Result<u32>>,
    pid: Pid,
    ended: Option<u32>,
    _home: TempDir,
}

impl Screen {
    /// Waits until the screen shows `text`.
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until `condition` holds on the screen; `what` names it in the message of a failure.
    pub(crate) fn wait_until(&mut self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while self.is_in_frame() || !condition(self.shown.screen()) {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Timeout) => panic!("no {what:?} in time\n{self}"),
                Err(RecvTimeoutError::Disconnected) => panic!("no {what:?} before the end\n{self}"),
            }
        }
    }

    /// Shows what arrives until `condition` holds on the screen, for `limit` at most; returns whether it held.
    pub(crate) fn wait_at_most(&mut self, limit: Duration, condition: impl Fn(&vt100::Screen) -> bool) -> bool {
        let deadline = Instant::now() + limit;
        while self.is_in_frame() || !condition(self.shown.screen()) {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.show(&bytes),
                Err(_) => return false,
            }
        }
        true
    }

    /// Waits until `condition` holds for anything but the screen: a file, a process.
    pub(crate) fn wait_while_shown(&mut self, what: &str, condition: impl Fn() -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !condition() {
            assert!(Instant::now() < deadline, "not in time: {what}\n{self}");
            if let Ok(bytes) = self.output.recv_timeout(INTERVAL) {
                self.show(&bytes);
            }
        }
    }

    /// Waits until the program has read all that was typed: an escape would be one key with what follows at once.
    pub(crate) fn wait_until_read(&mut self) {
        let terminal = self.terminal.try_clone().expect("the terminal is still there");
        self.wait_while_shown("keys are read", || ioctl_fionread(&terminal).is_ok_and(|waiting| waiting == 0));
    }

    /// Waits until the file at `path` reads `expected`.
    pub(crate) fn wait_for_file(&mut self, path: &Path, expected: &str) {
        let what = format!("{} reads {expected:?}", path.display());
        self.wait_while_shown(&what, || std::fs::read_to_string(path).is_ok_and(|text| text == expected));
    }

    /// Waits until the program has ended and all it wrote is shown; returns its exit code.
    pub(crate) fn wait_exit(&mut self) -> u32 {
        if let Some(code) = self.ended {
            return code;
        }
        let deadline = Instant::now() + DEADLINE;
        let code = loop {
            match self.exits.recv_timeout(INTERVAL) {
                Ok(code) => break code.expect("a child can be waited for"),
                Err(_) => assert!(Instant::now() < deadline, "still running\n{self}"),
            }
            while let Ok(bytes) = self.output.try_recv() {
                self.show(&bytes);
            }
        };
        self.ended = Some(code);
        self.show_the_rest();
        code
    }

    /// Shows what is still on its way: everything in front of a mark that is sent behind it, and nobody sees.
    fn show_the_rest(&mut self) {
        const MARK: &[u8] = b"\x1b]end\x1b\\";
        let mark = |raw: &[u8]| raw.windows(MARK.len()).rposition(|window| window == MARK);
        // A terminal that is gone has nothing to say.
        if self.terminal.write_all(MARK).is_err() {
            return;
        }
        while mark(&self.raw).is_none() {
            match self.output.recv_timeout(DEADLINE) {
                Ok(bytes) => self.show(&bytes),
                Err(_) => return,
            }
        }
        self.raw.truncate(mark(&self.raw).unwrap_or(self.raw.len()));
    }

    /// Types `keys`: `"jj<space>"`, `"<c-z>"`, `"<enter>"`, `"<esc>"`.
    pub(crate) fn keys(&mut self, keys: &str) {
        let bytes: Vec<u8> = tickdown::app::keys(keys).expect("keys").into_iter().flat_map(bytes).collect();
        self.send(&bytes);
    }

    /// Sends raw bytes as the terminal would.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let keyboard = self.keyboard.as_mut().expect("the terminal is still there");
        keyboard.write_all(bytes).and_then(|()| keyboard.flush()).expect("the terminal takes keys");
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.shown.screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.master.as_ref().expect("the terminal is still there").resize(size(columns, rows)).expect("a size");
    }

    /// Sends `signal` to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).expect("the program is still there");
    }

    /// Sends `signal` to the process group in the foreground: what a shell runs there.
    pub(crate) fn signal_foreground(&self, signal: Signal) {
        let group = self.master.as_ref().and_then(|master| master.process_group_leader()).and_then(Pid::from_raw);
        kill_process_group(group.expect("a foreground"), signal).expect("the program is still there");
    }

    /// Takes the terminal away, as closing its window does.
    pub(crate) fn hang_up(&mut self) {
        // The reader's thread holds the pty open too. It ends when it has something to say and nobody listens.
        self.output = channel().1;
        self.keyboard = None;
        self.signal(Signal::WINCH);
        self.master = None;
    }

    /// Returns everything that the program has written.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Returns whether the alternate screen is shown.
    pub(crate) fn is_alternate(&self) -> bool {
        self.shown.screen().alternate_screen()
    }

    /// Returns how often each of the program's threads has gone to sleep by itself (proc(5)), which is once for each time
    /// that it woke; threads go by name and number.
    #[cfg(target_os = "linux")]
    pub(crate) fn wakes(&self) -> BTreeMap<String, u64> {
        let tasks =
            std::fs::read_dir(format!("/proc/{}/task", self.pid.as_raw_nonzero())).expect("the program is still there");
        let statuses = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("status")).ok());
        let thread = |status: String| {
            let value = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let name = format!("{} {}", value("Name:")?, value("Pid:")?);
            Some((name, value("voluntary_ctxt_switches:")?.parse().ok()?))
        };
        statuses.filter_map(thread).collect()
    }

    /// Shows what arrives until the thread `name` has woken `times` more often than now.
    #[cfg(target_os = "linux")]
    pub(crate) fn wait_for_wakes(&mut self, name: &str, times: u64) {
        let woken = |screen: &Self| -> u64 {
            let threads = screen.wakes();
            threads.iter().filter(|(thread, _)| thread.split(' ').next() == Some(name)).map(|(_, woken)| woken).sum()
        };
        let (end, deadline) = (woken(self) + times, Instant::now() + DEADLINE);
        while woken(self) < end {
            assert!(Instant::now() < deadline, "{name} does not wake\n{self}");
            self.wait_at_most(INTERVAL, |_| false);
        }
    }

    /// Returns the colours of all cells, row by row.
    pub(crate) fn colours(&self) -> Vec<(vt100::Color, vt100::Color)> {
        let screen = self.shown.screen();
        let (rows, columns) = screen.size();
        let cells =
            (0..rows.get()).flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
        cells.map(|cell| (cell.fgcolor(), cell.bgcolor())).collect()
    }

    /// Returns the text of the screen.
    pub(crate) fn contents(&self) -> String {
        self.shown.screen().contents()
    }

    /// Checks that the terminal is as it was before the program: main screen, cursor, modes.
    pub(crate) fn assert_restored(&self) {
        let screen = self.shown.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left\n{self}");
        assert!(!screen.hide_cursor(), "the cursor is shown\n{self}");
        assert!(!screen.bracketed_paste(), "bracketed paste is off\n{self}");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is off\n{self}");
        let modes = tcgetattr(&self.terminal).expect("a terminal has modes");
        assert_eq!(modes.local_modes, self.modes.local_modes, "local modes as before\n{self}");
        assert_eq!(modes.input_modes, self.modes.input_modes, "input modes as before\n{self}");
        assert_eq!(modes.output_modes, self.modes.output_modes, "output modes as before\n{self}");
        assert_eq!(modes.control_modes, self.modes.control_modes, "control modes as before\n{self}");
        for pair in [("\x1b[?1004h", "\x1b[?1004l"), ("\x1b[?2026h", "\x1b[?2026l")] {
            assert!(self.last(pair.0) <= self.last(pair.1), "{:?} is switched off\n{self}", pair.0);
        }
    }

    /// Returns whether the terminal hands every key to the program at once.
    pub(crate) fn is_raw(&self) -> bool {
        let modes = tcgetattr(&self.terminal).expect("a terminal has modes");
        !modes.local_modes.intersects(LocalModes::ICANON | LocalModes::ECHO)
    }

    /// Returns whether a frame has begun and not ended (DEC mode 2026): a terminal would still show the one before.
    fn is_in_frame(&self) -> bool {
        self.last("\x1b[?2026h") > self.last("\x1b[?2026l")
    }

    /// Returns where `sequence` was last written.
    fn last(&self, sequence: &str) -> Option<usize> {
        self.raw.windows(sequence.len()).rposition(|window| window == sequence.as_bytes())
    }

    /// Takes bytes from the program: shows them, and answers what they ask.
    fn show(&mut self, bytes: &[u8]) {
        self.shown.process(bytes);
        self.raw.extend_from_slice(bytes);
        let unanswered = self.raw[self.answered..].to_vec();
        let background = match self.answers {
            Answers::Dark | Answers::Wide => "\x1b]11;rgb:1616/1919/2020\x1b\\",
            Answers::Light => "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
            Answers::Nothing => return,
        };
        let place = if matches!(self.answers, Answers::Wide) { "\x1b[1;3R" } else { "\x1b[1;2R" };
        for (question, answer) in [("\x1b]11;?", background), ("\x1b[6n", place), ("\x1b[c", "\x1b[?6c")] {
            let end = unanswered.windows(question.len()).position(|window| window == question.as_bytes());
            if let Some(end) = end.map(|start| self.raw.len() - unanswered.len() + start + question.len()) {
                self.answered = self.answered.max(end);
                self.send(answer.as_bytes());
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.ended.is_none() && self.exits.try_recv().is_err() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let screen = self.shown.screen();
        let (rows, columns) = screen.size();
        writeln!(f, "--- {columns} x {rows}, alternate: {}", screen.alternate_screen())?;
        for row in screen.rows(0, columns.get()) {
            writeln!(f, "|{row}")?;
        }
        let tail = self.raw.len().saturating_sub(200);
        write!(f, "--- {} bytes, the last: {}", self.raw.len(), self.raw[tail..].escape_ascii())
    }
}

/// Returns the bytes that a terminal sends for `key` (xterm, normal cursor keys).
fn bytes(key: tickdown::app::Key) -> Vec<u8> {
    use tickdown::app::Code;
    let plain = match key.code {
        Code::Char(character) if key.ctrl => vec![character as u8 & 0x1f],
        Code::Char(character) => character.to_string().into_bytes(),
        Code::Enter => b"\r".to_vec(),
        Code::Esc => b"\x1b".to_vec(),
        Code::Tab => b"\t".to_vec(),
        Code::BackTab => b"\x1b[Z".to_vec(),
        Code::Backspace => b"\x7f".to_vec(),
        Code::Delete => b"\x1b[3~".to_vec(),
        Code::Up => b"\x1b[A".to_vec(),
        Code::Down => b"\x1b[B".to_vec(),
        Code::Right => b"\x1b[C".to_vec(),
        Code::Left => b"\x1b[D".to_vec(),
        Code::Home => b"\x1b[H".to_vec(),
        Code::End => b"\x1b[F".to_vec(),
        Code::PageUp => b"\x1b[5~".to_vec(),
        Code::PageDown => b"\x1b[6~".to_vec(),
    };
    if key.alt { [b"\x1b".to_vec(), plain].concat() } else { plain }
}

/// Reads the pty on a thread of its own.
fn forward(mut reader: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, output) = channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            if sender.send(bytes[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    output
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a screen has cells")
}

fn emulator(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(nonzero(rows), nonzero(columns), 0)
}
