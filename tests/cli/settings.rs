//! `tickdown config`, and what comes of a settings file.

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::planned;

#[test]
fn settings_have_a_place_and_are_written_once() {
    let bench = Bench::new();
    assert_snapshot!(bench.run("config path"), @"
    $ROOT/home/.config/tickdown/config.toml
    => 0
    ");
    let written = bench.run("config init");
    assert!(written.starts_with("$ROOT/home/.config/tickdown/config.toml\n=> 0\n"), "{written}");
    let file = bench.home().join(".config/tickdown/config.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    assert!(text.contains("\n#theme = \"auto\"\n") && text.contains("\n#toggle = [\"<space>\"]"), "{text}");
    assert_snapshot!(bench.run("config init"), @r#"
    ! tickdown: $ROOT/home/.config/tickdown/config.toml is there already, and is left as it is. "tickdown config init --dry-run" prints the usual settings.
    => 1
    "#);
    assert!(bench.run("config init --dry-run").contains("+#theme = \"auto\"\n"));
    let usual = bench.run("config show");
    std::fs::remove_file(file).expect("it is there");
    assert_eq!(bench.run("config show"), usual, "the file changes nothing");
    let elsewhere = bench.run_with("config init", &[("TICKDOWN_CONFIG", "a/b.toml")]);
    assert!(elsewhere.starts_with("a/b.toml\n=> 0\n") && elsewhere.contains("\nnew a/b.toml\n"), "{elsewhere}");
}

#[test]
fn what_is_shown_is_what_counts() {
    let bench = Bench::new();
    let shown = |bench: &Bench, settings: &str, line: &str| {
        bench.write("settings.toml", settings);
        let shown = bench.run_with(line, &[("TICKDOWN_CONFIG", "settings.toml")]);
        shown.lines().filter(|line| !line.contains(" = [") || line.starts_with("toggle")).collect::<Vec<_>>().join("\n")
    };
    let mine = "theme = \"light\"\nnotify = \"bell\"\n[keys]\ntoggle = [\"t\", \"<c-x>\\\"\"]\n";
    assert_snapshot!(shown(&bench, mine, "config show --theme dark --ascii"), @r#"
    theme = "dark"
    ascii = "always"
    title = true
    mouse = false
    notify = "bell"
    remember = true
    timeout = 600
    added_mark = "auto"

    [marks]

    [keys]
    toggle = ["t", '<c-x>"']
    => 0
    "#);
    assert_snapshot!(shown(&bench, "theme = \"mine\"", "config show"), @r#"
    theme = "auto"
    ascii = "auto"
    title = true
    mouse = false
    notify = "off"
    remember = true
    timeout = 600
    added_mark = "auto"

    [marks]

    [keys]
    toggle = ["<space>"]
    ! tickdown: settings.toml:1:9: there is no theme mine: neither auto, dark, light, high-contrast, colour-blind, plain, nor a file themes/mine.toml. The default settings are used.
    => 0
    "#);
    bench.write("themes/mine.toml", "inherit = \"dark\"\n");
    assert_snapshot!(shown(&bench, "theme = \"mine\"", "config show --theme themes/mine.toml"), @r#"
    theme = "themes/mine.toml"
    ascii = "auto"
    title = true
    mouse = false
    notify = "off"
    remember = true
    timeout = 600
    added_mark = "auto"

    [marks]

    [keys]
    toggle = ["<space>"]
    => 0
    "#);
}

#[test]
fn a_theme_that_is_none_is_named() {
    let bench = planned();
    assert_snapshot!(bench.run("status --theme drak"), @"
    ! tickdown: there is no theme drak: neither auto, dark, light, high-contrast, colour-blind, plain, nor a file $ROOT/home/.config/tickdown/themes/drak.toml.
    => 2
    ");
    bench.write("bad.toml", "inherit = \"dark\"\ndone = \"grene\"\n");
    assert_snapshot!(bench.run("status --theme bad.toml"), @"
    ! tickdown: bad.toml:2:8: grene is no colour: a name such as blue, a number to 255 or #rrggbb.
    => 2
    ");
}

#[test]
fn plain_takes_a_path_and_no_verb() {
    let bench = planned();
    assert_snapshot!(bench.run("--plain status PLAN.md"), @"
    ! tickdown: --plain takes one path, but a verb follows.
    => 2
    ");
    assert_snapshot!(bench.run("--plain PLAN.md extra"), @"
    ! tickdown: --plain takes one path, but extra follows.
    => 2
    ");
    assert_snapshot!(bench.run("--plain none.md"), @r#"
    ! tickdown: none.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    "#);
}
