//! Plans after accidents, by the megabyte: reading them and one wish each, without a panic or a broken invariant.
//!
//! `TICKDOWN_FUZZ_BYTES` says how much is read, `TICKDOWN_FUZZ_SEED` where the accidents begin.

mod checks;

use std::panic::{AssertUnwindSafe, catch_unwind};

use checks::{Verdict, all_ops, check_addresses, check_op, check_spans, corpus, expected, own_plans, read};

/// Bytes read where nobody asks for more: about a second.
const BYTES: usize = 2_000_000;

/// Longest text that is read at once; of a longer plan a part is taken.
const LONGEST: usize = 12_000;

/// What an accident may leave behind.
const DEBRIS: &[&str] = &[
    "- [ ] ",
    "- [x] ",
    "[ ]",
    "[x] ",
    "* [-] ",
    "1. [~] ",
    "> ",
    "    ",
    "\t",
    "\r\n",
    "\r",
    "\n\n",
    "# ",
    "## Phase 1: ",
    "### Step 1.1: ",
    "### [x] ",
    "**Step 2: x**\n",
    "1.1 ",
    "T012 ",
    "`SND-014` ",
    "第一阶段：",
    "1단계 ",
    "- **Status**: ",
    "**Status**: ✅ Complete",
    "✅",
    "⏳ PENDING",
    "🏗️",
    " (DONE)",
    "(2026-04-02)",
    "- [x] **Validation**: ",
    "**Files:**\n- Create: a\n",
    "_Requirements: 1_",
    "- **Dependencies**: 1.1-1.3, Phase 2",
    "(depends on 1.1)",
    "```",
    "~~~",
    "````md\n",
    "<!--",
    "-->",
    "<details>",
    "---\n",
    "+++\n",
    "===\n",
    "---\nstatus: Done\n---\n",
    "|",
    "\\",
    "`",
    "**",
    "_",
    "~~",
    "\u{feff}",
    "\u{200b}",
    "\u{0}",
    "é",
    "漢",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
    "[x](",
    "[",
    "]",
    "*",
    "- [ ]* ",
    "Task: ",
    "[checkpoint: 0a1b2c3]",
    "{{DATE}}",
    "[Task Name]",
    ":",
    "：",
];

/// Numbers that look random and are the same again for the same seed (`SplitMix64`, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, 0 where there is none.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % (end.max(1) as u64)).expect("it is below a usize")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .map_or(otherwise, |value| value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}

#[test]
fn plans_after_accidents_are_read_and_marked() {
    let mut plans: Vec<String> = expected(&own_plans()).into_iter().map(|plan| plan.text).collect();
    plans.extend(corpus().into_iter().flat_map(|folder| expected(&folder)).map(|plan| plan.text));
    let (bytes, seed) = (number("TICKDOWN_FUZZ_BYTES", BYTES), number("TICKDOWN_FUZZ_SEED", 1));
    let (mut read, mut case) = (0, seed as u64);
    while read < bytes {
        let mut dice = Dice(case);
        let text = damaged(&plans, &mut dice);
        let verdict = catch_unwind(AssertUnwindSafe(|| check(&text, &mut dice)));
        let verdict = verdict.unwrap_or_else(|_| Err("it panics".to_owned()));
        assert!(verdict.is_ok(), "TICKDOWN_FUZZ_SEED={case}: {}\n{text:?}", verdict.unwrap_err());
        read += text.len().max(1);
        case += 1;
    }
    println!("{read} bytes in {} plans", case - seed as u64);
}

/// Reads `text`; one wish on one of its nodes must keep every promise.
fn check(text: &str, dice: &mut Dice) -> Verdict {
    let plan = read(text);
    if **plan.text() != *text {
        return Err("its text is not kept".to_owned());
    }
    check_spans(&plan)?;
    check_addresses(&plan)?;
    let told = plan.check(&|name| name.len() % 2 == 0);
    if let Some(wrong) = told.iter().find(|told| text.get(told.span.start..told.span.end).is_none()) {
        return Err(format!("{}: {:?} does not lie in the text", wrong.code, wrong.span));
    }
    let ids: Vec<_> = plan.ids().collect();
    if ids.is_empty() { Ok(()) } else { check_op(&plan, *dice.pick(&ids), dice.pick(&all_ops())) }
}

/// Returns a plan, or the beginning of one with the end of another, after up to eight accidents.
fn damaged(plans: &[String], dice: &mut Dice) -> String {
    let mut text = part(dice.pick::<String>(plans), dice);
    if dice.below(4) == 0 {
        let other = part(dice.pick::<String>(plans), dice);
        let (first, second) = (boundary(&text, dice), boundary(&other, dice));
        text = format!("{}{}", &text[..first], &other[second..]);
    }
    (0..dice.below(9)).fold(text, |text, _| accident(&text, dice))
}

fn part(plan: &str, dice: &mut Dice) -> String {
    let start = if plan.len() > LONGEST { floor(plan, dice.below(plan.len() - LONGEST / 2)) } else { 0 };
    plan[start..floor(plan, start + LONGEST)].to_owned()
}

fn accident(text: &str, dice: &mut Dice) -> String {
    let at = boundary(text, dice);
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (first, second) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(8) {
        _ if lines.is_empty() => return (*dice.pick(DEBRIS)).to_owned(),
        0 => drop(lines.remove(first)),
        1 => lines.insert(second, lines[first]),
        2 => lines.swap(first, second),
        3 => lines.truncate(first + 1),
        4 => return format!("{}{}", &text[..at], &text[floor(text, at + 1 + dice.below(12)).max(at)..]),
        5 => {
            let end = lines[..first].concat().len();
            return format!("{}{}{}", &text[..end], dice.pick(DEBRIS), &text[end..]);
        }
        _ => return format!("{}{}{}", &text[..at], dice.pick(DEBRIS), &text[at..]),
    }
    lines.concat()
}

fn boundary(text: &str, dice: &mut Dice) -> usize {
    floor(text, dice.below(text.len() + 1))
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
