use super::*;

/// Longer than anything here can take on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// The file that is left alone.
const OWN: &str = "own.md";

const PLAN: &str = "# Plan\n\n## Phase 1: A\n\n- [ ] a\n";

struct Bench {
    folder: tempfile::TempDir,
    sights: Receiver<Sight>,
    hunt: Hunt,
}

impl Bench {
    /// A hunt that has looked at everything once; and what it told.
    fn new(files: &[(&str, &str)], pace: Pace) -> (Self, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        let (sender, sights) = channel();
        let own = folder.path().canonicalize().unwrap().join(OWN);
        let hunt =
            Hunt::start(folder.path(), Some(own), (pace, Marks::default()), move |sight| drop(sender.send(sight)))
                .unwrap();
        let bench = Self { folder, sights, hunt };
        let mut told = bench.told_until(|sight| matches!(sight, Sight::Done(_)));
        assert_eq!(told.remove(0), format!("here {OWN}"));
        told.sort();
        (bench, told)
    }

    /// Returns what is told up to what `is_last`.
    fn told_until(&self, is_last: impl Fn(&Sight) -> bool) -> Vec<String> {
        let mut told = Vec::new();
        loop {
            let sight = self.sights.recv_timeout(DEADLINE).unwrap_or_else(|error| panic!("{error} {told:?}"));
            told.push(said(&sight));
            if is_last(&sight) {
                return told;
            }
        }
    }

    fn waits_for(&self, expected: &str) {
        self.told_until(|sight| said(sight) == expected);
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn said(sight: &Sight) -> String {
    match sight {
        Sight::Here { own, .. } => format!("here {}", own.as_deref().unwrap_or(Path::new("-")).display()),
        Sight::Begun => "begun".to_owned(),
        Sight::Own { path, .. } => format!("own {}", path.display()),
        Sight::Plan(found) => {
            let tally = found.plan.node(crate::plan::NodeId::ROOT).tally;
            format!("{} {}/{}", found.path.display(), tally.done, tally.total)
        }
        Sight::Gone(path) => format!("gone {}", path.display()),
        Sight::Done(report) => {
            format!("done {} {:?} {:?} {:?}", report.files, report.cut, report.closed, report.polls)
        }
    }
}

#[test]
fn what_is_there_is_told_and_what_happens_then() {
    for (pace, polls) in [(Pace::Events, "None"), (Pace::Poll, "Some(\"as asked for\")")] {
        let files =
            [("a.md", PLAN), (".kiro/specs/b/tasks.md", "- [x] a\n- [ ] b\n- [ ] c\n"), ("notes.md", "# Notes\n")];
        let (bench, told) = Bench::new(&files, pace);
        let done = format!("done 3 None [] {polls}");
        assert_eq!(told, [".kiro/specs/b/tasks.md 1/3", "a.md 0/1", "begun", &done]);
        let top = bench.folder.path();
        write(top, "a.md", &PLAN.replace("[ ]", "[x]"));
        bench.waits_for("a.md 1/1");
        write(top, "docs/deep/new.md", PLAN);
        bench.waits_for("docs/deep/new.md 0/1");
        write(top, "docs/deep/new.md", &PLAN.replace("[ ]", "[x]"));
        bench.waits_for("docs/deep/new.md 1/1");
        write(top, "a.md", "# No plan any more\n");
        bench.waits_for("gone a.md");
        fs::rename(top.join("docs"), top.join("texts")).unwrap();
        bench.waits_for("gone docs/deep/new.md");
        write(top, "texts/deep/new.md", PLAN);
        bench.waits_for("texts/deep/new.md 0/1");
        fs::remove_dir_all(top.join("texts")).unwrap();
        bench.waits_for("gone texts/deep/new.md");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_plan_that_is_open_is_not_opened() {
    let (bench, told) = Bench::new(&[("a.md", PLAN), (OWN, PLAN)], Pace::Events);
    assert_eq!(told, ["a.md 0/1", "begun", "done 2 None [] None", "own own.md"]);
    let own = bench.folder.path().join(OWN);
    // Who opens it would be told of: also a reading is an event.
    let (sender, opened) = channel();
    let mut watcher = notify::recommended_watcher(move |event| drop(sender.send(event))).unwrap();
    notify::Watcher::watch(&mut watcher, &own, notify::RecursiveMode::NonRecursive).unwrap();
    let file = fs::File::options().write(true).open(&own).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    drop(file);
    bench.waits_for("own own.md");
    bench.hunt.look();
    write(bench.folder.path(), "b.md", PLAN);
    bench.waits_for("b.md 0/1");
    let opens = opened
        .try_iter()
        .flatten()
        .filter(|event: &Event| matches!(event.kind, notify::EventKind::Access(notify::event::AccessKind::Open(_))));
    assert_eq!(opens.count(), 1, "only the test has opened it");
    fs::remove_file(own).unwrap();
    bench.waits_for("gone own.md");
}

#[test]
fn looking_again_tells_only_what_changed() {
    let (bench, _) = Bench::new(&[("a.md", PLAN)], Pace::Events);
    bench.hunt.look();
    write(bench.folder.path(), "b.md", PLAN);
    let told = bench.told_until(|sight| matches!(sight, Sight::Done(_)));
    assert_eq!(told, ["b.md 0/1", "done 2 None [] None"]);
}

#[test]
fn a_hunt_that_has_ended_is_silent() {
    let (bench, _) = Bench::new(&[("a.md", PLAN)], Pace::Events);
    let Bench { folder, sights, hunt } = bench;
    drop(hunt);
    write(folder.path(), "b.md", PLAN);
    assert!(sights.recv_timeout(DEADLINE).is_err_and(|error| error == RecvTimeoutError::Disconnected));
}

#[test]
fn a_folder_that_is_not_there_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, sights) = channel();
    let _hunt = Hunt::start(&folder.path().join("no"), None, (Pace::Events, Marks::default()), move |sight| {
        drop(sender.send(sight));
    })
    .unwrap();
    let told: Vec<String> = sights.iter().take(3).map(|sight| said(&sight)).collect();
    assert_eq!(told[..2], ["here -", "begun"]);
    assert!(told[2].starts_with("done 0 None []"), "{told:?}");
}

#[test]
fn what_is_passed_over_is_no_reason_to_look_at_everything_again() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    for (name, text) in [("a.md", PLAN), ("notes.md", "# Notes\n"), (".ignore", "notes.md\nlater.md\n")] {
        write(&top, name, text);
    }
    let ears = Ears::new(&top, Pace::Poll, |_| {});
    let mut hunter = Hunter::new(top.clone(), (None, Marks::default()), Arc::default(), ears, |_| {});
    hunter.look_at_all(BTreeSet::new());
    let todo = |hunter: &Hunter<_>, name: &str| {
        let mut todo = Todo::default();
        let data = notify::EventKind::Modify(notify::event::ModifyKind::Any);
        let event = Event::new(data).add_path(top.join(name));
        assert!(hunter.note(Signal::Event(Ok(event)), &mut todo).is_continue());
        todo
    };
    let mut is_reason = |name: &str| {
        let todo = todo(&hunter, name);
        if todo.all {
            hunter.look_at_all(todo.strange);
        }
        (todo.all, !todo.files.is_empty())
    };
    let (all, file, nothing) = ((true, false), (false, true), (false, false));
    assert_eq!(["a.md", "notes.md", "notes.md"].map(&mut is_reason), [file, all, nothing]);
    // What is gone again when it is looked for is not known to be passed over.
    assert_eq!(is_reason("later.md"), all);
    write(&top, "new.md", PLAN);
    assert_eq!(["new.md", "new.md", "notes.md"].map(&mut is_reason), [all, file, nothing]);
    write(&top, ".ignore", "");
    assert_eq!(["later.md", ".ignore", "notes.md"].map(&mut is_reason), [all, all, file]);
}
