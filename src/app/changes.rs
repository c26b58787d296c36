//! The list of what others changed, save by save, as it lies over the screen; and of ours that is not in the file.

use std::sync::Arc;

use similar::DiffOp;

use super::all_back::misses;
use super::layout::{Pane, Screen};
use super::measure::{columns, cut_line, line_columns, shown, wrap};
use super::news::{Entry, MOST_EVENTS, News, Offer, Save};
use super::outlook::Outlook;
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;
use super::words;
use crate::plan::{Deed, Plan};
use crate::text::{Way, diff};

/// The list has room for a change of so many lines, also where the one under the cursor takes fewer.
const ROOMY: usize = 6;

/// So many lines of what a change is called are shown where more is told of it.
const MOST_NAMED: usize = 2;

/// The columns in front of what happened.
const MARGIN: usize = 2;

/// Below so many columns what is told of a change stands under what happened, not beside it.
const NARROW: usize = 48;

/// The columns of the word that says what happened, with the gap behind it.
pub(super) const VERB: usize = 13;

/// No text is compared beyond so many words, or bytes.
const MOST_WORDS: usize = 400;
const MOST_BYTES: usize = 1 << 16;

/// So many words that stay are told beside those that change.
const KEPT_WORDS: usize = 4;

/// What is under the cursor of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The offer that the shell knows by this number.
    Offer(u64),
    /// An event of a save.
    Event {
        /// The save's number.
        save: u64,
        /// Its place in the save.
        index: usize,
    },
}

/// The list of changes: its cursor, and how far it is scrolled. Stays on its change while others come and go.
#[derive(Clone, Debug, Default)]
pub struct ChangeList {
    pick: Option<Pick>,
    /// The index of its row.
    at: usize,
    /// The index of the first row in the box.
    top: usize,
    /// How many lines the change under the cursor takes.
    tall: usize,
    /// How many of them are above the box, and how many can be: it is taller than the box by these.
    above: usize,
    beyond: usize,
    /// What applying the offer under the cursor would do.
    outlook: Option<Outlook>,
    /// Whether something is missing that the save under the cursor dropped.
    all: Option<AllAhead>,
    /// The change under the cursor is an offer that may undo what somebody has done since.
    is_doubtful: bool,
    /// The offer that comes back into the list, and will be under the cursor.
    awaited: Option<u64>,
}

/// Whether anything of what a save dropped is missing in a text of the plan.
#[derive(Clone, Debug)]
struct AllAhead {
    save: u64,
    text: Arc<str>,
    misses: bool,
}

/// A row of the list.
#[derive(Clone, Copy)]
enum Row<'a> {
    Title(&'static str),
    Offer(&'a Offer),
    Save(&'a Save),
    Event(&'a Save, usize),
    Gap,
}

impl Row<'_> {
    /// Returns what it is for the cursor; `None` for what the cursor skips.
    fn pick(&self) -> Option<Pick> {
        match *self {
            Self::Offer(offer) => Some(Pick::Offer(offer.id)),
            Self::Event(save, index) => Some(Pick::Event { save: save.id, index }),
            _ => None,
        }
    }

    /// Returns whether it is an offer that may undo what somebody has done since.
    fn is_doubtful(&self) -> bool {
        matches!(self, Self::Offer(offer) if !offer.is_sure)
    }
}

impl ChangeList {
    /// Returns what is under the cursor; `None` where the list is empty, or that is still to come back: nobody means what is
    /// there until then.
    pub fn pick(&self) -> Option<Pick> {
        self.pick.filter(|_| self.awaited.is_none())
    }

    /// Puts the cursor on the offer `id` as soon as that is back in the list.
    pub(super) fn await_offer(&mut self, id: u64) {
        self.awaited = Some(id);
    }

    /// Waits no longer for what is not among the `offers` that have come: something else has become of it.
    pub(super) fn hear_of(&mut self, offers: &[Offer]) {
        self.awaited = self.awaited.filter(|id| offers.iter().any(|offer| offer.id == *id));
    }

    /// Goes `rows` changes down, up where negative; first through the lines of one that is taller than the box.
    pub(super) fn step(&mut self, news: &News, rows: isize) {
        self.awaited = None;
        let read = self.above.saturating_add_signed(rows).min(self.beyond);
        if std::mem::replace(&mut self.above, read) != read {
            return;
        }
        let picks: Vec<Pick> = rows_of(news).iter().filter_map(Row::pick).collect();
        let at = picks.iter().position(|pick| Some(*pick) == self.pick);
        let last = picks.len().saturating_sub(1);
        let to = at.map_or(0, |at| at.saturating_add_signed(rows).min(last));
        self.pick_out(picks.get(to).copied());
    }

    /// Puts the cursor on the first line of `pick`, where it is not there.
    fn pick_out(&mut self, pick: Option<Pick>) {
        if std::mem::replace(&mut self.pick, pick) != pick {
            self.above = 0;
        }
    }

    /// Returns what applying the offer `id` would do, where it is under the cursor.
    pub(super) fn outlook(&self, id: u64) -> Option<&Outlook> {
        self.outlook.as_ref().filter(|outlook| outlook.offer == id)
    }

    /// Looks anew at what applying the offer under the cursor would do, where that, or `plan`, is another one.
    fn look_ahead(&mut self, row: &Row<'_>, plan: &Arc<Plan>) {
        match row {
            Row::Offer(offer) if self.outlook.as_ref().is_some_and(|known| known.is_of(offer.id, plan)) => {}
            Row::Offer(offer) => self.outlook = Some(Outlook::of(offer, plan)),
            _ => self.outlook = None,
        }
    }

    /// Returns whether something is missing that was dropped by the save under the cursor, or of the last one where that is of none.
    pub(super) fn puts_all_back(&self) -> bool {
        self.all.as_ref().is_some_and(|all| all.misses)
    }

    /// Looks anew whether something is missing that the save under the cursor dropped, where that, or `plan`, is another one.
    fn look_back(&mut self, news: &News, plan: &Plan) {
        let Some(save) = news.save_of(self.pick).filter(|save| save.texts.is_some()) else {
            self.all = None;
            return;
        };
        let is_known = |known: &AllAhead| known.save == save.id && Arc::ptr_eq(&known.text, plan.text());
        if !self.all.as_ref().is_some_and(is_known) {
            self.all = Some(AllAhead { save: save.id, text: Arc::clone(plan.text()), misses: misses(save, plan) });
        }
    }

    /// Returns the index of the offer that is where the one under the cursor was; where there is none, that of the last one.
    /// Nobody is led from what is missing to what only may be.
    fn beside(&self, rows: &[Row<'_>]) -> Option<usize> {
        self.pick.filter(|pick| matches!(pick, Pick::Offer(_)))?;
        let is_offer =
            |&index: &usize| matches!(rows[index], Row::Offer(_)) && rows[index].is_doubtful() == self.is_doubtful;
        (self.at..rows.len()).find(is_offer).or_else(|| (0..rows.len()).rfind(is_offer))
    }

    /// Keeps the cursor on a change, and in its box on `screen`.
    pub(super) fn settle(&mut self, news: &News, plan: &Arc<Plan>, screen: &Screen, symbols: &Symbols) {
        let rows = rows_of(news);
        let at = |pick: Option<Pick>| rows.iter().position(|row| row.pick().is_some() && row.pick() == pick);
        let first = || rows.iter().position(|row| row.pick().is_some() && !row.is_doubtful());
        if let Some(back) = self.awaited.map(Pick::Offer).filter(|back| at(Some(*back)).is_some()) {
            self.awaited = None;
            self.pick_out(Some(back));
        }
        let Some(index) = at(self.pick).or_else(|| self.beside(&rows)).or_else(first) else {
            *self = Self { awaited: self.awaited, ..Self::default() };
            return;
        };
        self.at = index;
        self.is_doubtful = rows[index].is_doubtful();
        self.pick_out(rows[index].pick());
        self.look_ahead(&rows[index], plan);
        self.look_back(news, plan);
        let room = usize::from(self.pane(news, screen).inner.width);
        self.tall = lines(&rows[index], room, symbols, Extent::Whole(self.outlook.as_ref())).len();
        let height = usize::from(self.pane(news, screen).inner.height);
        self.beyond = self.tall.saturating_sub(height);
        self.above = self.above.min(self.beyond);
        // What it belongs to stands above it.
        let above =
            rows[..index].iter().rev().take_while(|row| row.pick().is_none() && !matches!(row, Row::Gap)).count();
        let lowest = (index + self.tall).saturating_sub(height).min(index);
        // Nothing is left empty below the last one.
        let end = (rows.len() - 1 + self.tall).saturating_sub(height);
        let highest = index.saturating_sub(above).min(end).max(lowest);
        self.top = self.top.clamp(lowest, highest);
    }

    /// Returns the lines in a box of `height` rows and `room` columns, and which of them are under the cursor; and how
    /// many changes are above and below them, of one that is not shown whole its lines.
    pub fn visible(
        &self,
        news: &News,
        (room, height): (usize, usize),
        symbols: &Symbols,
    ) -> (Vec<(Line, bool)>, (usize, usize)) {
        let rows = rows_of(news);
        if rows.is_empty() {
            let text = [Run::new("nobody else has changed this plan since it was opened", Tone::Faint)];
            return (wrap(&text, room).into_iter().map(|line| (line, false)).collect(), (0, 0));
        }
        let mut shown = Vec::new();
        let mut index = self.top;
        while let Some(row) = rows.get(index).filter(|_| shown.len() < height) {
            let selected = row.pick().is_some() && row.pick() == self.pick;
            let (extent, above) =
                if selected { (Extent::Whole(self.outlook.as_ref()), self.above) } else { (Extent::Line, 0) };
            shown.extend(lines(row, room, symbols, extent).into_iter().skip(above).map(|line| (line, selected)));
            index += 1;
        }
        let cut = shown.len().saturating_sub(height);
        shown.truncate(height);
        (shown, (self.top + self.above, rows.len() - index + cut))
    }

    /// Returns the box of the list in the middle of `screen`: for all its rows, as far as there is room.
    pub(super) fn pane(&self, news: &News, screen: &Screen) -> Pane {
        let rows = match rows_of(news).len() {
            0 => 2,
            rows => rows + self.tall.max(ROOMY) - 1,
        };
        screen.overlay(usize::MAX, rows)
    }
}

/// How much of a change is shown.
#[derive(Clone, Copy)]
enum Extent<'a> {
    /// A line.
    Line,
    /// All, with the words that changed; of an offer those that applying it would change.
    Whole(Option<&'a Outlook>),
}

fn rows_of(news: &News) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let (missing, set_since): (Vec<&Offer>, Vec<&Offer>) = news.offers.iter().partition(|offer| offer.is_sure);
    if !missing.is_empty() {
        rows.push(Row::Title(if news.are_own() { "Ours, not in the file" } else { "Not in the file" }));
        rows.extend(missing.into_iter().map(Row::Offer));
    }
    for save in &news.saves {
        if !rows.is_empty() {
            rows.push(Row::Gap);
        }
        rows.push(Row::Save(save));
        rows.extend((0..save.entries.len()).map(|index| Row::Event(save, index)));
    }
    // To apply it may undo what somebody has done: nobody shall do that by accident.
    if !set_since.is_empty() {
        if !rows.is_empty() {
            rows.push(Row::Gap);
        }
        rows.push(Row::Title("Taken back, and set again since"));
        rows.extend(set_since.into_iter().map(Row::Offer));
    }
    rows
}

fn lines(row: &Row<'_>, room: usize, symbols: &Symbols, extent: Extent<'_>) -> Vec<Line> {
    let one = |line: Line| vec![cut_line(&line, room, symbols.ellipsis)];
    match *row {
        Row::Gap => vec![Line::new()],
        Row::Title(title) => one(vec![Run::new(title, Tone::Notice)]),
        Row::Save(save) => one(heading(save, room)),
        Row::Offer(offer) => {
            let name = vec![Run::new(shown(&offer.title, words::TITLE_LIMIT), Tone::Plain)];
            let who = offer.who.as_ref().map(|who| format!("by {who}; ")).unwrap_or_default();
            let why = vec![Run::new(shown(&(who + &offer.why), words::TITLE_LIMIT), Tone::Faint)];
            let outlook = if let Extent::Whole(outlook) = extent { outlook } else { None };
            let (before, after) = match outlook.and_then(|outlook| outlook.lines.as_ref()) {
                Some((now, then)) => (now, then),
                None => (&offer.before, &offer.after),
            };
            let told = vec![name, why, changed(before, after, symbols)];
            entry((" ", &offer.what, Tone::Notice), told, room, symbols, extent)
        }
        Row::Event(save, index) => {
            let found = &save.entries[index];
            let dot = if found.unseen { symbols.unseen } else { " " };
            let told = told(found, symbols);
            let tone = if found.again.is_some() { Tone::Notice } else { tone(found.event.deed) };
            entry((dot, found.name(), tone), told, room, symbols, extent)
        }
    }
}

/// Returns `12:04:11 outside  unticked 2.1, ticked 3 items`; in little room `unticked 1, ticked 3`: which ones stands below.
fn heading(save: &Save, room: usize) -> Line {
    let who = save.who.as_deref().unwrap_or(super::news::OUTSIDE);
    let line = |when: &str, sum: String| -> Line {
        let when = (!when.is_empty()).then(|| Run::new(format!("{when} "), Tone::Faint));
        let who = Run::new(format!("{}  ", shown(who, words::TITLE_LIMIT)), Tone::Accent);
        when.into_iter().chain([who, Run::new(sum, Tone::Strong)]).collect()
    };
    let whole = line(&save.when, save.told());
    match counted(save).filter(|_| line_columns(&whole) > room) {
        // Without its seconds.
        Some(sum) => line(&save.when.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"), sum),
        None => whole,
    }
}

/// Returns what happened and how often, the worst first; `None` where only one thing did, or not all of it is listed.
fn counted(save: &Save) -> Option<String> {
    let parts: Vec<String> = save
        .entries
        .chunk_by(|one, next| one.name() == next.name())
        .map(|same| format!("{} {}", same[0].name(), same.iter().map(Entry::count).sum::<usize>()))
        .collect();
    (parts.len() > 1 && save.entries.len() < MOST_EVENTS).then(|| parts.join(", "))
}

/// Returns a change: sign and verb, and beside them what is told of it, each part from a line of its own.
fn entry(
    (sign, verb, tone): (&str, &str, Tone),
    told: Vec<Line>,
    room: usize,
    symbols: &Symbols,
    extent: Extent<'_>,
) -> Vec<Line> {
    let gap = VERB.saturating_sub(columns(verb)).max(1);
    let lead = vec![Run::new(format!("{sign} "), Tone::Notice), Run::new(verb, tone), Run::blank(gap)];
    let indent = line_columns(&lead);
    if matches!(extent, Extent::Line) {
        let line = lead.into_iter().chain(told.into_iter().next().unwrap_or_default()).collect::<Line>();
        return vec![cut_line(&line, room, symbols.ellipsis)];
    }
    let told: Vec<Line> = told.into_iter().filter(|part| !part.is_empty()).collect();
    let more = if room < NARROW { MARGIN } else { indent };
    let mut lines = Vec::new();
    for (index, part) in told.iter().enumerate() {
        let (before, most) = match index {
            0 if told.len() > 1 => (indent, MOST_NAMED),
            0 => (indent, usize::MAX),
            _ => (more, usize::MAX),
        };
        let within = room.saturating_sub(before).max(1);
        let texts = shortened(wrap(part, within), most, within, symbols.ellipsis);
        lines.extend(texts.into_iter().map(|text| [Run::blank(before)].into_iter().chain(text).collect::<Line>()));
    }
    match lines.first_mut() {
        Some(first) => _ = first.splice(..1, lead),
        None => lines.push(lead),
    }
    lines.iter().map(|line| cut_line(line, room, symbols.ellipsis)).collect()
}

/// Returns the first `most` of `lines`, the last of which says in `room` columns that there are more.
fn shortened(mut lines: Vec<Line>, most: usize, room: usize, ellipsis: &str) -> Vec<Line> {
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(&Run::blank(1));
        lines.push(cut_line(&rest, room, ellipsis));
    }
    lines
}

/// Returns what is told of an event, the most important first.
fn told(entry: &Entry, symbols: &Symbols) -> Vec<Line> {
    let event = &entry.event;
    // First, so that it is never what is cut off.
    let came = if entry.again.is_some() { "(given up) " } else { "(put back) " };
    let mut name: Line = entry.is_put_back.then(|| Run::new(came, Tone::Faint)).into_iter().collect();
    name.extend(words::inline(&entry.name, Tone::Plain));
    let more = event.count - 1;
    let more = match event.deed {
        _ if more == 0 => None,
        Deed::Lost | Deed::Removed | Deed::Added => Some(format!(" with {more} more")),
        _ => Some(format!(" and {more} more")),
    };
    name.extend(more.map(|more| Run::new(more, Tone::Faint)));
    let words = match event.deed {
        Deed::Reworded => changed(event.was.as_deref().unwrap_or_default(), &event.title, symbols),
        Deed::Edited => changed(&event.before, &event.after, symbols),
        // What it was undone to is not on the screen.
        _ if entry.again.is_some() => changed(&event.before, &event.after, symbols),
        _ => Line::new(),
    };
    vec![name, words]
}

/// Returns what changed between two texts: their boxes, where they begin with two that differ, and their words.
fn changed(before: &str, after: &str, symbols: &Symbols) -> Line {
    let (before, after) = (shown(before, MOST_BYTES), shown(after, MOST_BYTES));
    match (boxed(&before), boxed(&after)) {
        // In the brackets of words that went and came, nobody can read a box.
        (Some((lead, was, old)), Some((same, is, new))) if lead == same && was != is => {
            let mut line = vec![
                Run::new(was, Tone::Failed),
                Run::new(format!(" {} ", symbols.becomes), Tone::Faint),
                Run::new(is, Tone::Done),
                Run::blank(1),
            ];
            line.extend(reworded(old, new, symbols.ellipsis));
            line
        }
        _ => reworded(&before, &after, symbols.ellipsis),
    }
}

/// Returns what stands before the box that a text begins with, as a bullet does; the box; and what stands behind it.
fn boxed(text: &str) -> Option<(&str, &str, &str)> {
    let (lead, behind) = text.split_at(text.find('[')?);
    let (mark, rest) = behind.split_at(behind.find(']')? + 1);
    let is_lead = |sign: char| sign.is_whitespace() || sign.is_ascii_digit() || "#-*+.)".contains(sign);
    let is_apart = rest.chars().next().is_none_or(char::is_whitespace);
    (lead.chars().all(is_lead) && mark.chars().count() == 3 && is_apart).then_some((lead, mark, rest))
}

/// Returns `after` with the words that changed: `[-gone-]` and `{+new+}`, as git writes them. Of many words that stay, one
/// after the other, only the first and last are told.
fn reworded(before: &str, after: &str, ellipsis: &str) -> Line {
    let [old, new]: [Vec<&str>; 2] = [before, after].map(|text| text.split_whitespace().collect());
    // What both begin with is not compared: however long they are, the words that changed are told.
    let alike = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let alike = if alike > 3 * KEPT_WORDS { alike - KEPT_WORDS } else { 0 };
    let [old, new] = [old, new].map(|words| words.into_iter().skip(alike).take(MOST_WORDS).collect::<Vec<_>>());
    let gone = |words: &[&str]| Run::new(format!("[-{}-]", words.join(" ")), Tone::Failed);
    let come = |words: &[&str]| Run::new(format!("{{+{}+}}", words.join(" ")), Tone::Done);
    let runs = diff(Way::Shortest, &old, &new).into_iter().flat_map(|op| match op {
        DiffOp::Equal { new_index, len, .. } => {
            vec![Run::new(in_short(&new[new_index..new_index + len], ellipsis), Tone::Faint)]
        }
        DiffOp::Delete { old_index, old_len, .. } => vec![gone(&old[old_index..old_index + old_len])],
        DiffOp::Insert { new_index, new_len, .. } => vec![come(&new[new_index..new_index + new_len])],
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            vec![gone(&old[old_index..old_index + old_len]), come(&new[new_index..new_index + new_len])]
        }
    });
    let first = (alike > 0).then(|| Run::new(ellipsis, Tone::Faint));
    let runs: Vec<Line> = first.into_iter().chain(runs).map(|run| vec![run]).collect();
    runs.join(&Run::blank(1))
}

/// Returns words that stay, of many only the first and last.
fn in_short(words: &[&str], ellipsis: &str) -> String {
    if words.len() <= 3 * KEPT_WORDS {
        return words.join(" ");
    }
    let (first, last) = (&words[..KEPT_WORDS], &words[words.len() - KEPT_WORDS..]);
    [&first.join(" "), ellipsis, &last.join(" ")].join(" ")
}

/// Returns how a word for `deed` is told.
pub(super) const fn tone(deed: Deed) -> Tone {
    match deed {
        Deed::Lost | Deed::Unticked | Deed::Invalidated => Tone::Failed,
        Deed::Ticked => Tone::Done,
        Deed::Validated => Tone::Validated,
        Deed::Marked => Tone::Begun,
        Deed::Added | Deed::Removed | Deed::Reworded | Deed::Edited | Deed::Moved => Tone::Accent,
        Deed::Renumbered | Deed::Reflowed => Tone::Faint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_changed_are_told_without_colours() {
        let text = |line: Line| line.into_iter().map(|run| run.text).collect::<String>();
        for (before, after, expected) in [
            ("Route exists", "Route exists now", "Route exists {+now+}"),
            ("the old way", "the new way", "the [-old-] {+new+} way"),
            ("a b", "b", "[-a-] b"),
            ("", "new\ntext", "{+new text+}"),
            ("same", "same", "same"),
            ("- [-] Route", "- [x] Route", "[-] → [x] Route"),
            ("- [ ] the old way\n", "- [x] the new way\n", "[ ] → [x] the [-old-] {+new+} way"),
            ("### [ ] 1. Route", "### [x] 1. Route", "[ ] → [x] 1. Route"),
            ("2. [!] a", "2. [ ] a", "[!] → [ ] a"),
            ("- [ ] a", "- [ ] b", "- [ ] [-a-] {+b+}"),
            ("- [ ] a", "- a", "- [-[ ]-] a"),
            ("- [a](b) c", "- [x](b) c", "- [-[a](b)-] {+[x](b)+} c"),
            ("see [a] c", "see [x] c", "see [-[a]-] {+[x]+} c"),
        ] {
            assert_eq!(text(changed(before, after, &Symbols::UNICODE)), expected, "{before} {after}");
        }
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen".to_owned();
        let expected = "… ten eleven twelve thirteen {+more+}";
        assert_eq!(text(changed(&long, &format!("{long} more"), &Symbols::UNICODE)), expected);
        let expected = "{+more+} one two three four … ten eleven twelve thirteen";
        assert_eq!(text(changed(&long, &format!("more {long}"), &Symbols::UNICODE)), expected);
        let much = format!("{} ", "word".repeat(10)).repeat(1000);
        assert!(text(changed(&much, &format!("{much}more"), &Symbols::UNICODE)).ends_with("{+more+}"));
    }
}
