### Les textes de toutes les pages. Un message est une phrase entière, ou le libellé entier d’un élément.
### Aucun nom ne suit un mot qui s’élide ou s’accorde avec lui (de, le, que).

## Dates. Les espaces d’un jour et d’une heure sont insécables.

month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
day = { $day ->
    [1] 1er
   *[other] { $day }
}
date-day = { day } { month }
date-day-year = { day } { month } { $year }
date-time = { day } { month } { $year } à { $time } UTC

## Cadre

frame-language = Langue
frame-help = Aide
frame-privacy = Confidentialité
frame-terms = Conditions d’utilisation
connected-apps = Applications connectées
admin-center = Centre d’administration
account-home = Votre compte
role = { $role ->
    [admin] admin
    [agent] agent
   *[end-user] utilisateur final
}

## Connexion et déconnexion

sign-in-title = Se connecter à { $account }
sign-in-continue = pour continuer vers { $app }
sign-in-email = Adresse e-mail
sign-in-password = Mot de passe
sign-in-submit = Se connecter
sign-in-with-vendor = Continuer avec { $vendor }
sign-in-or = Ou avec votre adresse e-mail et votre mot de passe
sign-in-wrong = L’adresse e-mail ou le mot de passe est incorrect.
sign-in-locked = { $minutes ->
    [one] Trop de tentatives. Réessayez dans { $minutes } minute.
   *[other] Trop de tentatives. Réessayez dans { $minutes } minutes.
}
sign-in-stale = Cette page est restée ouverte trop longtemps. Connectez-vous à nouveau.
sign-in-ended = Votre session a pris fin. Connectez-vous à nouveau ; ce que vous aviez saisi n’a pas été conservé.
set-password-title = Choisissez un mot de passe
set-password-purpose = Il vous servira désormais à vous connecter à { $account }.
set-password-new = Nouveau mot de passe
set-password-hint = { $minimum ->
    [one] Au moins { $minimum } caractère. Plusieurs mots à la suite sont faciles à retenir et difficiles à deviner.
   *[other] Au moins { $minimum } caractères. Plusieurs mots à la suite sont faciles à retenir et difficiles à deviner.
}
set-password-submit = Enregistrer
set-password-short = { $minimum ->
    [one] Ce mot de passe est trop court. Il doit compter au moins { $minimum } caractère.
   *[other] Ce mot de passe est trop court. Il doit compter au moins { $minimum } caractères.
}
set-password-long = { $maximum ->
    [one] Ce mot de passe est trop long. Il peut compter { $maximum } caractère au maximum.
   *[other] Ce mot de passe est trop long. Il peut compter { $maximum } caractères au maximum.
}
set-password-guessable = Ce mot de passe est facile à deviner. Choisissez-en un autre.
change-password-title = Changer de mot de passe
change-password-purpose = Vous vous connecterez à { $account } avec le nouveau mot de passe.
change-password-current = Mot de passe actuel
change-password-wrong = Le mot de passe actuel est incorrect.
change-password-same = C’est déjà votre mot de passe. Choisissez-en un autre.
password-changed-title = Votre mot de passe a été modifié
password-changed-sessions = Toutes vos autres sessions sont fermées.
password-changed-apps = { $count ->
    [one] { $count } application peut toujours utiliser votre compte, car vous l’avez autorisée auparavant.
   *[other] { $count } applications peuvent toujours utiliser votre compte, car vous les avez autorisées auparavant.
}
password-changed-advice = Si quelqu’un d’autre a pu connaître l’ancien mot de passe, déconnectez toutes les applications. Vous pourrez autoriser chacune à nouveau.
disconnect-all = Déconnecter toutes les applications
signed-in-title = Session ouverte dans le compte { $account }
signed-in-as = Votre session est ouverte en tant que { $name } ({ $email }).
signed-in-out = Se déconnecter
signed-in-still = Vous êtes toujours connecté : la page d’où vous venez appartient à une session antérieure. Déconnectez-vous ici.

signed-out-title = Votre session est fermée
signed-out-apps = Les applications que vous avez autorisées conservent leur accès jusqu’à ce que vous ou un administrateur le retiriez.
signed-out-again = Se reconnecter

## Autorisation

consent-title = Autoriser { $app } à utiliser votre compte { $account } ?
consent-publisher = par { $publisher }
consent-registered = Application enregistrée par l’administration du compte { $account }
consent-available = Application disponible pour tous les comptes et vérifiée par { $vendor }
consent-person = Votre session est ouverte en tant que { $name } ({ $email }, { role }).
consent-other-account = Ce n’est pas vous ? Utiliser un autre compte
consent-scopes = { $app } pourra :
scope-read = Voir tout ce que vous pouvez voir
scope-write = Créer, modifier et supprimer tout ce que vous pouvez
scope-impersonate = Agir au nom de tout utilisateur final du compte { $account }
scope-see-credentials = Voir les applications et les tokens
scope-change-credentials = Créer, modifier et supprimer des applications et des tokens, ajouter et modifier des utilisateurs, et modifier les paramètres
scope-see-and-change-credentials = Voir, créer, modifier et supprimer des applications et des tokens, ajouter et modifier des utilisateurs, et modifier les paramètres
resource = { $resource ->
    [tickets] les tickets
    [ticket_attachments] les pièces jointes des tickets
    [ticket_views] les vues de tickets
    [requests] les demandes
    [satisfaction_ratings] les évaluations de satisfaction
    [users] les utilisateurs
    [organizations] les organisations
    [groups] les groupes
    [hc] le centre d’aide
    [themes] les thèmes du centre d’aide
    [brands] les marques
    [dynamic_content] le contenu dynamique
    [macros] les macros
    [triggers] les déclencheurs
    [automations] les automatismes
    [sla_policies] les politiques SLA
    [custom_objects] les objets personnalisés
    [targets] les cibles
    [webhooks] les webhooks
    [apps] les applications
    [zis] les intégrations
    [any_channel] les messages d’autres canaux
    [web_widget] le widget web
    [auditlogs] le journal d’audit
    [security] les paramètres de sécurité
    [account_settings] les paramètres du compte
   *[deletion_schedules] les calendriers de suppression
}
scope-see = Voir { resource }
scope-change = Créer, modifier et supprimer { resource }
scope-see-and-change = Voir, créer, modifier et supprimer { resource }
scope-see-named = Voir les éléments « { $resource } »
scope-change-named = Créer, modifier et supprimer les éléments « { $resource } »
scope-see-and-change-named = Voir, créer, modifier et supprimer les éléments « { $resource } »
scope-described = { $description }
scope-new = Nouveau
consent-more = { $app } demande plus d’accès que vous n’en avez accordé le { $date }.
consent-ends = { $days ->
    [one] L’accès prend fin lorsque vous ou un administrateur le retirez, ou après { $days } jour sans utilisation.
   *[other] L’accès prend fin lorsque vous ou un administrateur le retirez, ou après { $days } jours sans utilisation.
}
consent-ends-by-removal = L’accès prend fin lorsque vous ou un administrateur le retirez.
consent-next-site = Vous irez ensuite sur { $host }
consent-next-loopback = Vous irez ensuite dans une application sur cet appareil ({ $host })
consent-next-scheme = Vous irez ensuite dans l’application { $scheme } sur cet appareil
consent-allow = Autoriser
consent-deny = Refuser
consent-each-time = Cette question vous est posée à chaque fois, car une application sur votre appareil ne peut pas prouver son identité.
consent-take-back = Vous pouvez retirer cet accès à tout moment dans { $page }.

## Ce qui n’a pas marché

problem-request-title = Demande d’autorisation non valide
problem-client-missing = L’application n’a pas indiqué qui elle est.
problem-client-unknown = Ce client n’existe pas.
problem-redirect-missing = L’application n’a pas indiqué où vous devez aller ensuite.
problem-redirect-unknown = L’application veut vous envoyer à une adresse qui n’est pas enregistrée pour elle.
problem-repeated = L’application a envoyé { $parameter } plusieurs fois.
problem-nothing-shared = Rien n’a été partagé.
problem-app-user = Si vous utilisez cette application
problem-app-user-advice = Retournez dans l’application et signalez à son éditeur ce que vous voyez ici.
problem-app-maker = Si vous la développez
problem-sent = Valeur envoyée pour { $parameter } : { $value }
advice-client-missing = Envoyez { $parameter }, l’identifiant de votre client.
advice-client-unknown = Un client ne fonctionne que dans le compte qui l’a enregistré. Connectez-vous à ce compte ou demandez un client global. { $parameter } est l’identifiant, pas le numéro.
advice-redirect-missing = Envoyez { $parameter }. Ce paramètre n’est facultatif que si le client a une seule URL de redirection.
advice-redirect-unknown = { $parameter } doit être l’une des URL de redirection du client, au caractère près, avec le même schéma, le même hôte, le même port, le même chemin et la même barre oblique finale.
advice-repeated = Envoyez chaque paramètre une seule fois.
problem-oauth-off-title = Aucune application ne peut se connecter ici
problem-oauth-off = Le compte { $account } n’accepte pas les connexions d’applications. Un administrateur peut les activer dans les paramètres de l’API.
problem-stale-title = Cette page est trop ancienne
problem-stale = Retournez dans { $app } et recommencez. Rien n’a été partagé.
problem-stale-unknown = Retournez là d’où vous venez et recommencez. Rien n’a été partagé.
problem-again = Revoir la demande
problem-foreign-origin-title = Ce formulaire vient d’ailleurs
problem-foreign-origin = Un autre site a envoyé ce formulaire en votre nom, il a donc été refusé. Rien n’a été modifié.
problem-account-unknown-title = Aucun compte ici
problem-account-unknown = Il n’y a pas de compte à cette adresse. Vérifiez l’adresse qui vous a été donnée.
problem-not-found-title = Page introuvable
problem-not-found = Il n’y a pas de page à cette adresse. Vérifiez l’adresse ou retournez là d’où vous venez.
problem-other-account = Utiliser un autre compte
problem-method-title = Cette adresse ne s’utilise pas ainsi
problem-method = Retournez là d’où vous venez et recommencez.
problem-unreadable-title = Cette demande est illisible
problem-unreadable = Un élément manque ou est mal formé. Retournez là d’où vous venez et recommencez.
problem-link-spent-title = Ce lien ne fonctionne plus
problem-link-spent = Il a déjà été utilisé ou il est trop ancien. Demandez-en un nouveau à un administrateur du compte { $account }.
problem-sso-title = Connexion impossible
problem-sso-invalid = La connexion transmise par { $vendor } n’est pas valide. Montrez cette page à un administrateur de votre compte.
problem-sso-too-old = Cette connexion a déjà servi ou elle est trop ancienne. Retournez dans { $vendor } et connectez-vous à nouveau.
problem-sso-admin = Les administrateurs du compte { $account } ne se connectent pas avec { $vendor }. Utilisez plutôt { $page }.
problem-sso-admin-page = votre adresse e-mail et votre mot de passe
problem-sso-shut-out = Vous ne pouvez plus vous connecter au compte { $account }. Adressez-vous à un administrateur de votre compte.
problem-sso-address-taken = Dans le compte { $account }, votre adresse e-mail est celle d’une autre personne. Demandez à un administrateur de votre compte de la corriger.
problem-too-many-title = Trop de tentatives
problem-too-many = { $minutes ->
    [one] Réessayez dans { $minutes } minute.
   *[other] Réessayez dans { $minutes } minutes.
}
problem-busy-title = Le service est très sollicité
problem-busy = Votre demande n’a pas été exécutée. Réessayez dans un instant.
problem-internal-title = Une erreur s’est produite
problem-internal = L’erreur vient de nous, pas de vous. Si elle se reproduit, donnez à un administrateur la référence ci-dessous.
problem-reference = Référence { $reference } · { $time }

connected-person = Ces applications peuvent utiliser le compte { $account } en tant que { $name }.
connected-removed = L’application n’a plus accès à votre compte.
connected-all-removed = Plus aucune application n’a accès à votre compte.
connected-none = Aucune application n’a accès à votre compte.
connected-since = Autorisée le { $date }
connected-last-used = Dernière utilisation le { $date }
connected-unused = Pas encore utilisée
connected-remove-hint = Elle perd immédiatement l’accès à votre compte.
connected-remove = Retirer l’accès

reference-title = Référence de l’API
reference-lead = Tout ce que des programmes peuvent demander à ce compte, et qui peut le demander.
reference-document = La même chose pour les programmes : OpenAPI 3.1
reference-parameters = Paramètres
reference-takes = Corps de la requête
reference-gives = Réponse
reference-refusals = Autres réponses
