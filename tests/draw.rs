//! Every plan is drawn, wide and narrow, from the first row to the last.

mod checks;

use checks::{Expected, corpus, expected, own_plans, read};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tickdown::app::{Model, Msg, Settings, keys};
use tickdown::ui::{Theme, view};

/// Columns and rows: a pane beside an editor, and a wide screen.
const SIZES: [(u16, u16); 2] = [(50, 40), (120, 40)];

/// Draws `plan` at each size, at its opening place, at both ends and with the first row's detail, and checks that something is seen.
fn draws(plan: &Expected) {
    for (columns, rows) in SIZES {
        let mut model = Model::new(read(&plan.text), Settings::new(plan.file.as_str()), (columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a test backend cannot fail");
        for pressed in [
            "",
            "g",
            "G",
            "<pageup>",
            "<enter>",
            "<esc>",
            "w",
            "j",
            "l",
            "G",
            "]",
            "<esc>",
            "Gw",
            "lll",
            "k",
            "<esc>",
            "gP",
            "<pagedown>",
            "j",
            "G",
            "<pageup>",
            "k",
            "<esc>",
        ] {
            for key in keys(pressed).expect("these are keys") {
                model.update(Msg::Key(key));
            }
            terminal.draw(|frame| view(&model, &Theme::dark(), frame)).expect("a test backend cannot fail");
            let seen = terminal.backend().buffer().content.iter().any(|cell| cell.symbol() != " ");
            assert!(seen, "{} at {columns} columns after {pressed:?} is blank", plan.file);
        }
    }
}

#[test]
fn our_own_plans_are_drawn() {
    expected(&own_plans()).iter().for_each(draws);
}

#[test]
fn real_plans_are_drawn() {
    let Some(folder) = corpus() else { return };
    expected(&folder).iter().for_each(draws);
}
