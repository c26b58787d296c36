//! What each wish writes, as changed lines; and that an undo gives the bytes back.

mod items;
mod steps;

use std::sync::Arc;

use super::{Intent, Op, Plan, changes};

/// Returns the lines that `op` at `address` takes out and puts in, and what is said of it.
/// Checks on the way that saying it again changes nothing and that the undo restores every byte.
fn write(markdown: &str, address: &str, op: &Op) -> String {
    let plan = Arc::new(Plan::read(markdown, "plan"));
    let done = match changes(&plan, &[Intent::new(address, op.clone())]) {
        Ok(done) => done,
        Err(refusal) => return format!("{}: {refusal}", refusal.code()),
    };
    let Some(change) = done.list.first() else { return "already so".to_owned() };
    let again = changes(&done.plan, &[Intent::new(address, op.clone())]).expect("setting twice is allowed");
    assert!(again.edit.is_empty(), "setting twice is setting once");
    let undone = changes(&done.plan, std::slice::from_ref(&change.undo)).expect("nobody changed it since");
    assert_eq!(&**undone.plan.text(), markdown, "undo restores the bytes");
    let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(markdown), lines(done.plan.text()));
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    let show = |sign: &str, lines: &[String]| lines.iter().fold(String::new(), |all, line| all + sign + line + "\n");
    let note = change.note.as_ref().map_or(String::new(), |note| format!("({note})\n"));
    show("-", &old[prefix..old.len() - suffix]) + &show("+", &new[prefix..new.len() - suffix]) + &note
}

const VALIDATED: Op = Op::Validated { force: false };
