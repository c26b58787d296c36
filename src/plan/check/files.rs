//! Files that a step names and that are not there.

use super::super::{Diagnostic, Field, FieldKey, FileRef, Node, NodeId, Plan, Severity, State};
use super::{counted, name};
use crate::text::{Span, line_of};

/// How many files must be missing, and none be there, until this is said once and not of each.
const MANY: usize = 3;

/// Adds the files that are missing: those of a step that is done, and those that an open one means to change.
pub(super) fn check(plan: &Plan, exists: &dyn Fn(&str) -> bool, found: &mut Vec<Diagnostic>) {
    let text = &**plan.text();
    let (mut missing, mut there) = (Vec::new(), false);
    for id in plan.ids() {
        let node = plan.node(id);
        let fields = listing(node);
        if fields.is_empty() {
            continue;
        }
        for file in plan.file_mentions(id) {
            let Some(severity) = fault(text, &fields, &file) else { continue };
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

impl Plan {
    /// Returns whether it is a fault that there is no `file`, which `id` names: its step is done, or means to change it.
    /// Any other may still be made.
    pub fn is_owed(&self, id: NodeId, file: &FileRef) -> bool {
        fault(self.text(), &listing(self.node(id)), file).is_some()
    }
}

/// Returns the fields of `node` that list files, and how bad it is if one of them is not there.
fn listing(node: &Node) -> Vec<(Span, Severity)> {
    let lists = |field: &&Field| field.key == FieldKey::Files && !field.placeholder;
    node.fields.iter().filter(lists).filter_map(|field| Some((field.value, expected(node, field)?))).collect()
}

/// Returns how bad it is if `file`, which one of `fields` names, is not there.
fn fault(text: &str, fields: &[(Span, Severity)], file: &FileRef) -> Option<Severity> {
    // What begins at the root is a route more often than a file of the project.
    let sought = !file.path.starts_with('/') && !goes(text, file.span.start);
    let field = fields.iter().find(|(value, _)| value.covers(file.span));
    field.filter(|_| sought).map(|&(_, severity)| severity)
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
