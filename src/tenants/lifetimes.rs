//! How long tokens live: the contract's bounds, narrowed by a tenant, narrowed again by a client.

use serde::{Deserialize, Serialize};

pub use crate::protocol::lifetimes::Bounds as Lifetimes;

impl Lifetimes {
    /// What is left when `by` narrows these: never wider, and the default stays inside.
    #[must_use]
    pub fn narrowed(self, by: &Narrowing) -> Self {
        let least = by.least.unwrap_or(self.least).clamp(self.least, self.most);
        let most = by.most.unwrap_or(self.most).clamp(least, self.most);
        Self { least, default: by.default.unwrap_or(self.default).clamp(least, most), most }
    }

    /// What is left for a client whose own lifetime is `seconds`: that many by default and at most.
    #[must_use]
    pub fn capped(self, seconds: Option<i64>) -> Self {
        let Some(seconds) = seconds else { return self };
        let most = seconds.clamp(self.least, self.most);
        Self { least: self.least, default: most, most }
    }
}

/// What a tenant has decided about one of the [`Lifetimes`]; absent: as everyone has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Narrowing {
    /// The fewest seconds that can be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// What is given unasked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<i64>,
    /// The most seconds that can be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
}

impl Narrowing {
    /// Why these cannot narrow `all`, if they cannot.
    pub(super) fn problem(&self, all: Lifetimes) -> Option<String> {
        let outside = [self.least, self.default, self.most].into_iter().flatten().any(|seconds| !all.allow(seconds));
        let (least, most) = (self.least.unwrap_or(all.least), self.most.unwrap_or(all.most));
        let inverted = least > most || self.default.is_some_and(|default| default < least || most < default);
        (outside || inverted).then(|| {
            let Lifetimes { least, most, .. } = all;
            format!("give seconds from {least} to {most}, with least ≤ default ≤ most")
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds() -> impl Strategy<Value = Option<i64>> {
        proptest::option::of(-10..200_000_i64)
    }

    proptest! {
        #[test]
        fn nothing_ever_widens(least in seconds(), default in seconds(), most in seconds(), client in seconds()) {
            let all = Lifetimes::ACCESS;
            let left = all.narrowed(&Narrowing { least, default, most }).capped(client);
            prop_assert!(all.least <= left.least && left.least <= left.default);
            prop_assert!(left.default <= left.most && left.most <= all.most);
        }
    }

    #[test]
    fn a_clients_lifetime_is_its_default_and_its_most() {
        let left = Lifetimes::ACCESS.capped(Some(3_600));
        assert_eq!(left, Lifetimes { least: 300, default: 3_600, most: 3_600 });
        assert!(left.allow(300) && !left.allow(3_601));
    }
}
