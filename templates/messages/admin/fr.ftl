### Les mots du centre d’administration. Les règles sont celles des autres pages.

## Cadre

admin-skip = Aller au contenu
admin-menu = Menu
admin-apps = Applications et intégrations
admin-apis = API
admin-people = Personnes
admin-account = Compte
admin-explained = Aide
admin-first-steps = Premiers pas
admin-clients = Clients OAuth
admin-global-clients = Clients OAuth externes
admin-api-tokens = Tokens API
admin-settings = Paramètres d’API
admin-users = Utilisateurs
admin-audit-log = Journal d’audit
admin-help = Tokens API et tokens d’accès
admin-cancel = Annuler
admin-save = Enregistrer
admin-filter = Filtrer
admin-clear = Effacer les filtres
admin-nothing-matches = Aucun résultat.
admin-options = Options de { $name }
admin-pages = Pages
admin-before = Précédent
admin-after = Suivant
admin-status = Statut
admin-created = Création
admin-active = Actif
admin-deactivated = Désactivé
admin-expired = Expiré
admin-any-status = Tous les statuts
admin-suspended = Suspendu
admin-unverified = Non vérifié
admin-blocked = Bloqué
admin-let-in = Autorisé
admin-on-now = Activé
admin-off-now = Désactivé
admin-on = { $date }
admin-at = { $time }
admin-count = { $count }
admin-count-more = { $count }+
admin-more = et { $count } de plus
admin-never-expires = Jamais
admin-never-used = Pas encore utilisé
admin-copy = Copier
admin-copied = Copié
admin-flaws = Rien n’a été enregistré. Vérifiez :
admin-edit = Modifier
admin-view-tokens = Afficher les tokens
admin-view-scopes = Afficher les portées
admin-view-audit-log = Afficher le journal d’audit
admin-delete = Supprimer
admin-deactivate = Désactiver
admin-reactivate = Réactiver
admin-role = { $role ->
    [admin] Administrateur
    [agent] Agent
    [any] Tous les rôles
   *[end-user] Utilisateur final
}
problem-admins-only-title = Réservé aux administrateurs
problem-admins-only = Cette page est réservée aux administrateurs de { $account }. Adressez-vous à l’un d’eux ou connectez-vous en tant qu’administrateur.

## Ce qui ne va pas dans un champ

flaw-blank = À remplir : { $field }.
flaw-taken = Déjà pris : { $field }.
flaw-too-long = Trop long : { $field }.
flaw-text = Contient des caractères qui ne peuvent pas être conservés : { $field }.
flaw-seconds = { $field } : indiquez un nombre entier de secondes, de { $least } à { $most }.
flaw-seconds-above = { $field } : indiquez au plus { $most }, ou augmentez l’autre champ : { $other }.
flaw-identifier = Utilisez de 1 à 255 lettres, chiffres, points, traits de soulignement et traits d’union, sans commencer par { $prefix }.
flaw-identifier-taken = Un client a ou a eu cet identifiant, et aucun n’est jamais réutilisé. Choisissez-en un autre.
flaw-scopes = Choisissez au moins une portée, ou laissez toutes les portées possibles.
flaw-token-scopes = Choisissez au moins une portée, ou permettez tout ce que peut l’utilisateur.
flaw-addresses = Chaque ligne doit être une adresse IP ou une plage, 100 au plus.
flaw-time = Indiquez une date à venir, ou aucune.
flaw-person = { $field } : aucun utilisateur de ce compte n’a cette adresse e-mail.
flaw-email = Ce n’est pas une adresse e-mail.
flaw-other = Valeur impossible : { $field }.
flaw-redirect = { $uri } { $why ->
    [too-long] dépasse 2000 caractères.
    [not-ascii] contient des caractères non ASCII. Écrivez l’hôte en punycode et encodez le reste avec des pourcents.
    [whitespace] contient des espaces ou des caractères de contrôle.
    [backslash] contient une barre oblique inverse, que certains navigateurs lisent comme une barre oblique.
    [character] contient un caractère à encoder avec un pourcent.
    [wildcard] contient un caractère générique. Enregistrez chaque URL en entier.
    [relative] est relative. Commencez par https.
    [active-scheme] a un schéma qui ne mène pas à une application.
    [fragment] contient un fragment, auquel aucune réponse ne peut être ajoutée.
    [user-info] contient un nom d’utilisateur ou un mot de passe avant l’hôte.
    [host] a un hôte qui n’est ni un nom ni une adresse ordinaire, ou un port inexistant.
    [private-address] mène à une adresse privée. Utilisez un nom, ou localhost pour une application sur un appareil.
    [plain-http] utilise http sans chiffrement, permis à localhost seulement. Commencez par https.
    [reserved] contient déjà un paramètre qui appartient à la réponse.
    [capitals] a des majuscules dans son schéma. Écrivez https en minuscules.
    [without-dot] a un schéma sans point. Un schéma personnalisé est un nom de domaine inversé, comme com.example.app
    [scheme] a un schéma personnalisé, permis aux clients publics seulement. Commencez par https.
   *[too-many] ne tient plus dans la liste. Elle contient 100 URL au plus.
}

## Clients OAuth

clients-lead = Un client permet à une application de demander l’accès à vos utilisateurs sans leur mot de passe. { $help }
clients-lead-help = Tokens API ou tokens d’accès ?
clients-off = L’accès OAuth est désactivé. Aucune application ne peut se connecter. Les clients et leurs tokens sont conservés et fonctionnent de nouveau après l’activation.
clients-add = Ajouter un client OAuth
clients-none = Aucun client OAuth pour le moment. Un client permet à une application de demander l’accès à vos utilisateurs sans leur mot de passe.
clients-none-steps = C’est la première fois ? Voyez { $steps }.
clients-find = Nom ou identifiant
clients-identifier = Identifiant
clients-name = Nom
clients-tokens = Tokens
clients-secret = Secret
clients-secret-hint = { $secret }…, depuis le { $time }
clients-secret-ends = { $secret }…, jusqu’au { $time }
clients-created = Création le { $time }
clients-used = Dernière utilisation le { $time }
clients-unused = Pas encore utilisé
clients-elsewhere = { $count ->
    [one] Demandé { $count } fois dans un compte qui ne le connaît pas, la dernière fois le { $time }
   *[other] Demandé { $count } fois dans des comptes qui ne le connaissent pas, la dernière fois le { $time }
}
clients-propose = Proposer pour tous les comptes
clients-propose-title = Proposer { $app } pour tous les comptes ?
clients-propose-says = Vous demandez à { $vendor } d’offrir cette application aux personnes de tous les comptes, et plus seulement du vôtre.
clients-propose-review = { $vendor } examine son nom, sa société, sa description, son logo, ses URL de redirection et ses portées, et peut refuser. La réponse figure sur la page du client.
clients-propose-copy = Si { $vendor } accepte, il existe une copie pour tous les comptes, { $identifier }, avec son propre secret. { $vendor } remet celui-ci aux créateurs de l’application et gère la copie ; vos modifications ultérieures ici ne la concernent pas.
clients-propose-stays = Le client de ce compte reste tel quel, avec son identifiant, son secret et ses tokens. Vous pouvez retirer la proposition tant qu’elle n’est pas tranchée.
clients-withdraw = Retirer la proposition
clients-withdraw-title = Retirer la proposition concernant { $app } ?
clients-withdraw-says = { $vendor } n’aura plus à décider d’offrir cette application à tous les comptes. Rien d’autre ne change, et vous pourrez la proposer de nouveau.
clients-proposed = Proposé pour tous les comptes le { $time }. { $vendor } n’a pas encore décidé.
clients-declined = { $vendor } a refusé le { $time } de l’offrir à tous les comptes : { $reason }
clients-promoted = Offert à tous les comptes sous { $identifier } depuis le { $time }
clients-edit-title = Modifier { $app }
clients-name-hint = Affiché aux personnes à qui l’accès est demandé.
clients-identifier-hint = Les applications l’envoient comme { $parameter }. Il ne peut plus être modifié ensuite. Laissez-le vide pour qu’il soit tiré du nom.
clients-company = Société
clients-description = Description
clients-description-hint = Une ou deux phrases sur ce que fait l’application, affichées aux personnes à qui l’accès est demandé.
clients-kind = Type
clients-kind-confidential = Confidentiel : une application sur un serveur, qui peut garder un secret
clients-kind-public = Public : une application sur un appareil ou dans un navigateur, qui ne peut pas garder de secret
clients-redirects = URL de redirection
clients-redirects-hint = Une par ligne, en entier. Les personnes ne sont renvoyées que vers celles-ci.
clients-scopes = Portées permises
clients-scopes-any = Tout ce que les personnes accordent
clients-scopes-these = Celles-ci seulement
clients-scopes-show = Choisir les portées
clients-lifetimes = Durées de vie
clients-lifetimes-hint = Ce qui est vide suit les paramètres d’API.
clients-owner = Propriétaire
clients-owner-hint = L’adresse e-mail de l’utilisateur à qui appartient le client. Laissez vide s’il n’appartient à personne.
clients-service-account = Agit en tant que
clients-service-account-hint = L’adresse e-mail de l’utilisateur au nom duquel un client confidentiel agit seul, sans que personne soit connecté. Laissez vide pour qu’il agisse au nom de son propriétaire, { $owner }.
clients-service-account-never = L’adresse e-mail de l’utilisateur au nom duquel l’application agit seule, sans que personne soit connecté. Laissez vide si elle ne le fait jamais.
clients-rotate = Régénérer le secret
clients-rotate-title = Régénérer le secret de { $app } ?
clients-rotate-says = L’application doit avoir le nouveau secret avant que l’actuel cesse de fonctionner.
clients-rotate-when = Le secret actuel cesse de fonctionner
clients-rotate-now = maintenant
clients-rotate-day = dans 24 heures
clients-rotate-week = dans 7 jours
clients-made-title = L’application { $app } est enregistrée
clients-rotated-title = { $app } a un nouveau secret
clients-rotated-before = Ce secret a déjà été affiché. Régénérez-le s’il est perdu.
clients-shown-advice = Copiez le secret maintenant. Il ne sera plus jamais affiché en entier.
clients-shown-where = Conservez-le là où seul le serveur de l’application peut le lire, jamais dans une application sur un appareil, une page ou du code source.
clients-logo = Logo
logo-title = Logo de { $app }
logo-alt = Logo de { $app }
logo-file = Image
logo-hint = PNG, JPEG ou GIF, jusqu’à 1 Mio. Elle est affichée aux personnes à qui l’accès est demandé, ramenée à 48 sur 48.
logo-wrong = Cette image ne peut pas être affichée. Choisissez un fichier PNG, JPEG ou GIF de 1 Mio au plus.
logo-remove = Retirer le logo
clients-open = Ouvrir le client
clients-done-created = Le client est enregistré.
clients-done-saved = Les modifications sont enregistrées.
clients-done-deactivated = Le client est désactivé. Ses tokens ne fonctionnent plus.
clients-done-reactivated = Le client est de nouveau actif.
clients-done-proposed = La proposition est envoyée.
clients-done-withdrawn = La proposition est retirée.
clients-done-deleted = Le client est supprimé. Ses tokens ont pris fin.
clients-deactivate-title = Désactiver { $app } ?
clients-deactivate-says = { $count ->
    [0] Il n’a aucun token en ce moment. Personne ne peut connecter cette application avant sa réactivation.
    [one] Son unique token ({ $count }) cesse de fonctionner immédiatement. La réactivation le rétablit s’il n’a pas expiré.
   *[other] Ses { $count } tokens cessent de fonctionner immédiatement. La réactivation rétablit ceux qui n’ont pas expiré.
}
clients-deactivate-many = Ses tokens, plus de { $count }, cessent de fonctionner immédiatement. La réactivation rétablit ceux qui n’ont pas expiré.
clients-deactivate = Désactiver le client
clients-reactivate-title = Réactiver { $app } ?
clients-reactivate-says = Ceux de ses tokens qui n’ont pas expiré fonctionnent de nouveau, et l’application peut être connectée.
clients-reactivate = Réactiver le client
clients-public-title = Rendre le client { $app } public ?
clients-public-says = { $count ->
    [one] Son secret cesse immédiatement de fonctionner, et l’application ne peut plus agir seule. Cette action est irréversible : pour redevenir confidentiel, le client aura besoin d’un nouveau secret.
   *[other] Ses { $count } secrets cessent immédiatement de fonctionner, et l’application ne peut plus agir seule. Cette action est irréversible : pour redevenir confidentiel, le client aura besoin d’un nouveau secret.
}
clients-public = Rendre public
clients-delete-title = Supprimer { $app } ?
clients-delete-says = { $count ->
    [0] Il n’a aucun token en ce moment. Cette action est irréversible.
    [one] { $count } token d’accès cesse de fonctionner immédiatement. Cette action est irréversible.
   *[other] { $count } tokens d’accès cessent de fonctionner immédiatement. Cette action est irréversible.
}
clients-delete-many = Plus de { $count } tokens d’accès cessent de fonctionner immédiatement. Cette action est irréversible.
clients-delete-used = Dernière utilisation le { $time }.
clients-delete-instead = Pour l’arrêter provisoirement, vous pouvez { $deactivate }.
clients-delete-instead-link = le désactiver
clients-delete-type = Saisissez { $identifier } pour confirmer.
clients-delete-typed-wrong = Ce n’est pas son identifiant.
clients-delete = Supprimer le client

## Tokens

admin-scope-read = Voir tout ce que l’utilisateur peut voir
admin-scope-write = Créer, modifier et supprimer tout ce que l’utilisateur peut
tokens-title = Tokens de { $app }
tokens-lead = Chacun est un accès au nom d’une seule personne : celle qui a autorisé l’application, ou celle au nom de laquelle l’application agit seule. Les tokens d’accès ne se créent pas ici : les applications les reçoivent lorsque quelqu’un les autorise, lorsqu’elles agissent seules, ou par l’API. { $help }
tokens-lead-help = Comment créer des tokens d’accès
tokens-none = Aucun token. Ils apparaissent lorsque quelqu’un autorise cette application.
tokens-person = Agit en tant que
tokens-scopes = Accès
tokens-expires = Expiration
tokens-used = Dernière utilisation
token-title = Accès de { $app } pour { $name }
token-hint = Token
token-delete = Supprimer le token
token-delete-title = Supprimer ce token ?
token-delete-says = L’accès de { $name } pour { $app } prend fin immédiatement. L’application peut le demander de nouveau.
tokens-done-deleted = Le token est supprimé. L’accès a pris fin.

## Clients externes

globals-lead = Des applications que { $vendor } a vérifiées pour tous les comptes, et que quelqu’un ici a autorisées. Vous pouvez les bloquer pour ce compte.
globals-none = Aucune application externe n’a été autorisée ici.
globals-lead-all = Des applications que { $vendor } a vérifiées pour tous les comptes. Vous pouvez les bloquer pour ce compte.
globals-none-all = Il n’y a aucune application externe.
globals-show-all = Afficher toutes les applications externes
globals-show-used = Afficher seulement celles qui sont utilisées ici
globals-block = Bloquer
globals-unblock = Débloquer
globals-block-title = Bloquer { $app } ?
globals-block-says = { $count ->
    [0] Personne dans ce compte ne peut la connecter avant son déblocage.
    [one] Son unique token ici ({ $count }) cesse de fonctionner immédiatement, et personne dans ce compte ne peut la connecter avant son déblocage.
   *[other] Ses { $count } tokens ici cessent de fonctionner immédiatement, et personne dans ce compte ne peut la connecter avant son déblocage.
}
globals-block-many = Ses tokens ici, plus de { $count }, cessent de fonctionner immédiatement, et personne dans ce compte ne peut la connecter avant son déblocage.
globals-unblock-title = Débloquer { $app } ?
globals-unblock-says = Ceux de ses tokens qui n’ont pas expiré fonctionnent de nouveau, et l’application peut être connectée.
globals-done-blocked = L’application est bloquée. Ses tokens ne fonctionnent plus ici.
globals-done-unblocked = L’application est débloquée.

## Tokens API

api-tokens-lead = Un token API est un mot de passe de tout le compte : avec lui et l’adresse e-mail de n’importe quel utilisateur vérifié, un programme peut faire tout ce que peut cet utilisateur. { $help }
api-tokens-add = Ajouter un token API
api-tokens-none = Aucun token API pour le moment. Pour quelque chose de nouveau, un client OAuth est plus sûr : { $client }.
api-tokens-off = L’accès par token API est désactivé.
api-tokens-off-kept = L’accès par token API est désactivé. Les tokens de ce compte sont conservés et fonctionnent de nouveau après l’activation.
api-tokens-room = { $count ->
    [one] { $count } token sur { $most }.
   *[other] { $count } tokens sur { $most }.
}
api-tokens-full = { $count ->
    [one] { $count } token sur { $most }. Supprimez-en un pour en ajouter un autre.
   *[other] { $count } tokens sur { $most }. Supprimez-en un pour en ajouter un autre.
}
api-tokens-no-new = Ce compte ne peut plus créer de tokens API. Ajoutez plutôt un client OAuth.
api-tokens-find = Description ou début du token
api-tokens-description = Description
api-tokens-description-hint = Ce qui utilise le token, et à qui s’adresser à son sujet.
api-tokens-assigned = Attribué à
api-tokens-anyone = Tout utilisateur vérifié
api-tokens-limits = Limites
api-tokens-limits-hint = Elles sont toutes facultatives. Un token limité vaut moins pour qui le vole.
api-tokens-user = Seulement pour
api-tokens-user-hint = L’adresse e-mail du seul utilisateur pour qui il fonctionne. Laissez vide pour tout utilisateur vérifié.
api-tokens-scopes = Portées permises
api-tokens-scopes-any = Tout ce que peut l’utilisateur
api-tokens-ips = Seulement depuis ces adresses IP
api-tokens-ips-hint = Une adresse ou une plage par ligne, comme { $address } ou { $net }. Laissez vide pour qu’il fonctionne de partout.
api-tokens-expires = Expiration (UTC)
api-tokens-expires-hint = Laissez vide s’il n’expire pas.
api-tokens-usage = Afficher l’utilisation
api-tokens-one = Token API
api-tokens-made-title = Le token API est créé
api-tokens-made-advice = Copiez-le maintenant. Une fois que vous choisissez Enregistrer, il ne s’affiche plus jamais en entier.
api-tokens-made-how = Les programmes l’envoient comme mot de passe HTTP Basic, avec { $user } comme nom d’utilisateur.
api-tokens-done-created = Le token API est créé.
api-tokens-done-saved = Les modifications sont enregistrées.
api-tokens-done-deactivated = Le token API est désactivé. Les appels qui l’utilisent échouent.
api-tokens-done-reactivated = Le token API est de nouveau actif.
api-tokens-done-deleted = Le token API est supprimé.
api-tokens-deactivate-title = Désactiver { $name } ?
api-tokens-deactivate-says = Les appels qui l’utilisent échouent immédiatement. Vous pourrez le réactiver.
api-tokens-reactivate-title = Réactiver { $name } ?
api-tokens-reactivate-says = Les appels qui l’utilisent fonctionnent de nouveau.
api-tokens-refused-says = { $count ->
    [one] { $count } appel avec ce token a été refusé ces 30 derniers jours.
   *[other] { $count } appels avec ce token ont été refusés ces 30 derniers jours.
}
api-tokens-delete-title = Supprimer { $name } ?
api-tokens-delete-says = Il disparaît définitivement, et les appels qui l’utilisent continuent d’échouer.
api-tokens-delete-first = Désactivez-le avant de le supprimer.

## Qui utilise un token API

api-usage-title = Utilisation de { $name }
api-usage-period = Période
api-usage-days-back = { $count ->
    [one] Aujourd’hui
   *[other] Les { $count } derniers jours
}
api-usage-calls = Appels acceptés
api-usage-refused = Appels refusés
api-usage-shared = { $count ->
    [one] { $count } personne utilise ce token.
   *[other] { $count } personnes utilisent ce token. Donnez à chacune un accès à elle, afin de pouvoir mettre fin à l’un sans les autres.
}
api-usage-none = Aucun appel pendant cette période.
api-usage-people = Personnes
api-usage-person = Personne
api-usage-addresses = Adresses IP
api-usage-agents = Programmes
api-usage-agent = Programme
api-usage-others = Autres, ou sans nom
api-usage-unknown = Inconnu
api-usage-number = Appels
api-usage-last = Dernier appel
api-usage-path = Chemin
api-usage-days = Appels par jour
api-usage-day = Jour
api-usage-refusals = Qui appelle encore avec ce token
api-usage-refusals-says = Ces appels ont été refusés parce que le token a pris fin.

## Qui utilise encore des tokens API

api-report-title = Qui utilise encore des tokens API
api-report-lead = Combien de fois chaque token a servi, à combien de personnes, et à quels tokens vous pouvez mettre fin sans rien casser.
api-report-show = Afficher
api-report-ready = Peut prendre fin
api-report-why = { $why ->
    [unused] Aucun appel depuis 30 jours
    [moved] Tous les appelants utilisent désormais des tokens d’accès
   *[quiet] Désactivé, et aucun appel depuis 30 jours
}
api-report-callers = Appelants
api-report-who = Personnes : { $people }, adresses IP : { $addresses }, programmes : { $programs }
api-report-not-yet = Pas encore
api-report-none = Aucun token ne correspond.

## La fin des tokens API

sunset-title = Fin des tokens API
sunset-lead = Comment ce compte mène ses tokens API à leur fin. Ces règles sont fixées par { $vendor }.
sunset-none = Aucune règle n’est fixée. Chaque token API fonctionne jusqu’à ce que quelqu’un le désactive.
sunset-no-new = Plus aucun nouveau token à partir du { $time }.
sunset-idle = { $count ->
    [one] Un token que personne n’a utilisé pendant { $count } jour est désactivé.
   *[other] Un token que personne n’a utilisé pendant { $count } jours est désactivé.
}
sunset-delete = { $count ->
    [one] Un token désactivé est supprimé après { $count } jour.
   *[other] Un token désactivé est supprimé après { $count } jours.
}
sunset-brown-out = Tous les tokens sont coupés, à titre d’essai, du { $from } au { $until }.
sunset-end = Tous les tokens cessent de fonctionner le { $time }.
sunset-announce = { $count ->
    [one] Chaque étape est annoncée dans le journal d’audit { $count } jour à l’avance.
   *[other] Chaque étape est annoncée dans le journal d’audit { $count } jours à l’avance.
}
sunset-steps = Ce qui se passerait
sunset-steps-says = Voici ce qu’apportent les 365 prochains jours si personne n’utilise ni ne modifie de token.
sunset-nothing = Il ne se passerait rien.
sunset-what = Quoi
sunset-kind = { $kind ->
    [no_new] Plus de nouveaux tokens
    [brown_out] Début d’une coupure d’essai
    [idle] Désactivé faute d’usage
    [end] Désactivé définitivement
   *[delete] Supprimé
}
sunset-all = Tous les tokens

## Paramètres d’API

settings-oauth = Accès OAuth
settings-oauth-says = Les applications peuvent demander l’accès à vos utilisateurs et utiliser l’API avec des tokens d’accès.
settings-oauth-on = Activer l’accès OAuth
settings-oauth-off = Désactiver l’accès OAuth
settings-oauth-off-title = Désactiver l’accès OAuth ?
settings-oauth-off-says = { $count ->
    [0] Aucune application ne peut se connecter avant la réactivation.
    [one] { $count } client cesse de fonctionner immédiatement pour tout le monde. Il est conservé et fonctionne de nouveau après la réactivation.
   *[other] { $count } clients cessent de fonctionner immédiatement pour tout le monde. Ils sont conservés et fonctionnent de nouveau après la réactivation.
}
settings-oauth-on-title = Activer l’accès OAuth ?
settings-oauth-on-says = Les clients de ce compte fonctionnent, de même que ceux de leurs tokens qui n’ont pas expiré.
settings-tokens = Accès par token API
settings-tokens-says = Des programmes peuvent utiliser l’API avec une adresse e-mail et un token API, une sorte de mot de passe. Les tokens d’accès sont plus sûrs : chacun est pour une application et une personne, et prend fin de lui-même.
settings-tokens-on = Activer l’accès par token
settings-tokens-off = Désactiver l’accès par token
settings-tokens-off-title = Désactiver l’accès par token API ?
settings-tokens-off-says = { $count ->
    [0] Aucun token API ne fonctionne avant la réactivation.
    [one] { $count } token actif cesse de fonctionner immédiatement pour tout le monde. Il est conservé et fonctionne de nouveau après la réactivation.
   *[other] { $count } tokens actifs cessent de fonctionner immédiatement pour tout le monde. Ils sont conservés et fonctionnent de nouveau après la réactivation.
}
settings-tokens-on-title = Activer l’accès par token API ?
settings-tokens-on-says = Quiconque détient un token API actif et l’adresse e-mail d’un utilisateur vérifié peut utiliser l’API au nom de cet utilisateur.
settings-apps = Connexion d’applications
settings-role = Qui peut autoriser des applications
settings-role-everyone = Tout le monde
settings-role-agents = Les agents et les administrateurs
settings-role-admins = Les administrateurs seulement
settings-rules = Règles
settings-pkce = Toutes les applications doivent utiliser PKCE, y compris celles sur un serveur
settings-never = Certains clients peuvent avoir des tokens d’accès qui n’expirent jamais
settings-query = Un token peut figurer dans l’adresse lorsque d’anciennes bibliothèques l’exigent
settings-lifetimes = Durées de vie
settings-access-lifetime = Token d’accès, en secondes
settings-access-most = Token d’accès, maximum en secondes
settings-refresh-lifetime = Token d’actualisation, en secondes
settings-refresh-most = Token d’actualisation, maximum en secondes
settings-session = Durée de connexion, en secondes
settings-leeway = Répétition d’une actualisation, en secondes
settings-seconds = De { $least } à { $most } ; vide pour la valeur habituelle
settings-seconds-usual = De { $least } à { $most } ; vide pour { $usual }
settings-pages = Pages
settings-language = Langue pour les personnes qui n’en ont pas choisi
settings-language-usual = Habituelle
settings-language-name = Français
settings-done-saved = Les paramètres sont enregistrés.
settings-done-oauth-on = L’accès OAuth est activé.
settings-done-oauth-off = L’accès OAuth est désactivé.
settings-done-tokens-on = L’accès par token API est activé.
settings-done-tokens-off = L’accès par token API est désactivé.

## Utilisateurs

users-add = Ajouter un utilisateur
users-add-title = Ajouter un utilisateur
users-edit-title = Modifier { $name }
users-find = Nom ou e-mail
users-name = Nom
users-role = Rôle
users-external-id = Identifiant chez { $vendor }
users-own = C’est vous. Un autre administrateur peut changer votre rôle.
users-suspend = Suspendre
users-unsuspend = Lever la suspension
users-suspend-title = Suspendre { $name } ?
users-suspend-says = Cette personne est déconnectée partout, et ce que les applications font en son nom s’arrête immédiatement. Vous pourrez lever la suspension.
users-unsuspend-title = Lever la suspension de { $name } ?
users-unsuspend-says = Cette personne peut de nouveau se connecter, et ceux de ses tokens qui n’ont pas expiré fonctionnent de nouveau.
users-delete = Supprimer l’utilisateur
users-delete-title = Supprimer { $name } ?
users-delete-says = Cette personne est déconnectée partout, toutes les applications perdent l’accès qu’elle leur a donné, et c’est irréversible. Le journal d’audit garde son nom.
users-delete-needed = Ces clients appartiennent à cette personne ou agissent en son nom. Confiez-les d’abord à quelqu’un d’autre :
users-link = Lien de connexion à usage unique
users-link-title = Créer un lien de connexion à usage unique pour { $name } ?
users-link-says = La première personne qui ouvre le lien est connectée à sa place et peut choisir un mot de passe. Il prend fin après 24 heures, ou plus tôt si cette personne est suspendue, n’est plus vérifiée ou change d’adresse e-mail ou de rôle. Il remplace tout lien créé auparavant.
users-link-make = Créer le lien
users-link-shown-title = Un lien à usage unique pour { $name }
users-link-advice = Copiez le lien maintenant et transmettez-le vous-même. Il ne sera plus jamais affiché.
users-link-label = Lien
users-link-ends = Il fonctionne une fois, jusqu’au { $time }.
users-open = Ouvrir l’utilisateur
users-done-created = L’utilisateur est ajouté. Transmettez-lui un lien de connexion à usage unique.
users-done-saved = Les modifications sont enregistrées.
users-done-suspended = L’utilisateur est suspendu et déconnecté.
users-done-unsuspended = La suspension est levée.
users-done-deleted = L’utilisateur est supprimé.
users-done-link = Ce lien a déjà été affiché. Créez-en un autre s’il est perdu.

## Journal d’audit

audit-find = Nom
audit-when = Date et heure
audit-who = Qui
audit-done = Action
audit-what = Objet
audit-address = Adresse IP
audit-from = Du
audit-until = Au
audit-any = Tout
audit-only = Uniquement ce qui concerne { $name }.
audit-only-unnamed = Uniquement ce qui concerne un seul objet.
audit-itself = Ce que l’application a fait de ses tokens
audit-export = Exporter
audit-export-hint = Tout ce qui correspond aux filtres, toutes pages comprises. L’exportation est elle-même notée dans le journal.
audit-csv = CSV
audit-jsonl = JSON Lines
audit-number = Numéro
audit-changes = Ce qui a changé
audit-field = Champ
audit-before = Avant
audit-after = Après
audit-same = Tout ce qui concerne le même objet
audit-by = Moyen
audit-way = { $way ->
    [password] Mot de passe
    [link] Lien de connexion à usage unique
   *[sso] Authentification unique
}
audit-other-value = Un autre
audit-actor-named = { $name }
audit-actor = { $kind ->
    [system] Le serveur
    [operator] L’opérateur de la plateforme
   *[anonymous] Inconnu
}
audit-action = { $action ->
    [create] Création
    [update] Modification
    [destroy] Suppression
    [login] Connexion
    [logout] Déconnexion
    [lockout] Trop de tentatives de connexion
    [exported] Exportation
    [deactivate] Désactivation
    [reactivate] Réactivation
    [revoke] Fin d’un accès
    [reuse_detected] Token d’actualisation présenté de nouveau
    [replayed] Code présenté de nouveau
    [retried] Actualisation répétée
    [verify_failed] Identifiants refusés
    [announce] Annonce
    [authorize] Application autorisée
   *[deny] Application refusée
}
audit-source = { $source ->
    [oauth_client] Client OAuth
    [oauth_token] Token OAuth
    [global_oauth_client] Client OAuth externe
    [apitoken] Token API
    [user] Utilisateur
    [account_setting] Compte et paramètres
    [session] Session
   *[resource_server] Serveur de ressources
}

## Premiers pas

first-lead = Votre équipe de sécurité, un partenaire ou un collègue souhaite connecter une application à ce compte ? Voici tout le chemin, d’ici à la première requête.
first-access = Laisser entrer les applications
first-access-on = L’accès OAuth est activé.
first-access-off = L’accès OAuth est désactivé. Aucune application ne peut se connecter.
first-access-open = Ouvrir les paramètres d’API
first-register = Enregistrer l’application
first-register-how = Il vous faut son nom et les URL de redirection que ses auteurs vous indiquent. Une application sur un serveur est confidentielle et reçoit un secret ; une application sur un appareil est publique.
first-hand-over = Donner à ses auteurs ce dont ils ont besoin
first-hand-over-how = L’identifiant et, s’il y en a un, le secret, par une voie sûre ; et ces adresses :
first-authorize = Point d’autorisation
first-token = Point d’émission des tokens
first-metadata = Tout, pour les bibliothèques
first-allow = Les personnes l’autorisent
first-allow-how = L’application envoie les personnes ici. Elles se connectent, lisent ce qui est demandé, et l’accordent ou non. Elles peuvent le retirer à tout moment sous « Applications connectées ».
first-watch = Voir ce qu’elle fait
first-watch-how = { $clients } montre qui l’a autorisée et permet de mettre fin à un accès ou à tous. { $log } dit qui a fait quoi, quand et d’où.
first-machine = Un programme sans personne
first-machine-how = Un client confidentiel peut agir seul : en tant que l’utilisateur indiqué dans le champ « Agit en tant que » ou, si ce champ est vide, en tant que son propriétaire, l’administrateur qui l’a enregistré, avec tous les droits d’un administrateur. Créez-lui un utilisateur dédié, avec le rôle le plus bas qui suffit, et remplissez ce champ.
first-reference = Tout ce que les programmes peuvent appeler : { $reference }.

## Tokens API et tokens d’accès

explained-lead = Les deux permettent à des programmes d’utiliser l’API. Prenez des tokens d’accès partout où vous avez le choix.
explained-access-token = Token d’accès OAuth
explained-api-token = Token API
explained-made = Comment il est créé
explained-made-access = Une application le reçoit lorsqu’une personne l’autorise, ou par l’API. Jamais ici.
explained-made-api = Un administrateur le crée dans le centre d’administration et le copie une fois.
explained-acts = Au nom de qui
explained-acts-access = De la seule personne qui l’a autorisé ; pour une application seule, de l’utilisateur qu’un administrateur a choisi pour elle.
explained-acts-api = De tout utilisateur vérifié dont l’adresse e-mail est envoyée avec lui, à moins qu’il ne soit lié à un seul.
explained-may = Ce qu’il permet
explained-may-access = Ce que disent ses portées, et jamais plus que ce que la personne peut faire.
explained-may-api = Tout ce que cet utilisateur peut faire, à moins d’être limité.
explained-ends = Quand il prend fin
explained-ends-access = De lui-même après peu de temps, et l’application le renouvelle. Immédiatement lorsque la personne, un administrateur ou l’application y met fin.
explained-ends-api = Lorsqu’un administrateur le désactive.
explained-sent = Comment il est envoyé
explained-sent-access = Comme token au porteur.
explained-sent-api = Comme mot de passe, avec une adresse e-mail.
explained-for = À quoi il convient
explained-for-access = Applications de tiers, applications à nombreux utilisateurs, tout ce qui est nouveau.
explained-for-api = Vos propres scripts et les anciennes intégrations qui ne connaissent rien d’autre.
explained-how = Comment créer des tokens d’accès
explained-how-not-here = Un token d’accès ne peut pas être créé dans le centre d’administration. Il existe trois moyens d’en obtenir un :
explained-how-flow = Une personne autorise l’application, qui échange le code reçu contre des tokens à l’adresse { $endpoint }
explained-how-machine = Un client confidentiel qui agit en tant qu’un utilisateur en demande un lui-même à l’adresse { $endpoint }
explained-how-api = Le programme d’un administrateur en crée un pour un client, sans flux, par un POST à l’adresse { $endpoint }
