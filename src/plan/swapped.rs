//! Whether lines that were to come have come, and others have gone, whatever marks they have had since.

use std::borrow::Cow;
use std::collections::HashSet;

use super::writing::find_lines;
use super::{NodeId, Plan};

/// Returns whether the node `id` reads `to` where it read `from`, so many lines `below` its first one.
///
/// Where others have changed marks since, or what stands around them, it is so if each line that only `to` has is in the
/// node, and none that only `from` has.
pub(super) fn is_swapped(plan: &Plan, id: NodeId, (below, from, to): (usize, &str, &str)) -> bool {
    if find_lines(plan, id, below, to).is_some() {
        return true;
    }
    let (from, to, now) = (lines(from), lines(to), lines(plan.node(id).span.of(plan.text())));
    let (mut came, mut went) = (to.difference(&from).peekable(), from.difference(&to).peekable());
    let any = came.peek().is_some() || went.peek().is_some();
    any && came.all(|line| now.contains(line)) && went.all(|line| !now.contains(line))
}

/// Returns the lines of `text` that say something, with their boxes open.
fn lines(text: &str) -> HashSet<Cow<'_, str>> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(opened).collect()
}

/// Returns `line` with its first box, if it has one, open.
fn opened(line: &str) -> Cow<'_, str> {
    let boxed = line.char_indices().find_map(|(at, _)| {
        let inner = line[at..].strip_prefix('[')?.chars().next()?;
        let behind = at + 1 + inner.len_utf8();
        line[behind..].starts_with(']').then_some((at, behind))
    });
    boxed.map_or(Cow::Borrowed(line), |(at, behind)| Cow::Owned(format!("{}[ {}", &line[..at], &line[behind..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_is_there_whatever_its_mark_is() {
        let (from, to) = ("# P\n- [x] a\n", "# P\n- [x] a\n- [ ] b\n  - [ ] c\n");
        for (now, came, went) in [
            ("# P\n- [x] a\n- [ ] b\n  - [ ] c\n", true, false),
            ("# P\n- [ ] a\n- [x] b\n  - [~] c\n", true, false),
            ("# P\n- [ ] new\n- [x] b\n- [ ] a\n  - [~] c\n", true, false),
            ("# P\n- [ ] a\n- [x] b\n", false, false),
            ("# P\n- [x] a\n", false, true),
            ("# P\n- [ ] a\n- [ ] new\n", false, true),
        ] {
            let plan = Plan::read(now, "plan");
            let is = |from, to| is_swapped(&plan, NodeId::ROOT, (0, from, to));
            assert_eq!((is(from, to), is(to, from)), (came, went), "{now:?}");
        }
    }
}
