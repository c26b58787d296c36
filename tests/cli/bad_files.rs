//! Files that are no plans, or may not be read or written.

use insta::assert_snapshot;

use crate::PLAN;
use crate::bench::Bench;

/// Returns what each of `lines` says.
fn all(bench: &Bench, lines: &[&str]) -> String {
    let said: Vec<String> = lines.iter().map(|line| format!("$ {line}\n{}", bench.run(line))).collect();
    said.concat()
}

#[test]
fn what_is_no_file_of_text_is_named() {
    let bench = Bench::new();
    bench.write("latin1.md", b"# Plan\n\n- [ ] caf\xe9\n");
    bench.write("utf16.md", "# P\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    std::fs::create_dir(bench.path("folder.md")).expect("a folder");
    assert_snapshot!(all(&bench, &[
        "missing.md", "tick missing.md 1", "show missing.md --json", "no/such/plan", "latin1.md", "tick latin1.md 1",
        "utf16.md", "status utf16.md", "folder.md", "tick folder.md 1",
    ]), @r#"
    $ missing.md
    ! tickdown: missing.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    $ tick missing.md 1
    ! tickdown: missing.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    $ show missing.md --json
    {"schema":1,"error":{"code":"no-such-file","message":"missing.md: no such file. Check the name, or write a new plan with \"tickdown new\".","candidates":[]}}
    ! tickdown: missing.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    $ no/such/plan
    ! tickdown: no/such/plan: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    $ latin1.md
    ! tickdown: latin1.md:3: expected UTF-8, found the byte 0xe9 at offset 17. Convert the file first, for example with "iconv -f WINDOWS-1252 -t UTF-8".
    => 3
    $ tick latin1.md 1
    ! tickdown: latin1.md:3: expected UTF-8, found the byte 0xe9 at offset 17. Convert the file first, for example with "iconv -f WINDOWS-1252 -t UTF-8".
    => 3
    $ utf16.md
    ! tickdown: utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ status utf16.md
    ! tickdown: utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ folder.md
    ! tickdown: no plan in folder.md: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    $ tick folder.md 1
    ! tickdown: no plan in folder.md: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
}

#[test]
fn a_pipe_is_not_waited_for() {
    let bench = Bench::new();
    let pipe = bench.path("pipe.md");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).expect("a pipe");
    assert_snapshot!(all(&bench, &["pipe.md", "tick pipe.md 1", "status ."]), @r#"
    $ pipe.md
    ! tickdown: pipe.md: expected a Markdown file, found a named pipe. Save the plan in a file and open that.
    => 3
    $ tick pipe.md 1
    ! tickdown: pipe.md: expected a Markdown file, found a named pipe. Save the plan in a file and open that.
    => 3
    $ status .
    ! tickdown: no plan in this folder: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
}

#[test]
fn rights_are_respected() {
    let bench = Bench::unprivileged();
    bench.write("secret.md", PLAN).mode("secret.md", 0o000);
    bench.write("fixed.md", PLAN).mode("fixed.md", 0o444);
    bench.write("closed/PLAN.md", PLAN).mode("closed", 0o000);
    assert_snapshot!(all(&bench, &[
        "secret.md", "tick secret.md 2.1", "show fixed.md 2.1#1", "tick fixed.md 2.1#2",
        "tick fixed.md 2.1#2 --json", "tick fixed.md 2.1#1", "tick fixed.md 2.1#2 --dry-run", "closed",
        "closed/PLAN.md", "new closed/new.md",
    ]), @r#"
    $ secret.md
    ! tickdown: secret.md: expected a file that you may read, found mode 0000. Allow it with "chmod u+r", or ask its owner.
    => 3
    $ tick secret.md 2.1
    ! tickdown: secret.md: expected a file that you may read, found mode 0000. Allow it with "chmod u+r", or ask its owner.
    => 3
    $ show fixed.md 2.1#1
    - [x] Route exists
    => 0
    $ tick fixed.md 2.1#2
    ! tickdown: fixed.md: read-only: its mode 0444 lets nobody write. Nothing was written.
    => 3
    $ tick fixed.md 2.1#2 --json
    {"schema":1,"error":{"code":"read-only","message":"fixed.md: read-only: its mode 0444 lets nobody write. Nothing was written.","candidates":[]}}
    ! tickdown: fixed.md: read-only: its mode 0444 lets nobody write. Nothing was written.
    => 3
    $ tick fixed.md 2.1#1
    already done  2.1/route-exists  Route exists  (line 16)
    => 0
    $ tick fixed.md 2.1#2 --dry-run
    --- fixed.md
    +++ fixed.md
    @@ -14,7 +14,7 @@
     - **Validation**: a signed request is stored
     
     - [x] Route exists
    -- [ ] Signature is checked
    +- [x] Signature is checked
     
     ### Step 2.2: Retry with backoff
     - **Dependencies**: Step 2.1
    => 0
    $ closed
    ! tickdown: closed cannot be searched: Permission denied (os error 13).
    => 3
    $ closed/PLAN.md
    ! tickdown: closed/PLAN.md: expected a file that you may read, found a folder on the way that you may not enter.
    => 3
    $ new closed/new.md
    ! tickdown: closed/new.md cannot be written: Permission denied (os error 13). Nothing was written.
    => 3
    "#);
    bench.mode("closed", 0o700);
}

#[test]
fn files_with_little_in_them_can_be_read() {
    let bench = Bench::new();
    bench.write("empty.md", "").write("prose.md", "# Prose\n\nNothing to tick.\n");
    assert_snapshot!(all(&bench, &[
        "empty.md", "show empty.md", "status empty.md --json", "tick empty.md 1", "prose.md", "show prose.md",
        "tick prose.md prose",
    ]), @r#"
    $ empty.md
    ! tickdown: standard input is not a terminal; `tickdown show` and `tickdown status` print a plan as text.
    => 2
    $ show empty.md
    empty.md
    => 0
    $ status empty.md --json
    {"schema":1,"plans":[{"file":"empty.md","title":"empty.md","progress":null,"items":null,"steps":null,"phases":null,"next":null,"conflict":null}]}
    => 0
    $ tick empty.md 1
    ! tickdown: empty.md: expected a plan, found an empty file. Nothing was written.
    => 3
    $ prose.md
    ! tickdown: standard input is not a terminal; `tickdown show` and `tickdown status` print a plan as text.
    => 2
    $ show prose.md
    Prose
    => 0
    $ tick prose.md prose
    ! tickdown: prose.md: nothing in it is called "prose". "tickdown show prose.md" prints the addresses. Nothing was written.
    => 1
    "#);
}

#[test]
fn conflict_markers_take_no_writes() {
    let bench = Bench::new();
    bench.write("PLAN.md", "# A\n\n<<<<<<< ours\n- [x] b\n=======\n- [ ] b\n>>>>>>> theirs\n- [ ] c\n");
    assert_snapshot!(all(&bench, &[
        "PLAN.md", "show PLAN.md", "status", "status --json", "next", "tick PLAN.md c", "tick PLAN.md c --json",
    ]), @r#"
    $ PLAN.md
    ! tickdown: standard input is not a terminal; `tickdown show` and `tickdown status` print a plan as text.
    => 2
    $ show PLAN.md
    A  1/3
      ▣ b  b
      ▢ b@2  b
      ▢ c  c
    ! tickdown: PLAN.md:3: a merge conflict starts here, and the counts hold both sides. Resolve it in the file.
    => 0
    $ status
    PLAN.md  A
      1/3 done
      next  b@2  b  (line 6)
    ! tickdown: PLAN.md:3: a merge conflict starts here, and the counts hold both sides. Resolve it in the file.
    => 0
    $ status --json
    {"schema":1,"plans":[{"file":"PLAN.md","title":"A","progress":{"done":1,"total":3},"items":{"done":1,"total":3,"cancelled":0},"steps":null,"phases":null,"next":{"address":"b@2","title":"b","line":6},"conflict":3}]}
    ! tickdown: PLAN.md:3: a merge conflict starts here, and the counts hold both sides. Resolve it in the file.
    => 0
    $ next
    b@2  b  (line 6)
    ! tickdown: PLAN.md:3: a merge conflict starts here, and the counts hold both sides. Resolve it in the file.
    => 0
    $ tick PLAN.md c
    ! tickdown: PLAN.md: line 3 starts a merge conflict: resolve the conflict in the file first. Nothing was written.
    => 1
    $ tick PLAN.md c --json
    {"schema":1,"error":{"code":"conflict-markers","message":"PLAN.md: line 3 starts a merge conflict: resolve the conflict in the file first. Nothing was written.","candidates":[]}}
    ! tickdown: PLAN.md: line 3 starts a merge conflict: resolve the conflict in the file first. Nothing was written.
    => 1
    "#);
}

#[test]
fn what_cannot_be_read_hides_no_other_plan() {
    let bench = Bench::unprivileged();
    bench.write("docs/good.md", PLAN).write("docs/notes.md", "# Notes\n");
    bench.write("docs/utf16.md", "# P\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    bench.write("docs/secret.md", PLAN).mode("docs/secret.md", 0o000);
    bench.write("docs/closed/PLAN.md", PLAN).mode("docs/closed", 0o000);
    bench.write("bad/utf16.md", b"\xff\xfe#\0").write("bad/notes.md", "# Notes\n");
    assert_snapshot!(all(&bench, &[
        "status", "status docs/good.md missing.md", "status missing.md docs/good.md bad", "status docs --json",
        "status bad", "next bad", "status missing.md --json",
    ]), @r#"
    $ status
    docs/good.md  Payment webhook
      2/7 done, 0 of 3 steps validated, 1 cancelled
      next  2.1  Wire the webhook  (line 12)
    ! tickdown: docs/closed cannot be searched: permission denied.
    ! tickdown: bad/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    ! tickdown: docs/secret.md: expected a file that you may read, found mode 0000. Allow it with "chmod u+r", or ask its owner.
    ! tickdown: docs/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ status docs/good.md missing.md
    docs/good.md  Payment webhook
      2/7 done, 0 of 3 steps validated, 1 cancelled
      next  2.1  Wire the webhook  (line 12)
    ! tickdown: missing.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    $ status missing.md docs/good.md bad
    docs/good.md  Payment webhook
      2/7 done, 0 of 3 steps validated, 1 cancelled
      next  2.1  Wire the webhook  (line 12)
    ! tickdown: missing.md: no such file. Check the name, or write a new plan with "tickdown new".
    ! tickdown: no plan in bad: its one readable Markdown file has no phase, no step and fewer than three boxes. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    ! bad/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ status docs --json
    {"schema":1,"plans":[{"file":"docs/good.md","title":"Payment webhook","progress":{"done":2,"total":7},"items":{"done":1,"total":6,"cancelled":1},"steps":{"done":1,"validated":0,"total":3},"phases":{"done":1,"total":2},"next":{"address":"2.1","title":"Wire the webhook","line":12},"conflict":null}],"errors":[{"code":"unreadable","message":"docs/closed cannot be searched: permission denied.","candidates":[]},{"code":"no-permission","message":"docs/secret.md: expected a file that you may read, found mode 0000. Allow it with \"chmod u+r\", or ask its owner.","candidates":[]},{"code":"utf16","message":"docs/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with \"iconv -f UTF-16LE -t UTF-8\".","candidates":[]}]}
    ! tickdown: docs/closed cannot be searched: permission denied.
    ! tickdown: docs/secret.md: expected a file that you may read, found mode 0000. Allow it with "chmod u+r", or ask its owner.
    ! tickdown: docs/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ status bad
    ! tickdown: no plan in bad: its one readable Markdown file has no phase, no step and fewer than three boxes. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    ! bad/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ next bad
    ! tickdown: no plan in bad: its one readable Markdown file has no phase, no step and fewer than three boxes. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    ! bad/utf16.md: expected UTF-8, found UTF-16LE. Convert the file first, for example with "iconv -f UTF-16LE -t UTF-8".
    => 3
    $ status missing.md --json
    {"schema":1,"error":{"code":"no-such-file","message":"missing.md: no such file. Check the name, or write a new plan with \"tickdown new\".","candidates":[]}}
    ! tickdown: missing.md: no such file. Check the name, or write a new plan with "tickdown new".
    => 3
    "#);
    bench.mode("docs/closed", 0o700);
}

#[test]
fn a_file_that_is_too_large_is_named_in_its_folder() {
    let bench = Bench::new();
    bench.write("PLAN.md", PLAN);
    let huge = std::fs::File::create(bench.path("huge.md")).expect("a file");
    huge.set_len(tickdown::store::SIZE_LIMIT + 1).expect("a length");
    let output = bench.output(["status"], &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("PLAN.md  Payment webhook\n"));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "tickdown: huge.md: expected at most 64 MiB, found 65 MiB. Split the plan into several files.\n"
    );
}
