//! All that the screen shows, and the one place where what happens is routed to what changes.

use std::sync::Arc;

use super::action::{ACTIONS, Action};
use super::changes::ChangeList;
use super::detail::Detail;
use super::diagnostics::{Diagnostics, List};
use super::document::Subject;
use super::files::Files;
use super::flash::Flash;
use super::help;
use super::history::History;
use super::layout::{Layout, Needs, Pane, Screen};
use super::mouse::{Deed, Mouse};
use super::news::News;
use super::overlay::Overlay;
use super::overview::Overview;
use super::plans::PlanList;
use super::row::{Extent, Rows};
use super::run::Line;
use super::runs::Runs;
use super::seek::Seek;
use super::settings::{Settings, Start};
use super::status::{Answer, Status};
use super::symbols::Symbols;
use super::tree::Tree;
use super::view::View;
use super::{Effect, Msg};
use crate::plan::{NodeId, Plan};

/// No row takes more lines than this, also not the selected one.
const TALLEST_ROW: usize = 3;

/// All that the screen shows.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) overview: Overview,
    pub(super) tree: Tree,
    pub(super) detail: Detail,
    pub(super) screen: Screen,
    /// What was opened above the Plan screen, the topmost last.
    pub(super) views: Vec<View>,
    pub(super) overlays: Vec<Overlay>,
    pub(super) history: History,
    pub(super) news: News,
    pub(super) flash: Flash,
    pub(super) status: Status,
    pub(super) files: Files,
    pub(super) seek: Seek,
    pub(super) runs: Runs,
    pub(super) plans: PlanList,
    pub(super) settings: Settings,
}

impl Model {
    /// Returns the screen of `size` (columns, rows) as it opens: on the first unit that is ready.
    pub fn new(plan: Arc<Plan>, settings: Settings, size: (u16, u16)) -> Self {
        let overview = Overview::new(plan);
        let screen = Screen::new(size.0, size.1);
        let height = screen.layout(needs(&overview, &View::Plan)).tree.map_or(0, |pane| pane.inner.height);
        let tree = Tree::open(&overview.plan, overview.next, usize::from(height));
        let (detail, views, overlays, history, news, status, files) = Default::default();
        let (seek, runs, plans, flash) = Default::default();
        let mut model = Self {
            overview,
            tree,
            detail,
            screen,
            views,
            overlays,
            history,
            news,
            flash,
            status,
            files,
            seek,
            runs,
            plans,
            settings,
        };
        model.note_first();
        model.start();
        model.settle();
        model
    }

    /// Opens the screen that was asked for.
    fn start(&mut self) {
        let address = match self.settings.start.clone() {
            Start::Plan => return,
            Start::Plans => return self.start_with_plans(),
            Start::Walk(address) => address,
        };
        if let Some(id) = address.and_then(|address| self.overview.plan.resolve(&address).ok()) {
            self.tree.go_to(&self.overview.plan, id);
        }
        self.open_view(Action::Walk);
    }

    /// Takes what happened; returns what the shell shall do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        // The wheel says nothing, and leaves what was said.
        let clicks = matches!(msg, Msg::Mouse(Mouse { deed: Deed::Click, .. }));
        let answers = clicks || matches!(msg, Msg::Key(_) | Msg::Committed { .. } | Msg::Refused(_));
        let mut effects = self.route(msg);
        if answers {
            self.status.hold(Answer::Unread);
        }
        self.settle();
        effects.extend(Some(self.unknown_files()).filter(|paths| !paths.is_empty()).map(Effect::LookUp));
        effects.extend(self.compare_run());
        effects
    }

    /// Hands what happened to what it changes; returns what that asks of the shell.
    fn route(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key) => return self.press(key),
            Msg::Mouse(mouse) => return self.unless_moved(|model| model.point(mouse)),
            Msg::Outside { plan, by } => return self.changed_outside(&plan, &by),
            Msg::Committed { before, plan, changes, made, by } => {
                return self.committed(&before, &plan, &changes, &made, &by);
            }
            Msg::Refused(why) => return self.refused(&why),
            Msg::Left(left) => return self.offer_left(left),
            Msg::Typed(number) => return self.keep_text(number).into_iter().collect(),
            Msg::Offers(offers) => return self.take_offers(offers),
            Msg::Run(news) => return self.hear_of_run(news),
            Msg::Plans(sighting) => return self.sight(sighting),
            Msg::Paste(text) => self.paste(&text),
            Msg::Settings(settings) => self.settle_on(*settings),
            Msg::BadSettings(why) => {
                self.status.unsettled = true;
                self.status.warn(why);
            }
            Msg::Resize(columns, rows) => self.screen.resize(columns, rows),
            Msg::Edited { plan, when } => self.edited(&plan, when),
            Msg::MadeAgain { said, made, by } => self.made_again(&said, &made, &by),
            Msg::Checked { plan, found } => self.take_check(&plan, found),
            Msg::ReadBy(plan) => self.read_by(plan),
            Msg::Calm => {
                self.tree.calm();
                self.status.calm();
            }
            Msg::WasRead => self.status.was_read(),
            Msg::Arrived => self.seek.jump.arrive(),
            Msg::FlashOver => self.flash = Flash::None,
            Msg::Quiet { minutes } => self.status.quiet = Some(minutes),
            Msg::Writing => self.status.writing = self.history.is_busy(),
            Msg::Access(access) => self.status.set_access(access),
            Msg::Watching(watching) => self.status.set_watching(watching),
            Msg::Tier(tier) => self.status.set_tier(tier),
            Msg::Opening(named) => self.wait_for_plan(named),
            Msg::Blur => self.look_away(),
            Msg::Focus => {
                self.files.doubt();
                self.runs.doubt();
                self.look_again();
            }
            Msg::Seen { plan, unseen } => self.recall(&plan, unseen.as_ref()),
            Msg::LookedUp(answers) => {
                if self.files.learn(answers) {
                    self.detail.refresh();
                    self.refresh_view();
                }
            }
            Msg::Done(what) => self.status.say(what),
            Msg::Notice(what) | Msg::Fault(what) => self.status.warn(what),
        }
        Vec::new()
    }

    /// Returns the plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.overview.plan
    }

    /// Returns what is said of the plan as a whole.
    pub fn overview(&self) -> &Overview {
        &self.overview
    }

    /// Returns rows, folds and cursor.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the detail of the node under the cursor.
    pub fn detail(&self) -> &Detail {
        &self.detail
    }

    /// Returns size, panes and focus.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Returns what lies over the screen, the topmost last.
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// Returns what others did, and what of ours is not in the file.
    pub fn news(&self) -> &News {
        &self.news
    }

    /// Returns whether something can be taken back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Returns the last message and what departs from normal.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Returns what is known of the files that the plan names.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Returns what was chosen.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns where everything stands.
    pub fn layout(&self) -> Layout {
        self.screen.layout(needs(&self.overview, self.view()))
    }

    /// Returns the lines of the tree from the top of its pane on, and which of them belong to the row under the cursor.
    pub fn visible_rows(&self) -> Vec<(Line, bool)> {
        let cursor = self.tree.cursor();
        self.placed_rows().into_iter().map(|(id, line)| (line, cursor == Some(id))).collect()
    }

    /// Returns the lines of the tree from the top of its pane on, each with its node.
    pub(super) fn placed_rows(&self) -> Vec<(NodeId, Line)> {
        let Some(pane) = self.layout().tree else { return Vec::new() };
        let height = usize::from(pane.inner.height);
        let unseen = self.news.marked();
        let rows = self.rows(pane.inner.width, &unseen);
        let mut lines = Vec::new();
        for &id in self.tree.rows().iter().skip(self.tree.top()).take(height) {
            let selected = self.tree.cursor() == Some(id);
            let extent = if selected { Extent::Whole(TALLEST_ROW.min(height)) } else { Extent::Line };
            lines.extend(rows.row(id, extent).into_iter().map(|line| (id, line)));
        }
        lines.truncate(height);
        lines
    }

    /// Returns the box of the list of diagnostics.
    pub fn diagnostics_box(&self) -> Pane {
        self.screen.overlay(usize::MAX, List::rows(&self.overview.diagnostics))
    }

    /// Returns the box of `list`.
    pub fn changes_box(&self, list: &ChangeList) -> Pane {
        list.pane(&self.news, &self.screen)
    }

    /// Returns the box of the list of all actions; its first row is for what is typed.
    pub fn palette_box(&self) -> Pane {
        self.screen.overlay(66, ACTIONS.len() + 1)
    }

    /// Returns the keys of the help in lines for its box.
    pub fn help_lines(&self) -> Vec<Line> {
        let room = self.screen.overlay(usize::MAX, usize::MAX).inner.width;
        let place = if let View::Walk(_) = self.view() { help::Place::Walk } else { help::Place::Tree };
        help::lines(&self.settings.keymap, place, self.settings.symbols, usize::from(room))
    }

    /// Returns whether the plan has been looked through for what a person should know of it: else [`Msg::checked`] does.
    pub fn is_checked(&self) -> bool {
        self.overview.is_checked
    }

    /// Looks the plan through, where that has not been done.
    pub(super) fn check(&mut self) {
        if !self.is_checked() {
            let plan = Arc::clone(self.plan());
            let found = Diagnostics::of(&plan);
            self.take_check(&plan, found);
        }
    }

    /// Takes what was `found` in `plan`, where that is still the plan.
    fn take_check(&mut self, plan: &Arc<Plan>, found: Diagnostics) {
        if Arc::ptr_eq(plan, self.plan()) && self.overview.take_check(found) {
            self.detail.refresh();
            self.refresh_view();
        }
    }

    /// Draws with `symbols` from now on.
    pub fn draw_with(&mut self, symbols: &'static Symbols) {
        if !std::ptr::eq(self.settings.symbols, symbols) {
            self.settings.symbols = symbols;
            self.detail.refresh();
            self.refresh_view();
            self.settle();
        }
    }

    /// Takes other choices.
    fn settle_on(&mut self, settings: Settings) {
        self.settings = settings;
        self.status.unsettled = false;
        self.status.pending.clear();
        let remarks: String = self.settings.remarks.iter().map(|remark| format!("; {remark}")).collect();
        self.status.say(format!("the settings were read again{remarks}"));
        self.detail.refresh();
        self.refresh_view();
    }

    /// Returns the files whose names are on the screen, as the plan writes them, and of which nobody knows whether they are
    /// there. Each is returned once: what is returned is taken for asked.
    pub fn unknown_files(&mut self) -> Vec<String> {
        let listed = matches!(self.overlays.last(), Some(Overlay::Choice(_)));
        let id = self.tree.cursor().filter(|_| listed).or_else(|| self.shown());
        id.map_or_else(Vec::new, |id| self.files.ask(&self.overview.plan, id))
    }

    pub(super) fn rows<'a>(&'a self, width: u16, unseen: &'a [NodeId]) -> Rows<'a> {
        let columns = usize::from(width);
        Rows {
            overview: &self.overview,
            tree: &self.tree,
            unseen,
            symbols: self.settings.symbols,
            needle: self.seek.find.needle(),
            columns,
        }
    }

    /// Brings everything that follows from the rest into line: what is scrolled to, and what the detail says.
    pub(super) fn settle(&mut self) {
        self.screen.make_room(self.rows_said());
        self.settle_view();
        self.narrow();
        let layout = self.layout();
        if let (Some(pane), Some(cursor)) = (layout.tree, self.tree.cursor()) {
            let height = usize::from(pane.inner.height);
            let extent = Extent::Whole(TALLEST_ROW.min(height));
            let tall = self.rows(pane.inner.width, &self.news.marked()).row(cursor, extent).len();
            self.tree.scroll_into_view(height, tall);
        }
        match layout.detail {
            Some(pane) => {
                let known = (&self.overview, &self.files, &self.runs);
                let subject = Subject::under(&self.tree, known, self.settings.symbols, pane);
                self.detail.show(&subject, usize::from(pane.inner.height));
            }
            None => self.detail.clear(),
        }
        self.settle_overlay();
        self.settle_runs();
    }

    /// Brings the topmost overlay into line. What the others hold is not asked for: that grows with what others save.
    fn settle_overlay(&mut self) {
        let is_help = matches!(self.overlays.last(), Some(Overlay::Help(_)));
        let lines = if is_help { self.help_lines().len() } else { 0 };
        if let Some(Overlay::Changes(list)) = self.overlays.last_mut() {
            return list.settle(&self.news, &self.overview.plan, &self.screen, self.settings.symbols);
        }
        let inner = match self.overlays.last() {
            Some(Overlay::Diagnostics(_)) => self.diagnostics_box().inner,
            Some(Overlay::Palette(_)) => self.palette_box().inner,
            Some(Overlay::Help(_)) => self.screen.overlay(usize::MAX, lines).inner,
            _ => return,
        };
        let size = (usize::from(inner.width), usize::from(inner.height));
        let symbols = self.settings.symbols;
        match self.overlays.last_mut() {
            Some(Overlay::Diagnostics(list)) => list.settle(&self.overview.diagnostics, size, symbols),
            Some(Overlay::Palette(palette)) => palette.settle(size.1.saturating_sub(1)),
            Some(Overlay::Help(help)) => help.scroll = help.scroll.min(lines.saturating_sub(size.1)),
            _ => {}
        }
    }
}

/// Returns how many rows are needed above the panes.
fn needs(overview: &Overview, view: &View) -> Needs {
    let lists_plans = matches!(view, View::Plans);
    Needs {
        body: view.body(),
        header: if overview.tally().total > 0 || lists_plans { 2 } else { 1 },
        banner: u16::from(overview.plan.conflict().is_some() && !lists_plans),
    }
}
