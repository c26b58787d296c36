//! Settings, pipes, help.

use std::io::Read;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::planned;

#[test]
fn settings_that_cannot_be_used_are_told_and_left() {
    let bench = planned();
    let settings = bench.home().join(".config/tickdown/config.toml");
    std::fs::create_dir_all(settings.parent().expect("a folder")).expect("folders");
    std::fs::write(&settings, "ascii = \"always\"\n").expect("a file");
    assert!(bench.run("show").contains("x 1.1"));
    assert!(bench.run("show --ascii=never").contains("✔ 1.1"));
    assert!(bench.run("show --ascii=auto").contains("✔ 1.1"));
    std::fs::write(&settings, "ascii = \"never\"\n").expect("a file");
    assert!(bench.run("show").contains("✔ 1.1"));
    assert!(bench.run_with("show --ascii=auto", &[("LC_ALL", "C")]).contains("x 1.1"));
    assert!(bench.run_with("show", &[("LC_ALL", "C")]).contains("✔ 1.1"));
    assert!(bench.run("--ascii show PLAN.md").contains("x 1.1"));
    assert!(bench.run("show PLAN.md --ascii=always").contains("x 1.1"));
    std::fs::write(&settings, "ascii = 1\n").expect("a file");
    assert_snapshot!(bench.run("next"), @"
    2.1  Wire the webhook  (line 12)
    ! tickdown: $ROOT/home/.config/tickdown/config.toml:1:9: wanted string or table. The default settings are used.
    => 0
    ");
    assert_snapshot!(bench.run_with("next", &[("TICKDOWN_CONFIG", "none.toml")]), @"
    2.1  Wire the webhook  (line 12)
    ! tickdown: none.toml: settings cannot be read: No such file or directory (os error 2). The default settings are used.
    => 0
    ");
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let bench = Bench::new();
    bench.write("PLAN.md", "- [ ] a\n".repeat(100_000));
    let mut child = bench.command(["show"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut some = [0; 16];
    child.stdout.take().expect("a pipe").read_exact(&mut some).expect("some output");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr)), (Some(0), "".into()));
}

#[test]
fn the_program_has_one_name_whatever_its_file_is_called() {
    let bench = Bench::new();
    let renamed = bench.path("td-2");
    std::os::unix::fs::symlink(bench.command([""; 0]).get_program(), &renamed).expect("a link");
    for words in [["new", "--help"], ["status", "--help"], ["next", "--nope"], ["help", "status"]] {
        let output = std::process::Command::new(&renamed).args(words).output().expect("it runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("Usage: tickdown ") && !said.contains("td-2"), "{said}");
    }
    let output = std::process::Command::new(&renamed).arg("--version").output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), concat!("tickdown ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn help_fits_what_there_is() {
    let bench = Bench::new();
    assert_snapshot!(bench.run("--help"), @r#"
    A terminal progress tracker for Markdown implementation plans

    "tickdown PATH" opens a plan on the screen. Without PATH, or with a folder, it opens the only plan
    found there. A verb does one thing, prints what it did, and never asks. Where a verb is not told
    which plan, it takes the only one found in the current folder.

    Usage: tickdown [OPTIONS] [PATH]
           tickdown [OPTIONS] <VERB> [PATH] …

    Verbs:
      new         Write a plan from a template
      walk        Walk through a plan, one stop after another
      status      How far plans are, and what is next
      show        The tree of a plan with its addresses, or one node as Markdown
      next        The first step or item that is open and not blocked
      check       What is wrong with plans: placeholders, dependencies, lines that are nearly tasks
      watch       Print a line for each change, as it happens
      tick        Set items or steps done
      untick      Set items or steps open again; a step's validation goes too
      validate    Set steps validated; refused while criteria are open
      invalidate  Take back that steps are validated; done they stay
      add         Add an item behind another, or as the last one of a step
      edit        Change the title of a node, or the value of one of its fields
      log         What was changed through tickdown, and whether it is still in the file
      merge       Merge two versions of a plan, as a merge driver of git
      git         Have git merge plans by step and item, so that ticks side by side do not conflict
      config      The settings: where they are, what they are, and a file to begin with
      help        Print this message or the help of the given subcommand(s)

    Options:
          --plain
              Print the plan as lines of text, then a line for each change, and move no cursor: for
              screen readers and pipes

          --theme <THEME>
              Colours of the screen: auto, dark, light, high-contrast, colour-blind, plain, or a theme
              of your own

          --ascii[=<WHEN>]
              Symbols of ASCII characters only: always, auto or never; without WHEN always

          --as <NAME>
              Who makes changes, for others who look at the plan; else what `TICKDOWN_ACTOR` says

          --poll
              Look at the file again and again instead of waiting to be told of changes, as for unusual
              mounts

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Exit status: 0 done; 1 the answer is no (nothing next, errors found, refused, ambiguous, conflict);
    2 the command line is not understood; 3 a file cannot be read or written.

    With --json, what went wrong is a JSON object on stdout, beside the message on stderr.
    => 0
    "#);
    assert_snapshot!(bench.run("validate --help"), @r#"
    Set steps validated; refused while criteria are open

    Usage: tickdown validate [OPTIONS] [PATH] <ADDRESS>…

    Arguments:
      [PATH] [ADDRESS]...  A plan or a folder with one plan, and addresses in it, as "tickdown show"
                           prints them

    Options:
          --expect <TEXT>   Refuse unless each node's text contains TEXT
          --dry-run         Print what would change as a unified diff, and write nothing
          --theme <THEME>   Colours of the screen: auto, dark, light, high-contrast, colour-blind,
                            plain, or a theme of your own
          --ascii[=<WHEN>]  Symbols of ASCII characters only: always, auto or never; without WHEN always
          --json            Print JSON, also of what went wrong
          --as <NAME>       Who makes changes, for others who look at the plan; else what
                            `TICKDOWN_ACTOR` says
          --force           Also while criteria of the step are open
          --poll            Look at the file again and again instead of waiting to be told of changes,
                            as for unusual mounts
      -h, --help            Print help

    The first word is the plan if such a file or folder exists, or if it ends in .md. Otherwise all
    words are addresses in the only plan of the current folder; write the plan's path in front where an
    address is also the name of a file.

    Addresses: as "tickdown show" prints them, ":57" (line), "2.1#3" (third below 2.1), a title, or a
    part of one. All are set or none.
    => 0
    "#);
    assert_snapshot!(bench.run("--version"), @"
    tickdown 0.1.0
    => 0
    ");
}
