//! Looking for text.

use super::{Bench, PLAN, after};
use crate::app::{Msg, Tone};

/// Returns what the footer says, whatever has been typed.
fn footer(bench: &Bench) -> String {
    bench.model.said().into_iter().map(|run| run.text).collect::<String>().trim_end().to_owned()
}

/// Returns the title under the cursor and the footer after `pressed`.
fn found(pressed: &str) -> String {
    let bench = Bench::new(PLAN, (60, 24)).press(pressed);
    format!("{} | {}", bench.cursor(), footer(&bench))
}

#[test]
fn the_cursor_goes_along_with_what_is_typed() {
    for (pressed, expected) in [
        ("/", "Schema | /"),
        ("/c", "Schema | /c  1 of 4"),
        ("/cl", "Client | /cl  1 of 1"),
        ("/clx", "Schema | /clx  not found"),
        ("/clx<backspace>", "Client | /cl  1 of 1"),
        ("/C", "Client | /C  1 of 1"),
        ("/make", "Schema | /make  1 of 2 in Validation"),
        ("/read<space>th", "Notes | /read th  1 of 1 in its text"),
        ("/depend", "Keys | /depend  1 of 1 in Dependencies"),
        ("/1.2", "Keys | /1.2  1 of 1"),
        ("/phase<space>2", "Use | /phase 2  1 of 2"),
        ("/ro", "Rolls back | /ro  1 of 3"),
        ("/ro<down>", "Route | /ro  2 of 3"),
        ("/ro<down><down><down>", "Rolls back | /ro  1 of 3"),
        ("/ro<up>", "Rollout | /ro  3 of 3"),
        ("/ro<c-n><c-n><c-p>", "Route | /ro  2 of 3"),
        ("/runs<c-w>rolls<left><left><del>", "Schema | /rols  not found"),
    ] {
        assert_eq!(found(pressed), expected, "{pressed}");
    }
}

#[test]
fn enter_keeps_what_was_found_and_escape_goes_back() {
    assert_eq!(found("/ro<enter>"), "Rolls back | /ro  1 of 3");
    assert_eq!(found("/ro<enter>n"), "Route | /ro  2 of 3");
    assert_eq!(found("/ro<enter>nnn"), "Rolls back | /ro  1 of 3");
    assert_eq!(found("/ro<enter>N"), "Rollout | /ro  3 of 3");
    assert_eq!(found("/ro<enter>g"), "Base | /ro  3 found");
    assert_eq!(found("/ro<enter><esc>"), "Rolls back | ");
    assert_eq!(found("/ro<esc>"), "Schema | ");
    assert_eq!(found("/ro<c-u><backspace>"), "Schema | ");
    assert_eq!(found("/ro<enter>/<esc>n"), "Rolls back | nothing is looked for yet");
    assert_eq!(after("n"), "Schema | nothing is looked for yet");
    assert_eq!(found("/zz<enter>n"), "Schema | /zz  not found");
}

#[test]
fn letters_that_are_keys_are_text_there() {
    let bench = Bench::new(PLAN, (60, 24)).press("/xq<space>v?:");
    assert_eq!((&*bench.log, &*bench.said()), ("", "[/xq v?:]"));
    let bench = bench.press("<c-c>");
    assert_eq!(bench.log, "Quit\n", "but for the one that leaves at once");
}

#[test]
fn folds_open_for_what_is_in_them_and_close_again() {
    let folded = Bench::new(PLAN, (60, 24)).press("Gkkkk<esc>gh");
    let before = folded.tree();
    let bench = folded.press("/rolls");
    assert_eq!(bench.cursor(), "Rolls back");
    assert!(bench.tree().contains("> "), "{}", bench.tree());
    let bench = bench.press("<c-u>body");
    assert!(!bench.tree().contains("Rolls back"), "only what leads to the hit is unfolded\n{}", bench.tree());
    assert_eq!(bench.press("<esc>").tree(), before);
}

#[test]
fn only_what_holds_the_cursor_stays_unfolded() {
    let folded = || Bench::new(PLAN, (60, 24)).press("hhhjjhhhg");
    let folds = |bench: &Bench| {
        let titles = |id: &crate::plan::NodeId| bench.model.plan().node(*id).title.to_string();
        bench.model.tree().rows().iter().map(titles).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(folds(&folded()), "Base Use Notes Rollout");
    for (pressed, expected) in [
        ("/ro<enter>", "Base Schema Runs Rolls back Keys Use Notes Rollout"),
        ("/ro<down><enter>", "Base Use Client Route Body Notes Rollout"),
        ("/ro<down><esc>", "Base Use Notes Rollout"),
        ("/ro<enter>n", "Base Use Client Route Body Notes Rollout"),
        ("/ro<enter>nn", "Base Use Notes Rollout"),
        ("/ro<enter>n<esc>", "Base Use Client Route Body Notes Rollout"),
        ("/ro<enter>ng<esc>", "Base Use Notes Rollout"),
        ("/ro<enter>ng/<esc>", "Base Use Notes Rollout"),
    ] {
        assert_eq!(folds(&folded().press(pressed)), expected, "{pressed}");
    }
    let bench = folded().press("/ro<enter>n").outside("# Demo\n", "# Demo\n## Zero\n").press("g<esc>");
    assert_eq!(folds(&bench), "Zero Base Use Notes Rollout", "folds follow their nodes");
}

#[test]
fn what_is_found_is_told_in_the_rows() {
    let bench = Bench::new(PLAN, (60, 24)).press("/ro<enter>");
    let runs = bench.model.visible_rows().into_iter().flat_map(|(line, _)| line);
    let told: Vec<String> = runs.filter(|run| run.tone == Tone::Found).map(|run| run.text).collect();
    assert_eq!(told, ["Ro", "Ro", "Ro"]);
}

#[test]
fn hits_follow_the_plan() {
    let bench = Bench::new(PLAN, (60, 24)).press("/ro").outside("- [ ] Body\n", "- [ ] Body\n- [ ] Robust\n");
    assert_eq!(footer(&bench), "/ro  1 of 4");
    let bench = bench.outside("# Demo\n", "# Demo\n## Before\n- [ ] x\n").press("<esc>");
    assert_eq!(bench.cursor(), "Schema", "where the cursor was before is followed too");
    let bench = Bench::new(PLAN, (60, 24)).press("/sche").outside("### Step 1.1: Schema", "### Step 1.1: Tables");
    assert_eq!(footer(&bench), "/sche  not found");
}

#[test]
fn what_is_pasted_is_looked_for() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("/");
    bench.update(Msg::Paste("Route\n".to_owned()));
    assert_eq!((bench.cursor(), &*footer(&bench)), ("Route", "/Route  1 of 1"));
    let mut bench = Bench::new(PLAN, (60, 24));
    bench.update(Msg::Paste("xq".to_owned()));
    assert_eq!((bench.cursor(), &*bench.said()), ("Schema", ""), "elsewhere a paste is nothing");
}

#[test]
fn an_unseen_dot_waits_for_the_end_of_the_search() {
    let bench = Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route").press("/route");
    assert_eq!((bench.cursor(), bench.model.news().unseen()), ("Route", 1));
    assert_eq!(bench.press("<enter>").model.news().unseen(), 0);
}
