//! Named properties: `**Name**: value`, `**Name:** value`, `Name: value`, `_Name: value_`.

use super::{FieldKey, label};
use crate::text::Span;

/// A line that is a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldLine {
    pub(super) key: FieldKey,
    /// The name without emphasis and colon.
    pub(super) name: Span,
    /// The value on the line, trimmed.
    pub(super) value: Span,
}

/// Names of properties that are kept without emphasis too, though nothing here depends on them. Lower case.
const KNOWN: [&str; 12] = [
    "last updated",
    "updated",
    "created",
    "date",
    "author",
    "version",
    "priority",
    "requirements",
    "notes",
    "note",
    "added",
    "resolved",
];

/// No name that stands for something is longer, in bytes.
const LONGEST: usize = 24;

/// Returns the field that stands on `line`.
pub(super) fn field(source: &str, line: Span) -> Option<FieldLine> {
    let content = line.of(source);
    let at = line.start + content.len() - content.trim_start().len();
    let content = content.trim();
    let (name, value) = match content.get(..2) {
        Some("**" | "__") => emphasised(content, &content[..2])?,
        _ if content.starts_with('_') && content.ends_with('_') && content.len() > 2 => {
            let (name, value) = split(&content[1..content.len() - 1])?;
            (shift(name, 1), shift(value, 1))
        }
        _ => split(content).filter(|(name, _)| known(name.of(content)))?,
    };
    let written = name.of(content);
    if written.len() > 60 || !written.contains(char::is_alphabetic) || label::names_part(written) {
        return None;
    }
    Some(FieldLine { key: key(written), name: shift(name, at), value: shift(value, at) })
}

/// Returns the bold label that stands alone on `line`: `**Tasks**`, `**Tasks:**`, `**Tasks**:`.
pub(super) fn bold_label(source: &str, line: Span) -> Option<Span> {
    let content = line.of(source);
    let at = line.start + content.len() - content.trim_start().len();
    let inner = content.trim().trim_end_matches(':').strip_prefix("**")?.strip_suffix("**")?;
    let name = inner.trim_end_matches(':').trim_end();
    (!name.is_empty() && !name.contains("**")).then(|| Span::new(at + 2, at + 2 + name.len()))
}

/// `**Name**: value`, `**Name:** value`.
fn emphasised(content: &str, mark: &str) -> Option<(Span, Span)> {
    let inner = &content[2..];
    let close = inner.find(mark)?;
    let (name, behind) = (&inner[..close], &inner[close + 2..]);
    let colon_at = if name.ends_with([':', '：']) {
        close + 4
    } else {
        let blank = behind.len() - behind.trim_start().len();
        let colon = behind.trim_start().chars().next().filter(|&first| matches!(first, ':' | '：'))?;
        close + 4 + blank + colon.len_utf8()
    };
    let name = name.trim_end_matches([':', '：']).trim_end();
    Some((Span::new(2, 2 + name.len()), trimmed(content, colon_at)))
}

/// `Name: value`.
fn split(content: &str) -> Option<(Span, Span)> {
    // Bytes are found faster than one of two characters, and most lines have none.
    let colon = content.find(':').or_else(|| content.find('：'))?;
    let width = content[colon..].chars().next().map_or(1, char::len_utf8);
    let behind = &content[colon + width..];
    // `http://…` and `file.rs:12` are no fields.
    let spaced = behind.is_empty() || behind.starts_with(char::is_whitespace) || width > 1;
    spaced.then(|| (Span::new(0, content[..colon].trim_end().len()), trimmed(content, colon + width)))
}

fn trimmed(content: &str, start: usize) -> Span {
    let value = &content[start..];
    let blank = value.len() - value.trim_start().len();
    Span::new(start + blank, start + blank + value.trim().len())
}

const fn shift(span: Span, by: usize) -> Span {
    Span::new(span.start + by, span.end + by)
}

/// Returns whether a name without emphasis is surely one.
fn known(name: &str) -> bool {
    name.len() <= 40 && (key(name) != FieldKey::Other || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Returns what `name` stands for.
pub(super) fn key(name: &str) -> FieldKey {
    let name = name.split('(').next().unwrap_or_default().trim().trim_matches(['*', '_', '`']);
    if name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("files")) {
        return FieldKey::Files;
    }
    // Asked of every line with a colon, so that nothing is allocated here.
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..name.len()) else { return FieldKey::Other };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match std::str::from_utf8(lower).unwrap_or_default() {
        "objective" | "objectives" | "goal" | "goals" | "目标" | "目標" => FieldKey::Objective,
        "description" | "summary" | "描述" | "説明" | "설명" => FieldKey::Description,
        "create" | "modify" | "file" | "文件" | "ファイル" | "파일" => FieldKey::Files,
        "dependencies" | "dependency" | "depends on" | "depends" | "dep" | "deps" | "prerequisites" | "blocked by"
        | "依赖" | "依存" | "依存関係" => FieldKey::Dependencies,
        "validation"
        | "verify"
        | "verification"
        | "acceptance criteria"
        | "acceptance"
        | "success criteria"
        | "done when"
        | "definition of done"
        | "验证"
        | "验收标准"
        | "検証"
        | "受け入れ基準" => FieldKey::Validation,
        "status" | "state" | "状态" | "状態" | "ステータス" | "상태" => FieldKey::Status,
        "estimate" | "estimated time" | "estimated effort" | "effort" | "duration" | "time estimate" => {
            FieldKey::Estimate
        }
        "owner" | "assignee" | "assigned to" => FieldKey::Owner,
        _ => FieldKey::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, expected) in [
            ("**Description**: Do it", "Description Description = Do it"),
            ("**Files to Create/Modify:** `a.rs`", "Files Files to Create/Modify = `a.rs`"),
            ("  **Status** :  ✅ Complete  ", "Status Status = ✅ Complete"),
            ("_Requirements: 6, 7_", "Other Requirements = 6, 7"),
            ("Dependencies: 1.1", "Dependencies Dependencies = 1.1"),
            ("Last Updated: {{CURRENT_DATE}}", "Other Last Updated = {{CURRENT_DATE}}"),
            ("**Acceptance Criteria**:", "Validation Acceptance Criteria = "),
            ("**状态**：完成", "Status 状态 = 完成"),
            ("Example: not a field", "-"),
            ("see http://x.y", "-"),
            ("**bold** words", "-"),
            ("**Phase 1**: [Description]", "-"),
            ("**Key**: v", "Other Key = v"),
            ("**Definition of Done** (all): v", "-"),
            ("**DEFINITION OF DONE (all)**: v", "Validation DEFINITION OF DONE (all) = v"),
            ("**受け入れ基準**: v", "Validation 受け入れ基準 = v"),
            ("**Files that are changed by it**: v", "Files Files that are changed by it = v"),
        ] {
            let shown = field(line, Span::new(0, line.len()))
                .map_or("-".into(), |f| format!("{:?} {} = {}", f.key, f.name.of(line), f.value.of(line)));
            assert_eq!(shown, expected, "{line}");
        }
    }

    #[test]
    fn labels_stand_alone() {
        for (line, expected) in [
            ("**Tasks:**", Some("Tasks")),
            ("**Tasks**:", Some("Tasks")),
            ("**Tasks**", Some("Tasks")),
            ("**a** b", None),
            ("Tasks:", None),
        ] {
            assert_eq!(bold_label(line, Span::new(0, line.len())).map(|span| span.of(line)), expected);
        }
    }
}
