//! Validation runs: what is shown, what is run, and what becomes of it.

use insta::assert_snapshot;

use super::{Bench, PLAN};
use crate::app::{
    Action, Effect, LastRun, Line, Msg, Overlay, RunEnd, RunGround, RunNews, RunWish, answer_hint, hints,
};

impl Bench {
    fn tell(mut self, news: RunNews) -> Self {
        self.update(Msg::Run(news));
        self
    }

    /// Presses keys; the shell says where commands would be run.
    fn press_run(self, pressed: &str) -> Self {
        let ground = RunGround { shell: "sh -c".into(), folder: "/home/me/demo".into(), seconds: Some(600) };
        let (before, behind) = pressed.split_once('!').expect("a key that asks for commands");
        self.press(before).press("!").tell(RunNews::Ground(ground)).press(behind)
    }

    /// The command prints `line` and ends.
    fn end(self, line: &str, end: RunEnd) -> Self {
        let output = RunNews::Output {
            lines: vec![line.to_owned()],
            open: String::new(),
            cut_lines: 0,
            cut_bytes: 0,
            seconds: 3,
        };
        self.tell(output).tell(RunNews::Ended { end, seconds: 3, left_something: false })
    }

    /// Returns what lies over the screen, without tones.
    fn over(&self) -> String {
        let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>().trim_end().to_owned();
        let lines: Vec<String> = match self.model.overlays().last() {
            Some(Overlay::Proposal(proposal)) => proposal
                .visible()
                .iter()
                .map(|(line, chosen)| if *chosen { ">" } else { "" }.to_owned() + &text(line))
                .collect(),
            Some(Overlay::Job) => {
                let job = self.model.runs().job().expect("a job");
                job.visible().iter().chain(&self.model.job_standing()).map(text).collect()
            }
            _ => vec!["nothing".to_owned()],
        };
        lines.join("\n")
    }
}

const TWO: &str = "# P\n## Validation Commands\n- `make test`\n- `make lint`\n### Step 1: A\n- [ ] a\n### Step 2: B\n\
                   - **Validation**: `make <name>`\n";

#[test]
fn commands_are_shown_before_they_are_run() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("!");
    assert_snapshot!(bench.over(), @"
    $ make test

    by sh -c, at most 10 minutes
    in /home/me/demo
    ");
    let bench = bench.press("<enter>");
    assert_snapshot!(bench.log, @r#"
    Run(Prepare)
    Run(Start(RunOrder { address: "1.1", title: "Schema", shown: ["make test"], commands: ["make test"], files: [] }))
    "#);
}

#[test]
fn nothing_is_run_before_it_is_known_where() {
    let bench = Bench::new(PLAN, (60, 24)).press("!<enter>y");
    assert_eq!(bench.log, "Run(Prepare)\n");
    assert_eq!(bench.press("<esc>").over(), "nothing");
}

#[test]
fn some_commands_can_be_left_out() {
    let bench = Bench::new(TWO, (60, 24)).press_run("!j<space>");
    assert_snapshot!(bench.over(), @"
    x $ make test
    >o $ make lint

    by sh -c, at most 10 minutes
    in /home/me/demo
    ");
    assert_snapshot!(bench.press("k<space><enter>").said(), @"[run ?] nothing is chosen");
}

#[test]
fn placeholders_keep_a_command_from_being_run() {
    let bench = Bench::new(TWO, (60, 24)).press_run("G!<space><enter>y");
    assert_snapshot!(bench.said(), @"[run ?] <name> is still to be filled in");
    assert_eq!(bench.log, "Run(Prepare)\n");
    let hidden = Bench::new("# P\n### Step 1: A\n- **Validation**: `make \u{202e}x`\n", (60, 24)).press_run("!<enter>");
    assert_snapshot!(hidden.said(), @"[run ?] it holds a character that cannot be shown: U+202E");
}

#[test]
fn what_changed_outside_is_a_diff_and_needs_another_key() {
    let bench = Bench::new(PLAN, (60, 24)).outside("make test", "make test | sh").press_run("!<enter>");
    assert_snapshot!(bench.over(), @"
    $ make test | sh

    changed since the plan was opened
    - make test
    + make test | sh
    y runs them as they are now

    by sh -c, at most 10 minutes
    in /home/me/demo
    ");
    assert_snapshot!(bench.said(), @"[run make test | sh?] these commands have changed: y runs them as they are now");
    assert!(bench.press("y").log.contains("commands: [\"make test | sh\"]"));
}

#[test]
fn what_was_run_last_counts_where_that_is_known() {
    let known = |shown: &str| {
        let last = LastRun { address: "1.1".into(), shown: vec![shown.into()], ..LastRun::default() };
        Bench::new(PLAN, (60, 24)).tell(RunNews::Known(vec![last]))
    };
    assert!(
        known("make old").press_run("!").over().contains("changed since they were run last\n- make old\n+ make test")
    );
    assert!(!known("make test").press_run("!").over().contains("changed"));
    let back = known("make new").outside("make test", "make new");
    assert!(!back.press_run("!").over().contains("changed"));
}

#[test]
fn what_changes_while_it_is_shown_must_be_looked_at_again() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("!").outside("make test", "make all").press("<enter>");
    assert!(bench.over().contains("changed while you looked\n- make test\n+ make all"), "{}", bench.over());
    assert!(!bench.log.contains("Start"));
    let gone = bench.outside("`make all`", "by hand");
    assert_eq!((&*gone.over(), &*gone.said()), ("nothing", "outside: edited 1.1"));
}

#[test]
fn what_changes_just_before_the_key_is_not_run() {
    let bench = Bench::new(PLAN, (60, 24)).outside("make test", "make test | sh").press_run("!");
    let bench = bench.outside("make test | sh", "make all").press("y");
    assert!(!bench.log.contains("Start"), "{}", bench.log);
    assert_snapshot!(bench.said(), @"[run make all?] these commands have just changed: look again, then y");
    assert!(bench.press("y").log.contains("commands: [\"make all\"]"));
}

#[test]
fn nothing_is_run_before_it_was_on_the_screen() {
    let ground = |folder: &str| RunGround { shell: "sh -c".into(), folder: folder.into(), seconds: None };
    let key = |pressed: &str| Msg::Key(crate::app::keys(pressed).expect("a key")[0]);
    for pressed in ["<enter>", "y"] {
        let mut bench = Bench::new(PLAN, (60, 24)).press("!");
        bench.model.update(Msg::Run(RunNews::Ground(ground("/a"))));
        assert_eq!(bench.model.update(key(pressed)), []);
        bench.model.drawn();
        // The same again is nothing new, another folder is.
        bench.model.update(Msg::Run(RunNews::Ground(ground("/a"))));
        let mut other = bench.model.clone();
        other.update(Msg::Run(RunNews::Ground(ground("/b"))));
        assert_eq!(other.update(key(pressed)), []);
        assert!(matches!(bench.model.update(key(pressed))[..], [Effect::Run(RunWish::Start(_))]));
    }
}

#[test]
fn a_step_that_came_from_outside_is_new() {
    let bench = Bench::new(PLAN, (60, 24))
        .outside("## Phase 2: Use\n", "### Step 1.3: New\n- **Validation**: `rm x`\n## Phase 2: Use\n");
    let bench = bench.press("1.3<enter>").press_run("!");
    assert!(bench.over().contains("new since the plan was opened\n+ rm x"), "{}", bench.over());
}

#[test]
fn exit_0_asks_and_marks_only_if_somebody_says_so() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("1.2<enter>!<enter>").tell(RunNews::Began(0));
    assert_snapshot!(bench.over(), @"
    $ make keys
    running
    ");
    let bench = bench.end("ok", RunEnd::Exit(0)).tell(RunNews::Over);
    assert_snapshot!(bench.over(), @"
    $ make keys
    ok
    - exit 0, 3 s
    exit 0: mark 1.2 as validated?
    ");
    let left = bench.press("v");
    assert!(left.log.ends_with("Validated 1.2\n  - [x] **Validation**: `make keys`\n"), "{}", left.log);
    assert_eq!(left.over(), "nothing");
}

#[test]
fn open_criteria_are_asked_for_as_ever() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0));
    let bench = bench.end("ok", RunEnd::Exit(0)).tell(RunNews::Over).press("y");
    assert_snapshot!(bench.said(), @"[2 criteria of 1.1 are open. Validate it anyway?]");
}

#[test]
fn keys_from_before_the_question_was_on_the_screen_answer_nothing() {
    for pressed in ["y", "v", "<space>", "<enter>"] {
        let mut bench = Bench::new("# P\n### 1.1 A\n- **Validation**: `make`\n", (60, 24)).press_run("!<enter>");
        for news in [
            RunNews::Began(0),
            RunNews::Ended { end: RunEnd::Exit(0), seconds: 1, left_something: false },
            RunNews::Over,
        ] {
            bench.model.update(Msg::Run(news));
        }
        let key = || Msg::Key(crate::app::keys(pressed).expect("a key")[0]);
        assert_eq!(bench.model.update(key()), [], "{pressed}");
        bench.model.drawn();
        assert_eq!(bench.model.update(key()).len(), usize::from(pressed != "<enter>"), "{pressed}");
    }
}

#[test]
fn nothing_is_asked_where_something_failed_or_has_changed() {
    let run = || Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0));
    let failed = run().end("no", RunEnd::Exit(2)).tell(RunNews::Over);
    assert_snapshot!(failed.over(), @"
    $ make test
    no
    - exit 2, 3 s
    exit 2
    ");
    assert!(!failed.press("vy").log.contains("Validated"));
    let changed = run().outside("make test", "make more").end("ok", RunEnd::Exit(0)).tell(RunNews::Over);
    assert!(changed.over().ends_with("\nexit 0"), "{}", changed.over());
}

#[test]
fn why_nothing_is_marked_is_said() {
    let plan = "# P\n## Validation Commands\n- `make`\n### Step 1: A\n- [ ] a\n";
    let validated = "# P\n### Step 1: A\n- **Status**: Validated\n- **Validation**: `make`\n";
    let phase = "# P\n## Phase 1: B\n**Validation Commands**: `make`\n- [ ] a\n";
    let (ok, failed, same) = (Some(RunEnd::Exit(0)), Some(RunEnd::Exit(2)), ("", ""));
    for (plan, end, (from, to), why) in [
        (plan, &ok, same, "these are the commands of no step or item"),
        (plan, &failed, same, "these are the commands of no step or item"),
        (phase, &ok, same, "this phase has no mark of its own"),
        (validated, &ok, same, "Step 1 is validated already"),
        (PLAN, &None, same, "not all has ended yet"),
        (PLAN, &failed, same, "not all ended with exit 0"),
        (PLAN, &ok, ("make test", "make more"), "the plan names other commands by now"),
    ] {
        for key in ["v", "<space>"] {
            let mut bench = Bench::new(plan, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0));
            if let Some(end) = end {
                bench = bench.end("ok", end.clone()).tell(RunNews::Over);
            }
            if !from.is_empty() {
                bench = bench.outside(from, to);
            }
            let before = bench.log.clone();
            let bench = bench.press(key);
            assert_eq!(
                (bench.said(), &bench.log),
                (format!("[job] nothing is marked: {why}"), &before),
                "{plan} {key}"
            );
        }
    }
}

#[test]
fn what_runs_goes_on_in_the_background_and_can_be_stopped() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0)).press("<esc>j!");
    assert_eq!(bench.said(), "[job]");
    let bench = bench.press("q");
    assert_snapshot!(bench.said(), @"the command goes on: ! shows it");
    let bench = bench.press("<c-c>");
    assert!(bench.log.ends_with("Run(Stop)\n"), "{}", bench.log);
    let over = bench.end("", RunEnd::Stopped).tell(RunNews::Over);
    assert_snapshot!(over.said(), @"1.1: stopped, ! shows it");
    // Seen once, the key is for the row again.
    let seen = over.press("!");
    assert_eq!(seen.said(), "[job]");
    assert_eq!(seen.press("<esc>!").said(), "[run make test?]");
}

#[test]
fn the_last_run_is_told_beside_its_step() {
    let last = LastRun {
        address: "1.1".into(),
        title: "Schema".into(),
        when: "2026-11-20 12:04".into(),
        how: "exit 0".into(),
        is_success: true,
        shown: vec!["make test".into()],
        changed: None,
    };
    let mut bench = Bench::new(PLAN, (100, 30));
    let asked = bench.update(Msg::Run(RunNews::Known(vec![last.clone()])));
    assert_eq!(asked, [Effect::Run(RunWish::Compare { address: "1.1".into(), title: "Schema".into() })]);
    let changed = vec!["src/a.rs".to_owned()];
    let bench = bench.tell(RunNews::Known(vec![LastRun { changed: Some(changed), ..last }]));
    let told = |bench: &Bench| {
        let lines =
            bench.model.detail().visible().iter().map(|line| line.iter().map(|run| &*run.text).collect::<String>());
        lines
            .skip_while(|line| !line.starts_with("Last run"))
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_snapshot!(told(&bench), @"Last run  exit 0, 2026-11-20 12:04           changed since: src/a.rs");
    let bench = bench.outside("make test", "make all");
    assert_snapshot!(told(&bench), @"Last run  exit 0, 2026-11-20 12:04           changed since: the commands, src/a.rs");
}

#[test]
fn a_validation_says_that_its_last_run_failed() {
    for (how, is_success, expected) in [
        ("exit 3", false, "validated 1.1, with 2 items open, although its last run failed: exit 3"),
        ("exit 0", true, "validated 1.1, with 2 items open"),
    ] {
        let last = LastRun {
            address: "1.1".into(),
            title: "Schema".into(),
            when: String::new(),
            how: how.into(),
            is_success,
            shown: vec!["make test".into()],
            changed: None,
        };
        let bench = Bench::new(PLAN, (100, 30)).tell(RunNews::Known(vec![last])).press_at_once("vy");
        assert_eq!(bench.said(), expected);
    }
}

#[test]
fn the_walk_runs_the_commands_of_its_stop() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("w!<enter>");
    assert!(bench.log.contains("address: \"1.1\""), "{}", bench.log);
}

#[test]
fn what_is_shown_is_what_is_offered() {
    let plan =
        |value: &str| format!("# P\n## Validation Commands\n- `make`\n### Step 1: A\n- **Validation**: {value}\n");
    for (value, expected) in [
        ("`false`", "$ false"),
        ("`echo ok`, then `pytest`, then `mypy`", ">x $ echo ok|x $ pytest|x $ mypy"),
        ("`pytest` and `Users`", "$ pytest|not run: Users (not read as a command)"),
        ("`pytest` of `seq 1 3000`", "$ pytest|not run: seq 1 3000 (not read as a command)"),
        ("by hand", "Step 1 names no command|$ make"),
    ] {
        let bench = Bench::new(&plan(value), (60, 24)).press("1<enter>").press_run("!");
        let over = bench.over();
        assert_eq!(over.split("\n\n").next().unwrap_or_default().replace('\n', "|"), expected, "{value}");
    }
}

#[test]
fn what_is_not_run_is_said_with_the_question() {
    for (value, pressed, expected) in [
        ("`pytest` and `Users`", "", "exit 0, 1 not run: mark Step 1 as validated?"),
        ("`pytest`, then `mypy`", "j<space>", "exit 0, 1 left out: mark Step 1 as validated?"),
        ("`pytest`, then `make <name>`", "", "exit 0, 1 not run: mark Step 1 as validated?"),
    ] {
        let plan = format!("# P\n### Step 1: A\n- **Validation**: {value}\n");
        let bench = Bench::new(&plan, (60, 24)).press_run(&format!("!{pressed}<enter>")).tell(RunNews::Began(0));
        let bench = bench.end("ok", RunEnd::Exit(0)).tell(RunNews::Over);
        assert_eq!(bench.over().lines().last(), Some(expected), "{value}");
    }
}

#[test]
fn one_command_cannot_be_left_out() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("!<space><enter>");
    assert!(bench.log.contains("commands: [\"make test\"]"), "{}", bench.log);
}

#[test]
fn the_footer_names_the_key_that_runs() {
    let keys = |bench: &Bench| {
        let enter = hints(&bench.model).into_iter().find(|(action, _)| *action == Action::Open);
        (answer_hint(&bench.model).is_some(), enter.is_some())
    };
    let step = |command: &str| format!("# P\n### Step 1: A\n- **Validation**: `{command}`\n");
    for (command, expected) in
        [("make x", (false, true)), ("make <name>", (false, false)), ("make \u{202e}x", (false, false))]
    {
        assert_eq!(keys(&Bench::new(&step(command), (60, 24)).press_run("!")), expected, "{command}");
    }
    let changed = Bench::new(PLAN, (60, 24)).outside("make test", "make all").press_run("!");
    assert_eq!(keys(&changed), (true, false));
}

#[test]
fn a_script_with_a_gap_is_still_to_be_filled_in() {
    for title in ["Greet", "Test it"] {
        let plan = format!("# P\n### Step 1: A\n- [ ] {title}\n  ```sh\n  echo {{{{NAME}}}}\n  ```\n");
        let bench = Bench::new(&plan, (60, 24)).press("j").press_run("!");
        let said = bench.said() + &bench.over();
        assert!(said.contains("{{NAME}} is still to be filled in"), "{title}: {said}");
    }
}

#[test]
fn why_scripts_are_left_is_said_in_few_words() {
    let plan = "# P\n### Step 1: A\n- [ ] Publish what was built to every mirror\n  ```sh\n  ./publish\n  ```\n";
    let bench = Bench::new(plan, (50, 24)).press("j!");
    assert_snapshot!(bench.said(), @"! runs checks; this does the work: y copies it");
    assert_eq!(bench.model.rows_said(), 1, "the keys keep their row");
}

#[test]
fn that_it_stops_is_said_until_it_has() {
    let bench = Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0)).press("<c-c>");
    assert_snapshot!(bench.said(), @"[job] stopping the command");
    let over = bench.end("", RunEnd::Stopped).tell(RunNews::Over);
    assert_snapshot!(over.said(), @"[job] the command has stopped");
}

#[test]
fn the_key_that_stops_a_run_does_not_quit_when_it_is_pressed_again() {
    let run = || Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0));
    let over = |bench: Bench| bench.end("", RunEnd::Stopped).tell(RunNews::Over);
    let quits = |bench: &Bench| bench.log.ends_with("Quit\n");
    for shown in ["", "<esc>"] {
        let stopping = run().press(shown).press("<c-c><c-c>");
        assert_eq!((stopping.log.matches("Stop").count(), quits(&stopping)), (1, false), "{shown}: while it stops");
        let stopped = over(stopping).press("<c-c><c-c>");
        assert!(!quits(&stopped), "{shown}: when it has");
        assert!(stopped.said().ends_with("nothing runs any more: q leaves"), "{}", stopped.said());
        assert!(quits(&stopped.press("<esc>j<c-c>")), "{shown}: another key was pressed");
    }
    let ended = run().end("", RunEnd::Exit(0)).tell(RunNews::Over).press("<c-c>");
    assert!(!quits(&ended) && ended.said().starts_with("[job]"), "where a run is shown it never quits");
}

#[test]
fn a_run_of_another_row_is_told_from_the_one_that_is_asked_for() {
    let run = |pressed: &str| Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0)).press(pressed);
    assert_eq!(run("<esc>j!").said(), "[job]", "the item's commands are the step's");
    let other = run("<esc>1.2<enter>!");
    assert_snapshot!(other.said(), @"[job] one run at a time: this one has to end first");
    let job = other.model.runs().job().expect("it runs");
    assert_eq!(job.heading().0, "Run 1.1", "the title says whose it is");
}

#[test]
fn leaving_asks_once_while_something_runs() {
    let run = || Bench::new(PLAN, (60, 24)).press_run("!<enter>").tell(RunNews::Began(0)).press("<esc>q");
    assert_snapshot!(run().said(), @"a command runs: q or y stops it and quits");
    for (pressed, leaves) in [("", false), ("q", true), ("y", true), ("n", false), ("jq", false), ("jy", false)] {
        assert_eq!(run().press(pressed).log.ends_with("Quit\n"), leaves, "{pressed}");
    }
    assert_eq!(run().press("<space>").log, run().log, "another key is no answer, and does nothing");
    let over = run().end("", RunEnd::Exit(0)).tell(RunNews::Over);
    assert!(over.press("q").log.ends_with("Quit\n"));
}

#[test]
fn long_commands_must_have_been_in_sight() {
    let long = format!("# P\n### Step 1: A\n**Validation**:\n```sh\n{}echo end\n```\n", "echo x\n".repeat(30));
    let bench = Bench::new(&long, (60, 16)).press_run("!<enter>");
    assert_snapshot!(bench.said().lines().last().unwrap_or_default(), @"echo end?] there was more to read: once more");
    assert!(bench.press("G<enter>").log.contains("Start"));
}

#[test]
fn no_two_commands_look_alike() {
    let over = |command: &str| {
        let plan = format!("# P\n### Step 1: A\n**Validation**:\n```sh\n{command}\n```\n");
        Bench::new(&plan, (60, 24)).press_run("!").over()
    };
    let (blank, tab) = (over("cut -d' ' a"), over("cut -d'\t' a"));
    assert!(blank.contains("$ cut -d' ' a") && !blank.contains("tab"), "{blank}");
    assert!(tab.contains("$ cut -d'<tab>' a") && tab.contains("<tab> stands for a tab"), "{tab}");
    for hidden in ["\u{a0}", "\u{2003}", "\u{3000}", "\u{7f}"] {
        assert!(over(&format!("cut -d'{hidden}' a")).contains("cannot be shown: U+"), "{hidden:?}");
    }
    let bench = Bench::new("# P\n### Step 1: A\n**Validation**:\n```sh\ncut -d'\t' a\n```\n", (60, 24));
    let bench = bench.press_run("!<enter>").tell(RunNews::Began(0));
    assert!(bench.over().contains("$ cut -d'<tab>' a"), "what runs reads as what was asked\n{}", bench.over());
}
