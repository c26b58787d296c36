//! Giving the terminal to another program for a while, and taking it again.

use std::io;
use std::process::{Command, ExitStatus};

use super::editor::{Editor, Target};
use super::worker::Worker;
use super::{Leave, Shell, signals, terminal};
use crate::app::Msg;

impl Shell {
    /// Opens `target` in the user's editor, and waits until that ends.
    pub(super) fn edit(&mut self, target: &Target<'_>) -> io::Result<Option<Leave>> {
        let editor = match Editor::chosen(|variable| std::env::var_os(variable)) {
            Ok(editor) => editor,
            Err(none) => return self.update(Msg::Notice(none.to_string())),
        };
        // The editor may be suspended, and a process that stops in the middle of a write leaves half of it.
        if let Some(leave) = self.let_write()? {
            return Ok(Some(leave));
        }
        let is_plan = self.plans.target.is_some() && target.path.canonicalize().ok() == self.plans.target;
        self.worker.iter().filter(|_| is_plan).for_each(Worker::lend);
        let (ended, leave) = self.lend(&mut editor.command(target))?;
        match (leave, failure(&editor, ended)) {
            (None, Some(failure)) => self.update(Msg::Notice(failure)),
            (leave, _) => Ok(leave),
        }
    }

    /// Gives the terminal to `command`, waits until that ends, and takes the terminal again.
    ///
    /// # Errors
    /// What the terminal answered. How the command ended, or why it could not begin, is in the answer.
    fn lend(&mut self, command: &mut Command) -> io::Result<(io::Result<ExitStatus>, Option<Leave>)> {
        self.input.park();
        terminal::restore();
        // Until the terminal is raw again: a `^c` that ended the command may still be on its way to us.
        let _lent = signals::lend();
        let ended = command.status();
        // Of no meaning where it was not lent.
        self.worker.iter().for_each(Worker::take_back);
        Ok((ended, self.come_back()?))
    }

    /// Takes the terminal again; everything may have changed meanwhile.
    pub(super) fn come_back(&mut self) -> io::Result<Option<Leave>> {
        self.screen.enter_again()?;
        self.input.resume();
        match self.focus()? {
            None => self.resize(),
            leave => Ok(leave),
        }
    }
}

/// Returns what went wrong with `editor`, in words.
fn failure(editor: &Editor, ended: io::Result<ExitStatus>) -> Option<String> {
    let (name, variable) = (editor.name(), editor.variable());
    match ended {
        Ok(status) if status.success() => None,
        Ok(status) => Some(match status.code() {
            Some(code) => format!("{name} ended with exit code {code}"),
            None => format!("{name} was ended: {status}"),
        }),
        Err(error) => Some(format!("{name} of ${variable} cannot be started: {error}")),
    }
}
