//! Where plans lie: the places that planning tools use, and what is never entered.
//!
//! The places are those of the tools whose plans are read: Kiro, spec-kit, `OpenSpec`, conductor, Agent OS, ralph,
//! Backlog.md, BMAD, superpowers, Codex, Zenflow and others, as their manuals and the repositories that use them say.

use std::ffi::OsStr;
use std::path::Path;

/// The files and folders that are looked into even if git ignores them, from the top of the folder on.
pub const PLACES: [&str; 36] = [
    ".agent",
    ".agent-os",
    ".claude",
    ".codex",
    ".cursor",
    ".kiro",
    ".opencode",
    ".planning",
    ".plans",
    ".ralph",
    ".sisyphus",
    ".specify",
    ".zenflow",
    "@fix_plan.md",
    "IMPLEMENTATION_PLAN.md",
    "PLAN.md",
    "PLANS.md",
    "TASKS.md",
    "TODO.md",
    "_bmad-output",
    "agent-os",
    "backlog",
    "conductor",
    "docs/exec-plans",
    "docs/execplans",
    "docs/plans",
    "docs/stories",
    "docs/superpowers",
    "fix_plan.md",
    "openspec/changes",
    "plan.md",
    "plans",
    "specs",
    "tasks",
    "thoughts/shared/plans",
    "todo.md",
];

/// Folders that hold no plans of the people who work here, whether they are ignored or not.
const FOREIGN: [&str; 4] = [".git", "node_modules", "target", "vendor"];

/// Folders in the hidden ones of tools that tell agents what to do, or hold other copies of everything.
const INSTRUCTIONS: [&str; 16] = [
    "agents",
    "commands",
    "hooks",
    "instructions",
    "memory",
    "plugins",
    "prompts",
    "rules",
    "scripts",
    "skills",
    "standards",
    "steering",
    "templates",
    "tools",
    "workflows",
    "worktrees",
];

/// Returns whether plans of the people who work here may lie in or below the folder at `path`, as far as names tell.
pub(super) fn may_hold_plans(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let above = path.parent().and_then(Path::file_name).and_then(OsStr::to_str).unwrap_or_default();
    let is_instruction = is_hidden_place(above) && INSTRUCTIONS.contains(&name);
    !FOREIGN.contains(&name) && !is_instruction && (!name.starts_with('.') || is_hidden_place(name))
}

/// Returns whether `name` is that of a hidden folder in which a planning tool keeps plans.
fn is_hidden_place(name: &str) -> bool {
    name.starts_with('.') && PLACES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_plans_is_not_entered() {
        for (path, expected) in [
            ("docs", true),
            ("docs/plans", true),
            (".kiro", true),
            ("packages/app/.kiro/specs", true),
            (".claude/plans", true),
            (".claude/commands", false),
            (".claude/worktrees", false),
            (".specify/templates", false),
            ("templates", true),
            ("docs/commands", true),
            (".hidden", false),
            (".git", false),
            ("target", false),
            ("web/node_modules", false),
        ] {
            assert_eq!(may_hold_plans(Path::new(path)), expected, "{path}");
        }
    }
}
