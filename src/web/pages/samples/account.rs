//! The pages of one's own account.

use askama::Template;

use super::{NOW, Sample, Words, form, frame};
use crate::web::pages::connected_apps::{App, ConnectedApps, Removed};
use crate::web::pages::consent::Meaning;
use crate::web::pages::language::Language;
use crate::web::pages::password::{ChangePassword, ChangeTrouble, PasswordChanged};
use crate::web::pages::sign_in::{PasswordTrouble, SignedIn};

pub(super) fn pages(language: Language, words: &Words) -> Vec<Sample> {
    let all_removed = ConnectedApps { removed: Removed::All, ..connected(language, words, false) };
    let password = ChangePassword {
        frame: frame(language, words),
        email: words.email.clone(),
        minimum: 12,
        trouble: None,
        form: form("/account/password", words),
    };
    let refused = |trouble| ChangePassword { trouble: Some(trouble), ..password.clone() }.render();
    vec![
        ("connected-apps", connected(language, words, true).render()),
        ("connected-apps-none", connected(language, words, false).render()),
        ("connected-apps-all-removed", all_removed.render()),
        ("signed-in", signed_in(language, words).render()),
        ("signed-in-still", SignedIn { still: true, ..signed_in(language, words) }.render()),
        ("change-password", password.render()),
        ("change-password-wrong", refused(ChangeTrouble::Wrong)),
        ("change-password-same", refused(ChangeTrouble::Same)),
        ("change-password-short", refused(ChangeTrouble::New(PasswordTrouble::Short))),
        ("change-password-locked", refused(ChangeTrouble::Locked { minutes: 5 })),
        ("password-changed", changed(language, words, 3).render()),
        ("password-changed-no-apps", changed(language, words, 0).render()),
    ]
}

fn changed(language: Language, words: &Words, apps: u32) -> PasswordChanged {
    PasswordChanged {
        frame: frame(language, words),
        apps,
        connected_apps: "/account/connected-apps".to_owned(),
        form: form("/account/connected-apps/all", words),
    }
}

fn connected(language: Language, words: &Words, some: bool) -> ConnectedApps {
    let app = |id, scopes, last_used| App {
        id,
        name: words.app.clone(),
        publisher: (id == 1).then(|| words.publisher.clone()),
        logo: (id == 1).then(|| "/logos/1".to_owned()),
        scopes,
        since: NOW.plus(-86_400 * 40),
        last_used,
        form: form("/account/connected-apps", words),
    };
    let apps = vec![
        app(1, vec![Meaning::Read, Meaning::Write, Meaning::Impersonate], Some(NOW)),
        app(2, vec![Meaning::See(words.resource.clone())], None),
    ];
    ConnectedApps {
        frame: frame(language, words),
        name: words.person.clone(),
        apps: if some { apps } else { Vec::new() },
        removed: if some { Removed::None } else { Removed::One },
        sign_out: form("/access/logout", words),
    }
}

fn signed_in(language: Language, words: &Words) -> SignedIn {
    SignedIn {
        still: false,
        frame: frame(language, words),
        name: words.person.clone(),
        email: words.email.clone(),
        admin_center: Some("/admin".to_owned()),
        connected_apps: "/account/connected-apps".to_owned(),
        change_password: Some("/account/password".to_owned()),
        form: form("/access/logout", words),
    }
}
