//! Texts written anew, items added and deleted: what changes in the file, and that it is taken back byte for byte.

use std::sync::Arc;

use super::super::changes;
use super::*;

const PLAN: &str = "\
# Demo

## Phase 1: Base
Some prose.
More of it.

### Step 1.1: Schema
- **Description**: Tables first.
- **Files**:
  - `a.rs`
  - `b.rs`
- **Validation**: `make test`
  - [ ] Runs
  - [ ] Rolls back

## List
- [ ] one: **bold**
- [x] two
  and more

  A note.
* [ ] star

1. [ ] 1. First
2. [ ] 2. Second

Behind the list.

## Tail ✅
";

fn read(text: &str) -> Arc<Plan> {
    Arc::new(Plan::read(text, "plan"))
}

/// Returns the lines that differ after `op` was done to the node at `address`, or why not; and holds that it can be taken
/// back byte for byte, and done again.
fn done(text: &str, address: &str, op: Op) -> String {
    let plan = read(text);
    let done = match changes(&plan, &[Intent::new(address, op)]) {
        Ok(done) => done,
        Err(refusal) => return refusal.to_string(),
    };
    assert_eq!(done.edit.apply(text), **done.plan.text());
    let [change] = &done.list[..] else { return "nothing".to_owned() };
    let back = changes(&done.plan, std::slice::from_ref(&change.undo)).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(**back.plan.text(), *text, "{change:?}");
    let again = changes(&back.plan, std::slice::from_ref(&back.list[0].undo)).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(again.plan.text(), done.plan.text());
    similar::TextDiff::from_lines(text, &**done.plan.text())
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{}{}", change.tag(), change.value()))
        .collect()
}

fn write(part: Part, to: &str) -> Op {
    Op::Write { part, from: None, to: to.to_owned() }
}

fn title(address: &str, to: &str) -> String {
    done(PLAN, address, write(Part::Title, to))
}

fn field(name: &str, to: &str) -> String {
    done(PLAN, "1.1", write(Part::Field(name.to_owned()), to))
}

fn add(address: &str, text: &str) -> String {
    done(PLAN, address, Op::Add { text: text.to_owned() })
}

fn delete(address: &str) -> String {
    let plan = read(PLAN);
    let id = plan.resolve(address).unwrap();
    done(PLAN, address, Op::Delete { lines: plan.lines_of(id).to_owned() })
}

#[test]
fn a_title_reads_as_it_was_typed() {
    assert_eq!(title("list/one-bold", "one: **brave**"), "-- [ ] one: **bold**\n+- [ ] one: **brave**\n");
    assert_eq!(title("1.1", "Tables"), "-### Step 1.1: Schema\n+### Step 1.1: Tables\n");
    assert_eq!(title("1.1/runs", "Runs twice"), "-  - [ ] Runs\n+  - [ ] Runs twice\n");
    assert_eq!(title("phase-1", "The base"), "-## Phase 1: Base\n+## Phase 1: The base\n");
    assert_eq!(title("list/two-and-more", "two or more"), "-  and more\n+  or more\n");
    assert_eq!(title("tail", "Tail ✅ end"), "-## Tail ✅\n+## Tail ✅ end\n");
    assert_eq!(title("list/star", "star"), "nothing");
}

#[test]
fn what_would_be_another_kind_of_thing_is_refused() {
    for (address, to, why) in [
        ("list/star", "a\n# b", "a title is one line"),
        ("list/star", "  ", "a title cannot be empty"),
        ("1.1", "Schema [x]", "\"[x]\" would be read as its state: done."),
        ("1.1", "Schema ⏳", "\"⏳\" would be read as its state: open."),
        ("1.1", "Schema DONE", "\"DONE\" would be read as its state: done."),
        ("list/star", "**Status**: done", ""),
        ("list/star", "2. numbered", "its number would change"),
        ("list", "Step 9: x", "another kind of thing"),
    ] {
        let said = title(address, to);
        assert!(said.contains(why), "{to}: {said}");
    }
    assert!(field("Description", "a\n- [ ] b").contains("heading, an item"));
    assert!(field("Nothing", "a").contains("it has no field \"Nothing\""));
}

#[test]
fn a_field_within_emphasis_is_one_line_and_not_empty() {
    let plan = "- [ ] 1. First\n  - _Requirements: 1.1, 6.3_\n  - **Estimate**: 2 days\n";
    let said = |name: &str, to: &str| done(plan, "1", write(Part::Field(name.to_owned()), to));
    assert_eq!(said("Requirements", "2.1"), "-  - _Requirements: 1.1, 6.3_\n+  - _Requirements: 2.1_\n");
    assert!(said("Requirements", "").contains("cannot be empty"), "{}", said("Requirements", ""));
    assert!(said("Requirements", "1\n2").contains("this value is one line"));
    assert_eq!(said("Estimate", ""), "-  - **Estimate**: 2 days\n+  - **Estimate**: \n");
    let plan = read(plan);
    let id = plan.resolve("1").unwrap();
    let is_one_line = |name: &str| plan.is_one_line(id, &Part::Field(name.to_owned()));
    assert!(is_one_line("Requirements") && !is_one_line("Estimate"));
}

#[test]
fn the_line_that_is_at_fault_is_named() {
    for (note, expected) in [
        ("One.\n\n## Two", "line 3 of the text, \"## Two\", would read as a heading"),
        (
            "One.\n- [ ] two, and a good deal more than there is room for",
            "line 2 of the text, \"- [ ] two, and a good deal more than the…\", would",
        ),
        ("## One", "step-1.1 cannot be set so: the text would read as a heading"),
    ] {
        let said = done(PLAN, "1.1", write(Part::Note, note));
        assert!(said.contains(expected.trim_start_matches("step-")), "{said}");
    }
}

#[test]
fn fields_and_notes_are_written_in_lines() {
    assert_eq!(
        field("description", "Rows first."),
        "-- **Description**: Tables first.\n+- **Description**: Rows first.\n"
    );
    assert_eq!(field("Files", "- `a.rs`\n- `c.rs`\n- `d.rs`"), "-  - `b.rs`\n+  - `c.rs`\n+  - `d.rs`\n");
    assert_eq!(field("Validation", "`make all`"), "-- **Validation**: `make test`\n+- **Validation**: `make all`\n");
    let plan = read(PLAN);
    let files = plan.written(plan.resolve("1.1").unwrap(), &Part::Field("Files".to_owned()));
    assert_eq!(files.as_deref(), Some("- `a.rs`\n- `b.rs`"));
    assert_eq!(done(PLAN, "phase-1", write(Part::Note, "Some words.\nMore of it.")), "-Some prose.\n+Some words.\n");
    assert_eq!(done(PLAN, "tail", write(Part::Note, "A word.")), "+\n+A word.\n");
    assert_eq!(done(PLAN, "list/one-bold", write(Part::Note, "A word.\nAnother.")), "+\n+  A word.\n+  Another.\n");
}

#[test]
fn a_note_that_is_emptied_comes_back_where_it_stood() {
    let emptied = |text: &str| done(text, "1.1", write(Part::Note, ""));
    let within = "## Step 1.1: A\n\n<!-- BEGIN -->\nA note.\n<!-- END -->\n\n## Step 1.2: B\n";
    for text in [within.to_owned(), within.replace("## Step 1.2: B\n", ""), within.replace("\n<!-- END -->\n", "")] {
        assert_eq!(emptied(&text), "-A note.\n+\n", "{text:?}");
        let text = text.replace('\n', "\r\n");
        assert_eq!(emptied(&text), "-A note.\r\n+\r\n", "{text:?}");
    }
    assert_eq!(emptied("## Step 1.1: A\n\n\nA note.\n\n\n## Step 1.2: B\n"), "-A note.\n+\n");
    assert_eq!(emptied("## Step 1.1: A\n<!-- BEGIN -->\n\n<!-- END -->\n"), "nothing");
}

#[test]
fn the_first_note_of_an_item_looks_like_those_of_others() {
    let kiro = "# Plan\n\n- [ ] 1. A\n  - Make it\n  - _Requirements: 1.1_\n\n- [ ] 2. B\n  - [ ] 2.1 C\n    - _Requirements: 1.2_\n- [ ] 3. D\n";
    let plan = read(kiro);
    let note = |address: &str, to: &str| {
        let to = plan.in_manner(plan.resolve(address).unwrap(), &Part::Note, to);
        done(kiro, address, write(Part::Note, &to))
    };
    assert_eq!(note("2.1", "One\nTwo"), "+    - One\n+    - Two\n");
    assert_eq!(note("2", "`one` thing"), "+  - `one` thing\n");
    assert_eq!(note("3", "One"), "+  - One\n");
    assert_eq!(note("3", "- One"), "+  - One\n");
    assert_eq!(note("3", "* One"), "+\n+  * One\n", "as it was typed");
    assert_eq!(note("3", "One\n\nTwo"), "+\n+  One\n+\n+  Two\n");
    assert_eq!(note("1", "- Make it\n- Test it"), "+  - Test it\n");
}

#[test]
fn texts_of_two_writers_merge_by_words() {
    let plan = read("- [ ] connect the webhook\n");
    let wish = |from: &str, to: &str| {
        let op = Op::Write { part: Part::Title, from: Some(from.to_owned()), to: to.to_owned() };
        let intent = Intent { title: Some(from.to_owned()), ..Intent::new("wire-the-webhook", op) };
        changes(&plan, &[intent]).map(|done| done.plan.text().to_string()).map_err(|refusal| refusal.code())
    };
    assert_eq!(wish("wire the webhook", "wire the new webhook"), Err("not-found"), "its address is another one");
    let wish = |from: &str, to: &str| {
        let op = Op::Write { part: Part::Title, from: Some(from.to_owned()), to: to.to_owned() };
        changes(&plan, &[Intent::new(":1", op)])
            .map(|done| done.plan.text().to_string())
            .map_err(|refusal| refusal.code())
    };
    assert_eq!(wish("wire the webhook", "wire the new webhook").as_deref(), Ok("- [ ] connect the new webhook\n"));
    assert_eq!(wish("wire the webhook", "use the webhook"), Err("contested"));
}

#[test]
fn an_item_is_added_in_the_manner_of_the_plan() {
    assert_eq!(add("list/one-bold", "new"), "+- [ ] new\n");
    assert_eq!(add("list/star", "new"), "+* [ ] new\n");
    assert_eq!(add("1.1/runs", "new"), "+  - [ ] new\n");
    assert_eq!(add("1.1", "new"), "+  - [ ] new\n");
    assert_eq!(add("tail", "new"), "+\n+- [ ] new\n");
    assert_eq!(add("phase-1", "new"), "+- [ ] new\n+\n");
    assert!(add("tail", "a\nb").contains("an item is one line"));
    assert!(add("tail", " ").contains("an item without a text is none"));
    assert_eq!(add("list/second", "Third"), "+3. [ ] 3. Third\n");
    assert_eq!(add("list/first", "Third"), "+2. [ ] Third\n");
    for (text, expected) in [
        ("## A\r\n- [ ] a\r\n\r\n- [ ] b", "## A\r\n- [ ] a\r\n\r\n- [ ] new\r\n\r\n- [ ] b"),
        (
            "## A\n- [x] T009 a\n- [ ] T010 b\n## B\n- [ ] T011 c\n",
            "## A\n- [x] T009 a\n- [ ] T012 new\n- [ ] T010 b\n## B\n- [ ] T011 c\n",
        ),
        (
            "### Step 1.1: A\n- **Files**: `a`\n- [x] **Validation**: it runs\n",
            "### Step 1.1: A\n- **Files**: `a`\n- [x] **Validation**: it runs\n  - [ ] new\n",
        ),
        (
            "## Rollout\n1. **Phase 1**: Sandbox\n2. **Phase 2**: Everybody\n",
            "## Rollout\n1. **Phase 1**: Sandbox\n2. **Phase 2**: Everybody\n3. **Phase 3**: new\n",
        ),
        ("## A\n- [ ] 2. a\n- [ ] 2.1 b\n- [ ] 2.2 c\n", "## A\n- [ ] 2. a\n- [ ] 2.1 b\n- [ ] 2.2 c\n- [ ] 3. new\n"),
        (
            "### Task 1: A\n- [ ] **Step 1: Write it**\n\n```sh\nx\n```\n",
            "### Task 1: A\n- [ ] **Step 1: Write it**\n\n```sh\nx\n```\n\n- [ ] **Step 2: new**\n",
        ),
    ] {
        let plan = read(text);
        let first = plan.ids().find(|&id| plan.node(id).kind == crate::plan::Kind::Item);
        let first = first.or(plan.ids().next()).expect("a node");
        let address = plan.address(first).to_owned();
        let op = Op::Add { text: "new".to_owned() };
        let added = changes(&plan, &[Intent::new(&*address, op.clone())]).map(|done| done.plan.text().to_string());
        assert_eq!(added, Ok(expected.to_owned()), "{text}");
        done(text, &address, op);
    }
}

#[test]
fn an_item_is_there_where_it_says_the_same_with_whatever_number() {
    let is_there = |list: &str, said: &str| {
        let plan = read(&format!("## List\n{list}\n"));
        Intent::new("list", Op::Add { text: said.to_owned() }).is_met(&plan).expect("the list is there")
    };
    for (list, said, expected) in [
        ("- [ ] unit tests", "unit tests", true),
        ("- [ ] unit tests", " unit tests ", true),
        ("- [ ] unit tests", "Write unit tests", false),
        ("- [ ] Write unit tests", "unit tests", false),
        ("- [ ] 3. Third", "3. Third", true),
        ("- [ ] 3. Third", "Third", true),
        ("3. [ ] Third", "3. Third", true),
        ("- [ ] T012 Third", "T012 Third", true),
        ("- [ ] T012 Third", "T012: Third", true),
        ("- [ ] `EFF-014` Third", "`EFF-014` Third", true),
        ("- [ ] 3. Third", "3. The Third", false),
        ("- [ ] tests", "3 tests", false),
        ("- [ ] ", "3. Third", false),
    ] {
        assert_eq!(is_there(list, said), expected, "{said} in {list}");
    }
    for said in
        ["7. new", "T100 new", "`EFF-014` new", "Step 2: new", "**Step 2: new**", "**7.** new", "`t.rs` [P] new"]
    {
        assert_eq!(add("list/star", said), format!("+* [ ] {said}\n"));
    }
}

#[test]
fn an_item_is_added_behind_the_row_and_no_other_number_changes() {
    let kiro = "# Tasks\n\n## Phase 4\n- [ ] 1. A\n  - [ ] 1.1 B\n    - note\n  - [ ] 1.2 C\n- [ ] 2. D\n  - [ ] 2.1 E\n- [ ] 3. F\n\n## More\n- [ ] 1. G\n- [ ] 4. H\n";
    let running =
        "## A\n- [ ] 1. a\n- [x] 2. b\n\n## B\n- [ ] 3. c\n  - [ ] 3.1 d\n\n## C\n- [ ] 4. e\n\n## Later\n- [ ] none\n";
    let anew = "## A\n- [ ] 1. a\n- [ ] 2. b\n\n## B\n- [ ] 1. c\n- [ ] 2. d\n- [ ] 3. e\n";
    for (text, address, expected) in [
        (running, ":3", " - [x] 2. b\n+- [ ] new\n \n"),
        (running, ":6", "   - [ ] 3.1 d\n+- [ ] new\n \n"),
        (running, ":7", "   - [ ] 3.1 d\n+  - [ ] 3.2 new\n \n"),
        (running, ":10", " - [ ] 4. e\n+- [ ] 5. new\n \n"),
        (anew, ":3", " - [ ] 2. b\n+- [ ] 3. new\n \n"),
        (kiro, ":5", "     - note\n+  - [ ] new\n   - [ ] 1.2 C\n"),
        (kiro, ":7", "   - [ ] 1.2 C\n+  - [ ] 1.3 new\n - [ ] 2. D\n"),
        (kiro, ":4", "   - [ ] 1.2 C\n+- [ ] new\n - [ ] 2. D\n"),
        (kiro, ":9", "   - [ ] 2.1 E\n+  - [ ] 2.2 new\n - [ ] 3. F\n"),
        (kiro, ":10", " - [ ] 3. F\n+- [ ] 4. new\n \n"),
        (kiro, ":13", " - [ ] 1. G\n+- [ ] 2. new\n - [ ] 4. H\n"),
    ] {
        let plan = read(text);
        let added = changes(&plan, &[Intent::new(address, Op::Add { text: "new".to_owned() })]).expect("a change");
        let diff = similar::TextDiff::from_lines(text, &**added.plan.text());
        let lines: String = diff
            .unified_diff()
            .context_radius(1)
            .to_string()
            .lines()
            .skip(1)
            .map(|line| line.to_owned() + "\n")
            .collect();
        assert_eq!(lines, expected, "{address}");
        done(text, address, Op::Add { text: "new".to_owned() });
    }
}

#[test]
fn a_node_is_deleted_with_what_lies_in_it() {
    assert_eq!(delete("list/one-bold"), "-- [ ] one: **bold**\n");
    assert_eq!(delete("list/two-and-more"), "-- [x] two\n-  and more\n-\n-  A note.\n");
    assert_eq!(delete("1.1/rolls-back"), "-  - [ ] Rolls back\n");
    assert_eq!(delete("tail"), "-\n-## Tail ✅\n");
    assert_eq!(delete("list/second"), "-2. [ ] 2. Second\n");
    assert!(delete("phase-1").starts_with("-## Phase 1: Base\n"));
    let changed = done(PLAN, "tail", Op::Delete { lines: "## Tail".to_owned() });
    assert!(changed.contains("changed by somebody else"), "{changed}");
}
