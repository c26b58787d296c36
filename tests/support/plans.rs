//! A folder with plans, as the screen is told of it.

use std::fmt::Write as _;
use std::sync::Arc;

use tickdown::app::{Looked, Model, Msg, PlanRow, Settings, Sighting, Start};
use tickdown::plan::Plan;

/// Path, title, units that are done and that are not, and when it changed.
const PLANS: [(&str, &str, u32, u32, &str); 9] = [
    ("specs/014-offline-sync/tasks.md", "Tasks: Offline sync", 21, 13, "14:06"),
    ("docs/plans/payment-webhook.md", "", 0, 0, "13:52"),
    (".kiro/specs/login-with-passkeys/tasks.md", "Implementation Plan", 3, 9, "11:20"),
    ("openspec/changes/add-audit-log/tasks.md", "Audit log for everything that administrators change", 0, 6, "3 Mar"),
    ("PLAN.md", "Migration of the ledger", 7, 8, "28 Feb"),
    ("docs/architecture.md", "Architecture in three phases", 0, 0, "14 Jan"),
    ("openspec/changes/archive/export/tasks.md", "Export", 8, 0, "2 Mar"),
    ("specs/013-search/tasks.md", "Tasks: Search", 34, 0, "19 Feb"),
    ("docs/plans/2025-rename.md", "Rename", 5, 0, "Nov 2025"),
];

/// Returns the text of a plan.
fn text(title: &str, done: u32, open: u32) -> String {
    let mut text = format!("# {title}\n\n## Phase 1: Begin\n\n");
    for number in 0..done + open {
        let mark = if number < done { 'x' } else { ' ' };
        let _ = writeln!(text, "- [{mark}] T{:03} Do what is written at number {number}", number + 1);
    }
    text
}

/// Returns what is told of the folder.
pub(crate) fn told() -> Vec<Msg> {
    let mut told = vec![Sighting::Here { folder: "/home/ada/webshop".to_owned(), open: None }, Sighting::Begun];
    for (index, (path, title, done, open, when)) in PLANS.into_iter().enumerate() {
        let demo = title.is_empty().then(|| include_str!("../../assets/plans/demo.md").to_owned());
        let plan = Plan::read(demo.unwrap_or_else(|| text(title, done, open)), "tasks.md");
        let changed = 100 - i128::try_from(index).expect("few plans");
        told.push(Sighting::Plan(Box::new(PlanRow::new(path.into(), &plan, changed, when))));
    }
    told.push(Sighting::Done(Looked { files: 41, closed: vec!["private".into()], ..Looked::default() }));
    told.into_iter().map(Msg::Plans).collect()
}

/// Returns the screen that lists what is `told`, before any key.
pub(crate) fn model(told: Vec<Msg>, settings: Settings, size: (u16, u16)) -> Model {
    let settings = Settings { start: Start::Plans, ..settings };
    let mut model = Model::new(Arc::new(Plan::read("", "")), settings, size);
    for msg in told {
        model.update(msg);
    }
    model
}
