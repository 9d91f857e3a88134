//! What a presented refresh token deserves: pure, so that the table can be read and tested row by row.

use crate::clock::Moment;
use crate::protocol::reason::Reason;
use crate::tokens::issue::MintedPair;
use crate::tokens::{AccessToken, RefreshToken};

/// What has become of the presented token since it was redeemed.
#[derive(Debug, Default)]
pub(super) struct Aftermath {
    /// The refresh token that followed it.
    pub successor: Option<RefreshToken>,
    /// The access token that came with the successor.
    pub access: Option<AccessToken>,
    /// Both as they were sent, as long as the leeway lasts.
    pub pair: Option<MintedPair>,
}

/// What to do.
#[derive(Debug)]
pub(super) enum Case<'a> {
    /// Never redeemed before: rotate.
    First,
    /// Within the leeway: the same pair again.
    Retry { successor: (&'a RefreshToken, &'a AccessToken), pair: &'a MintedPair },
    /// The successor never reached anyone: another takes its place.
    LostAnswer { successor: (&'a RefreshToken, &'a AccessToken) },
    /// No, and nothing changes.
    Refused(Reason),
    /// No, and the family ends.
    Reuse(Reason),
}

/// The three cases of the contract, (a) to (c), behind the first use.
pub(super) fn decide<'a>(presented: &RefreshToken, aftermath: &'a Aftermath, now: Moment) -> Case<'a> {
    let expired = now >= presented.expires_at;
    if presented.superseded_at.is_some() {
        return Case::Reuse(Reason::RefreshSuperseded);
    }
    if presented.redeemed_at.is_none() {
        return if expired { Case::Refused(Reason::RefreshExpired) } else { Case::First };
    }
    let (Some(successor), Some(access)) = (&aftermath.successor, &aftermath.access) else {
        return Case::Reuse(Reason::RefreshReused);
    };
    match &aftermath.pair {
        Some(_) if successor.redeemed_at.is_some() => Case::Refused(Reason::RefreshSuccessorUsed),
        Some(pair) => Case::Retry { successor: (successor, access), pair },
        None if expired || successor.redeemed_at.is_some() || access.used_at.is_some() => {
            Case::Reuse(Reason::RefreshReused)
        }
        None => Case::LostAnswer { successor: (successor, access) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::ClientKey;
    use crate::secret::{Digest, Kind};
    use crate::storage::Id;
    use crate::tenants::TenantId;
    use crate::tokens::Minted;

    const NOW: Moment = Moment::from_micros(1_000_000_000);

    fn refresh_token(id: i64, redeemed: bool) -> RefreshToken {
        RefreshToken {
            tenant: TenantId::new(1),
            id: Id::new(id),
            digest: Digest::of(Kind::RefreshToken, 1, &id.to_string()),
            hint: String::new(),
            family: Id::new(1),
            access_token: Id::new(id + 100),
            successor: None,
            created_at: NOW,
            expires_at: NOW.plus(60),
            redeemed_at: redeemed.then_some(NOW),
            superseded_at: None,
        }
    }

    fn access_token(used: bool) -> AccessToken {
        AccessToken {
            tenant: TenantId::new(1),
            id: Id::new(102),
            digest: Digest::of(Kind::AccessToken, 1, "a"),
            hint: String::new(),
            family: Some(Id::new(1)),
            client: ClientKey { tenant: TenantId::new(1), id: Id::new(1) },
            user: Id::new(1),
            scopes: "read".parse().unwrap(),
            created_at: NOW,
            expires_at: Some(NOW.plus(60)),
            revoked_at: None,
            used_at: used.then_some(NOW),
        }
    }

    fn pair() -> MintedPair {
        let mint = |kind| Minted::new("gr", kind, TenantId::new(1), 1, NOW, &[0; 32]);
        MintedPair { access: mint(Kind::AccessToken), refresh: mint(Kind::RefreshToken) }
    }

    fn aftermath(successor_redeemed: bool, access_used: bool, within_leeway: bool) -> Aftermath {
        Aftermath {
            successor: Some(refresh_token(2, successor_redeemed)),
            access: Some(access_token(access_used)),
            pair: within_leeway.then(pair),
        }
    }

    fn name(presented: &RefreshToken, aftermath: &Aftermath, now: Moment) -> &'static str {
        match decide(presented, aftermath, now) {
            Case::First => "first",
            Case::Retry { .. } => "retry",
            Case::LostAnswer { .. } => "lost answer",
            Case::Refused(reason) | Case::Reuse(reason) => reason.name(),
        }
    }

    #[test]
    fn a_token_that_was_never_redeemed_rotates_until_it_expires() {
        let fresh = refresh_token(1, false);
        assert_eq!(name(&fresh, &Aftermath::default(), NOW), "first");
        assert_eq!(name(&fresh, &Aftermath::default(), NOW.plus(60)), "refresh_expired");
    }

    #[test]
    fn each_row_of_the_table() {
        let used = refresh_token(1, true);
        for (successor_redeemed, access_used, within_leeway, expected) in [
            (false, false, true, "retry"),
            (false, true, true, "retry"),
            (true, false, true, "refresh_successor_used"),
            (true, true, true, "refresh_successor_used"),
            (false, false, false, "lost answer"),
            (false, true, false, "refresh_reused"),
            (true, false, false, "refresh_reused"),
            (true, true, false, "refresh_reused"),
        ] {
            let aftermath = aftermath(successor_redeemed, access_used, within_leeway);
            let row = (successor_redeemed, access_used, within_leeway);
            assert_eq!(name(&used, &aftermath, NOW.plus(1)), expected, "{row:?}");
        }
    }

    #[test]
    fn a_used_token_that_has_expired_is_reuse_but_not_within_its_leeway() {
        let used = refresh_token(1, true);
        assert_eq!(name(&used, &aftermath(false, false, false), NOW.plus(60)), "refresh_reused");
        assert_eq!(name(&used, &aftermath(false, false, true), NOW.plus(60)), "retry");
    }

    #[test]
    fn a_superseded_token_is_reuse() {
        let superseded = RefreshToken { superseded_at: Some(NOW), ..refresh_token(1, false) };
        assert_eq!(name(&superseded, &Aftermath::default(), NOW), "refresh_superseded");
    }
}
