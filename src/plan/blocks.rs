//! First stage of reading: text to a flat list of blocks.
//!
//! pulldown-cmark decides what is a heading, an item, a fence; nothing here knows what a plan is.
//! Headings inside list items and block quotes are paragraphs to us: they structure a quotation, not the plan.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::text::Span;

/// One block of the text, in document order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// All its bytes without trailing blank lines; of an item with all that is nested in it.
    pub(super) span: Span,
    /// Its inline content: of a heading without `#`, of an item its first paragraph; empty at the span's end if none.
    pub(super) text: Span,
    /// Index of the list item that it lies in.
    pub(super) item: Option<usize>,
}

/// A block whose content is not read: nothing in it is a heading, an item or a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opaque {
    pub(super) kind: BlockKind,
    pub(super) span: Span,
    /// Whether it lies in a list item.
    pub(super) nested: bool,
}

impl Opaque {
    /// Returns those of `blocks` whose content is not read.
    pub(super) fn among(blocks: &[Block]) -> Vec<Self> {
        let opaque = |block: &&Block| matches!(block.kind, BlockKind::Code | BlockKind::Html | BlockKind::Table);
        let found = blocks.iter().filter(opaque);
        found.map(|&Block { kind, span, item, .. }| Self { kind, span, nested: item.is_some() }).collect()
    }
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading and its level, 1 to 6.
    Heading(u8),
    /// A list item.
    Item(Item),
    /// A paragraph that is not the first one of an item.
    Paragraph,
    /// A fence or indented code.
    Code,
    /// A block of HTML.
    Html,
    /// A table.
    Table,
    /// A thematic break.
    Rule,
}

/// What is special about a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Which list it belongs to; lists are numbered as they come.
    pub(super) list: usize,
    /// Whether the list is numbered.
    pub(super) ordered: bool,
    /// Its box, `[` and `]` included.
    pub(super) check: Option<Span>,
}

/// How long a block is in most plans, at least, in bytes.
const BLOCK: usize = 48;

/// Returns where the Markdown of `text` stands: behind a byte order mark and front matter, and inside the one `md` fence
/// that some agents put a whole plan in.
pub(super) fn markdown(text: &str) -> Span {
    let start = front_matter(text).end;
    inside_fence(text, start).unwrap_or(Span::new(start, text.len()))
}

/// Returns the front matter of `text` with its fences; empty, behind a byte order mark, where there is none.
pub(super) fn front_matter(text: &str) -> Span {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = &text[bom..];
    let mut lines = body.split_inclusive('\n');
    let Some(fence @ ("---" | "+++")) = lines.next().map(str::trim_end) else { return Span::at(bom) };
    let mut end = bom + body.len() - lines.clone().map(str::len).sum::<usize>();
    for line in lines {
        end += line.len();
        let line = line.trim_end();
        if line == fence || fence == "---" && line == "..." {
            return Span::new(bom, end);
        }
    }
    Span::at(bom)
}

/// Returns what a fence marked `md` holds, where nothing but blank lines stands around it.
fn inside_fence(text: &str, start: usize) -> Option<Span> {
    let body = text[start..].trim();
    let open = body.lines().next()?;
    let mark = open.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = open.trim_start_matches(mark);
    let length = open.len() - info.len();
    let close = body.lines().next_back()?;
    let closes = close.chars().all(|character| character == mark) && close.len() >= length;
    let is_markdown = matches!(info.trim(), "md" | "markdown");
    let whole = length >= 3 && is_markdown && closes && body.lines().nth(1).is_some();
    let from = start + text[start..].find(open)? + open.len();
    let to = text.trim_end().len() - close.len();
    whole.then(|| Span::new(from, to.max(from)))
}

/// Returns whether `held` between brackets can be a box. A digit or a capital is a reference or a legend: `[1]`, `[P]`.
pub(super) const fn is_box(held: char) -> bool {
    held == 'X' || !(held.is_ascii_digit() || held.is_ascii_uppercase() || matches!(held, ']' | '\n' | '\r'))
}

/// Returns the box with which the text at `text` begins: `[`, one character, `]`, then blank or end; or `*` and a blank,
/// by which Kiro marks an item that may be left out.
pub(super) fn check_at(source: &str, text: Span) -> Option<Span> {
    let content = text.of(source);
    let mut characters = content.chars();
    let (open, inner, close, behind) = (characters.next()?, characters.next()?, characters.next()?, characters.next());
    let optional = behind == Some('*') && characters.next().is_none_or(char::is_whitespace);
    let stands_alone = optional || behind.is_none_or(char::is_whitespace);
    (open == '[' && close == ']' && stands_alone && is_box(inner))
        .then(|| Span::new(text.start, text.start + 2 + inner.len_utf8()))
}

/// Returns the blocks of `source`.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    blocks_in(source, markdown(source))
}

/// Returns the blocks of `source` in `markdown`, which nothing around it is a part of.
pub(super) fn blocks_in(source: &str, markdown: Span) -> Vec<Block> {
    // Without the task list option: it knows two marks of many, and would read `[x]` and `[~]` by different rules.
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let blocks = Vec::with_capacity(markdown.len() / BLOCK);
    let mut reader = Reader { source, blocks, ..Reader::default() };
    for (event, range) in Parser::new_ext(markdown.of(source), options).into_offset_iter() {
        reader.read(&event, Span::new(range.start + markdown.start, range.end + markdown.start));
    }
    reader.finish()
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    /// Open lists: their number, and whether they are numbered.
    lists: Vec<(usize, bool)>,
    seen_lists: usize,
    /// Open list items, as indexes of blocks.
    items: Vec<usize>,
    quotes: usize,
    /// The block that inline content belongs to.
    target: Option<usize>,
    /// Inside a block whose content is of no interest.
    opaque: bool,
}

impl Reader<'_> {
    fn read(&mut self, event: &Event, span: Span) {
        if self.opaque {
            self.opaque = !matches!(event, Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table));
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag),
            Event::Rule => {
                self.push(BlockKind::Rule, span);
                self.target = None;
            }
            _ => self.inline(span),
        }
    }

    fn start(&mut self, tag: &Tag, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                let quoted = !self.items.is_empty() || self.quotes > 0;
                let kind = if quoted { BlockKind::Paragraph } else { BlockKind::Heading(*level as u8) };
                self.target = Some(self.push(kind, span));
            }
            Tag::Paragraph => {
                let first =
                    self.items.last().copied().filter(|&item| item + 1 == self.blocks.len() && self.fresh(item));
                self.target = Some(first.unwrap_or_else(|| self.push(BlockKind::Paragraph, span)));
            }
            Tag::Item => {
                let (list, ordered) = self.lists.last().copied().unwrap_or_default();
                let item = self.push(BlockKind::Item(Item { list, ordered, check: None }), span);
                self.items.push(item);
                self.target = None;
            }
            Tag::List(first) => {
                self.lists.push((self.seen_lists, first.is_some()));
                self.seen_lists += 1;
                self.target = None;
            }
            Tag::CodeBlock(_) => self.opaque(BlockKind::Code, span),
            Tag::HtmlBlock => self.opaque(BlockKind::Html, span),
            Tag::Table(_) => self.opaque(BlockKind::Table, span),
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.target = None;
            }
            _ => self.inline(span),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item => {
                self.items.pop();
                self.target = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.target = None;
            }
            TagEnd::BlockQuote(_) => {
                self.quotes -= 1;
                self.target = None;
            }
            TagEnd::Heading(_) | TagEnd::Paragraph => self.target = None,
            _ => {}
        }
    }

    fn opaque(&mut self, kind: BlockKind, span: Span) {
        self.push(kind, span);
        self.target = None;
        self.opaque = true;
    }

    /// Returns whether the item has no text yet, or nothing but its box.
    fn fresh(&self, item: usize) -> bool {
        let text = self.blocks[item].text;
        text.is_empty() || check_at(self.source, text).is_some_and(|check| check == text)
    }

    fn inline(&mut self, span: Span) {
        let target = match (self.target, self.items.last()) {
            (Some(target), _) => target,
            (None, Some(&item)) if item + 1 == self.blocks.len() => item,
            (None, _) => self.push(BlockKind::Paragraph, span),
        };
        self.target = Some(target);
        // An event leaves out the backslash of the escape that it starts with (CommonMark 2.4).
        let escaped = self.source[..span.start].ends_with('\\');
        let span = Span::new(span.start - usize::from(escaped), span.end);
        let text = &mut self.blocks[target].text;
        *text = if text.is_empty() { span } else { Span::new(text.start, text.end.max(span.end)) };
    }

    fn push(&mut self, kind: BlockKind, span: Span) -> usize {
        let trimmed = span.of(self.source).trim_end().len();
        let span = Span::new(span.start, span.start + trimmed);
        self.blocks.push(Block { kind, span, text: Span::at(span.end), item: self.items.last().copied() });
        self.blocks.len() - 1
    }

    fn finish(mut self) -> Vec<Block> {
        for block in &mut self.blocks {
            let trimmed = block.text.of(self.source).trim_end().len();
            block.text.end = block.text.start + trimmed;
            if let BlockKind::Item(item) = &mut block.kind {
                item.check = check_at(self.source, block.text);
            }
        }
        self.blocks
    }
}
