//! Which keys are worth telling of now, the most useful first.

use super::Access;
use super::action::Action;
use super::ask::Asked;
use super::changes::{ChangeList, Pick};
use super::layout::Focus;
use super::mark::{has_mark, items_to_tick};
use super::model::Model;
use super::overlay::Overlay;
use super::runs::{Proposal, Question};
use super::tree::has_children;
use super::view::View;
use super::walk::Walk;
use crate::plan::{Kind, Node, State, own_mark};

/// Returns what can be done now and in what words; the help comes last, and is the last to go where room is scarce.
pub fn hints(model: &Model) -> Vec<(Action, &'static str)> {
    if let Some(overlay) = model.overlays().last() {
        return for_overlay(model, overlay);
    }
    if let View::Walk(walk) = model.view() {
        return for_walk(model, walk);
    }
    if model.lists_plans() {
        return for_plans(model);
    }
    if let View::Document(_) = model.view() {
        let writable = model.status().access == Access::Full && model.plan().conflict().is_none();
        let marks = for_row(model).into_iter().filter(|(action, _)| action.marks() && writable);
        let others = [(Action::Down, "down"), (Action::HalfDown, "half a page"), (Action::Back, "back")];
        return marks.chain(others).chain([(Action::Help, "help")]).collect();
    }
    let mut hints = Vec::new();
    hints.extend(model.runs().is_running().then_some((Action::Run, "show the run")));
    if model.screen().focus() == Focus::Detail {
        hints.extend([(Action::Back, "back"), (Action::Down, "scroll")]);
    }
    let writable = model.status().access == Access::Full && model.plan().conflict().is_none();
    hints.extend(for_row(model).into_iter().filter(|(action, _)| writable || !action.marks()));
    if writable && model.can_undo() {
        hints.push((Action::Undo, "undo"));
    }
    if model.find().needle().is_some() {
        hints.push((Action::FindNext, "next found"));
    }
    let tally = model.overview().tally();
    if tally.done < tally.total {
        hints.push((Action::NextOpen, "next open"));
    }
    if model.news().unseen() > 0 {
        hints.push((Action::Changes, "changes"));
    }
    hints.push((Action::Close, "quit"));
    if writable {
        hints.extend(of_texts(model));
    }
    hints.push((Action::Help, "help"));
    hints
}

/// Returns the key that is no action's and what it does: it comes first.
pub fn answer_hint(model: &Model) -> Option<(&'static str, &'static str)> {
    let Some(Overlay::Proposal(proposal)) = model.overlays().last() else { return None };
    (proposal.is_runnable() && proposal.is_changed()).then_some(("y", "run"))
}

/// Returns the keys that matter in what lies on top.
fn for_overlay(model: &Model, overlay: &Overlay) -> Vec<(Action, &'static str)> {
    match overlay {
        Overlay::Help(_) => vec![(Action::Down, "scroll"), (Action::Back, "close")],
        // Its keys stand in its frame.
        Overlay::Editor(_) => Vec::new(),
        Overlay::Parts(_) => vec![(Action::Open, "edit"), (Action::Down, "down"), (Action::Back, "close")],
        Overlay::Choice(_) => vec![(Action::Open, "open"), (Action::Down, "down"), (Action::Back, "close")],
        Overlay::Diagnostics(_) => vec![(Action::Down, "next"), (Action::Open, "go there"), (Action::Back, "close")],
        Overlay::Changes(list) => for_change(list),
        Overlay::Find(_) => vec![(Action::Open, "keep"), (Action::Back, "give up")],
        Overlay::Filter(_) => vec![(Action::Open, "show"), (Action::Filter, "no filter"), (Action::Back, "close")],
        Overlay::Palette(_) => vec![(Action::Open, "do it"), (Action::Back, "close")],
        Overlay::Opening(_) => vec![(Action::Back, "cancel")],
        Overlay::Since(_) => vec![(Action::Changes, "list them"), (Action::Back, "close")],
        Overlay::Proposal(proposal) => for_proposal(proposal),
        Overlay::Job => for_job(model),
        Overlay::Ask(ask) => {
            let word = match ask.asked() {
                Asked::Filter => "keep",
                Asked::NewPlan => "write it",
                Asked::Open => "open",
            };
            vec![(Action::Open, word), (Action::Back, "give up")]
        }
        Overlay::Confirm(confirm) if confirm.moot().is_some() => vec![(Action::Back, "close")],
        Overlay::Confirm(_) => vec![(Action::Open, "yes"), (Action::Back, "no")],
    }
}

fn for_proposal(proposal: &Proposal) -> Vec<(Action, &'static str)> {
    let run = (proposal.is_runnable() && !proposal.is_changed()).then_some((Action::Open, "run"));
    let several =
        [(Action::Toggle, "leave out"), (Action::Down, "next")].into_iter().filter(|_| proposal.has_several());
    run.into_iter().chain(several).chain([(Action::Back, "close")]).collect()
}

fn for_job(model: &Model) -> Vec<(Action, &'static str)> {
    if model.runs().is_running() {
        return vec![(Action::Quit, "stop"), (Action::Up, "scroll"), (Action::Back, "let it run")];
    }
    let mark = model.question().map(|question| match question {
        Question::Validated => (Action::Validate, "mark validated"),
        Question::Ticked => (Action::Toggle, "tick"),
    });
    mark.into_iter().chain([(Action::Run, "again"), (Action::Up, "scroll"), (Action::Back, "close")]).collect()
}

fn for_walk(model: &Model, walk: &Walk) -> Vec<(Action, &'static str)> {
    let plan = model.plan();
    let writable = model.status().access == Access::Full && plan.conflict().is_none();
    let cursor = model.tree().cursor();
    let subject = |action| cursor.map(|cursor| plan.node(walk.subject(plan, cursor, action)));
    let mut hints = Vec::new();
    hints.extend(model.runs().is_running().then_some((Action::Run, "show the run")));
    if let Some(node) = subject(Action::Toggle).filter(|_| writable) {
        let done = node.state.is_some_and(State::is_done);
        hints.extend(
            match node.kind {
                Kind::Item => Some(if done { "untick" } else { "tick" }),
                Kind::Step if can_turn(node, done) => Some(if done { "reopen" } else { "done" }),
                Kind::Step => None,
                _ => cursor.and_then(|id| items_to_tick(plan, id).next()).map(|_| "tick all"),
            }
            .map(|word| (Action::Toggle, word)),
        );
    }
    hints.push(match walk.stop() {
        Some(_) => (Action::Open, "next"),
        None if walk.rests() => (Action::Down, "pick one"),
        None => (Action::Open, "go there"),
    });
    if let Some(node) = subject(Action::Validate).filter(|node| node.kind == Kind::Step && writable) {
        hints.extend(of_step(node)[0]);
    }
    hints.push((Action::Fold, "previous"));
    if writable && model.can_undo() {
        hints.push((Action::Undo, "undo"));
    }
    if walk.stop().is_some() {
        hints.push((Action::NextOpen, "next ready"));
    }
    hints.push((Action::Back, "plan"));
    if writable {
        hints.extend(of_texts(model));
    }
    hints.push((Action::Help, "help"));
    hints
}

/// Returns what can be done to the texts of the row.
fn of_texts(model: &Model) -> impl Iterator<Item = (Action, &'static str)> {
    let row = model.tree().cursor();
    let has_fields = row.is_some_and(|row| !model.plan().node(row).fields.is_empty());
    let fields = has_fields.then_some((Action::EditPart, "fields"));
    let texts = [(Action::Edit, "edit"), (Action::Add, "add")].into_iter().chain(fields);
    texts.filter(move |_| row.is_some())
}

fn for_plans(model: &Model) -> Vec<(Action, &'static str)> {
    let open = model.plans().counts().0 > 0;
    let leave = if model.has_screen_below() { (Action::Back, "back") } else { (Action::Close, "quit") };
    let first = open.then_some([(Action::Open, "open"), (Action::Find, "filter")]);
    let others = [(Action::FindNext, "new"), (Action::OpenFile, "other file"), (Action::Diagnostics, "demo")];
    first.into_iter().flatten().chain([leave]).chain(others).chain([(Action::Help, "help")]).collect()
}

fn for_change(list: &ChangeList) -> Vec<(Action, &'static str)> {
    let pick = list.pick();
    let own = match pick {
        Some(Pick::Offer(_)) => vec![(Action::Open, "apply"), (Action::DoneNext, "drop"), (Action::DropOffers, "all")],
        Some(Pick::Event { .. }) => vec![(Action::Open, "go"), (Action::Undo, "put back")],
        None => return vec![(Action::Back, "close")],
    };
    let ways = [(Action::Down, "next"), (Action::Back, "close")];
    match pick.filter(|_| list.puts_all_back()) {
        // The last one is the last to go where room is scarce, and everybody knows the way out.
        Some(Pick::Offer(_)) => own.into_iter().chain(ways).chain([(Action::Redo, "put back")]).collect(),
        Some(Pick::Event { .. }) => own.into_iter().chain([(Action::Redo, "all")]).chain(ways).collect(),
        None => own.into_iter().chain(ways).collect(),
    }
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
            let key = if done { "reopen" } else { "done" };
            let toggle = can_turn(node, done).then_some((Action::Toggle, key));
            let [validate, start] = of_step(node);
            [toggle, validate, start, read].into_iter().flatten().collect()
        }
        _ if has_children(plan, id) => {
            let all = items_to_tick(plan, id).next().map(|_| (Action::Toggle, "tick all"));
            let fold = reads.then_some(fold);
            if !has_mark(node) {
                return [fold, all].into_iter().flatten().collect();
            }
            let key = if done { "reopen" } else { "done" };
            let turn = can_turn(node, done).then_some((Action::DoneNext, key));
            let [validate, start] = of_step(node);
            [fold, all, turn, validate, start].into_iter().flatten().collect()
        }
        _ => read.into_iter().collect(),
    }
}

/// Returns whether a step or phase can be set done, or open again where it is `done`: what is done because all that
/// lies in it is has no mark to take back.
fn can_turn(node: &Node, done: bool) -> bool {
    !done || own_mark(node).is_some() || node.state == Some(State::Validated)
}

/// Returns what else can be done to a step, or to a phase with a mark.
fn of_step(node: &Node) -> [Option<(Action, &'static str)>; 2] {
    let validated = node.state == Some(State::Validated);
    let validate = (Action::Validate, if validated { "invalidate" } else { "validate" });
    let start = (node.state == Some(State::Open)).then_some((Action::Start, "start"));
    [Some(validate), start]
}
