### 各ページの文言。一つのメッセージは、完結した文か、一つの操作部品のラベル全体です。

## 日付

month = { $month }月
date-day = { month }{ $day }日
date-day-year = { $year }年{ month }{ $day }日
date-time = { $year }年{ month }{ $day }日 { $time }（UTC）

## 枠

frame-language = 言語
frame-help = ヘルプ
frame-privacy = プライバシー
frame-terms = 利用規約
connected-apps = 連携アプリ
admin-center = 管理センター
account-home = アカウントのページ
role = { $role ->
    [admin] 管理者
    [agent] エージェント
   *[end-user] エンドユーザー
}

## サインインとサインアウト

sign-in-title = { $account }にサインイン
sign-in-continue = サインインすると{ $app }に進みます
sign-in-email = メールアドレス
sign-in-password = パスワード
sign-in-submit = サインイン
sign-in-with-vendor = { $vendor }で続行
sign-in-or = または、メールアドレスとパスワードを使用
sign-in-wrong = メールアドレスまたはパスワードが正しくありません。
sign-in-locked = 試行回数が上限に達しました。{ $minutes }分後にもう一度お試しください。
sign-in-stale = ページを開いてから時間が経ちすぎました。もう一度サインインしてください。
sign-in-ended = セッションが終了しました。もう一度サインインしてください。入力した内容は保存されていません。
set-password-title = パスワードの設定
set-password-purpose = 今後は、このパスワードで{ $account }にサインインします。
set-password-new = 新しいパスワード
set-password-hint = { $minimum }文字以上で入力してください。いくつかの単語を並べると、覚えやすく推測されにくくなります。
set-password-submit = パスワードを保存
set-password-short = パスワードが短すぎます。{ $minimum }文字以上で入力してください。
set-password-long = パスワードが長すぎます。{ $maximum }文字以内で入力してください。
set-password-guessable = 推測されやすいパスワードです。別のパスワードを入力してください。
change-password-title = パスワードの変更
change-password-purpose = 今後は、新しいパスワードで{ $account }にサインインします。
change-password-current = 現在のパスワード
change-password-wrong = 現在のパスワードが正しくありません。
change-password-same = すでに使用中のパスワードです。別のパスワードを入力してください。
password-changed-title = パスワードを変更しました
password-changed-sessions = このブラウザー以外では、すべてサインアウトしました。
password-changed-apps = 以前に許可した{ $count }件のアプリは、引き続きアカウントを利用できます。
password-changed-advice = 以前のパスワードを他人に知られた可能性がある場合は、すべてのアプリの連携を解除してください。アプリは後でもう一度許可できます。
disconnect-all = すべてのアプリの連携を解除
signed-in-title = { $account }にサインインしています
signed-in-as = { $name }さん（{ $email }）としてサインインしています。
signed-in-out = サインアウト
signed-in-still = まだサインインしています。元のページは以前のセッションのものでした。ここからサインアウトしてください。

signed-out-title = サインアウトしました
signed-out-apps = 許可済みのアプリのアクセス権は、ご自身または管理者が取り消すまで有効です。
signed-out-again = もう一度サインイン

## 許可

consent-title = { $app }に{ $account }アカウントの使用を許可しますか？
consent-publisher = 提供元：{ $publisher }
consent-registered = { $account }の管理者が登録したアプリです
consent-available = すべてのアカウントで利用でき、{ $vendor }の審査を受けたアプリです
consent-person = { $name }さん（{ $email }、{ role }）としてサインインしています。
consent-other-account = 別のアカウントを使用（ご本人でない場合）
consent-scopes = { $app }は次の操作を行えるようになります。
scope-read = あなたが閲覧できるすべての情報の閲覧
scope-write = あなたの権限で行えるすべての作成、変更、削除
scope-impersonate = { $account }の任意のエンドユーザーになり代わっての操作
scope-see-credentials = アプリとトークンの閲覧
scope-change-credentials = アプリとトークンの作成・変更・削除、ユーザーの追加・変更、設定の変更
scope-see-and-change-credentials = アプリとトークンの閲覧・作成・変更・削除、ユーザーの追加・変更、設定の変更
resource = { $resource ->
    [tickets] チケット
    [ticket_attachments] チケットの添付ファイル
    [ticket_views] チケットのビュー
    [requests] リクエスト
    [satisfaction_ratings] 満足度評価
    [users] ユーザー
    [organizations] 組織
    [groups] グループ
    [hc] ヘルプセンター
    [themes] ヘルプセンターのテーマ
    [brands] ブランド
    [dynamic_content] 動的コンテンツ
    [macros] マクロ
    [triggers] トリガ
    [automations] 自動化
    [sla_policies] SLAポリシー
    [custom_objects] カスタムオブジェクト
    [targets] ターゲット
    [webhooks] Webhook
    [apps] アプリ
    [zis] インテグレーション
    [any_channel] 他のチャネルからのメッセージ
    [web_widget] Webウィジェット
    [auditlogs] 監査ログ
    [security] セキュリティ設定
    [account_settings] アカウント設定
   *[deletion_schedules] 削除スケジュール
}
scope-see = { resource }の閲覧
scope-change = { resource }の作成、変更、削除
scope-see-and-change = { resource }の閲覧、作成、変更、削除
scope-see-named = { $resource }の閲覧
scope-change-named = { $resource }の作成、変更、削除
scope-see-and-change-named = { $resource }の閲覧、作成、変更、削除
scope-described = { $description }
scope-new = 新規
consent-more = { $app }は、{ $date }に許可された範囲を超える権限を求めています。
consent-ends = このアクセス権は、あなたまたは管理者が取り消すか、{ $days }日間使用されないと失効します。
consent-ends-by-removal = このアクセス権は、あなたまたは管理者が取り消すまで有効です。
consent-next-site = 次に{ $host }へ移動します
consent-next-loopback = 次にこのデバイス上のアプリ（{ $host }）へ移動します
consent-next-scheme = 次にこのデバイス上のアプリ{ $scheme }へ移動します
consent-allow = 許可する
consent-deny = 許可しない
consent-each-time = デバイス上のアプリは自らの身元を証明できないため、毎回確認をお願いしています。
consent-take-back = この許可は{ $page }のページからいつでも取り消せます。

## 問題が起きたとき

problem-request-title = 無効な認可リクエスト
problem-client-missing = アプリが自らの身元を示していません。
problem-client-unknown = このクライアントは存在しません。
problem-redirect-missing = アプリが移動先を示していません。
problem-redirect-unknown = アプリが指定した移動先は、登録されていないアドレスです。
problem-repeated = アプリが{ $parameter }を重複して送信しました。
problem-nothing-shared = 情報は一切共有されていません。
problem-app-user = このアプリをお使いの方へ
problem-app-user-advice = アプリに戻り、この画面の内容をアプリの提供元にお知らせください。
problem-app-maker = このアプリを開発している方へ
problem-sent = 送信された{ $parameter }：{ $value }
advice-client-missing = クライアントの識別子を{ $parameter }として送信してください。
advice-client-unknown = クライアントは、登録されたアカウントでのみ機能します。そのアカウントにサインインするか、グローバルクライアントを申請してください。{ $parameter }に指定するのは、番号ではなく識別子です。
advice-redirect-missing = { $parameter }を送信してください。省略できるのは、クライアントのリダイレクトURLが一つだけの場合に限られます。
advice-redirect-unknown = { $parameter }は、クライアントに登録されたリダイレクトURLと一字一句同じでなければなりません。スキーム、ホスト、ポート、パス、末尾のスラッシュをご確認ください。
advice-repeated = 各パラメーターは一度だけ送信してください。
problem-oauth-off-title = アプリを接続できません
problem-oauth-off = { $account }はアプリからの接続を受け付けていません。管理者がAPI設定で有効にできます。
problem-stale-title = このページは古くなっています
problem-stale = { $app }に戻って、もう一度やり直してください。情報は一切共有されていません。
problem-stale-unknown = 元のページに戻って、もう一度やり直してください。情報は一切共有されていません。
problem-again = リクエストをもう一度表示
problem-foreign-origin-title = 別のサイトから送信されたフォームです
problem-foreign-origin = 別のサイトがあなたになりすましてこのフォームを送信したため、拒否しました。何も変更されていません。
problem-account-unknown-title = アカウントが見つかりません
problem-account-unknown = このアドレスにアカウントはありません。案内されたアドレスをご確認ください。
problem-not-found-title = ページが見つかりません
problem-not-found = このアドレスにページはありません。アドレスを確認するか、元のページに戻ってください。
problem-other-account = 別のアカウントを使用
problem-method-title = このアドレスはこの方法では使えません
problem-method = 元のページに戻って、もう一度やり直してください。
problem-unreadable-title = リクエストを読み取れません
problem-unreadable = 内容が欠けているか、形式が正しくありません。元のページに戻って、もう一度やり直してください。
problem-link-spent-title = このリンクは使えなくなりました
problem-link-spent = すでに使用されたか、有効期限が切れています。新しいリンクを{ $account }の管理者にご依頼ください。
problem-sso-title = サインインできませんでした
problem-sso-invalid = { $vendor }から届いたサインイン情報が正しくありません。この画面の内容をアカウントの管理者にお知らせください。
problem-sso-too-old = このサインインはすでに使用されたか、有効期限が切れています。{ $vendor }に戻って、もう一度サインインしてください。
problem-sso-admin = { $account }の管理者は{ $vendor }からはサインインできません。代わりに{ $page }でサインインしてください。
problem-sso-admin-page = メールアドレスとパスワード
problem-sso-shut-out = { $account }にはサインインできなくなっています。アカウントの管理者にお問い合わせください。
problem-sso-address-taken = このメールアドレスは{ $account }で別の人のものとして登録されています。アカウントの管理者に修正をご依頼ください。
problem-too-many-title = 試行回数が上限に達しました
problem-too-many = { $minutes }分後にもう一度お試しください。
problem-busy-title = 現在たいへん混み合っています
problem-busy = リクエストは実行されませんでした。しばらくしてからもう一度お試しください。
problem-internal-title = 問題が発生しました
problem-internal = サーバー側の問題であり、お客様の操作に誤りはありません。繰り返し発生する場合は、下記の参照番号を管理者にお伝えください。
problem-reference = 参照番号 { $reference } · { $time }

connected-person = { $name }さんとして{ $account }を利用できるアプリの一覧です。
connected-removed = アプリのアクセス権を取り消しました。
connected-all-removed = すべてのアプリのアクセス権を取り消しました。
connected-none = アカウントにアクセスできるアプリはありません。
connected-since = { $date }に許可
connected-last-used = 最終利用日：{ $date }
connected-unused = まだ利用されていません
connected-remove-hint = 取り消すと、このアプリはすぐにアカウントを利用できなくなります。
connected-remove = アクセス権を取り消す

reference-title = APIリファレンス
reference-lead = このアカウントに対してプログラムから実行できる操作と、それぞれに必要な権限の一覧です。
reference-document = プログラム用の同じ内容（OpenAPI 3.1）
reference-parameters = パラメーター
reference-takes = リクエスト本文
reference-gives = レスポンス
reference-refusals = その他のレスポンス
