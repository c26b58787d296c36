//! The footer: the last message, and the keys that are worth knowing now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Theme, paint};
use crate::app::measure::{cut_line, line_columns};
use crate::app::{Action, Area, Line, Model, Run, Tone, answer_hint, hints};

/// Draws message and keys: in one row, or the message above the keys. A message that is longer than a row takes all
/// that the footer has, and the place of the keys: what was just said is worth more.
pub(super) fn draw(model: &Model, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let area = paint::rect(area, buffer);
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }.intersection(buffer.area);
    let mut rows = inside.rows();
    let (Some(first), second) = (rows.next(), rows.next()) else { return };
    let message = model.said();
    let ellipsis = model.settings().symbols.ellipsis;
    if inside.height > 1 && line_columns(&message) > inside.width.into() {
        let mut lines = model.said_in(inside.width.into());
        let rest = lines.split_off(lines.len().min(usize::from(inside.height) - 1)).join(&Run::blank(1));
        lines.push(cut_line(&rest, inside.width.into(), ellipsis));
        paint::lines(lines.iter().map(|line| &line[..]), theme, inside, buffer);
        return;
    }
    let left = if let Some(second) = second {
        paint::line(&keys(model, second.width.into()), theme, second, buffer);
        first
    } else {
        let taken = line_columns(&message) + if message.is_empty() { 0 } else { 3 };
        let keys = keys(model, usize::from(first.width).saturating_sub(taken));
        paint::line_at_right(&keys, theme, first, buffer)
    };
    paint::line(&cut_line(&message, left.width.into(), ellipsis), theme, left, buffer);
}

/// Returns as many hints as there is room for. The last one, the help, is the last to go.
fn keys(model: &Model, room: usize) -> Line {
    let line = |key: String, word: &str| vec![Run::new(key, Tone::Accent), Run::new(format!(" {word}"), Tone::Faint)];
    let hint = |(action, word): (Action, &str)| Some(line(model.settings().key(action)?, word));
    let answer = answer_hint(model).map(|(key, word)| line(key.to_owned(), word));
    let mut hints: Vec<Line> = answer.into_iter().chain(hints(model).into_iter().filter_map(hint)).collect();
    let width = |hints: &[Line]| hints.iter().map(|hint| line_columns(hint) + 2).sum::<usize>().saturating_sub(2);
    while width(&hints) > room && !hints.is_empty() {
        hints.remove(hints.len().saturating_sub(2));
    }
    hints.join(&Run::blank(2))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::{By, Msg, Offer, Settings, keys as pressed};
    use crate::plan::{Intent, Op, Plan};

    /// Returns the keys of the list of changes, in windows of 40, 50 and 80 columns.
    fn of_changes(after: &str, is_offered: bool) -> [String; 3] {
        let before = "- [ ] a\n- [x] b\n";
        let mut model = Model::new(Arc::new(Plan::read(before, "plan")), Settings::new("plan.md"), (50, 24));
        if after != before {
            model.update(Msg::Outside { plan: Arc::new(Plan::read(after, "plan")), by: By::default() });
        }
        let text = String::new;
        let offer = || Offer {
            id: 7,
            title: "a".to_owned(),
            goals: vec![Intent::new("a", Op::Done)],
            what: "done".to_owned(),
            before: text(),
            after: text(),
            why: text(),
            who: None,
            is_sure: true,
        };
        model.update(Msg::Offers(is_offered.then(offer).into_iter().collect()));
        model.update(Msg::Key(pressed("c").expect("a key")[0]));
        model.drawn();
        [40, 50, 80].map(|columns| keys(&model, columns - 2).iter().map(|run| &*run.text).collect())
    }

    /// Whoever sees `u` there looks for `U`, too.
    #[test]
    fn what_puts_all_back_has_its_place_in_narrow_windows() {
        let before = "- [ ] a\n- [x] b\n";
        for (after, is_offered, expected) in [
            (before, false, ["esc close"; 3]),
            (
                before,
                true,
                [
                    "enter apply  x drop  X all  esc close",
                    "enter apply  x drop  X all  j next  esc close",
                    "enter apply  x drop  X all  j next  esc close",
                ],
            ),
            (
                "- [ ] a\n",
                true,
                [
                    "enter apply  x drop  X all  U put back",
                    "enter apply  x drop  X all  j next  U put back",
                    "enter apply  x drop  X all  j next  esc close  U put back",
                ],
            ),
            (
                "- [x] a\n- [x] b\n",
                false,
                [
                    "enter go  u put back  esc close",
                    "enter go  u put back  j next  esc close",
                    "enter go  u put back  j next  esc close",
                ],
            ),
            (
                "- [ ] a\n",
                false,
                [
                    "enter go  u put back  U all  esc close",
                    "enter go  u put back  U all  j next  esc close",
                    "enter go  u put back  U all  j next  esc close",
                ],
            ),
        ] {
            assert_eq!(of_changes(after, is_offered), expected, "{after} {is_offered}");
        }
    }
}
