//! Markdown as lines of text in tones, simply: no more than a reader of a plan needs.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::code::Manner;
use super::measure::{columns, shown, wrap};
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;
use super::table::table;
use crate::plan::Command;

/// Beyond this many bytes nothing is rendered: it is for reading, and the file itself is at hand.
const LIMIT: usize = 64 * 1024;

/// No line has more margins than this: bullets and bars of what is nested deeper would leave no room for the text.
const DEEPEST: usize = 8;

/// Beyond this many lines nothing is laid out.
pub(super) const MOST_LINES: usize = 4000;

/// What a paragraph that is nothing but one code span means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code<'a> {
    /// Code like any other.
    Span,
    /// A command where it is one of these; it gets a `$` in front.
    Commands(&'a [Command]),
}

/// Returns `source` in lines of at most `room` columns.
pub(super) fn render(source: &str, room: usize, symbols: &Symbols, code: Code<'_>) -> Vec<Line> {
    let end = (0..=LIMIT.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
    let source = dedent(&source[..end]);
    let mut writer = Writer::new(room, symbols, code);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for (event, span) in Parser::new_ext(&source, options).into_offset_iter() {
        writer.event(match event {
            Event::SoftBreak if is_named(&source[span.end..]) => Event::HardBreak,
            event => event,
        });
        // What is behind counts as one line more, so that the caller sees that there is more.
        if writer.lines.len() > MOST_LINES {
            break;
        }
    }
    writer.flush();
    writer.lines
}

/// Returns `source` without the indentation that all lines but the first have in common; the first has its own.
fn dedent(source: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = source.lines().skip(1).filter(|line| !line.trim().is_empty());
    let common = rest.map(indent).min().unwrap_or(0);
    let mut lines = source.lines();
    let mut dedented = lines.next().unwrap_or_default().trim_start().to_owned();
    for line in lines {
        dedented.push('\n');
        dedented.push_str(line.get(common.min(indent(line))..).unwrap_or_default());
    }
    dedented
}

/// Something that all lines of a block start with.
struct Margin {
    /// On its first line.
    first: Option<Run>,
    /// On all others.
    rest: Run,
}

struct Writer<'s> {
    room: usize,
    symbols: &'s Symbols,
    code: Code<'s>,
    lines: Vec<Line>,
    /// The paragraph so far.
    text: Line,
    /// Tones of what the text lies in; the last one counts.
    tones: Vec<Tone>,
    margins: Vec<Margin>,
    /// The next number of each list that the text lies in; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The code block so far, and how it is read.
    block: Option<(String, Manner)>,
    /// The rows of the table so far; the last one is not complete.
    table: Option<Vec<Vec<Line>>>,
    /// A blank line is due before the next one.
    gap: bool,
}

impl<'s> Writer<'s> {
    fn new(room: usize, symbols: &'s Symbols, code: Code<'s>) -> Self {
        Self {
            room,
            symbols,
            code,
            lines: Vec::new(),
            text: Line::new(),
            tones: Vec::new(),
            margins: Vec::new(),
            lists: Vec::new(),
            block: None,
            table: None,
            gap: false,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.block {
                Some((block, _)) => block.push_str(&text),
                None => self.push(&text, self.tones.last().copied().unwrap_or(Tone::Plain)),
            },
            Event::Code(text) => self.push(&text, Tone::Code),
            Event::InlineHtml(html) | Event::Html(html) => self.push(without_comment(&html).trim(), Tone::Faint),
            Event::SoftBreak => self.push(" ", Tone::Plain),
            Event::HardBreak => self.flush(),
            Event::TaskListMarker(done) => {
                let (symbol, tone) =
                    if done { (self.symbols.full_box, Tone::Done) } else { (self.symbols.empty_box, Tone::Plain) };
                self.push(symbol, tone);
                self.push(" ", Tone::Plain);
            }
            Event::Rule => {
                self.text.push(Run::new(self.symbols.rule.repeat(self.room.min(24)), Tone::Line));
                self.close();
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } | Tag::Strong => self.tones.push(Tone::Strong),
            Tag::TableHead => {
                self.tones.push(Tone::Strong);
                self.table.iter_mut().for_each(|rows| rows.push(Vec::new()));
            }
            Tag::Emphasis => self.tones.push(Tone::Emphasis),
            Tag::Strikethrough => self.tones.push(Tone::Faint),
            Tag::List(first) => {
                self.flush();
                self.lists.push(*first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                let bar = Run::new(format!("{} ", self.symbols.wall), Tone::Line);
                self.margins.push(Margin { first: None, rest: bar });
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let manner = match kind {
                    CodeBlockKind::Fenced(info) => Manner::of(info),
                    CodeBlockKind::Indented => Manner::Plain,
                };
                self.block = Some((String::new(), manner));
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Vec::new());
            }
            Tag::TableRow => self.table.iter_mut().for_each(|rows| rows.push(Vec::new())),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.flush();
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => format!("{} ", self.symbols.bullet),
        };
        let rest = Run::blank(columns(&bullet));
        self.margins.push(Margin { first: Some(Run::new(bullet, Tone::Faint)), rest });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.close(),
            TagEnd::Heading(_) => {
                self.tones.pop();
                self.close();
            }
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::TableHead => _ = self.tones.pop(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.close();
            }
            TagEnd::Item => {
                self.flush();
                self.margins.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.margins.pop();
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                self.table.iter_mut().filter_map(|rows| rows.last_mut()).for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => self.end_table(),
            _ => {}
        }
    }

    fn end_table(&mut self) {
        let rows = self.table.take().unwrap_or_default();
        for line in table(&rows, self.room_for_text(), self.symbols) {
            self.write(&line);
        }
        self.close();
    }

    fn end_code(&mut self) {
        let Some((block, manner)) = self.block.take() else { return };
        self.margins.push(Margin { first: None, rest: Run::blank(2) });
        for line in block.trim_end().split('\n') {
            self.write(&manner.paint(&line.chars().map(safe).collect::<String>()));
        }
        self.margins.pop();
        self.close();
    }

    fn push(&mut self, text: &str, tone: Tone) {
        if !text.is_empty() {
            self.text.push(Run::new(shown(text, LIMIT), tone));
        }
    }

    /// Ends a block: a blank line follows, but not inside of lists.
    fn close(&mut self) {
        self.flush();
        self.gap |= self.lists.is_empty();
    }

    /// Writes the paragraph so far.
    fn flush(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        if let ([Run { tone: Tone::Code, text: code }], Code::Commands(commands)) = (&text[..], self.code)
            && commands.iter().any(|command| shown(&command.text, LIMIT) == **code)
        {
            text.insert(0, Run::new("$ ", Tone::Faint));
        }
        self.take_bullet(&mut text);
        if !text.is_empty() {
            self.write(&text);
        }
    }

    /// Puts the sign of a file that `text` begins with in the place of the bullet before it.
    fn take_bullet(&mut self, text: &mut Line) {
        let symbols = self.symbols;
        let Some((Some(bullet), first)) = self.margins.last_mut().map(|margin| &mut margin.first).zip(text.first_mut())
        else {
            return;
        };
        if let Some((sign, rest)) = first.text.split_once('\u{a0}')
            && bullet.text.trim_end() == symbols.bullet
            && [symbols.present, symbols.missing, symbols.coming].contains(&sign)
        {
            bullet.text = format!("{sign} ");
            first.text = rest.to_owned();
        }
    }

    /// Returns which margins are shown: the outer ones, and the innermost.
    fn shown_margins(&self) -> impl Fn(usize) -> bool + use<> {
        let outer = self.margins.len().min(DEEPEST - 1);
        let inner = self.margins.len().saturating_sub(1).max(outer);
        move |index| index < outer || index >= inner
    }

    /// Returns how many columns the margins leave; at least one.
    fn room_for_text(&self) -> usize {
        let is_shown = self.shown_margins();
        let margins = self.margins.iter().enumerate().filter(|&(index, _)| is_shown(index));
        let taken: usize = margins.map(|(_, margin)| columns(&margin.rest.text)).sum();
        self.room.saturating_sub(taken).max(1)
    }

    /// Writes `text` as lines behind the margins.
    fn write(&mut self, text: &[Run]) {
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            self.lines.push(Line::new());
        }
        let is_shown = self.shown_margins();
        for line in wrap(text, self.room_for_text()) {
            let of_margin = |margin: &mut Margin| margin.first.take().unwrap_or_else(|| margin.rest.clone());
            let margins = self.margins.iter_mut().enumerate().filter(|&(index, _)| is_shown(index));
            let mut whole: Line = margins.map(|(_, margin)| of_margin(margin)).collect();
            whole.extend(line);
            self.lines.push(whole);
        }
    }
}

/// Returns whether `text` begins with a line such as `**Owner**: Ada`: people write these one below the other, though
/// `CommonMark` reads them as one paragraph.
fn is_named(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim_start_matches([' ', '\t', '>']);
    let name = line.strip_prefix("**").and_then(|line| line.split_once("**"));
    name.is_some_and(|(name, value)| !name.is_empty() && (name.ends_with(':') || value.starts_with(':')))
}

/// Returns `html` without a comment that it starts with.
fn without_comment(html: &str) -> &str {
    if !html.trim_start().starts_with("<!--") {
        return html;
    }
    html.split_once("-->").map_or("", |(_, behind)| behind)
}

/// Returns `character` as it may be shown in a line of code.
fn safe(character: char) -> char {
    match character {
        '\t' => ' ',
        character if crate::text::is_unsafe(character) => '·',
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    /// Tones that are not plain are shown around their text.
    fn rendered(source: &str, room: usize) -> String {
        let run = |run: &Run| match run.tone {
            Tone::Plain => run.text.clone(),
            Tone::Strong => format!("*{}*", run.text),
            Tone::Emphasis => format!("/{}/", run.text),
            Tone::Code => format!("`{}`", run.text),
            _ => format!("‹{}›", run.text),
        };
        let line = |line: &Line| line.iter().map(run).collect::<String>();
        let span = crate::text::Span::at(0);
        let commands = [Command { text: "cargo test".to_owned(), span, expected: None }];
        render(source, room, &Symbols::UNICODE, Code::Commands(&commands))
            .iter()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn blocks_are_told_apart() {
        assert_snapshot!(rendered("Some **bold**, *lean*\nand `code`.\n\n- one\n- two\n  - three\n\n3. four\n\n> said\n\n---\n# End", 40), @r"
        Some *bold*, /lean/ and `code`.

        ‹• ›one
        ‹• ›two
          ‹• ›three

        ‹3. ›four

        ‹│ ›said

        ‹────────────────────────›

        *End*
        ");
        assert_snapshot!(rendered("`cargo test`\n\n```sh\n  a\tb\n\u{1b}[31m\n```\n| a | b |\n|---|---|\n| c | d |\n", 40), @"
        ‹$ ›`cargo test`

          `  a b`
          `·[31m`

        *a*‹ │ ›*b*
        ‹─────›
        c‹ │ ›d
        ");
        assert_snapshot!(rendered("a list that is wrapped:\n  - one and two and three\n  - [x] done\n", 14), @r"
        a list that is
        wrapped:

        ‹• ›one and two
          and three
        ‹• ›‹▣› done
        ");
        assert_snapshot!(rendered("`Users`", 14), @"`Users`");
        assert_snapshot!(rendered("<!-- hidden --><b>x</b>", 14), @"‹<b>x</b>›");
        assert_snapshot!(rendered("", 14), @"");
    }

    #[test]
    fn lines_stay_apart_where_they_are_meant_to() {
        for (source, expected) in [
            ("one\ntwo", "one two"),
            ("one  \ntwo", "one\ntwo"),
            ("one\\\ntwo", "one\ntwo"),
            ("- one  \n  two\n- three", "‹• ›one\n  two\n‹• ›three"),
            ("**Owner**: Ada\n**Date:** today,\nperhaps\n**Due**", "*Owner*: Ada\n*Date:* today, perhaps *Due*"),
            ("> **A**: b\n> **C**: d", "‹│ ›*A*: b\n‹│ ›*C*: d"),
            ("said **so**: yes\nthen **no**: nothing", "said *so*: yes then *no*: nothing"),
        ] {
            assert_eq!(rendered(source, 40), expected, "{source}");
        }
    }

    #[test]
    fn what_is_nested_without_end_is_laid_out_as_if_it_were_not() {
        let words = "and so on ".repeat(2000);
        for deep in [format!("{}{words}", "- ".repeat(2000)), format!("{}{words}", "> ".repeat(2000))] {
            let lines = render(&deep, 40, &Symbols::UNICODE, Code::Span);
            assert!(lines.iter().all(|line| line.len() <= DEEPEST + 1), "{:?}", lines[0]);
            assert!(lines.len() < 2000, "{} lines", lines.len());
        }
    }

    #[test]
    fn a_text_without_end_is_cut_off() {
        let lines = render(&"a\n\n".repeat(20_000), 40, &Symbols::UNICODE, Code::Span);
        assert!((MOST_LINES..MOST_LINES + 4).contains(&lines.len()), "{}", lines.len());
    }
}
