//! Arrows between layers point down: every path in `src` is held against one small table.

use std::fs;
use std::path::{Path, PathBuf};

/// A layer, the layers it may name beside itself, and what else it must not name.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
}

/// No file, no terminal, no clock.
const PURE: &[&str] = &[
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::time::Instant",
    "std::time::SystemTime",
    "crossterm",
    "jiff",
    "notify",
    "ratatui",
    "rustix",
    "tui_textarea",
];

const LAYERS: &[Layer] = &[
    Layer { name: "text", may_use: &[], never: PURE },
    Layer { name: "plan", may_use: &["text"], never: PURE },
    Layer { name: "store", may_use: &["plan", "text"], never: &["crossterm", "ratatui"] },
    Layer { name: "folder", may_use: &["plan", "store", "text"], never: &["crossterm", "ratatui"] },
    Layer { name: "git", may_use: &["text"], never: &["crossterm", "ratatui"] },
    Layer { name: "app", may_use: &["plan", "text"], never: PURE },
    Layer { name: "ui", may_use: &["app", "plan", "text"], never: &["std::fs", "std::io", "crossterm", "notify"] },
    Layer { name: "config", may_use: &["app", "plan", "text", "ui"], never: &["crossterm", "notify"] },
    Layer { name: "tui", may_use: &["app", "config", "folder", "plan", "store", "text", "ui"], never: &[] },
    Layer {
        name: "cli",
        may_use: &["app", "config", "folder", "git", "plan", "store", "text", "tui", "ui"],
        never: &[],
    },
];

#[test]
fn arrows_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut seen = 0;
    for file in rust_files(&src) {
        let inside = file.strip_prefix(&src).expect("it was found there");
        let module = module_path(inside);
        if module.is_empty() {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&file).expect("source is readable");
        found.extend(violations(&module, &text).into_iter().map(|what| format!("{}: {what}", inside.display())));
    }
    assert!(seen > 10, "only {seen} files were looked at");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn unsafe_code_stands_in_one_file() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let may = |text: &str| text.contains("unsafe_code)]") || text.contains("unsafe {") || text.contains("libc::");
    let mut files: Vec<_> = rust_files(&src);
    files.retain(|file| may(&fs::read_to_string(file).expect("source is readable")));
    assert_eq!(files, [src.join("store/lease.rs")]);
}

/// No file has more lines of code, its tests left out.
const LONGEST_FILE: usize = 500;

/// No function has more lines; tests may, since they are tables and screens.
const LONGEST_FUNCTION: usize = 60;

#[test]
fn no_file_and_no_function_is_too_long() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in rust_files(&src) {
        let inside = file.strip_prefix(&src).expect("it was found there");
        let is_test = |name: &str| name == "drive" || name.trim_end_matches(".rs").ends_with("tests");
        if inside.iter().filter_map(|part| part.to_str()).any(is_test) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("source is readable");
        let code: Vec<&str> = text.lines().take_while(|line| *line != "mod tests {").collect();
        if code.len() > LONGEST_FILE {
            found.push(format!("{}: {} lines", inside.display(), code.len()));
        }
        let long = functions(&code).into_iter().filter(|(_, lines)| *lines > LONGEST_FUNCTION);
        found.extend(long.map(|(at, lines)| format!("{}:{at}: a function of {lines} lines", inside.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Returns the line of each function, from 1, and how many lines it has. `cargo fmt` has laid `code` out.
fn functions(code: &[&str]) -> Vec<(usize, usize)> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_function = |line: &str| {
        let words = line.trim_start().split(' ').take_while(|word| !word.contains('(') || word.starts_with("pub("));
        !line.trim_start().starts_with("//") && words.into_iter().any(|word| word == "fn")
    };
    let end = |start: usize| {
        let closes = |line: &&str| indent(line) == indent(code[start]) && line.trim_start().starts_with(['}', ';']);
        code[start..]
            .iter()
            .position(|line| closes(line) || indent(line) == indent(code[start]) && line.ends_with([';', '}']))
    };
    let starts = (0..code.len()).filter(|&at| is_function(code[at]));
    starts.filter_map(|start| Some((start + 1, end(start)? + 1))).collect()
}

#[test]
fn functions_are_measured() {
    let code = [
        "impl A {",
        "    pub(super) fn a(",
        "        b: u8,",
        "    ) -> u8 {",
        "        b",
        "    }",
        "",
        "    fn c();",
        "    const fn d() {}",
        "}",
    ];
    assert_eq!(functions(&code), [(2, 5), (8, 1), (9, 1)]);
}

#[test]
fn a_path_upwards_is_found() {
    for (module, source, expected) in [
        ("text::edit", "use crate::plan::Plan;", "names plan"),
        ("plan::node", "use crate::{text::Span, app::Model};", "names app"),
        ("plan::node", "use crate::{\n    text::{Span, ui},\n    store::Store,\n};", "names store"),
        ("plan", "fn f(x: super::store::Snapshot) {}", "names store"),
        ("plan::node", "use super::super::ui;", "names ui"),
        ("store::file", "fn f() { let m = crate::app::Msg::Quit; }", "names app"),
        ("app::tree", "use std::{fmt, fs};", "names std::fs"),
        ("app::tree", "use std::{fmt, time::{Duration, Instant}};", "names std::time::Instant"),
        ("plan::node", "fn f() { ::std::io::stdout(); }", "names std::io"),
        ("app", "use ratatui::text::Line;", "names ratatui"),
        ("ui::tree", "use crossterm::event::Event;", "names crossterm"),
        ("mcp::server", "", "has no row"),
    ] {
        let module: Vec<_> = module.split("::").collect();
        let found = violations(&module, source).join(", ");
        assert!(found.contains(expected), "{source:?} in {module:?} gave {found:?}");
    }
}

#[test]
fn a_path_downwards_is_none() {
    for (module, source) in [
        ("app::tree", "use crate::plan::{Kind, Plan};\nuse crate::text::Span;\nuse std::{fmt, time::Duration};"),
        (
            "plan::node",
            "use super::intent::Op; use super::{app, ui}; // crate::app\n/// See [`crate::ui`].\nlet x = fs::ui;",
        ),
        ("ui", "use crate::{app::{Model, update}, plan::Plan};"),
        ("cli::new", "use crate::tui; use std::fs;"),
        ("plan::node", "let ratatuilike = my_ratatui::ratatui_x::y;"),
    ] {
        let module: Vec<_> = module.split("::").collect();
        assert_eq!(violations(&module, source), Vec::<String>::new(), "{source:?}");
    }
}

/// Returns what `source`, the text of the module at the path `module`, names and must not.
fn violations(module: &[&str], source: &str) -> Vec<String> {
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == module[0]) else {
        return vec![format!("{} has no row in the table of layers", module[0])];
    };
    let above = |path: &String| {
        let name = path.strip_prefix("crate::")?.split("::").next()?;
        let known = LAYERS.iter().any(|layer| layer.name == name);
        (known && name != layer.name && !layer.may_use.contains(&name)).then(|| name.to_owned())
    };
    let outside = |path: &String| {
        // The name of a crate alone is a word like any other, such as that of a field.
        let starts = |never: &&&str| {
            let behind = path.strip_prefix(**never);
            behind.is_some_and(|rest| rest.starts_with("::") || rest.is_empty() && never.contains("::"))
        };
        layer.never.iter().find(starts).map(ToString::to_string)
    };
    let mut names: Vec<_> =
        paths(module, source).iter().filter_map(|path| above(path).or_else(|| outside(path))).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| format!("{} names {name}", layer.name)).collect()
}

/// Returns every path of `source`, groups taken apart, `super` resolved against `module`.
fn paths(module: &[&str], source: &str) -> Vec<String> {
    let code: String =
        source.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        rest = &rest[at..];
        rest = &rest[path(rest, "", &mut found)..];
    }
    found.iter().map(|path| resolve(module, path)).collect()
}

/// Collects the path at the start of `text`, behind `prefix`, and all that its groups hold; returns how long it is.
fn path(text: &str, prefix: &str, found: &mut Vec<String>) -> usize {
    let name = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let whole = format!("{prefix}{}", &text[..name]);
    let Some(behind) = text[name..].strip_prefix("::") else {
        found.push(whole);
        return name;
    };
    let prefix = format!("{whole}::");
    if behind.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return name + 2 + path(behind, &prefix, found);
    }
    found.push(whole);
    let Some(group) = behind.strip_prefix('{') else { return name + 2 };
    let mut at = 0;
    while let Some(next) = group[at..].find(|c: char| c == '}' || c.is_alphabetic() || c == '_') {
        at += next;
        if group[at..].starts_with('}') {
            break;
        }
        at += path(&group[at..], &prefix, found);
    }
    name + 3 + (at + 1).min(group.len())
}

/// Returns `path` from the crate's root where it starts with `super` or `self`, else as it is.
fn resolve(module: &[&str], path: &str) -> String {
    let mut here = module.to_vec();
    let mut rest = path.strip_prefix("self::").unwrap_or(path);
    if !rest.starts_with("super::") {
        return rest.to_owned();
    }
    while let Some(behind) = rest.strip_prefix("super::") {
        here.pop();
        rest = behind;
    }
    here.insert(0, "crate");
    format!("{}::{rest}", here.join("::"))
}

/// Returns the path of the module that the file `inside` of `src` holds; empty for the roots.
fn module_path(inside: &Path) -> Vec<&str> {
    let stem = inside.file_stem().and_then(|stem| stem.to_str()).expect("names of sources are UTF-8");
    let folders = inside.parent().into_iter().flat_map(Path::iter).filter_map(|part| part.to_str());
    let own = (!matches!(stem, "mod" | "lib" | "main")).then_some(stem);
    folders.chain(own).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("src is readable").map(|entry| entry.expect("src is readable").path());
    let mut files: Vec<_> = entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}
