//! Where everything stands, in plain numbers: scrolling and drawing both go by them.

/// From how many columns on tree and detail stand side by side.
const WIDE: u16 = 80;
/// From how many rows on a narrow screen has the detail under the tree.
const TALL: u16 = 28;
/// From how many rows on there is room for a blank row and a second row in the footer.
const ROOMY: u16 = 16;

/// From how many rows on a message that is longer than a row gets more of them.
const WRAPS: u16 = 10;
/// How many, at most; and where the screen has many, no more than one of so many.
const MOST_SAID: u16 = 3;
const SHARE_SAID: u16 = 3;

/// No page is wider than this, with its frame.
const PAGE: u16 = 100;

/// No overlay is wider than this.
const OVERLAY: u16 = 84;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The leftmost column.
    pub x: u16,
    /// The topmost row.
    pub y: u16,
    /// In columns.
    pub width: u16,
    /// In rows.
    pub height: u16,
}

impl Area {
    /// Returns the first `rows` rows, and what is below them.
    fn split_top(self, rows: u16) -> (Self, Self) {
        let rows = rows.min(self.height);
        (Self { height: rows, ..self }, Self { y: self.y + rows, height: self.height - rows, ..self })
    }

    /// Returns the first `columns` columns, and what is to their right.
    fn split_left(self, columns: u16) -> (Self, Self) {
        let columns = columns.min(self.width);
        (Self { width: columns, ..self }, Self { x: self.x + columns, width: self.width - columns, ..self })
    }

    /// Returns the area without `columns` at either side and `rows` at the top and the bottom.
    fn shrink(self, columns: u16, rows: u16) -> Self {
        Self {
            x: self.x + columns.min(self.width / 2),
            y: self.y + rows.min(self.height / 2),
            width: self.width.saturating_sub(2 * columns),
            height: self.height.saturating_sub(2 * rows),
        }
    }
}

/// Which panes somebody wants to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panes {
    /// Tree and detail, as far as there is room for both.
    #[default]
    Both,
    /// The tree alone.
    Tree,
    /// The detail alone.
    Detail,
}

/// Which pane the keys move in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The tree.
    #[default]
    Tree,
    /// The detail.
    Detail,
}

/// The size of the screen, and what of it is used for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    columns: u16,
    rows: u16,
    panes: Panes,
    /// What was shown before the detail alone.
    before: Panes,
    focus: Focus,
    /// How many rows the last message would take.
    said: u16,
}

impl Screen {
    /// Returns a screen of `columns` and `rows` with the tree in focus.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self { columns, rows, ..Self::default() }
    }

    /// Takes another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        (self.columns, self.rows) = (columns, rows);
        if self.panes != Panes::Detail && !self.shows_both() {
            self.focus = Focus::Tree;
        }
    }

    /// Returns columns and rows.
    pub(super) fn size(self) -> (u16, u16) {
        (self.columns, self.rows)
    }

    /// Returns the width in columns.
    pub(super) fn columns(self) -> u16 {
        self.columns
    }

    /// Returns the height in rows.
    pub(super) fn rows(self) -> u16 {
        self.rows
    }

    /// Returns the pane that the keys move in.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// Returns whether tree and detail are side by side, or would be.
    pub fn is_wide(&self) -> bool {
        self.columns >= WIDE
    }

    /// Shows the next arrangement: both, the tree, the detail; leaves out what looks the same here.
    pub fn cycle(&mut self) {
        self.panes = match self.panes {
            Panes::Both if self.shows_both() => Panes::Tree,
            Panes::Both | Panes::Tree => Panes::Detail,
            Panes::Detail => Panes::Both,
        };
        self.before = Panes::Both;
        self.focus = if self.panes == Panes::Detail { Focus::Detail } else { Focus::Tree };
    }

    /// Goes to the detail: beside the tree where it is shown there, else alone.
    pub fn read(&mut self) {
        if !(self.shows_both() && self.is_wide()) && self.panes != Panes::Detail {
            self.before = self.panes;
            self.panes = Panes::Detail;
        }
        self.focus = Focus::Detail;
    }

    /// Goes back from the detail to the tree; returns whether that was anything new.
    pub fn leave(&mut self) -> bool {
        if self.panes == Panes::Detail {
            self.panes = self.before;
        }
        std::mem::take(&mut self.focus) == Focus::Detail
    }

    /// Goes to the other pane, and shows it where it is not shown.
    pub fn switch(&mut self) {
        match self.focus {
            Focus::Detail => _ = self.leave(),
            Focus::Tree if self.shows_both() => self.focus = Focus::Detail,
            Focus::Tree => self.read(),
        }
    }

    fn shows_both(self) -> bool {
        self.panes == Panes::Both && (self.is_wide() || self.rows >= TALL)
    }

    /// Makes room for a message of so many `rows`.
    pub(super) fn make_room(&mut self, rows: u16) {
        self.said = rows;
    }

    /// Returns how many rows the footer takes: more where something long is said.
    fn footer(self) -> u16 {
        let usual = if !self.is_wide() && self.rows >= ROOMY { 2 } else { 1 };
        match self.rows {
            0..3 => 0,
            3..WRAPS => usual,
            rows => self.said.min(MOST_SAID.max(rows / SHARE_SAID)).max(usual),
        }
    }

    /// Returns where everything stands.
    pub fn layout(&self, needs: Needs) -> Layout {
        let all = Area { x: 0, y: 0, width: self.columns, height: self.rows };
        let (header, rest) = all.split_top(match self.rows {
            0..4 => 0,
            4..8 => 1,
            _ => needs.header,
        });
        let (banner, rest) = rest.split_top(if self.rows < 6 { 0 } else { needs.banner });
        let has_title = self.panes == Panes::Detail || needs.body == Body::Page;
        let blank = u16::from(!self.is_wide() && self.rows >= ROOMY && !has_title);
        let (_, rest) = rest.split_top(blank);
        let (body, footer) = rest.split_top(rest.height.saturating_sub(self.footer()));
        let (tree, detail, page) = match needs.body {
            Body::Panes => {
                let (tree, detail) = self.panes(body);
                (tree, detail, None)
            }
            Body::Page => (None, None, Some(self.page(body))),
        };
        Layout { header, banner, tree, detail, page, footer }
    }

    /// Returns the box of an overlay with `columns` and `rows` of text, in the middle; smaller where there is no room, and
    /// above the footer, which answers its keys, unless every row counts.
    pub fn overlay(&self, columns: usize, rows: usize) -> Pane {
        let fit = |wanted: usize, most: u16| u16::try_from(wanted.saturating_add(2)).unwrap_or(u16::MAX).min(most);
        let width = fit(columns.saturating_add(2), self.columns.min(OVERLAY));
        let above = if self.rows < 8 { self.rows } else { self.rows - self.footer() };
        let height = fit(rows, above);
        let (x, y) = ((self.columns - width) / 2, (self.rows - height) / 2);
        let y = y.min(above - height);
        let outer = Area { x, y, width, height };
        Pane { outer, inner: outer.shrink(2, 1), framed: true }
    }

    /// Returns the one pane of `body`: in a wide one in the middle, no wider than a page.
    fn page(self, body: Area) -> Pane {
        let mut pane = if self.is_wide() {
            let width = body.width.min(PAGE);
            let outer = Area { x: body.x + (body.width - width) / 2, width, ..body };
            Pane { outer, inner: outer.shrink(2, 1), framed: true }
        } else {
            below(body)
        };
        // A title under a title is hard to tell from it.
        (_, pane.inner) = pane.inner.split_top(u16::from(self.rows >= ROOMY));
        pane
    }

    /// Returns the panes of `body`.
    fn panes(self, body: Area) -> (Option<Pane>, Option<Pane>) {
        if self.is_wide() {
            let framed = |outer: Area| Some(Pane { outer, inner: outer.shrink(2, 1), framed: true });
            return match self.panes {
                Panes::Tree => (framed(body), None),
                Panes::Detail => (None, framed(body)),
                Panes::Both => {
                    let (tree, detail) =
                        body.split_left((body.width / 20 * 9 + body.width % 20 * 9 / 20).clamp(40, 76));
                    (framed(tree), framed(detail))
                }
            };
        }
        let alone = |outer: Area| Pane { outer, inner: outer.shrink(1, 0), framed: false };
        if self.shows_both() {
            let (tree, detail) = body.split_top(body.height - (body.height * 2 / 5).max(10));
            return (Some(alone(tree)), Some(below(detail)));
        }
        if self.panes == Panes::Detail { (None, Some(below(body))) } else { (Some(alone(body)), None) }
    }
}

/// Returns a pane in `outer` with nothing around it but a title above.
fn below(outer: Area) -> Pane {
    Pane { outer, inner: outer.split_top(1).1.shrink(1, 0), framed: false }
}

/// What stands between header and footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Tree and detail.
    Panes,
    /// One page.
    Page,
}

/// How many rows are needed above and below the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// What stands between them.
    pub body: Body,
    /// Title and progress.
    pub header: u16,
    /// What is wrong with the file.
    pub banner: u16,
}

/// A pane: all of it, and the part for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pane {
    /// With its frame or title.
    pub outer: Area,
    /// Where the text goes.
    pub inner: Area,
    /// It has a frame all around; else a title at most.
    pub framed: bool,
}

/// Where everything stands; what has no room has an area without rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Title, progress, notices.
    pub header: Area,
    /// What is wrong with the file.
    pub banner: Area,
    /// The tree, where it is shown.
    pub tree: Option<Pane>,
    /// The detail, where it is shown.
    pub detail: Option<Pane>,
    /// What is shown instead of both.
    pub page: Option<Pane>,
    /// The last message and the keys.
    pub footer: Area,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(mut screen: Screen, message: u16) -> String {
        screen.make_room(message);
        let layout = screen.layout(Needs { body: Body::Panes, header: 2, banner: 0 });
        let pane = |pane: Option<Pane>| {
            pane.map_or("-".to_owned(), |Pane { inner: Area { x, y, width, height }, .. }| {
                format!("{width}x{height}+{x}+{y}")
            })
        };
        format!(
            "head {} tree {} detail {} foot {}",
            layout.header.height,
            pane(layout.tree),
            pane(layout.detail),
            layout.footer.height
        )
    }

    #[test]
    fn panes_go_where_there_is_room() {
        for (size, expected) in [
            ((140, 40), "head 2 tree 59x35+2+3 detail 73x35+65+3 foot 1"),
            ((80, 24), "head 2 tree 36x19+2+3 detail 36x19+42+3 foot 1"),
            ((50, 40), "head 2 tree 48x21+1+3 detail 48x13+1+25 foot 2"),
            ((79, 27), "head 2 tree 77x22+1+3 detail - foot 2"),
            ((40, 12), "head 2 tree 38x9+1+2 detail - foot 1"),
            ((20, 5), "head 1 tree 18x3+1+1 detail - foot 1"),
            ((1, 1), "head 0 tree 0x1+0+0 detail - foot 0"),
        ] {
            assert_eq!(shape(Screen::new(size.0, size.1), 1), expected, "{size:?}");
        }
        for (size, message, expected) in [
            ((80, 24), 2, "head 2 tree 36x18+2+3 detail 36x18+42+3 foot 2"),
            ((80, 24), 9, "head 2 tree 36x12+2+3 detail 36x12+42+3 foot 8"),
            ((80, 10), 9, "head 2 tree 36x3+2+3 detail 36x3+42+3 foot 3"),
            ((50, 20), 2, "head 2 tree 48x15+1+3 detail - foot 2"),
            ((80, 9), 2, "head 2 tree 36x4+2+3 detail 36x4+42+3 foot 1"),
        ] {
            assert_eq!(shape(Screen::new(size.0, size.1), message), expected, "{size:?}");
        }
    }

    #[test]
    fn nothing_stands_outside_of_the_screen() {
        for columns in (0..100).step_by(3) {
            for rows in 0..50 {
                let mut screen = Screen::new(columns, rows);
                screen.make_room(9);
                for body in [Body::Panes, Body::Panes, Body::Panes, Body::Page] {
                    screen.cycle();
                    let layout = screen.layout(Needs { body, header: 2, banner: 1 });
                    let panes = [layout.tree, layout.detail, layout.page].into_iter().flatten();
                    let areas = panes.flat_map(|pane| [pane.outer, pane.inner]);
                    for area in areas.chain([layout.header, layout.banner, layout.footer]) {
                        assert!(area.x + area.width <= columns && area.y + area.height <= rows, "{screen:?} {area:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_detail_opens_and_closes() {
        let mut wide = Screen::new(100, 30);
        wide.read();
        assert_eq!((wide.focus(), wide.panes), (Focus::Detail, Panes::Both));
        assert!(wide.leave());
        assert!(!wide.leave());
        let mut narrow = Screen::new(50, 20);
        narrow.switch();
        assert_eq!((narrow.focus(), narrow.panes), (Focus::Detail, Panes::Detail));
        narrow.switch();
        assert_eq!((narrow.focus(), narrow.panes), (Focus::Tree, Panes::Both));
        narrow.cycle();
        assert_eq!(narrow.panes, Panes::Detail);
        let mut tall = Screen::new(50, 40);
        tall.switch();
        assert_eq!((tall.focus(), tall.panes), (Focus::Detail, Panes::Both));
        tall.resize(50, 20);
        assert_eq!(tall.focus(), Focus::Tree);
    }
}
