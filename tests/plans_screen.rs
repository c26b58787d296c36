//! What the list of plans looks like at four sizes, and where there are none.

#[path = "support/plans.rs"]
mod plans;

use insta::{assert_snapshot, with_settings};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tickdown::app::{Looked, Model, Msg, Settings, Sighting, Symbols, keys};
use tickdown::folder::PLACES;
use tickdown::ui::{Theme, view};

/// Returns the screen after `pressed`.
fn drawn(mut model: Model, pressed: &str, (columns, rows): (u16, u16)) -> String {
    for key in keys(pressed).expect("the test's keys can be read") {
        model.update(Msg::Key(key));
    }
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test backend never fails");
    terminal.draw(|frame| view(&model, &Theme::plain(), frame)).expect("a test backend never fails");
    let screen = terminal.backend().to_string();
    screen.lines().map(|line| line.trim_matches('"').trim_end().to_owned() + "\n").collect()
}

fn check(name: &str, screen: &str) {
    with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!(name, screen);
    });
}

fn none() -> Vec<Msg> {
    let looked = Looked { files: 12, places: PLACES.map(str::to_owned).to_vec(), ..Looked::default() };
    let here = Sighting::Here { folder: "/home/ada/webshop".to_owned(), open: None };
    [here, Sighting::Done(looked)].map(Msg::Plans).to_vec()
}

#[test]
fn plans_are_listed_at_every_size() {
    for (name, pressed, size) in [
        ("plans-40x12", "j", (40, 12)),
        ("plans-40x12-end", "G<enter>G", (40, 12)),
        ("plans-50x30", "G<enter>", (50, 30)),
        ("plans-50x30-filter", "/task", (50, 30)),
        ("plans-80x24", "", (80, 24)),
        ("plans-120x40", "jG<enter>", (120, 40)),
    ] {
        let model = plans::model(plans::told(), Settings::new(""), size);
        check(name, &drawn(model, pressed, size));
    }
    let ascii = Settings { symbols: &Symbols::ASCII, ..Settings::new("") };
    let model = plans::model(plans::told(), ascii, (50, 30));
    check("plans-50x30-ascii", &drawn(model, "G<enter>", (50, 30)));
}

#[test]
fn where_there_are_none_it_says_where_it_looked() {
    for (name, pressed, size) in [
        ("plans-none-40x12", "", (40, 12)),
        ("plans-none-40x12-below", "G", (40, 12)),
        ("plans-none-50x30", "", (50, 30)),
        ("plans-none-80x24", "n", (80, 24)),
    ] {
        let model = plans::model(none(), Settings::new(""), size);
        check(name, &drawn(model, pressed, size));
    }
}

#[test]
fn no_size_is_too_small() {
    for columns in (1..100).step_by(7) {
        for rows in 1..30 {
            for told in [plans::told(), none(), Vec::new()] {
                let model = plans::model(told, Settings::new(""), (columns, rows));
                drawn(model, "jG<enter>G/t<enter>", (columns, rows));
            }
        }
    }
}
