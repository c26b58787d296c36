//! The verbs, end to end: what they print, how they exit, and what they do to the file.

#[path = "../support/bench.rs"]
mod bench;

mod bad_files;
mod checking;
mod families;
mod git;
mod making;
mod marking;
mod opening;
mod reading;
mod remembering;
mod settings;
mod sizes;
mod surroundings;
mod watching;
mod writing;

use bench::Bench;

/// A plan with a phase of each kind: done, begun, waiting.
const PLAN: &str = "\
# Payment webhook

## Phase 1: Foundations

### Step 1.1: Create the schema
- **Description**: Tables for events
- **Status**: [x] Complete
- **Validation**: `cargo test schema`

## Phase 2: Integration

### Step 2.1: Wire the webhook
- **Dependencies**: Step 1.1
- **Validation**: a signed request is stored

- [x] Route exists
- [ ] Signature is checked

### Step 2.2: Retry with backoff
- **Dependencies**: Step 2.1
- **Validation**:
  - [ ] Three tries
  - [ ] Then an alarm

## Testing strategy

- [ ] Unit tests
- [-] Load tests
- [ ] Unit tests
";

/// Returns a bench with [`PLAN`] in `PLAN.md`.
fn planned() -> Bench {
    let bench = Bench::new();
    bench.write("PLAN.md", PLAN);
    bench
}
