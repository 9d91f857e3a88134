//! How long tokens live: the contract's bounds, narrowed by a tenant, narrowed again by a client.

use serde::{Deserialize, Serialize};

use crate::protocol::lifetimes::Bounds;

/// What a tenant has decided about the [`Bounds`] of one kind of token; absent: as everyone has it.
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
    /// What is left of `all`: never wider, and the default stays inside.
    #[must_use]
    pub fn of(&self, all: Bounds) -> Bounds {
        let least = self.least.unwrap_or(all.least).clamp(all.least, all.most);
        let most = self.most.unwrap_or(all.most).clamp(least, all.most);
        Bounds { least, default: self.default.unwrap_or(all.default).clamp(least, most), most }
    }

    /// Why these cannot narrow `all`, if they cannot.
    pub(super) fn problem(&self, all: Bounds) -> Option<String> {
        let outside = [self.least, self.default, self.most].into_iter().flatten().any(|seconds| !all.allow(seconds));
        let (least, most) = (self.least.unwrap_or(all.least), self.most.unwrap_or(all.most));
        let inverted = least > most || self.default.is_some_and(|default| default < least || most < default);
        (outside || inverted).then(|| {
            let Bounds { least, most, .. } = all;
            format!("give seconds from {least} to {most}, with least ≤ default ≤ most")
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clients::capped;

    fn seconds() -> impl Strategy<Value = Option<i64>> {
        proptest::option::of(-10..200_000_i64)
    }

    proptest! {
        #[test]
        fn nothing_ever_widens(least in seconds(), default in seconds(), most in seconds(), client in seconds()) {
            let all = Bounds::ACCESS;
            let left = capped(Narrowing { least, default, most }.of(all), client);
            prop_assert!(all.least <= left.least && left.least <= left.default);
            prop_assert!(left.default <= left.most && left.most <= all.most);
        }
    }
}
