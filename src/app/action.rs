//! Everything that a key can do, in one table: the keymap, the help and the hints come from it.

/// Something that a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Goes one row down.
    Down,
    /// Goes one row up.
    Up,
    /// Goes to the first row.
    Top,
    /// Goes to the last row.
    Bottom,
    /// Goes half a screen down.
    HalfDown,
    /// Goes half a screen up.
    HalfUp,
    /// Goes a screen down.
    PageDown,
    /// Goes a screen up.
    PageUp,
    /// Goes to the next open step or item.
    NextOpen,
    /// Goes to the previous open step or item.
    PreviousOpen,
    /// Folds the row, or goes to its parent.
    Fold,
    /// Unfolds the row, or goes to its first child.
    Unfold,
    /// Takes a row's own mark on or off.
    Toggle,
    /// Marks as done and goes on.
    DoneNext,
    /// Marks a step as validated, or no longer.
    Validate,
    /// Marks as begun, or no longer.
    Start,
    /// Opens the row's text in place.
    Edit,
    /// Lists what else can be written of the row: its fields and its note.
    EditPart,
    /// Adds an item.
    Add,
    /// Deletes the row with all that lies in it.
    Delete,
    /// Opens the plan in an editor at the row.
    OpenPlan,
    /// Runs validation commands.
    Run,
    /// Takes back.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Opens the details, or folds.
    Open,
    /// Goes to the other pane.
    OtherPane,
    /// Shows other panes.
    Panes,
    /// Scrolls the details down.
    ScrollDown,
    /// Scrolls the details up.
    ScrollUp,
    /// Goes to the next row that others changed.
    NextChange,
    /// Goes to the previous row that others changed.
    PreviousChange,
    /// Takes all changes for seen.
    AllSeen,
    /// Forgets all changes of ours that are not in the file.
    DropOffers,
    /// Lists what others changed.
    Changes,
    /// Opens a file that the row names.
    OpenFile,
    /// Walks through the plan, one stop after another.
    Walk,
    /// Shows the whole file.
    Document,
    /// Lists the plans of the folder.
    Plans,
    /// Writes a plan from the template.
    NewPlan,
    /// Opens another plan by its path.
    OpenOther,
    /// Opens a copy of the demo plan.
    DemoPlan,
    /// Lists what is wrong with the plan.
    Diagnostics,
    /// Copies the row's Markdown.
    Copy,
    /// Copies the row's address.
    CopyAddress,
    /// Looks for text.
    Find,
    /// Goes to the next place where it is.
    FindNext,
    /// Goes to the previous place where it is.
    FindPrevious,
    /// Leaves rows out.
    Filter,
    /// Goes where others write.
    Follow,
    /// Lists every action.
    Palette,
    /// Shows the keys.
    Help,
    /// Reads the file again.
    Reread,
    /// Takes the mouse, or gives it back to the terminal.
    Mouse,
    /// Draws in other colours.
    Theme,
    /// Goes back.
    Back,
    /// Closes what is open, else leaves.
    Close,
    /// Leaves at once.
    Quit,
    /// Suspends the program.
    Suspend,
}

/// What belongs together in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Getting around.
    Move,
    /// Changing the plan.
    Mark,
    /// What is shown.
    Look,
    /// The program itself.
    Program,
}

impl Group {
    /// Returns the title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Mark => "Mark",
            Self::Look => "Look",
            Self::Program => "Program",
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The action.
    pub action: Action,
    /// Its name in settings; stays the same.
    pub name: &'static str,
    /// What it does, for the help.
    pub description: &'static str,
    /// Its default keys, each as [`super::keys`] reads it.
    pub keys: &'static [&'static str],
    /// Where the help lists it.
    pub group: Group,
}

/// Returns a row; keeps the table one line an action.
const fn row(
    action: Action,
    name: &'static str,
    group: Group,
    keys: &'static [&'static str],
    description: &'static str,
) -> Entry {
    Entry { action, name, description, keys, group }
}

/// All actions, in the order of the help.
pub const ACTIONS: [Entry; 58] = [
    row(Action::Toggle, "toggle", Group::Mark, &["<space>"], "tick or untick"),
    row(Action::DoneNext, "done-next", Group::Mark, &["x"], "done, go to the next"),
    row(Action::Validate, "validate", Group::Mark, &["v"], "step validated or not"),
    row(Action::Start, "start", Group::Mark, &["s"], "in progress or not"),
    row(Action::Edit, "edit", Group::Mark, &["i"], "edit the text here"),
    row(Action::EditPart, "edit-part", Group::Mark, &["I"], "edit a field or note"),
    row(Action::Add, "add", Group::Mark, &["a"], "add an item"),
    row(Action::Delete, "delete", Group::Mark, &[], "delete, after asking"),
    row(Action::OpenPlan, "open-plan", Group::Mark, &["e"], "open in $EDITOR"),
    row(Action::Run, "run", Group::Mark, &["!"], "run its commands"),
    row(Action::Undo, "undo", Group::Mark, &["u"], "undo"),
    row(Action::Redo, "redo", Group::Mark, &["U", "<c-r>"], "redo"),
    row(Action::Down, "down", Group::Move, &["j", "<down>"], "down"),
    row(Action::Up, "up", Group::Move, &["k", "<up>"], "up"),
    row(Action::NextOpen, "next-open", Group::Move, &["]"], "next open step or item"),
    row(Action::PreviousOpen, "previous-open", Group::Move, &["["], "previous open one"),
    row(Action::NextChange, "next-change", Group::Move, &["."], "next change of others"),
    row(Action::PreviousChange, "previous-change", Group::Move, &[","], "previous change"),
    row(Action::Find, "find", Group::Move, &["/"], "find text"),
    row(Action::FindNext, "find-next", Group::Move, &["n"], "next place found"),
    row(Action::FindPrevious, "find-previous", Group::Move, &["N"], "previous place"),
    row(Action::Follow, "follow", Group::Move, &["F"], "follow others or not"),
    row(Action::Top, "top", Group::Move, &["g", "<home>"], "first row"),
    row(Action::Bottom, "bottom", Group::Move, &["G", "<end>"], "last row"),
    row(Action::HalfDown, "half-down", Group::Move, &["<c-d>"], "half a screen down"),
    row(Action::HalfUp, "half-up", Group::Move, &["<c-u>"], "half a screen up"),
    row(Action::PageDown, "page-down", Group::Move, &["<pagedown>"], "a screen down"),
    row(Action::PageUp, "page-up", Group::Move, &["<pageup>"], "a screen up"),
    row(Action::Fold, "fold", Group::Look, &["h", "<left>"], "fold, or to the parent"),
    row(Action::Unfold, "unfold", Group::Look, &["l", "<right>"], "unfold, or to a child"),
    row(Action::Open, "open", Group::Look, &["<enter>"], "read; fold a phase"),
    row(Action::Walk, "walk", Group::Look, &["w"], "walk through it"),
    row(Action::Document, "document", Group::Look, &["P"], "read the whole file"),
    row(Action::Plans, "plans", Group::Look, &["p"], "plans of this folder"),
    row(Action::OtherPane, "other-pane", Group::Look, &["<tab>"], "other pane"),
    row(Action::Panes, "panes", Group::Look, &["z"], "tree, details or both"),
    row(Action::ScrollDown, "scroll-down", Group::Look, &["J"], "scroll the details down"),
    row(Action::ScrollUp, "scroll-up", Group::Look, &["K"], "scroll the details up"),
    row(Action::Filter, "filter", Group::Look, &["f"], "only some rows"),
    row(Action::OpenFile, "open-file", Group::Look, &["o"], "open a named file"),
    row(Action::Diagnostics, "diagnostics", Group::Look, &["d"], "what is wrong with it"),
    row(Action::Changes, "changes", Group::Look, &["c"], "what others changed"),
    row(Action::DropOffers, "drop-offers", Group::Look, &["X"], "drop all not in the file"),
    row(Action::AllSeen, "all-seen", Group::Look, &["A"], "all changes are seen"),
    row(Action::Copy, "copy", Group::Look, &["y"], "copy as Markdown"),
    row(Action::CopyAddress, "copy-address", Group::Look, &["Y"], "copy the address"),
    row(Action::Back, "back", Group::Program, &["<esc>"], "back"),
    row(Action::Palette, "palette", Group::Program, &[":"], "all actions by name"),
    row(Action::Help, "help", Group::Program, &["?"], "this help"),
    row(Action::NewPlan, "new-plan", Group::Program, &[], "write a new plan"),
    row(Action::OpenOther, "open-other", Group::Program, &[], "another plan by its path"),
    row(Action::DemoPlan, "demo-plan", Group::Program, &[], "try the demo plan"),
    row(Action::Reread, "reread", Group::Program, &["r"], "read the file again"),
    row(Action::Mouse, "mouse", Group::Program, &["m"], "mouse on or off"),
    row(Action::Theme, "theme", Group::Program, &[], "other colours, for now"),
    row(Action::Close, "close", Group::Program, &["q"], "close, then quit"),
    row(Action::Quit, "quit", Group::Program, &["<c-c>"], "stop a run, or quit"),
    row(Action::Suspend, "suspend", Group::Program, &["<c-z>"], "suspend"),
];

impl Action {
    /// Returns whether it writes a mark into the plan at the row under the cursor.
    pub const fn marks(self) -> bool {
        matches!(self, Self::Toggle | Self::DoneNext | Self::Validate | Self::Start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys;

    #[test]
    fn every_action_stands_once_and_its_keys_can_be_read() {
        for (index, entry) in ACTIONS.iter().enumerate() {
            assert!(entry.keys.iter().all(|text| keys(text).is_ok_and(|keys| !keys.is_empty())), "{}", entry.name);
            let twin = |other: &Entry| {
                other.name == entry.name
                    || other.action == entry.action
                    || other.keys.iter().any(|key| entry.keys.contains(key))
            };
            assert!(!ACTIONS[..index].iter().any(twin), "{}", entry.name);
        }
        // The last of the enum.
        assert_eq!(ACTIONS.len(), Action::Suspend as usize + 1);
    }
}
