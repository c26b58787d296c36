//! Commands that run or have run, and what they print.

use super::log::Log;
use super::news::{RunEnd, RunNews};
use super::proposal::command_line;
use crate::app::measure::shown;
use crate::app::run::{Line, Run, Tone};
use crate::app::symbols::Symbols;
use crate::app::words;
use crate::plan::{Alignment, NodeId};

/// Commands that run or have run.
#[derive(Clone, Debug)]
pub struct Job {
    /// Whose they are; `None` where that is not in the plan any more.
    subject: Option<NodeId>,
    name: String,
    commands: Vec<String>,
    /// What the plan says that comes of each.
    expected: Vec<Option<String>>,
    /// How many that were shown with them cannot be run.
    impossible: usize,
    /// How many that were shown with them somebody has left out.
    left_out: usize,
    log: Log,
    /// The one that runs.
    at: usize,
    seconds: u64,
    ends: Vec<RunEnd>,
    state: Stage,
    /// Somebody has seen how it ended.
    is_seen: bool,
    /// What was asked when it was on the screen last.
    drawn: Option<Question>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Running,
    Stopping,
    Over,
}

/// What is asked when everything has ended with exit code 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether the step shall be marked as validated.
    Validated,
    /// Whether the item shall be ticked.
    Ticked,
}

impl Job {
    /// Returns the run of `commands` of the node `subject`, which is called `name`, before anything has begun.
    pub(super) fn new(subject: NodeId, name: String, commands: Vec<String>, expected: Vec<Option<String>>) -> Self {
        Self {
            subject: Some(subject),
            name,
            commands,
            expected,
            impossible: 0,
            left_out: 0,
            log: Log::default(),
            at: 0,
            seconds: 0,
            ends: Vec::new(),
            state: Stage::Running,
            is_seen: false,
            drawn: None,
        }
    }

    /// Notes how many that were shown with them cannot be run, and how many somebody has left out.
    pub(super) fn without(self, (impossible, left_out): (usize, usize)) -> Self {
        Self { impossible, left_out, ..self }
    }

    /// Returns whose commands they are; `None` where that is not in the plan any more.
    pub(super) fn subject(&self) -> Option<NodeId> {
        self.subject
    }

    /// Returns the name of that.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what is run.
    pub(super) fn commands(&self) -> &[String] {
        &self.commands
    }

    /// Returns whether something runs.
    pub fn is_running(&self) -> bool {
        self.state != Stage::Over
    }

    /// Returns whether all has ended with exit code 0.
    pub fn is_success(&self) -> bool {
        let is_good = |end: &RunEnd| *end == RunEnd::Exit(0);
        !self.is_running() && self.ends.len() == self.commands.len() && self.ends.iter().all(is_good)
    }

    /// Returns whether somebody has seen how it ended.
    pub(super) fn is_seen(&self) -> bool {
        self.is_seen
    }

    /// Notes that somebody has seen it; what still runs is not done with.
    pub(super) fn see(&mut self) {
        self.is_seen = !self.is_running();
    }

    /// Notes that it is on the screen, with this question.
    pub(super) fn draw(&mut self, question: Option<Question>) {
        self.drawn = question;
    }

    /// Returns whether `question` has been on the screen.
    pub(super) fn is_drawn(&self, question: Question) -> bool {
        self.drawn == Some(question)
    }

    /// Notes that it shall stop; returns whether that is new.
    pub(super) fn stop(&mut self) -> bool {
        std::mem::replace(&mut self.state, Stage::Stopping) == Stage::Running
    }

    /// Takes what the shell tells.
    pub(super) fn hear(&mut self, news: &RunNews, symbols: &Symbols) {
        match news {
            RunNews::Began(index) => self.begin(*index, symbols),
            RunNews::Output { lines, open, cut_lines, cut_bytes, seconds } => {
                self.log.cut(*cut_lines, *cut_bytes);
                for line in lines {
                    self.log.push(line.clone(), Tone::Plain);
                }
                self.log.open(open);
                self.seconds = *seconds;
            }
            RunNews::Ended { end, seconds, left_something } => {
                self.log.push(format!("{} {end}{}", symbols.bullet, took(*seconds)), tone(end));
                if *left_something {
                    let what = "what it had left running was stopped";
                    self.log.push(format!("{} {what}", symbols.bullet), Tone::Notice);
                }
                self.ends.push(end.clone());
            }
            RunNews::Known(_) | RunNews::Ground(_) | RunNews::Over => {}
        }
    }

    fn begin(&mut self, index: usize, symbols: &Symbols) {
        (self.at, self.seconds) = (index, 0);
        let Some(command) = self.commands.get(index) else { return };
        for (line, prompt) in command.split('\n').zip(std::iter::once("$ ").chain(std::iter::repeat("  "))) {
            self.log.push(format!("{prompt}{}", command_line(line, symbols)), Tone::Code);
        }
        let expected = self.expected.get(index).and_then(Option::as_ref);
        for line in expected.iter().flat_map(|expected| expected.split('\n')) {
            self.log.push(format!("  expected: {}", shown(line, words::TITLE_LIMIT)), Tone::Faint);
        }
    }

    /// Notes that nothing runs any more; `is_seen` where somebody sees it.
    pub(super) fn finish(&mut self, is_seen: bool) {
        if self.ends.is_empty() {
            self.ends.push(RunEnd::NotStarted("nothing was run".to_owned()));
        }
        (self.state, self.is_seen) = (Stage::Over, is_seen);
    }

    /// Returns how it ended, in words.
    pub fn outcome(&self) -> String {
        self.ends.last().map(ToString::to_string).unwrap_or_default()
    }

    /// Returns the title, at the left and at the right.
    pub fn heading(&self) -> (String, String) {
        let which =
            if self.commands.len() > 1 { format!("{} of {}", self.at + 1, self.commands.len()) } else { String::new() };
        (format!("Run {}", self.name), which)
    }

    /// Returns how it stands, and what is asked.
    pub fn standing(&self, question: Option<Question>) -> Line {
        let mut line = match self.state {
            Stage::Running => vec![Run::new(format!("running{}", took(self.seconds)), Tone::Begun)],
            Stage::Stopping => vec![Run::new(format!("stopping{}", took(self.seconds)), Tone::Notice)],
            Stage::Over => {
                let tone = self.ends.last().map_or(Tone::Plain, tone);
                vec![Run::new(self.outcome(), tone)]
            }
        };
        let not_run = self.commands.len().saturating_sub(self.ends.len()) + self.impossible;
        let rest = [(not_run, "not run"), (self.left_out, "left out")];
        for (count, what) in rest.into_iter().filter(|&(count, _)| self.state == Stage::Over && count > 0) {
            line.push(Run::new(format!(", {count} {what}"), Tone::Plain));
        }
        match question {
            Some(Question::Validated) => {
                line.push(Run::new(format!(": mark {} as validated?", self.name), Tone::Strong));
            }
            Some(Question::Ticked) => line.push(Run::new(format!(": tick {}?", self.name), Tone::Strong)),
            None => {}
        }
        line.extend(self.log.said_cut().map(|cut| Run::new(format!("   {cut}"), Tone::Notice)));
        line
    }

    /// Returns the rows in the box.
    pub fn visible(&self) -> Vec<Line> {
        self.log.visible()
    }

    /// Returns how many rows are above the box and below it.
    pub fn hidden(&self) -> (usize, usize) {
        self.log.hidden()
    }

    /// Scrolls by `rows`, up where negative.
    pub(super) fn scroll_by(&mut self, rows: isize) {
        self.log.scroll_by(rows);
    }

    /// Takes the size of the box; `standing` rows of it are for how it stands.
    pub(super) fn settle(&mut self, (room, height): (usize, usize), standing: usize) {
        self.log.settle((room, height.saturating_sub(standing)));
    }

    /// Follows its node into another plan; what has only its number is not what was run.
    pub(super) fn follow(&mut self, alignment: &Alignment) {
        self.subject = self.subject.and_then(|id| alignment.by_words(id));
    }
}

fn tone(end: &RunEnd) -> Tone {
    if *end == RunEnd::Exit(0) { Tone::Done } else { Tone::Failed }
}

/// Returns ` after 12 s`; nothing for what took no time.
fn took(seconds: u64) -> String {
    match seconds {
        0 => String::new(),
        1..60 => format!(", {seconds} s"),
        _ => format!(", {} min {} s", seconds / 60, seconds % 60),
    }
}
