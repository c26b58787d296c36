//! The whole text in parts that are laid out one by one: what of it belongs to each node, and what stands before them.

use crate::app::markdown::{Code, render};
use crate::app::measure::{columns, line_columns};
use crate::app::row::has_symbol;
use crate::app::run::{Line, Run, Tone};
use crate::app::symbols::Symbols;
use crate::app::words;
use crate::plan::{MarkKind, Node, NodeId, Plan};
use crate::text::{Span, line_of};

/// From how many bytes on the text of one node is parted at blank lines.
const LONG: usize = 8 * 1024;

/// A part of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    /// The node that it belongs to.
    pub(super) node: NodeId,
    /// It begins with the node's title.
    pub(super) has_title: bool,
    span: Span,
    /// A blank line stands before it.
    gap: bool,
}

/// A part as lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Laid {
    /// With the blank line before it.
    pub(super) lines: Vec<Line>,
    /// Where the title begins and ends in them; the same where there is none.
    pub(super) title: (usize, usize),
}

/// Returns the parts of `plan`, in the order of the text.
pub(super) fn chunks(plan: &Plan) -> Vec<Chunk> {
    let text = plan.text();
    let mut chunks = Vec::new();
    let mut add = |node: NodeId, start: usize, end: usize| {
        let bounds = parts(text, Span::new(start, end));
        chunks.extend(bounds.into_iter().enumerate().map(|(index, span)| {
            let is_heading = index == 0 && plan.node(node).level > 0;
            let gap = span.start > 0 && (is_heading || index > 0 || is_behind_blank(text, span.start));
            Chunk { node, has_title: index == 0 && node != NodeId::ROOT, span, gap }
        }));
    };
    let (mut node, mut start) = (NodeId::ROOT, 0);
    for id in plan.ids() {
        let next = plan.node(id).span.start;
        let line = line_of(text, next).start;
        let is_margin = text[line..next].chars().all(|c| matches!(c, ' ' | '\t' | '>'));
        add(node, start, if is_margin { line.max(start) } else { next });
        (node, start) = (id, next);
    }
    add(node, start, text.len());
    chunks.retain(|chunk| chunk.has_title || !chunk.span.of(text).trim().is_empty());
    chunks
}

/// Returns `span` in parts that are not much longer than [`LONG`], parted at blank lines outside of fences.
fn parts(text: &str, span: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut fenced) = (span.start, span.start, false);
    if span.len() > LONG {
        for line in span.of(text).split_inclusive('\n') {
            let trimmed = line.trim_start();
            fenced ^= trimmed.starts_with("```") || trimmed.starts_with("~~~");
            at += line.len();
            if at - start > LONG && trimmed.is_empty() && !fenced {
                parts.push(Span::new(start, at));
                start = at;
            }
        }
    }
    parts.push(Span::new(start, span.end));
    parts
}

/// Returns whether a blank line stands before the line of `at`.
fn is_behind_blank(text: &str, at: usize) -> bool {
    let before = &text[..line_of(text, at).start];
    before.strip_suffix('\n').is_some_and(|before| before.rsplit('\n').next().unwrap_or_default().trim().is_empty())
}

/// Lays `chunk` out in lines of at most `room` columns.
pub(super) fn lay(plan: &Plan, chunk: &Chunk, room: usize, symbols: &Symbols) -> Laid {
    let (text, node) = (plan.text(), plan.node(chunk.node));
    let mut lines = if chunk.gap { vec![Line::new()] } else { Vec::new() };
    let top = lines.len();
    if !chunk.has_title {
        let source = chunk.span.of(text);
        let (front, rest) = if chunk.span.start == 0 { front_matter(source) } else { ("", source) };
        lines.extend(front.lines().map(|line| vec![Run::new(crate::text::sanitize(line), Tone::Faint)]));
        if !front.is_empty() {
            lines.push(Line::new());
        }
        lines.extend(render(rest, room, symbols, Code::Span));
        return Laid { lines, title: (top, top) };
    }
    let indent = indent(text, node).min(room / 3);
    let source = head(text, node);
    lines.extend(if node.level > 0 {
        heading(node, &source, room, symbols)
    } else {
        item(node, &source, indent, room, symbols)
    });
    let title = (top, lines.len());
    let behind = Span::new(node.head.end.min(chunk.span.end), chunk.span.end).of(text);
    let (inside, outside) = if node.level > 0 { ("", behind) } else { behind.split_at(end_of_indented(behind)) };
    for (source, pad) in [(inside, indent + 2), (outside, 0)] {
        let body =
            render(source.trim_start_matches(['\n', '\r']), room.saturating_sub(pad).max(1), symbols, Code::Span);
        if !body.is_empty() && has_blank_start(source) {
            lines.push(Line::new());
        }
        lines.extend(body.into_iter().map(|line| if pad == 0 { line } else { [vec![Run::blank(pad)], line].concat() }));
    }
    Laid { lines, title }
}

/// Returns whether `source`, which begins behind the text of a line, has a blank line before anything else.
fn has_blank_start(source: &str) -> bool {
    source[..source.len() - source.trim_start().len()].matches('\n').count() > 1
}

/// Returns where the first line of `source` begins that is not indented, outside of fences; there is the line ending of
/// the line before it.
fn end_of_indented(source: &str) -> usize {
    let (mut at, mut blank, mut fenced) = (0, 0, false);
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if !trimmed.is_empty() && !fenced && at > 0 && !line.starts_with([' ', '\t']) {
            return blank;
        }
        fenced ^= trimmed.starts_with("```") || trimmed.starts_with("~~~");
        at += line.len();
        if !trimmed.is_empty() || blank == 0 && at == line.len() {
            blank = at - usize::from(line.ends_with('\n'));
        }
    }
    source.len()
}

/// Returns the title of `node` as the plan writes it, without bullet and box.
fn head(text: &str, node: &Node) -> String {
    match node.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box && node.head.covers(mark.span)) {
        Some(mark) if node.level == 0 => text[mark.span.end..node.head.end].trim().to_owned(),
        Some(mark) => {
            text[node.head.start..mark.span.start].to_owned() + text[mark.span.end..node.head.end].trim_start()
        }
        None => node.head.of(text).to_owned(),
    }
}

/// Returns a heading behind its `#`, and of a step its sign.
fn heading(node: &Node, source: &str, room: usize, symbols: &Symbols) -> Vec<Line> {
    let mut lead = vec![Run::new("#".repeat(node.level.into()) + " ", Tone::Faint)];
    lead.extend(sign(node, symbols));
    behind(&lead, render(source, room.saturating_sub(line_columns(&lead)).max(1), symbols, Code::Span))
}

/// Returns an item behind its sign; what has no box behind its bullet or number.
fn item(node: &Node, source: &str, indent: usize, room: usize, symbols: &Symbols) -> Vec<Line> {
    let mut lead = vec![Run::blank(indent)];
    lead.extend(sign(node, symbols).filter(|_| node.mark.is_some()));
    let taken: usize = lead.iter().map(|run| columns(&run.text)).sum();
    let mut lines = render(source, room.saturating_sub(taken).max(1), symbols, Code::Span);
    if node.state.is_some_and(crate::plan::State::is_settled) {
        lines.iter_mut().flatten().for_each(|run| run.tone = Tone::Faint);
    }
    behind(&lead, lines)
}

/// Returns `lines` behind `lead`, which stands before the first of them; at least one line.
fn behind(lead: &[Run], lines: Vec<Line>) -> Vec<Line> {
    let pad = vec![Run::blank(line_columns(lead))];
    let mut lead = Some(lead.to_vec());
    let lines = if lines.is_empty() { vec![Line::new()] } else { lines };
    lines.into_iter().map(|line| [lead.take().unwrap_or_else(|| pad.clone()), line].concat()).collect()
}

/// Returns the sign of a step or item that has a state.
fn sign(node: &Node, symbols: &Symbols) -> Option<Run> {
    let state = node.state.filter(|_| has_symbol(node))?;
    Some(Run::new(format!("{} ", symbols.of(node.kind, state)), words::state_tone(state)))
}

/// Returns how far right `node` stands in the text, in columns; a tab counts as two.
fn indent(text: &str, node: &Node) -> usize {
    let start = node.span.start;
    let before = &text[line_of(text, start).start..start];
    before.chars().map(|character| if character == '\t' { 2 } else { usize::from(character == ' ') }).sum()
}

/// Returns the front matter that `text` begins with, its bars included, and what is behind it.
fn front_matter(text: &str) -> (&str, &str) {
    let at_bar = |bar: &str| {
        let inside = text.trim_start_matches('\u{feff}').strip_prefix(bar)?.strip_prefix(['\n', '\r'])?;
        let end = inside.find(&format!("\n{bar}"))? + text.len() - inside.len() + 1 + bar.len();
        Some(text.split_at(end))
    };
    at_bar("---").or_else(|| at_bar("+++")).unwrap_or(("", text))
}
