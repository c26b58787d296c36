//! How long reading takes against the bare Markdown parser, and what a tick and an outside edit cost on top.
//!
//! `cargo bench` makes its own plans; `cargo bench --bench read -- FOLDER` takes the `.md` files of a folder.
//! All measures take turns in every round of one run, so the ratios mean more than the milliseconds.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use pulldown_cmark::{Options, Parser};
use tickdown::plan::{Intent, Kind, NodeId, Op, Plan, State, changes};

/// Sizes of the plans we make, in bytes, and how many rounds each is measured.
const SIZES: [(usize, usize); 3] = [(5_000, 400), (500_000, 40), (11_000_000, 5)];

fn main() {
    println!("| plan | bytes | nodes | markdown ms | read ms | ratio | tick ms | align ms |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let plans = folder
        .map_or_else(|| SIZES.map(|(bytes, _)| ("made".to_owned(), made(bytes))).to_vec(), |folder| given(&folder));
    for (name, text) in plans {
        let rounds = SIZES.iter().find(|&&(bytes, _)| text.len() <= 2 * bytes).map_or(3, |&(_, rounds)| rounds);
        measure(&name, &text, rounds);
    }
}

/// Prints one row: medians in milliseconds over `rounds` rounds.
fn measure(name: &str, text: &str, rounds: usize) {
    let text: Arc<str> = text.into();
    let plan = Arc::new(Plan::read(text.clone(), name));
    let open = |&id: &NodeId| plan.node(id).kind == Kind::Item && plan.node(id).state == Some(State::Open);
    let open: Vec<_> = plan.ids().filter(open).collect();
    let Some(tick) = open.get(open.len() / 2).map(|&id| wish(&plan, id)) else {
        return println!("| {name} | {} | {} | no open item | | | | |", text.len(), plan.len());
    };
    let ticked = changes(&plan, std::slice::from_ref(&tick)).expect("an open item can be ticked").edit.apply(&text);
    let newer = Plan::read(ticked, name);
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..rounds {
        times[0].push(milliseconds(|| markdown(&text)));
        times[1].push(milliseconds(|| Plan::read(text.clone(), name).len()));
        times[2].push(milliseconds(|| changes(&plan, std::slice::from_ref(&tick))));
        times[3].push(milliseconds(|| plan.align(&newer)));
    }
    let [raw, read, tick, align] = times.map(median);
    let ratio = read / raw;
    println!(
        "| {name} | {} | {} | {raw:.3} | {read:.3} | {ratio:.2} | {tick:.3} | {align:.3} |",
        text.len(),
        plan.len()
    );
}

fn markdown(text: &str) -> usize {
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(text, options).into_offset_iter().count()
}

fn wish(plan: &Plan, id: NodeId) -> Intent {
    Intent::new(plan.address(id), Op::Done)
}

fn milliseconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Returns the plans of a folder, the smallest first.
fn given(folder: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).expect("the argument is a folder").filter_map(Result::ok);
    let files = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "md"));
    let mut plans: Vec<_> = files
        .map(|path| {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            (name, std::fs::read_to_string(&path).expect("a plan can be read"))
        })
        .collect();
    plans.sort_by_key(|(_, text)| text.len());
    plans
}

/// Returns a plan of about `bytes` bytes: phases of seven steps, each with four fields and four items.
fn made(bytes: usize) -> String {
    let mut text = String::from("# Made to be measured\n\n**Dependencies**: None\n\n## Implementation Steps\n\n");
    for phase in 1.. {
        let _ = writeln!(
            text,
            "### Phase {phase}: Carry the parcels\n**Objective**: Every parcel of day {phase} arrives\n"
        );
        for step in 1..=7 {
            let before = if step == 1 { "None".to_owned() } else { format!("Step {phase}.{}", step - 1) };
            let _ = write!(
                text,
                "#### Step {phase}.{step}: Sort the street {step}\n- **Description**: Sort by house and leave the odd ones for later\n\
                 - **Files to Create/Modify**: `src/day{phase}/street{step}.rs`\n- **Dependencies**: {before}\n\
                 - **Validation**: `cargo test street{step}` passes\n"
            );
            for item in 1..=4 {
                let mark = if (phase + step + item) % 4 == 0 { 'x' } else { ' ' };
                let _ = writeln!(text, "- [{mark}] {phase}.{step}.{item} House {item} got what it had ordered");
            }
            if step == 7 && phase % 3 == 0 {
                text.push_str("  - [ ] one below, with *emphasis*\n\n```md\n- [ ] an example, no task\n```\n");
            }
            text.push('\n');
            if text.len() >= bytes {
                return text;
            }
        }
    }
    text
}
