//! What a node says, as Markdown by itself.

use std::borrow::Cow;

use super::{NodeId, Plan};
use crate::text::line_of;

impl Plan {
    /// Returns the Markdown of `id` and all that lies in it, indented no further than its first line, which begins the text.
    pub fn markdown(&self, id: NodeId) -> Cow<'_, str> {
        let (text, span) = (self.text(), self.node(id).span);
        let said = span.of(text);
        let indent = &text[line_of(text, span.start).start..span.start];
        if indent.is_empty() || !indent.trim_matches([' ', '\t']).is_empty() {
            return said.into();
        }
        let first = said.find('\n').map_or(said.len(), |end| end + 1);
        let outdented = |line| {
            let same = str::bytes(line).zip(indent.bytes()).take_while(|(a, b)| a == b).count();
            &line[same..]
        };
        let rest: String = said[first..].split_inclusive('\n').map(outdented).collect();
        (said[..first].to_owned() + &rest).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_item_stands_by_itself() {
        let plan = "- [ ] 1 A\n  - [ ] 1.1 B\n    text\n\n    more\n    - [ ] 1.1.1 C\n- [ ] D\n";
        let plan = Plan::read(plan, "plan");
        let said: Vec<String> = plan.ids().map(|id| plan.markdown(id).trim_end().to_owned()).collect();
        assert_eq!(said[3], "- [ ] D");
        assert_eq!(said[1], "- [ ] 1.1 B\n  text\n\n  more\n  - [ ] 1.1.1 C");
    }
}
