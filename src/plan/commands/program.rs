//! Which code is a command: plans put names, values and paths between backticks as well.

/// Where the code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// Where nothing else is to be expected: behind `Run:`, or the whole value of a field.
    Told,
    /// Where a command is to be expected: first on its line, or behind `Run:`.
    Command,
    /// Where a command may be, or the name of anything else.
    Known,
    /// Somewhere among words.
    Words,
}

/// Programs that can hardly be anything else, with something behind them.
const PROGRAMS: &str = " act actionlint alembic ansible-playbook artisan aws az bandit bash bazel biome black buf bun bundle bunx \
    cabal cargo cat cd cmake cmp composer coverage ctest curl cypress dart deno diff docker docker-compose dotnet dune echo \
    egrep env eslint export false find fish flake8 flutter flyway gcc gh ghc git go gofmt golangci-lint gotestsum gradle gradlew grep \
    gunzip hatch head helm http hurl invoke isort java javac jest jq just k6 knip kubectl lake lein lerna ls lychee make \
    markdownlint maturin meson mise mix mkdir mocha mongosh mvn mypy mysql nim ninja node nox npm npx nx openspec opam openssl \
    pdm php phpstan phpunit pip pip3 pipenv playwright pnpm podman poetry pre-commit prettier prisma printf protoc psql pyright \
    pytest python python3 rails rake redis-cli rg rspec rubocop ruby ruff rustc rustup sbt sed semgrep sh shellcheck shfmt \
    sleep snyk sqlite3 ssh stack staticcheck stat stylelint supabase svelte-check swift swiftformat swiftlint systemctl tail \
    task terraform test tickdown time timeout tofu tox trivy true tsc turbo uv uvx vite vitest vue-tsc wc webpack wget wrangler \
    xcodebuild xcrun yamllint yarn yq zig zsh ";

/// Programs that say enough alone, where a command is to be expected.
const ALONE: &str = " ctest eslint golangci-lint jest just make meson mypy ninja nox phpunit pyright pytest rake rspec rubocop \
    shellcheck staticcheck tox tsc vitest ";

/// First words of code that is none.
const CODE: &str = " abstract alter and as async await case class const create def delete do drop enum export extends final fn for \
    foreach from func function if impl implements import in insert interface is let match mod module new not null or package \
    private protected pub public return select static struct switch throw trait try type typedef typeof union unsafe update use using \
    var void where while with yield ";

/// Returns whether `code` is a command.
pub(super) fn is_command(code: &str, ground: Ground) -> bool {
    let mut words = code.split_whitespace().map(|word| word.trim_start_matches(['(', '!', '{'])).peekable();
    while words.next_if(|word| word.is_empty() || is_assignment(word)).is_some() {}
    let Some(program) = words.next() else { return false };
    let program = program.trim_end_matches(';');
    if is_call(program) {
        return false;
    }
    if ground == Ground::Told {
        return true;
    }
    let knows = |list: &str| list.contains(&format!(" {program} "));
    let is_alone = words.peek().is_none();
    if is_script(program) {
        return ground == Ground::Command || !is_alone || program.starts_with("./");
    }
    match ground {
        _ if is_alone => matches!(ground, Ground::Command | Ground::Known) && knows(ALONE),
        _ if knows(PROGRAMS) => !is_declaration(program, code),
        Ground::Command => is_name(program) && !knows(CODE) && !has_signs_of_code(code) || is_loop(program, code),
        Ground::Known | Ground::Words | Ground::Told => false,
    }
}

/// Returns whether `code` is the name of a program and nothing else.
pub(super) fn is_program(code: &str) -> bool {
    let code = code.trim();
    !code.contains(' ') && [PROGRAMS, ALONE].iter().any(|list| list.contains(&format!(" {code} ")))
}

/// `NAME=value`
fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `./check`, `scripts/check.sh`, `bin/rails`
fn is_script(program: &str) -> bool {
    let is_path = program.len() > 2 && !program.ends_with('/') && !program.contains(['*', '<', '"', '(']);
    let name = program.rsplit('/').next().unwrap_or_default();
    let is_shell = matches!(name.rsplit_once('.'), Some((_, "sh" | "bash")));
    is_path && (is_shell || program.starts_with("./") && !name.contains('.') || program.starts_with("bin/"))
}

fn is_name(program: &str) -> bool {
    program.starts_with(|c: char| c.is_ascii_lowercase())
        && program.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '+'))
}

/// `export const x`, `test("…")`
fn is_declaration(program: &str, code: &str) -> bool {
    program == "export" && !code.contains('=') || code.contains("export default") || code.contains("export const")
}

fn has_signs_of_code(code: &str) -> bool {
    let is_set = matches!(code.split_whitespace().nth(1), Some("=" | "==" | "!=" | ":="));
    is_set || code.contains("=>") || code.contains("()") || code.ends_with([';', '{', ','])
}

/// `storage.getItem('x')`, which no shell understands
fn is_call(program: &str) -> bool {
    program.split_once('(').is_some_and(|(name, _)| name.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// `for x in a b; do …; done`
fn is_loop(program: &str, code: &str) -> bool {
    let is_case = program == "case" && code.ends_with("esac");
    is_case || matches!(program, "for" | "while" | "until" | "if" | "[") && (code.contains(';') || program == "[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_to_be_run_is_a_command() {
        for (code, is_told, is_known) in [
            ("false", true, true),
            ("ruff", true, true),
            ("ruff check", true, false),
            ("frobnicate", true, false),
            ("ruff false", true, false),
            ("storage.getItem('x')", false, false),
            ("echo $(date)", true, false),
            ("(cd a)", true, false),
            ("", false, false),
            (" ", false, false),
        ] {
            assert_eq!((is_command(code, Ground::Told), is_program(code)), (is_told, is_known), "{code}");
        }
    }

    #[test]
    fn commands_are_told_from_other_code() {
        for (code, in_place, among_words) in [
            ("cargo test", true, true),
            ("make", true, false),
            ("cargo", false, false),
            ("cat; ls", true, true),
            ("(cd a && make)", true, true),
            ("! grep -r x src", true, true),
            ("A=1 B=2 ./run", true, true),
            ("./src/main.rs", false, false),
            ("./gradlew test", true, true),
            ("./scripts/e2e.sh", true, true),
            ("for f in *; do echo $f; done", true, false),
            ("case $x in a) ls;; esac", true, false),
            ("[ -f x ]", true, false),
            ("mytool --check", true, false),
            ("const x = 1", false, false),
            ("pub fn main()", false, false),
            ("export const x = 1", false, false),
            ("export A=1", true, true),
            ("select * from t", false, false),
            ("GET /health", false, false),
            ("x => y", false, false),
            ("retries = 3", false, false),
            ("case .a: return b", false, false),
            ("", false, false),
            ("A=1", false, false),
        ] {
            let found = (is_command(code, Ground::Command), is_command(code, Ground::Words));
            assert_eq!(found, (in_place, among_words), "{code}");
        }
    }
}
