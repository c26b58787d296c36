//! kill -9 at any moment: the file is a text that somebody wrote, and the next start goes on from there.
//!
//! One exception is counted: the system copies a long write page by page, and stops between two when the process is
//! killed. A mark that makes the plan longer or shorter moves everything behind it, so of that a part can be missing
//! until the next start completes it from its record.

use std::env;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::Signal;

use crate::Desk;
use crate::pty::Start;
use crate::random::Random;

/// How many items the plan has that is written while somebody kills.
const ITEMS: usize = 300;

/// Returns a plan whose items and steps are done or not.
fn marked(done: &[bool]) -> String {
    let mut text = "# Plan\n\n## Phase 1: Items\n\n".to_owned();
    for (index, done) in done[..ITEMS].iter().enumerate() {
        text += &format!("- [{}] item {index:03}\n", if *done { 'x' } else { ' ' });
    }
    text += "\n## Phase 2: Steps\n";
    for (index, done) in done[ITEMS..].iter().enumerate() {
        text += &format!("\n### Step 2.{0}: step {0}\n- **Validation**: seen by eye\n", index + 1);
        text += if *done { "- **Status**: [x] Complete\n" } else { "" };
    }
    // Where every step has a mark, that is how the plan marks steps, and none is taken away any more.
    text += "\n### Step 2.0: never done\n- **Validation**: seen by eye\n";
    // Whatever moves makes a long way to write, which can end within a character.
    text + "\n## Notes\n\n" + &"Größeres, das niemand je ändert.\n".repeat(2_000)
}

/// Returns the address of a node of [`marked`].
fn address(node: usize) -> String {
    if node < ITEMS { format!("phase-1/item-{node:03}") } else { format!("2.{}", node - ITEMS + 1) }
}

/// Returns the numbers of how often to kill, and of where the moments come from.
fn kills() -> (usize, u64) {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let now = || SystemTime::UNIX_EPOCH.elapsed().expect("a clock").as_secs();
    let kills = number("TICKDOWN_FAULTS_KILLS").unwrap_or(100) as usize;
    let seed = number("TICKDOWN_FAULTS_SEED").unwrap_or_else(now);
    println!("{kills} kills; again with TICKDOWN_FAULTS_SEED={seed}");
    (kills, seed)
}

/// Runs the verb that sets `node` as `done` says.
fn set(desk: &Desk, node: usize, done: bool) -> Command {
    let mut command = desk.command(if done { "tick" } else { "untick" }, &address(node));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Returns what the plan reads, which may end within a character.
fn bytes(desk: &Desk) -> Vec<u8> {
    fs::read(desk.plan()).expect("the plan")
}

/// Somebody who follows the plan until it is dropped, and completes what was cut off.
struct Follower(Child);

impl Follower {
    fn of(desk: &Desk) -> Self {
        let mut command = desk.command("watch", "--json");
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("tickdown runs"))
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.kill().expect("it is ours to kill");
        self.0.wait().expect("it ends");
    }
}

/// Returns whether `text` is what a write of `after` over `before` leaves when it stops: a beginning of the new text,
/// with blank lines behind it up to the length of the old one, and the rest as it was.
fn is_between(text: &[u8], before: &str, after: &str) -> bool {
    let before = before.as_bytes();
    let mut filled = after.as_bytes().to_vec();
    filled.resize(before.len().max(after.len()), b'\n');
    let end = |at: usize| before.get(at..).unwrap_or_default();
    (0..=text.len()).any(|at| filled.starts_with(&text[..at]) && text[at..] == *end(at))
}

/// Says in words where `text` is neither `before` nor `after`.
fn differing(text: &[u8], before: &str, after: &str) -> String {
    let like = |other: &str| text.iter().zip(other.as_bytes()).take_while(|(a, b)| a == b).count();
    let (old, new) = (like(before), like(after));
    let at = old.max(new);
    let shown = String::from_utf8_lossy(&text[at.saturating_sub(40)..text.len().min(at + 40)]).into_owned();
    let lengths = (text.len(), before.len(), after.len());
    format!("nobody wrote this: lengths {lengths:?}, as before to {old}, as after to {new}, there {shown:?}")
}

#[test]
fn a_verb_that_is_killed_at_any_moment() {
    let (kills, seed) = kills();
    kill_verbs(kills, seed, 0);
}

#[test]
fn a_verb_that_is_killed_while_others_follow_the_plan() {
    let (kills, seed) = kills();
    kill_verbs(kills, seed, 2);
}

/// Kills verbs while so many others `follow` the plan.
fn kill_verbs(kills: usize, seed: u64, follow: usize) {
    let mut random = Random::new(seed);
    let desk = Desk::new();
    let mut done = vec![false; ITEMS + 9];
    fs::write(desk.plan(), marked(&done)).expect("a plan");
    let _followers: Vec<Follower> = (0..follow).map(|_| Follower::of(&desk)).collect();
    let began = Instant::now();
    for round in 0..5 {
        assert!(set(&desk, 0, round % 2 == 0).status().expect("tickdown runs").success());
    }
    done[0] = true;
    // Where the write is in a run is not known: kills that come too early move the next ones back, late ones forth.
    let mut reach = began.elapsed() / 5;
    let (mut undone, mut whole, mut cut_off) = (0, 0, 0);
    for kill in 0..kills {
        // Steps more often than items: what they write is longer.
        let node = if random.below(3) > 0 { ITEMS + random.below(9) } else { random.below(ITEMS) };
        let before = marked(&done);
        let mut child = set(&desk, node, !done[node]).spawn().expect("tickdown runs");
        thread::sleep(reach * (500 + random.below(1_000) as u32) / 1_000);
        child.kill().expect("it is ours to kill");
        let status = child.wait().expect("it ends");
        done[node] = !done[node];
        let after = marked(&done);
        let text = bytes(&desk);
        let is = |other: &str| text == other.as_bytes();
        let is_whole = is(&before) || is(&after);
        let is_cut_off = !is_whole && is_between(&text, &before, &after);
        assert!(is_whole || is_cut_off, "kill {kill} of {}: {}", address(node), differing(&text, &before, &after));
        assert!(is(&after) || !status.success(), "kill {kill}: it was done, it said");
        cut_off += usize::from(is_cut_off);
        // The next start may complete it, and then sets something else.
        let other = (node + 1 + random.below(ITEMS)) % done.len();
        done[other] = !done[other];
        assert!(
            set(&desk, other, done[other]).status().expect("tickdown runs").success(),
            "kill {kill}: the next start"
        );
        if desk.text() != marked(&done) {
            assert!(is(&before), "kill {kill}: what was done is undone by the next start");
            done[node] = !done[node];
            undone += 1;
        }
        assert!(desk.text() == marked(&done), "kill {kill}: the next start writes a text of its own");
        assert_eq!(desk.names(), ["plan.md"], "kill {kill}");
        whole += usize::from(status.success());
        reach = if is(&before) { reach * 26 / 25 } else { reach * 24 / 25 };
    }
    println!("{kills} kills of verbs: {whole} too late, {undone} before anything was done, {cut_off} within a write");
    assert!(whole < kills && undone > 0 && undone < kills, "the moments are spread over the whole run");
}

#[test]
fn a_screen_that_is_killed_at_any_moment() {
    let (kills, seed) = kills();
    let mut random = Random::new(seed);
    let desk = Desk::new();
    for kill in 0..kills.div_ceil(20) {
        let mut done = vec![false; ITEMS + 9];
        fs::write(desk.plan(), marked(&done)).expect("a plan");
        let mut screen = Start::tickdown([desk.plan()]).home(&desk.home()).start();
        screen.wait_for("item 000");
        let step = random.below(2) == 0;
        // The phase of the steps is folded, and the last row but one.
        screen.keys(if step { "Gklj" } else { "gj" });
        screen.keys(&"x".repeat(9));
        let first = if step { ITEMS } else { 0 };
        done[first] = true;
        let one = marked(&done);
        screen.wait_while_shown("the first is written", || {
            desk.text().len() > one.len() || desk.text() != marked(&vec![false; ITEMS + 9])
        });
        thread::sleep(Duration::from_micros(random.below(20_000) as u64));
        screen.signal(Signal::KILL);
        screen.wait_exit();
        let with = |first: usize, count: usize| {
            let mut done = vec![false; ITEMS + 9];
            done[first..first + count].fill(true);
            marked(&done)
        };
        let reached = |text: &[u8]| (1..=9).find(|&count| with(first, count).as_bytes() == text);
        let text = bytes(&desk);
        let texts: Vec<String> = (0..=9).map(|count| with(first, count)).collect();
        let is_cut_off = || texts.windows(2).any(|pair| is_between(&text, &pair[0], &pair[1]));
        let count = reached(&text);
        assert!(count.is_some() || is_cut_off(), "kill {kill}: {}", differing(&text, &texts[0], &texts[9]));
        // The next start writes into the phase of the other ones.
        let other = if step { 7 } else { ITEMS + 7 };
        assert!(set(&desk, other, true).status().expect("tickdown runs").success(), "kill {kill}: the next start");
        assert!(set(&desk, other, false).status().expect("tickdown runs").success(), "kill {kill}: the start after it");
        let then = reached(&bytes(&desk));
        assert!(then.is_some() && then >= count, "kill {kill}: what was done is undone by the next start");
        assert_eq!(desk.names(), ["plan.md"], "kill {kill}");
    }
}
