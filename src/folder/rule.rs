//! Which files are plans.

use std::ffi::OsStr;
use std::path::Path;

use crate::plan::{Kind, MarkKind, Plan};

/// Files that number their headings without being plans; they need boxes to be one.
const PROSE: [&str; 8] =
    ["agents", "changelog", "claude", "code_of_conduct", "contributing", "license", "readme", "security"];

/// From how many boxes on a file is a plan.
const BOXES: usize = 3;

/// Returns whether `path` is named like a Markdown file.
pub fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
}

/// Returns whether the file at `path`, which reads as `plan`, is one: it has phases, steps or at least three boxes.
pub fn is_plan(path: &Path, plan: &Plan) -> bool {
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    let is_prose = PROSE.contains(&stem.as_str());
    let mut nodes = plan.ids().map(|id| plan.node(id));
    !is_prose && nodes.any(|node| matches!(node.kind, Kind::Phase | Kind::Step)) || boxes(plan) >= BOXES
}

/// Returns the number of boxes, those of fields included.
fn boxes(plan: &Plan) -> usize {
    let nodes = plan.ids().map(|id| plan.node(id));
    nodes
        .flat_map(|node| node.mark.iter().chain(node.fields.iter().filter_map(|field| field.mark.as_ref())))
        .filter(|mark| mark.kind == MarkKind::Box)
        .count()
}
