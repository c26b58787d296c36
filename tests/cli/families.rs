//! One real plan of each family, through the program, where `TICKDOWN_CORPUS` names their folder.

use std::fs;
use std::path::{Path, PathBuf};

use tickdown::plan::{Kind, MarkKind, Plan, State};

use crate::bench::Bench;

#[test]
fn one_plan_of_each_family_is_read_ticked_and_put_back() {
    let Some(corpus) = std::env::var_os("TICKDOWN_CORPUS") else {
        println!("skipped: TICKDOWN_CORPUS names no folder");
        return;
    };
    let families: Vec<PathBuf> = sorted(Path::new(&corpus)).into_iter().filter(|path| path.is_dir()).collect();
    assert!(!families.is_empty(), "no families in {}", corpus.display());
    for family in &families {
        check(family);
    }
}

/// Runs the verbs on the first plan of `family` that has an open item; on its first plan where none has.
fn check(family: &Path) {
    let plans: Vec<(PathBuf, Vec<u8>, Option<String>)> = sorted(family)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text)))
        .map(|(path, text)| (path, text.clone().into_bytes(), open_item(text)))
        .collect();
    let chosen = plans.iter().find(|(.., item)| item.is_some()).or(plans.first());
    let (path, bytes, item) = chosen.unwrap_or_else(|| panic!("no plan in {}", family.display()));
    let bench = Bench::new();
    bench.write("PLAN.md", bytes);
    let run = |words: &[&str]| {
        let output = bench.output(words, &[]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), &*errors), (Some(0), ""), "{words:?} of {}", path.display());
        assert!(!output.stdout.is_empty(), "{words:?} of {} says nothing", path.display());
    };
    run(&["status", "PLAN.md"]);
    run(&["show", "PLAN.md"]);
    let Some(item) = item else { return };
    run(&["next", "PLAN.md"]);
    run(&["tick", "PLAN.md", item]);
    let ticked = fs::read(bench.path("PLAN.md")).expect("it is there");
    let differing = bytes.iter().zip(&ticked).filter(|(before, after)| before != after).count();
    assert_eq!((ticked.len(), differing), (bytes.len(), 1), "tick {item} of {}", path.display());
    run(&["untick", "PLAN.md", item]);
    assert!(fs::read(bench.path("PLAN.md")).expect("it is there") == *bytes, "untick {item} of {}", path.display());
}

/// Returns the address of the first item whose box is open.
fn open_item(text: String) -> Option<String> {
    let plan = Plan::read(text, "PLAN.md");
    let is_open = |mark: &tickdown::plan::Mark| mark.kind == MarkKind::Box && mark.state == State::Open;
    let item = plan.ids().find(|&id| {
        let node = plan.node(id);
        node.kind == Kind::Item && node.mark.as_ref().is_some_and(is_open)
    })?;
    Some(plan.address(item).to_owned())
}

/// Returns what lies in `folder`, sorted.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}
