//! Plans of a size and depth that nobody writes, through the program: each verb ends, says what it did, and a tick is
//! one byte.

use crate::bench::Bench;

/// A plan, the address of one of its open items, and how many units it has.
struct Large {
    text: String,
    address: &'static str,
    total: u32,
}

/// Runs the verbs on `large` and holds what each says, how it exits, and what it does to the file.
#[track_caller]
fn check(large: &Large) {
    let Large { text, address, total } = large;
    let bench = Bench::new();
    bench.write("PLAN.md", text);
    let run = |words: &[&str]| {
        let output = bench.output(words, &[]);
        let said = String::from_utf8(output.stdout).expect("text");
        assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stderr)), (Some(0), ""), "{words:?}");
        said
    };
    assert!(run(&["status", "PLAN.md"]).contains(&format!("\n  0/{total} done\n  next  ")));
    assert!(run(&["next", "PLAN.md"]).ends_with(")\n"));
    assert!(run(&["show", "PLAN.md"]).lines().count() >= *total as usize);
    assert!(run(&["tick", "PLAN.md", address]).starts_with("done  "));
    let ticked = bench.read("PLAN.md");
    let differing: Vec<(u8, u8)> = text.bytes().zip(ticked.bytes()).filter(|(before, after)| before != after).collect();
    assert_eq!((ticked.len(), differing), (text.len(), vec![(b' ', b'x')]));
    assert!(run(&["untick", "PLAN.md", address]).starts_with("open  "));
    assert!(bench.read("PLAN.md") == *text, "untick puts the bytes back");
}

#[test]
fn lists_ten_thousand_deep_on_one_line() {
    check(&Large { text: format!("# A\n\n{}[ ] x\n", "- ".repeat(10_000)), address: "x", total: 1 });
}

#[test]
fn lists_a_thousand_levels_of_indentation_deep() {
    let lines: Vec<String> =
        (0..1_000).map(|level| format!("{}- [ ] level {level} ends\n", "  ".repeat(level))).collect();
    let text = lines.concat();
    check(&Large { text, address: "level 999 ends", total: 1_000 });
}

#[test]
fn a_line_of_twenty_megabytes() {
    let long = "prose ".repeat((20 << 20) / 6);
    check(&Large { text: format!("{long}\n\n- [ ] the one box\n"), address: "the one box", total: 1 });
    check(&Large { text: format!("# A\n\n- [ ] {long}\n- [ ] short\n"), address: ":3", total: 2 });
}

#[test]
fn three_hundred_thousand_items() {
    let lines: Vec<String> = (0..300_000).map(|number| format!("- [ ] item {number} of many\n")).collect();
    let text = lines.concat();
    check(&Large { text, address: "item 299999 of many", total: 300_000 });
}
