//! Dark or light: what the user says, else what the environment says, else what the terminal answers. How many colours
//! there are is what the environment says. Where the terminal is asked, it is asked how wide our symbols are, too.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyModifiers};
use rustix::event::{PollFlags, Timespec};
use rustix::stdio::stdin;

use super::{input, terminal};
use crate::app::{Code, Key};
use crate::config::{Ground, Theme};

/// How long a terminal may take to answer.
const TIMEOUT: Duration = Duration::from_millis(50);

/// How long it may take once it has begun to.
const REST: Duration = Duration::from_millis(500);

/// The background colour (OSC 11, xterm control sequences); where the cursor is (DSR 6, ECMA-48 8.3.35) behind a `◐` that
/// is concealed and erased at once, on a screen that is empty; and behind both the device attributes (DA1, ECMA-48
/// 8.3.24): every terminal answers those, in order, so their answer says that no other will come.
const QUERY: &[u8] = b"\x1b]11;?\x1b\\\x1b[H\x1b[8m\xe2\x97\x90\x1b[6n\x1b[m\x1b[2K\x1b[c";

/// What was found out about the terminal.
pub(super) struct Detected {
    /// What to draw on.
    pub(super) ground: Ground,
    /// Whether `◐`, and with it the other symbols, may not take one column.
    pub(super) wide: bool,
    /// What was typed meanwhile.
    pub(super) typed: Vec<Key>,
    /// What to do with an answer that comes later.
    pub(super) late: Option<LateReply>,
}

/// A question to the terminal, or the answer where nobody needs to be asked.
pub(super) struct Question {
    told: Told,
    /// When waiting ends, where the terminal was asked.
    deadline: Option<Instant>,
}

impl Question {
    /// Asks the terminal for its background, but only where `theme` depends on it and the environment does not say it.
    ///
    /// # Errors
    /// What the terminal answered to writing.
    pub(super) fn ask(theme: &Theme) -> io::Result<Self> {
        let told = from_environment(|name| std::env::var(name).ok());
        let is_enough = told.light.is_some() || told.colourless && theme.heeds_environment();
        if is_enough || !theme.asks_for_background() {
            return Ok(Self { told, deadline: None });
        }
        terminal::send(QUERY)?;
        Ok(Self { told, deadline: Some(Instant::now() + TIMEOUT) })
    }

    /// Returns what to draw on. Where the terminal was asked, it must be in raw mode, and nobody else may read it yet.
    ///
    /// # Errors
    /// What the terminal answered to reading.
    pub(super) fn answer(self) -> io::Result<Detected> {
        let answer = self.deadline.map(receive).transpose()?;
        let background = answer.as_ref().and_then(|answer| answer.background);
        let ground = Ground {
            light: self.told.light.unwrap_or_else(|| background.is_some_and(is_light)),
            many: has_many_colours(|name| std::env::var(name).ok()),
            colourless: self.told.colourless,
        };
        let late = answer.as_ref().is_some_and(|answer| !answer.complete).then(LateReply::default);
        let wide = answer.as_ref().is_some_and(|answer| answer.column.is_some_and(|column| column != 2));
        Ok(Detected { ground, wide, typed: answer.unwrap_or_default().typed, late })
    }
}

/// What the environment says of colours.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    /// The background is light.
    light: Option<bool>,
    /// There shall be none.
    colourless: bool,
}

/// Returns what the environment says: no colours by `NO_COLOR` (no-color.org) or a terminal that has none, and the
/// background in `COLORFGBG`, which is the last number there; of the sixteen colours 7 and 9 to 15 are light ones.
fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Told {
    let colourless = variable("NO_COLOR").is_some_and(|value| !value.is_empty())
        || variable("TERM").is_some_and(|term| term == "dumb");
    let background = variable("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    let light = match background {
        Some(7 | 9..=15) => Some(true),
        Some(0..=6 | 8) => Some(false),
        _ => None,
    };
    Told { light, colourless }
}

/// Parts of the names of terminals with the 256 colours of xterm.
const MANY_COLOURS: [&str; 7] = ["256color", "direct", "alacritty", "foot", "ghostty", "kitty", "wezterm"];

/// Returns whether the environment says that the terminal has more than the 16 colours of ECMA-48 and aixterm: by
/// `COLORTERM`, or by its name. Consoles inherit a `COLORTERM` that is not theirs.
fn has_many_colours(variable: impl Fn(&str) -> Option<String>) -> bool {
    let term = variable("TERM").unwrap_or_default();
    let is_console = matches!(&*term, "linux" | "vt100");
    let told = variable("COLORTERM").is_some_and(|value| !value.is_empty());
    !is_console && (told || MANY_COLOURS.iter().any(|part| term.contains(part)))
}

/// Returns whether dark text reads better on this colour, by its luma (ITU-R BT.601).
fn is_light([red, green, blue]: [u8; 3]) -> bool {
    299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) > 127_500
}

/// What a terminal has sent so far.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answer {
    /// The background colour.
    background: Option<[u8; 3]>,
    /// The column behind `◐`, from 1.
    column: Option<u16>,
    /// Some of an answer is there.
    begun: bool,
    /// The last answer is there.
    complete: bool,
    /// Keys between the answers.
    typed: Vec<Key>,
}

/// Waits for the last answer, or until no answer has begun by `deadline`, and returns what has arrived.
fn receive(deadline: Instant) -> io::Result<Answer> {
    let mut received = Vec::new();
    loop {
        let answer = read(&received);
        let deadline = if answer.begun { deadline + REST } else { deadline };
        let left = deadline.saturating_duration_since(Instant::now());
        if answer.complete || left.is_zero() {
            return Ok(answer);
        }
        let left = Timespec::try_from(left).unwrap_or_default();
        if input::wait([stdin()], Some(&left))? != [PollFlags::empty()] {
            let mut bytes = [0; 256];
            let count = rustix::io::read(stdin(), &mut bytes)?;
            received.extend_from_slice(&bytes[..count]);
        }
    }
}

/// Returns what `bytes` say. Of typed keys only plain characters are kept: the screen is not there yet.
fn read(bytes: &[u8]) -> Answer {
    let mut answer = Answer { begun: bytes.contains(&0x1b), ..Answer::default() };
    let mut rest = bytes;
    while let Some((&first, behind)) = rest.split_first() {
        if let Some(reply) = rest.strip_prefix(b"\x1b]11;") {
            let end = reply.iter().position(|byte| matches!(byte, 0x07 | 0x1b)).unwrap_or(reply.len());
            answer.background = rgb(&reply[..end]);
            rest = reply[end..].strip_prefix(b"\x1b\\").unwrap_or(&reply[(end + 1).min(reply.len())..]);
        } else if let Some(reply) = rest.strip_prefix(b"\x1b[") {
            let end = reply.iter().position(|byte| matches!(byte, 0x40..=0x7e));
            let (said, behind) = end.map_or((reply, &[][..]), |end| reply.split_at(end + 1));
            match said {
                [b'?', .., b'c'] => answer.complete = true,
                [place @ .., b'R'] => answer.column = answer.column.or(column(place)),
                // A key without a name here.
                _ => {}
            }
            rest = behind;
        } else {
            if matches!(first, b' '..=b'~') {
                answer.typed.push(Key::plain(Code::Char(char::from(first))));
            }
            rest = behind;
        }
    }
    answer
}

/// Returns the column in `row;column`.
fn column(place: &[u8]) -> Option<u16> {
    std::str::from_utf8(place).ok()?.split_once(';')?.1.parse().ok()
}

/// Returns the colour that `rgb:ffff/ffff/ffff` names, with one to four digits each (`XParseColor`).
fn rgb(reply: &[u8]) -> Option<[u8; 3]> {
    let text = std::str::from_utf8(reply).ok()?;
    let mut parts = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?.split('/').map(|digits| {
        let value = u64::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= 4)?;
        let most = 16_u64.checked_pow(digits.len() as u32)?.checked_sub(1)?;
        u8::try_from(value * 255 / most).ok()
    });
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// Keeps an answer that comes after [`TIMEOUT`] away from the keys.
///
/// crossterm knows no OSC: it makes `alt ]`, a row of characters and `alt \` or `^g` of one. Where the characters
/// cannot belong to a colour, it was the user who pressed `alt ]`.
#[derive(Debug, Default)]
pub(super) struct LateReply {
    inside: bool,
}

impl LateReply {
    /// Returns whether `event` is part of an answer and no key.
    pub(super) fn swallows(&mut self, event: &Event) -> bool {
        let Event::Key(key) = event else { return false };
        let alt = key.modifiers == KeyModifiers::ALT;
        match key.code {
            KeyCode::Char(']') if alt => self.inside = true,
            KeyCode::Char('\\') if self.inside && alt => self.inside = false,
            KeyCode::Char('g') if self.inside && key.modifiers == KeyModifiers::CONTROL => self.inside = false,
            KeyCode::Char('0'..='9' | 'a'..='g' | 'A'..='F' | 'r' | ';' | ':' | '/') if self.inside => {}
            _ => {
                self.inside = false;
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    #[test]
    fn the_environment_speaks_first() {
        for (variables, expected) in [
            (&[][..], (None, false)),
            (&[("NO_COLOR", "1"), ("COLORFGBG", "15;0")], (Some(false), true)),
            (&[("NO_COLOR", "")], (None, false)),
            (&[("TERM", "dumb")], (None, true)),
            (&[("COLORFGBG", "15;0")], (Some(false), false)),
            (&[("COLORFGBG", "0;default;15")], (Some(true), false)),
            (&[("COLORFGBG", "0;default")], (None, false)),
        ] {
            let variable = |name: &str| {
                let found = variables.iter().find(|(key, _): &&(&str, &str)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let (light, colourless) = expected;
            assert_eq!(from_environment(variable), Told { light, colourless }, "{variables:?}");
        }
    }

    #[test]
    fn few_colours_are_told_by_name() {
        for (term, colorterm, expected) in [
            ("xterm-256color", "", true),
            ("tmux-256color", "", true),
            ("xterm-kitty", "", true),
            ("xterm", "truecolor", true),
            ("xterm", "", false),
            ("linux", "truecolor", false),
            ("vt100", "", false),
        ] {
            let variable = |name: &str| Some(if name == "TERM" { term } else { colorterm }.to_owned());
            assert_eq!(has_many_colours(variable), expected, "{term} {colorterm}");
        }
    }

    #[test]
    fn answers_are_told_from_keys() {
        let typed = |text: &str| text.chars().map(|typed| Key::plain(Code::Char(typed))).collect::<Vec<_>>();
        let answer = |background, complete, keys| Answer {
            background,
            begun: true,
            complete,
            typed: typed(keys),
            ..Answer::default()
        };
        for (bytes, expected) in [
            (&b"jk"[..], Answer { begun: false, ..answer(None, false, "jk") }),
            (b"\x1b[?6c", answer(None, true, "")),
            (b"\x1b[?64;1;2c", answer(None, true, "")),
            (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?6c", answer(Some([255; 3]), true, "")),
            (b"\x1b]11;rgb:1e/1e/2e\x07\x1b[?1;2c", answer(Some([0x1e, 0x1e, 0x2e]), true, "")),
            (b"j\x1b]11;rgb:0/8/f\x07 \x1b[?6", answer(Some([0, 136, 255]), false, "j ")),
            (b"\x1b[1;2R\x1b[?6c", Answer { column: Some(2), ..answer(None, true, "") }),
            (b"\x1b[Aj\x1b[1;3R\x1b[1;2Rk", Answer { column: Some(3), ..answer(None, false, "jk") }),
            (b"\x1b[1;", answer(None, false, "")),
            (b"\x1b]11;rgb:zz/0/0\x1b\\", answer(None, false, "")),
        ] {
            assert_eq!(read(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn light_is_what_dark_text_reads_on() {
        assert!(is_light([255, 255, 255]) && is_light([0xfd, 0xf6, 0xe3]));
        assert!(!is_light([0, 0, 0]) && !is_light([0x28, 0x2c, 0x34]));
    }

    #[test]
    fn late_answers_are_no_keys() {
        let event = |code, modifiers| Event::Key(KeyEvent::new(KeyCode::Char(code), modifiers));
        let mut late = LateReply::default();
        let mut kept = String::new();
        let mut feed = |code, modifiers| {
            if !late.swallows(&event(code, modifiers)) {
                kept.push(code);
            }
        };
        feed('j', KeyModifiers::NONE);
        for end in [('\\', KeyModifiers::ALT), ('g', KeyModifiers::CONTROL)] {
            feed(']', KeyModifiers::ALT);
            "11;rgb:1e1e/FFFF/2e2e".chars().for_each(|code| feed(code, KeyModifiers::NONE));
            feed(end.0, end.1);
            feed('e', KeyModifiers::NONE);
        }
        feed(']', KeyModifiers::ALT);
        feed('q', KeyModifiers::NONE);
        feed('r', KeyModifiers::NONE);
        assert_eq!(kept, "jeeqr");
    }
}
