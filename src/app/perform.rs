//! What each key does. Marks are only asked for here: the plan changes when the shell has written them.

use super::action::Action;
use super::choice::Choice;
use super::diagnostics::List;
use super::files::offered;
use super::help::Help;
use super::keymap::Match;
use super::layout::{Body, Focus};
use super::model::Model;
use super::overlay::Overlay;
use super::overview::{is_open_unit, next_open, previous_open};
use super::palette::Palette;
use super::tree::has_children;
use super::view::View;
use super::words;
use super::{Access, Code, Effect, Key, PlanWish};
use crate::plan::{Kind, NodeId, Plan};

impl Model {
    /// Takes a key. What it does may depend on a commit under way: two quick `x` mean two rows, not one row twice.
    pub(super) fn press(&mut self, key: Key) -> Vec<Effect> {
        if self.is_typing() && self.history.waiting().is_empty() {
            self.status.message = None;
            return self.type_key(key);
        }
        if self.breaks_off(key) {
            self.history.waiting().clear();
        } else if self.depends(key) || !self.history.waiting().is_empty() {
            self.history.waiting().push_back(key);
            return Vec::new();
        }
        self.stay();
        // What was said has been there when the key was pressed; a key that has waited may be older.
        self.status.message = None;
        self.take(key)
    }

    /// Takes the keys that have waited for an answer, up to one that waits for the next.
    pub(super) fn resume(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.settle_view();
        while let Some(key) = self.history.waiting().front().copied().filter(|&key| !self.depends(key)) {
            self.history.waiting().pop_front();
            effects.extend(self.take(key));
            if effects.iter().any(|effect| matches!(effect, Effect::Plans(_))) {
                // Another plan may be open when they are done: what was pressed behind it was not meant for this one.
                self.history.waiting().clear();
            }
        }
        effects
    }

    /// Returns whether what `key` does depends on a commit that has not been answered: it writes, asks for what is
    /// open, answers a question, or starts from where the commit moves the cursor to.
    fn depends(&self, key: Key) -> bool {
        let of_marks = match self.meaning(key) {
            Match::Full(action) => {
                action.marks()
                    || matches!(action, Action::Undo | Action::Redo | Action::NextOpen | Action::PreviousOpen)
                    || self.body() == Body::Page && matches!(action, Action::Open | Action::Unfold | Action::Fold)
                    || matches!(action, Action::Walk | Action::Document)
            }
            Match::Partial | Match::None => false,
        };
        let decides = of_marks || self.history.will_move() || !self.overlays.is_empty();
        self.history.is_busy() && decides
    }

    /// Returns whether `key` is a way out that waits for nothing: the one that leaves at once; and where an answer is
    /// overdue, those that go back, close and help, for which the keys before them are forgotten.
    fn breaks_off(&self, key: Key) -> bool {
        let types = self.overlays.last().is_some_and(Overlay::takes_text);
        match self.meaning(key) {
            Match::Full(Action::Quit) => true,
            _ if types => false,
            Match::Full(Action::Back | Action::Close | Action::Help) => self.status.writing,
            _ => false,
        }
    }

    fn take(&mut self, key: Key) -> Vec<Effect> {
        // Whoever presses a key has seen the row that it was pressed on.
        self.look();
        let effects = self.unless_moved(|model| model.follow_key(key));
        // Where a page puts the cursor counts for the key behind this one.
        self.settle_view();
        self.look();
        effects
    }

    fn follow_key(&mut self, key: Key) -> Vec<Effect> {
        if self.meaning(key) != Match::Full(Action::Undo) {
            self.news.dropped.clear();
        }
        self.note_key(key);
        if let Some(answer) = self.answer_leaving(key).or_else(|| self.answer(key)).or_else(|| self.jump_to_number(key))
        {
            return answer;
        }
        let (pressed, found) = self.sequence(key);
        self.status.pending = if found == Match::Partial { pressed } else { Vec::new() };
        match found {
            Match::Full(action) => self.perform(action),
            // On one page after another it means what it means in a browser.
            Match::None if key == Key::plain(Code::Backspace) && self.body() == Body::Page => {
                self.perform(Action::Fold)
            }
            Match::Partial | Match::None => Vec::new(),
        }
    }

    /// Returns what `key` means behind those that wait for others.
    pub(super) fn meaning(&self, key: Key) -> Match {
        self.sequence(key).1
    }

    /// Returns the keys that `key` ends, and what they mean. Keys that lead nowhere are forgotten, but not what was pressed
    /// last: it may be the way out. Escape is the way out of the sequence itself.
    fn sequence(&self, key: Key) -> (Vec<Key>, Match) {
        let (keymap, waiting) = (&self.settings.keymap, &self.status.pending);
        let pressed = [&waiting[..], &[key]].concat();
        match keymap.lookup(&pressed) {
            Match::None if !waiting.is_empty() && key == Key::plain(Code::Esc) => (Vec::new(), Match::None),
            Match::None => (vec![key], keymap.lookup(&[key])),
            found => (pressed, found),
        }
    }

    /// Takes what answers the overlay on top: `y`, `n` or enter a question, a digit a choice.
    fn answer(&mut self, key: Key) -> Option<Vec<Effect>> {
        match self.overlays.last()? {
            Overlay::Confirm(_) => self.answer_confirm(key),
            Overlay::Choice(choice) => {
                let Key { code: Code::Char(digit), ctrl: false, alt: false } = key else { return None };
                let file = choice.with_digit(digit)?.clone();
                self.overlays.pop();
                Some(vec![Effect::OpenFile(file)])
            }
            Overlay::Editor(_) => Some(self.type_key(key)),
            Overlay::Parts(_) => self.answer_parts(key),
            Overlay::Changes(_) => self.answer_offer(key),
            Overlay::Find(_) => self.answer_find(key),
            Overlay::Filter(_) => self.answer_filter(key),
            Overlay::Palette(_) => self.answer_palette(key),
            Overlay::Since(_) => self.answer_since(key),
            Overlay::Proposal(_) | Overlay::Job => self.answer_run(key),
            Overlay::Ask(_) => self.answer_ask(key),
            Overlay::Help(_) | Overlay::Diagnostics(_) | Overlay::Opening(_) => None,
        }
    }

    /// Takes the answer to a question; of any other key than those that answer or leave, says which do. A yes from before
    /// it was on the screen was for something else. Where there is nothing to ask any more, any key takes it away.
    fn answer_confirm(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Some(Overlay::Confirm(confirm)) = self.overlays.last() else { return None };
        if let Some(why) = confirm.moot() {
            if [Action::Quit, Action::Suspend].map(Match::Full).contains(&self.meaning(key)) {
                return None;
            }
            if confirm.is_drawn() {
                self.status.warn(why);
                self.overlays.pop();
            }
            return Some(Vec::new());
        }
        let (wishes, offers) = match key {
            Key { code: Code::Char('y' | 'Y') | Code::Enter, ctrl: false, alt: false } if confirm.is_drawn() => {
                (confirm.wishes(), confirm.offers().to_vec())
            }
            Key { code: Code::Char('n' | 'N'), ctrl: false, alt: false } => (Vec::new(), Vec::new()),
            _ => {
                let leaves = [Action::Back, Action::Close, Action::Quit, Action::Suspend].map(Match::Full);
                if !leaves.contains(&self.meaning(key)) {
                    self.status.say("enter or y for yes, esc or n for no");
                    return Some(Vec::new());
                }
                return None;
            }
        };
        self.overlays.pop();
        Some(if wishes.is_empty() { self.drop_numbered(&offers) } else { self.commit(&wishes, None) })
    }

    pub(super) fn perform(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => return self.stop_run().unwrap_or_else(|| vec![Effect::Quit]),
            Action::Suspend => return vec![Effect::Suspend],
            _ if !self.overlays.is_empty() => return self.perform_above(action),
            _ => {}
        }
        if let Some(effects) = self.perform_on_plans(action) {
            return effects;
        }
        match action {
            Action::Back => _ = self.close() || self.unseek(),
            Action::Close if !self.close() && self.may_leave() => return vec![Effect::Quit],
            Action::Close => {}
            Action::Reread => {
                self.reread();
                return vec![Effect::Reread];
            }
            Action::Help => self.overlays.push(Overlay::Help(Help::default())),
            Action::OpenFile => return self.open_file(),
            Action::OpenPlan => return vec![self.open_plan()],
            Action::Edit | Action::EditPart | Action::Add | Action::Delete => self.write(action),
            Action::Diagnostics => {
                self.check();
                self.overlays.push(Overlay::Diagnostics(List::default()));
            }
            Action::Changes => self.list_changes(),
            Action::Find => self.start_find(),
            Action::FindNext | Action::FindPrevious => self.walk_found(action),
            Action::Run => return self.propose_run(),
            Action::Filter => self.choose_filter(),
            Action::Follow => self.toggle_follow(),
            Action::Palette => self.overlays.push(Overlay::Palette(Palette::default())),
            Action::AllSeen => self.see_all(),
            Action::DropOffers => return self.drop_offers(),
            Action::Copy => return self.copy(),
            Action::CopyAddress => return self.copy_address(),
            Action::Mouse => self.switch_mouse(),
            Action::Theme => return vec![Effect::Theme],
            Action::Walk | Action::Document => self.open_view(action),
            Action::OtherPane | Action::Panes if self.body() == Body::Page => {}
            Action::OtherPane => self.screen.switch(),
            Action::Panes => self.screen.cycle(),
            Action::Undo | Action::Redo => return self.travel(action),
            Action::NextChange | Action::PreviousChange => self.walk_changes(action),
            action if action.marks() => return self.mark(action),
            action if matches!(self.view(), View::Walk(_)) => self.perform_in_walk(action),
            action if matches!(self.view(), View::Document(_)) => self.perform_in_document(action),
            action if self.screen.focus() == Focus::Detail => self.perform_in_detail(action),
            action => self.perform_in_tree(action),
        }
        Vec::new()
    }

    /// Says that the file is read again, as far as it can be; anything new is told when it has been.
    fn reread(&mut self) {
        match &self.status.access {
            Access::Full => self.status.say("read again"),
            departs => self.status.warn(departs.to_string()),
        }
    }

    /// Takes what is on top away; returns whether anything was.
    fn close(&mut self) -> bool {
        self.overlays.pop().is_some() || self.close_view() || self.screen.leave()
    }

    /// Does `action` in the overlay on top.
    fn perform_above(&mut self, action: Action) -> Vec<Effect> {
        let page = self.screen.overlay(usize::MAX, usize::MAX).inner.height.into();
        match (self.overlays.last_mut(), distance(action, page)) {
            (Some(Overlay::Changes(_)), rows) => return self.perform_in_changes(action, rows),
            (Some(Overlay::Proposal(_) | Overlay::Job), rows) => return self.perform_in_run(action, rows),
            (Some(Overlay::Help(help)), Some(rows)) => help.scroll = help.scroll.saturating_add_signed(rows),
            (Some(Overlay::Choice(choice)), Some(rows)) => choice.step(rows),
            (Some(Overlay::Choice(choice)), _) if matches!(action, Action::Open | Action::OpenFile) => {
                let file = choice.chosen().clone();
                self.overlays.pop();
                return vec![Effect::OpenFile(file)];
            }
            (Some(Overlay::Parts(parts)), Some(rows)) => parts.step(rows),
            (Some(Overlay::Parts(_)), _) if matches!(action, Action::Open | Action::Edit | Action::EditPart) => {
                self.open_part();
            }
            (Some(Overlay::Diagnostics(list)), Some(rows)) => list.step(rows),
            (Some(Overlay::Filter(menu)), Some(rows)) => menu.step(rows),
            (Some(Overlay::Filter(_)), _) if action == Action::Open => self.pick_filter(),
            (Some(Overlay::Filter(_)), _) if action == Action::Filter => {
                self.close();
                self.set_filter(None);
            }
            (Some(Overlay::Diagnostics(_)), _) if action == Action::Diagnostics => _ = self.close(),
            (Some(Overlay::Diagnostics(list)), _) if action == Action::Open => {
                let target = self.overview.diagnostics.node(list.selected());
                self.close();
                self.go_to_place(target);
            }
            (Some(Overlay::Opening(_)), _) if matches!(action, Action::Back | Action::Close) => {
                self.close();
                return vec![Effect::Plans(PlanWish::Cancel)];
            }
            (Some(Overlay::Help(_)), _) if matches!(action, Action::Help | Action::Open) => _ = self.close(),
            _ if matches!(action, Action::Back | Action::Close) => _ = self.close(),
            _ => {}
        }
        Vec::new()
    }

    /// Takes the digit of a text; of a letter that does nothing here, says what does: somebody may have begun to write.
    fn answer_parts(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Key { code: Code::Char(letter), ctrl: false, alt: false } = key else { return None };
        let is_taken = match self.meaning(key) {
            Match::Full(action) => {
                let opens = matches!(action, Action::Open | Action::Edit | Action::EditPart);
                let leaves = matches!(action, Action::Back | Action::Close | Action::Quit | Action::Suspend);
                opens || leaves || distance(action, 1).is_some()
            }
            Match::Partial => true,
            Match::None => false,
        };
        let Some(Overlay::Parts(parts)) = self.overlays.last_mut() else { return None };
        if parts.choose(letter) {
            self.open_part();
        } else if is_taken {
            return None;
        } else {
            let last = parts.rows().min(9);
            let leave = self.settings.key(Action::Back).map(|key| format!(", {key} leaves")).unwrap_or_default();
            self.status.say(format!("choose a part first: 1 to {last}{leave}"));
        }
        Some(Vec::new())
    }

    /// Opens the text that is chosen.
    fn open_part(&mut self) {
        if let Some(Overlay::Parts(parts)) = self.overlays.pop() {
            let (id, part) = parts.chosen();
            self.edit_part(id, part.clone());
        }
    }

    /// Opens the file that the row names; where there are several, asks which.
    fn open_file(&mut self) -> Vec<Effect> {
        let Some(id) = self.tree.cursor() else { return Vec::new() };
        let plan = &self.overview.plan;
        let files = offered(plan, id);
        if let [only] = &files[..] {
            return vec![Effect::OpenFile(only.clone())];
        }
        if let Some(choice) = Choice::new(id, files) {
            self.overlays.push(Overlay::Choice(choice));
        } else {
            let name = words::name(plan, id, 40, self.settings.symbols.ellipsis);
            self.status.say(format!("{name} names no file"));
        }
        Vec::new()
    }

    /// Goes to the node that something is said of. What stands above all nodes has no row.
    fn go_to_place(&mut self, node: Option<NodeId>) {
        match node {
            None => {}
            Some(NodeId::ROOT) => self.status.say("that is about the plan itself"),
            Some(id) => self.tree.go_to(&self.overview.plan, id),
        }
    }

    fn perform_in_detail(&mut self, action: Action) {
        let page = self.layout().detail.map_or(0, |pane| pane.inner.height.into());
        match action {
            Action::Fold => _ = self.screen.leave(),
            Action::NextOpen | Action::PreviousOpen => self.jump(action),
            action => self.detail.scroll_by(distance(action, page).unwrap_or(0)),
        }
    }

    fn perform_in_tree(&mut self, action: Action) {
        let page = self.layout().tree.map_or(0, |pane| pane.inner.height.into());
        match action {
            Action::NextOpen | Action::PreviousOpen => self.jump(action),
            Action::Fold => self.fold(),
            Action::Unfold => self.unfold(),
            Action::Open => self.open(),
            Action::ScrollDown => self.detail.scroll_by(1),
            Action::ScrollUp => self.detail.scroll_by(-1),
            action => self.tree.step(distance(action, page).unwrap_or(0)),
        }
    }

    pub(super) fn jump(&mut self, action: Action) {
        let from = self.tree.cursor().unwrap_or(NodeId::ROOT);
        let plan = &self.overview.plan;
        let (target, where_to) = match action {
            Action::NextOpen => (next_open(plan, from), "below"),
            _ => (previous_open(plan, from), "above"),
        };
        match target {
            Some(id) => self.tree.go_to(plan, id),
            None => self.status.say(format!("nothing is open {where_to}")),
        }
    }

    /// Hides what is below the row; where nothing is to be hidden, goes to its parent.
    fn fold(&mut self) {
        let Some(id) = self.tree.cursor() else { return };
        let plan = &self.overview.plan;
        if has_children(plan, id) && !self.tree.is_folded(id) {
            self.tree.set_folded(plan, id, true);
        } else if let Some(parent) = plan.ancestors(id).next() {
            self.tree.go_to(plan, parent);
        }
    }

    /// Shows what is below the row; where it is shown, goes there.
    fn unfold(&mut self) {
        let Some(id) = self.tree.cursor() else { return };
        let plan = &self.overview.plan;
        if self.tree.is_folded(id) {
            self.tree.set_folded(plan, id, false);
        } else if let Some(child) = plan.descendants(id).next() {
            self.tree.go_to(plan, child);
        }
    }

    /// Folds or unfolds what only holds others; opens the detail of anything else.
    fn open(&mut self) {
        let Some(id) = self.tree.cursor() else { return self.screen.read() };
        let plan = &self.overview.plan;
        let holds_others = !matches!(plan.node(id).kind, Kind::Step | Kind::Item) && has_children(plan, id);
        if holds_others {
            self.tree.set_folded(plan, id, !self.tree.is_folded(id));
        } else {
            self.screen.read();
        }
    }

    /// Returns whether nobody can mean the row under the cursor, as it has come there by itself; and says then that they
    /// must move before they `write`.
    pub(super) fn is_lost(&mut self, write: &str) -> bool {
        let is_lost = self.tree.is_lost();
        if self.tree.is_displaced() {
            self.status.warn(format!("your stop is gone: move first, then {write}"));
        } else if is_lost {
            let why = if self.seek.follows { "the cursor has just moved by itself" } else { "your row is gone" };
            self.status.startle(format!("{why}: move first, then {write}"), String::new());
        }
        is_lost
    }

    /// Goes to the next open unit behind `id`, and stays where there is none: whoever marks row by row does not look for
    /// the cursor at the top. Behind a step means behind its items; behind the last open one of a row that is open itself
    /// comes that row.
    pub(super) fn go_on(&mut self, id: NodeId) {
        let plan = &self.overview.plan;
        if let Some(View::Walk(walk)) = self.views.last_mut() {
            walk.leave(id, plan, &mut self.tree);
            return;
        }
        let last = match plan.node(id).kind {
            Kind::Step | Kind::Phase => plan.descendants(id).next_back().unwrap_or(id),
            _ => id,
        };
        match last_of(plan, id).or_else(|| next_open(plan, last)) {
            Some(next) => self.tree.go_to(plan, next),
            None => self.status.add("no open row behind it"),
        }
    }

    fn travel(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::Undo && !self.news.dropped.is_empty() {
            return self.offer_again();
        }
        let plan = self.overview.plan.clone();
        let (intents, what) = match action {
            Action::Undo => (self.history.undo(&plan), "undo"),
            _ => (self.history.redo(&plan), "redo"),
        };
        match intents {
            Ok(intents) => return vec![Effect::Commit(intents)],
            Err(skipped) => self.status.say(format!("nothing to {what}{skipped}")),
        }
        Vec::new()
    }
}

/// Returns what `id` lies in, where that is open itself and nothing below it any more.
fn last_of(plan: &Plan, id: NodeId) -> Option<NodeId> {
    let around = plan.node(id).parent.filter(|&around| is_open_unit(plan, around))?;
    let is_left = |below| is_open_unit(plan, below);
    (!plan.descendants(around).any(is_left)).then_some(around)
}

/// Returns how many rows `action` goes down, or up where negative, in a pane of `page` rows.
pub(super) fn distance(action: Action, page: usize) -> Option<isize> {
    let page = page.max(2).cast_signed();
    Some(match action {
        Action::Down | Action::ScrollDown => 1,
        Action::Up | Action::ScrollUp => -1,
        Action::HalfDown => page / 2,
        Action::HalfUp => -(page / 2),
        Action::PageDown => page - 1,
        Action::PageUp => 1 - page,
        // Far enough for every list, and no overflow where a place is added.
        Action::Bottom => isize::MAX / 2,
        Action::Top => isize::MIN / 2,
        _ => return None,
    })
}
