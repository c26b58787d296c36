//! Whether the built-in themes can be read: contrast, and colours for those who see no red or no green.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use tickdown::app::{Model, Msg, Settings, Tone, keys};
use tickdown::plan::Plan;
use tickdown::ui::{Theme, view};

type Rgb = [u8; 3];

const DEMO: &str = include_str!("../assets/plans/demo.md");

/// Grounds that terminals have, and their own text on it.
const DARK: [(Rgb, Rgb); 3] = [
    ([0, 0, 0], [0xe5, 0xe5, 0xe5]),
    ([0x16, 0x19, 0x20], [0xd5, 0xd9, 0xe0]),
    ([0x1e, 0x1e, 0x2e], [0xcd, 0xd6, 0xf4]),
];
const LIGHT: [(Rgb, Rgb); 2] = [([255, 255, 255], [0, 0, 0]), ([0xfa, 0xfb, 0xfc], [0x24, 0x29, 0x2f])];

/// A theme, the grounds it is for, and the contrast that its text must have there (WCAG 2.2: 4.5 is AA, 7 is AAA; 4 is
/// enough for what is not needed to follow the plan).
const THEMES: [(&str, fn() -> Theme, &[(Rgb, Rgb)], f64, f64); 6] = [
    ("dark", Theme::dark, &DARK, 4.5, 4.0),
    ("light", Theme::light, &LIGHT, 4.5, 4.5),
    ("colour-blind dark", Theme::colour_blind_dark, &DARK, 4.5, 4.0),
    ("colour-blind light", Theme::colour_blind_light, &LIGHT, 4.5, 4.5),
    ("high-contrast dark", Theme::high_contrast_dark, &LIGHT, 7.0, 7.0),
    ("high-contrast light", Theme::high_contrast_light, &DARK, 7.0, 7.0),
];

#[test]
fn text_stands_out_from_what_is_behind_it() {
    let mut poor = BTreeMap::new();
    for (name, theme, grounds, enough, faint_enough) in THEMES {
        let theme = theme();
        let faint = theme.tone(Tone::Faint).fg.expect("it has a colour");
        for (pressed, (ground, text)) in
            ["", "jjjj", "<enter>", "?", "d", "v"].iter().flat_map(|keys| grounds.iter().map(move |g| (keys, *g)))
        {
            let buffer = drawn(&theme, pressed);
            for cell in buffer.content.iter().filter(|cell| !is_drawing(cell.symbol())) {
                let (fg, bg) = (rgb(cell.fg).unwrap_or(text), rgb(cell.bg).unwrap_or(ground));
                if cell.fg == Color::Reset && cell.bg == Color::Reset {
                    continue;
                }
                let contrast = contrast(fg, bg);
                if contrast < if cell.fg == faint { faint_enough } else { enough } {
                    let what = format!("{name}: {:?} on {:?} ({bg:02x?})", cell.fg, cell.bg);
                    poor.insert(what, format!("{contrast:.2}"));
                }
            }
        }
    }
    assert!(poor.is_empty(), "{poor:#?}");
}

/// What is done and what has failed differ for everybody, also in the colour itself and not only in its sign.
#[test]
fn nobody_needs_red_or_green() {
    for theme in [Theme::colour_blind_dark(), Theme::colour_blind_light()] {
        let tones = [Tone::Done, Tone::Validated, Tone::Begun, Tone::Failed];
        let colours = tones.map(|tone| rgb(theme.tone(tone).fg.expect("it has a colour")).expect("it is known"));
        for (kind, seen) in [("protan", PROTAN), ("deutan", DEUTAN)] {
            for (index, &one) in colours.iter().enumerate() {
                for (other_index, &other) in colours[..index].iter().enumerate() {
                    let both_good = index < 2 && other_index < 2;
                    let distance = distance(through(&seen, one), through(&seen, other));
                    assert!(
                        distance > if both_good { 0.1 } else { 0.25 },
                        "{kind}: {:?} and {:?}: {distance}",
                        tones[index],
                        tones[other_index]
                    );
                }
            }
        }
    }
    let usual =
        [Tone::Done, Tone::Failed].map(|tone| rgb(Theme::dark().tone(tone).fg.expect("a colour")).expect("known"));
    assert!(
        distance(through(&DEUTAN, usual[0]), through(&DEUTAN, usual[1])) < 0.25,
        "the usual theme passes: the test is too mild"
    );
}

/// The demo plan after `pressed`.
fn drawn(theme: &Theme, pressed: &str) -> Buffer {
    let size = (120, 40);
    let mut model = Model::new(Arc::new(Plan::read(DEMO, "plan")), Settings::new("plan.md"), size);
    for key in keys(pressed).expect("keys") {
        model.update(Msg::Key(key));
    }
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a test backend never fails");
    terminal.draw(|frame| view(&model, theme, frame)).expect("a test backend never fails");
    terminal.backend().buffer().clone()
}

/// Returns whether `symbol` is a blank, a line or a bar, which nobody reads.
fn is_drawing(symbol: &str) -> bool {
    symbol == " " || "─│╭╮╰╯▱".contains(symbol)
}

/// Returns red, green and blue of one of the 256 colours of xterm but the first 16, which terminals define themselves.
fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 16..=231) => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let index = index - 16;
            Some([level(index / 36), level(index / 6 % 6), level(index % 6)])
        }
        Color::Indexed(index @ 232..) => Some([8 + 10 * (index - 232); 3]),
        _ => None,
    }
}

/// Returns a colour as parts of light (IEC 61966-2-1, sRGB).
fn linear(colour: Rgb) -> [f64; 3] {
    colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

/// Returns the contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio).
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |colour| {
        let [red, green, blue] = linear(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// How colours look without red or without green (Machado, Oliveira and Fernandes 2009, severity 1, linear light).
const PROTAN: [[f64; 3]; 3] =
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
const DEUTAN: [[f64; 3]; 3] =
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];

/// Returns `colour` as somebody with `eyes` sees it.
fn through(eyes: &[[f64; 3]; 3], colour: Rgb) -> [f64; 3] {
    let [red, green, blue] = linear(colour);
    let seen = eyes.map(|row| row[0] * red + row[1] * green + row[2] * blue);
    // Back to what eyes tell apart: about the square root of the light.
    seen.map(|part| part.clamp(0.0, 1.0).sqrt())
}

fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}
