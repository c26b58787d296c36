//! What `watch` prints while others write.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::Bench;
use crate::{PLAN, planned};

/// Longer than any of these can take on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// A running `watch`, and what it has printed.
struct Watching<'a> {
    bench: &'a Bench,
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl<'a> Watching<'a> {
    /// Starts it.
    fn begin(bench: &'a Bench, mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let lines = lines_from(child.stdout.take().expect("it was asked for"));
        let errors = lines_from(child.stderr.take().expect("it was asked for"));
        Self { bench, child, lines, errors }
    }

    /// Starts it, and waits until it has read the plan: that is when a change of an item of its own is told.
    fn start(bench: &'a Bench, command: Command) -> Self {
        let watching = Self::begin(bench, command);
        let end = Instant::now() + DEADLINE;
        for mark in ["x", " "].iter().cycle() {
            bench.write("PLAN.md", format!("{PLAN}\n## Ready\n\n- [{mark}] Ready\n"));
            if watching.lines.recv_timeout(Duration::from_millis(50)).is_ok() {
                break;
            }
            assert!(Instant::now() < end, "nothing is printed");
        }
        watching
    }

    fn save(&self, text: &str) -> &Self {
        self.bench.write("PLAN.md", text);
        self
    }

    /// Waits for a line that holds `text`, and returns it.
    fn line(&self, text: &str) -> String {
        wait(&self.lines, text)
    }
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_from(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn wait(lines: &Receiver<String>, text: &str) -> String {
    let end = Instant::now() + DEADLINE;
    let mut before = Vec::new();
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) if line.contains(text) => return line,
            Ok(line) => before.push(line),
            Err(error) => panic!("no line with {text}: {error}, but {before:#?}"),
        }
    }
}

#[test]
fn each_change_is_a_line() {
    let bench = planned();
    let watching = Watching::start(&bench, bench.command(["watch", "PLAN.md"]));
    for (from, to, expected) in [
        ("[ ] Signature", "[x] Signature", "ticked 2.1/signature-is-checked  Signature is checked"),
        ("[x] Route", "[ ] Route", "unticked 2.1/route-exists  Route exists"),
        ("Route exists", "A route exists", "reworded 2.1/a-route-exists  A route exists  (was: Route exists)"),
        (
            "## Testing strategy\n\n- [ ] Unit tests\n- [-] Load tests\n- [ ] Unit tests\n",
            "",
            "removed testing-strategy  Testing strategy  (and 3 more)",
        ),
    ] {
        watching.save(PLAN);
        watching.save(&PLAN.replace(from, to));
        let line = watching.line(expected);
        let (time, said) = line.split_once(' ').expect("a time in front");
        assert_eq!((time.len(), said), (8, expected));
    }
}

#[test]
fn json_is_an_object_a_line() {
    let bench = planned();
    let watching = Watching::start(&bench, bench.command(["watch", "--json"]));
    watching.save(PLAN).save(&PLAN.replace("[ ] Signature", "[x] Signature"));
    let line = watching.line("signature-is-checked");
    let said: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    for (key, expected) in [
        ("schema", serde_json::json!(1)),
        ("file", "PLAN.md".into()),
        ("event", "ticked".into()),
        ("address", "2.1/signature-is-checked".into()),
        ("title", "Signature is checked".into()),
        ("line", 17.into()),
        ("from", "open".into()),
        ("to", "done".into()),
        ("count", 1.into()),
    ] {
        assert_eq!(said[key], expected, "{key} of {line}");
    }
    assert!(said["at"].as_str().is_some_and(|at| at.ends_with("+00:00")), "{line}");
}

#[test]
fn it_waits_for_a_file_that_goes() {
    let bench = planned();
    let watching = Watching::start(&bench, bench.command(["watch", "PLAN.md"]));
    std::fs::remove_file(bench.path("PLAN.md")).expect("it is there");
    wait(&watching.errors, "tickdown: PLAN.md: the file is gone. Waiting for it");
    watching.save(&PLAN.replace("[x] Route", "[ ] Route"));
    watching.line("unticked 2.1/route-exists");
    wait(&watching.errors, "tickdown: PLAN.md: the file is back");
}

#[test]
fn conflict_markers_are_told_and_that_they_are_gone() {
    let bench = planned();
    let conflict = PLAN
        .replace("- [x] Route exists\n", "<<<<<<< HEAD\n- [x] Route exists\n=======\n- [ ] Route\n>>>>>>> theirs\n");
    let line = 1 + conflict.lines().position(|line| line.starts_with("<<<<<<<")).expect("the item is in the plan");
    for verb in [&["watch", "PLAN.md"][..], &["--plain", "PLAN.md"]] {
        bench.write("PLAN.md", PLAN);
        let watching = Watching::start(&bench, bench.command(verb));
        watching.save(&conflict);
        wait(&watching.errors, &format!("tickdown: PLAN.md: conflict markers at line {line}. "));
        watching.save(PLAN);
        wait(&watching.errors, "tickdown: PLAN.md: no conflict markers any more");
        watching.save(&PLAN.replace("[ ] Signature", "[x] Signature"));
        loop {
            let line = watching.lines.recv_timeout(DEADLINE).expect("it is told what has come of it");
            if line.ends_with(" ticked 2.1/signature-is-checked  Signature is checked") {
                break;
            }
            // Before the changes the plan may be printed.
            let is_change = line.split_once(' ').is_some_and(|(time, _)| time.len() == 8 && time.contains(':'));
            assert!(!is_change || line.contains(" ready "), "nobody has done this: {line}");
        }
        watching.save(&conflict);
        let again = Watching::begin(&bench, bench.command(verb));
        wait(&again.errors, "conflict markers at line");
    }
}

#[test]
fn who_changed_it_is_told_where_that_is_known() {
    let bench = planned();
    for json in [&["watch", "PLAN.md"][..], &["watch", "--json", "PLAN.md"]] {
        let watching = Watching::start(&bench, bench.command(json));
        // Read for itself: what is read together with somebody else's save is not told to be ada's.
        watching.save(&format!("{PLAN}- [ ] Read by now\n")).line("Read by now");
        let tick = bench.command(["--as", "ada", "tick", "PLAN.md", "2.1/signature-is-checked"]).output();
        assert!(tick.expect("it runs").status.success());
        let line = watching.line("Signature is checked");
        assert!(line.ends_with("  by ada") || line.contains(r#""by":"ada""#), "{line}");
        watching.save(PLAN);
        let line = watching.line("unticked");
        assert!(!line.contains("ada"), "{line}");
    }
}

#[test]
fn it_polls_where_it_is_asked_to() {
    let bench = planned();
    let watching = Watching::start(&bench, bench.command(["watch", "--poll", "PLAN.md"]));
    wait(&watching.errors, "tickdown: polling for changes: as asked for");
    watching.save(PLAN).save(&PLAN.replace("[ ] Signature", "[x] Signature"));
    watching.line("ticked 2.1/signature-is-checked");
}

/// inotify needs descriptors of its own; reading the plan needs one.
#[cfg(target_os = "linux")]
#[test]
fn it_polls_where_no_events_are_to_be_had() {
    let bench = planned();
    let inner = bench.command(["watch", "PLAN.md"]);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 4; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(bench.folder()).env_clear().stdin(Stdio::null());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let watching = Watching::start(&bench, command);
    wait(&watching.errors, "polling for changes: the system's limit of watches or open files is reached");
    watching.save(PLAN).save(&PLAN.replace("[ ] Signature", "[x] Signature"));
    watching.line("ticked 2.1/signature-is-checked");
}

#[test]
fn it_ends_when_nobody_reads_any_more() {
    let bench = planned();
    let mut child =
        bench.command(["watch", "--poll"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // It has started: nothing needs to change for it to notice.
    wait(&lines_from(child.stderr.take().expect("it was asked for")), "polling");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn what_cannot_be_read_at_first_is_said_at_once() {
    let bench = Bench::new();
    insta::assert_snapshot!(bench.run("watch none.md"), @r#"
    ! tickdown: none.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    "#);
    insta::assert_snapshot!(bench.run("watch --json none.md"), @r#"
    {"schema":1,"error":{"code":"no-such-file","message":"none.md: no such file. Check the name, or write a new plan with \"tickdown new\".","candidates":[]}}
    ! tickdown: none.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    "#);
}
