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

/// Words for the whole of something.
const WHOLE: [&str; 4] = ["all", "every", "each", "everything"];

/// Words for what stands before.
const BEFORE: [&str; 6] = ["previous", "prior", "preceding", "earlier", "above", "before"];

/// Words for parts of a plan, of whatever kind; the others are those that labels have.
const PARTS: [&str; 4] = ["items", "ones", "work", "subtasks"];

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
    let (which, word) = meant(&words(piece)?)?;
    let kind = kind(word, nodes, owner)?;
    let numbered = nodes[owner].label.is_some();
    let parent = nodes[owner].parent;
    let fits = |node: &Node| {
        node.kind == kind
            && node.view_of.is_none()
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
    let words: Vec<String> = piece.split_whitespace().map(bare).collect();
    let is_part = |word: &String| part(word).is_some() || WHOLE.contains(&&**word) || BEFORE.contains(&&**word);
    let begins = words.first().is_some_and(|word| WHOLE.contains(&&**word) || BEFORE.contains(&&**word));
    let others = |word: &String| is_part(word) || matches!(&**word, "else" | "other" | "others");
    begins && (words.iter().all(others) || words.iter().any(|word| part(word).is_some()))
}

/// Returns the words of `piece`, lower case, without what a parenthesis adds; `None` where that may take away from it.
fn words(piece: &str) -> Option<Vec<String>> {
    let (said, added) = piece.split_once('(').unwrap_or((piece, ""));
    let takes_away = |word: &str| {
        let word = bare(word);
        word.contains(|c: char| c.is_ascii_digit())
            || matches!(&*word, "but" | "except" | "excluding" | "not" | "only" | "or" | "unless" | "without")
    };
    (!added.split_whitespace().any(takes_away)).then(|| said.split_whitespace().map(bare).collect())
}

/// Returns a word without the signs around it, lower case.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Returns what part of a plan a word is for, if it tells, and whether it is for several of them.
fn part(word: &str) -> Option<(Option<Word>, bool)> {
    if PARTS.contains(&word) {
        return Some((None, true));
    }
    let (named, len) = label::word(word).or_else(|| label::word(word.strip_suffix('s')?))?;
    match word.len() - len {
        0 => Some((Some(named), false)),
        1 if word.ends_with('s') => Some((Some(named), true)),
        _ => None,
    }
}

/// Returns which nodes these words stand for, if each of them is known.
fn meant(words: &[String]) -> Option<(Which, Option<Word>)> {
    let is = |words: &[&str], word: &String| words.contains(&&**word);
    let other = |word: &String| matches!(&**word, "else" | "other" | "others");
    let known =
        |word: &String| is(&WHOLE, word) || is(&BEFORE, word) || is(&FILL, word) || other(word) || part(word).is_some();
    let parts: Vec<(Option<Word>, bool)> = words.iter().filter_map(|word| part(word)).collect();
    if !words.iter().all(known) || parts.len() > 1 {
        return None;
    }
    let word = parts.first().and_then(|(word, _)| *word);
    let several = parts.first().map(|&(_, several)| several);
    let whole = words.iter().find(|word| is(&WHOLE, word));
    let which = match (words.iter().any(|word| is(&BEFORE, word)), whole, several) {
        (true, Some(whole), Some(false)) if whole == "all" => return None,
        (true, Some(_), _) | (true, None, Some(true)) => Which::All,
        (true, None, Some(false)) => Which::Last,
        (true, None, None) if words.len() == 1 && !is(&["above", "before"], &words[0]) => Which::Last,
        (false, Some(_), Some(true)) => Which::Others,
        // `All completed` says of others that they are.
        (false, Some(_), None) if words.iter().all(|word| is(&WHOLE, word) || other(word)) => Which::Others,
        _ => return None,
    };
    Some((which, word))
}

/// Returns of what kind is what `word` stands for in the dependencies of `owner`, where the plan has any of it.
fn kind(word: Option<Word>, nodes: &[Node], owner: usize) -> Option<Kind> {
    let own = nodes[owner].kind;
    let kinds = match (word, own) {
        (Some(Word::Phase), _) | (None, Kind::Phase) => [Kind::Phase; 2],
        (_, Kind::Step | Kind::Item) => [own; 2],
        _ => [Kind::Step, Kind::Phase],
    };
    kinds.into_iter().find(|kind| nodes.iter().any(|node| node.kind == *kind))
}
