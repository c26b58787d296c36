//! Names for nodes that survive edits: `phase-2`, `2.1`, `T012`, `2.1/signature-is-checked`, `:57`, `2.1#3`.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::label::{self, Word};
use super::{HashMap, Kind, Node, NodeId, Plan, Refusal};
use crate::text::nearest;

/// Longest slug of a title, in characters: enough to know it by, short enough to type.
const SLUG: usize = 40;

/// Where an address may mean more nodes than this, the others are counted.
const MOST_HITS: usize = 8;

/// Addresses of all nodes, and back. Made once for a plan, when the first address is asked for.
#[derive(Clone, Debug)]
pub(super) struct Names {
    printed: Vec<Arc<str>>,
    nodes: HashMap<Arc<str>, NodeId>,
}

impl Names {
    fn new(plan: &Plan) -> Self {
        let shorts: Vec<Option<Arc<str>>> = plan.nodes.iter().map(short).collect();
        let mut labels: HashMap<&str, u32> = HashMap::default();
        for short in shorts.iter().flatten() {
            *labels.entry(short).or_default() += 1;
        }
        let mut names = Self { printed: vec![Arc::default()], nodes: HashMap::default() };
        names.nodes.reserve(plan.len());
        let mut twins: HashMap<Arc<str>, u32> = HashMap::default();
        for id in plan.ids() {
            let short = shorts[id.index()].as_ref().filter(|short| labels[&***short] == 1);
            let name = short.map_or_else(|| names.path(plan, id).into(), Arc::clone);
            names.add(&name, id, &mut twins);
        }
        names
    }

    /// Gives `name` to `id`, with the first free ordinal where another node has it: `2.1@2`.
    fn add(&mut self, name: &Arc<str>, id: NodeId, twins: &mut HashMap<Arc<str>, u32>) {
        let mut unique = Arc::clone(name);
        loop {
            if let Entry::Vacant(free) = self.nodes.entry(Arc::clone(&unique)) {
                free.insert(id);
                return self.printed.push(unique);
            }
            let count = twins.entry(Arc::clone(name)).or_insert(1);
            *count += 1;
            unique = format!("{name}@{count}").into();
        }
    }

    /// Returns `base/slug`, where the base is the nearest ancestor that is a heading or has a number.
    fn path(&self, plan: &Plan, id: NodeId) -> String {
        let bears = |node: &Node| match node.kind {
            Kind::Item => node.label.is_some(),
            Kind::Checklist => node.level > 0,
            _ => true,
        };
        let base = plan.ancestors(id).find(|&above| bears(plan.node(above)));
        let own = slug_of(plan.node(id));
        match base {
            Some(base) => [&*self.printed[base.index()], "/", &own].concat(),
            None => own,
        }
    }
}

/// Returns the address that a node has by its label alone, if nothing else has it: `phase-2`, `2.1`, `t012`.
fn short(node: &Node) -> Option<Arc<str>> {
    let label = node.label.as_ref()?;
    let is_phase = label.word.as_deref().and_then(label::word).is_some_and(|(word, _)| word == Word::Phase);
    match node.kind {
        Kind::Phase => Some(labelled(node)?.into()),
        // A whole number alone would be too little to know a task by: `task-8`.
        Kind::Item if is_phase => None,
        Kind::Step | Kind::Item if label.word.is_some() && label.number.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(labelled(node)?.into())
        }
        Kind::Step | Kind::Item => Some((*label.number).into()),
        _ => None,
    }
}

/// Returns the slug of a node's word and number: `phase-2`, `task-3`.
fn labelled(node: &Node) -> Option<String> {
    let label = node.label.as_ref()?;
    let number = slug(&label.number.replace('.', "\u{1}")).replace('\u{1}', ".");
    let number = if number.is_empty() { label.number.to_string() } else { label.number.to_lowercase() };
    Some(label.word.as_deref().map_or(number.clone(), |word| format!("{}-{number}", slug(word))))
}

/// Returns the last part of a node's path.
fn slug_of(node: &Node) -> String {
    let slug = labelled(node).unwrap_or_else(|| slug(&node.title));
    if slug.is_empty() { node.kind.name().to_owned() } else { slug }
}

/// Returns `title` in lower case with a hyphen for everything that is no letter and no digit, at most 40 characters
/// and cut between words.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    let mut count = 0;
    for word in title.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let len = word.chars().count();
        if count > 0 && count + 1 + len > SLUG {
            break;
        }
        if count > 0 {
            slug.push('-');
        }
        if word.is_ascii() {
            let start = slug.len();
            slug.push_str(&word[..len.min(SLUG)]);
            slug[start..].make_ascii_lowercase();
        } else {
            slug.extend(word.chars().flat_map(char::to_lowercase).take(SLUG));
        }
        count += 1 + len;
    }
    slug
}

/// Returns the address of what the node at `address` lies in, `2.1` of `2.1/signature-is-checked`; `None` where it tells nothing
/// of that.
pub fn around(address: &str) -> Option<&str> {
    address.rsplit_once('/').map(|(around, _)| around)
}

impl Plan {
    /// Returns the address of `id` as it is printed: `phase-2`, `2.1`, `2.1/signature-is-checked`; empty for the plan.
    /// Resolving it yields `id` again.
    pub fn address(&self, id: NodeId) -> &str {
        &self.names().printed[id.index()]
    }

    /// Returns the node whose printed address is `address`.
    pub(super) fn at(&self, address: &str) -> Option<NodeId> {
        self.names().nodes.get(address).copied()
    }

    /// Returns the node that `address` names, or why it names none or several.
    ///
    /// Taken are: a printed address, a number or id, kind and number, a path of slugs in which levels may be left out,
    /// a line (`:57`), the n-th item of a node (`2.1#3`), a whole title, a part of a text. The first of these classes
    /// with a hit decides; two hits in it are ambiguous.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] or [`Refusal::Ambiguous`], with candidates.
    pub fn resolve(&self, address: &str) -> Result<NodeId, Refusal> {
        let wanted = address.trim();
        if let Some(&id) = self.names().nodes.get(wanted) {
            return Ok(id);
        }
        if let Some(line) = wanted.strip_prefix(':') {
            return self.at_line(line).ok_or_else(|| self.not_found(address));
        }
        if let Some((base, ordinal)) = wanted.rsplit_once('#').filter(|(base, _)| !base.is_empty())
            && let Ok(ordinal) = ordinal.parse::<usize>()
        {
            let base = self.resolve(base)?;
            return self.nth_item(base, ordinal).ok_or_else(|| self.no_such_item(address, base));
        }
        let classes: [&dyn Fn(NodeId) -> bool; 5] = [
            &|id| self.has_number(id, wanted),
            &|id| self.has_kind_and_number(id, wanted),
            &|id| self.has_path(id, wanted),
            &|id| self.node(id).title.eq_ignore_ascii_case(wanted),
            &|id| contains_ignoring_case(self.node(id).head.of(&self.text), wanted),
        ];
        for class in classes {
            let hits: Vec<NodeId> = self.ids().filter(|&id| class(id)).collect();
            match hits[..] {
                [] => {}
                [hit] => return Ok(hit),
                _ => {
                    let more = hits.len().saturating_sub(MOST_HITS);
                    let candidates = self.candidates(hits.into_iter().take(MOST_HITS));
                    return Err(Refusal::Ambiguous { address: address.to_owned(), candidates, more });
                }
            }
        }
        self.twin(wanted).ok_or_else(|| self.not_found(address))
    }

    /// Returns the k-th of the nodes that a path names, for `path@k`.
    fn twin(&self, wanted: &str) -> Option<NodeId> {
        let (path, ordinal) = wanted.rsplit_once('@')?;
        let ordinal: usize = ordinal.parse().ok()?;
        self.ids().filter(|&id| self.has_path(id, path)).nth(ordinal.checked_sub(1)?)
    }

    /// Returns addresses and titles of `ids`.
    pub(super) fn candidates(&self, ids: impl IntoIterator<Item = NodeId>) -> Vec<(String, String)> {
        ids.into_iter().map(|id| (self.address(id).to_owned(), self.node(id).title.to_string())).collect()
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| Arc::new(Names::new(self)))
    }

    fn has_number(&self, id: NodeId, wanted: &str) -> bool {
        self.node(id).label.as_ref().is_some_and(|label| label.number.eq_ignore_ascii_case(wanted))
    }

    /// `phase 2`, `Step 2.1`, `task-3`.
    fn has_kind_and_number(&self, id: NodeId, wanted: &str) -> bool {
        let node = self.node(id);
        let Some(label) = &node.label else { return false };
        let Some((word, number)) = wanted.split_once([' ', '-']) else { return false };
        let word = word.to_lowercase();
        let named = label.word.as_ref().is_some_and(|own| own.to_lowercase() == word) || node.kind.name() == word;
        named && label.number.eq_ignore_ascii_case(number.trim())
    }

    /// A path of slugs, from the node upwards; levels may be left out, not added.
    fn has_path(&self, id: NodeId, wanted: &str) -> bool {
        let mut segments = wanted.split('/').rev();
        let Some(last) = segments.next().filter(|last| !last.is_empty()) else { return false };
        if !self.has_slug(id, last) {
            return false;
        }
        let mut above = self.ancestors(id);
        segments.all(|segment| above.any(|node| self.has_slug(node, segment)))
    }

    fn has_slug(&self, id: NodeId, segment: &str) -> bool {
        let node = self.node(id);
        slug(&node.title) == segment
            || slug_of(node) == segment
            || node.label.as_ref().is_some_and(|label| label.number.eq_ignore_ascii_case(segment))
    }

    /// Returns the innermost node whose text holds line `line`.
    fn at_line(&self, line: &str) -> Option<NodeId> {
        let line: usize = line.parse().ok()?;
        let start = crate::text::LineIndex::new(&self.text).start(line)?;
        let end = crate::text::line_of(&self.text, start).end;
        self.ids().rev().find(|&id| {
            let span = self.node(id).span;
            span.start <= end && start < span.end.max(span.start + 1)
        })
    }

    /// Returns the n-th item below `base`, counted from 1.
    fn nth_item(&self, base: NodeId, ordinal: usize) -> Option<NodeId> {
        self.items_of(base).nth(ordinal.checked_sub(1)?)
    }

    /// Returns the items of `base`: all below it, without those of steps and phases inside.
    fn items_of(&self, base: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let own = move |id: &NodeId| {
            let inside = |above: &NodeId| *above > base && matches!(self.node(*above).kind, Kind::Step | Kind::Phase);
            self.node(*id).kind == Kind::Item && !self.ancestors(*id).any(|above| inside(&above))
        };
        self.descendants(base).filter(own)
    }

    fn no_such_item(&self, address: &str, base: NodeId) -> Refusal {
        let items: Vec<NodeId> = self.items_of(base).collect();
        let candidates = items.iter().rev().take(3).enumerate().map(|(back, &id)| {
            (format!("{}#{}", self.address(base), items.len() - back), self.node(id).title.to_string())
        });
        let count = items.len();
        let hint = format!("{} has {count} {}", self.address(base), if count == 1 { "item" } else { "items" });
        Refusal::NotFound { address: address.to_owned(), hint, candidates: candidates.collect() }
    }

    fn not_found(&self, address: &str) -> Refusal {
        let line = address.trim().strip_prefix(':').and_then(|line| line.parse::<usize>().ok());
        let count = self.text.lines().count();
        let hint = match line {
            None => String::new(),
            Some(line) if (1..=count).contains(&line) => format!("line {line} is in no phase, step, section or list"),
            Some(_) => format!("the plan has {count} {}", if count == 1 { "line" } else { "lines" }),
        };
        Refusal::NotFound { address: address.to_owned(), hint, candidates: self.nearest(address) }
    }

    /// Returns the nodes whose address or title is most like `address`.
    fn nearest(&self, address: &str) -> Vec<(String, String)> {
        let wanted = slug(address);
        let words: Vec<&str> = wanted.split('-').filter(|word| word.len() > 2).collect();
        let likeness = |id: NodeId| {
            let own = slug(&self.node(id).title);
            let shared = words.iter().filter(|word| own.contains(**word)).count();
            let common = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            shared * 10 + common(self.address(id), address.trim())
        };
        let mut scored: Vec<(usize, NodeId)> =
            self.ids().map(|id| (likeness(id), id)).filter(|&(score, _)| score > 0).collect();
        scored.sort_by_key(|&(score, id)| (std::cmp::Reverse(score), id));
        let best = scored.first().map_or(0, |&(score, _)| score);
        if best < 3 {
            scored = self.spelled_like(&wanted);
        }
        self.candidates(scored.into_iter().map(|(_, id)| id).take(3))
    }

    /// Returns the nodes with a word in their title that is spelled much like `wanted`, a single word.
    fn spelled_like(&self, wanted: &str) -> Vec<(usize, NodeId)> {
        let close = |id: &NodeId| {
            let title = slug(&self.node(*id).title);
            let words: Vec<&str> = title.split('-').collect();
            nearest(wanted, &words, 0.75).is_some()
        };
        self.ids().filter(close).map(|id| (0, id)).take(3).collect()
    }
}

fn contains_ignoring_case(text: &str, part: &str) -> bool {
    !part.is_empty() && text.to_lowercase().contains(&part.to_lowercase())
}
