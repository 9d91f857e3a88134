//! The three ways to hand out a pair: rotate, repeat, replace. The family has been claimed.

use serde_json::json;

use crate::audit::Action;
use crate::clock::Moment;
use crate::grants::refresh_token::decide::Aftermath;
use crate::grants::refresh_token::{Made, RefreshForm, Refreshed};
use crate::grants::{Applicant, GrantError};
use crate::protocol::lifetimes::Lifetimes;
use crate::protocol::reason::Reason;
use crate::protocol::scope::Scope;
use crate::secret::{Digest, Kind, Secret, derive};
use crate::storage::{self, Tx};
use crate::tenants::TenantId;
use crate::tokens::issue::{Issued, Minted, MintedPair, Pair};
use crate::tokens::refresh::{Presented, Salt};
use crate::tokens::{AccessToken, AccessTokenId, Family, FamilyId, RefreshToken, Subject, access, refresh};

/// A refresh whose family is ours until the transaction ends.
pub(super) struct Rotation<'a> {
    pub applicant: &'a Applicant,
    pub form: &'a RefreshForm,
    pub presented: &'a Presented,
    pub made: &'a Made,
}

/// What a new pair is issued with.
pub(super) struct Terms {
    pub scopes: Scope,
    pub lifetimes: Lifetimes,
}

impl Rotation<'_> {
    /// What has become of the presented token since it was redeemed.
    pub(super) fn aftermath(&self, tx: &mut Tx<'_>) -> storage::Result<Aftermath> {
        let Some(successor) = self.presented.token.successor else { return Ok(Aftermath::default()) };
        let tenant = self.presented.family.tenant;
        let successor = refresh::store::find(tx.db, tenant, successor)?;
        let access = match &successor {
            Some(successor) => access::store::find(tx.db, tenant, successor.access_token)?,
            None => None,
        };
        let pair = match &successor {
            Some(successor) => self.pair_again(tx, successor)?,
            None => None,
        };
        Ok(Aftermath { successor, access, pair })
    }

    /// The pair that came with `successor`, as long as the leeway lasts, if it was derived.
    fn pair_again(&self, tx: &mut Tx<'_>, successor: &RefreshToken) -> storage::Result<Option<MintedPair>> {
        let leeway = self.applicant.tenant.settings.refresh_leeway;
        let lasts = |redeemed_at: &Moment| self.made.now < redeemed_at.plus(leeway);
        let Some(redeemed_at) = self.presented.token.redeemed_at.filter(lasts) else { return Ok(None) };
        let ids = [successor.access_token.number(), successor.id.number(), 0];
        let made_at = successor.created_at;
        let pair = refresh::salt_at(tx.db, redeemed_at)?.map(|salt| self.derived_pair(&salt, ids, made_at));
        Ok(pair.filter(|pair| pair.refresh.digest.matches(&successor.digest)))
    }

    /// R0's first use: R1 takes its place, and R0's access token ends.
    pub(super) fn first(&self, tx: &mut Tx<'_>, terms: Terms) -> storage::Result<Refreshed> {
        let salt = match self.applicant.tenant.settings.refresh_leeway {
            0 => None,
            leeway => Some(self.made.salt.keep(tx.db, leeway)?),
        };
        let minted =
            salt.map_or_else(|| self.fresh_pair(), |salt| self.derived_pair(&salt, self.made.ids, self.made.now));
        if let Some(digest) = self.presented.access {
            self.end_access_token(tx, self.presented.token.access_token, digest)?;
        }
        Ok(Refreshed { issued: self.issue(tx, &minted, terms)?, salt })
    }

    /// (a) The same pair again, with the seconds that are left. `meant` is what a first use would be given for the words
    /// that were sent, if they are fit for anything: whoever sends the same again means the same, whatever became of it.
    pub(super) fn retry(
        &self,
        tx: &mut Tx<'_>,
        (successor, access): (&RefreshToken, &AccessToken),
        pair: &MintedPair,
        meant: Option<&Scope>,
    ) -> Result<Refreshed, GrantError> {
        let given = |scope: &Scope| scope.same_words(&access.scopes);
        if let Some(asked) = &self.form.scope
            && !asked.parse().is_ok_and(|asked| given(&asked))
            && !meant.is_some_and(given)
        {
            return Err(Reason::ScopeOfRetry.into());
        }
        self.record(tx, Action::Retried)?;
        Ok(Issued::pair(pair, access, successor, self.made.now).into())
    }

    /// (b) R1 reached nobody: it is superseded and its access token dead; a fresh pair takes its place.
    pub(super) fn replace(
        &self,
        tx: &mut Tx<'_>,
        (lost, access): (&RefreshToken, &AccessToken),
        terms: Terms,
    ) -> storage::Result<Refreshed> {
        refresh::store::supersede(tx.db, lost, self.made.now)?;
        self.end_access_token(tx, access.id, access.digest)?;
        let issued = self.issue(tx, &self.fresh_pair(), terms)?;
        self.record(tx, Action::Retried)?;
        Ok(issued.into())
    }

    /// Tells the audit log.
    pub(super) fn record(&self, tx: &mut Tx<'_>, action: Action) -> storage::Result<()> {
        let Rotation { applicant, presented: Presented { token, family, user, .. }, made, .. } = self;
        let [_, _, event] = made.ids;
        let stamp = applicant.stamp(event, made.now);
        let (number, client, user) = (family.id.number(), &*applicant.client, user.as_ref());
        let subject = Subject { number, client, user, scopes: &family.scopes };
        subject.record(tx.db, family.tenant, &stamp, action, &json!({ "token": token.hint }))
    }

    fn issue(&self, tx: &mut Tx<'_>, minted: &MintedPair, terms: Terms) -> storage::Result<Issued> {
        let Presented { token, family, .. } = self.presented;
        let pair = Pair::new(minted, family, terms.scopes, terms.lifetimes, self.made.now);
        pair.write(tx, family)?;
        let first_use = token.redeemed_at.unwrap_or(self.made.now);
        refresh::store::redeem(tx.db, token, pair.refresh.id, first_use)?;
        Ok(Issued::pair(minted, &pair.access, &pair.refresh, self.made.now))
    }

    fn end_access_token(&self, tx: &mut Tx<'_>, id: AccessTokenId, digest: Digest) -> storage::Result<()> {
        access::store::end(tx.db, self.presented.family.tenant, id, self.made.now)?;
        tx.forget_token(digest);
        Ok(())
    }

    fn fresh_pair(&self) -> MintedPair {
        let [access, refresh] = &self.made.fresh;
        self.minted(access, refresh, self.made.ids, self.made.now)
    }

    fn derived_pair(&self, salt: &Salt, ids: [i64; 3], at: Moment) -> MintedPair {
        let Family { tenant, id, .. } = self.presented.family;
        let [access, refresh] = pair_of(&self.form.refresh_token, &salt.bits, tenant, id);
        self.minted(&access, &refresh, ids, at)
    }

    fn minted(
        &self,
        access: &[u8; 32],
        refresh: &[u8; 32],
        [access_id, refresh_id, _]: [i64; 3],
        at: Moment,
    ) -> MintedPair {
        let mint =
            |kind, id, random| Minted::new(&self.made.prefix, kind, self.presented.family.tenant, id, at, random);
        MintedPair {
            access: mint(Kind::AccessToken, access_id, access),
            refresh: mint(Kind::RefreshToken, refresh_id, refresh),
        }
    }
}

/// The random bits of the access and of the refresh token that take the place of R0: HKDF-SHA-256 of R0 and the salt;
/// info: version, tenant, family, kind.
fn pair_of(presented: &str, salt: &[u8], tenant: TenantId, family: FamilyId) -> [[u8; 32]; 2] {
    let info = |kind: Kind| format!("grantor1|{tenant}|{family}|{}", kind.mark());
    let infos = [info(Kind::AccessToken), info(Kind::RefreshToken)];
    derive(&Secret::from(presented), salt, infos.each_ref().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_derived_pair_depends_on_the_token_the_salt_the_tenant_the_family_and_the_kind() {
        let pair = |presented, salt: u8, tenant, family| {
            pair_of(presented, &[salt; 32], TenantId::new(tenant), FamilyId::new(family))
        };
        let all = [
            pair("one", 1, 1, 1),
            pair("two", 1, 1, 1),
            pair("one", 2, 1, 1),
            pair("one", 1, 2, 1),
            pair("one", 1, 1, 2),
            pair("one", 1, 11, 1),
            pair("one", 1, 1, 11),
        ];
        assert_eq!(all[0], pair("one", 1, 1, 1), "the same again");
        let different: BTreeSet<_> = all.iter().flatten().collect();
        assert_eq!(different.len(), 2 * all.len());
    }
}
