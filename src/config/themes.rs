//! Themes: those that are built in, and those that a file makes of one of them.

use std::fmt;
use std::path::{Path, PathBuf};

use ratatui::style::{Color, Modifier, Style};

use super::raw::RawTheme;
use super::{ConfigError, Fault, text_of};
use crate::ui;

/// The colours of the screen, before it is known on which background.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// As it is called, or the path of its file.
    name: String,
    base: Base,
    /// What a file says otherwise.
    parts: Vec<(String, Style)>,
}

/// The themes that are built in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Base {
    /// By the terminal's background, and without colours where the environment says so.
    #[default]
    Auto,
    Dark,
    Light,
    HighContrast,
    ColourBlind,
    Plain,
}

/// Their names.
const BASES: [(&str, Base); 7] = [
    ("auto", Base::Auto),
    ("dark", Base::Dark),
    ("light", Base::Light),
    ("high-contrast", Base::HighContrast),
    ("colour-blind", Base::ColourBlind),
    ("plain", Base::Plain),
    // As some spell it.
    ("color-blind", Base::ColourBlind),
];

/// How many of them have names of their own.
const NAMED: usize = 6;

/// What is known of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// Its background is light.
    pub light: bool,
    /// It has more than the 16 colours that have names.
    pub many: bool,
    /// Somebody wants no colours, or it has none.
    pub colourless: bool,
}

impl Theme {
    /// Returns the theme called `name`: a built-in one, that of the file `themes/NAME.toml` in `folder`, or, where it looks
    /// like a path, that of this file, counted from `here`.
    ///
    /// # Errors
    /// [`ConfigError`] where there is none, or where its file cannot be used.
    pub(super) fn find(name: &str, folder: Option<&Path>, here: &Path) -> Result<Self, ConfigError> {
        if let Some(base) = base(name) {
            return Ok(Self { name: name.to_owned(), base, ..Self::default() });
        }
        let path = match Self::file(name, folder, here) {
            Some(path) if path.exists() => path,
            path => return Err(ConfigError::NoTheme { name: name.to_owned(), path }),
        };
        let text = text_of(&path)?;
        let (base, parts) = parse(&text).map_err(|fault| fault.within(&path, &text))?;
        Ok(Self { name: name.to_owned(), base, parts })
    }

    /// Returns the file, there or not, that [`Self::find`] reads for the theme called `name`; `None` where it reads none.
    pub(super) fn file(name: &str, folder: Option<&Path>, here: &Path) -> Option<PathBuf> {
        let is_path = name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|end| end == "toml");
        match base(name) {
            Some(_) => None,
            None if is_path => Some(here.join(name)),
            None => Some(folder?.join("themes").join(format!("{name}.toml"))),
        }
    }

    /// Returns the theme in its colours on `ground`.
    pub fn on(&self, ground: Ground) -> ui::Theme {
        let base = match self.base {
            Base::Auto if ground.colourless => Base::Plain,
            Base::Auto if ground.light => Base::Light,
            Base::Auto => Base::Dark,
            told => told,
        };
        let mut theme = match (base, ground.light, ground.many) {
            // Of 16 colours nobody knows what they are; the terminal's own text can be read.
            (Base::Plain, ..) | (Base::HighContrast, _, false) => ui::Theme::plain(),
            (Base::HighContrast, false, _) => ui::Theme::high_contrast_dark(),
            (Base::HighContrast, true, _) => ui::Theme::high_contrast_light(),
            (Base::ColourBlind, _, false) => ui::Theme::colour_blind_of_sixteen(),
            (Base::ColourBlind, false, _) => ui::Theme::colour_blind_dark(),
            (Base::ColourBlind, true, _) => ui::Theme::colour_blind_light(),
            (Base::Light, _, true) => ui::Theme::light(),
            (Base::Light, _, false) => ui::Theme::light_of_sixteen(),
            (Base::Dark | Base::Auto, _, true) => ui::Theme::dark(),
            (Base::Dark | Base::Auto, _, false) => ui::Theme::dark_of_sixteen(),
        };
        for (name, style) in &self.parts {
            theme.set(name, *style);
        }
        theme
    }

    /// Returns the built-in theme behind this one; behind the last one, and one of a file, the first.
    #[must_use]
    pub fn next(&self) -> Self {
        let own = self.to_string();
        let at = BASES[..NAMED].iter().position(|(name, _)| *name == own);
        let (name, base) = BASES[at.map_or(0, |at| (at + 1) % NAMED)];
        Self { name: name.to_owned(), base, parts: Vec::new() }
    }

    /// Returns whether it depends on the terminal's background.
    pub fn asks_for_background(&self) -> bool {
        matches!(self.base, Base::Auto | Base::HighContrast | Base::ColourBlind)
    }

    /// Returns whether it is without colours where the environment says so.
    pub fn heeds_environment(&self) -> bool {
        self.base == Base::Auto
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.name.is_empty() { BASES[0].0 } else { &self.name })
    }
}

/// Returns the names of the built-in themes, as a sentence lists them.
pub(super) fn names() -> String {
    BASES[..NAMED].iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn base(name: &str) -> Option<Base> {
    BASES.iter().find(|(known, _)| *known == name).map(|(_, base)| *base)
}

/// Returns the theme that a file inherits from, and what it says otherwise.
fn parse(text: &str) -> Result<(Base, Vec<(String, Style)>), Fault> {
    let raw: RawTheme = toml::from_str(text).map_err(|error| Fault::of_toml(&error))?;
    let (mut inherited, mut parts) = (Base::Auto, Vec::new());
    for (name, value) in &raw {
        let look = value.get_ref();
        if name.get_ref() == "inherit" {
            let unknown = || format!("{look} is not built in: {}", names());
            inherited = base(look).ok_or_else(|| Fault::new(value.span().start, unknown()))?;
        } else if ui::Theme::PARTS.contains(&name.get_ref().as_str()) {
            let style = style(look).map_err(|reason| Fault::new(value.span().start, reason))?;
            parts.push((name.get_ref().clone(), style));
        } else {
            let known = format!("there is no part {}: {}", name.get_ref(), ui::Theme::PARTS.join(", "));
            return Err(Fault::new(name.span().start, known));
        }
    }
    Ok((inherited, parts))
}

/// The words of a look that are no colours.
const MODIFIERS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

/// Returns the look that `text` describes: `"#88aacc bold"`, `"245 on black"`, `"on 237"`.
fn style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
        } else if word == "on" {
            let ground = words.next().ok_or("a colour belongs behind \"on\"")?;
            style = style.bg(colour(ground)?);
        } else {
            style = style.fg(colour(word)?);
        }
    }
    Ok(style)
}

/// Returns the colour of a name (ECMA-48 and aixterm, as ratatui spells them), a number to 255, or red, green and blue.
fn colour(word: &str) -> Result<Color, String> {
    word.parse().map_err(|_| format!("{word} is no colour: a name such as blue, a number to 255 or #rrggbb"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DARK: Ground = Ground { light: false, many: true, colourless: false };

    #[test]
    fn looks_are_words() {
        for (text, expected) in [
            ("", Ok(Style::new())),
            ("bold", Ok(Style::new().add_modifier(Modifier::BOLD))),
            (
                "245 on black italic",
                Ok(Style::new().fg(Color::Indexed(245)).bg(Color::Black).add_modifier(Modifier::ITALIC)),
            ),
            ("#88aacc", Ok(Style::new().fg(Color::Rgb(0x88, 0xaa, 0xcc)))),
            ("on light-blue", Ok(Style::new().bg(Color::LightBlue))),
            ("bold on", Err("a colour belongs behind \"on\"".to_owned())),
            ("256", Err("256 is no colour: a name such as blue, a number to 255 or #rrggbb".to_owned())),
        ] {
            assert_eq!(style(text), expected, "{text}");
        }
    }

    #[test]
    fn each_ground_has_its_colours() {
        let on = |name: &str, ground| Theme::find(name, None, Path::new("")).expect("it is built in").on(ground);
        let light = Ground { light: true, ..DARK };
        let grey = Ground { colourless: true, ..light };
        for (name, ground, expected) in [
            ("auto", DARK, ui::Theme::dark()),
            ("auto", light, ui::Theme::light()),
            ("auto", grey, ui::Theme::plain()),
            ("light", grey, ui::Theme::light()),
            ("dark", Ground { many: false, ..light }, ui::Theme::dark_of_sixteen()),
            ("high-contrast", DARK, ui::Theme::high_contrast_dark()),
            ("high-contrast", light, ui::Theme::high_contrast_light()),
            ("colour-blind", light, ui::Theme::colour_blind_light()),
            ("color-blind", DARK, ui::Theme::colour_blind_dark()),
            ("plain", light, ui::Theme::plain()),
        ] {
            assert_eq!(on(name, ground), expected, "{name} {ground:?}");
        }
    }

    #[test]
    fn the_built_in_themes_follow_each_other() {
        let all = std::iter::successors(Some(Theme::default()), |theme| Some(theme.next())).take(NAMED + 1);
        let names: Vec<String> = all.map(|theme| theme.to_string()).collect();
        assert_eq!(names.join(", "), super::names() + ", auto");
        let own = Theme { name: "mine".to_owned(), base: Base::Light, ..Theme::default() };
        assert_eq!(own.next().to_string(), "auto");
    }

    #[test]
    fn a_file_makes_a_theme_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("themes")).expect("a folder");
        let path = folder.path().join("themes/mine.toml");
        std::fs::write(&path, "inherit = \"light\"\ndone = \"blue bold\"\n").expect("a file");
        let mut expected = ui::Theme::light();
        expected.set("done", Style::new().fg(Color::Blue).add_modifier(Modifier::BOLD));
        for name in ["mine", "themes/mine.toml", path.to_str().expect("a name")] {
            let theme = Theme::find(name, Some(folder.path()), folder.path()).expect(name);
            assert_eq!((theme.on(DARK), theme.to_string()), (expected, name.to_owned()));
        }
        for (text, expected) in [
            ("inherit = \"mine\"", "1:11: mine is not built in: auto, dark, light, high-contrast, colour-blind, plain"),
            (
                "faint = \"245\"\ndone = \"grene\"",
                "2:8: grene is no colour: a name such as blue, a number to 255 or #rrggbb",
            ),
            ("don = \"1\"", "1:1: there is no part don: ground, faint, "),
            ("done = 2", "1:8: "),
        ] {
            std::fs::write(&path, text).expect("a file");
            let error = Theme::find("mine", Some(folder.path()), Path::new("")).expect_err(text).to_string();
            assert!(error.starts_with(&format!("{}:{expected}", path.display())), "{error}");
        }
        let error =
            Theme::find("yours", Some(Path::new("/nowhere")), Path::new("")).expect_err("there is none").to_string();
        assert_eq!(
            error,
            "there is no theme yours: neither auto, dark, light, high-contrast, colour-blind, plain, nor a file /nowhere/themes/yours.toml"
        );
    }
}
