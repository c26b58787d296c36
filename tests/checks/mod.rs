//! What must hold of any plan, for the tests that read real ones, our own ones and generated ones.
//!
//! Each check returns what is wrong in words, so that a test can say in which file.

#![allow(dead_code, reason = "every test crate that includes this file uses a part of it")]

pub(crate) mod rounds;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tickdown::plan::{Change, Changes, Intent, Kind, Mark, MarkKind, NodeId, Op, Plan, Refusal, State, changes};
use tickdown::text::Span;

/// What is wrong, in words.
pub(crate) type Verdict = Result<(), String>;

/// Returns `Err` with the words where the condition does not hold.
macro_rules! ensure {
    ($condition:expr, $($words:tt)+) => {
        if !$condition {
            return Err(format!($($words)+));
        }
    };
}

/// Reads `text` as a plan.
pub(crate) fn read(text: &str) -> Arc<Plan> {
    Arc::new(Plan::read(text, "plan"))
}

/// Returns the wish `op` for the node at `address`.
pub(crate) fn intent(address: &str, op: Op) -> Intent {
    Intent::new(address, op)
}

/// Applies one wish; returns the text afterwards and what was done.
pub(crate) fn apply(plan: &Arc<Plan>, intent: Intent) -> Result<(String, Changes), Refusal> {
    let changes = changes(plan, &[intent])?;
    Ok((changes.edit.apply(plan.text()), changes))
}

/// Returns the box of `id`, where it is an item that has one.
pub(crate) fn item_box(plan: &Plan, id: NodeId) -> Option<&Mark> {
    let node = plan.node(id);
    node.mark.as_ref().filter(|mark| node.kind == Kind::Item && mark.kind == MarkKind::Box)
}

/// Returns how many boxes of items and fields are open, done, and something else that is known.
pub(crate) fn boxes(plan: &Plan) -> [usize; 3] {
    let items = plan.ids().filter_map(|id| item_box(plan, id));
    let fields = plan.ids().chain([NodeId::ROOT]).flat_map(|id| &plan.node(id).fields);
    let fields = fields.filter_map(|field| field.mark.as_ref()).filter(|mark| mark.kind == MarkKind::Box);
    let mut sums = [0; 3];
    for mark in items.chain(fields) {
        // By what is in them: what a dash means is another question.
        match (mark.span.of(plan.text()), mark.state) {
            (_, State::Unknown) => {}
            ("[ ]", _) => sums[0] += 1,
            ("[x]" | "[X]", _) => sums[1] += 1,
            _ => sums[2] += 1,
        }
    }
    sums
}

/// Returns the number of bytes that differ, `None` where the lengths do.
pub(crate) fn bytes_changed(old: &str, new: &str) -> Option<usize> {
    (old.len() == new.len()).then(|| old.bytes().zip(new.bytes()).filter(|(a, b)| a != b).count())
}

/// Checks the tree's shape: spans in the text, on character boundaries, children inside, siblings in order.
pub(crate) fn check_spans(plan: &Plan) -> Verdict {
    let text: &str = plan.text();
    let whole = Span::new(0, text.len());
    let lies_well = |span: Span| {
        whole.covers(span)
            && text.is_char_boundary(span.start)
            && text.is_char_boundary(span.end)
            && span.start <= span.end
    };
    ensure!(plan.node(NodeId::ROOT).kind == Kind::Plan, "the root is a {:?}", plan.node(NodeId::ROOT).kind);
    ensure!(plan.node(NodeId::ROOT).next.index() == plan.len(), "the root does not hold every node");
    for id in plan.ids().chain([NodeId::ROOT]) {
        let node = plan.node(id);
        let what = format!("{} {:?} {:?}", id.index(), node.kind, node.title);
        ensure!(node.next.index() > id.index() && node.next.index() <= plan.len(), "{what}: next {:?}", node.next);
        let fields = node.fields.iter().flat_map(|field| [field.span, field.value, field.line_value]);
        let marks = node.fields.iter().filter_map(|field| field.mark.as_ref()).chain(&node.mark).map(|mark| mark.span);
        for span in [node.head, node.body].into_iter().chain(fields).chain(marks).chain(node.prose.iter().copied()) {
            ensure!(lies_well(span), "{what}: {span:?} does not lie in the text");
            ensure!(span.is_empty() || node.span.covers(span), "{what}: {span:?} is outside its {:?}", node.span);
        }
        let children = || plan.children(id).map(|child| plan.node(child).span);
        for file in plan.file_mentions(id) {
            let own = lies_well(file.span) && node.span.covers(file.span);
            ensure!(own, "{what}: the file {file} is at {:?}, outside its {:?}", file.span, node.span);
            ensure!(!children().any(|child| child.contains(file.span.start)), "{what}: {file} is named by a child");
        }
        ensure!(lies_well(node.span), "{what}: {:?} does not lie in the text", node.span);
        ensure!(node.needs.iter().all(|need| need.index() < plan.len()), "{what}: needs {:?}", node.needs);
        if let Some(parent) = node.parent {
            let above = plan.node(parent);
            ensure!(parent < id && node.next <= above.next, "{what}: is not within its parent {}", parent.index());
            ensure!(above.span.covers(node.span), "{what}: {:?} is outside its parent's {:?}", node.span, above.span);
            ensure!(node.depth == above.depth + 1, "{what}: depth {} below {}", node.depth, above.depth);
        } else {
            ensure!(id == NodeId::ROOT, "{what}: has no parent");
        }
        let children: Vec<_> = plan.children(id).collect();
        for pair in children.windows(2) {
            let (a, b) = (plan.node(pair[0]).span, plan.node(pair[1]).span);
            ensure!(a.end <= b.start, "{what}: children {a:?} and {b:?} overlap");
        }
        ensure!(children.iter().all(|&child| plan.node(child).parent == Some(id)), "{what}: has a child of another");
        if id != NodeId::ROOT {
            let line = text[..node.head.start].matches('\n').count() + 1;
            ensure!(node.line == line, "{what}: says line {}, stands on {line}", node.line);
        }
    }
    plan.diagnostics()
        .iter()
        .map(|diagnostic| diagnostic.span)
        .find(|&span| !lies_well(span))
        .map_or(Ok(()), |span| Err(format!("a diagnostic's {span:?} does not lie in the text")))
}

/// Checks that every printed address names its node.
pub(crate) fn check_addresses(plan: &Plan) -> Verdict {
    for id in plan.ids() {
        let address = plan.address(id);
        ensure!(plan.resolve(address) == Ok(id), "{address:?} of {} is {:?}", id.index(), plan.resolve(address));
    }
    Ok(())
}

/// Checks that each box of an item goes to the other side and back, one byte at a time.
///
/// An open one is ticked and unticked, a done one unticked and the unticking undone.
pub(crate) fn check_ticks(plan: &Arc<Plan>) -> Verdict {
    for id in plan.ids() {
        let Some(mark) = item_box(plan, id) else { continue };
        let there = match mark.state {
            State::Open => Op::Done,
            State::Done => Op::Open,
            _ => continue,
        };
        check_tick(plan, id, &there)?;
    }
    Ok(())
}

fn check_tick(plan: &Arc<Plan>, id: NodeId, there: &Op) -> Verdict {
    let (text, address) = (plan.text(), plan.address(id));
    let what = format!("line {}, {address} {there:?}", plan.node(id).line);
    let (ticked, done) = apply(plan, intent(address, there.clone())).map_err(|refusal| format!("{what}: {refusal}"))?;
    ensure!(bytes_changed(text, &ticked) == Some(1), "{what}: {:?} bytes differ", bytes_changed(text, &ticked));
    let after = Arc::clone(&done.plan);
    check_only(plan, &after, id).map_err(|words| format!("{what}: {words}"))?;
    // Only a blank comes back by a wish: `[-]` may be as open.
    let blank = item_box(plan, id).is_some_and(|mark| mark.span.of(text) == "[ ]");
    let back = if blank { intent(address, Op::Open) } else { undo_of(&done)? };
    let (restored, _) = apply(&after, back).map_err(|refusal| format!("{what}, and back: {refusal}"))?;
    ensure!(restored == **text, "{what}, and back: the text is another");
    Ok(())
}

/// Checks that between two readings only the state of `id`, and what is derived from it above, has changed.
pub(crate) fn check_only(before: &Plan, after: &Plan, id: NodeId) -> Verdict {
    ensure!(before.len() == after.len(), "{} nodes became {}", before.len(), after.len());
    let derived: Vec<_> = before.ancestors(id).chain([NodeId::ROOT, id]).collect();
    for other in before.ids().filter(|other| !derived.contains(other)) {
        let (old, new) = (before.node(other), after.node(other));
        let same = old.state == new.state && old.kind == new.kind && old.title == new.title && old.tally == new.tally;
        ensure!(same, "line {} went from {:?} to {:?}", old.line, old.state, new.state);
    }
    Ok(())
}

/// Returns the wish that takes the only change of `changes` back.
pub(crate) fn undo_of(changes: &Changes) -> Result<Intent, String> {
    match &changes.list[..] {
        [Change { undo, .. }] => Ok(undo.clone()),
        list => Err(format!("one change was expected, not {}", list.len())),
    }
}

/// Checks what `op` on the node `id` promises, where it is not refused:
/// setting twice is setting once, the new state is what reading finds, and undo restores every byte.
pub(crate) fn check_op(plan: &Arc<Plan>, id: NodeId, op: &Op) -> Verdict {
    let address = plan.address(id);
    let what = format!("line {}, {address} {op:?}", plan.node(id).line);
    let Ok((text, changes)) = apply(plan, intent(address, op.clone())) else { return Ok(()) };
    ensure!(changes.edit.is_empty() == changes.list.is_empty(), "{what}: edit and list disagree");
    ensure!(changes.edit.invert(plan.text()).apply(&text) == **plan.text(), "{what}: inverting gives another text");
    let after = read(&text);
    check_spans(&after).map_err(|words| format!("{what}: {words}"))?;
    let twice = apply(&after, intent(address, op.clone())).map_err(|refusal| format!("{what}, twice: {refusal}"))?;
    ensure!(twice.1.edit.is_empty(), "{what}, twice: {:?} became {:?}", text, twice.0);
    let Some(change) = changes.list.first() else { return Ok(()) };
    let found = after.resolve(address).map_err(|refusal| format!("{what}: afterwards {refusal}"))?;
    let state = after.node(found).state;
    ensure!(state == change.to, "{what}: says {:?}, but reading finds {state:?} in {text:?}", change.to);
    let (restored, _) = apply(&after, undo_of(&changes)?).map_err(|refusal| format!("{what}, undone: {refusal}"))?;
    ensure!(restored == **plan.text(), "{what}, undone: {restored:?}");
    Ok(())
}

/// Returns every wish that [`check_op`] can try.
pub(crate) fn all_ops() -> [Op; 5] {
    [Op::Done, Op::Open, Op::InProgress, Op::Validated { force: true }, Op::NotValidated]
}

/// A plan of a folder, and how many boxes a table there says it has: open, done, other.
pub(crate) struct Expected {
    /// The file's path as the table writes it.
    pub(crate) file: String,
    /// Its text.
    pub(crate) text: String,
    /// Open, done, other.
    pub(crate) boxes: [usize; 3],
}

/// Returns the plans that `expected.tsv` in `folder` lists.
pub(crate) fn expected(folder: &Path) -> Vec<Expected> {
    let table = fs::read_to_string(folder.join("expected.tsv")).expect("the folder of plans has an expected.tsv");
    let row = |line: &str| {
        let mut cells = line.split('\t');
        let file = cells.next().expect("a row starts with its file").to_owned();
        let text = fs::read_to_string(folder.join(&file)).expect("every file of the table is there");
        let boxes = std::array::from_fn(|_| cells.next().and_then(|cell| cell.parse().ok()).expect("three numbers"));
        Expected { file, text, boxes }
    };
    table.lines().skip(1).map(row).collect()
}

/// Returns the folder of our own small plans.
pub(crate) fn own_plans() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans")
}

/// Returns the folder of real plans, where somebody has named one; says so otherwise.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("TICKDOWN_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: TICKDOWN_CORPUS is not set");
    }
    folder
}
