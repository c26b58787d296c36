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

/// A theme, and how far its text must stand out (WCAG 2.2, contrast ratio: 4.5 is AA, 7 is AAA).
struct Case {
    name: &'static str,
    theme: Theme,
    /// What it is for.
    grounds: &'static [(Rgb, Rgb)],
    enough: f64,
    /// For what is not needed to follow the plan.
    faint: f64,
}

const CASES: [Case; 6] = [
    Case { name: "dark", theme: Theme::dark(), grounds: &DARK, enough: 4.5, faint: 4.0 },
    Case { name: "light", theme: Theme::light(), grounds: &LIGHT, enough: 4.5, faint: 4.5 },
    Case { name: "colour-blind dark", theme: Theme::colour_blind_dark(), grounds: &DARK, enough: 4.5, faint: 4.0 },
    Case { name: "colour-blind light", theme: Theme::colour_blind_light(), grounds: &LIGHT, enough: 4.5, faint: 4.5 },
    // They bring their own ground.
    Case { name: "high-contrast dark", theme: Theme::high_contrast_dark(), grounds: &LIGHT, enough: 7.0, faint: 7.0 },
    Case { name: "high-contrast light", theme: Theme::high_contrast_light(), grounds: &DARK, enough: 7.0, faint: 7.0 },
];

#[test]
fn text_stands_out_from_what_is_behind_it() {
    let mut poor = BTreeMap::new();
    for Case { name, theme, grounds, enough, faint } in &CASES {
        let faint_colour = theme.tone(Tone::Faint).fg;
        for buffer in ["", "jjjj", "<enter>", "?", "d", "v"].map(|pressed| drawn(theme, pressed)) {
            let read = buffer.content.iter().filter(|cell| !is_drawing(cell.symbol()));
            for cell in read.filter(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset) {
                let least = if Some(cell.fg) == faint_colour { *faint } else { *enough };
                let on = |&(ground, text)| contrast(rgb(cell.fg).unwrap_or(text), rgb(cell.bg).unwrap_or(ground));
                let found = grounds.iter().map(on).fold(f64::INFINITY, f64::min);
                if found < least {
                    poor.insert(format!("{name}: {:?} on {:?}", cell.fg, cell.bg), format!("{found:.2}"));
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
    model.update(Msg::checked(Arc::clone(model.plan())));
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
