//! How each tone looks.

use ratatui::style::{Color, Modifier, Style};

use crate::app::Tone;

/// Colours and attributes for everything on the screen. No theme says anything by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    faint: Style,
    strong: Style,
    emphasis: Style,
    code: Style,
    accent: Style,
    begun: Style,
    done: Style,
    validated: Style,
    failed: Style,
    notice: Style,
    placeholder: Style,
    line: Style,
    /// The row under the cursor, in the pane with the focus.
    selected: Style,
    /// The same in a pane without it.
    selected_apart: Style,
    /// The frame of the pane with the focus.
    focus: Style,
}

/// Returns the style of the colour `index` of the 256 that terminals have had since xterm.
const fn colour(index: u8) -> Style {
    Style::new().fg(Color::Indexed(index))
}

/// Returns the style of one of the 16 colours that have names.
const fn named(colour: Color) -> Style {
    Style::new().fg(colour)
}

/// Returns the style of a row on the colour `index`.
const fn on(index: u8) -> Style {
    Style::new().bg(Color::Indexed(index))
}

impl Theme {
    /// Returns the theme for light text on a dark background.
    pub const fn dark() -> Self {
        Self {
            faint: colour(245),
            strong: Style::new().add_modifier(Modifier::BOLD),
            emphasis: Style::new().add_modifier(Modifier::ITALIC),
            code: colour(180),
            accent: colour(110),
            begun: colour(179),
            done: colour(108),
            validated: colour(114),
            failed: colour(174),
            notice: colour(179),
            placeholder: colour(245).add_modifier(Modifier::ITALIC),
            line: colour(240),
            selected: on(237),
            selected_apart: on(235),
            focus: colour(67),
        }
    }

    /// Returns the theme for dark text on a light background.
    pub const fn light() -> Self {
        Self {
            faint: colour(243),
            strong: Style::new().add_modifier(Modifier::BOLD),
            emphasis: Style::new().add_modifier(Modifier::ITALIC),
            code: colour(94),
            accent: colour(25),
            begun: colour(130),
            done: colour(65),
            validated: colour(28),
            failed: colour(124),
            notice: colour(130),
            placeholder: colour(243).add_modifier(Modifier::ITALIC),
            line: colour(249),
            selected: on(254),
            selected_apart: on(255),
            focus: colour(67),
        }
    }

    /// Returns the theme for a dark background where there are no more than 16 colours (ECMA-48 8.3.117, aixterm).
    pub const fn dark_of_sixteen() -> Self {
        Self {
            faint: named(Color::DarkGray),
            code: named(Color::Cyan),
            accent: named(Color::LightBlue),
            begun: named(Color::Yellow),
            done: named(Color::Green),
            validated: named(Color::LightGreen),
            failed: named(Color::LightRed),
            notice: named(Color::Yellow),
            placeholder: named(Color::DarkGray).add_modifier(Modifier::ITALIC),
            line: named(Color::DarkGray),
            focus: named(Color::Blue),
            ..Self::plain()
        }
    }

    /// Returns the same for a light background.
    pub const fn light_of_sixteen() -> Self {
        Self {
            code: named(Color::Magenta),
            accent: named(Color::Blue),
            validated: named(Color::Green),
            failed: named(Color::Red),
            notice: named(Color::Red),
            ..Self::dark_of_sixteen()
        }
    }

    /// Returns the theme without any colour, as `NO_COLOR` asks for: <https://no-color.org>.
    pub const fn plain() -> Self {
        let normal = Style::new();
        let dim = normal.add_modifier(Modifier::DIM);
        let bold = normal.add_modifier(Modifier::BOLD);
        Self {
            faint: dim,
            strong: bold,
            emphasis: normal.add_modifier(Modifier::ITALIC),
            code: normal,
            accent: bold,
            begun: normal,
            done: normal,
            validated: normal,
            failed: bold,
            notice: bold,
            placeholder: dim.add_modifier(Modifier::ITALIC),
            line: dim,
            selected: normal.add_modifier(Modifier::REVERSED),
            selected_apart: normal.add_modifier(Modifier::UNDERLINED),
            focus: normal,
        }
    }

    /// Returns how text of `tone` looks.
    pub const fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => Style::new(),
            Tone::Faint => self.faint,
            Tone::Strong => self.strong,
            Tone::Emphasis => self.emphasis,
            Tone::Code => self.code,
            Tone::Accent => self.accent,
            Tone::Begun => self.begun,
            Tone::Done => self.done,
            Tone::Validated => self.validated,
            Tone::Failed => self.failed,
            Tone::Notice => self.notice,
            Tone::Placeholder => self.placeholder,
            Tone::Line => self.line,
        }
    }

    /// Returns how the row under the cursor differs, in a pane that has the focus or has not.
    pub(super) const fn selected(&self, focused: bool) -> Style {
        if focused { self.selected } else { self.selected_apart }
    }

    /// Returns how the frame of a pane looks that has the focus or has not.
    pub(super) const fn frame(&self, focused: bool) -> Style {
        if focused { self.focus } else { self.line }
    }
}
