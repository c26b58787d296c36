//! The commands that a plan offers to run: those of a Validation field, of an item, of the section for them.
//!
//! Only what they are is decided here; whether and how they are run is nobody's business below the shell.

mod gather;
mod program;
mod slot;

use self::gather::{Gatherer, Manner};
use super::field::key;
use super::{Field, FieldKey, Kind, NodeId, Plan};
use crate::text::Span;

/// A command as a plan writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What a shell is given, byte for byte; several lines where it stands in a fence. Foreign text: may hold anything.
    pub text: String,
    /// Its place in the plan's text, from its first byte to its last.
    pub span: Span,
    /// What the plan says that comes of it (`Expected: …`), as it is written.
    pub expected: Option<String>,
}

impl Command {
    /// Returns what of it is still to be filled in: `<name>`, `{{NAME}}`, `[TODO]`.
    pub fn placeholder(&self) -> Option<&str> {
        slot::find(&self.text)
    }
}

/// What a plan offers to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whose the commands are.
    pub source: NodeId,
    /// The commands, in document order; never empty.
    pub commands: Vec<Command>,
    /// Code that stands where commands do and is not taken for one.
    pub others: Vec<String>,
    /// The nearest node that says how it is checked, but by no command.
    pub silent: Option<NodeId>,
}

/// Names of fields that are nothing but commands. Lower case.
const COMMAND_FIELDS: [&str; 12] = [
    "run",
    "command",
    "commands",
    "check",
    "checks",
    "test",
    "tests",
    "test command",
    "validation command",
    "validation commands",
    "verification command",
    "verification commands",
];

/// Ends of titles under which criteria and commands stand. Lower case.
const TITLES: [&str; 6] =
    ["validation", "verification", "validation commands", "verification commands", "test commands", "quality gates"];

/// Starts of names of fields and sections that say what shall be true, not how that is found out. Lower case.
const CRITERIA: [&str; 6] =
    ["acceptance", "success criteria", "done when", "definition of done", "验收标准", "受け入れ基準"];

/// Words of titles of items that are there to find something out.
const CHECKS: [&str; 10] =
    ["verify", "verification", "validate", "validation", "check", "confirm", "ensure", "run", "test", "tests"];

impl Plan {
    /// Returns what `!` on `id` means: its own commands, else those of the nearest node that it lies in, else those of the
    /// plan. `None` where there are none.
    pub fn offer(&self, id: NodeId) -> Option<Offer> {
        let around = std::iter::once(id).chain(self.ancestors(id)).filter(|&id| id != NodeId::ROOT);
        let sections = || self.ids().filter(|&id| self.is_section_of_plan(id) && self.is_validation(id));
        let named = |id: &NodeId| self.node(*id).title.to_lowercase().contains("commands");
        let tells_how = |id: &NodeId| manner(&self.node(*id).title) == Manner::Validation;
        let sections = sections().filter(named).chain(sections().filter(tells_how)).chain(sections());
        let candidates = around.chain([NodeId::ROOT]).chain(sections);
        let (mut silent, mut others) = (None, Vec::new());
        for source in candidates {
            let Gatherer { found: commands, others: own, .. } = self.gathered(source);
            let is_told = |field: &Field| is_for_commands(field) && !field.value.of(&self.text).trim().is_empty();
            if !commands.is_empty() {
                others.extend(own);
                return Some(Offer { source, commands, others, silent });
            }
            if self.node(source).fields.iter().any(is_told) {
                silent = silent.or(Some(source));
                others.extend(own);
            }
        }
        None
    }

    /// Returns the scripts that stand below `id`, whatever they are for: also those that do the work and check nothing.
    pub fn scripts(&self, id: NodeId) -> Vec<Command> {
        let mut gatherer = Gatherer::new(&self.text);
        self.own_spans(id).for_each(|span| gatherer.gather(span, Manner::Check));
        gatherer.found
    }

    /// Returns the commands of `id` itself, none twice: first those of what says how it is checked, last those of what
    /// only says what shall be true then; else in document order.
    ///
    /// Of an item they stand in its code spans, behind `Run:` below it, or in a shell's fence there if its title speaks of a
    /// check; of anything else in its Validation field, or in a section for them; where a step has none there, behind `Run:`
    /// in its other text.
    pub fn commands(&self, id: NodeId) -> Vec<Command> {
        self.gathered(id).found
    }

    fn gathered(&self, id: NodeId) -> Gatherer<'_> {
        let node = self.node(id);
        let mut gatherer = Gatherer::new(&self.text);
        let (told, criteria): (Vec<_>, Vec<_>) =
            self.validations(id).into_iter().partition(|(_, manner)| *manner == Manner::Validation);
        for (span, manner) in told {
            gatherer.gather(span, manner);
        }
        if node.kind == Kind::Item {
            let (title, below) =
                if is_check(&node.title) { (Manner::Title, Manner::Check) } else { (Manner::Task, Manner::Body) };
            for span in self.own_spans(id) {
                gatherer.gather(span, if node.head.covers(span) { title } else { below });
            }
        }
        if gatherer.found.is_empty() && node.kind == Kind::Step {
            self.own_spans(id).for_each(|span| gatherer.gather(span, Manner::Step));
        }
        for (span, manner) in criteria {
            gatherer.gather(span, manner);
        }
        if let Some(field) = node.fields.iter().find(|field| is_expectation(field)) {
            let above = gatherer.found.iter_mut().filter(|command| command.span.start < field.span.start);
            if let Some(last) = above.max_by_key(|command| command.span.start).filter(|last| last.expected.is_none()) {
                last.expected = Some(field.value.of(&self.text).trim().to_owned());
            }
        }
        gatherer
    }

    /// Returns where `id` says how it is checked, or what shall be true then.
    fn validations(&self, id: NodeId) -> Vec<(Span, Manner)> {
        let node = self.node(id);
        let fields = node.fields.iter().filter(|field| is_for_commands(field));
        let mut spans: Vec<_> =
            fields.map(|field| (self.with_expectation(field.value, &node.prose), manner(&field.name))).collect();
        let below = |id: NodeId| {
            let node = self.node(id);
            (Span::new(node.head.end, node.span.end), manner(&node.title))
        };
        if self.is_validation(id) && node.kind != Kind::Item {
            spans.push(below(id));
        } else if matches!(node.kind, Kind::Phase | Kind::Step) {
            spans.extend(self.children(id).filter(|&child| self.is_validation(child)).map(below));
        }
        spans
    }

    /// Returns a field's `value` with what stands right behind it in `prose` and says what is expected: behind a fence,
    /// which is all of a value, `Expected:` begins a paragraph of its own, and its text may stand in the next block.
    fn with_expectation(&self, value: Span, prose: &[Span]) -> Span {
        let behind = |end: usize| {
            prose.iter().find(|span| span.start >= end && self.text[end..span.start].trim().is_empty()).copied()
        };
        let first_line = |span: Span| span.of(&self.text).lines().next().map_or(0, str::len);
        let Some(said) = behind(value.end) else { return value };
        let line = first_line(said);
        let end = match gather::expectation(&said.of(&self.text)[..line]) {
            None => return value,
            Some("") if line < said.len() => {
                said.start + line + 1 + first_line(Span::new(said.start + line + 1, said.end))
            }
            Some("") => behind(said.end).map_or(said.end, |next| next.end),
            Some(_) => said.start + line,
        };
        Span::new(value.start, end)
    }

    /// Returns whether `id` is a section or list of criteria.
    fn is_validation(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let title = node.title.trim_end_matches([':', '：']).trim().to_lowercase();
        matches!(node.kind, Kind::Section | Kind::Checklist)
            && (key(&title) == FieldKey::Validation || TITLES.iter().any(|end| title.ends_with(end)))
    }

    /// Returns whether `id` belongs to the plan as a whole.
    fn is_section_of_plan(&self, id: NodeId) -> bool {
        !self.ancestors(id).any(|above| matches!(self.node(above).kind, Kind::Phase | Kind::Step | Kind::Item))
    }
}

/// Returns whether an item of this title is there to find something out.
fn is_check(title: &str) -> bool {
    let is_one = |word: &str| CHECKS.iter().any(|check| check.eq_ignore_ascii_case(word));
    title.split(|c: char| !c.is_alphanumeric()).any(is_one)
}

/// Returns what the text of a field or section of this name is for.
fn manner(name: &str) -> Manner {
    let name = name.to_lowercase();
    let is_criteria = CRITERIA.iter().any(|start| name.starts_with(start));
    if is_criteria { Manner::Criteria } else { Manner::Validation }
}

fn is_for_commands(field: &Field) -> bool {
    let name = || field.name.to_lowercase();
    field.key == FieldKey::Validation || field.key == FieldKey::Other && COMMAND_FIELDS.contains(&&*name())
}

fn is_expectation(field: &Field) -> bool {
    field.key == FieldKey::Other && gather::expectation(&format!("{}:", field.name)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns whose commands `!` on the node with this address means, and the commands; `=>` is what is expected.
    fn offered(markdown: &str, address: &str) -> String {
        let plan = Plan::read(markdown, "plan");
        let id = plan.resolve(address).unwrap_or_else(|why| panic!("{address}: {why}"));
        let Some(Offer { source, commands, others, silent }) = plan.offer(id) else { return "nothing".to_owned() };
        let shown = |command: &Command| {
            assert!(command.span.end <= markdown.len(), "{command:?} lies in the text");
            let expected = command.expected.as_ref().map_or(String::new(), |expected| format!(" => {expected}"));
            command.text.clone() + &expected
        };
        let others = others.iter().map(|other| format!("not {other}"));
        let commands = commands.iter().map(shown).chain(others).collect::<Vec<_>>().join(" | ");
        let silent = silent.map_or(String::new(), |id| format!("{} is silent, ", plan.node(id).title));
        format!("{silent}{}: {commands}", plan.node(source).title)
    }

    const PLAN: &str = "\
# Demo
## Validation Commands
- `make test`
- `make lint`
## Phase 1: Base
### Step 1.1: Schema
- **Files**: `make.rs`
- **Validation**: `cargo test schema` passes, `schema.rs` exists
  - [ ] Migration runs
  - [ ] `cargo test rollback` is green
### Step 1.2: Keys
- **Description**: `cargo run` shows them
## Phase 2: Use
#### Automated Verification:
- [ ] Types: `npm run check`
### Step 2.1: Client
- [ ] Call `fetch()`
";

    #[test]
    fn commands_belong_to_the_nearest_that_has_some() {
        for (address, expected) in [
            ("1.1", "Schema: cargo test schema | cargo test rollback | not schema.rs"),
            ("1.1/migration-runs", "Schema: cargo test schema | cargo test rollback | not schema.rs"),
            ("1.1#2", "cargo test rollback is green: cargo test rollback"),
            ("1.2", "Validation Commands: make test | make lint"),
            ("phase-1", "Validation Commands: make test | make lint"),
            ("phase-2", "Use: npm run check"),
            ("2.1", "Use: npm run check"),
            ("2.1#1", "Use: npm run check"),
        ] {
            assert_eq!(offered(PLAN, address), expected, "{address}");
        }
        assert_eq!(offered("# P\n### Step 1.1: A\n- [ ] a `b.rs`\n", "1.1#1"), "nothing");
    }

    #[test]
    fn who_says_how_it_is_checked_but_by_no_command_is_known() {
        let plan = |value: &str| {
            format!("## Validation Commands\n- `make`\n### Step 1.1: A\n**Validation**:{value}\n- [ ] a\n")
        };
        for (value, expected) in [
            (" by hand", "A is silent, Validation Commands: make"),
            (" `Users` are there, `ruff` is", "A is silent, Validation Commands: make | not Users | not ruff"),
            (" `false`", "A: false"),
            ("", "Validation Commands: make"),
        ] {
            assert_eq!(offered(&plan(value), "1.1"), expected, "{value}");
            assert_eq!(offered(&plan(value), "1.1#1"), expected, "{value}");
        }
    }

    #[test]
    fn what_shall_be_true_names_more_than_commands() {
        let item = "- [ ] a\n  - **Done when**: `cargo build` passes, `Retry` exists\n  - **Verify**: `mytool x`\n";
        assert_eq!(offered(item, "a"), "a: mytool x | cargo build");
        let step = "### Step 1.1: A\n- **Done when**: `config.toml` is read\n- **Verify**: `make`, `Retry` is there\n";
        assert_eq!(offered(step, "1.1"), "A: make | not Retry");
        let step = "### Step 1.1: A\n- **Done when**: `cargo build` passes\n\nRun: `mytool x`\n";
        assert_eq!(offered(step, "1.1"), "A: mytool x | cargo build");
        let plan = "# P\n## Success Criteria\n- `make test` passes\n## Validation\n- `make check`\n### Step 1.1: A\n";
        assert_eq!(offered(plan, "1.1"), "Validation: make check");
    }

    #[test]
    fn an_expectation_may_be_a_field() {
        let plan = "### Step 1.1: A\n**Run**: `npm test`\n**Expected result**: all pass\n";
        assert_eq!(offered(plan, "1.1"), "A: npm test => all pass");
    }

    #[test]
    fn an_expectation_may_stand_behind_the_fence_of_a_field() {
        let fence = "```sh\nnpm test\n```\n";
        for (behind, expected) in [
            ("Expected: all pass\n", "A: npm test => all pass"),
            ("\nExpected: all pass\nin `a b` of them\n", "A: npm test => all pass"),
            ("\nExpected:\nall pass\n", "A: npm test => all pass"),
            ("\nExpected output:\n\n```\nok 1\nok 2\n```\n", "A: npm test => ok 1\nok 2"),
            ("\n**Expected**: all pass\n", "A: npm test => all pass"),
            ("\nThen `make` it.\n\nExpected: all pass\n", "A: npm test"),
            ("\n- [ ] a\n\nExpected: all pass\n", "A: npm test"),
            ("\nExpected:\n", "A: npm test"),
        ] {
            let plan = format!("### Step 1.1: A\n**Validation**:\n\n{fence}{behind}### Step 1.2: B\n");
            assert_eq!(offered(&plan, "1.1"), expected, "{behind}");
        }
        let bullet = "### Step 1.1: A\n- **Validation**:\n  ```sh\n  npm test\n  ```\n\n  Expected: all pass\n";
        assert_eq!(offered(bullet, "1.1"), "A: npm test => all pass");
    }

    #[test]
    fn an_item_has_what_stands_below_it() {
        let plan = "\
### Task 1: A
- [ ] **Step 1: Verify it**

Use `git worktree list` to find out more.

Run: `grep -c x a.md`
Expected: `0`

- [ ] **Step 2: Test both**
```bash
cd evals
npm test
```
";
        assert_eq!(offered(plan, ":2"), "Verify it: grep -c x a.md => `0`");
        assert_eq!(offered(plan, ":9"), "Test both: cd evals\nnpm test");
        let commit = plan.replace("Test both", "Commit both");
        assert_eq!(offered(&commit, ":9"), "nothing");
        let commit = Plan::read(&*commit, "plan");
        let scripts = commit.scripts(commit.resolve(":9").expect("it is there"));
        assert_eq!(scripts.iter().map(|script| &*script.text).collect::<Vec<_>>(), ["cd evals\nnpm test"]);
    }

    #[test]
    fn a_step_without_validation_has_what_it_says_is_run() {
        let plan = "\
### Task 1: A
**Category**: `make x`, and `$ ls a`

**QA Scenarios**:

Scenario: it is built
  Steps:
    1. Run: `cd app && bun build`
    2. Assert: `make y`
    3. Run: `grep -n x a.ts`

```sh
make install
```
";
        assert_eq!(offered(plan, "task-1"), "A: cd app && bun build | grep -n x a.ts");
        let validated = plan.replace("**QA", "**Validation**: `make`\n\n**QA");
        assert_eq!(offered(&validated, "task-1"), "A: make");
    }
}
