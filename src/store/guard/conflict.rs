//! A text in which git has left a conflict holds two plans: what it undoes is known only when somebody has resolved it.

use std::sync::Arc;

use super::Guard;
use crate::plan::Plan;

/// What a text of somebody else is to be judged against.
#[derive(Debug)]
pub(in crate::store) enum Against {
    /// The last text.
    Last,
    /// The text from before the conflict: who resolved that has seen both sides.
    Whole(Arc<Plan>),
    /// Nothing: it holds a conflict itself, or nothing was seen before one. So many changes turned out not to be in it.
    Nothing { undone: usize },
}

impl Guard {
    /// Returns what `theirs`, which somebody has made of `last`, is to be judged against.
    pub(in crate::store) fn against(&mut self, last: &Arc<Plan>, theirs: &Plan) -> Against {
        match (last.conflict(), theirs.conflict()) {
            (None, None) => Against::Last,
            (was, Some(_)) => {
                if was.is_none() {
                    self.whole = Some(Arc::clone(last));
                }
                Against::Nothing { undone: 0 }
            }
            (Some(_), None) => match self.whole.take() {
                Some(whole) => Against::Whole(whole),
                None => Against::Nothing { undone: self.look_back(theirs) },
            },
        }
    }
}
