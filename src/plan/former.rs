//! What stands before a node, where its dependencies name it by that alone: `All previous tasks`, `Previous phase`,
//! `Everything above`.

use super::label::{self, Word};
use super::{Kind, Node, NodeId};

/// Which of what stands before a node is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// All of it.
    All,
    /// The nearest one.
    Last,
    /// All that there is: it is what stands before, where nothing stands behind.
    Others,
}

/// What a word does in such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// `all`
    Whole,
    /// `every`
    Each,
    /// `previous`: in front of what it is said of, or behind `all`.
    Previous,
    /// `above`: also behind.
    Above,
    /// `before`: only behind.
    Before,
    /// `other`
    Other,
    /// A part of a plan, of a kind if it tells that, one or several.
    Part(Option<Word>, bool),
}

/// Words that change nothing of what is meant.
const FILL: [&str; 22] = [
    "the",
    "of",
    "this",
    "that",
    "it",
    "one",
    "must",
    "should",
    "be",
    "is",
    "are",
    "has",
    "have",
    "been",
    "immediately",
    "directly",
    "requires",
    "complete",
    "completed",
    "completion",
    "done",
    "finished",
];

/// Returns the nodes before `owner` that `piece` of its dependencies stands for; `None` where it is not certain that it
/// stands for what is before, or what of that.
pub(super) fn named(piece: &str, nodes: &[Node], owner: usize) -> Option<Vec<NodeId>> {
    let (which, word) = meant(piece)?;
    let kind = kind(word, nodes, owner)?;
    let numbered = nodes[owner].label.is_some();
    let parent = nodes[owner].parent;
    let fits = |node: &Node| {
        node.kind == kind
            && node.view_of.is_none()
            && !node.optional
            // What is to hold in the end may be ticked in a list above all that leads there.
            && (kind != Kind::Item || if numbered { node.label.is_some() } else { node.parent == parent })
    };
    let behind = nodes[owner].next.index();
    if which == Which::Others && nodes[behind.min(nodes.len())..].iter().any(fits) {
        return None;
    }
    let mut found = Vec::new();
    let mut at = 1;
    while at < owner {
        let node = &nodes[at];
        let holds_owner = owner < node.next.index();
        at = if !holds_owner && fits(node) {
            found.push(NodeId(at as u32));
            node.next.index()
        } else {
            at + 1
        };
    }
    if which == Which::Last {
        found.drain(..found.len().saturating_sub(1));
    }
    Some(found)
}

/// Returns whether `piece` speaks of parts of the plan together, and not of what is needed from elsewhere.
pub(super) fn speaks_of_parts(piece: &str) -> bool {
    let signs: Vec<Option<Sign>> = piece.split_whitespace().map(|word| sign(&bare(word))).collect();
    let begins =
        matches!(signs.first(), Some(Some(Sign::Whole | Sign::Each | Sign::Previous | Sign::Above | Sign::Before)));
    begins && (signs.iter().all(Option::is_some) || signs.iter().any(|sign| matches!(sign, Some(Sign::Part(..)))))
}

/// Returns what `line` says in front of an exception from all that it speaks of, `All tasks except 1.3`, and whether there
/// is one: what it speaks of is not certain then.
pub(super) fn without_exception(line: &str) -> (&str, bool) {
    let mut is_whole = false;
    for word in line.split_whitespace() {
        let bare = bare(word);
        is_whole |= matches!(sign(&bare), Some(Sign::Whole | Sign::Each));
        if is_whole && matches!(&*bare, "but" | "except" | "excepting" | "excluding" | "without" | "unless") {
            return (&line[..word.as_ptr() as usize - line.as_ptr() as usize], true);
        }
    }
    (line, false)
}

/// Returns a word without the signs around it, lower case.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Returns what `word` does in such a name.
fn sign(word: &str) -> Option<Sign> {
    Some(match word {
        "all" | "everything" => Sign::Whole,
        "every" | "each" => Sign::Each,
        "previous" | "prior" | "preceding" | "earlier" => Sign::Previous,
        "above" => Sign::Above,
        "before" => Sign::Before,
        "else" | "other" | "others" => Sign::Other,
        "items" | "ones" | "subtasks" => Sign::Part(None, true),
        _ => {
            let (named, len) = label::word(word).or_else(|| label::word(word.strip_suffix('s')?))?;
            match &word[len..] {
                "" => Sign::Part(Some(named), false),
                "s" => Sign::Part(Some(named), true),
                _ => return None,
            }
        }
    })
}

/// Returns what `piece` stands for, if each of its words is known; what a parenthesis adds does not count.
fn meant(piece: &str) -> Option<(Which, Option<Word>)> {
    use Sign::{Above, Before, Each, Other, Part, Previous, Whole};

    let said = piece.split_once('(').map_or(piece, |(said, _)| said);
    let words: Vec<String> = said.split_whitespace().map(bare).collect();
    let telling = words.iter().filter(|word| !FILL.contains(&&***word));
    let signs = telling.map(|word| sign(word)).collect::<Option<Vec<Sign>>>()?;
    // `All completed` says of others that they are.
    let is_bare = signs.len() == words.len();
    Some(match *signs {
        [Previous | Whole] | [Whole, Other] if !is_bare => return None,
        [Previous] => (Which::Last, None),
        [Previous | Above, Part(word, false)] | [Part(word, false), Above | Before] => (Which::Last, word),
        [Whole, Previous | Above | Before] => (Which::All, None),
        [Previous | Above, Part(word, true)]
        | [Part(word, true), Above | Before]
        | [Whole, Previous | Above, Part(word, true)]
        | [Whole, Part(word, true), Previous | Above | Before]
        | [Each, Previous | Above, Part(word, false)]
        | [Each, Part(word, false), Above | Before] => (Which::All, word),
        [Whole] | [Whole, Other] => (Which::Others, None),
        [Whole, Part(word, true)]
        | [Whole, Other, Part(word, true)]
        | [Each, Part(word, false)]
        | [Each, Other, Part(word, false)] => (Which::Others, word),
        _ => return None,
    })
}

/// Returns of what kind is what `word` stands for in the dependencies of `owner`, where the plan has any of it and it is
/// certain.
fn kind(word: Option<Word>, nodes: &[Node], owner: usize) -> Option<Kind> {
    let own = nodes[owner].kind;
    let mut around = std::iter::successors(nodes[owner].parent, |id| nodes[id.index()].parent);
    let kinds = match (word, own) {
        (Some(Word::Phase), _) | (None, Kind::Phase) => [Kind::Phase; 2],
        // `Tasks` may be the items beside it, or the steps before the one that it lies in.
        (Some(Word::Step), Kind::Item) if around.any(|id| nodes[id.index()].kind == Kind::Step) => return None,
        (_, Kind::Step | Kind::Item) => [own; 2],
        _ => [Kind::Step, Kind::Phase],
    };
    kinds.into_iter().find(|kind| nodes.iter().any(|node| node.kind == *kind))
}
