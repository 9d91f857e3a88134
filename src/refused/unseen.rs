//! Characters of which there is nothing to see: with them two names look like one.
//!
//! A name is refused that has any, but for spaces and for what joins or varies those around it where writing needs that:
//! Persian, Indian scripts, Mongolian, Japanese names and emoji. Between letters of ASCII nothing needs it. To take them
//! out unasked was refused where somebody types a name and can be told; what another system sends of a person has
//! nobody to tell, and keeps nobody out.

use super::Problem;

/// Whether there is nothing to see of a character: spaces, and what Unicode calls default ignorable, as far as it can
/// stand in a text, with the blank of Braille.
pub fn unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// `text` as it is, if it hides nothing.
///
/// # Errors
/// What it hides.
pub fn seen(field: &'static str, text: String) -> Result<String, Problem> {
    match apart(&text) {
        (_, None) => Ok(text),
        (_, Some(c)) => {
            let says = format!("holds a character that nobody can see (U+{:04X}): take it out", u32::from(c));
            Err(Problem::invalid(field, says))
        }
    }
}

/// What is left of `text` without what [`seen`] would refuse it for.
pub fn without_unseen(text: &str) -> String {
    apart(text).0
}

/// What is seen of `text`, with what that needs, and the first that hides in it.
fn apart(text: &str) -> (String, Option<char>) {
    let (mut shown, mut first) = (String::with_capacity(text.len()), None);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str().chars().next();
        if unseen(c) && !c.is_whitespace() && !needed(shown.chars().next_back(), c, after) {
            first = first.or(Some(c));
        } else {
            shown.push(c);
        }
    }
    (shown, first)
}

/// Whether `c` does something for what is written `before` and `after` it.
fn needed(before: Option<char>, c: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{200c}' | '\u{200d}' => {
            let joins = |after: char| !(unseen(after) || (before.is_ascii() && after.is_ascii()));
            (!unseen(before) || varies(before)) && after.is_some_and(joins)
        }
        c if varies(c) => !unseen(before) && !before.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Whether a character chooses how the one before it looks: of emoji, of Mongolian letters, of Chinese characters in names.
const fn varies(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_sees_makes_no_name_another_one() {
        for c in [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{2060}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{1d173}',
            '\u{e0041}',
            '\u{e0100}',
        ] {
            for given in [format!("Goo{c}gle"), format!("{c}Google"), format!("Google{c}"), format!("日{c}{c}本")] {
                let refused = seen("name", given.clone()).unwrap_err();
                assert!(refused.says.contains(&format!("U+{:04X}", u32::from(c))), "{given:?}: {refused}");
            }
            assert_eq!(without_unseen(&format!("Goo{c}gle")), "Google");
        }
    }

    #[test]
    fn what_writing_needs_stays() {
        for given in [
            "می\u{200c}خواهم",
            "PDF\u{200c}ها",
            "ශ්\u{200d}රී",
            "👩\u{200d}💻",
            "👩🏽\u{200d}💻",
            "❤\u{fe0f}\u{200d}🔥",
            "❤\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "葛\u{e0100}城",
            "ᠠ\u{180b}ᠨ",
            "Ada\u{a0}Byron",
            "山田\u{3000}太郎",
            "",
        ] {
            assert_eq!(seen("name", given.to_owned()).as_deref(), Ok(given));
            assert_eq!(without_unseen(given), given);
        }
    }

    proptest! {
        #[test]
        fn what_hides_nothing_any_more_is_taken(given: String) {
            prop_assert!(seen("name", without_unseen(&given)).is_ok());
        }
    }
}
