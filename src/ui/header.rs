//! The header: what plan this is, how far it is, what comes next, and what departs from normal.

use ratatui::buffer::Buffer;

use super::{Theme, paint};
use crate::app::measure::{columns, cut, cut_start, line_columns, shown};
use crate::app::{Action, Filter, Flash, Layout, Line, Model, Run, Tone, words};
use crate::text::LineIndex;

/// The widest bar.
const BAR: usize = 20;
/// A narrower bar says nothing.
const LEAST_BAR: usize = 6;
/// What stands before the step that comes next.
const NEXT: &str = "next ";
/// A title that is told in short has at least this many columns.
const SHORT: usize = 24;
/// Behind a number, a title has at least this many, or does not stand there.
const SHORTEST: usize = 10;
/// The path is shown beside the title from this many columns on.
const WITH_PATH: usize = 80;

/// Draws title, progress and banner.
pub(super) fn draw(model: &Model, theme: &Theme, layout: &Layout, buffer: &mut Buffer) {
    let area = paint::rect(layout.header, buffer);
    let room = usize::from(area.width).saturating_sub(2);
    let inside = ratatui::layout::Rect { x: area.x + 1, width: room as u16, ..area };
    let mut rows = inside.intersection(buffer.area).rows();
    if let Some(row) = rows.next() {
        let right = if layout.header.height == 1 { count(model) } else { Line::new() };
        let row = paint::line_at_right(&corner(model, room, right), theme, row, buffer);
        let title = shown(model.plan().title(), words::TITLE_LIMIT);
        let title = cut(&title, row.width.into(), model.settings().symbols.ellipsis);
        paint::line(&[Run::new(title, Tone::Strong)], theme, row, buffer);
    }
    if let Some(row) = rows.next() {
        paint::line(&progress(model, room), theme, row, buffer);
    }
    if let Some(row) = inside.intersection(buffer.area).rows().next_back().filter(|_| *model.flash() == Flash::Header) {
        paint::bar(row, theme.flash(), buffer);
    }
    let banner = paint::rect(layout.banner, buffer);
    if let Some(span) = model.plan().conflict().filter(|_| !banner.is_empty()) {
        let line = LineIndex::new(model.plan().text()).line(span.start);
        let text = format!(" conflict markers at line {line}: nothing is written");
        let text = cut(&text, banner.width.into(), model.settings().symbols.ellipsis).into_owned();
        paint::line(&[Run::new(text, Tone::Failed)], theme, banner, buffer);
    }
}

/// Returns what stands at the right end of the title's row: what departs from normal, else the path.
fn corner(model: &Model, room: usize, count: Line) -> Line {
    let mut notices: Vec<String> = model.status().notices().iter().map(|&notice| notice.to_owned()).collect();
    notices.extend(model.filter().map(|(filter, count)| match count {
        0 => format!("only {}: none", filter.name()),
        // Not what the progress counts.
        1 => format!("only {}: 1 row", filter.name()),
        count => format!("only {}: {count} rows", filter.name()),
    }));
    notices.extend(model.runs().is_running().then(|| running(model)));
    notices.extend(model.follows().then(|| "following".to_owned()));
    notices.extend(offered(model, room));
    let notices = notices.join(", ");
    let mut line = quiet(model);
    if !notices.is_empty() {
        line.push(Run::new(format!("  {notices}"), Tone::Notice));
    } else if room >= WITH_PATH - 2 {
        let file = shown(&model.settings().file, words::TITLE_LIMIT);
        let title = columns(&shown(model.plan().title(), words::TITLE_LIMIT));
        let left = room.saturating_sub(title + line_columns(&line) + 4).max(room / 2);
        line.push(Run::new(format!("  {}", cut_start(&file, left, model.settings().symbols.ellipsis)), Tone::Faint));
    }
    if !count.is_empty() {
        line.push(Run::blank(2));
        line.extend(count);
    }
    line
}

/// Returns `quiet 2+ min`; nothing where nobody else has written, or did so just now. It is told in steps, and true at
/// every moment between them: for two minutes at least.
fn quiet(model: &Model) -> Line {
    let Some(minutes) = model.status().quiet else { return Line::new() };
    let time = if minutes < 60 { format!("{minutes}+ min") } else { format!("{}+ h", minutes / 60) };
    vec![Run::new(format!("  quiet {time}"), Tone::Faint)]
}

/// Returns that a command runs, and the key that shows it.
fn running(model: &Model) -> String {
    let key = model.settings().key(Action::Run).map(|key| format!(": {key}")).unwrap_or_default();
    format!("running{key}")
}

/// Returns how many changes of ours are not in the file, and the key that lists them.
fn offered(model: &Model, room: usize) -> Option<String> {
    let key = model.settings().key(Action::Changes).map(|key| format!(": {key}")).unwrap_or_default();
    let of_yours = if model.news().are_own() { " of yours" } else { "" };
    Some(match model.news().offered() {
        0 => return None,
        count if room < WITH_PATH - 2 => format!("{count}{of_yours} not in the file{key}"),
        1 => format!("1 change{of_yours} is not in the file{key}"),
        count => format!("{count} changes{of_yours} are not in the file{key}"),
    })
}

/// Returns `unseen 2`; nothing where everything has been seen, and where only that is shown and counted already.
fn unseen(model: &Model) -> Line {
    let is_shown = model.filter().is_some_and(|(filter, _)| filter == Filter::Unseen);
    match model.news().unseen() {
        0 => Line::new(),
        _ if is_shown => Line::new(),
        count => vec![Run::new(format!("unseen {count}"), Tone::Notice)],
    }
}

/// Returns `17/35`; nothing where there is nothing to count.
fn count(model: &Model) -> Line {
    let tally = model.overview().tally();
    if tally.total == 0 { Line::new() } else { vec![Run::new(format!("{}/{}", tally.done, tally.total), Tone::Plain)] }
}

/// Returns bar, count, validated steps and what is next; in a narrow row the bar gets shorter, then the words go.
fn progress(model: &Model, room: usize) -> Line {
    let tally = model.overview().tally();
    let (count, unseen) = (count(model), unseen(model));
    let with = |validated: Line| {
        let parts = [&count, &validated, &unseen].map(Clone::clone).into_iter();
        let mut parts: Vec<Line> = parts.filter(|part| !part.is_empty()).collect();
        let taken: usize = parts.iter().map(|part| line_columns(part) + 3).sum();
        let bar = (room / 8).clamp(LEAST_BAR, BAR);
        parts.push(next(model, room.saturating_sub(taken + bar + 2)));
        parts.join(&Run::blank(3))
    };
    let candidates = [with(validated(model)), with(short_validated(model))];
    let fitting = candidates.into_iter().find(|rest| line_columns(rest) + LEAST_BAR + 2 <= room);
    let rest = fitting.unwrap_or_else(|| with(Line::new()));
    let bar = room.saturating_sub(line_columns(&rest) + 2).min(BAR);
    if bar < LEAST_BAR {
        return rest;
    }
    let (full, left) = model.settings().symbols.bar(tally.done, tally.total, bar);
    let mut line = vec![Run::new(full, Tone::Done), Run::new(left, Tone::Line), Run::blank(2)];
    line.extend(rest);
    line
}

/// Returns `validated 5 of 9`; nothing where there are no steps.
fn validated(model: &Model) -> Line {
    let overview = model.overview();
    match overview.counted_steps {
        0 => Line::new(),
        steps => vec![Run::new(format!("validated {} of {steps}", overview.validated), Tone::Faint)],
    }
}

/// Returns the same in few columns.
fn short_validated(model: &Model) -> Line {
    let overview = model.overview();
    match overview.counted_steps {
        0 => Line::new(),
        steps => vec![Run::new(format!("valid {}/{steps}", overview.validated), Tone::Faint)],
    }
}

/// Returns what comes next: number and title where both have room in `room` columns, else in short.
fn next(model: &Model, room: usize) -> Line {
    let (tally, ellipsis) = (model.overview().tally(), model.settings().symbols.ellipsis);
    match model.overview().next {
        Some(id) => {
            let node = model.plan().node(id);
            let room = room.saturating_sub(NEXT.len());
            let lead = words::lead(node);
            let whole = lead.clone() + &words::title(node, words::TITLE_LIMIT, ellipsis);
            // A bare number says nothing.
            let least = if lead.trim().parse::<u32>().is_ok() { columns(&lead) + SHORTEST } else { 0 };
            let room = room.max(least);
            let name = if lead.is_empty() || room < columns(&lead) + SHORTEST && columns(&whole) > room {
                words::name(model.plan(), id, room.max(SHORT), ellipsis)
            } else {
                cut(&whole, room, ellipsis).into_owned()
            };
            vec![Run::new(NEXT, Tone::Faint), Run::new(name, Tone::Accent)]
        }
        None if tally.total > 0 && tally.done == tally.total => vec![Run::new("all done", Tone::Done)],
        None => match model.overview().open_in_done {
            0 => vec![Run::new("nothing is ready", Tone::Notice)],
            open => vec![Run::new(format!("{open} open in done steps"), Tone::Notice)],
        },
    }
}
