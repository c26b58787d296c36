//! Validation runs: the commands that a plan offers, shown before they are run; what they print; and what is known of
//! earlier runs.
//!
//! Nothing is run but what was shown, and only by a key for that. What comes of it marks nothing by itself.

mod job;
mod log;
mod news;
mod proposal;

pub use self::job::{Job, Question};
pub use self::news::{LastRun, RunEnd, RunGround, RunNews, RunOrder, RunWish};
pub use self::proposal::Proposal;

use std::sync::Arc;

use super::action::Action;
use super::files::offered;
use super::keymap::Match;
use super::layout::Pane;
use super::mark::has_mark;
use super::measure::{shown, wrap};
use super::model::Model;
use super::overlay::Overlay;
use super::run::Line;
use super::words;
use super::{Access, Code, Effect, Key};
use crate::plan::{Alignment, Command, FieldKey, Kind, NodeId, Plan, State};

/// What is known of validation runs.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// The one that runs, or that has ended last.
    job: Option<Job>,
    /// The last run of each node, as far as any is remembered.
    known: Vec<LastRun>,
    /// The plan as it was when the screen was opened: what it says of commands then was somebody's to see.
    first: Option<Arc<Plan>>,
    /// The node whose files were compared with those of its last run.
    compared: Option<NodeId>,
    /// It was asked whether what runs shall be ended with the program.
    is_leaving: bool,
    /// The key that stops a run has done so, and no other one was pressed since.
    has_stopped: bool,
}

/// What is said until what shall stop has.
const STOPPING: &str = "stopping the command";

/// What is said where another run than that of the row is shown.
const ONE_AT_A_TIME: &str = "one run at a time: this one has to end first";

impl Runs {
    /// Returns the one that runs, or that has ended last.
    pub fn job(&self) -> Option<&Job> {
        self.job.as_ref()
    }

    /// Returns whether a command runs.
    pub fn is_running(&self) -> bool {
        self.job.as_ref().is_some_and(Job::is_running)
    }

    /// Returns the last run of the commands of `id`.
    pub(super) fn last(&self, plan: &Plan, id: NodeId) -> Option<&LastRun> {
        if self.known.is_empty() {
            // To name one node all are named: not at every change of a plan of which nothing was ever run.
            return None;
        }
        let (address, title) = (plan.address(id), &*plan.node(id).title);
        // What had another number then; but not the run of a namesake.
        let is_other = |run: &LastRun| plan.resolve(&run.address).is_ok_and(|at| &*plan.node(at).title == title);
        let by_title = || self.known.iter().find(|run| !title.is_empty() && run.title == title && !is_other(run));
        self.known.iter().find(|run| run.address == address).or_else(by_title)
    }

    /// Returns how the commands of `id` ended when they were run last, where that was no success.
    pub(super) fn failure(&self, plan: &Plan, id: NodeId) -> Option<&str> {
        self.last(plan, id).filter(|last| !last.is_success && !last.how.is_empty()).map(|last| &*last.how)
    }

    /// Notes that files may have changed, or that the plan names others.
    pub(super) fn doubt(&mut self) {
        self.compared = None;
    }

    /// Takes what is remembered; the newest comes last.
    fn learn(&mut self, runs: Vec<LastRun>) {
        for run in runs {
            self.known.retain(|known| known.address != run.address);
            self.known.push(run);
        }
    }

    /// Returns what the commands of `id` were when somebody last agreed to them: when they were run, else when the plan
    /// was opened; nothing where `id` was not there.
    fn before(&self, plan: &Plan, id: NodeId) -> (Vec<String>, &'static str) {
        if let Some(last) = self.last(plan, id) {
            return (last.shown.clone(), "since they were run last");
        }
        let since = "since the plan was opened";
        let Some(first) = &self.first else { return (texts(plan, id), since) };
        let map = first.align(plan);
        let old = first.ids().chain([NodeId::ROOT]).find(|old| map[old.index()] == Some(id));
        (old.map_or_else(Vec::new, |old| texts(first, old)), since)
    }
}

/// Returns the commands of `id`.
fn texts(plan: &Plan, id: NodeId) -> Vec<String> {
    plan.commands(id).into_iter().map(|command| command.text).collect()
}

impl Model {
    /// Returns what is known of validation runs.
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Returns the box of what can be run, for `columns` and `rows` of text; the footer stays in sight.
    pub fn proposal_box(&self, columns: usize, rows: usize) -> Pane {
        let layout = self.layout();
        let around = usize::from(layout.footer.height) * 2 + 2;
        let most = usize::from(self.screen.rows()).saturating_sub(around).max(1);
        self.screen.overlay(columns, rows.min(most))
    }

    /// Returns the box of what a command prints; its size does not follow the text.
    pub fn job_box(&self) -> Pane {
        self.proposal_box(usize::MAX, usize::MAX)
    }

    /// Returns how the job stands and what is asked, in lines below what it prints.
    pub fn job_standing(&self) -> Vec<Line> {
        let question = self.question();
        let room = usize::from(self.job_box().inner.width);
        self.runs.job.as_ref().map_or_else(Vec::new, |job| wrap(&job.standing(question), room))
    }

    /// Notes that what is on top is on the screen now. What it asks is answered only by keys from here on: one that was
    /// pressed before was for something else.
    pub fn drawn(&mut self) {
        let question = self.question();
        match self.overlays.last_mut() {
            Some(Overlay::Proposal(proposal)) => proposal.draw(),
            Some(Overlay::Editor(editor)) => editor.draw(),
            Some(Overlay::Confirm(confirm)) => confirm.draw(),
            Some(Overlay::Job) => self.runs.job.iter_mut().for_each(|job| job.draw(question)),
            _ => {}
        }
    }

    /// Notes the plan as it is when the screen opens.
    pub(super) fn note_first(&mut self) {
        self.runs.first = Some(Arc::clone(&self.overview.plan));
    }

    /// Shows what runs, or what has ended unseen; else the commands that the row offers.
    pub(super) fn propose_run(&mut self) -> Vec<Effect> {
        let row = self.tree.cursor().unwrap_or(NodeId::ROOT);
        if let Some(job) = self.runs.job.as_ref().filter(|job| job.is_running() || !job.is_seen()) {
            let source = self.overview.plan.offer(row).map(|offer| offer.source);
            if job.is_running() && job.subject() != source {
                self.status.say(ONE_AT_A_TIME);
            }
            self.overlays.push(Overlay::Job);
            return Vec::new();
        }
        self.propose(row)
    }

    fn propose(&mut self, id: NodeId) -> Vec<Effect> {
        let plan = &self.overview.plan;
        let Some(offer) = plan.offer(id) else {
            let name = words::name(plan, id, 40, self.settings.symbols.ellipsis);
            let scripts = plan.scripts(id);
            match scripts.iter().find_map(Command::placeholder) {
                Some(slot) => self.status.warn(format!("{} is still to be filled in for {name}", shown(slot, 40))),
                None if plan.node(id).kind == Kind::Item && !scripts.is_empty() => {
                    let key = |action| self.settings.key(action).unwrap_or_default();
                    let (run, copy) = (key(Action::Run), key(Action::Copy));
                    self.status.say(format!("{run} runs checks; this does the work: {copy} copies it"));
                }
                None => self.status.say(format!("no command is written for {name}, nor for the plan")),
            }
            return Vec::new();
        };
        let before = self.runs.before(plan, offer.source);
        let silent = offer.silent.map(|id| words::name(plan, id, 40, self.settings.symbols.ellipsis));
        self.overlays.push(Overlay::Proposal(Box::new(Proposal::new(id, offer, silent, before))));
        vec![Effect::Run(RunWish::Prepare)]
    }

    /// Takes the keys that only mean something here.
    pub(super) fn answer_run(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Key { code: Code::Char(letter @ ('y' | 'n')), ctrl: false, alt: false } = key else { return None };
        match self.overlays.last() {
            Some(Overlay::Proposal(_)) if letter == 'y' => Some(self.start_run()),
            Some(Overlay::Job) if self.question().is_some() && letter == 'y' => Some(self.mark_checked()),
            Some(Overlay::Job) if self.question().is_none() => None,
            _ => {
                self.leave_run();
                Some(Vec::new())
            }
        }
    }

    /// Does `action` where commands or what they print are shown; `rows` is how far it goes down.
    pub(super) fn perform_in_run(&mut self, action: Action, rows: Option<isize>) -> Vec<Effect> {
        let is_job = matches!(self.overlays.last(), Some(Overlay::Job));
        match (action, rows) {
            (Action::Back | Action::Close, _) => self.leave_run(),
            (_, Some(rows)) => self.scroll_run(action, rows),
            (Action::Open, _) if !is_job => return self.confirm_run(),
            (Action::Toggle, _) if !is_job => {
                if let Some(Overlay::Proposal(proposal)) = self.overlays.last_mut() {
                    proposal.toggle();
                }
            }
            (Action::Run, _) if is_job && !self.runs.is_running() => {
                let subject = self.runs.job.as_ref().and_then(Job::subject);
                self.leave_run();
                return subject.map_or_else(Vec::new, |subject| self.propose(subject));
            }
            (Action::Validate | Action::Toggle, _) if is_job => match self.asked_of_run() {
                Ok(_) => return self.mark_checked(),
                Err(why) => self.status.say(why),
            },
            _ => {}
        }
        Vec::new()
    }

    /// Goes to another command, or scrolls where that is in sight.
    fn scroll_run(&mut self, action: Action, rows: isize) {
        match self.overlays.last_mut() {
            Some(Overlay::Proposal(proposal)) => match action {
                Action::Down | Action::Up => proposal.step(rows),
                _ => proposal.scroll_by(rows),
            },
            _ => self.runs.job.iter_mut().for_each(|job| job.scroll_by(rows)),
        }
    }

    /// Runs what was not changed; what was needs another key.
    fn confirm_run(&mut self) -> Vec<Effect> {
        let Some(Overlay::Proposal(proposal)) = self.overlays.last_mut() else { return Vec::new() };
        if proposal.is_changed() && proposal.is_shown() {
            // Whoever reads this looks at what they are now.
            proposal.take_surprise();
            self.status.warn("these commands have changed: y runs them as they are now");
            return Vec::new();
        }
        self.start_run()
    }

    /// Runs what is chosen, once all of it has been in sight.
    fn start_run(&mut self) -> Vec<Effect> {
        let Some(Overlay::Proposal(proposal)) = self.overlays.last_mut() else { return Vec::new() };
        if !proposal.is_shown() {
            return Vec::new();
        }
        if proposal.take_surprise() {
            self.status.warn("these commands have just changed: look again, then y");
            return Vec::new();
        }
        let commands = proposal.chosen();
        let said = match proposal.complaint() {
            Some(why) => why,
            None if !proposal.show_rest() => "there was more to read: once more".to_owned(),
            None if commands.is_empty() => "nothing is chosen".to_owned(),
            None => String::new(),
        };
        if !said.is_empty() {
            self.status.warn(said);
            return Vec::new();
        }
        let (source, shown) = (proposal.source(), proposal.texts());
        let plan = &self.overview.plan;
        let title = plan.node(source).title.to_string();
        let name = words::name(plan, source, 40, self.settings.symbols.ellipsis);
        let files = offered(plan, source).into_iter().map(|file| file.path).collect();
        let order =
            RunOrder { address: plan.address(source).to_owned(), title, shown, commands: commands.clone(), files };
        self.runs.job = Some(Job::new(source, name, commands, proposal.expected()).without(proposal.not_run()));
        self.overlays.pop();
        self.overlays.push(Overlay::Job);
        vec![Effect::Run(RunWish::Start(order))]
    }

    /// Stops what runs. Returns `None` where the key for that means to quit: not where a run is shown, nor right behind a
    /// stop. Who presses it twice wants the command to stop, not to lose the screen.
    pub(super) fn stop_run(&mut self) -> Option<Vec<Effect>> {
        if let Some(job) = self.runs.job.as_mut().filter(|job| job.is_running()) {
            let is_new = job.stop();
            self.runs.has_stopped = true;
            self.status.say(STOPPING);
            return Some(if is_new { vec![Effect::Run(RunWish::Stop)] } else { Vec::new() });
        }
        let is_shown = matches!(self.overlays.last(), Some(Overlay::Job));
        (is_shown || self.runs.has_stopped).then(|| {
            let key = self.settings.key(Action::Close).unwrap_or_default();
            self.status.say(format!("nothing runs any more: {key} leaves"));
            Vec::new()
        })
    }

    /// Notes that `key` was pressed.
    pub(super) fn note_key(&mut self, key: Key) {
        self.runs.has_stopped &= self.meaning(key) == Match::Full(Action::Quit);
    }

    /// Asks before what runs is ended with the program; returns whether nothing is to be asked.
    pub(super) fn may_leave(&mut self) -> bool {
        let running = self.runs.is_running();
        if running {
            self.runs.is_leaving = true;
            let key = self.settings.key(Action::Close).unwrap_or_default();
            self.status.warn(format!("a command runs: {key} or y stops it and quits"));
        }
        !running
    }

    /// Takes the key behind that question: `y`, or the one that has asked. Any other one means no, and nothing else; but
    /// what quits at once does.
    pub(super) fn answer_leaving(&mut self, key: Key) -> Option<Vec<Effect>> {
        let was_asked = std::mem::take(&mut self.runs.is_leaving) && self.runs.is_running();
        let is_yes = key == Key::plain(Code::Char('y')) || self.meaning(key) == Match::Full(Action::Close);
        let quits = self.meaning(key) == Match::Full(Action::Quit);
        (was_asked && !quits).then(|| if is_yes { vec![Effect::Quit] } else { Vec::new() })
    }

    /// Goes back to the screen below; what runs goes on.
    fn leave_run(&mut self) {
        let is_job = matches!(self.overlays.pop(), Some(Overlay::Job));
        if let Some(job) = self.runs.job.as_mut().filter(|_| is_job) {
            job.see();
            if job.is_running() {
                let key = self.settings.key(Action::Run).unwrap_or_default();
                self.status.say(format!("the command goes on: {key} shows it"));
            }
        }
    }

    /// Returns what is asked when everything has ended with exit code 0.
    pub fn question(&self) -> Option<Question> {
        self.asked_of_run().ok()
    }

    /// Returns what is asked, or why nothing is.
    fn asked_of_run(&self) -> Result<Question, String> {
        let plan = &self.overview.plan;
        let refuse = |why: &str| Err(format!("nothing is marked: {why}"));
        let Some(job) = &self.runs.job else { return refuse("nothing has run") };
        let Some(id) = job.subject() else { return refuse("what was run is not in the plan any more") };
        let node = plan.node(id);
        let has_validation = node.fields.iter().any(|field| field.key == FieldKey::Validation);
        let question = match node.kind {
            Kind::Item => Question::Ticked,
            Kind::Step => Question::Validated,
            Kind::Phase if has_mark(node) || has_validation => Question::Validated,
            Kind::Phase => return refuse("this phase has no mark of its own"),
            _ => return refuse("these are the commands of no step or item"),
        };
        let is_set = match question {
            Question::Validated => node.state == Some(State::Validated),
            Question::Ticked => node.state.is_some_and(State::is_settled),
        };
        let says_so = || {
            let texts = texts(plan, id);
            job.commands().iter().all(|command| texts.contains(command))
        };
        match &self.status.access {
            _ if job.is_running() => refuse("not all has ended yet"),
            _ if !job.is_success() => refuse("not all ended with exit 0"),
            _ if !says_so() => refuse("the plan names other commands by now"),
            _ if plan.conflict().is_some() => refuse("the file has a conflict"),
            Access::ReadOnly(_) => refuse("the file is read-only"),
            _ if is_set => refuse(&format!("{} is {} already", job.name(), node.state.map_or("", State::name))),
            _ => Ok(question),
        }
    }

    /// Marks what was run for, as somebody has said.
    fn mark_checked(&mut self) -> Vec<Effect> {
        let (Some(question), Some(job)) = (self.question(), &self.runs.job) else { return Vec::new() };
        let Some(id) = job.subject().filter(|_| job.is_drawn(question)) else { return Vec::new() };
        self.leave_run();
        self.mark_node(id, if question == Question::Validated { Action::Validate } else { Action::Toggle })
    }

    /// Takes what the shell tells of runs.
    pub(super) fn hear_of_run(&mut self, news: RunNews) -> Vec<Effect> {
        let symbols = self.settings.symbols;
        match news {
            RunNews::Known(runs) => {
                self.runs.learn(runs);
                self.detail.refresh();
                self.refresh_view();
            }
            RunNews::Ground(ground) => {
                if let Some(Overlay::Proposal(proposal)) = self.overlays.last_mut() {
                    proposal.prepare(ground);
                }
            }
            RunNews::Over => {
                let is_shown = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Job));
                let Some(job) = &mut self.runs.job else { return Vec::new() };
                job.finish(is_shown);
                if self.status.message.as_ref().is_some_and(|message| message.text == STOPPING) {
                    self.status.say("the command has stopped");
                }
                if !is_shown {
                    let key = self.settings.key(Action::Run).unwrap_or_default();
                    let said = format!("{}: {}, {key} shows it", job.name(), job.outcome());
                    self.status.say(said);
                }
            }
            news => self.runs.job.iter_mut().for_each(|job| job.hear(&news, symbols)),
        }
        Vec::new()
    }

    /// Asks whether the files of the node that is shown are what they were when its commands were run.
    pub(super) fn compare_run(&mut self) -> Option<Effect> {
        let id = self.shown().filter(|&id| self.runs.compared != Some(id) && !self.runs.known.is_empty())?;
        self.runs.compared = Some(id);
        let plan = &self.overview.plan;
        self.runs.last(plan, id)?;
        let (address, title) = (plan.address(id).to_owned(), plan.node(id).title.to_string());
        Some(Effect::Run(RunWish::Compare { address, title }))
    }

    /// Follows the nodes into the plan that is shown now.
    pub(super) fn follow_runs(&mut self, alignment: &Alignment) {
        self.runs.doubt();
        self.runs.job.iter_mut().for_each(|job| job.follow(alignment));
        let plan = &self.overview.plan;
        self.overlays.retain_mut(|overlay| match overlay {
            Overlay::Proposal(proposal) => proposal.follow(plan, &alignment.map),
            _ => true,
        });
    }

    /// Brings what is scrolled into line.
    pub(super) fn settle_runs(&mut self) {
        let symbols = self.settings.symbols;
        let most = self.job_box().inner;
        let size = (most.width.into(), most.height.into());
        let is_job = matches!(self.overlays.last(), Some(Overlay::Job));
        let standing = if is_job { self.job_standing().len() } else { 0 };
        match self.overlays.last_mut() {
            Some(Overlay::Proposal(proposal)) => proposal.settle(size, symbols),
            Some(Overlay::Job) => self.runs.job.iter_mut().for_each(|job| job.settle(size, standing)),
            _ => {}
        }
    }
}
