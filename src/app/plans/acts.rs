//! What keys do in the Plans screen, and how another plan takes the place of the one that is open.

use std::path::Path;
use std::sync::Arc;

use super::{PlanList, PlanRow, PlanWish, Role, Sighting, Spot};
use crate::app::action::Action;
use crate::app::ask::{Ask, Asked};
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::perform::distance;
use crate::app::settings::{Settings, Start};
use crate::app::status::Status;
use crate::app::view::{Sheet, View};
use crate::app::{By, Effect, Flash};
use crate::plan::Plan;

/// What a new plan is called where nobody says otherwise.
const NEW: &str = "PLAN";

impl Model {
    /// Returns whether the Plans screen is shown.
    pub fn lists_plans(&self) -> bool {
        matches!(self.view(), View::Plans)
    }

    /// Returns the plans of the folder, as far as they are known.
    pub fn plans(&self) -> &PlanList {
        &self.plans
    }

    /// Opens the list of plans as the only screen: no plan is open.
    pub(in crate::app) fn start_with_plans(&mut self) {
        self.plans.role = Role::Start;
        self.views.push(View::Plans);
    }

    /// Returns whether the screen on top can be left for another.
    pub(in crate::app) fn has_screen_below(&self) -> bool {
        !self.lists_plans() || self.plans.role == Role::Guest
    }

    /// Opens the list of plans over what is shown, on the plan that is open; closes it where it is shown.
    fn toggle_plans(&mut self) {
        if self.lists_plans() {
            self.close_view();
        } else {
            self.plans.look_for("");
            self.plans.go_to_open();
            self.tree.keep_folds();
            self.views.retain(|view| !matches!(view, View::Plans));
            self.views.push(View::Plans);
        }
    }

    /// Shows the whole list of plans.
    pub fn list_plans(&mut self) {
        if self.lists_plans() {
            self.plans.look_for("");
        } else {
            self.toggle_plans();
        }
        self.settle();
    }

    /// Takes what is told of the plans of the folder.
    pub(in crate::app) fn sight(&mut self, sighting: Sighting) -> Vec<Effect> {
        let sighting = match sighting {
            Sighting::Own { path, changed, when } => {
                Sighting::Plan(Box::new(PlanRow::new(path, &self.overview.plan, changed, when)))
            }
            other => other,
        };
        let opens = self.plans.learn(sighting).filter(|_| self.lists_plans());
        opens.map(|path| Effect::Plans(PlanWish::Open(path))).into_iter().collect()
    }

    /// Brings the row of the plan that is open into line with what it says now.
    pub(in crate::app) fn refresh_own_row(&mut self) {
        let own = self.plans.open.as_ref().and_then(|open| self.plans.rows.iter().find(|row| row.path == *open));
        if let Some(row) = own.filter(|_| self.lists_plans()) {
            let row = row.reading(&self.overview.plan);
            self.plans.learn(Sighting::Plan(Box::new(row)));
        }
    }

    /// Says that a plan is being opened, for as long as it takes; `None` where it is not any more.
    pub(in crate::app) fn wait_for_plan(&mut self, named: Option<String>) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Opening(_)));
        self.overlays.extend(named.map(Overlay::Opening));
    }

    /// Notes that somebody is there: nothing opens by itself any more.
    pub(in crate::app) fn stay(&mut self) {
        if self.plans.role == Role::Start {
            self.plans.role = Role::Home;
        }
    }

    /// Does what belongs to other plans than the one that is open; `None` where `action` does not.
    pub(in crate::app) fn perform_on_plans(&mut self, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Plans => self.toggle_plans(),
            Action::NewPlan => self.ask_for_new(),
            Action::OpenOther => self.overlays.push(Overlay::Ask(Ask::new(Asked::Open, ""))),
            Action::DemoPlan => return Some(vec![Effect::Plans(PlanWish::Demo)]),
            Action::Close | Action::Help | Action::Mouse | Action::Palette | Action::Reread => return None,
            action if self.lists_plans() => return Some(self.perform_in_list(action)),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Does `action` in the list. Three keys mean there what they cannot mean without a plan.
    fn perform_in_list(&mut self, action: Action) -> Vec<Effect> {
        let page = self.layout().page.map_or(0, |pane| usize::from(pane.inner.height) / 2);
        match (action, distance(action, page)) {
            (Action::Open, _) => match self.plans.chosen() {
                Some(Spot::Plan(path)) => return vec![Effect::Plans(PlanWish::Open(path))],
                Some(Spot::Finished) => self.plans.fold_finished(!self.plans.unfolded),
                None => {}
            },
            (Action::Unfold, _) => {
                if self.plans.chosen() == Some(Spot::Finished) {
                    self.plans.fold_finished(true);
                }
            }
            (Action::Fold, _) => self.plans.fold_finished(false),
            (Action::Back, _) if self.plans.needle.is_some() => self.plans.look_for(""),
            (Action::Back, _) => _ = self.close_view(),
            (Action::Find, _) => {
                self.plans.look_for("");
                self.overlays.push(Overlay::Ask(Ask::new(Asked::Filter, "")));
            }
            (Action::FindNext, _) => self.ask_for_new(),
            (Action::OpenFile, _) => self.overlays.push(Overlay::Ask(Ask::new(Asked::Open, ""))),
            (Action::Diagnostics, _) => return vec![Effect::Plans(PlanWish::Demo)],
            (_, Some(rows)) => self.plans.step(rows),
            _ => self.status.say("open a plan first: enter"),
        }
        Vec::new()
    }

    /// Asks what a new plan shall be called; offers a name that is not taken.
    fn ask_for_new(&mut self) {
        let taken = |name: &str| self.plans.rows.iter().any(|row| row.path == Path::new(name));
        let names = (2..100).map(|number| format!("{NEW}-{number}.md"));
        let free = std::iter::once(format!("{NEW}.md")).chain(names).find(|name| !taken(name));
        self.overlays.push(Overlay::Ask(Ask::new(Asked::NewPlan, &free.unwrap_or_default())));
    }

    /// Takes what somebody has typed so far.
    pub(in crate::app) fn narrow_plans(&mut self, text: &str) {
        self.plans.look_for(text);
    }

    /// Returns the lines of the list on its page.
    pub(in crate::app) fn plans_sheet(&self, size: (usize, usize)) -> Sheet<'_> {
        let (lines, hidden) = self.plans.visible(size, &self.settings);
        let heading = if self.plans.counts().0 > 0 { "Latest first" } else { "" };
        Sheet { heading: (heading, ""), lines, hidden: Some(hidden) }
    }

    /// Scrolls the list so that its cursor is in sight.
    pub(in crate::app) fn settle_plans(&mut self, size: (usize, usize)) {
        self.plans.settle(size, &self.settings);
    }

    /// Closes the list over the plan that is open, as somebody has chosen that one.
    pub fn return_to_plan(&mut self) {
        self.plans.role = Role::Guest;
        if self.lists_plans() {
            self.close_view();
            self.settle();
        }
    }

    /// Shows `plan` of `file` from now on: as it was left where it was `parked`, else as it opens. Returns the screen of
    /// the plan that was open, to be parked; `None` where none was. The list of plans goes along.
    ///
    /// To be called while no commit is under way. `when` is now, as readers are told of it.
    pub fn turn_to(&mut self, plan: &Arc<Plan>, file: String, parked: Option<Self>, when: &str) -> Option<Self> {
        let settings = Settings { file, start: Start::Plan, ..self.settings.clone() };
        let size = self.screen.size();
        let mut next = match parked {
            Some(mut parked) => {
                parked.settings = settings;
                parked.screen.resize(size.0, size.1);
                parked.rejoin(plan, when);
                parked
            }
            None => Self::new(Arc::clone(plan), settings, size),
        };
        next.status.unsettled = self.status.unsettled;
        next.plans = std::mem::take(&mut self.plans);
        // Where it is below the folder is told anew.
        next.plans.open = None;
        let was_open = std::mem::replace(&mut next.plans.role, Role::Guest) == Role::Guest;
        std::mem::swap(self, &mut next);
        was_open.then(|| {
            next.park();
            next
        })
    }

    /// Forgets what was true only as long as it was on the screen.
    fn park(&mut self) {
        self.overlays.clear();
        if self.lists_plans() {
            self.close_view();
        }
        self.history.waiting().clear();
        self.news.offers.clear();
        self.flash = Flash::None;
        self.status = Status::default();
        self.detail.refresh();
        self.refresh_view();
    }

    /// Takes what became of the plan while it was not on the screen.
    fn rejoin(&mut self, plan: &Arc<Plan>, when: &str) {
        let by = By { who: Some("while it was closed".to_owned()), when: when.to_owned() };
        // Who waits to hear that a plan is complete is looking at it now.
        let _ = self.changed_outside(plan, &by);
    }
}

impl PlanList {
    /// Shows or hides the finished plans; the cursor goes to what folds them.
    fn fold_finished(&mut self, shown: bool) {
        let is_inside = |spot: Spot| match spot {
            Spot::Plan(path) => self.rows.iter().any(|row| row.path == path && row.is_finished()),
            Spot::Finished => true,
        };
        if self.chosen().is_some_and(is_inside) && self.needle.is_none() {
            self.unfolded = shown;
            self.cursor = Some(Spot::Finished);
        }
    }
}
