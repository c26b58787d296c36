//! Every action by its name.

use super::{Bench, PLAN};
use crate::app::{ACTIONS, Keymap, Match, Msg, Overlay, keys};

/// Returns every action that the palette lists when it opens.
fn listed(bench: &Bench) -> Vec<String> {
    let Some(Overlay::Palette(palette)) = bench.model.overlays().last() else { return Vec::new() };
    let settings = bench.model.settings();
    let lines = palette.visible(&settings.keymap, settings.symbols, (80, 1000)).into_iter();
    lines.map(|(line, _)| line.into_iter().map(|run| run.text).collect()).collect()
}

#[test]
fn every_action_is_in_palette_help_and_keymap() {
    let palette = listed(&Bench::new(PLAN, (100, 30)).press(":"));
    let help = Bench::new(PLAN, (100, 200)).model.help_lines();
    let help: Vec<String> = help.into_iter().map(|line| line.into_iter().map(|run| run.text).collect()).collect();
    let keymap = Keymap::default();
    assert_eq!(palette.len(), ACTIONS.len());
    for (entry, row) in ACTIONS.iter().zip(palette) {
        assert!(row.starts_with(entry.name) && row.contains(entry.description), "{row}");
        let typed = Bench::new(PLAN, (100, 30)).press(&format!(":{}", entry.name));
        let Some(Overlay::Palette(palette)) = typed.model.overlays().last() else { panic!("no palette") };
        assert_eq!(palette.chosen(), Some(entry.action), "{}", entry.name);
        if entry.keys.is_empty() {
            continue;
        }
        assert!(help.iter().any(|line| line.contains(entry.description)), "{}", entry.name);
        for written in entry.keys {
            let pressed = keys(written).expect("a default key");
            assert_eq!(keymap.lookup(&pressed), Match::Full(entry.action), "{}", entry.name);
            let shown: String = pressed.iter().map(|key| key.short(&bench_arrows())).collect();
            assert!(row.split_whitespace().any(|word| word == shown), "{shown}: {row}");
        }
    }
}

fn bench_arrows() -> [&'static str; 4] {
    crate::app::Symbols::ASCII.arrows
}

#[test]
fn enter_does_what_is_picked() {
    for (pressed, expected) in [
        (":bottom<enter>", "Rollout | "),
        (":botom<enter>", "Rollout | "),
        (":btm<enter>", "Rollout | "),
        (":undo<enter>", "Schema | nothing to undo"),
        (":help<enter>", "Schema | [help]"),
        (":zzz<enter>", "Schema | "),
        (":<esc>", "Schema | "),
        (":x<backspace><backspace>", "Schema | "),
        (":down<enter>", "Runs | "),
        (":<enter>", "Schema | [None] type a name, or go down to pick one"),
        (":<space><enter>", "Schema | [None] type a name, or go down to pick one"),
        (":u<backspace><enter>", "Schema | [None] type a name, or go down to pick one"),
        (":<down><down><down><enter>", "Schema | [2 criteria of 1.1 are open. Validate it anyway?]"),
    ] {
        let bench = Bench::new(PLAN, (60, 24)).press(pressed);
        assert_eq!(format!("{} | {}", bench.cursor(), bench.said()), expected, "{pressed}");
    }
    let bench = Bench::new(PLAN, (60, 24)).press("j:toggle<enter>");
    assert!(bench.log.contains("[x] Runs"), "{}", bench.log);
    let bench = Bench::new(PLAN, (60, 24)).press(":quit<enter>");
    assert_eq!(bench.log, "Quit\n");
    let mut bench = Bench::new(PLAN, (60, 24)).press(":theme<enter>");
    assert_eq!(bench.log, "Theme\n");
    bench.update(Msg::Done("theme dark".to_owned()));
    assert_eq!(bench.said(), "theme dark");
}
