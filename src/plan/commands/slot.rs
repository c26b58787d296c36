//! What in a command is still to be filled in.

use super::super::check::slot_len;

/// Returns the first placeholder of `command`: `<name>`, `{{NAME}}`, `[TODO]`, `[your token]`.
///
/// What shells and programs write alike is none: `<<EOF`, `< file`, `[ -f x ]`, `[a-z]`, `{{.State}}` of Go's templates.
pub(super) fn find(command: &str) -> Option<&str> {
    let places = command.char_indices().filter(|(_, character)| matches!(character, '<' | '{' | '['));
    places.map(|(at, _)| at).find_map(|at| {
        let rest = &command[at..];
        let len = match rest.as_bytes()[0] {
            b'<' => angle(command, at),
            b'{' => slot_len(command, at).filter(|_| !rest[2..].trim_start().starts_with(['.', '-', '"', '$'])),
            _ => todo(rest).or_else(|| slot_len(command, at).filter(|&len| is_blank_to_fill(&rest[1..len - 1]))),
        };
        len.map(|len| &rest[..len])
    })
}

/// Returns the length of `<name>`; a redirection has blanks, a generic type something in front.
fn angle(command: &str, at: usize) -> Option<usize> {
    let inner = &command[at + 1..];
    let name = &inner[..inner.find('>')?];
    let is_name = name.starts_with(char::is_alphabetic)
        && !name.ends_with(' ')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '|' | ':'));
    let is_apart = !command[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '<' | ':'));
    (is_name && is_apart).then_some(name.len() + 2)
}

/// Returns the length of `[TODO]`, which in a plan's own text may also be a state.
fn todo(text: &str) -> Option<usize> {
    let name = text.strip_prefix('[')?.split_once(']')?.0;
    let words = ["todo", "tbd", "fixme"];
    words.iter().any(|word| name.to_ascii_lowercase().starts_with(word)).then_some(name.len() + 2)
}

/// Returns whether a word between brackets is no set of characters: it has several words, or is shouted.
fn is_blank_to_fill(name: &str) -> bool {
    let is_word = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '.'));
    let is_loud = name.chars().filter(char::is_ascii_uppercase).count() > 1 && !name.contains("A-Z");
    is_word && (name.contains(' ') || is_loud)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_what_shells_write() {
        for (command, expected) in [
            ("cd <project-root> && make", Some("<project-root>")),
            ("curl http://<host>/x", Some("<host>")),
            ("curl -H 'X: <your token>'", Some("<your token>")),
            ("deploy {{ENV}}", Some("{{ENV}}")),
            ("deploy ${{ secrets.X }}", Some("{{ secrets.X }}")),
            ("cargo test [TODO]", Some("[TODO]")),
            ("[test command]", Some("[test command]")),
            ("cargo test [Module Name]", Some("[Module Name]")),
            ("docker inspect -f '{{.State}}' x", None),
            ("docker ps --format '{{ .Names }}'", None),
            ("cat <<EOF\nx\nEOF", None),
            ("sort < a > b", None),
            ("diff <(a) <(b)", None),
            ("grep 'Vec<u8>' src", None),
            ("[ -f x ] && [[ -n y ]]", None),
            ("ls [a-z]* [A-Z]*", None),
            ("pip install -e .[dev]", None),
            ("grep -c '^\\[MODEL' a.md", None),
            ("echo $((1<2)) ${a[1]} {a,b}", None),
            ("x <", None),
            ("", None),
        ] {
            assert_eq!(find(command), expected, "{command}");
        }
    }
}
