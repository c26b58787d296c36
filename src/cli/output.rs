//! Where results go, and whether a person or a program reads them.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use super::error::Error;
use crate::text::{is_unsafe, sanitize};

/// The standard output: text made safe where a terminal shows it, every byte as it is elsewhere.
#[derive(Debug)]
pub(super) struct Output {
    writer: BufWriter<Stdout>,
    terminal: bool,
}

/// What the standard output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Colours are wanted: it is a terminal, and `NO_COLOR` is not set (<https://no-color.org>).
    pub(super) colours: bool,
    /// The width of the terminal.
    pub(super) columns: Option<usize>,
}

impl Output {
    /// Returns the standard output of this process.
    pub(super) fn new() -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Self { writer: BufWriter::new(stdout), terminal }
    }

    /// Writes `text`, which may hold what others wrote.
    ///
    /// # Errors
    /// [`Error::Output`], also where the reader has gone.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Error> {
        let written = if self.terminal {
            self.writer.write_all(sanitize(&text.replace("\r\n", "\n")).as_bytes())
        } else {
            self.writer.write_all(text.as_bytes())
        };
        written.map_err(Error::Output)
    }

    /// Returns what it can show.
    pub(super) fn look(&self) -> Look {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let quiet = set("NO_COLOR").is_some() || set("TERM").is_some_and(|name| name == "dumb");
        let size = self.terminal.then(crossterm::terminal::size).and_then(Result::ok);
        Look { colours: self.terminal && !quiet, columns: size.map(|(columns, _)| columns.into()) }
    }

    /// Writes `text` as it is: it is safe already, and may hold colours.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub(super) fn finished(&mut self, text: &str) -> Result<(), Error> {
        self.writer.write_all(text.as_bytes()).map_err(Error::Output)
    }

    /// Writes `text` and a line ending.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub(super) fn line(&mut self, text: &str) -> Result<(), Error> {
        self.text(text)?;
        self.text("\n")
    }

    /// Writes `value` as one line of JSON; for a terminal, with its unsafe characters escaped, which says the same.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Error> {
        if self.terminal {
            let json = serde_json::to_string(value).map_err(|error| Error::Output(error.into()))?;
            return self.line(&escaped(&json));
        }
        serde_json::to_writer(&mut self.writer, value).map_err(|error| Error::Output(error.into()))?;
        self.text("\n")
    }

    /// Hands over what is still held back.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        self.writer.flush().map_err(Error::Output)
    }
}

/// Returns `json` with an escape for each unsafe character (RFC 8259, section 7). In what `serde_json` writes, they
/// stand in strings only, and C0 is escaped already.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if is_unsafe(character) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            safe.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(character);
        }
    }
    safe
}
