//! Text for other programs to paste.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::thread;

use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;

use super::{Event, Shell, terminal};
use crate::app::Msg;

/// Hands `text` to the clipboard: by the terminal (OSC 52), which no connection is too far for, or inside tmux to its
/// buffer, from where tmux hands it on. Whether a terminal took it, it does not say; what tmux says, `complain` hears, on
/// another thread.
///
/// # Errors
/// What the terminal answered to writing, or the system to a thread.
fn copy(text: String, complain: impl FnOnce(String) + Send + 'static) -> io::Result<()> {
    if std::env::var_os("TMUX").is_none_or(|tmux| tmux.is_empty()) {
        let mut bytes = Vec::new();
        queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
        return terminal::send(&bytes);
    }
    let load = move || {
        if let Err(why) = give("tmux".as_ref(), &["load-buffer", "-w", "-"], &text) {
            complain(format!("not copied: {why}"));
        }
    };
    thread::Builder::new().name("clipboard".into()).spawn(load).map(drop)
}

impl Shell {
    /// Hands `text` to the clipboard; what keeps it from there is said.
    ///
    /// # Errors
    /// As [`copy`].
    pub(super) fn copy(&self, text: String) -> io::Result<()> {
        let events = self.sender.clone();
        copy(text, move |why| drop(events.send(Event::Msg(Msg::Notice(why)))))
    }
}

/// Runs `program` with `text` as its standard input; fails with what it says, or why it cannot run.
fn give(program: &OsStr, arguments: &[&str], text: &str) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be run: {error}", program.display());
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who does not read it says why by its end.
        let _ = stdin.write_all(text.as_bytes());
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(if said.is_empty() { output.status.to_string() } else { said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_makes_of_it_is_told() {
        let run = |script: &str| give("sh".as_ref(), &["-c", script], "text");
        assert_eq!(run("test \"$(cat)\" = text"), Ok(()));
        assert_eq!(run("echo no server >&2; exit 1"), Err("no server".to_owned()));
        assert_eq!(run("exit 3"), Err("exit status: 3".to_owned()));
        assert!(give("/nowhere/tmux".as_ref(), &[], "").is_err_and(|why| why.contains("cannot be run")));
    }
}
