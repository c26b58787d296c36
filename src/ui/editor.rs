//! The text that somebody writes: what keys do to it, and how it is drawn. Both are the text area's.

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use tui_textarea::{CursorMove, Input, Key as TextKey, TextArea, WrapMode};

use super::{Theme, paint};
use crate::app::{Code, Editor, Key, Model, Stroke, Tone, Typed};
use crate::text::sanitize;

/// Does to a text what a key or a paste does, as the text area has it; and `^u` takes what stands before the cursor.
pub fn typist(typed: &mut Typed, stroke: Stroke<'_>) {
    let mut area = area(std::mem::take(&mut typed.lines), typed.cursor);
    area.set_yank_text(std::mem::take(&mut typed.cut));
    area.set_tab_length(2);
    match stroke {
        Stroke::Key(key) => _ = area.input(input(key)),
        Stroke::Paste(text) => _ = area.insert_str(text),
    }
    let cursor = area.cursor();
    typed.cursor = (cursor.0, cursor.1);
    typed.cut = area.yank_text();
    typed.lines = area.into_lines();
}

/// Draws the editor over its row.
pub(super) fn draw(model: &Model, theme: &Theme, editor: &Editor, buffer: &mut Buffer) {
    let pane = model.editor_box(editor);
    let symbols = model.settings().symbols;
    Clear.render(paint::rect(pane.outer, buffer), buffer);
    // Corners, and a blank on either side.
    let room = usize::from(pane.outer.width).saturating_sub(4);
    let title = editor.title(model.plan(), room, symbols.ellipsis);
    paint::frame(&pane, (&sanitize(&title), ""), theme.frame(true), theme, symbols, buffer);
    paint::foot(&pane, &editor.keys(), theme, buffer);
    let typed = editor.draft().typed();
    // Character by character, so that the cursor stands where it does in the text.
    let lines = typed.lines.iter().map(|line| sanitize(line).into_owned()).collect();
    let mut area = area(lines, typed.cursor);
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_style(theme.tone(Tone::Plain));
    area.set_cursor_line_style(Style::new());
    area.set_cursor_style(theme.tone(Tone::Cursor));
    area.render(paint::rect(pane.inner, buffer), buffer);
}

fn area<'a>(lines: Vec<String>, (row, column): (usize, usize)) -> TextArea<'a> {
    let mut area = TextArea::new(lines);
    let at = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
    area.move_cursor(CursorMove::Jump(at(row), at(column)));
    area
}

/// Returns the key as the text area takes it.
fn input(key: Key) -> Input {
    let Key { code, ctrl, alt } = key;
    let (key, ctrl) = match code {
        // As in a shell; the text area has its own undo there.
        Code::Char('u') if ctrl => (TextKey::Char('j'), true),
        Code::Char(character) => (TextKey::Char(character), ctrl),
        Code::Enter => (TextKey::Enter, ctrl),
        Code::Tab => (TextKey::Tab, ctrl),
        Code::Backspace if ctrl => (TextKey::Char('w'), true),
        Code::Backspace => (TextKey::Backspace, ctrl),
        Code::Delete => (TextKey::Delete, ctrl),
        Code::Up => (TextKey::Up, ctrl),
        Code::Down => (TextKey::Down, ctrl),
        Code::Left if alt => (TextKey::Char('b'), false),
        Code::Right if alt => (TextKey::Char('f'), false),
        Code::Left => (TextKey::Left, ctrl),
        Code::Right => (TextKey::Right, ctrl),
        Code::Home => (TextKey::Home, ctrl),
        Code::End => (TextKey::End, ctrl),
        Code::PageUp => (TextKey::PageUp, ctrl),
        Code::PageDown => (TextKey::PageDown, ctrl),
        Code::Esc | Code::BackTab => (TextKey::Null, false),
    };
    Input { key, ctrl, alt, shift: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys;

    #[test]
    fn keys_do_what_they_do_in_a_text() {
        for (text, pressed, expected) in [
            ("one two", "<home>a", "aone two"),
            ("one two", "<c-w>", "one "),
            ("one two", "<c-u>", ""),
            ("one two", "<c-left>x", "one xtwo"),
            ("one two", "<a-left><a-left>x", "xone two"),
            ("one two", "<c-left><c-k>", "one "),
            ("one two", "<left><del>", "one tw"),
            ("é漢", "<left><backspace>x", "x漢"),
            ("a\nb", "<up>x", "ax\nb"),
            ("a", "<enter>b", "a\nb"),
            ("a b", "<c-w><c-y><c-y>", "a bb"),
        ] {
            let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let last = lines.len() - 1;
            let cursor = (last, lines[last].chars().count());
            let mut typed = Typed { lines, cursor, cut: String::new() };
            for key in keys(pressed).expect("keys") {
                typist(&mut typed, Stroke::Key(key));
            }
            assert_eq!(typed.lines.join("\n"), expected, "{text:?} {pressed}");
        }
    }

    #[test]
    fn the_cursor_is_kept_at_the_end_of_the_longest_line() {
        let longest = usize::from(u16::MAX);
        let mut typed = Typed { lines: vec!["x".repeat(longest)], cursor: (0, longest), cut: String::new() };
        for (pressed, expected) in [("<backspace>", "x"), ("y", "y"), ("<left><del>", "x"), ("z", "z")] {
            for key in keys(pressed).expect("keys") {
                typist(&mut typed, Stroke::Key(key));
            }
            assert!(typed.lines[0].ends_with(expected), "{pressed}");
        }
        assert_eq!((typed.lines[0].len(), typed.cursor), (longest, (0, longest)));
    }
}
