//! Files that a step names and that are not there.

use super::super::{Diagnostic, Field, FieldKey, Node, Plan, Severity, State};
use super::{counted, name};
use crate::text::{Span, line_of};

/// How many files must be missing, and none be there, until this is said once and not of each.
const MANY: usize = 3;

/// Adds the files that are missing: those of a step that is done, and those that an open one means to change.
pub(super) fn check(plan: &Plan, exists: &dyn Fn(&str) -> bool, found: &mut Vec<Diagnostic>) {
    let text = plan.text();
    let (mut missing, mut there) = (Vec::new(), false);
    for id in plan.ids() {
        let node = plan.node(id);
        let lists = |field: &&Field| field.key == FieldKey::Files && !field.placeholder;
        let fields: Vec<(Span, Severity)> =
            node.fields.iter().filter(lists).filter_map(|field| Some((field.value, expected(node, field)?))).collect();
        if fields.is_empty() {
            continue;
        }
        for file in plan.file_mentions(id) {
            let field = fields.iter().find(|(value, _)| value.covers(file.span));
            // What begins at the root is a route more often than a file of the project.
            let sought = !file.path.starts_with('/') && !goes(text, file.span.start);
            let Some(&(_, severity)) = field.filter(|_| sought) else { continue };
            if exists(&file.path) {
                there = true;
                continue;
            }
            let (path, name) = (&file.path, name(node));
            let message = match severity {
                Severity::Note => format!("there is no file `{path}` that {name} could change"),
                _ => format!("{name} is done, but there is no file `{path}`"),
            };
            missing.push(Diagnostic::new(severity, "missing-file", file.span, message));
        }
    }
    match missing.iter().map(|one| one.severity).max() {
        Some(severity) if missing.len() >= MANY && !there => {
            let files = counted(missing.len(), "file", "files");
            let message = format!("none of the {files} that steps name from here on is there");
            let help = "is this the folder that the plan is about?";
            found.push(Diagnostic::new(severity, "missing-file", missing[0].span, message).help(help));
        }
        _ => found.append(&mut missing),
    }
}

/// Returns how bad it is if a file that `field` names is not there; nothing where it may still be made.
fn expected(node: &Node, field: &Field) -> Option<Severity> {
    let name = field.name.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let changes = any(&["modify", "modified", "update", "change", "edit"]) && !any(&["create", "new", "add"]);
    match node.state {
        _ if any(&["delete", "remove"]) => None,
        Some(State::Done | State::Validated) => Some(Severity::Warning),
        Some(State::Open | State::InProgress) if changes => Some(Severity::Note),
        _ => None,
    }
}

/// Returns whether the line at `offset` speaks of a file that shall go.
fn goes(text: &str, offset: usize) -> bool {
    let line = line_of(text, offset).of(text).to_lowercase();
    ["delete", "remove"].iter().any(|word| line.contains(word))
}
