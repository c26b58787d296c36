//! How nodes, states and changes are put into words.

use super::measure::{columns, cut, shown};
use super::run::{Line, Run, Tone};
use crate::plan::{Change, Kind, Node, NodeId, Plan, Severity, State};

/// No title is shown beyond this many bytes, except in the detail.
pub const TITLE_LIMIT: usize = 2048;

/// Returns the tone of a state.
pub const fn state_tone(state: State) -> Tone {
    match state {
        State::Open => Tone::Plain,
        State::InProgress => Tone::Begun,
        State::Done => Tone::Done,
        State::Validated => Tone::Validated,
        State::Failed | State::Unknown => Tone::Failed,
        State::Cancelled => Tone::Faint,
    }
}

/// Returns the sign of a severity, one or two columns of ASCII.
pub const fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "!!",
        Severity::Warning => "!",
        Severity::Note => "i",
    }
}

/// Returns the tone of a severity.
pub const fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Failed,
        Severity::Warning => Tone::Notice,
        Severity::Note => Tone::Faint,
    }
}

/// Returns how the plan numbers `node`: `Phase 2`, `Task 4`, but of a step with a number of several parts only that.
pub fn label(node: &Node) -> Option<String> {
    let label = node.label.as_ref()?;
    let number = shown(&label.number, TITLE_LIMIT);
    let enough = node.kind == Kind::Step && number.contains(|c: char| !c.is_ascii_digit());
    match label.word.as_ref().filter(|_| !enough) {
        Some(word) => Some(format!("{} {number}", shown(word, TITLE_LIMIT))),
        None => Some(number.into_owned()),
    }
}

/// Returns the label of `node` and the gap behind it; nothing where it has none.
pub fn lead(node: &Node) -> String {
    match label(node) {
        Some(label) if node.title.is_empty() => label,
        Some(label) if label.contains(' ') => label + "  ",
        Some(label) => label + " ",
        None => String::new(),
    }
}

/// Returns the shortest that tells `id` from others: its label, before that of what it lies in where others have the same
/// (`Step 3 of Task 1`: a comma would part it in a list); else its title in at most `room` columns.
pub fn name(plan: &Plan, id: NodeId, room: usize, ellipsis: &str) -> String {
    let node = plan.node(id);
    let fits = |label: &String| columns(label) <= room;
    let above = || plan.ancestors(id).find_map(|above| label(plan.node(above)));
    let is_shared = || matches!(node.kind, Kind::Step | Kind::Item) && plan.address(id).contains(['/', '@']);
    let whole = |own: &String| Some(format!("{own} of {}", above()?)).filter(|_| is_shared()).filter(fits);
    label(node).and_then(|own| whole(&own)).unwrap_or_else(|| short_name(node, room, ellipsis))
}

/// Returns the label of `node`, else its title, in at most `room` columns: enough beside what it lies in.
pub fn short_name(node: &Node, room: usize, ellipsis: &str) -> String {
    label(node).filter(|label| columns(label) <= room).unwrap_or_else(|| title(node, room, ellipsis))
}

/// Returns the title of `node` in at most `room` columns.
pub fn title(node: &Node, room: usize, ellipsis: &str) -> String {
    cut(&shown(&node.title, TITLE_LIMIT).replace('`', ""), room, ellipsis).into_owned()
}

/// Returns `text` in `tone`, and what stands between backticks as code.
pub fn inline(text: &str, tone: Tone) -> Line {
    let code = if tone == Tone::Faint { Tone::Faint } else { Tone::Code };
    let mut line = Line::new();
    let mut rest = text;
    while let Some((before, (inside, behind))) =
        rest.split_once('`').and_then(|(before, behind)| Some((before, behind.split_once('`')?)))
    {
        line.push(Run::new(before, tone));
        line.push(Run::new(inside, code));
        rest = behind;
    }
    line.push(Run::new(rest, tone));
    line.retain(|run| !run.text.is_empty());
    line
}

/// Whether a node has been before as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// It was so.
    Known,
    /// Nobody here knows.
    Unknown,
}

/// Returns what has been done to a node of this name.
pub fn deed(node: &Node, (from, to): (Option<State>, Option<State>), past: Past, name: &str) -> String {
    match (node.kind, to) {
        (Kind::Item, Some(State::Done)) => format!("ticked {name}"),
        (Kind::Item, Some(State::Open)) if from.is_some_and(State::is_done) => format!("unticked {name}"),
        (Kind::Item, Some(State::Open)) => format!("reopened {name}"),
        (_, Some(State::Done)) if from == Some(State::Validated) => format!("{name} is no longer validated"),
        (_, Some(State::InProgress | State::Failed | State::Cancelled)) if from.is_some_and(State::is_done) => {
            let again = if past == Past::Known { " again" } else { "" };
            format!("{name} is {}{again}", to.map_or("", State::name))
        }
        (_, Some(State::InProgress)) => format!("started {name}"),
        (_, Some(State::Open) | None) => format!("{name} is open again"),
        (_, Some(other)) => format!("{} {name}", other.name()),
    }
}

/// What a commit did.
#[derive(Clone, Copy, Debug)]
pub struct Deeds<'a> {
    /// The plan since.
    pub plan: &'a Plan,
    /// The changes, with the places that their nodes have in it.
    pub changes: &'a [(&'a Change, Option<NodeId>)],
    /// How many rows came; fewer than none went.
    pub rows: isize,
    /// Of the only change, if there is but one.
    pub past: Past,
}

/// Returns what a commit did, in words.
pub fn deeds(Deeds { plan, changes, rows, past }: Deeds<'_>, ellipsis: &str) -> String {
    match changes {
        [] => "nothing changed".to_owned(),
        [(change, None)] => with_note(format!("changed {}", change.address), change.note.as_deref()),
        [(change, Some(place))] => {
            let node = plan.node(*place);
            if change.from == change.to {
                let plainly = || format!("changed {}", name(plan, *place, 40, ellipsis));
                return change.note.as_deref().map_or_else(plainly, |note| shown(note, TITLE_LIMIT).into_owned());
            }
            let deed = deed(node, (change.from, change.to), past, &name(plan, *place, 40, ellipsis));
            with_note(deed + &still_open(plan, *place), change.note.as_deref())
        }
        _ => {
            let (texts, marks): (Vec<_>, Vec<_>) = changes.iter().partition(|(change, _)| change.from == change.to);
            let texts = match (&texts[..], rows) {
                ([], _) => None,
                (_, 1..) => Some(format!("put back {}", count(rows.unsigned_abs(), "row"))),
                (_, ..0) => Some(format!("took out {}", count(rows.unsigned_abs(), "row"))),
                ([(Change { note: Some(note), .. }, _)], 0) => Some(shown(note, TITLE_LIMIT).into_owned()),
                (texts, 0) => Some(format!("changed {}", count(texts.len(), "text"))),
            };
            let marks = (!marks.is_empty()).then(|| marked(plan, &marks));
            texts.into_iter().chain(marks).collect::<Vec<_>>().join(" and ")
        }
    }
}

/// Returns what was done to several marks, in words.
fn marked(plan: &Plan, changes: &[(&Change, Option<NodeId>)]) -> String {
    let same = |to: State| changes.iter().all(|(change, _)| change.to == Some(to));
    let were_done = changes.iter().all(|(change, _)| change.from.is_some_and(State::is_done));
    let is_item = |place: &NodeId| plan.node(*place).kind == Kind::Item;
    let are_items = changes.iter().all(|(_, place)| place.as_ref().is_some_and(is_item));
    let verb = match () {
        () if same(State::Done) => "ticked",
        () if same(State::Open) && were_done => "unticked",
        () if same(State::Open) => "reopened",
        () => "changed",
    };
    format!("{verb} {}", count(changes.len(), if are_items { "item" } else { "mark" }))
}

/// Returns `1 row`, or `3 rows`.
fn count(many: usize, one: &str) -> String {
    match many {
        1 => format!("1 {one}"),
        several => format!("{several} {one}s"),
    }
}

/// Returns the name of the only node that a commit changed, where it changed nothing but its words.
pub fn wording(plan: &Plan, changes: &[(&Change, Option<NodeId>)], ellipsis: &str) -> Option<String> {
    match changes {
        [(change, Some(place))] if change.from == change.to && change.note.is_none() => {
            Some(name(plan, *place, 40, ellipsis))
        }
        _ => None,
    }
}

/// Returns that something is open in what was just done.
fn still_open(plan: &Plan, id: NodeId) -> String {
    if !plan.node(id).state.is_some_and(State::is_done) {
        return String::new();
    }
    let is_open = |below: &NodeId| {
        let node = plan.node(*below);
        let counts = node.kind == Kind::Step && !node.optional && node.view_of.is_none();
        counts && matches!(node.state, Some(State::Open | State::InProgress))
    };
    match (plan.counted_open_items(id).count(), plan.descendants(id).filter(is_open).count()) {
        (0, 0) => String::new(),
        (0, steps) => format!(", with {} open", count(steps, "step")),
        (items, _) => format!(", with {} open", count(items, "item")),
    }
}

/// Returns `said` with what was added or taken away beyond a mark.
fn with_note(said: String, note: Option<&str>) -> String {
    match note {
        Some(note) => format!("{said}, {}", shown(note, TITLE_LIMIT)),
        None => said,
    }
}
