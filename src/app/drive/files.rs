//! The files that a plan names.

use super::{Bench, outside};
use crate::app::{Line, Msg, Presence};

/// A plan that names files, in several ways.
const FILES: &str = "\
# Files
### Step 1: Both
- **Files**: `src/a.rs`, src/b.rs:12
- [ ] plain
- [ ] see `c.rs:3`
- [ ] see `c.rs:3` and `d.rs`
### Step 2: None
- [ ] plain
";

#[test]
fn o_opens_what_the_row_names() {
    let open = |file: &str| format!("open {file}");
    for (pressed, expected) in [
        ("jjo", open("c.rs:3")),
        ("o<enter>", open("src/a.rs")),
        ("oj<enter>", open("src/b.rs:12")),
        ("ojo", open("src/b.rs:12")),
        ("ojjjjk<enter>", open("src/a.rs")),
        ("oG<enter>", open("src/b.rs:12")),
        ("o2", open("src/b.rs:12")),
        ("o1", open("src/a.rs")),
        ("o3", "[src/a.rs?]".to_owned()),
        ("o0", "[src/a.rs?]".to_owned()),
        ("o<esc>", String::new()),
        ("oq", String::new()),
        ("jo", "[src/a.rs?]".to_owned()),
        ("jjjo", "[c.rs:3?]".to_owned()),
        ("jjjoj", "[d.rs?]".to_owned()),
        ("Gko", "Step 2 names no file".to_owned()),
        ("Go", "plain names no file".to_owned()),
    ] {
        let bench = Bench::new(FILES, (60, 24)).press(pressed);
        let opened = bench.opened();
        assert_eq!(if opened.is_empty() { bench.said() } else { opened }, expected, "{pressed}");
    }
}

#[test]
fn a_choice_of_files_follows_its_node() {
    let bench = || Bench::new(FILES, (60, 24)).press("oj");
    assert_eq!(bench().outside("`src/a.rs`", "x.rs, y.rs").press("<enter>").opened(), "open src/b.rs:12");
    assert_eq!(bench().outside("`src/a.rs`, src/b.rs:12", "z.rs").press("<enter>").opened(), "open z.rs");
    assert_eq!(bench().outside("`src/a.rs`, src/b.rs:12", "-").said(), "outside: edited Step 1");
}

#[test]
fn files_are_looked_up_where_they_are_shown_and_only_once() {
    let asked = |pressed: &str, size| {
        let mut bench = Bench::new(FILES, size);
        bench.update(Msg::Focus).into_iter().for_each(|effect| bench.perform(effect));
        bench.press(pressed).log.replace('\n', "; ")
    };
    for (pressed, size, expected) in [
        ("", (100, 24), "look up src/a.rs src/b.rs; "),
        ("jkjkJK?<esc>", (100, 24), "look up src/a.rs src/b.rs; "),
        ("jj", (100, 24), "look up src/a.rs src/b.rs; look up c.rs; "),
        ("jjjjj", (100, 24), "look up src/a.rs src/b.rs; look up c.rs; look up d.rs; "),
        ("", (60, 24), ""),
        ("<enter>", (60, 24), "look up src/a.rs src/b.rs; "),
        ("o", (60, 24), "look up src/a.rs src/b.rs; "),
    ] {
        assert_eq!(asked(pressed, size), expected, "{pressed} {size:?}");
    }
    let mut bench = Bench::new(FILES, (100, 24));
    let asks = |bench: &mut Bench, msg: Msg| bench.update(msg).len();
    let changed = outside(&FILES.replace("see", "read"));
    let mut counts = Vec::new();
    for msg in [Msg::Focus, Msg::Resize(110, 24), Msg::Focus, changed.clone(), changed] {
        counts.push(asks(&mut bench, msg));
    }
    assert_eq!(counts, [1, 0, 1, 1, 0], "what may have changed is looked up again");
}

#[test]
fn what_is_known_of_a_file_is_kept_until_there_is_an_answer() {
    let mut bench = Bench::new(FILES, (100, 24));
    let row = |bench: &Bench| {
        let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>();
        let lines: Vec<String> = bench.model.detail().visible().iter().map(text).collect();
        lines.into_iter().find(|line| line.contains("a.rs")).unwrap_or_default()
    };
    let answer = |presence| Msg::LookedUp(vec![("src/a.rs".to_owned(), presence)]);
    assert_eq!(row(&bench), "Files    src/a.rs");
    bench.update(answer(Presence::Present));
    assert_eq!(row(&bench), "Files  + src/a.rs");
    bench.update(Msg::Focus);
    assert_eq!(row(&bench), "Files  + src/a.rs");
    bench.update(answer(Presence::Missing));
    assert_eq!(row(&bench), "Files  . src/a.rs");
}
