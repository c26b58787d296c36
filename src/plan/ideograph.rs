//! Labels where words are written without blanks: `第一阶段`, `第2フェーズ`, `1단계`, `阶段二`.

use super::Label;
use super::label::{Found, Word, separator};

/// Words for a phase and a step.
const WORDS: [(&str, Word); 12] = [
    ("フェーズ", Word::Phase),
    ("段階", Word::Phase),
    ("阶段", Word::Phase),
    ("階段", Word::Phase),
    ("단계", Word::Phase),
    ("タスク", Word::Step),
    ("ステップ", Word::Step),
    ("步骤", Word::Step),
    ("任务", Word::Step),
    ("任務", Word::Step),
    ("작업", Word::Step),
    ("步", Word::Step),
];

const DIGITS: [char; 11] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Returns the label that `text` starts with: number and word, or a word and a numeral of this script.
pub(super) fn label(text: &str) -> Option<Found> {
    if text.starts_with(|first: char| first.is_ascii() && !first.is_ascii_digit()) {
        return None;
    }
    ordinal(text).or_else(|| worded(text))
}

/// `第一阶段：…`, `1단계: …`.
fn ordinal(text: &str) -> Option<Found> {
    let inner = text.strip_prefix('第').unwrap_or(text);
    let len = inner.find(|c: char| !(c.is_ascii_digit() || DIGITS.contains(&c))).filter(|&len| len > 0)?;
    let (number, rest) = inner.split_at(len);
    let (word, kind) = word(rest.trim_start_matches(' '))?;
    let behind = &rest[rest.find(word)? + word.len()..];
    ends(behind).then(|| found(text, word, kind, number, behind))
}

/// `阶段二：…`.
fn worded(text: &str) -> Option<Found> {
    let (word, kind) = word(text)?;
    let rest = &text[word.len()..];
    let len = rest.find(|c: char| !DIGITS.contains(&c)).unwrap_or(rest.len());
    let (number, behind) = rest.split_at(len);
    (len > 0 && ends(behind)).then(|| found(text, word, kind, number, behind))
}

fn word(text: &str) -> Option<(&'static str, Word)> {
    WORDS.into_iter().find(|(word, _)| text.starts_with(word))
}

fn ends(behind: &str) -> bool {
    behind.chars().next().is_none_or(|next| !next.is_alphanumeric())
}

fn found(text: &str, word: &str, kind: Word, number: &str, behind: &str) -> Found {
    Found {
        word: Some(kind),
        label: Label { word: Some(word.into()), number: number.into() },
        len: text.len() - behind.len() + separator(behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_before_or_behind() {
        for (text, expected) in [
            ("第一阶段：准备", Some("阶段 一 | 准备")),
            ("第2フェーズ: 移動", Some("フェーズ 2 | 移動")),
            ("1단계: 준비", Some("단계 1 | 준비")),
            ("第十二步", Some("步 十二 | ")),
            ("阶段二：搬运", Some("阶段 二 | 搬运")),
            ("3段階の確認", None),
            ("阶段性总结", None),
            ("第一章", None),
            ("タスクリスト 1", None),
            ("2024", None),
            ("一", None),
        ] {
            let shown = label(text).map(|Found { label, len, .. }| {
                format!("{} {} | {}", label.word.unwrap_or_default(), label.number, &text[len..])
            });
            assert_eq!(shown.as_deref(), expected, "{text}");
        }
    }
}
