use super::*;

fn gathered(text: &str, manner: Manner) -> String {
    let mut gatherer = Gatherer::new(text);
    gatherer.gather(Span::new(0, text.len()), manner);
    let shown = |command: &Command| {
        let expected = command.expected.as_ref().map_or(String::new(), |expected| format!(" => {expected}"));
        command.text.clone() + &expected
    };
    let others = gatherer.others.iter().map(|other| format!("not {other}"));
    gatherer.found.iter().map(shown).chain(others).collect::<Vec<_>>().join(" | ")
}

#[test]
fn validation_fields() {
    for (text, expected) in [
        ("`cargo test`", "cargo test"),
        ("`false`", "false"),
        ("`frobnicate`", "frobnicate"),
        ("`cat; ls`", "cat; ls"),
        ("  `ruff`\n", "ruff"),
        ("[x] `true`", "true"),
        ("- `mytool`", "mytool"),
        ("`mytool`\n  - [ ] It is green", "mytool"),
        ("`mytool`\nExpected: green", "mytool => green"),
        ("- `true`\n- `false`\n- `users`", "true | false | not users"),
        ("`users`\nis a table", "not users"),
        ("`pytest` and\n`users`", "pytest | not users"),
        ("Run: `mytool`", "mytool"),
        ("**Run:** `mytool`, then", "mytool"),
        ("Run `ruff`, then run `users`", "ruff | not users"),
        ("Types: `mypy`, in the file: `users`", "mypy | not users"),
        ("`$ mytool`, by hand", "mytool"),
        ("`echo ok`, then `pytest`, then `mypy`", "echo ok | pytest | mypy"),
        ("`pytest` and `mypy` pass, `cargo test` too", "pytest | mypy | cargo test"),
        ("`ruff` and `cargo test` (expected: 3)", "ruff | cargo test => 3"),
        ("`cargo test` and `ruff` (expected: 3)", "cargo test | ruff => 3"),
        ("`ruff` is fine, `mypy` is", "not ruff | not mypy"),
        ("`cargo test keys` passes with one key and with two", "cargo test keys"),
        ("Both `npm test` and `npm run lint` pass", "npm test | npm run lint"),
        ("`npm test`, then `npm test` again", "npm test"),
        ("`cargo test a` && `cargo test b`", "cargo test a | cargo test b"),
        (
            "  - [ ] Types: `npx tsc --noEmit`\n  - [x] `make`\n  - Logs show `200 OK`",
            "npx tsc --noEmit | make | not 200 OK",
        ),
        ("Run `./check.sh --all`, or: `scripts/x.sh`, not `b.sh`", "./check.sh --all | scripts/x.sh | not b.sh"),
        ("`RUST_LOG=debug cargo test`", "RUST_LOG=debug cargo test"),
        ("Swagger at `/swagger` answers `GET /health` with `200`", "not /swagger | not GET /health | not 200"),
        ("`src/a.rs` exists, `ChatMessage` is in `Models/`", "not src/a.rs | not ChatMessage | not Models/"),
        ("cargo test webhook", ""),
        ("$ cargo test webhook", "cargo test webhook"),
        ("`$ cargo test webhook`", "cargo test webhook"),
        ("`` echo `date` ``", "echo `date`"),
        ("`cargo test\n    --all` passes", "cargo test --all"),
        ("`cargo test\n\n--all`", ""),
        ("<!-- `rm -rf x` --> `ls a`", "ls a"),
        ("`npm test` (expected: 3 pass)", "npm test => 3 pass"),
        ("Run: `npm test`\nExpected: `3 pass`\n", "npm test => `3 pass`"),
        ("`npm test`\n\n**Expected output:**\n```\nok 1\nok 2\n```\n", "npm test => ok 1\nok 2"),
        ("`tool check x` is fine", "tool check x"),
        ("A `tool check x` is fine", "not tool check x"),
        ("Run `tool check x`", "tool check x"),
        ("", ""),
        ("`", ""),
        ("`a` `", "not a"),
    ] {
        assert_eq!(gathered(text, Manner::Validation), expected, "{text}");
    }
}

#[test]
fn criteria() {
    for (text, expected) in [
        ("the `Retry` type exists", ""),
        ("`Retry`", ""),
        ("`config.toml` is read", ""),
        ("`config.toml` is read, `cargo test` passes", "cargo test"),
        ("`max_retries 3` is the default", ""),
        ("zero `eslint` errors, no `task`", ""),
        ("`scripts/check.sh` exists", ""),
        ("`scripts/check.sh --all` passes", "scripts/check.sh --all"),
        ("`eslint` and `tsc` pass, `task` is gone", "eslint | tsc"),
        ("Run `mytool x`", "mytool x"),
        ("The answer is: `mytool x`", ""),
        ("It builds: `make`", "make"),
        ("`swift build` compiles; 12 `routes`", "swift build"),
        ("```sh\nmytool x\n```\n", "mytool x"),
    ] {
        assert_eq!(gathered(text, Manner::Criteria), expected, "{text}");
    }
}

#[test]
fn fences() {
    for (text, expected) in [
        ("```bash\ncd a\nnpm test\n```\n", "cd a\nnpm test"),
        ("  - Run:\n    ```sh\n    if true; then\n      echo x\n    fi\n    ```\n", "if true; then\n  echo x\nfi"),
        ("```sh\r\nmake a\r\nmake b\r\n```\r\n", "make a\nmake b"),
        ("```console\n$ make a \\\n  b\nok\n$ make c\n```\n", "make a \\\n  b => ok | make c"),
        ("```\nnpm test\n```\n", ""),
        ("```\n$ npm test\n```\n", "npm test"),
        ("```bash\n# nothing\n\n```\n", ""),
        ("```json\n{\"a\": 1}\n```\n", ""),
        ("~~~~bash {.x}\nmake\n~~~\nmake b\n~~~~\n", "make\n~~~\nmake b"),
        ("```bash\nmake", "make"),
        ("```bash\n#!/bin/sh\nmake\n```\n", ""),
    ] {
        assert_eq!(gathered(text, Manner::Validation), expected, "{text}");
    }
}

#[test]
fn items() {
    for (manner, text, expected) in [
        (Manner::Title, "- [ ] `cargo fmt --check` passes", "cargo fmt --check"),
        (Manner::Title, "- [ ] Run `go test ./...`", "go test ./..."),
        (Manner::Title, "- [ ] All tests pass: `make test`", "make test"),
        (Manner::Title, "- [ ] Create `pkg/web/event.go` with `Event struct`", ""),
        (Manner::Title, "- [ ] `struct Event` exists", ""),
        (Manner::Title, "- [ ] Add `const x = 1` before `return x`", ""),
        (Manner::Task, "- [ ] `cargo fmt --check` passes", "cargo fmt --check"),
        (Manner::Task, "- [ ] Linted (`make lint x`)", "make lint x"),
        (Manner::Task, "- [ ] Build: `make`", "make"),
        (Manner::Task, "- [ ] Add a flag to the `git clone x` prompt", ""),
        (Manner::Body, "Changed: `scripts/a.sh`, `scripts/b.sh`", ""),
        (Manner::Body, "Add to it: `case .a: return b`", ""),
        (Manner::Body, "Then: `git status -s`", "git status -s"),
        (Manner::Body, "Use `git worktree list` for that", ""),
        (Manner::Body, "```sh\ngit commit\n```", ""),
        (Manner::Check, "```sh\nmake\n```", "make"),
        (Manner::Check, "Use `git worktree list` for that", ""),
        (Manner::Body, "Run: `git status`\nExpected: clean", "git status => clean"),
    ] {
        assert_eq!(gathered(text, manner), expected, "{text}");
    }
}
