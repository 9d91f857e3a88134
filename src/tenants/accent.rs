//! The colour of what to press: legible on a light ground, or refused; its other shades follow from it.
//!
//! Whoever chooses the colour of a company looks at it on white, so that is where it counts as it is. On a dark ground
//! it is made as light as it has to be. A colour that cannot be read on white is refused rather than changed, because
//! it would not be the company's any more; the refusal names the nearest shade that can.

/// Red, green, blue.
type Colour = [u8; 3];

/// The least contrast of text to its ground (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// What a dark ground asks for: the house colour's contrast there, less a little.
const ON_DARK: f64 = 7.0;

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];
/// The surface of pages in the dark.
const DARK: Colour = [0x17, 0x1b, 0x20];

/// A colour with the shades that pages need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// On white.
    pub light: Colour,
    /// The same, pointed at.
    pub light_hover: Colour,
    /// On a dark ground.
    pub dark: Colour,
    /// The same, pointed at.
    pub dark_hover: Colour,
}

/// Whether `text` is `#rrggbb`.
pub(super) fn parse(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some([part(0)?, part(2)?, part(4)?])
}

/// `colour` as `#rrggbb`.
pub fn written([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Why `text` cannot be an accent, if it cannot.
pub(super) fn problem(text: &str) -> Option<String> {
    let Some(colour) = parse(text) else { return Some("write it as #rrggbb".to_owned()) };
    let ratio = contrast(colour, WHITE);
    (ratio < LEAST).then(|| {
        let near = written(until(colour, BLACK, |shade| contrast(shade, WHITE) >= LEAST));
        format!("{text} has a contrast of {ratio:.1} to white, and text needs 4.5: {near} would be dark enough")
    })
}

/// The shades of the accent `text`; none if it cannot be one.
pub fn shades(text: &str) -> Option<Shades> {
    let light = parse(text).filter(|colour| contrast(*colour, WHITE) >= LEAST)?;
    let dark = until(light, WHITE, |shade| contrast(shade, DARK) >= ON_DARK);
    Some(Shades { light, light_hover: mixed(light, BLACK, 20), dark, dark_hover: mixed(dark, WHITE, 35) })
}

/// The first step on the way from `colour` to `end` that is good.
fn until(colour: Colour, end: Colour, good: impl Fn(Colour) -> bool) -> Colour {
    (0..=100).map(|percent| mixed(colour, end, percent)).find(|shade| good(*shade)).unwrap_or(end)
}

fn mixed(colour: Colour, other: Colour, percent: u16) -> Colour {
    let part = |at: usize| {
        let sum = u16::from(colour[at]) * (100 - percent) + u16::from(other[at]) * percent;
        u8::try_from(sum / 100).unwrap_or(u8::MAX)
    };
    [part(0), part(1), part(2)]
}

/// The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance([red, green, blue]: Colour) -> f64 {
    let linear = |part: u8| {
        let share = f64::from(part) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_house_colour_has_the_contrast_that_the_design_says() {
        let ratio = contrast(parse("#0b57a4").unwrap(), WHITE);
        assert!((ratio - 7.2).abs() < 0.05, "{ratio}");
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 0.001);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for text in ["", "#", "#fff", "0b57a4", "#0b57ag", "#+b57a4", "#0b57a4ff", "#éééé"] {
            assert_eq!(parse(text), None, "{text}");
            assert!(shades(text).is_none() && problem(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_refusal_names_a_shade_that_is_taken() {
        let says = problem("#ff9900").unwrap();
        assert!(says.starts_with("#ff9900 has a contrast of 2.1 to white"), "{says}");
        let near = says.split(": ").nth(1).unwrap().split(' ').next().unwrap();
        assert_eq!(problem(near), None, "{near}");
    }

    proptest! {
        #[test]
        fn every_shade_of_every_accent_can_be_read(colour: [u8; 3]) {
            let text = written(colour);
            let Some(shades) = shades(&text) else {
                prop_assert!(problem(&text).is_some());
                return Ok(());
            };
            prop_assert!(problem(&text).is_none());
            for light in [shades.light, shades.light_hover] {
                prop_assert!(contrast(light, WHITE) >= LEAST);
            }
            for dark in [shades.dark, shades.dark_hover] {
                prop_assert!(contrast(dark, DARK) >= LEAST && contrast(dark, [0x0b, 0x16, 0x22]) >= LEAST);
            }
        }
    }
}
