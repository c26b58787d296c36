//! What the detail says of the node under the cursor.

use std::sync::Arc;

use super::Bench;
use crate::app::{Line, Model, Msg, Presence, Settings, Symbols};
use crate::plan::Plan;

/// Returns the lines of the detail that hold `word`.
fn lines_with(model: &Model, word: &str) -> String {
    let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>();
    let lines: Vec<String> = model.detail().visible().iter().map(text).collect();
    lines.iter().filter(|line| line.contains(word)).map(|line| line.trim()).collect::<Vec<_>>().join(" | ")
}

#[test]
fn an_item_does_not_count_itself() {
    let kiro = "- [ ] 3. A\n  - [x] 3.1 B\n  - [ ] 3.2 C\n  - [ ] 3.3 D\n- [ ] 4. E\n";
    let state = |markdown, pressed| lines_with(&Bench::new(markdown, (100, 24)).press(pressed).model, "line ");
    assert_eq!(state(kiro, "g"), "o open   1 of 3 items   line 1");
    assert_eq!(state(kiro, "gj"), "x done   line 2");
    assert_eq!(state(kiro, "G"), "o open   line 5");
    let step = "### 1.1 A\n- [x] a\n- [ ] b\n  - [ ] c\n";
    assert_eq!(state(step, "g"), "o open   1 of 3 items   line 1");
}

#[test]
fn a_sign_of_the_plan_is_not_doubled() {
    for (value, expected) in [
        ("**Validation**: ✅ `echo`", "Validation  ✅ echo"),
        ("- **Owner**: o\n- [x] **Validation**: `echo`", "Validation  ✔ $ echo"),
        ("**Validation**: passed, `echo`", "Validation  ✔ passed, echo"),
    ] {
        let plan = Arc::new(Plan::read(format!("### 1.1 A\n{value}\n"), "plan"));
        let settings = Settings { symbols: &Symbols::UNICODE, ..Settings::new("plan.md") };
        let mut model = Model::new(plan, settings, (100, 24));
        model.update(Msg::checked(Arc::clone(model.plan())));
        assert_eq!(lines_with(&model, "Validation"), expected, "{value}");
    }
}

#[test]
fn names_of_fields_are_whole() {
    let step =
        "### 1.1 A\n- **Cache successful runs**: a\n- **Recommended Agent for all of it**: b\n- **Risk**: c\n- [ ] d\n";
    for (columns, expected) in [
        (140, "Cache successful runs  a | Recommended Agent for all of it | b | Risk                   c"),
        (100, "Cache successful runs | a | Recommended Agent for all of it | b | Risk  c"),
        (50, "Cache successful runs | a | Recommended Agent for all of it | b | Risk  c"),
    ] {
        let bench = Bench::new(step, (columns, 24)).press(if columns < 80 { "g<enter>" } else { "g" });
        let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>().trim().to_owned();
        let lines: Vec<String> = bench.model.detail().visible().iter().map(text).collect();
        let told = lines.iter().skip_while(|line| !line.starts_with("Cache")).take_while(|line| !line.is_empty());
        assert_eq!(told.cloned().collect::<Vec<_>>().join(" | "), expected, "{columns}");
    }
}

#[test]
fn a_file_is_a_fault_only_where_check_finds_one() {
    for (step, expected) in [
        ("- **Files**: `a.rs`\n- [ ] b\n", "Files  . a.rs"),
        ("- **Files**: `a.rs`\n- [x] b\n", "Files  ! a.rs"),
        ("- **Files to create**: `a.rs`\n- [ ] b\n", "Files  . a.rs"),
        ("- **Files to modify**: `a.rs`\n- [ ] b\n", "Files  ! a.rs"),
        ("- **Files**: delete `a.rs`\n- [x] b\n", "Files  delete . a.rs"),
        ("See `a.rs`.\n\n- [x] b\n", "Files  . a.rs"),
    ] {
        let plan = Plan::read(format!("### 1.1 A\n{step}"), "plan");
        let faults = plan.check(&|_| false).iter().filter(|found| found.code == "missing-file").count();
        let mut bench = Bench::new(plan.text(), (100, 24)).press("g");
        bench.update(Msg::LookedUp(vec![("a.rs".to_owned(), Presence::Missing)]));
        let shown = lines_with(&bench.model, "Files");
        assert_eq!((&*shown, faults), (expected, expected.matches('!').count()), "{step}");
    }
    let list = "### 1.1 A\n- **Files**:\n  1. `a.rs`: first\n  2. `b.rs`: then\n";
    let mut bench = Bench::new(list, (100, 24)).press("g");
    let answers = [("a.rs", Presence::Present), ("b.rs", Presence::Missing)];
    bench.update(Msg::LookedUp(answers.map(|(path, presence)| (path.to_owned(), presence)).into()));
    assert_eq!(lines_with(&bench.model, ".rs"), "Files  1. + a.rs: first | 2. . b.rs: then");
}

#[test]
fn a_sign_stands_in_the_place_of_a_bullet() {
    for (files, expected) in [
        ("\n  - `a.rs`: first\n  - `b.rs`: then\n", "+ a.rs: first | . b.rs: then"),
        ("\n  - one:\n    - `a.rs`: first\n    - `b.rs`: then\n", "+ a.rs: first | . b.rs: then"),
        ("\n  - Change: `a.rs`\n  - Delete: `b.rs`\n", "- Change: + a.rs | - Delete: . b.rs"),
        (" · `a.rs` · `b.rs`\n", "+ a.rs | . b.rs"),
        ("\n  • `a.rs`\n  • `b.rs`\n", "+ a.rs | . b.rs"),
        (" · `a.rs`: first · `b.rs`: then\n", "+ a.rs: first . b.rs: then"),
    ] {
        let step = format!("### 1.1 A\n- **Files**:{files}- [ ] b\n");
        let mut bench = Bench::new(&step, (100, 24)).press("g");
        let answers = [("a.rs", Presence::Present), ("b.rs", Presence::Missing)];
        bench.update(Msg::LookedUp(answers.map(|(path, presence)| (path.to_owned(), presence)).into()));
        let shown = lines_with(&bench.model, ".rs");
        assert_eq!(shown.trim_start_matches("Files").trim_start(), expected, "{files}");
    }
}

#[test]
fn a_sign_stays_in_front_of_its_file() {
    let step = "### 1.1 A\n- **Files**:\n  - Delete: `docs/plan/autumn.md`\n- [ ] b\n";
    let mut bench = Bench::new(step, (30, 24)).press("g<enter>");
    bench.update(Msg::LookedUp(vec![("docs/plan/autumn.md".to_owned(), Presence::Missing)]));
    assert_eq!(lines_with(&bench.model, "autumn"), ". docs/plan/autumn.md");
}
