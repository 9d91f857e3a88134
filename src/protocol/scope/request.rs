//! Which scope a request gets (RFC 6749 §3.3), and which one a refresh may narrow it to (§6).

use super::entry::{READ, WRITE};
use super::{Catalogue, Scope};
use crate::protocol::reason::Reason;
use crate::protocol::role::Role;

impl Catalogue {
    /// The scope of a request that asks for `asked`, by a client with the allowed scopes `allowed`, for a person
    /// with this `role`. While nobody has signed in yet, ask with [`Role::Admin`], and again when the person is
    /// known.
    ///
    /// What is absent or has no word is the allowed scopes without `impersonate` and `credentials`, or else `read
    /// write`, as far as the person may grant it.
    ///
    /// # Errors
    /// [`Reason::ScopeMalformed`]; [`Reason::ScopeUnknown`], [`Reason::ScopeNotAllowed`] or
    /// [`Reason::ScopeAboveRole`] with the first such word; [`Reason::ScopeEmpty`] if nothing was asked for and
    /// nothing is left.
    pub fn request(&self, asked: Option<&str>, allowed: Option<&Scope>, role: Role) -> Result<Scope, Reason> {
        let asked: Scope = asked.unwrap_or_default().parse()?;
        if asked.is_empty() {
            return self.unasked(allowed, role);
        }
        for name in asked.iter() {
            let word = self.word(name).ok_or_else(|| Reason::ScopeUnknown(name.to_owned()))?;
            if allowed.is_some_and(|allowed| !self.covers(allowed, name)) {
                return Err(Reason::ScopeNotAllowed(name.to_owned()));
            }
            if word.lowest_role > role {
                return Err(Reason::ScopeAboveRole(name.to_owned()));
            }
        }
        Ok(asked)
    }

    fn unasked(&self, allowed: Option<&Scope>, role: Role) -> Result<Scope, Reason> {
        let mut scope = Scope::default();
        let names: Vec<&str> = allowed.map_or_else(|| vec![READ, WRITE], |allowed| allowed.iter().collect());
        for word in names.into_iter().filter_map(|name| self.word(name)) {
            if !word.is_power() && word.lowest_role <= role {
                scope.push(&word.name);
            }
        }
        if scope.is_empty() { Err(Reason::ScopeEmpty) } else { Ok(scope) }
    }

    /// The narrower scope that a refresh asks for; the whole of `granted` if it asks for none.
    ///
    /// # Errors
    /// [`Reason::ScopeMalformed`]; [`Reason::ScopeUnknown`] or [`Reason::ScopeNotGranted`] with the first such word.
    pub fn narrow(&self, granted: &Scope, asked: Option<&str>) -> Result<Scope, Reason> {
        let asked: Scope = asked.unwrap_or_default().parse()?;
        if asked.is_empty() {
            return Ok(granted.clone());
        }
        for name in asked.iter() {
            self.word(name).ok_or_else(|| Reason::ScopeUnknown(name.to_owned()))?;
            if !self.covers(granted, name) {
                return Err(Reason::ScopeNotGranted(name.to_owned()));
            }
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbitrary::{KNOWN, any_role, any_scope};
    use super::*;

    fn request(asked: Option<&str>, allowed: Option<&str>, role: Role) -> Result<String, Reason> {
        let allowed: Option<Scope> = allowed.map(|allowed| allowed.parse().unwrap());
        KNOWN.request(asked, allowed.as_ref(), role).map(|scope| scope.to_string())
    }

    fn narrow(granted: &str, asked: Option<&str>) -> Result<String, Reason> {
        KNOWN.narrow(&granted.parse().unwrap(), asked).map(|scope| scope.to_string())
    }

    #[test]
    fn what_is_asked_for_is_granted_in_the_order_of_the_request() {
        assert_eq!(request(Some("write tickets:read write"), None, Role::EndUser), Ok("write tickets:read".into()));
        assert_eq!(request(Some("tickets:read"), Some("read"), Role::EndUser), Ok("tickets:read".into()));
    }

    #[test]
    fn nothing_asked_for_is_read_and_write() {
        assert_eq!(request(None, None, Role::EndUser), Ok("read write".into()));
        assert_eq!(request(Some(" "), None, Role::Admin), Ok("read write".into()));
    }

    #[test]
    fn nothing_asked_for_is_the_allowed_scopes_without_those_that_give_power() {
        let allowed = Some("impersonate tickets credentials:write auditlogs:read");
        assert_eq!(request(None, allowed, Role::Admin), Ok("tickets auditlogs:read".into()));
        assert_eq!(request(None, allowed, Role::Agent), Ok("tickets".into()));
        assert_eq!(request(None, Some("impersonate"), Role::Admin), Err(Reason::ScopeEmpty));
        assert_eq!(request(None, Some("gone"), Role::Admin), Err(Reason::ScopeEmpty));
    }

    #[test]
    fn the_first_word_that_cannot_be_granted_is_named() {
        assert_eq!(request(Some("read tiket"), None, Role::Admin), Err(Reason::ScopeUnknown("tiket".into())));
        assert_eq!(request(Some("read,write"), None, Role::Admin), Err(Reason::ScopeUnknown("read,write".into())));
        assert_eq!(
            request(Some("read write"), Some("read"), Role::Admin),
            Err(Reason::ScopeNotAllowed("write".into()))
        );
        assert_eq!(
            request(Some("tickets"), Some("tickets:read"), Role::Admin),
            Err(Reason::ScopeNotAllowed("tickets".into()))
        );
        assert_eq!(request(Some("impersonate"), None, Role::Agent), Err(Reason::ScopeAboveRole("impersonate".into())));
        assert_eq!(request(Some("a\"b"), None, Role::Admin), Err(Reason::ScopeMalformed));
    }

    #[test]
    fn a_refresh_narrows_and_never_widens() {
        assert_eq!(narrow("read write", None), Ok("read write".into()));
        assert_eq!(narrow("read write", Some("tickets:read")), Ok("tickets:read".into()));
        assert_eq!(narrow("read", Some("read write")), Err(Reason::ScopeNotGranted("write".into())));
        assert_eq!(
            narrow("write", Some("credentials:write")),
            Err(Reason::ScopeNotGranted("credentials:write".into()))
        );
        assert_eq!(narrow("read", Some("tiket")), Err(Reason::ScopeUnknown("tiket".into())));
    }

    proptest! {
        #[test]
        fn nothing_granted_exceeds_the_allowed_scopes_or_the_role(asked in any_scope(), allowed in any_scope(), role in any_role()) {
            let catalogue = &*KNOWN;
            if let Ok(granted) = catalogue.request(Some(&asked.to_string()), Some(&allowed), role) {
                prop_assert!(catalogue.contains(&allowed, &granted));
                prop_assert_eq!(&*catalogue.cut_to_role(&granted, role), &granted);
            }
        }

        #[test]
        fn a_refresh_stays_within_what_was_granted(granted in any_scope(), asked in any_scope()) {
            let catalogue = &*KNOWN;
            if let Ok(narrowed) = catalogue.narrow(&granted, Some(&asked.to_string())) {
                prop_assert!(narrowed == granted || catalogue.contains(&granted, &narrowed));
            }
        }

        #[test]
        fn never_panics(asked: String, role in any_role()) {
            let _ = KNOWN.request(Some(&asked), None, role);
        }
    }
}
