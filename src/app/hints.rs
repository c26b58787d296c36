//! Which keys are worth telling of now, the most useful first.

use super::action::Action;
use super::layout::Focus;
use super::model::Model;
use super::overlay::Overlay;
use super::tree::has_children;
use crate::plan::{Kind, State};

/// Returns what can be done now and in what words; the help comes last, and is the last to go where room is scarce.
pub fn hints(model: &Model) -> Vec<(Action, &'static str)> {
    match model.overlays().last() {
        Some(Overlay::Help(_)) => return vec![(Action::Down, "scroll"), (Action::Back, "close")],
        // The question names its own keys.
        Some(Overlay::Confirm(_)) => return Vec::new(),
        None => {}
    }
    let mut hints = Vec::new();
    if model.screen().focus() == Focus::Detail {
        hints.extend([(Action::Back, "back"), (Action::Down, "scroll")]);
    }
    hints.extend(for_row(model));
    if model.can_undo() {
        hints.push((Action::Undo, "undo"));
    }
    let tally = model.overview().tally();
    if tally.done < tally.total {
        hints.push((Action::NextOpen, "next open"));
    }
    hints.extend([(Action::Close, "quit"), (Action::Help, "help")]);
    hints
}

fn for_row(model: &Model) -> Vec<(Action, &'static str)> {
    let Some(id) = model.tree().cursor() else { return Vec::new() };
    let plan = model.plan();
    let node = plan.node(id);
    let done = node.state.is_some_and(State::is_done);
    let fold = (Action::Open, if model.tree().is_folded(id) { "unfold" } else { "fold" });
    let reads = model.screen().focus() == Focus::Tree;
    let read = reads.then_some((Action::Open, "read"));
    match node.kind {
        Kind::Item => {
            let tick = (Action::Toggle, if done { "untick" } else { "tick" });
            [Some(tick), (!done).then_some((Action::DoneNext, "tick, go on")), read].into_iter().flatten().collect()
        }
        Kind::Step => {
            let toggle = (Action::Toggle, if done { "reopen" } else { "done" });
            let validated = node.state == Some(State::Validated);
            let validate = (Action::Validate, if validated { "invalidate" } else { "validate" });
            let start = (node.state == Some(State::Open)).then_some((Action::Start, "start"));
            [Some(toggle), Some(validate), start, read].into_iter().flatten().collect()
        }
        _ if has_children(plan, id) => {
            let all = (node.tally.done < node.tally.total).then_some((Action::Toggle, "tick all"));
            [reads.then_some(fold), all].into_iter().flatten().collect()
        }
        _ => read.into_iter().collect(),
    }
}
