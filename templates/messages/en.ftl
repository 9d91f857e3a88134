### The words of every page. A message is a whole sentence, or the whole label of one control.
### Names come in through $variables and never stand next to letters that would change with them.

## Dates. The spaces within a day, and within a time, do not break.

month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-day = { $day } { month }
date-day-year = { $day } { month } { $year }
date-time = { $day } { month } { $year }, { $time } UTC

## Frame

frame-language = Language
frame-help = Help
frame-privacy = Privacy
frame-terms = Terms
connected-apps = Connected apps
admin-center = Admin Center
account-home = Your account
role = { $role ->
    [admin] admin
    [agent] agent
   *[end-user] end user
}

## Signing in and out

sign-in-title = Sign in to { $account }
sign-in-continue = to continue to { $app }
sign-in-email = Email
sign-in-password = Password
sign-in-submit = Sign in
sign-in-with-vendor = Continue with { $vendor }
sign-in-or = Or use your email and password
sign-in-wrong = The email or password is not right.
sign-in-locked = { $minutes ->
    [one] Too many attempts. Try again in { $minutes } minute.
   *[other] Too many attempts. Try again in { $minutes } minutes.
}
sign-in-stale = This page was open for too long. Sign in again.
sign-in-ended = Your session has ended. Sign in again; what you typed was not kept.
set-password-title = Choose a password
set-password-purpose = You sign in to { $account } with it from now on.
set-password-new = New password
set-password-hint = { $minimum ->
    [one] At least { $minimum } character. Several words in a row are easy to remember and hard to guess.
   *[other] At least { $minimum } characters. Several words in a row are easy to remember and hard to guess.
}
set-password-submit = Save password
set-password-short = { $minimum ->
    [one] This password is too short. It needs at least { $minimum } character.
   *[other] This password is too short. It needs at least { $minimum } characters.
}
set-password-long = { $maximum ->
    [one] This password is too long. It can have { $maximum } character at most.
   *[other] This password is too long. It can have { $maximum } characters at most.
}
set-password-guessable = This password is easy to guess. Choose another one.
change-password-title = Change password
change-password-purpose = You will sign in to { $account } with the new password.
change-password-current = Current password
change-password-wrong = The current password is not right.
change-password-same = This is your password already. Choose another one.
password-changed-title = Your password is changed
password-changed-sessions = You are signed out everywhere but here.
password-changed-apps = { $count ->
    [one] { $count } app can still use your account, because you allowed it before.
   *[other] { $count } apps can still use your account, because you allowed them before.
}
password-changed-advice = Disconnect all apps if somebody else may have known the old password. You can allow each of them again.
disconnect-all = Disconnect all apps
signed-in-title = You are signed in to { $account }
signed-in-as = You are signed in as { $name } ({ $email }).
signed-in-out = Sign out
signed-in-still = You are still signed in: the page that you come from belongs to an earlier session. Sign out here.

signed-out-title = You are signed out
signed-out-apps = Apps that you allowed keep their access until you or an admin removes it.
signed-out-again = Sign in again

## Consent

consent-title = Allow { $app } to use your { $account } account?
consent-publisher = by { $publisher }
consent-registered = Registered by an admin of { $account }
consent-available = Available to all accounts, reviewed by { $vendor }
consent-person = You are signed in as { $name } ({ $email }, { role }).
consent-other-account = Not you? Use another account
consent-scopes = { $app } will be able to:
scope-read = See everything that you can see
scope-write = Create, change and delete whatever you can
scope-impersonate = Act in the name of any end user of { $account }
scope-see-credentials = See apps and tokens
scope-change-credentials = Create, change and delete apps and tokens, add and change users, and change settings
scope-see-and-change-credentials = See, create, change and delete apps and tokens, add and change users, and change settings
resource = { $resource ->
    [tickets] tickets
    [ticket_attachments] ticket attachments
    [ticket_views] ticket views
    [requests] requests
    [satisfaction_ratings] satisfaction ratings
    [users] users
    [organizations] organizations
    [groups] groups
    [hc] the help center
    [themes] help center themes
    [brands] brands
    [dynamic_content] dynamic content
    [macros] macros
    [triggers] triggers
    [automations] automations
    [sla_policies] service level policies
    [custom_objects] custom objects
    [targets] targets
    [webhooks] webhooks
    [apps] apps
    [zis] integrations
    [any_channel] messages from other channels
    [web_widget] the web widget
    [auditlogs] the audit log
    [security] security settings
    [account_settings] account settings
   *[deletion_schedules] deletion schedules
}
scope-see = See { resource }
scope-change = Create, change and delete { resource }
scope-see-and-change = See, create, change and delete { resource }
scope-see-named = See { $resource }
scope-change-named = Create, change and delete { $resource }
scope-see-and-change-named = See, create, change and delete { $resource }
scope-described = { $description }
scope-new = New
consent-more = { $app } asks for more than you allowed on { $date }.
consent-ends = { $days ->
    [one] Access ends when you or an admin removes it, or after { $days } day without use.
   *[other] Access ends when you or an admin removes it, or after { $days } days without use.
}
consent-ends-by-removal = Access ends when you or an admin removes it.
consent-next-site = Next you go to { $host }
consent-next-loopback = Next you go to an app on this device ({ $host })
consent-next-scheme = Next you go to the app { $scheme } on this device
consent-allow = Allow
consent-deny = Deny
consent-each-time = You are asked each time because an app on your device cannot prove who it is.
consent-take-back = You can take this back at any time under { $page }.

## What went wrong

problem-request-title = Invalid Authorization Request
problem-client-missing = The app did not say who it is.
problem-client-unknown = No such client.
problem-redirect-missing = The app did not say where you go next.
problem-redirect-unknown = The app wants to send you to an address that is not registered for it.
problem-repeated = The app sent { $parameter } more than once.
problem-nothing-shared = Nothing was shared.
problem-app-user = If you use this app
problem-app-user-advice = Go back to the app and tell its maker what you see here.
problem-app-maker = If you build it
problem-sent = This { $parameter } was sent: { $value }
advice-client-missing = Send { $parameter }, the identifier of your client.
advice-client-unknown = A client works only in the account that registered it. Sign in to that account, or ask for a global client. { $parameter } is the identifier, not the number.
advice-redirect-missing = Send { $parameter }. It can be left out only while the client has exactly one redirect URL.
advice-redirect-unknown = { $parameter } must be one of the client’s redirect URLs, character by character, with the same scheme, host, port, path and final slash.
advice-repeated = Send each parameter once.
problem-oauth-off-title = Apps cannot connect here
problem-oauth-off = { $account } does not accept connections from apps. An admin can turn this on in API settings.
problem-stale-title = This page is too old
problem-stale = Go back to { $app } and start again. Nothing was shared.
problem-stale-unknown = Go back to where you came from and start again. Nothing was shared.
problem-again = Show the request again
problem-foreign-origin-title = This form came from elsewhere
problem-foreign-origin = Another site sent this form in your name, so it was refused. Nothing was changed.
problem-account-unknown-title = No account here
problem-account-unknown = There is no account at this address. Check the address that you were given.
problem-not-found-title = Page not found
problem-not-found = There is no page at this address. Check the address, or go back to where you came from.
problem-other-account = Use another account
problem-method-title = This address does not work like this
problem-method = Go back to where you came from and start again.
problem-unreadable-title = This request cannot be read
problem-unreadable = Something in it is missing or malformed. Go back to where you came from and start again.
problem-link-spent-title = This link no longer works
problem-link-spent = It was used before, or it is too old. Ask an admin of { $account } for a new one.
problem-sso-title = You could not be signed in
problem-sso-invalid = The sign-in that { $vendor } sent is not valid. Tell an admin of your account what you see here.
problem-sso-too-old = This sign-in was used before, or it is too old. Go back to { $vendor } and sign in again.
problem-sso-admin = Admins do not sign in to { $account } through { $vendor }. Use { $page } instead.
problem-sso-admin-page = your email and password
problem-sso-shut-out = You can no longer sign in to { $account }. Ask an admin of your account.
problem-sso-address-taken = Your email belongs to someone else at { $account }. Ask an admin of your account to correct that.
problem-too-many-title = Too many attempts
problem-too-many = { $minutes ->
    [one] Try again in { $minutes } minute.
   *[other] Try again in { $minutes } minutes.
}
problem-busy-title = Too much is going on
problem-busy = Your request was not carried out. Try again in a moment.
problem-internal-title = Something went wrong
problem-internal = This is our mistake, not yours. If it happens again, give an admin the reference below.
problem-reference = Reference { $reference } · { $time }

connected-person = These apps can use { $account } in the name of { $name }.
connected-removed = The app has no access any more.
connected-all-removed = No app has access any more.
connected-none = No app has access to your account.
connected-since = Allowed on { $date }
connected-last-used = Last used on { $date }
connected-unused = Not used yet
connected-remove-hint = It loses access to your account at once.
connected-remove = Remove access

reference-title = API reference
reference-lead = Everything that programs can ask of this account, and who may ask it.
reference-document = The same for programs: OpenAPI 3.1
reference-parameters = Parameters
reference-takes = Body
reference-gives = Answer
reference-refusals = Other answers
