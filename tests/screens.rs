//! The pictures in `screenshots/`: each is drawn anew from the real frame and compared with the file.
//!
//! `UPDATE_SCREENSHOTS=1 cargo test --test screens` writes them again, with a PNG beside each SVG. PNGs are drawn with
//! the fonts of this system (Debian: fonts-jetbrains-mono, fonts-dejavu) and are not compared.

#[path = "support/plans.rs"]
mod plans;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use resvg::{tiny_skia, usvg};
use tickdown::app::{By, Effect, Model, Msg, Presence, RunEnd, RunGround, RunNews, RunWish, Settings, keys};
use tickdown::plan::Plan;
use tickdown::ui::{self, Palette, Theme};

/// How much larger than the SVG the PNG is.
const SCALE: f32 = 2.0;

/// What PNGs are drawn with.
const FONTS: [&str; 2] = ["JetBrains Mono", "DejaVu Sans Mono"];

/// One picture.
struct Shot {
    /// Name of the files.
    name: &'static str,
    columns: u16,
    rows: u16,
    theme: fn() -> Theme,
    palette: fn() -> Palette,
    /// The plan, from the top of the project; nothing for the list of plans.
    plan: &'static str,
    /// What others saved before: texts replaced by others, save by save, and when.
    saves: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// What was typed then.
    keys: &'static str,
}

const USUAL: Shot = Shot {
    name: "plan",
    columns: 100,
    rows: 30,
    theme: Theme::dark,
    palette: Palette::dark,
    plan: "assets/plans/demo.md",
    saves: &[],
    keys: "",
};

const SHOTS: [Shot; 10] = [
    USUAL,
    Shot { name: "light", theme: Theme::light, palette: Palette::light, ..USUAL },
    Shot { name: "high-contrast", columns: 50, theme: Theme::high_contrast_dark, ..USUAL },
    Shot { name: "plan-narrow", columns: 50, theme: Theme::light, palette: Palette::light, ..USUAL },
    Shot { name: "find", keys: "/webhook", ..USUAL },
    Shot { name: "help", rows: 40, keys: "?", ..USUAL },
    Shot { name: "walk", columns: 80, rows: 28, keys: "w", ..USUAL },
    Shot { name: "validation-run", columns: 80, rows: 28, keys: "2.1<enter>!<enter>", ..USUAL },
    Shot { name: "plans", columns: 80, rows: 24, plan: "", keys: "G<enter>gj", ..USUAL },
    Shot {
        name: "changes",
        saves: &[
            ("12:04:11", &[("[ ] Signature is checked", "[x] Signature is checked")]),
            (
                "12:06:40",
                &[
                    ("[x] Route exists", "[ ] Route exists"),
                    ("Wire the webhook", "Wire up the webhook"),
                    (
                        "  - [ ] Second delivery answers 200\n",
                        "  - [ ] Second delivery answers 200\n  - [ ] Third one, too\n",
                    ),
                ],
            ),
        ],
        keys: "cjj",
        ..USUAL
    },
];

/// Returns a path in this project.
fn project(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the screen of `shot` before any key.
fn open(shot: &Shot) -> Model {
    let size = (shot.columns, shot.rows);
    if shot.plan.is_empty() {
        return plans::model(plans::told(), Settings::new(""), size);
    }
    let text = fs::read_to_string(project(shot.plan)).expect(shot.plan);
    let name = Path::new(shot.plan).file_name().expect("a plan is a file").to_string_lossy().into_owned();
    Model::new(Arc::new(Plan::read(text, &name)), Settings::new(name), size)
}

/// Draws the frame of `shot` as the program does, without a terminal.
fn draw(shot: &Shot) -> String {
    let mut model = open(shot);
    look_up(&mut model, Msg::Focus);
    for (when, replaced) in shot.saves {
        let replace = |text: String, (from, to): &(&str, &str)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        };
        let text = replaced.iter().fold(model.plan().text().to_string(), replace);
        let by = By { who: Some("claude".to_owned()), when: (*when).to_owned() };
        look_up(&mut model, Msg::Outside { plan: Arc::new(Plan::read(text, "plan")), by });
        model.update(Msg::FlashOver);
    }
    for key in keys(shot.keys).expect(shot.keys) {
        look_up(&mut model, Msg::Key(key));
    }
    model.update(Msg::checked(Arc::clone(model.plan())));
    let mut terminal = Terminal::new(TestBackend::new(shot.columns, shot.rows)).expect("a test backend cannot fail");
    let theme = (shot.theme)();
    terminal.draw(|frame| ui::view(&model, &theme, frame)).expect("a test backend cannot fail");
    ui::svg(terminal.backend().buffer(), &(shot.palette)())
}

/// Tells the model, and answers where it asks for files: all are there but `src/router.rs`.
fn look_up(model: &mut Model, msg: Msg) {
    let effects = model.update(msg);
    model.drawn();
    for effect in effects {
        if let Effect::Run(wish) = &effect {
            for news in run(wish) {
                look_up(model, Msg::Run(news));
            }
        }
        let Effect::LookUp(paths) = effect else { continue };
        let presence = |path: &str| if path == "src/router.rs" { Presence::Missing } else { Presence::Present };
        model.update(Msg::LookedUp(paths.into_iter().map(|path| (path.clone(), presence(&path))).collect()));
    }
}

/// Returns what the shell tells of commands: one that prints what a test runner does.
fn run(wish: &RunWish) -> Vec<RunNews> {
    match wish {
        RunWish::Prepare => {
            let (shell, folder) = ("sh -o pipefail -c".to_owned(), "/home/ann/src/orders".to_owned());
            vec![RunNews::Ground(RunGround { shell, folder, seconds: Some(600) })]
        }
        RunWish::Start(_) => {
            let printed = "   Compiling orders v0.4.0 (/home/ann/src/orders)\n    Finished `test` profile in 5.12s\n     \
                           Running tests/provider.rs\n\nrunning 3 tests\ntest recorded_answers_parse ... ok\n\
                           test timeout_after_three_seconds ... ok\ntest key_never_appears_in_a_log ... ok\n\n\
                           test result: ok. 3 passed; 0 failed; 0 ignored; finished in 3.21s\n";
            let lines = printed.lines().map(str::to_owned).collect();
            let output = RunNews::Output { lines, open: String::new(), cut_lines: 0, cut_bytes: 0, seconds: 9 };
            let ended = RunNews::Ended { end: RunEnd::Exit(0), seconds: 9, left_something: false };
            vec![RunNews::Began(0), output, ended, RunNews::Over]
        }
        RunWish::Compare { .. } | RunWish::Stop => Vec::new(),
    }
}

/// Writes `svg` as a PNG.
fn write_png(svg: &str, path: &Path) {
    let mut options = usvg::Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    // Where a character is missing, resvg takes any font that has it; so there are only those that the SVG names.
    let is_named = |face: &usvg::fontdb::FaceInfo| face.families.iter().any(|(name, _)| FONTS.contains(&name.as_str()));
    let others: Vec<_> = fonts.faces().filter(|face| !is_named(face)).map(|face| face.id).collect();
    for id in others {
        fonts.remove_face(id);
    }
    let tree = usvg::Tree::from_str(svg, &options).expect("our own SVG is well formed");
    let size = tree.size().to_int_size().scale_by(SCALE).expect("a picture has a size");
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).expect("a picture has a size");
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.save_png(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

#[test]
fn pictures_show_the_program_as_it_is() {
    let folder = project("screenshots");
    if std::env::var_os("UPDATE_SCREENSHOTS").is_some() {
        fs::create_dir_all(&folder).expect("a folder for the pictures");
        for shot in &SHOTS {
            let (drawn, path) = (draw(shot), folder.join(shot.name).with_extension("svg"));
            fs::write(&path, &drawn).expect("a picture");
            write_png(&drawn, &path.with_extension("png"));
        }
    }
    let stale: Vec<&str> = SHOTS
        .iter()
        .filter(|shot| fs::read_to_string(folder.join(shot.name).with_extension("svg")).ok() != Some(draw(shot)))
        .map(|shot| shot.name)
        .collect();
    assert!(
        stale.is_empty(),
        "screenshots/ does not show the program as it is: {}. If the change is meant, draw them again:\n\
         UPDATE_SCREENSHOTS=1 cargo test --test screens",
        stale.join(", ")
    );
    let mut expected: Vec<String> =
        SHOTS.iter().flat_map(|shot| ["png", "svg"].map(|extension| format!("{}.{extension}", shot.name))).collect();
    expected.sort();
    let mut found: Vec<String> = fs::read_dir(&folder)
        .expect("the folder of the pictures")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, expected, "screenshots/ holds what is drawn here and nothing else");
}
