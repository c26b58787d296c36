//! How each tone looks.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use crate::app::Tone;

/// Colours and attributes for everything on the screen. No theme says anything by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Everything that has no colour of its own; nothing is the terminal's own.
    ground: Style,
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
    found: Style,
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

/// Told without a colour too, and seen on the bar of a selected row.
const FOUND: Modifier = Modifier::BOLD.union(Modifier::UNDERLINED);

impl Theme {
    /// Returns the theme for light text on a dark background.
    pub const fn dark() -> Self {
        Self {
            ground: Style::new(),
            faint: colour(247),
            strong: Style::new().add_modifier(Modifier::BOLD),
            emphasis: Style::new().add_modifier(Modifier::ITALIC),
            code: colour(180),
            accent: colour(110),
            begun: colour(179),
            done: colour(108),
            validated: colour(114),
            failed: colour(174),
            notice: colour(179),
            placeholder: colour(247).add_modifier(Modifier::ITALIC),
            line: colour(240),
            found: colour(222).add_modifier(FOUND),
            selected: on(237),
            selected_apart: on(235),
            focus: colour(67),
        }
    }

    /// Returns the theme for dark text on a light background.
    pub const fn light() -> Self {
        Self {
            ground: Style::new(),
            faint: colour(241),
            strong: Style::new().add_modifier(Modifier::BOLD),
            emphasis: Style::new().add_modifier(Modifier::ITALIC),
            code: colour(94),
            accent: colour(25),
            begun: colour(130),
            done: colour(22),
            validated: colour(22).add_modifier(Modifier::BOLD),
            failed: colour(124),
            notice: colour(130),
            placeholder: colour(241).add_modifier(Modifier::ITALIC),
            line: colour(249),
            found: colour(130).add_modifier(FOUND),
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
            found: named(Color::Yellow).add_modifier(FOUND),
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
            found: named(Color::Red).add_modifier(FOUND),
            ..Self::dark_of_sixteen()
        }
    }

    /// Returns the theme of the most contrast: white on black, whatever the terminal's own colours are.
    pub const fn high_contrast_dark() -> Self {
        let bold = Modifier::BOLD;
        Self {
            ground: colour(231).bg(Color::Indexed(16)),
            faint: colour(252),
            strong: Style::new().add_modifier(bold),
            emphasis: Style::new().add_modifier(Modifier::ITALIC),
            code: colour(229),
            accent: colour(123).add_modifier(bold),
            begun: colour(227),
            done: colour(120),
            validated: colour(120).add_modifier(bold),
            failed: colour(217).add_modifier(bold),
            notice: colour(227).add_modifier(bold),
            placeholder: colour(252).add_modifier(Modifier::ITALIC),
            line: colour(252),
            found: colour(227).add_modifier(FOUND),
            selected: colour(16).bg(Color::Indexed(227)),
            selected_apart: colour(16).bg(Color::Indexed(252)),
            focus: colour(231),
        }
    }

    /// Returns the same as black on white.
    pub const fn high_contrast_light() -> Self {
        let bold = Modifier::BOLD;
        Self {
            ground: colour(16).bg(Color::Indexed(231)),
            faint: colour(238),
            code: colour(53),
            accent: colour(18).add_modifier(bold),
            begun: colour(52),
            done: colour(22),
            validated: colour(22).add_modifier(bold),
            failed: colour(88).add_modifier(bold),
            notice: colour(52).add_modifier(bold),
            placeholder: colour(238).add_modifier(Modifier::ITALIC),
            line: colour(238),
            found: colour(52).add_modifier(FOUND),
            selected: colour(231).bg(Color::Indexed(18)),
            selected_apart: colour(231).bg(Color::Indexed(238)),
            focus: colour(16),
            ..Self::high_contrast_dark()
        }
    }

    /// Returns the theme that nobody needs red or green for, on a dark background: blue is done, orange has failed,
    /// after the palette of Okabe and Ito (Color Universal Design, 2008).
    pub const fn colour_blind_dark() -> Self {
        let bold = Modifier::BOLD;
        Self {
            code: colour(252),
            accent: colour(255).add_modifier(bold),
            begun: colour(228),
            done: colour(75),
            validated: colour(117).add_modifier(bold),
            failed: colour(208).add_modifier(bold),
            notice: colour(228),
            ..Self::dark()
        }
    }

    /// Returns the same for a light background.
    pub const fn colour_blind_light() -> Self {
        let bold = Modifier::BOLD;
        Self {
            code: colour(238),
            accent: colour(16).add_modifier(bold),
            begun: colour(16),
            done: colour(25),
            validated: colour(19).add_modifier(bold),
            failed: colour(94).add_modifier(bold),
            notice: colour(94),
            ..Self::light()
        }
    }

    /// Returns the same where there are no more than 16 colours: whatever the background, these two are told apart.
    pub const fn colour_blind_of_sixteen() -> Self {
        Self {
            done: named(Color::Blue),
            validated: named(Color::Blue).add_modifier(Modifier::BOLD),
            failed: named(Color::Yellow).add_modifier(Modifier::BOLD),
            begun: named(Color::Reset),
            ..Self::plain()
        }
    }

    /// Returns the theme without any colour, as `NO_COLOR` asks for: <https://no-color.org>.
    pub const fn plain() -> Self {
        let normal = Style::new();
        let dim = normal.add_modifier(Modifier::DIM);
        let bold = normal.add_modifier(Modifier::BOLD);
        Self {
            ground: normal,
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
            found: normal.add_modifier(FOUND),
            selected: normal.add_modifier(Modifier::REVERSED),
            selected_apart: normal.add_modifier(Modifier::UNDERLINED),
            focus: normal,
        }
    }

    /// Names what a theme gives a look, as a theme file does.
    pub const PARTS: [&str; 17] = [
        "ground",
        "faint",
        "strong",
        "emphasis",
        "code",
        "accent",
        "begun",
        "done",
        "validated",
        "failed",
        "notice",
        "placeholder",
        "line",
        "found",
        "selected",
        "selected-apart",
        "focus",
    ];

    /// Gives the part called `name` another look; returns whether there is such a part.
    pub fn set(&mut self, name: &str, style: Style) -> bool {
        let part = match name {
            "ground" => &mut self.ground,
            "faint" => &mut self.faint,
            "strong" => &mut self.strong,
            "emphasis" => &mut self.emphasis,
            "code" => &mut self.code,
            "accent" => &mut self.accent,
            "begun" => &mut self.begun,
            "done" => &mut self.done,
            "validated" => &mut self.validated,
            "failed" => &mut self.failed,
            "notice" => &mut self.notice,
            "placeholder" => &mut self.placeholder,
            "line" => &mut self.line,
            "found" => &mut self.found,
            "selected" => &mut self.selected,
            "selected-apart" => &mut self.selected_apart,
            "focus" => &mut self.focus,
            _ => return false,
        };
        *part = style;
        true
    }

    /// Gives every cell of `buffer` that has no colour of its own that of the ground.
    pub(super) fn lay_ground(&self, buffer: &mut Buffer) {
        if self.ground == Style::new() {
            return;
        }
        for cell in &mut buffer.content {
            if cell.fg == Color::Reset {
                cell.fg = self.ground.fg.unwrap_or(Color::Reset);
            }
            if cell.bg == Color::Reset {
                cell.bg = self.ground.bg.unwrap_or(Color::Reset);
            }
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
            Tone::Found => self.found,
            Tone::Cursor => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// Returns how the row under the cursor differs, in a pane that has the focus or has not.
    pub(super) const fn selected(&self, focused: bool) -> Style {
        if focused { self.selected } else { self.selected_apart }
    }

    /// Returns how a row differs that others have just changed, for a moment, also under the cursor.
    pub(super) const fn flash(&self) -> Style {
        self.accent.add_modifier(Modifier::BOLD.union(Modifier::REVERSED))
    }

    /// Returns how the frame of a pane looks that has the focus or has not.
    pub(super) const fn frame(&self, focused: bool) -> Style {
        if focused { self.focus } else { self.line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_name() {
        let mut theme = Theme::plain();
        let look = Style::new().fg(Color::Indexed(1));
        assert!(Theme::PARTS.iter().all(|part| theme.set(part, look)) && !theme.set("colour", look));
        let whole = format!("{theme:?}");
        assert_eq!(whole.matches(&format!("{look:?}")).count(), Theme::PARTS.len(), "two names mean one part");
        assert_eq!(whole.matches("Style").count(), Theme::PARTS.len(), "a part has no name");
    }
}
