//! What the footer says beside the keys, in one line of any length.

use super::ask::{Ask, Asked};
use super::find::FindLine;
use super::measure::{cut, line_columns, shown, wrap};
use super::model::Model;
use super::overlay::Overlay;
use super::run::{Line, Run, Tone};
use super::status::{Message, Weight};
use super::words;

/// No title of a window has more of the plan's than this, in columns.
const WINDOW: usize = 60;

impl Model {
    /// Returns what the footer says: what somebody types, keys that wait for others, a write that takes long, the last
    /// message, or what is looked for.
    pub fn said(&self) -> Line {
        let (status, symbols) = (&self.status, self.settings.symbols);
        if let Some(Overlay::Find(line)) = self.overlays.last() {
            return self.typed(line);
        }
        if let Some(Overlay::Ask(ask)) = self.overlays.last() {
            return self.asked(ask);
        }
        if let Some(Overlay::Opening(named)) = self.overlays.last() {
            let said = format!("opening {}{}", shown(named, words::TITLE_LIMIT), symbols.ellipsis);
            return vec![Run::new(said, Tone::Notice)];
        }
        if let Some(digits) = self.seek.jump.pending() {
            let mut line =
                vec![Run::new(format!("go to {digits}"), Tone::Accent), Run::new(symbols.ellipsis, Tone::Faint)];
            if let Some(id) = self.meant_by(digits) {
                let node = self.overview.plan.node(id);
                let name = words::lead(node) + &words::title(node, 40, symbols.ellipsis);
                line.extend([Run::blank(1), Run::new("enter: ", Tone::Faint), Run::new(name, Tone::Plain)]);
            }
            return line;
        }
        if !status.pending.is_empty() {
            let keys: Vec<String> = status.pending.iter().map(|key| key.short(&symbols.arrows)).collect();
            return vec![Run::new(keys.join(" "), Tone::Accent)];
        }
        if status.writing {
            return vec![Run::new(format!("writing{}", symbols.ellipsis), Tone::Notice)];
        }
        if let Some(asked) = self.asked_of_text() {
            return vec![Run::new(with_question(asked, status.message.as_ref()), Tone::Notice)];
        }
        let Some(message) = &status.message else { return self.said_of_find() };
        let tone = match message.weight {
            Weight::Info => Tone::Plain,
            Weight::Warning => Tone::Notice,
        };
        vec![Run::new(shown(&message.whole(), words::TITLE_LIMIT).into_owned(), tone)]
    }

    /// Returns what the footer says in lines of at most `room` columns. None ends in what it quotes of the plan behind a bullet,
    /// or in a box.
    pub fn said_in(&self, room: usize) -> Vec<Line> {
        let whole = |text: &str| {
            let bullets = ["-", "*", "+"];
            let text = text.replace("[ ]", "[\u{a0}]");
            bullets.iter().fold(text, |text, bullet| text.replace(&format!("`{bullet} "), &format!("`{bullet}\u{a0}")))
        };
        let runs: Line = self.said().iter().map(|run| Run::new(whole(&run.text), run.tone)).collect();
        wrap(&runs, room)
    }

    /// Returns what the window shall be called: how far the plan is, and its title.
    pub fn window_title(&self) -> String {
        if self.lists_plans() {
            return "plans".to_owned();
        }
        let tally = self.overview.tally();
        let title = cut(&shown(self.overview.plan.title(), words::TITLE_LIMIT), WINDOW, self.settings.symbols.ellipsis)
            .into_owned();
        if tally.total == 0 { title } else { format!("{}/{} {title}", tally.done, tally.total) }
    }

    /// Returns the line in which somebody types what to look for, and how often it is there.
    fn typed(&self, line: &FindLine) -> Line {
        let found = self.seek.find.needle().map_or_else(Line::new, |_| self.seek.find.count(self.tree.cursor()));
        let room = usize::from(self.screen.columns()).saturating_sub(line_columns(&found) + 5);
        let mut typed = vec![Run::new("/", Tone::Accent)];
        typed.extend(line.input().line(room, self.settings.symbols.ellipsis));
        let under_end = typed.last().is_some_and(|run| run.tone == Tone::Cursor && run.text == " ");
        typed.push(Run::blank(if under_end { 1 } else { 2 }));
        typed.extend(found);
        typed
    }

    /// Returns the line in which somebody types a path, or which plans to show and how many those are.
    fn asked(&self, ask: &Ask) -> Line {
        let found = self.plans.matching().filter(|_| ask.asked() == Asked::Filter);
        let found = found.map(|(_, count)| vec![Run::new(format!("{count} found"), Tone::Faint)]).unwrap_or_default();
        ask.line(usize::from(self.screen.columns()), found, self.settings.symbols.ellipsis)
    }

    /// Returns how many rows of the screen that takes.
    pub(super) fn rows_said(&self) -> u16 {
        let room = usize::from(self.screen.columns().saturating_sub(2)).max(1);
        u16::try_from(self.said_in(room).len()).unwrap_or(u16::MAX)
    }
}

/// Returns a question that is not answered yet, and behind it what was said since.
fn with_question(asked: String, message: Option<&Message>) -> String {
    let said = message.map(|message| shown(&message.whole(), words::TITLE_LIMIT).into_owned()).unwrap_or_default();
    match said {
        said if said.starts_with(&asked) => said,
        said if said.is_empty() => asked,
        said => format!("{asked}; {said}"),
    }
}
