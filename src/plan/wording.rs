//! A plan's own manner: which letter it ticks with, and how it words a status.

use super::progress::own_mark;
use super::{HashMap, Kind, Mark, MarkKind, Node, Plan, State, status};
use crate::text::Span;

/// Where a step's mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the heading, before the title.
    Lead,
    /// In the heading, behind the title.
    Tail,
    /// In a Status field.
    Status,
}

/// Returns where `mark` stands in `node`, a node of `plan`.
pub(super) fn place(plan: &Plan, node: &Node, mark: &Mark) -> Place {
    if !node.head.covers(mark.span) {
        return Place::Status;
    }
    let before = &plan.text[node.head.start..mark.span.start];
    // `Step 7: ✅ Title`: where the title follows, the label is not what the mark stands behind.
    let behind = &plan.text[mark.span.end..node.head.end];
    let label = node.label.as_ref().filter(|_| behind.contains(char::is_alphanumeric));
    let before = label.and_then(|label| before.split_once(&*label.number)).map_or(before, |(_, behind)| behind);
    if before.contains(char::is_alphanumeric) { Place::Tail } else { Place::Lead }
}

/// The characters that a plan puts into its boxes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    /// `X` where all ticks of the plan are `X`, else `x`.
    pub(super) done: char,
    /// What the plan shows for work in progress, or its dialect has.
    pub(super) in_progress: Option<char>,
}

/// Returns the plan's letters.
pub(super) fn letters(plan: &Plan) -> Letters {
    *plan.letters.get_or_init(|| {
        let mut ticks = boxes(plan).filter(|held| matches!(held, 'x' | 'X')).peekable();
        let all_large = ticks.peek().is_some() && ticks.all(|letter| letter == 'X');
        let shown = boxes(plan).find(|&held| plan.manner.of_box(held) == State::InProgress);
        Letters { done: if all_large { 'X' } else { 'x' }, in_progress: shown.or_else(|| plan.manner.in_progress()) }
    })
}

fn boxes(plan: &Plan) -> impl Iterator<Item = char> + '_ {
    let marks = plan.nodes.iter().filter_map(|node| node.mark.as_ref());
    marks.filter(|mark| mark.kind == MarkKind::Box).filter_map(|mark| mark.span.of(&plan.text).chars().nth(1))
}

/// Returns the steps that `node` may take after: those under the same parent, and then all of the plan.
pub(super) fn peers<'a>(plan: &'a Plan, node: &'a Node) -> impl Iterator<Item = &'a Node> + 'a {
    let peer = |near: bool| {
        move |other: &&Node| other.kind == node.kind && other.span != node.span && (other.parent == node.parent) == near
    };
    plan.nodes.iter().filter(peer(true)).chain(plan.nodes.iter().filter(peer(false)))
}

/// Returns a peer's mark that `node`, which has none, should have alike: a done one if there is any.
pub(super) fn model<'a>(plan: &'a Plan, node: &'a Node) -> Option<(&'a Node, &'a Mark)> {
    let marked = || peers(plan, node).filter_map(|peer| own_mark(peer).map(|mark| (peer, mark)));
    let siblings = || marked().filter(|(peer, _)| peer.parent == node.parent);
    siblings()
        .find(|(_, mark)| mark.state.is_done())
        .or_else(|| siblings().next())
        .or_else(|| marked().find(|(_, mark)| mark.state.is_done()))
        .or_else(|| marked().next())
}

/// Returns how the plan says `state` in place of `current`: as it says it elsewhere in such a place, of such nodes if it
/// does, else in the shape of `current`.
pub(super) fn worded(plan: &Plan, kind: Kind, at: Place, current: &str, state: State) -> String {
    // How often of the same kind, and how often in all.
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::default();
    for node in plan.nodes.iter().filter(|node| matches!(node.kind, Kind::Step | Kind::Phase)) {
        let Some(mark) = own_mark(node).filter(|mark| mark.state == state) else { continue };
        if place(plan, node, mark) == at && mark.kind != MarkKind::Box {
            let counts = seen.entry(mark.span.of(&plan.text)).or_default();
            *counts = (counts.0 + usize::from(node.kind == kind), counts.1 + 1);
        }
    }
    let usual = seen.into_iter().max_by_key(|&(text, counts)| (counts, std::cmp::Reverse(text)));
    usual.map_or_else(|| shaped(current, state), |(text, _)| text.to_owned())
}

/// Returns `state` in the shape of `current`: with a box, a sign, a word, emphasis and case as it has them.
fn shaped(current: &str, state: State) -> String {
    let (held, signed, english) = match state {
        State::Open => (' ', "⏳", "Not Started"),
        State::InProgress => (' ', "🔄", "In Progress"),
        State::Validated => ('x', "✅", "Validated"),
        _ => ('x', "✅", "Complete"),
    };
    let bare = current.trim_matches(['(', ')', '[', ']', '*', '_']);
    let ornamented = bare.starts_with(status::is_ornament) && status::sign(bare).is_none();
    let bare = if ornamented { bare.trim_start_matches(status::is_ornament).trim_start() } else { bare };
    let has_box = current.starts_with('[') && current.chars().nth(2) == Some(']');
    let behind_box =
        if has_box { current.chars().skip(3).collect::<String>().trim().to_owned() } else { bare.to_owned() };
    let sign_len = status::sign(&behind_box).map(|(_, len)| len);
    let own_word = behind_box[sign_len.unwrap_or(0)..].trim_matches([' ', '*', '_']);
    let mut parts: Vec<String> = Vec::new();
    if has_box {
        parts.push(format!("[{held}]"));
    }
    if sign_len.is_some() || ornamented {
        parts.push(signed.to_owned());
    }
    if !own_word.is_empty() || state == State::Validated {
        let cased = cased(translated(state, own_word).unwrap_or(english), own_word);
        parts.push(if current.contains("**") { format!("**{cased}**") } else { cased });
    }
    let said = parts.join(" ");
    if current.starts_with('(') { format!("({said})") } else { said }
}

/// Returns the word for `state` in the language of `model`.
fn translated(state: State, model: &str) -> Option<&'static str> {
    // Open, in progress, done, validated.
    const TONGUES: [[&str; 4]; 3] = [
        ["未着手", "進行中", "完了", "検証済み"],
        ["未开始", "进行中", "已完成", "已验证"],
        ["대기", "진행 중", "완료", "검증됨"],
    ];
    let words = TONGUES.iter().find(|words| words.iter().any(|word| word.ends_with(model) || model.ends_with(word)))?;
    let index = match state {
        State::Open => 0,
        State::InProgress => 1,
        State::Validated => 3,
        _ => 2,
    };
    (!model.is_empty()).then_some(words[index])
}

/// Returns `word` in the case and spacing of `model`: `NOT_STARTED`, `not started`, `Not Started`.
fn cased(word: &str, model: &str) -> String {
    let spaced = if model.contains('_') { word.replace(' ', "_") } else { word.to_owned() };
    if model.is_empty() || model.chars().any(char::is_lowercase) && model.chars().any(char::is_uppercase) {
        spaced
    } else if model.chars().any(char::is_lowercase) {
        spaced.to_lowercase()
    } else if model.chars().any(char::is_uppercase) {
        spaced.to_uppercase()
    } else {
        spaced
    }
}

/// Returns whether the box at `mark` was added to a plan that does not have one everywhere: some peer has none, and
/// none of them has an open one.
pub(super) fn is_added(peers: impl Iterator<Item = Option<State>>) -> bool {
    let mut bare = false;
    for state in peers {
        match state {
            None => bare = true,
            Some(state) if !state.is_done() => return false,
            Some(_) => {}
        }
    }
    bare
}

/// Returns the bytes of a mark with the blank that sets it apart from what follows, or from what stands before.
pub(super) fn with_blank(text: &str, mark: Span) -> Span {
    let behind = &text[mark.end..];
    let blank = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    if blank > 0 && !behind[blank..].starts_with(['\n', '\r']) && blank < behind.len() {
        return Span::new(mark.start, mark.end + blank);
    }
    let before = text[..mark.start].trim_end_matches([' ', '\t']).len();
    Span::new(before, mark.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_keeps_its_shape() {
        for (current, state, expected) in [
            ("⏳ Not Started", State::Done, "✅ Complete"),
            ("NOT_STARTED", State::Done, "COMPLETE"),
            ("PENDING", State::Done, "COMPLETE"),
            ("pending", State::Done, "complete"),
            ("[ ] pending", State::Done, "[x] complete"),
            ("[x] complete", State::Open, "[ ] not started"),
            ("✅", State::Open, "⏳"),
            ("✅", State::Validated, "✅ Validated"),
            ("**Done**", State::Open, "**Not Started**"),
            ("(DONE)", State::Open, "(NOT STARTED)"),
            ("✅ **COMPLETE**", State::Open, "⏳ **NOT STARTED**"),
            ("COMPLETED", State::InProgress, "IN PROGRESS"),
            ("📋 PLANNED", State::Done, "✅ COMPLETE"),
            ("进行中", State::Done, "已完成"),
            ("✅ 完成", State::Open, "⏳ 未开始"),
            ("완료", State::Validated, "검증됨"),
            ("", State::Validated, "Validated"),
        ] {
            assert_eq!(shaped(current, state), expected, "{current} {state:?}");
        }
    }
}
