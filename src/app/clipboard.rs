//! What is copied for other programs.

use super::Effect;
use super::model::Model;
use super::words;

impl Model {
    /// Copies the row's Markdown, with all that lies below it.
    pub(super) fn copy(&mut self) -> Vec<Effect> {
        let Some(id) = self.tree.cursor() else { return Vec::new() };
        let plan = &self.overview.plan;
        let text = plan.markdown(id);
        let text = text.trim_end_matches(['\r', '\n']);
        let name = words::name(plan, id, 40, self.settings.symbols.ellipsis);
        self.status.say(match text.lines().count() {
            1 => format!("copied {name} as Markdown"),
            lines => format!("copied {name} as Markdown, {lines} lines"),
        });
        vec![Effect::Copy(format!("{text}\n"))]
    }

    /// Copies the row's address, as verbs take it.
    pub(super) fn copy_address(&mut self) -> Vec<Effect> {
        let Some(id) = self.tree.cursor() else { return Vec::new() };
        let address = self.overview.plan.address(id).to_owned();
        self.status.say(format!("copied the address {address}"));
        vec![Effect::Copy(address)]
    }
}
