//! The command line: what the words mean, and what is printed.
//!
//! Each verb has its file. Results go to the standard output, messages to the standard error, and the
//! exit status says how it ended ([`Exit`]). Nothing here ever asks a question; whoever runs a verb may be a script.

mod check;
mod choose;
mod count;
mod diff;
mod error;
mod excerpt;
mod exit;
mod find;
mod git;
mod github;
mod json;
mod log;
mod mark;
mod merge;
mod new;
mod next;
mod open;
mod output;
mod plain;
mod recall;
mod settings;
mod show;
mod status;
mod walk;
mod watch;
mod write;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use self::error::Error;
pub use self::exit::Exit;
use self::json::Failure;
use self::mark::Verb as Marking;
use self::open::How;
use self::output::Output;
use self::recall::recall;
use crate::config::{Ascii, Overrides, Source};
use crate::plan::{Marks, Plan};
use crate::store::{Pace, ReadError, Recall};
use crate::text::{LineIndex, sanitize};

/// A terminal progress tracker for Markdown implementation plans
///
/// "tickdown PATH" opens a plan on the screen. Without PATH, or with a folder, it opens the only plan found there.
/// A verb does one thing, prints what it did, and never asks. Where a verb is not told which plan, it takes the only
/// one found in the current folder.
#[derive(Debug, Parser)]
#[command(name = "tickdown", bin_name = "tickdown", version, override_usage = USAGE, after_help = EXITS)]
struct Line {
    /// The plan or folder; more than one word is an error that is worded in `open`.
    #[arg(value_name = "PATH", hide = true)]
    words: Vec<OsString>,
    /// Print the plan as lines of text, then a line for each change, and move no cursor: for screen readers and pipes
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    notice: Notice,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// How the two ways of use are said.
const USAGE: &str = "tickdown [OPTIONS] [PATH]\n       tickdown [OPTIONS] <VERB> [PATH] …";

/// What scripts need to know.
const EXITS: &str = "Exit status: 0 done; 1 the answer is no (nothing next, errors found, refused, ambiguous, \
                     conflict); 2 the command line is not understood; 3 a file cannot be read or written.\n\n\
                     With --json, what went wrong is a JSON object on stdout, beside the message on stderr.";

/// How changes are noticed.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Notice {
    /// Look at the file again and again instead of waiting to be told of changes, as for unusual mounts
    #[arg(long, global = true)]
    poll: bool,
}

impl Notice {
    /// Returns the pace of a watch.
    const fn pace(self) -> Pace {
        if self.poll { Pace::Poll } else { Pace::Events }
    }
}

/// What everything looks like; goes before what the settings file says.
#[derive(Debug, clap::Args)]
struct Look {
    /// Colours of the screen: auto, dark, light, high-contrast, colour-blind, plain, or a theme of your own
    #[arg(long, global = true, value_name = "THEME")]
    theme: Option<String>,
    /// Symbols of ASCII characters only: always, auto or never; without WHEN always
    #[arg(long, global = true, value_name = "WHEN", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "always", hide_possible_values = true)]
    ascii: Option<Ascii>,
    /// Who makes changes, for others who look at the plan; else what `TICKDOWN_ACTOR` says
    #[arg(long = "as", global = true, value_name = "NAME")]
    actor: Option<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
#[command(subcommand_help_heading = "Verbs", subcommand_value_name = "VERB")]
enum Verb {
    New(new::Args),
    Walk(walk::Args),
    Status(status::Args),
    Show(show::Args),
    Next(next::Args),
    Check(check::Args),
    Watch(watch::Args),
    /// Set items or steps done
    #[command(override_usage = "tickdown tick [OPTIONS] [PATH] <ADDRESS>…", after_help = WORDS)]
    Tick(mark::Args),
    /// Set items or steps open again; a step's validation goes too
    #[command(override_usage = "tickdown untick [OPTIONS] [PATH] <ADDRESS>…", after_help = WORDS)]
    Untick(mark::Args),
    /// Set steps validated; refused while criteria are open
    #[command(override_usage = "tickdown validate [OPTIONS] [PATH] <ADDRESS>…", after_help = WORDS)]
    Validate(mark::ValidateArgs),
    /// Take back that steps are validated; done they stay
    #[command(override_usage = "tickdown invalidate [OPTIONS] [PATH] <ADDRESS>…", after_help = WORDS)]
    Invalidate(mark::Args),
    Add(write::AddArgs),
    Edit(write::EditArgs),
    Log(log::Args),
    Merge(merge::Args),
    Git(git::Args),
    Config(settings::Args),
}

/// How the verbs that set marks read their words.
const WORDS: &str = "The first word is the plan if such a file or folder exists, or if it ends in .md. Otherwise all \
                     words are addresses in the only plan of the current folder; write the plan's path in front \
                     where an address is also the name of a file.\n\n\
                     Addresses: as \"tickdown show\" prints them, \":57\" (line), \"2.1#3\" (third below 2.1), a \
                     title, or a part of one. All are set or none.";

/// Runs the command line `arguments`, the program's name first, and returns how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut output = Output::new();
    let done = parse(&arguments).and_then(|line| match line {
        Some(line) => perform(line, &mut output),
        None => Ok(Exit::Done),
    });
    match done.and_then(|exit| output.flush().map(|()| exit)) {
        Ok(exit) => exit,
        Err(error) => report(&error, arguments.iter().any(|word| word == "--json"), &mut output),
    }
}

/// Returns the parsed command line; `None` where it asked for help or version, which have been printed.
fn parse(arguments: &[OsString]) -> Result<Option<Line>, Error> {
    let error = match Line::try_parse_from(arguments) {
        Ok(line) => return Ok(Some(line)),
        Err(error) => error,
    };
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return error.print().map(|()| None).map_err(Error::Output);
    }
    // `tickdown tik PLAN.md 2.1 --dry-run`: the option is unknown because the verb is.
    let understood = Line::command().ignore_errors(true).try_get_matches_from(arguments).ok();
    let first = understood.and_then(|found| found.get_many::<OsString>("words")?.next().cloned());
    match first.filter(|first| !open::may_be_path(first)) {
        Some(first) => Err(open::unknown_verb(&first, &verbs())),
        None => Err(Error::Usage(error.to_string().trim_start_matches("error: ").trim_end().to_owned())),
    }
}

/// Does what `line` asks for.
fn perform(line: Line, output: &mut Output) -> Result<Exit, Error> {
    let source = Source::new(Overrides { theme: line.look.theme, ascii: line.look.ascii });
    source.theme().map_err(|error| Error::Usage(error.to_string()))?;
    let (config, complaint) = match source.load() {
        Ok(config) => (config, None),
        Err(error) => (source.usual(), Some(format!("{error}. The default settings are used."))),
    };
    let recall = recall(&config, line.look.actor);
    if line.plain {
        let more = line.words.get(1).map(|word| word.to_string_lossy().into_owned());
        if let Some(word) = line.verb.map(|_| "a verb".to_owned()).or(more) {
            return Err(Error::Usage(format!("--plain takes one path, but {word} follows")));
        }
        if let Some(complaint) = complaint {
            tell(&complaint);
        }
        let path = line.words.first().map(Path::new);
        return watch::run_plain(path, &recall, line.notice.pace(), output).map(|()| Exit::Done);
    }
    let pace = line.notice.pace();
    let Some(verb) = line.verb else {
        return open::run(&line.words, verbs, How { config, complaint, source, recall, pace }, output);
    };
    // Who asks for the file itself is about to mend it, and a screen says it by itself.
    let is_heard = match &verb {
        Verb::Config(args) => args.shows(),
        Verb::Walk(_) => false,
        _ => true,
    };
    if let Some(complaint) = complaint.as_ref().filter(|_| is_heard) {
        tell(complaint);
    }
    match verb {
        Verb::New(args) => new::run(&args, output),
        Verb::Status(args) => return status::run(&args, config.marks, output),
        Verb::Show(args) => show::run(&args, &config, output),
        Verb::Next(args) => next::run(&args, config.marks, output),
        Verb::Check(args) => return check::run(&args, config.marks, output),
        Verb::Merge(args) => return merge::run(&args, config.marks),
        Verb::Walk(args) => return walk::run(&args, How { config, complaint, source, recall, pace }),
        Verb::Git(args) => git::run(&args, output),
        Verb::Config(args) => settings::run(&args, &source, &config, output),
        Verb::Tick(args) => mark::run(Marking::Tick, &args, &recall, output),
        Verb::Untick(args) => mark::run(Marking::Untick, &args, &recall, output),
        Verb::Validate(args) => mark::run(Marking::Validate { force: args.force }, &args.common, &recall, output),
        Verb::Invalidate(args) => mark::run(Marking::Invalidate, &args, &recall, output),
        Verb::Add(args) => write::add(&args, &recall, output),
        Verb::Edit(args) => write::edit(&args, &recall, output),
        Verb::Log(args) => log::run(&args, &recall, output),
        Verb::Watch(args) => watch::run(&args, &recall, line.notice.pace(), output),
    }
    .map(|()| Exit::Done)
}

/// Returns the names of all verbs.
fn verbs() -> Vec<String> {
    Line::command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect()
}

/// Returns the plan at `path`, whose boxes stand for what `marks` say.
fn read(path: &Path, marks: Marks) -> Result<Arc<Plan>, ReadError> {
    let (mut store, snapshot) = Recall { marks, ..Recall::default() }.look_into(path)?;
    Ok(store.plan(&snapshot.text))
}

/// Warns where `plan` holds both sides of a merge: its counts then mean little, and nothing can be written.
fn warn_of_conflict(path: &Path, plan: &Plan) {
    if let Some(line) = conflict_line(plan) {
        let path = path.display();
        tell(&format!(
            "{path}:{line}: a merge conflict starts here, and the counts hold both sides. Resolve it in the file."
        ));
    }
}

/// Returns the line of the first conflict marker, from 1.
fn conflict_line(plan: &Plan) -> Option<usize> {
    plan.conflict().map(|marker| LineIndex::new(plan.text()).line(marker.start))
}

/// Says what went wrong, where `json` also as a document, and returns how the run ended.
fn report(error: &Error, json: bool, output: &mut Output) -> Exit {
    let exit = error.exit();
    if exit == Exit::Done {
        return exit;
    }
    tell(&error.told());
    if json && output.json(&Failure::new(error)).and_then(|()| output.flush()).is_err() {
        tell("the output cannot be written");
    }
    exit
}

/// Writes `message` to the standard error, made safe for a terminal.
fn tell(message: &str) {
    // Where the standard error is closed, there is nobody left to be told.
    let _ = writeln!(io::stderr(), "tickdown: {}", sanitize(message));
}
