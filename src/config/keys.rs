//! The keys that somebody has chosen, put before those that the table of actions gives.

use super::Fault;
use super::raw::{Bound, RawKeys};
use crate::app::{ACTIONS, Action, Entry, Key, Keymap, keys};
use crate::text::nearest;

/// A binding that the settings file makes.
struct Chosen<'a> {
    entry: &'static Entry,
    /// As they are written.
    text: &'a str,
    keys: Vec<Key>,
    /// Where, in bytes.
    at: usize,
}

/// Returns the keymap that `raw` asks for: an action that is named has those keys and no others; all others keep theirs,
/// but for keys that were given away, or that chosen ones begin or are begun by; and who has lost such keys, in words.
///
/// # Errors
/// A [`Fault`] for an action or key that there is none of, for keys that mean two things or could never be reached, and
/// where nothing would leave the program any more.
pub(super) fn keymap(raw: &RawKeys) -> Result<(Keymap, Vec<String>), Fault> {
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    let mut named = Vec::new();
    for (name, bound) in raw {
        let entry = entry(name.get_ref()).map_err(|reason| Fault::new(name.span().start, reason))?;
        named.push((entry.action, name.span().start));
        match bound.get_ref() {
            Bound::One(text) => chosen.push(read(entry, text, bound.span().start)?),
            Bound::Several(several) => {
                for text in several {
                    chosen.push(read(entry, text.get_ref(), text.span().start)?);
                }
            }
        }
    }
    chosen.sort_by_key(|binding| binding.at);
    check(&chosen)?;
    let clash =
        |keys: &[Key]| chosen.iter().find(|other| other.keys.starts_with(keys) || keys.starts_with(&other.keys));
    let usual = Keymap::default();
    let (mut bindings, mut losses) = (Vec::new(), Vec::new());
    for entry in ACTIONS.iter().filter(|entry| named.iter().all(|(action, _)| *action != entry.action)) {
        let (lost, kept): (Vec<_>, Vec<_>) = usual.keys_of(entry.action).partition(|keys| clash(keys).is_some());
        losses.extend(lost.into_iter().find_map(clash).map(|taker| loss(entry, taker, &kept)));
        bindings.extend(kept.into_iter().map(|keys| (keys.to_vec(), entry.action)));
    }
    let mine = chosen.iter().map(|binding| (binding.keys.clone(), binding.entry.action));
    let map = Keymap::new(mine.chain(bindings));
    let leaves = |action: &Action| map.keys_of(*action).next().is_some();
    if [Action::Close, Action::Quit].iter().any(leaves) {
        return Ok((map, losses));
    }
    let at = named.iter().find(|(action, _)| matches!(action, Action::Close | Action::Quit)).map_or(0, |(_, at)| *at);
    Err(Fault::new(at, "no key would leave: close or quit needs one"))
}

/// Returns that `taker` has taken a key of `entry`, which has the keys `kept` left.
fn loss(entry: &Entry, taker: &Chosen<'_>, kept: &[&[Key]]) -> String {
    let left = kept.iter().map(|keys| keys.iter().map(Key::to_string).collect::<String>()).collect::<Vec<_>>();
    let left = if left.is_empty() { "has no key".to_owned() } else { format!("keeps {}", left.join(" ")) };
    format!("{} is {} now, {} {left}", taker.text, taker.entry.name, entry.name)
}

/// Returns the row of the table for `name`.
fn entry(name: &str) -> Result<&'static Entry, String> {
    let all: Vec<&str> = ACTIONS.iter().map(|entry| entry.name).collect();
    ACTIONS.iter().find(|entry| entry.name == name).ok_or_else(|| match nearest(name, &all, NEAR) {
        Some(nearest) => format!("there is no action {name}; the nearest is {nearest}"),
        None => format!("there is no action {name}; `tickdown config show` lists them"),
    })
}

/// How alike a name must be to an action's to be taken for a misspelling of it; 1 is the same.
const NEAR: f32 = 0.6;

/// Returns the binding of `text`, which stands at `at`, to `entry`.
fn read<'a>(entry: &'static Entry, text: &'a str, at: usize) -> Result<Chosen<'a>, Fault> {
    let keys = keys(text).map_err(|error| Fault::new(at, error.to_string()))?;
    if keys.is_empty() {
        return Err(Fault::new(at, "no key is named; [] takes all keys from an action"));
    }
    Ok(Chosen { entry, text, keys, at })
}

/// Finds the first binding, from the top, that says the same as an earlier one, or that stands in its way.
fn check(chosen: &[Chosen<'_>]) -> Result<(), Fault> {
    for (index, later) in chosen.iter().enumerate() {
        for earlier in &chosen[..index] {
            let (name, text) = (earlier.entry.name, earlier.text);
            let reason = if earlier.keys == later.keys {
                if earlier.entry.action == later.entry.action {
                    continue;
                }
                format!("{} is {}, but also {name}", later.text, later.entry.name)
            } else if later.keys.starts_with(&earlier.keys) {
                format!("{} can never be pressed: {text}, with which it begins, is {name}", later.text)
            } else if earlier.keys.starts_with(&later.keys) {
                format!("{} as {} hides {text}, which begins with it and is {name}", later.text, later.entry.name)
            } else {
                continue;
            };
            return Err(Fault { at: later.at, reason, other: Some(earlier.at) });
        }
    }
    Ok(())
}
