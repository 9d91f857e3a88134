### The words of the Admin Center. The same rules as for every page.

## Frame

admin-skip = Skip to the content
admin-menu = Menu
admin-apps = Apps and integrations
admin-apis = APIs
admin-people = People
admin-account = Account
admin-explained = Help
admin-first-steps = First steps
admin-clients = OAuth clients
admin-global-clients = External OAuth clients
admin-api-tokens = API tokens
admin-settings = API settings
admin-users = Users
admin-audit-log = Audit log
admin-help = API tokens and access tokens
admin-cancel = Cancel
admin-save = Save
admin-filter = Filter
admin-clear = Clear filters
admin-nothing-matches = Nothing matches.
admin-options = Options for { $name }
admin-pages = Pages
admin-before = Previous
admin-after = Next
admin-status = Status
admin-created = Created
admin-active = Active
admin-deactivated = Deactivated
admin-expired = Expired
admin-any-status = Any status
admin-suspended = Suspended
admin-unverified = Not verified
admin-blocked = Blocked
admin-let-in = Allowed
admin-on-now = On
admin-off-now = Off
admin-on = { $date }
admin-at = { $time }
admin-count = { $count }
admin-count-more = { $count }+
admin-more = and { $count } more
admin-never-expires = Never
admin-never-used = Not used yet
admin-copy = Copy
admin-copied = Copied
admin-flaws = This was not saved. Please check:
admin-edit = Edit
admin-view-tokens = View tokens
admin-view-scopes = View scopes
admin-view-audit-log = View audit log
admin-delete = Delete
admin-deactivate = Deactivate
admin-reactivate = Reactivate
admin-role = { $role ->
    [admin] Admin
    [agent] Agent
    [any] Any role
   *[end-user] End user
}
problem-admins-only-title = Admins only
problem-admins-only = This page is for admins of { $account }. Ask one of them, or sign in as an admin.

## What is wrong with a field

flaw-blank = Fill this in: { $field }.
flaw-taken = { $field }: already in use.
flaw-too-long = This is too long: { $field }.
flaw-text = This holds characters that cannot be kept: { $field }.
flaw-seconds = { $field }: give whole seconds from { $least } to { $most }.
flaw-seconds-above = { $field }: give at most { $most }, or raise the other field: { $other }.
flaw-identifier = Use 1 to 255 letters, digits, dots, underscores and hyphens, and do not begin with { $prefix }.
flaw-identifier-taken = A client has or had this identifier, and none is ever used again. Choose another one.
flaw-scopes = Choose at least one scope, or let people allow any.
flaw-token-scopes = Choose at least one scope, or allow whatever the user may do.
flaw-addresses = Each line has to be an IP address or a range, and at most 100 fit.
flaw-time = Give a time to come, or none.
flaw-person = { $field }: nobody in this account has this email.
flaw-email = This is not an email address.
flaw-other = This cannot be so: { $field }.
flaw-redirect = { $uri } { $why ->
    [too-long] is longer than 2000 characters.
    [not-ascii] has characters that are not ASCII. Write the host in punycode and percent-encode the rest.
    [whitespace] has spaces or control characters.
    [backslash] has a backslash, which some browsers read as a slash.
    [character] has a character that has to be percent-encoded.
    [wildcard] has a wildcard. Register each URL in full.
    [relative] is relative. Begin with https.
    [active-scheme] has a scheme that does not lead to an application.
    [fragment] has a fragment, which a response cannot be added to.
    [user-info] has a user name or password before the host.
    [host] has a host that is no ordinary name or address, or a port that does not exist.
    [private-address] leads to a private address. Use a name, or localhost for an app on a person’s device.
    [plain-http] uses plain http, which only localhost may. Begin with https.
    [reserved] already has a query parameter that belongs to the response.
    [capitals] has capital letters in its scheme. Write https in small letters.
    [without-dot] has a scheme without a dot. A scheme of your own is a domain name reversed, like com.example.app
    [scheme] has a scheme of its own, which only public clients may have. Begin with https.
   *[too-many] does not fit any more. At most 100 URLs do.
}

## OAuth clients

clients-lead = A client lets an app ask your people for access without their password. { $help }
clients-lead-help = API tokens or access tokens?
clients-off = OAuth access is off. No app can connect. Clients and their tokens are kept and work again when it is turned on.
clients-add = Add OAuth client
clients-none = No OAuth clients yet. A client lets an app ask your people for access without their password.
clients-none-steps = Never done it before? See { $steps }.
clients-find = Name or identifier
clients-identifier = Identifier
clients-name = Name
clients-tokens = Tokens
clients-secret = Secret
clients-secret-hint = { $secret }…, since { $time }
clients-secret-ends = { $secret }…, until { $time }
clients-created = Created on { $time }
clients-used = Last used on { $time }
clients-unused = Not used yet
clients-elsewhere = { $count ->
    [one] Asked for once at an account that does not know it, last on { $time }
   *[other] Asked for { $count } times at accounts that do not know it, last on { $time }
}
clients-propose = Propose for all accounts
clients-propose-title = Propose { $app } for all accounts?
clients-propose-says = You ask { $vendor } to offer this app to the people of every account, not only of yours.
clients-propose-review = { $vendor } looks at its name, company, description, logo, redirect URLs and scopes, and may decline. The answer appears on the client’s page.
clients-propose-copy = If { $vendor } accepts, there is a copy for all accounts, { $identifier }, with a secret of its own. { $vendor } gives that to the app’s makers and looks after the copy; what you change here later does not reach it.
clients-propose-stays = The client of this account stays as it is, with its identifier, its secret and its tokens. You can withdraw the proposal until it is decided.
clients-withdraw = Withdraw the proposal
clients-withdraw-title = Withdraw the proposal of { $app }?
clients-withdraw-says = { $vendor } is no longer asked to offer this app to all accounts. Nothing else changes, and you can propose it again.
clients-proposed = Proposed for all accounts on { $time }. { $vendor } has not decided yet.
clients-declined = { $vendor } declined on { $time } to offer it to all accounts: { $reason }
clients-promoted = Offered to all accounts as { $identifier } since { $time }
clients-edit-title = Edit { $app }
clients-name-hint = People see it when they are asked for access.
clients-identifier-hint = Apps send it as { $parameter }. It cannot be changed later. Leave it empty to have it made from the name.
clients-company = Company
clients-description = Description
clients-description-hint = One or two sentences about what the app does; people see them when they are asked for access.
clients-kind = Kind
clients-kind-confidential = Confidential: an app on a server that can keep a secret
clients-kind-public = Public: an app on a device or in a browser, which cannot keep a secret
clients-redirects = Redirect URLs
clients-redirects-hint = One in each line, in full. People are sent back only to these.
clients-scopes = Allowed scopes
clients-scopes-any = Whatever people allow
clients-scopes-these = Only these
clients-scopes-show = Choose scopes
clients-lifetimes = Lifetimes
clients-lifetimes-hint = What is empty is as in API settings.
clients-owner = Owner
clients-owner-hint = The email of the user whom the client belongs to. Leave it empty if it belongs to nobody.
clients-service-account = Acts as
clients-service-account-hint = The email of the user that a confidential client acts as by itself, without anyone signed in. Leave it empty to let it act as its owner, { $owner }.
clients-service-account-never = The email of the user that the app acts as by itself, without anyone signed in. Leave it empty if it never does.
clients-rotate = Regenerate secret
clients-rotate-title = Regenerate the secret of { $app }?
clients-rotate-says = The app needs the new secret before the present one stops working.
clients-rotate-when = The present secret stops working
clients-rotate-now = now
clients-rotate-day = in 24 hours
clients-rotate-week = in 7 days
clients-made-title = { $app } is registered
clients-rotated-title = { $app } has a new secret
clients-rotated-before = This secret was shown already. Regenerate it again if it was lost.
clients-shown-advice = Copy the secret now. It is never shown in full again.
clients-shown-where = Keep it where only the app’s server can read it. Never put it into an app on a device, into a page or into source code.
clients-logo = Logo
logo-title = Logo of { $app }
logo-alt = Logo of { $app }
logo-file = Picture
logo-hint = PNG, JPEG or GIF, up to 1 MiB. People see it when they are asked for access; it is made to fit 48 by 48.
logo-wrong = This is no picture that can be shown. Choose a PNG, JPEG or GIF of up to 1 MiB.
logo-remove = Remove the logo
clients-open = Open the client
clients-done-created = The client is registered.
clients-done-saved = The changes are saved.
clients-done-deactivated = The client is deactivated. Its tokens have stopped working.
clients-done-reactivated = The client is active again.
clients-done-proposed = The proposal is sent.
clients-done-withdrawn = The proposal is withdrawn.
clients-done-deleted = The client is deleted. Its tokens have ended.
clients-deactivate-title = Deactivate { $app }?
clients-deactivate-says = { $count ->
    [0] It has no tokens now. Nobody can connect it until you reactivate it.
    [one] Its { $count } token stops working at once. Reactivating brings it back if it has not expired.
   *[other] Its { $count } tokens stop working at once. Reactivating brings back those that have not expired.
}
clients-deactivate-many = Its more than { $count } tokens stop working at once. Reactivating brings back those that have not expired.
clients-deactivate = Deactivate client
clients-reactivate-title = Reactivate { $app }?
clients-reactivate-says = Those of its tokens that have not expired work again, and people can connect it.
clients-reactivate = Reactivate client
clients-public-title = Make { $app } public?
clients-public-says = { $count ->
    [one] Its secret stops working at once, and the app can no longer act by itself. You cannot undo this: to become confidential again it needs a new secret.
   *[other] Its { $count } secrets stop working at once, and the app can no longer act by itself. You cannot undo this: to become confidential again it needs a new secret.
}
clients-public = Make public
clients-delete-title = Delete { $app }?
clients-delete-says = { $count ->
    [0] It has no tokens now. You cannot undo this.
    [one] { $count } access token stops working at once. You cannot undo this.
   *[other] { $count } access tokens stop working at once. You cannot undo this.
}
clients-delete-many = More than { $count } access tokens stop working at once. You cannot undo this.
clients-delete-used = It was last used on { $time }.
clients-delete-instead = To stop it for now, { $deactivate } instead.
clients-delete-instead-link = deactivate it
clients-delete-type = Type { $identifier } to confirm.
clients-delete-typed-wrong = This is not its identifier.
clients-delete = Delete client

## Tokens

admin-scope-read = See everything that the user can see
admin-scope-write = Create, change and delete whatever the user can
tokens-title = Tokens of { $app }
tokens-lead = Each is access in the name of one person, who has allowed the app or whom it acts as by itself. Access tokens are not made here: apps get them when people allow them, when they act by themselves, or by the API. { $help }
tokens-lead-help = How access tokens are made
tokens-none = No tokens. They appear when someone allows this app.
tokens-person = Acts as
tokens-scopes = Access
tokens-expires = Expires
tokens-used = Last used
token-title = Access of { $app } for { $name }
token-hint = Token
token-delete = Delete token
token-delete-title = Delete this token?
token-delete-says = The access of { $name } for { $app } ends at once. The app can ask again.
tokens-done-deleted = The token is deleted. The access has ended.

## External clients

globals-lead = Apps that { $vendor } has reviewed for all accounts, and that someone here has allowed. You can block them for this account.
globals-none = No external app has been allowed here.
globals-lead-all = Apps that { $vendor } has reviewed for all accounts. You can block them for this account.
globals-none-all = There are no external apps.
globals-show-all = Show all external apps
globals-show-used = Show only those in use here
globals-block = Block
globals-unblock = Unblock
globals-block-title = Block { $app }?
globals-block-says = { $count ->
    [0] Nobody in this account can connect it until you unblock it.
    [one] Its { $count } token here stops working at once, and nobody in this account can connect it until you unblock it.
   *[other] Its { $count } tokens here stop working at once, and nobody in this account can connect it until you unblock it.
}
globals-block-many = Its more than { $count } tokens here stop working at once, and nobody in this account can connect it until you unblock it.
globals-unblock-title = Unblock { $app }?
globals-unblock-says = Those of its tokens that have not expired work again, and people can connect it.
globals-done-blocked = The app is blocked. Its tokens have stopped working here.
globals-done-unblocked = The app is let in again.

## API tokens

api-tokens-lead = An API token is a password of the whole account: with it and the email of any verified user, a program can do whatever that user can. { $help }
api-tokens-add = Add API token
api-tokens-none = No API tokens yet. Something new is safer with an OAuth client: { $client }.
api-tokens-off = API token access is off.
api-tokens-off-kept = API token access is off. The tokens of this account are kept and work again when it is turned on.
api-tokens-room = { $count } of { $most } tokens.
api-tokens-full = { $count } of { $most } tokens. Delete one to add another.
api-tokens-no-new = No more API tokens can be made in this account. Add an OAuth client instead.
api-tokens-find = Description or beginning of the token
api-tokens-description = Description
api-tokens-description-hint = What uses the token, and whom to ask about it.
api-tokens-assigned = Assigned to
api-tokens-anyone = Any verified user
api-tokens-limits = Limits
api-tokens-limits-hint = All of them are optional. A token with limits is worth less to whoever steals it.
api-tokens-user = Only for
api-tokens-user-hint = The email of the only user that it works for. Leave it empty for any verified user.
api-tokens-scopes = Allowed scopes
api-tokens-scopes-any = Whatever the user may do
api-tokens-ips = Only from these IP addresses
api-tokens-ips-hint = One address or range in each line, as { $address } or { $net }. Leave it empty to let it work from anywhere.
api-tokens-expires = Expires (UTC)
api-tokens-expires-hint = Leave it empty if it does not expire.
api-tokens-usage = View usage
api-tokens-one = API token
api-tokens-made-title = The API token is created
api-tokens-made-advice = Copy it now. After you choose Save it is never shown in full again.
api-tokens-made-how = Programs send it as the password of HTTP Basic, with { $user } as the user name.
api-tokens-done-created = The API token is created.
api-tokens-done-saved = The changes are saved.
api-tokens-done-deactivated = The API token is deactivated. Calls that use it fail.
api-tokens-done-reactivated = The API token is active again.
api-tokens-done-deleted = The API token is deleted.
api-tokens-deactivate-title = Deactivate { $name }?
api-tokens-deactivate-says = Calls that use it fail at once. You can reactivate it.
api-tokens-reactivate-title = Reactivate { $name }?
api-tokens-reactivate-says = Calls that use it work again.
api-tokens-refused-says = { $count ->
    [one] { $count } call with it was refused in the last 30 days.
   *[other] { $count } calls with it were refused in the last 30 days.
}
api-tokens-delete-title = Delete { $name }?
api-tokens-delete-says = It is gone for good; calls that use it keep failing.
api-tokens-delete-first = Deactivate it before you delete it.

## Who uses an API token

api-usage-title = Usage of { $name }
api-usage-period = Period
api-usage-days-back = { $count ->
    [one] Today
   *[other] Last { $count } days
}
api-usage-calls = Calls let in
api-usage-refused = Calls refused
api-usage-shared = { $count ->
    [one] { $count } person uses this token.
   *[other] { $count } people use this token. Give each of them a way in of their own, so that you can end one without the others.
}
api-usage-none = No calls in this time.
api-usage-people = People
api-usage-person = Person
api-usage-addresses = IP addresses
api-usage-agents = Programs
api-usage-agent = Program
api-usage-others = Others, or unnamed
api-usage-unknown = Unknown
api-usage-number = Calls
api-usage-last = Last call
api-usage-path = Path
api-usage-days = Calls per day
api-usage-day = Day
api-usage-refusals = Who still calls with it
api-usage-refusals-says = These calls were refused because the token has ended.

## Who still uses API tokens

api-report-title = Who still uses API tokens
api-report-lead = How often each token was used, by how many people, and which tokens you can end without breaking anything.
api-report-show = Show
api-report-ready = Ready to end
api-report-why = { $why ->
    [unused] Nobody has called for 30 days
    [moved] All callers use access tokens now
   *[quiet] Deactivated, and no calls for 30 days
}
api-report-callers = Callers
api-report-who = People: { $people }, IP addresses: { $addresses }, programs: { $programs }
api-report-not-yet = Not yet
api-report-none = There are no such tokens.

## The end of API tokens

sunset-title = End of API tokens
sunset-lead = How this account leads its API tokens to their end. { $vendor } sets these rules.
sunset-none = No rules are set. Every API token works until someone deactivates it.
sunset-no-new = No new tokens from { $time } on.
sunset-idle = { $count ->
    [one] A token that nobody has used for a day is deactivated.
   *[other] A token that nobody has used for { $count } days is deactivated.
}
sunset-delete = { $count ->
    [one] A deactivated token is deleted after a day.
   *[other] A deactivated token is deleted after { $count } days.
}
sunset-brown-out = All tokens are switched off as a test from { $from } to { $until }.
sunset-end = All tokens stop working on { $time }.
sunset-announce = { $count ->
    [one] Each step is announced in the audit log a day ahead.
   *[other] Each step is announced in the audit log { $count } days ahead.
}
sunset-steps = What would happen
sunset-steps-says = This is what the next 365 days bring if nobody uses or changes a token.
sunset-nothing = Nothing would happen.
sunset-what = What
sunset-kind = { $kind ->
    [no_new] No new tokens
    [brown_out] Test outage begins
    [idle] Deactivated as unused
    [end] Deactivated for good
   *[delete] Deleted
}
sunset-all = All tokens

## API settings

settings-oauth = OAuth access
settings-oauth-says = Apps can ask your people for access, and use the API with access tokens.
settings-oauth-on = Turn on OAuth access
settings-oauth-off = Turn off OAuth access
settings-oauth-off-title = Turn off OAuth access?
settings-oauth-off-says = { $count ->
    [0] No app can connect until you turn this on again.
    [one] { $count } client stops working for everyone at once. It is kept and works again when you turn this on.
   *[other] { $count } clients stop working for everyone at once. They are kept and work again when you turn this on.
}
settings-oauth-on-title = Turn on OAuth access?
settings-oauth-on-says = Clients of this account work, and their tokens that have not expired work again.
settings-tokens = API token access
settings-tokens-says = Programs can use the API with an email and an API token, a password of its own kind. Access tokens are safer: each is for one app and one person, and ends by itself.
settings-tokens-on = Turn on token access
settings-tokens-off = Turn off token access
settings-tokens-off-title = Turn off API token access?
settings-tokens-off-says = { $count ->
    [0] No API token works until you turn this on again.
    [one] { $count } active token stops working for everyone at once. It is kept and works again when you turn this on.
   *[other] { $count } active tokens stop working for everyone at once. They are kept and work again when you turn this on.
}
settings-tokens-on-title = Turn on API token access?
settings-tokens-on-says = Whoever has an active API token and the email of any verified user can use the API in the name of that user.
settings-apps = Connecting apps
settings-role = Who may allow apps
settings-role-everyone = Everyone
settings-role-agents = Agents and admins
settings-role-admins = Admins only
settings-rules = Rules
settings-pkce = Every app has to use PKCE, those on servers too
settings-never = Individual clients may have access tokens that never expire
settings-query = Accept tokens in the URL (?access_token=), for old libraries
settings-lifetimes = Lifetimes
settings-access-lifetime = Access token, seconds
settings-access-most = Access token at most, seconds
settings-refresh-lifetime = Refresh token, seconds
settings-refresh-most = Refresh token at most, seconds
settings-session = Signed in for, seconds
settings-leeway = Refresh retry window, seconds
settings-seconds = { $least } to { $most }; empty for the usual
settings-seconds-usual = { $least } to { $most }; empty for { $usual }
settings-pages = Pages
settings-language = Language for people who have not chosen one
settings-language-usual = Default
settings-language-name = English
settings-done-saved = The settings are saved.
settings-done-oauth-on = OAuth access is on.
settings-done-oauth-off = OAuth access is off.
settings-done-tokens-on = API token access is on.
settings-done-tokens-off = API token access is off.

## Users

users-add = Add user
users-add-title = Add a user
users-edit-title = Edit { $name }
users-find = Name or email
users-name = Name
users-role = Role
users-external-id = ID at { $vendor }
users-own = This is you. Another admin can change your role.
users-suspend = Suspend
users-unsuspend = Lift suspension
users-suspend-title = Suspend { $name }?
users-suspend-says = They are signed out everywhere, and whatever apps do in their name stops at once. You can lift it again.
users-unsuspend-title = Lift the suspension of { $name }?
users-unsuspend-says = They can sign in again, and those of their tokens that have not expired work again.
users-delete = Delete user
users-delete-title = Delete { $name }?
users-delete-says = They are signed out everywhere, every app loses the access that they gave it, and this cannot be undone. The audit log keeps their name.
users-delete-needed = These clients belong to this user or act in their name. Give them to somebody else first:
users-link = One-time sign-in link
users-link-title = Make a one-time sign-in link for { $name }?
users-link-says = Whoever opens the link first is signed in as them and can choose a password. It ends after 24 hours, or sooner if they are suspended, are no longer verified, or get another email address or role. It ends any link made before.
users-link-make = Make link
users-link-shown-title = A one-time link for { $name }
users-link-advice = Copy the link now and give it to them yourself. It is never shown again.
users-link-label = Link
users-link-ends = It works once, until { $time }.
users-open = Open the user
users-done-created = The user is added. Give them a one-time sign-in link.
users-done-saved = The changes are saved.
users-done-suspended = They are suspended and signed out.
users-done-unsuspended = The suspension is lifted.
users-done-deleted = The user is deleted.
users-done-link = This link was shown already. Make another one if it was lost.

## Audit log

audit-find = Name
audit-when = Time
audit-who = Who
audit-done = Action
audit-what = What
audit-address = IP address
audit-from = From
audit-until = Until
audit-any = Any
audit-only = Only what concerns { $name }.
audit-only-unnamed = Only what concerns one entry.
audit-itself = What the app did with its tokens
audit-export = Export
audit-export-hint = Everything that matches the filters, all pages of it. The export itself is noted in the log.
audit-csv = CSV
audit-jsonl = JSON Lines
audit-number = Number
audit-changes = What changed
audit-field = Field
audit-before = Before
audit-after = After
audit-same = Everything about the same thing
audit-by = Way in
audit-way = { $way ->
    [password] Password
    [link] One-time sign-in link
   *[sso] Single sign-on
}
audit-other-value = Another one
audit-actor-named = { $name }
audit-actor = { $kind ->
    [system] The server
    [operator] The platform operator
   *[anonymous] Someone unknown
}
audit-action = { $action ->
    [create] Created
    [update] Changed
    [destroy] Deleted
    [login] Signed in
    [logout] Signed out
    [lockout] Too many sign-in attempts
    [exported] Exported
    [deactivate] Deactivated
    [reactivate] Reactivated
    [revoke] Access ended
    [reuse_detected] Used refresh token came again
    [replayed] Used code came again
    [retried] Refresh repeated
    [verify_failed] Credential refused
    [announce] Announced
    [authorize] App allowed
   *[deny] App refused
}
audit-source = { $source ->
    [oauth_client] OAuth client
    [oauth_token] OAuth token
    [global_oauth_client] External OAuth client
    [apitoken] API token
    [user] User
    [account_setting] Account and settings
    [session] Session
   *[resource_server] Resource server
}

## First steps

first-lead = Your security team, a partner or a colleague wants to connect an app to this account? This is the whole way, from here to the first request.
first-access = Let apps in
first-access-on = OAuth access is on.
first-access-off = OAuth access is off. No app can connect.
first-access-open = Open API settings
first-register = Register the app
first-register-how = You need its name and the redirect URLs that its makers name to you. An app on a server is confidential and gets a secret; an app on a device is public.
first-hand-over = Give its makers what they need
first-hand-over-how = The identifier and, if there is one, the secret, by a safe way; and these addresses:
first-authorize = Authorization endpoint
first-token = Token endpoint
first-metadata = Everything for libraries
first-allow = People allow it
first-allow-how = The app sends people here. They sign in, read what it asks for, and allow it or not. They can take it back at any time under “Connected apps”.
first-watch = See what it does
first-watch-how = { $clients } shows who has allowed it and lets you end single accesses or all of them. { $log } tells who did what, when and from where.
first-machine = A program without people
first-machine-how = A confidential client can act by itself: as the user in its field “Acts as”, and while that is empty as its owner, the admin who registered it, with all that an admin may. Make a user of its own for it, with the lowest role that does, and fill in the field.
first-reference = Everything that programs can call: { $reference }.

## API tokens and access tokens

explained-lead = Both let programs use the API. Take access tokens wherever you can choose.
explained-access-token = OAuth access token
explained-api-token = API token
explained-made = How it is made
explained-made-access = An app gets it when a person allows it, or by the API. Never here.
explained-made-api = An admin makes it in the Admin Center and copies it once.
explained-acts = In whose name
explained-acts-access = The one person who allowed it. An app by itself: the one user whom an admin chose for it.
explained-acts-api = Any verified user whose email is sent with it, unless it is bound to one.
explained-may = What it may do
explained-may-access = What its scopes say, and never more than the person may.
explained-may-api = Whatever that user may, unless it is limited.
explained-ends = When it ends
explained-ends-access = By itself after a short time; the app renews it. At once when the person, an admin or the app ends it.
explained-ends-api = When an admin deactivates it.
explained-sent = How it is sent
explained-sent-access = As a bearer token.
explained-sent-api = As a password, together with an email address.
explained-for = What it is good for
explained-for-access = Apps of others, apps with many users, everything new.
explained-for-api = Own scripts and old integrations that know nothing else.
explained-how = How access tokens are made
explained-how-not-here = An access token cannot be made in the Admin Center. There are three ways:
explained-how-flow = A person allows the app, and the app turns the code that it gets into tokens at { $endpoint }
explained-how-machine = A confidential client that acts as a user asks for one by itself at { $endpoint }
explained-how-api = An admin’s program makes one for a client without a flow, by a POST to { $endpoint }
