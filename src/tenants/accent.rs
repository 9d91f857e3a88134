//! The colour of what to press: legible on a light ground, or refused.

/// Whether `text` is `#rrggbb`.
pub(super) fn parse(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some([part(0)?, part(2)?, part(4)?])
}

/// The contrast to white, from 1 to 21 (WCAG 2.2, "contrast ratio").
pub(super) fn contrast_to_white([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let share = f64::from(part) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_colour_has_the_contrast_that_the_design_says() {
        let ratio = contrast_to_white(parse("#0b57a4").unwrap());
        assert!((ratio - 7.2).abs() < 0.05, "{ratio}");
        assert!((contrast_to_white([0, 0, 0]) - 21.0).abs() < 0.001);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for text in ["", "#", "#fff", "0b57a4", "#0b57ag", "#+b57a4", "#0b57a4ff", "#éééé"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
