//! What looks like the path of a file, and what only resembles one: URLs, commands, versions, `and/or`.
//!
//! Nothing is looked up here, so this is a matter of looks. Better a file that is not noticed than a word taken for one.

use std::sync::LazyLock;

use super::HashSet;

/// How a text is written in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As a word among others.
    Word,
    /// As a code span, or as the target of a link.
    Code,
}

/// What the text around it leads one to expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// Anything: a sentence.
    Words,
    /// A file: the value of a Files field.
    Files,
}

/// A path, and the place in the file that is written behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) path: &'a str,
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
}

/// Words that are found at once, however many they are: every word of a plan is asked for.
type Words = LazyLock<HashSet<&'static str>>;

/// Returns the words of `list`, which are set apart by blanks.
fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// No path is longer, in bytes (Linux allows 4096, and no plan comes near it).
const LONGEST: usize = 512;

/// Extensions that make a name a file's even where nothing else does. Lower case.
static EXTENSIONS: Words = LazyLock::new(|| {
    words(
        "adoc astro bash bat bazel bib bzl c cc cfg cjs clj cljs cmake cmd conf cpp cs csproj cshtml css csv cts cu \
        cxx dart diff dockerfile drawio edn ejs entitlements erb ex exs fish fs fsx gemspec gif glsl go gql gradle \
        graphql h hbs hcl hh hpp hs htm html ico ini ipynb java jpeg jpg js json json5 jsonc jsonl jsx kt kts less \
        lock lua m md mdc mdx metal mjs mk ml mli mm mmd mod mts ndjson nim nix pbxproj pdf php pl plist pm png \
        prisma properties proto ps1 psm1 pug puml py pyi rake razor rb resx rmd rs rst sass scala scss service sh \
        sln snap sol sql storyboard strings sum svelte svg swift tex tf tfvars tmpl toml tpl ts tsv tsx txt vb vue \
        wasm webp wgsl xaml xcconfig xib xml xsd yaml yml zig zsh",
    )
});

/// Files without an extension that are known by their names alone.
static NAMES: Words = LazyLock::new(|| {
    words(
        "Brewfile Dockerfile Gemfile Jenkinsfile Justfile Makefile Pipfile Procfile Rakefile Vagrantfile justfile \
        makefile .babelrc .bashrc .dockerignore .editorconfig .env .eslintrc .gitattributes .gitignore .gitmodules \
        .npmignore .npmrc .nvmrc .prettierignore .prettierrc .zshrc",
    )
});

/// The same, but words as well: files only where they are written as code or expected.
static ALSO_WORDS: Words =
    LazyLock::new(|| words("BUILD CHANGELOG CODEOWNERS CONTRIBUTING LICENSE NOTICE README VERSION WORKSPACE"));

/// Names that end like a file and are none. Lower case.
static PRODUCTS: Words = LazyLock::new(|| {
    words(
        "alpine.js backbone.js chart.js d3.js discord.js docs.rs ember.js express.js next.js node.js nuxt.js react.js \
        three.js vue.js",
    )
});

/// Ends of host names: `github.com/a/b.go` is on the net.
const HOSTS: [&str; 9] = [".com", ".org", ".net", ".io", ".dev", ".app", ".co", ".ai", ".rs"];

/// What stands for something to be filled in.
const SLOTS: [&str; 4] = ["YYYY", "NNN", "XXX", "…"];

/// Returns the path that `text` is, `None` where it is something else. `text` is one word without blanks around it.
pub(super) fn path(text: &str, written: Written, expected: Expected) -> Option<Found<'_>> {
    if text.len() > LONGEST {
        return None;
    }
    // `@src/a.rs` is how some assistants are pointed to a file; `@/a.ts` is an alias that only a bundler knows.
    let text = text.strip_prefix('@').filter(|rest| !rest.starts_with('/')).unwrap_or(text);
    let found = place(text)?;
    // Most words are no file by their looks, which is known sooner.
    (looks_like_file(found.path, written, expected) && may_be_path(found.path)).then_some(found)
}

/// Takes the place off the end of a path: `:12`, `:12:3`, `:12-20`, `#L12`. `None` where another colon stands there.
fn place(text: &str) -> Option<Found<'_>> {
    if let Some((path, anchor)) = text.split_once('#') {
        let line = anchor.strip_prefix('L').and_then(|line| number(line)).map(|(line, _)| line);
        return (!path.contains(':')).then_some(Found { path, line, column: None });
    }
    let drive = usize::from(is_drive(text)) * 2;
    let Some(colon) = text[drive..].find(':').map(|at| drive + at) else {
        return Some(Found { path: text, line: None, column: None });
    };
    let (path, behind) = (&text[..colon], &text[colon + 1..]);
    let (line, rest) = number(behind)?;
    let end = rest.strip_prefix(':').or_else(|| rest.strip_prefix('-')).or_else(|| rest.strip_prefix('–'));
    let column = match end.map(number) {
        None if rest.is_empty() => None,
        Some(Some((column, ""))) => rest.starts_with(':').then_some(column),
        _ => return None,
    };
    Some(Found { path, line: Some(line), column })
}

/// Returns the number, 1 or more, that `text` starts with, perhaps behind an `L`, and what follows it.
fn number(text: &str) -> Option<(usize, &str)> {
    let text = text.strip_prefix('L').unwrap_or(text);
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    digits.parse().ok().filter(|&number| number > 0).map(|number| (number, rest))
}

/// Returns whether `text` starts with a drive of Windows: `C:\`.
fn is_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Returns whether nothing in `path` speaks against it: no URL, glob, option, placeholder, call.
fn may_be_path(path: &str) -> bool {
    let body = if is_drive(path) { &path[2..] } else { path };
    let strange = |c: char| c.is_whitespace() || c.is_control() || "*?<>|\"'`{}$^;!=:".contains(c);
    let mut parts = body.split(['/', '\\']);
    let host = parts.clone().next().unwrap_or_default();
    let remote = body.contains('/') && !host.starts_with('.') && HOSTS.iter().any(|end| host.ends_with(end));
    !(path.starts_with(['-', '~', '@'])
        || body.contains(strange)
        || body.contains("//")
        || remote
        || SLOTS.iter().any(|slot| body.contains(slot))
        || parts.any(is_odd))
}

/// Returns whether a part between slashes can hardly be a name: a call, an address, an ellipsis.
fn is_odd(part: &str) -> bool {
    let group = part.starts_with('(') && part.ends_with(')') && part.len() > 2;
    part == "..." || part.rfind('@').is_some_and(|at| at > 0) || part.contains(['(', ')']) && !group
}

/// Returns whether `path` looks like a file, for how and where it is written.
fn looks_like_file(path: &str, written: Written, expected: Expected) -> bool {
    let (folder, name) = path.rsplit_once(['/', '\\']).map_or((None, path), |(folder, name)| (Some(folder), name));
    let files = expected == Expected::Files;
    if name.is_empty() {
        return files && folder.is_some_and(|folder| folder.contains(char::is_alphanumeric));
    }
    if NAMES.contains(name) || name.starts_with(".env.") {
        return true;
    }
    let code = written == Written::Code;
    if ALSO_WORDS.contains(name) {
        return code || files || folder.is_some();
    }
    match extension(name) {
        Some(extension) if is_known(name, extension) => {
            let prose = !files && (folder.is_none() || !code);
            !(prose && PRODUCTS.contains(&*name.to_lowercase()))
        }
        Some(extension) => code && (folder.is_some() || files) && is_plain(extension),
        None if !files => false,
        None if code => folder.is_some() && path.contains(char::is_lowercase),
        // `N/A`, `UI/UX` and `create/modify` have one slash, too.
        None => path.starts_with(['/', '.']) || path.matches(['/', '\\']).count() > 1,
    }
}

/// Returns what follows the last point of `name`, where something stands before it.
fn extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    (stem.contains(char::is_alphanumeric) && !extension.is_empty()).then_some(extension)
}

/// Returns whether files end with `extension`. `2.c` and `p.m` are no files, and `Text.Json` is part of a program.
fn is_known(name: &str, extension: &str) -> bool {
    let shouted = extension.len() > 1 && extension.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let known = if shouted { EXTENSIONS.contains(&*extension.to_lowercase()) } else { EXTENSIONS.contains(extension) };
    let stem = &name[..name.len() - extension.len() - 1];
    let enough = extension.len() > 1 || stem.len() > 1 && stem.contains(char::is_alphabetic);
    (known || matches!(extension, "R" | "Rmd")) && enough
}

/// Returns whether something unknown may be an extension: `tmpl2`, but not `callCount` or `0`.
fn is_plain(extension: &str) -> bool {
    extension.len() <= 10
        && extension != "git"
        && extension.starts_with(|first: char| first.is_ascii_lowercase())
        && extension.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, written: Written, expected: Expected) -> String {
        let Some(found) = path(text, written, expected) else { return "-".to_owned() };
        let number = |number: Option<usize>| number.map_or(String::new(), |number| format!(" {number}"));
        format!("{}{}{}", found.path, number(found.line), number(found.column))
    }

    #[test]
    fn places_are_taken_off() {
        for (text, expected) in [
            ("src/a.rs", "src/a.rs"),
            ("src/a.rs:12", "src/a.rs 12"),
            ("src/a.rs:12:3", "src/a.rs 12 3"),
            ("src/a.rs:12-20", "src/a.rs 12"),
            ("src/a.rs:12–20", "src/a.rs 12"),
            ("src/a.rs:L12-L20", "src/a.rs 12"),
            ("src/a.rs#L12", "src/a.rs 12"),
            ("src/a.rs#L12-L20", "src/a.rs 12"),
            ("docs/guide.md#set-up", "docs/guide.md"),
            ("C:\\src\\a.rs:7", "C:\\src\\a.rs 7"),
            ("C:/src/a.rs", "C:/src/a.rs"),
            ("@docs/guide.md", "docs/guide.md"),
            ("src/a.rs:0", "-"),
            ("src/a.rs:", "-"),
            ("src/a.rs:x", "-"),
            ("src/a.rs:1:2:3", "-"),
            ("src/a.rs:99999999999999999999", "-"),
        ] {
            assert_eq!(shown(text, Written::Word, Expected::Words), expected, "{text}");
        }
    }

    #[test]
    fn words_are_files_only_where_they_must_be() {
        for text in [
            "src/webhook.rs",
            "./x/y.toml",
            "../x/y.toml",
            "docs/guide.md",
            "Makefile",
            "build/Makefile",
            "Cargo.toml",
            "Cargo.lock",
            ".gitignore",
            ".env.example",
            ".github/workflows/ci.yml",
            "app/[slug]/page.tsx",
            "app/(auth)/page.tsx",
            "src/routes/+page.svelte",
            "packages/@scope/x.ts",
            "__init__.py",
            "main.c",
            "analysis.R",
            "README.MD",
            "2026-01-02-notes.md",
            "0007_events.sql",
            "文档/计划.md",
            "/etc/nginx/nginx.conf",
            "src\\app\\main.rs",
            "docs/README",
        ] {
            assert_eq!(shown(text, Written::Word, Expected::Words), text, "{text}");
        }
    }

    #[test]
    fn other_words_are_no_files() {
        for text in [
            "and/or",
            "read/write",
            "N/A",
            "24/7",
            "1.2.3",
            "v1.2.3",
            "2026-01-02",
            "2.1",
            "2.c",
            "p.m",
            "e.g",
            "Node.js",
            "TypeScript/Node.js",
            "docs.rs",
            "ASP.NET",
            "System.Text.Json",
            "https://x.y/z.md",
            "github.com/a/b.go",
            "//x.js",
            "ann@x.md",
            "@/components/x.tsx",
            "path/with/{placeholder}.rs",
            "<root>/a.rs",
            "src/*.rs",
            "src/.../a.rs",
            "docs/YYYY-notes.md",
            "$HOME/a.rs",
            "~/notes.md",
            "--file=a.rs",
            "crate::plan::x.rs",
            ".rs",
            "shared/types",
            "README",
            "console.log",
            "foo.bar",
            "pkg/foo.Bar",
            "docs/",
            "/",
            "..",
        ] {
            assert_eq!(shown(text, Written::Word, Expected::Words), "-", "{text}");
        }
    }

    #[test]
    fn code_and_files_fields_say_more() {
        use Expected::{Files, Words};
        use Written::{Code, Word};
        for (text, written, expected, is_path) in [
            ("skills/SKILL.md.tmpl2", Code, Words, true),
            ("skills/SKILL.md.tmpl2", Word, Words, false),
            ("README", Code, Words, true),
            ("README", Word, Files, true),
            ("window.callCount", Code, Words, false),
            ("window.callCount", Code, Files, false),
            ("Dockerfile.dev", Code, Files, true),
            ("Dockerfile.dev", Code, Words, false),
            ("chart.js", Word, Files, true),
            ("src/chart.js", Code, Words, true),
            ("src/chart.js", Word, Words, false),
            ("bin/run", Code, Files, true),
            ("bin/run", Code, Words, false),
            ("bin/run", Word, Files, false),
            ("./bin/run", Word, Files, true),
            ("a/b/run", Word, Files, true),
            ("docs/", Word, Files, true),
            ("docs/", Code, Words, false),
            ("N/A", Word, Files, false),
            ("N/A", Code, Files, false),
            ("create/modify", Word, Files, false),
            ("AppState", Code, Files, false),
            ("a/b.git", Code, Words, false),
            ("store.reindex(id)", Code, Files, false),
        ] {
            assert_eq!(shown(text, written, expected) != "-", is_path, "{text} {written:?} {expected:?}");
        }
        let long = "a/".repeat(300) + "b.rs";
        assert_eq!(shown(&long, Code, Files), "-");
    }
}
