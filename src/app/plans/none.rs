//! What the list says where there is nothing to list.

use super::PlanList;
use crate::app::action::Action;
use crate::app::measure::wrap;
use crate::app::run::{Line, Run, Tone};
use crate::app::settings::Settings;

impl PlanList {
    /// Returns the lines that say why nothing is listed; `room` in columns.
    pub(super) fn none(&self, room: usize, settings: &Settings) -> Vec<Line> {
        if let Some((text, _)) = self.matching().filter(|_| !self.rows.is_empty()) {
            return wrap(&[Run::new(format!("no plan has {text} in its title or path"), Tone::Faint)], room);
        }
        let Some(looked) = &self.looked else {
            return vec![vec![Run::new(format!("looking for plans{}", settings.symbols.ellipsis), Tone::Faint)]];
        };
        let mut lines = wrap(&[Run::new(format!("No plan was found in {}.", self.folder), Tone::Strong)], room);
        lines.push(Line::new());
        for (action, what) in [
            (Action::FindNext, "a new plan, from the template"),
            (Action::OpenFile, "open a file by its path"),
            (Action::Diagnostics, "try the demo plan, as a copy"),
        ] {
            let key = settings.key(action).unwrap_or_default();
            lines.push(vec![Run::new(key, Tone::Accent), Run::blank(2), Run::new(what, Tone::Plain)]);
        }
        let files = match looked.files {
            0 => "There is no Markdown file".to_owned(),
            1 => "The one Markdown file has no phase, no step and fewer than three boxes".to_owned(),
            several => format!("None of {several} Markdown files has a phase, a step or three boxes"),
        };
        let rule = format!(
            "{files}. Looked at was everything down to five levels, but not what git ignores and hidden folders; \
             ignored or not, also:"
        );
        lines.push(Line::new());
        lines.extend(wrap(&[Run::new(rule, Tone::Plain)], room));
        lines.extend(wrap(&[Run::new(looked.places.join("  "), Tone::Faint)], room));
        lines.extend(self.notes(room));
        lines
    }
}
