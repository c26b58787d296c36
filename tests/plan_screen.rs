//! What whole screens look like: text at four sizes, colours in each theme, and that nothing breaks at any size.
//!
//! `INSTA_UPDATE=always cargo test --test plan_screen` takes what is drawn now for what is meant.

use std::fmt::Write as _;
use std::sync::Arc;

use insta::{assert_snapshot, with_settings};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use tickdown::app::{
    Access, Action, By, Effect, Keymap, Model, Msg, Offer, Presence, RunEnd, RunGround, RunNews, RunWish, Settings,
    Symbols, Watching, keys,
};
use tickdown::plan::{Plan, changes};
use tickdown::ui::{Theme, view};
use unicode_width::UnicodeWidthStr;

const DEMO: &str = include_str!("../assets/plans/demo.md");
const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (140, 40), (50, 40)];

/// Returns the screen of `markdown` after `pressed`; commits are made at once.
fn model(markdown: &str, pressed: &str, size: (u16, u16)) -> Model {
    let plan = Arc::new(Plan::read(markdown, "plan"));
    let mut model = Model::new(plan, Settings::new("docs/plan.md"), size);
    tell(&mut model, Msg::Focus);
    press(&mut model, pressed);
    model
}

fn press(model: &mut Model, pressed: &str) {
    for key in keys(pressed).expect("the test's keys can be read") {
        tell(model, Msg::Key(key));
    }
}

/// Tells the model, and does what it asks for. All files are there but `src/router.rs`.
fn tell(model: &mut Model, msg: Msg) {
    let effects = model.update(msg);
    model.drawn();
    for effect in effects {
        match effect {
            Effect::Commit(intents) => {
                let changes = changes(model.plan(), &intents).expect("the test's marks can be set");
                let (before, plan) = (Arc::clone(model.plan()), Arc::clone(&changes.plan));
                tell(model, Msg::Committed { before, plan, changes, made: Vec::new(), by: By::default() });
            }
            Effect::LookUp(paths) => {
                let presence = |path: &str| match path {
                    "src/router.rs" => Presence::Missing,
                    _ => Presence::Present,
                };
                let answer = |path: String| (path.clone(), presence(&path));
                tell(model, Msg::LookedUp(paths.into_iter().map(answer).collect()));
            }
            Effect::Run(wish) => run(model, &wish),
            _ => {}
        }
    }
    if !model.is_checked() {
        model.update(Msg::checked(Arc::clone(model.plan())));
    }
}

/// Answers as the shell does: all commands print a line, and the last one fails.
fn run(model: &mut Model, wish: &RunWish) {
    let mut news = Vec::new();
    match wish {
        RunWish::Prepare => {
            let (shell, folder) = ("sh -o pipefail -c".to_owned(), "/home/ann/src/orders".to_owned());
            news.push(RunNews::Ground(RunGround { shell, folder, seconds: Some(600) }));
        }
        RunWish::Start(order) => {
            for index in 0..order.commands.len() {
                let lines: Vec<String> = (1..12).map(|line| format!("test signature_{line} ... ok")).collect();
                let (open, cut_lines, cut_bytes) = (String::new(), 0, 0);
                news.push(RunNews::Began(index));
                news.push(RunNews::Output { lines, open, cut_lines, cut_bytes, seconds: 3 });
                let end = RunEnd::Exit(i32::from(index > 0));
                news.push(RunNews::Ended { end, seconds: 3, left_something: false });
            }
            news.push(RunNews::Over);
        }
        RunWish::Compare { .. } | RunWish::Stop => {}
    }
    for news in news {
        tell(model, Msg::Run(news));
    }
}

fn drawn(model: &Model, theme: &Theme, size: (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a test backend never fails");
    terminal.draw(|frame| view(model, theme, frame)).expect("a test backend never fails");
    terminal.backend().buffer().clone()
}

/// Returns the cells of a row with the columns where they start; none for the right half of a wide character.
fn cells(buffer: &Buffer, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
    let mut hidden = 0;
    (0..buffer.area.width).map(move |x| (x, &buffer[(x, y)])).filter(move |(_, cell)| {
        let shown = hidden == 0;
        hidden = if shown { cell.symbol().width().saturating_sub(1) } else { hidden - 1 };
        shown
    })
}

fn row(buffer: &Buffer, y: u16) -> String {
    let row: String = cells(buffer, y).map(|(_, cell)| cell.symbol()).collect();
    row.trim_end().to_owned()
}

fn text(buffer: &Buffer) -> String {
    (0..buffer.area.height).map(|y| row(buffer, y) + "\n").collect()
}

/// Returns each row, and below it the columns that do not look like plain text.
fn styled(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for (x, cell) in cells(buffer, y) {
            match runs.last_mut() {
                Some((_, end, style)) if *style == look(cell) => *end = x,
                _ => runs.push((x, x, look(cell))),
            }
        }
        let runs = runs.iter().filter(|(.., style)| !style.is_empty());
        let runs: Vec<String> = runs.map(|(start, end, style)| format!("{start}-{end} {style}")).collect();
        let _ = writeln!(text, "{}", row(buffer, y));
        if !runs.is_empty() {
            let _ = writeln!(text, "    ~ {}", runs.join(", "));
        }
    }
    text
}

/// Returns how a cell looks; nothing for plain text.
fn look(cell: &Cell) -> String {
    let colour = |name: &str, colour: Color| match colour {
        Color::Reset => None,
        Color::Indexed(index) => Some(format!("{name}{index}")),
        other => Some(format!("{name}{other}")),
    };
    let modifiers = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ];
    let modifiers = modifiers.into_iter().filter(|&(modifier, _)| cell.modifier.contains(modifier));
    let modifiers = modifiers.map(|(_, name)| name.to_owned());
    let colours = [colour("fg", cell.fg), colour("bg", cell.bg)];
    colours.into_iter().flatten().chain(modifiers).collect::<Vec<_>>().join(" ")
}

/// Checks a whole screen against the file `name`.
fn check(name: &str, screen: &str) {
    with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!(name, screen);
    });
}

#[test]
fn diagnostics_are_signed_and_listed() {
    let flawed = "# Flawed\n## Phase 1: Base\n### Step 1.1: Schema\n- **Dependencies**: 1.2\n- **Status**: Later\n\
                  ### Step 1.2: Keys ✅\n- **Dependencies**: Step 1.1, Step 7.7\n- [?] odd\n- [ ]glued\n";
    for (name, pressed, size) in
        [("flawed-80x24", "", (80, 24)), ("diagnostics-80x24", "dj", (80, 24)), ("diagnostics-40x12", "djj", (40, 12))]
    {
        let model = model(flawed, pressed, size);
        let plain = text(&drawn(&model, &Theme::plain(), size));
        assert_eq!(text(&drawn(&model, &Theme::dark(), size)), plain, "colours say nothing that words do not");
        check(name, &plain);
    }
}

#[test]
fn the_plan_screen_at_four_sizes() {
    for size in SIZES {
        let model = model(DEMO, "", size);
        let dark = text(&drawn(&model, &Theme::dark(), size));
        check(&format!("plan-{}x{}", size.0, size.1), &dark);
        for theme in [Theme::light(), Theme::plain()] {
            assert_eq!(text(&drawn(&model, &theme, size)), dark, "no theme says anything that another does not");
        }
    }
}

#[test]
fn the_walk_at_many_sizes() {
    let code = "# Codes\n## Phase 1: Build\n### Task 1: Write it\nFirst the test.\n\n- [ ] **Step 1: Write the test**\n\n```rust\n\
                // It fails.\nfn main() {\n    assert_eq!(1, 2);\n}\n```\nExpected: it fails\n\n- [x] **Step 2: Run it**\n\n\
                | Command | Shows |\n|---|---|\n| `cargo test` | one failure |\n| `cargo run` | nothing at all |\n";
    for (name, markdown, pressed) in [("walk", DEMO, "w"), ("walk-end", DEMO, "Gwl"), ("walk-code", code, "w")] {
        for size in [(50, 30), (80, 24), (120, 40), (40, 12)] {
            let model = model(markdown, pressed, size);
            let plain = text(&drawn(&model, &Theme::plain(), size));
            assert_eq!(text(&drawn(&model, &Theme::dark(), size)), plain, "colours say nothing that words do not");
            check(&format!("{name}-{}x{}", size.0, size.1), &plain);
        }
    }
}

#[test]
fn the_document_at_many_sizes() {
    for size in [(50, 30), (80, 24), (120, 40), (40, 12)] {
        let model = model(DEMO, "P", size);
        let plain = text(&drawn(&model, &Theme::plain(), size));
        assert_eq!(text(&drawn(&model, &Theme::dark(), size)), plain, "colours say nothing that words do not");
        check(&format!("document-{}x{}", size.0, size.1), &plain);
    }
}

#[test]
fn the_plan_screen_in_each_theme() {
    let size = (50, 40);
    let model = model(DEMO, "", size);
    for (name, theme) in [
        ("dark", Theme::dark()),
        ("light", Theme::light()),
        ("plain", Theme::plain()),
        ("high-contrast", Theme::high_contrast_dark()),
        ("colour-blind", Theme::colour_blind_dark()),
    ] {
        check(&format!("plan-{name}"), &styled(&drawn(&model, &theme, size)));
    }
}

#[test]
fn the_plan_screen_at_work() {
    for (name, pressed, size) in [
        ("ticked-80x24", "jjjx", (80, 24)),
        ("done-50x40", "<space>", (50, 40)),
        ("reading-40x12", "<enter>", (40, 12)),
        ("help-80x24", "?", (80, 24)),
        ("help-40x12", "?", (40, 12)),
        ("question-50x20", "v", (50, 20)),
        ("files-50x20", "oj", (50, 20)),
    ] {
        check(name, &text(&drawn(&model(DEMO, pressed, size), &Theme::dark(), size)));
    }
}

#[test]
fn finding_and_leaving_out() {
    for size in [(50, 30), (80, 24), (120, 40)] {
        for (name, pressed) in [
            ("find", "/sig"),
            ("found", "/webhook<enter>n"),
            ("filter", "f"),
            ("filtered", "fbj"),
            ("palette", ":"),
            ("palette-typed", ":val"),
            ("jump", "2"),
        ] {
            let plain = text(&drawn(&model(DEMO, pressed, size), &Theme::plain(), size));
            check(&format!("{name}-{}x{}", size.0, size.1), &plain);
        }
    }
    check("find-dark", &styled(&drawn(&model(DEMO, "/sig", (50, 30)), &Theme::dark(), (50, 30))));
}

#[test]
fn writing_in_place() {
    for size in [(40, 12), (50, 30), (80, 24), (120, 40)] {
        for (name, pressed) in [
            ("parts", "I"),
            ("edit", "jjji at all, of whatever else came with it"),
            ("edit-field", "Ij<enter>"),
            ("add", "jaBody is logged"),
            ("delete", ":delete<enter>"),
            ("walk-edit", "wjji"),
        ] {
            let plain = text(&drawn(&model(DEMO, pressed, size), &Theme::plain(), size));
            check(&format!("{name}-{}x{}", size.0, size.1), &plain);
        }
    }
    for size in [(20, 5), (50, 30)] {
        let mut model = model(DEMO, ":delete<enter>", size);
        save(&mut model, "12:04", None, &[("[ ] Signature is checked", "[x] Signature is checked")]);
        let plain = text(&drawn(&model, &Theme::plain(), size));
        check(&format!("delete-moot-{}x{}", size.0, size.1), &plain);
    }
    check("edit-dark", &styled(&drawn(&model(DEMO, "jjji now", (50, 30)), &Theme::dark(), (50, 30))));
}

#[test]
fn what_happened_since() {
    for size in [(50, 30), (80, 24), (120, 40)] {
        let changed = with_news(size).plan().text().to_string();
        let mut model = model(&changed, "", size);
        let seen = Arc::new(Plan::read(DEMO, "plan"));
        tell(&mut model, Msg::Seen { plan: seen, unseen: None });
        check(&format!("since-{}x{}", size.0, size.1), &text(&drawn(&model, &Theme::dark(), size)));
    }
}

/// Somebody else saves the demo plan after what `replaced` says.
fn save(model: &mut Model, when: &str, who: Option<&str>, replaced: &[(&str, &str)]) {
    let text = replaced.iter().fold(model.plan().text().to_string(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let by = By { who: who.map(str::to_owned), when: when.to_owned() };
    tell(model, Msg::Outside { plan: Arc::new(Plan::read(text, "plan")), by });
}

/// Returns the demo plan after two saves of others, before anybody looked, with a change of ours that is not in the file.
fn with_news(size: (u16, u16)) -> Model {
    let mut model = model(DEMO, "", size);
    let first = [
        ("[ ] Signature is checked", "[x] Signature is checked"),
        ("Restart loses nothing", "A restart of the worker loses nothing"),
        ("  - [x] Timeout after 3 seconds\n", ""),
    ];
    save(&mut model, "12:04:11", None, &first);
    let second = [
        ("[x] Route exists", "[ ] Route exists"),
        ("Wire the webhook", "Wire up the webhook"),
        ("with one key and with two", "with one key, with two and without any"),
        ("  - [ ] Second delivery answers 200\n", "  - [ ] Second delivery answers 200\n  - [ ] Third one, too\n"),
    ];
    save(&mut model, "12:06:40", Some("claude"), &second);
    tell(&mut model, Msg::Offers(vec![offer(None)]));
    model
}

/// Returns a change of `who` that is not in the file.
fn offer(who: Option<&str>) -> Offer {
    let text = |text: &str| text.to_owned();
    Offer {
        id: 1,
        title: text("Timeout after 3 seconds"),
        goals: Vec::new(),
        what: text("ticked"),
        before: text("  - [ ] Timeout after 3 seconds"),
        after: text("  - [x] Timeout after 3 seconds"),
        why: text("its item is gone from the file"),
        who: who.map(text),
        is_sure: true,
    }
}

#[test]
fn what_others_asked_for_is_not_called_yours() {
    let header = |who, size| {
        let mut model = model("# Plan\n- [ ] a\n", "", size);
        tell(&mut model, Msg::Offers(vec![offer(who)]));
        let screen = text(&drawn(&model, &Theme::dark(), size));
        screen.lines().next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(header(None, (100, 10)), "Plan 1 change of yours is not in the file: c");
    assert_eq!(header(Some("bot"), (100, 10)), "Plan 1 change is not in the file: c");
    assert_eq!(header(Some("bot"), (50, 10)), "Plan 1 not in the file: c");
}

#[test]
fn what_others_changed_is_shown() {
    for (name, pressed, size) in [
        ("unseen-50x30", "", (50, 30)),
        ("unseen-120x40", "", (120, 40)),
        ("changes-50x30", "c", (50, 30)),
        ("changes-80x24", "cj", (80, 24)),
        ("changes-120x40", "cjjjj", (120, 40)),
        ("changes-40x12", "cG", (40, 12)),
    ] {
        let mut model = with_news(size);
        press(&mut model, pressed);
        let plain = text(&drawn(&model, &Theme::plain(), size));
        assert_eq!(text(&drawn(&model, &Theme::dark(), size)), plain, "colours say nothing that words do not");
        check(name, &plain);
    }
}

#[test]
fn the_template_shows_what_is_still_to_be_filled_in() {
    let template = include_str!("../assets/templates/implementation-plan.md");
    let size = (80, 24);
    check("template-80x24", &styled(&drawn(&model(template, "", size), &Theme::dark(), size)));
}

#[test]
fn ascii_is_ascii() {
    let size = (80, 24);
    let settings = Settings { symbols: &Symbols::ASCII, ..Settings::new("docs/plan.md") };
    for pressed in ["", "<enter>", "?", "v", "o", "w", "Gwlll", "P"] {
        let mut model = Model::new(Arc::new(Plan::read(DEMO, "plan")), settings.clone(), size);
        tell(&mut model, Msg::Focus);
        press(&mut model, pressed);
        let screen = text(&drawn(&model, &Theme::plain(), size));
        assert!(screen.is_ascii(), "{screen}");
        if pressed.is_empty() {
            check("ascii-80x24", &screen);
        }
    }
}

/// Returns the rows of a screen of 46 columns on which something stands.
fn narrow(markdown: &str, pressed: &str) -> String {
    let size = (46, 14);
    let screen = text(&drawn(&model(markdown, pressed, size), &Theme::dark(), size));
    screen.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn rows_fit_whatever_they_say() {
    let long = "words ".repeat(30);
    assert_snapshot!(narrow(&format!("# Long\n## Phase 1: {long}\n- [ ] {long}\n- [x] {long}\n"), ""), @r"
    Long
    ▰▰▰▱▱▱▱  1/2   next words words words words…
    ▾ Phase 1  words words words wor…  ▰▰▱▱▱ 1/2
      ▢ words words words words words words
        words words words words words words
        words words words words words words…
      ▣ words words words words words words wor…
               space tick  x tick, go on  ? help
    ");
    assert_snapshot!(narrow("# 支払い\n## 段階\n- [ ] 支払いの通知を受け取って保存し、すぐに返事をする。その後で注文に反映する\n- [ ] 👩‍👩‍👧 family\n", ""), @r"
    支払い
    ▱▱▱▱▱▱  0/2   next 支払いの通知を受け取って…
    ▾ 段階                             ▱▱▱▱▱ 0/2
      ▢ 支払いの通知を受け取って保存し、すぐに返
        事をする。その後で注文に反映する
      ▢ 👩‍👩‍👧 family
               space tick  x tick, go on  ? help
    ");
    assert_snapshot!(narrow("# Codes\n- [ ] run `cargo test` \u{1b}[31mred\u{202e}\n", "<enter>"), @r"
    Codes
    ▱▱▱▱▱▱▱  0/1   next run cargo test ·[31mred·
    ────────────────────────────────────────────
    run cargo test ·[31mred·
    ▢ open   line 2
          esc back  j scroll  space tick  ? help
    ");
    assert_snapshot!(narrow("# Deep\n- [ ] a\n  - [ ] b\n    - [ ] c\n      - [ ] d\n        - [ ] e\n          - [ ] f\n            - [ ] g\n              - [ ] h\n                - [ ] i\n                  - [ ] j\n                    - [ ] k\n", "g"), @r"
    Deep
    ▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  0/11   next k
    ▾ ▢ a
      ▾ ▢ b
        ▾ ▢ c
          ▾ ▢ d
            ▾ ▢ e
              ▾ ▢ f
                ▾ ▢ g
                  ▾ ▢ h
                    ▾ ▢ i
                      ▾ ▢ j
                        ▢ k
               space tick  x tick, go on  ? help
    ");
}

#[test]
fn the_right_column_goes_as_the_pane_gets_narrow() {
    let plan = "# P\n## Phase 1: Start\n### Step 1.1: Look\n- **Validation**: by hand\n- **Status**: Validated\n\
                ### Step 1.2: Wait\n- **Dependencies**: 2.1\n## Phase 2: End\n### Step 2.1: Work\n- [x] a\n- [ ] b\n";
    let rows = |columns| {
        let size = (columns, 11);
        let screen = text(&drawn(&model(plan, "gl", size), &Theme::dark(), size));
        screen.lines().skip(2).take(7).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(rows(44), @r"
    ▾ Phase 1  Start                 ▰▰▱▱▱ 1/2
      ✔ 1.1 Look                     validated
      ○ 1.2 Wait                     needs 2.1
    ▾ Phase 2  End                   ▰▰▱▱▱ 1/2
    ▾ ○ 2.1 Work                           1/2
        ▣ a
        ▢ b
    ");
    assert_snapshot!(rows(38), @r"
    ▾ Phase 1  Start                 1/2
      ✔ 1.1 Look               validated
      ○ 1.2 Wait               needs 2.1
    ▾ Phase 2  End                   1/2
    ▾ ○ 2.1 Work                     1/2
        ▣ a
        ▢ b
    ");
    assert_snapshot!(rows(30), @r"
    ▾ Phase 1  Start         1/2
      ✔ 1.1 Look              ✔✔
      ○ 1.2 Wait
    ▾ Phase 2  End           1/2
    ▾ ○ 2.1 Work             1/2
        ▣ a
        ▢ b
    ");
    assert_snapshot!(rows(18), @r"
    ▾ Phase 1  Start
      ✔ 1.1 Look
      ○ 1.2 Wait
    ▾ Phase 2  End
    ▾ ○ 2.1 Work
        ▣ a
        ▢ b
    ");
}

#[test]
fn a_long_message_takes_the_row_of_the_keys_until_the_next_one() {
    let size = (50, 20);
    let mut model = model("# P\n- [ ] a\n", "", size);
    let footer =
        |model: &Model| text(&drawn(model, &Theme::dark(), size)).lines().skip(18).collect::<Vec<_>>().join("\n");
    model.update(Msg::Refused("a cannot be set so: this plan has no mark for it. Nothing was written.".into()));
    assert_snapshot!(footer(&model), @r"
    a cannot be set so: this plan has no mark for
    it. Nothing was written.
    ");
    press(&mut model, "j");
    assert_snapshot!(footer(&model), @"

    space tick  x tick, go on  enter read  ? help
    ");
    let (size, mut model) = ((80, 24), self::model("# P\n- [ ] a\n", "", (80, 24)));
    let footer =
        |model: &Model| text(&drawn(model, &Theme::dark(), size)).lines().skip(19).collect::<Vec<_>>().join("\n");
    model.update(Msg::Refused("docs/plan.md: read-only: its mode 0444 lets nobody write. ".repeat(5)));
    assert_snapshot!(footer(&model), @"
    ╰──────────────────────────────────────╯╰──────────────────────────────────────╯
     docs/plan.md: read-only: its mode 0444 lets nobody write. docs/plan.md:
     read-only: its mode 0444 lets nobody write. docs/plan.md: read-only: its mode
     0444 lets nobody write. docs/plan.md: read-only: its mode 0444 lets nobody
     write. docs/plan.md: read-only: its mode 0444 lets nobody write.
    ");
    press(&mut model, "j");
    model.update(Msg::Refused("docs/plan.md: read-only: its mode 0444 lets nobody write. Nothing was written".into()));
    assert_snapshot!(footer(&model), @"
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    ╰──────────────────────────────────────╯╰──────────────────────────────────────╯
     docs/plan.md: read-only: its mode 0444 lets nobody write. Nothing was written
    ");
    assert_eq!(model.update(Msg::Key(keys("<space>").expect("a key")[0])).len(), 1, "nobody answers");
    model.update(Msg::Writing);
    assert_snapshot!(footer(&model), @"
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    ╰──────────────────────────────────────╯╰──────────────────────────────────────╯
     writing…    space tick  x tick, go on  enter read  ] next open  q quit  ? help
    ");
}

#[test]
fn what_lies_over_the_screen_hides_nothing_of_a_message() {
    let said = "docs/plan.md: read-only: its mode 0444 lets nobody write. Nothing was written.";
    for size in [(40, 16), (80, 24), (50, 10)] {
        for pressed in ["?", "c", ":", "d"] {
            let mut model = model(DEMO, pressed, size);
            model.update(Msg::Refused(said.to_owned()));
            let screen = text(&drawn(&model, &Theme::dark(), size));
            let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.ends_with(said), "{pressed}\n{screen}");
        }
    }
}

#[test]
fn keys_that_wait_for_others_and_keys_of_ones_own_are_shown() {
    let size = (50, 8);
    let bound = |text, action| (keys(text).expect("a key"), action);
    let keymap = Keymap::new([bound("gg", Action::Top), bound("<c-t>", Action::Toggle), bound("gh", Action::Help)]);
    let plan = Arc::new(Plan::read("# P\n- [ ] a\n", "plan"));
    let mut model = Model::new(plan, Settings { keymap, ..Settings::new("p.md") }, size);
    let footer = |model: &Model| row(&drawn(model, &Theme::dark(), size), 7);
    assert_snapshot!(footer(&model), @"                                 ^t tick  gh help");
    press(&mut model, "g");
    assert_snapshot!(footer(&model), @" g                               ^t tick  gh help");
    press(&mut model, "x");
    assert_snapshot!(footer(&model), @"                                 ^t tick  gh help");
    press(&mut model, "g<c-t>");
    assert_snapshot!(footer(&model), @" ticked a                      ^t untick  gh help");
    press(&mut model, "gh");
    assert_snapshot!(text(&drawn(&model, &Theme::dark(), size)), @"
    P          ╭ Keys ─────────────────╮
    ▰▰▰▰▰▰▰▰▰▰▰│ Mark                  │
    ▣ a        │ ^t  tick or untick    │
               │                       │
               │ Move                  │
               │ gg  first row         │
               ╰───────────── 4 below ─╯
    ");
}

#[test]
fn the_detail_tells_what_is_written() {
    let plan = "# P\n## Phase 1: Start\n**Objective**: Get going\n### Step 1.1: Look\n- [x] look\n\
                ### Step 1.2: Wire it\n- **Description**: Say *what* comes.\n- **Files to Create/Modify**:\n  - `src/a.rs`\n  \
                - `src/b.rs` (new)\n- **Dependencies**: 1.1, and the keys of the staging database\n- **Owner**: Ada\n- \
                **Validation**: `cargo test`\n  - [x] It builds\n  - [ ] It runs\n\nSome words:\n\n```sh\nmake all\n```\n\n> Take care.\n";
    let detail = |pressed: &str, columns| {
        let size = (columns, 27);
        let screen = text(&drawn(&model(plan, pressed, size), &Theme::dark(), size));
        screen.lines().skip(2).take_while(|line| !line.contains("esc back")).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(detail("<enter>", 50), @"
    1.2 Wire it ──────────────────────── step 2 of 2
    ○ open   1 of 2 items   line 6

    Say what comes.

    Files       ✓ src/a.rs
                ✓ src/b.rs (new)
    Needs       ✔ 1.1
                1.1, and the keys of the staging
                database
    Owner       Ada
    Validation  $ cargo test

    Some words:

      make all

    │ Take care.

    ▣ It builds
    ▢ It runs
    ");
    assert_snapshot!(detail("<enter>", 32), @"
    1.2 Wire it ────────── 2 below
    ○ open   1 of 2 items   line 6

    Say what comes.

    Files
      ✓ src/a.rs
      ✓ src/b.rs (new)
    Needs
      ✔ 1.1
      1.1, and the keys of the
      staging database
    Owner
      Ada
    Validation
      $ cargo test

    Some words:

      make all

    │ Take care.
    ");
    assert_snapshot!(detail("gz", 50), @r"
    Phase 1  Start ─────────────────────────── phase
    ▰▰▰▰▰▰▱▱▱▱   2 of 3 done   line 2

    Get going

    ✔ 1.1 Look
    ○ 1.2 Wire it
    ");
    assert_snapshot!(detail("j<enter>", 50), @"
    Phase 1  Start › 1.2 Wire it ───────────────────
    It builds

    ▣ done   line 14

    1.2 Wire it

    Say what comes.

    Files       ✓ src/a.rs
                ✓ src/b.rs (new)
    Needs       ✔ 1.1
                1.1, and the keys of the staging
                database
    Owner       Ada
    Validation  $ cargo test
    ");
}

#[test]
fn files_have_a_sign_and_a_row() {
    let detail = |field: &str, columns| {
        let plan = format!("# P\n### Step 1.1: Fix `x.rs:9`\n- **Files**: {field}\n");
        let size = (columns, 16);
        let screen = text(&drawn(&model(&plan, "<enter>", size), &Theme::dark(), size));
        screen.lines().skip_while(|line| !line.contains("line 2")).skip(2).collect::<Vec<_>>().join("\n")
    };
    let rows = |field: &str| detail(field, 50).split("\n\n").next().unwrap_or_default().trim_end().to_owned();
    assert_snapshot!(rows("`src/a.rs`, src/router.rs:12 (new) and docs/"), @"
    Files     ✓ src/a.rs
              · src/router.rs:12 (new)
              ✓ docs/
    Mentions  ✓ x.rs:9
    ");
    assert_snapshot!(rows("\n  - Create: `src/router.rs`\n  - Modify: b.rs, `c.rs` — both"), @"
    Files     • Create: · src/router.rs
              • Modify: ✓ b.rs, ✓ c.rs — both
    Mentions  ✓ x.rs:9
    ");
    assert_snapshot!(rows("\n  1. [a.rs](src/a.rs) first\n  2. `src/router.rs`: then"), @"
    Files     1. ✓ a.rs first
              2. · src/router.rs: then
    Mentions  ✓ x.rs:9
    ");
    assert_snapshot!(rows("`src/a/very/long/path/that/has/no/room/here.rs`"), @"
    Files     ✓ src/a/very/long/path/that/has/no/
                room/here.rs
    Mentions  ✓ x.rs:9
    ");
    assert_snapshot!(rows("none yet"), @"
    Files     none yet
    Mentions  ✓ x.rs:9
    ");
    assert_snapshot!(detail("src/router.rs, src/b.rs", 30).trim_end(), @"
    Files
      · src/router.rs
      ✓ src/b.rs
    Mentions
      ✓ x.rs:9





    esc back  j scroll  ? help
    ");
    let many: Vec<String> = (0..12).map(|number| format!("`f{number}.rs`")).collect();
    let plan = format!("# P\n- [ ] see {}\n", many.join(" and "));
    let size = (40, 24);
    assert_snapshot!(text(&drawn(&model(&plan, "<enter>", size), &Theme::dark(), size)).trim_end(), @"
    P
    0/1   next see f0.rs and f1.rs and…
    ──────────────────────────────────────
    see f0.rs and f1.rs and f2.rs and
    f3.rs and f4.rs and f5.rs and f6.rs
    and f7.rs and f8.rs and f9.rs and
    f10.rs and f11.rs

    ▢ open   line 2

    Files  ✓ f0.rs
           ✓ f1.rs
           ✓ f2.rs
           ✓ f3.rs
           ✓ f4.rs
           ✓ f5.rs
           ✓ f6.rs
           ✓ f7.rs
           … and more




    esc back  j scroll  space tick  ? help
    ");
}

#[test]
fn plans_without_work_show_no_progress() {
    assert_snapshot!(narrow("# Essay\n\n## One\n\nSome *words*.\n\n## Two\n", ""), @"
    Essay
      One
      Two
       enter read  q quit  i edit  a add  ? help
    ");
    assert_snapshot!(narrow("# Essay\n\n## One\n\nSome *words*.\n\n## Two\n", "<enter>"), @"
    Essay
    One ──────────────────────────────── section
    Some words.
      esc back  j scroll  q quit  i edit  ? help
    ");
    assert_snapshot!(narrow("", ""), @r"
    plan
    This plan has no headings and no tasks yet.
                                  q quit  ? help
    ");
    assert_snapshot!(text(&drawn(&model("", "", (24, 6)), &Theme::dark(), (24, 6))), @"
    plan
    This plan has no
    headings and no tasks
    yet.

            q quit  ? help
    ");
    assert_snapshot!(narrow("# All\n- [x] done\n", ""), @"
    All
    ▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰  1/1   all done
    ▣ done
        space untick  enter read  q quit  ? help
    ");
}

#[test]
fn what_departs_from_normal_is_seen() {
    let size = (60, 8);
    let mut model = model("# Plan\n- [ ] a\n", "", size);
    let screen = |model: &Model| text(&drawn(model, &Theme::dark(), size));
    model.update(Msg::Access(Access::ReadOnly("no permission to write".into())));
    assert_snapshot!(screen(&model), @"
    Plan                                             read-only
    ▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  0/1   next a
    ▢ a




    read-only: no permission to write       enter read  ? help
    ");
    model.update(Msg::Watching(Watching::Polling("the file is on a network".into())));
    model.update(Msg::Access(Access::Missing));
    assert_snapshot!(screen(&model), @r"
    Plan                                 file is gone, polling
    ▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  0/1   next a
    ▢ a




    the file is gone: this is its last text             ? help
    ");
    let conflict = "# Plan\n<<<<<<< ours\n- [ ] a\n=======\n- [x] a\n>>>>>>> theirs\n";
    model.update(Msg::Outside { plan: Arc::new(Plan::read(conflict, "plan")), by: By::default() });
    model.update(Msg::Access(Access::Full));
    assert_snapshot!(screen(&model), @"
    Plan                                               polling
    ▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱  1/2   next a
    conflict markers at line 2: nothing is written
    ▢ a
    ▣ a


    the file can be read and written again              ? help
    ");
}

#[test]
fn how_long_others_have_been_quiet_is_seen_until_they_write() {
    let mut model = model("# Plan\n- [ ] a\n- [ ] b\n", "", (80, 8));
    let title = |model: &Model, columns| row(&drawn(model, &Theme::dark(), (columns, 8)), 0);
    for (minutes, columns, expected) in
        [(2, 80, "quiet 2+ min  docs/plan.md"), (30, 40, "quiet 30+ min"), (120, 40, "quiet 2+ h")]
    {
        model.update(Msg::Resize(columns, 8));
        model.update(Msg::Quiet { minutes });
        assert_eq!(title(&model, columns), format!(" Plan{expected:>0$}", usize::from(columns) - 6));
    }
    save(&mut model, "", None, &[("[ ] a", "[x] a")]);
    assert_eq!(title(&model, 40), " Plan");
}

#[test]
fn no_size_is_too_small() {
    for size in [(0, 0), (1, 1), (2, 3), (7, 4), (20, 5), (19, 9), (39, 6), (80, 3), (300, 2), (3, 60)] {
        for pressed in ["", "<enter>", "?", "?G", "v", "z", "zz", "jjj<space>", "wjl", "Gwlj", "PjG"] {
            let mut model = model(DEMO, pressed, size);
            for theme in [Theme::dark(), Theme::plain()] {
                let screen = drawn(&model, &theme, size);
                assert_eq!((screen.area.width, screen.area.height), size);
            }
            // The terminal may be of another size than the model was told last.
            drawn(&model, &Theme::dark(), (10, 3));
            model.update(Msg::Resize(25, 7));
            drawn(&model, &Theme::dark(), (25, 7));
        }
    }
}

#[test]
fn a_small_screen_still_says_what_matters() {
    let size = (20, 5);
    assert_snapshot!(text(&drawn(&model(DEMO, "", size), &Theme::dark(), size)), @r"
    Payment we…  17/34
      ▸ ✔ 2.1 Provide…
      ▾ ◐ 2.2 Wire the
          webhook
    space done  ? help
    ");
    assert_snapshot!(text(&drawn(&model(DEMO, "v", size), &Theme::dark(), size)), @"
    ╭───────────────╮4
    │ 2 criteria of │…
    │ 2.2 are open. │e
    │ y yes   n no  │
    ╰───────────────╯o
    ");
    assert_snapshot!(text(&drawn(&model(DEMO, "?", size), &Theme::dark(), size)), @"
    ╭ Keys ────────────╮
    │ Mark             │
    │ space     tick o │
    │ x         done,  │
    ╰─────── 58 below ─╯
    ");
}

#[test]
fn commands_are_shown_before_they_are_run_and_then_what_they_print() {
    let two = DEMO.replace(
        "**Validation**: `cargo test webhook`",
        "**Validation**: `cargo test webhook --features signatures,replay -- --test-threads=1` and `cargo clippy`",
    );
    for (columns, rows) in [(40, 12), (50, 30), (80, 24), (120, 40)] {
        for (name, plan, pressed) in [
            ("run", DEMO, "!"),
            ("run-two", &two, "!j<space>"),
            ("ran", DEMO, "!<enter>"),
            ("ran-two", &two, "!<enter><enter>"),
        ] {
            let size = (columns, rows);
            let model = model(plan, pressed, size);
            check(&format!("{name}-{columns}x{rows}"), &text(&drawn(&model, &Theme::dark(), size)));
        }
        let mut changed = model(DEMO, "", (columns, rows));
        let plan = Arc::new(Plan::read(DEMO.replace("`cargo test webhook`", "`cargo test webhook | tee log`"), "plan"));
        tell(&mut changed, Msg::Outside { plan, by: By::default() });
        press(&mut changed, "!");
        check(&format!("run-changed-{columns}x{rows}"), &text(&drawn(&changed, &Theme::dark(), (columns, rows))));
    }
}
