### 管理センターの文言です。規則はほかのページと同じです。

## 枠

admin-skip = 本文へ移動
admin-menu = メニュー
admin-apps = アプリおよびインテグレーション
admin-apis = API
admin-people = メンバー
admin-account = アカウント
admin-explained = ヘルプ
admin-first-steps = はじめに
admin-clients = OAuthクライアント
admin-global-clients = 外部OAuthクライアント
admin-api-tokens = APIトークン
admin-settings = API設定
admin-users = ユーザー
admin-audit-log = 監査ログ
admin-help = APIトークンとアクセストークン
admin-cancel = キャンセル
admin-save = 保存
admin-filter = 絞り込む
admin-clear = 条件をクリア
admin-nothing-matches = 該当するものはありません。
admin-options = { $name }のオプション
admin-pages = ページ
admin-before = 前へ
admin-after = 次へ
admin-status = ステータス
admin-created = 作成日
admin-active = アクティブ
admin-deactivated = 非アクティブ
admin-expired = 期限切れ
admin-any-status = すべてのステータス
admin-suspended = 停止中
admin-unverified = 未確認
admin-blocked = ブロック中
admin-let-in = 許可
admin-on-now = オン
admin-off-now = オフ
admin-on = { $date }
admin-at = { $time }
admin-count = { $count }
admin-count-more = { $count }以上
admin-more = ほか{ $count }件
admin-never-expires = 無期限
admin-never-used = 未使用
admin-copy = コピー
admin-copied = コピーしました
admin-flaws = 保存されませんでした。次の項目をご確認ください。
admin-edit = 編集
admin-view-tokens = トークンを表示
admin-view-scopes = スコープを表示
admin-view-audit-log = 監査ログを表示
admin-delete = 削除
admin-deactivate = 非アクティブ化
admin-reactivate = 再アクティブ化
admin-role = { $role ->
    [admin] 管理者
    [agent] エージェント
    [any] すべての役割
   *[end-user] エンドユーザー
}
problem-admins-only-title = 管理者専用のページです
problem-admins-only = このページを利用できるのは{ $account }の管理者だけです。管理者に依頼するか、管理者としてサインインしてください。

## 入力の誤り

flaw-blank = 入力してください：{ $field }
flaw-taken = すでに使われています：{ $field }
flaw-too-long = 長すぎます：{ $field }
flaw-text = 使用できない文字が含まれています：{ $field }
flaw-seconds = { $field }：{ $least }から{ $most }までの整数（秒）を入力してください。
flaw-seconds-above = { $field }：{ $most }以下の整数を入力するか、「{ $other }」の値を大きくしてください。
flaw-identifier = 1～255文字の英数字、ドット、アンダースコア、ハイフンを使用してください。{ $prefix }で始めることはできません。
flaw-identifier-taken = この識別子は使用中か、過去に使用されたものです。識別子が再利用されることはありません。別のものを選んでください。
flaw-scopes = スコープを一つ以上選ぶか、すべて許可してください。
flaw-token-scopes = スコープを一つ以上選ぶか、ユーザーができることをすべて許可してください。
flaw-addresses = 各行にIPアドレスまたは範囲を入力してください。最大100件です。
flaw-time = 未来の日時を入力するか、空欄にしてください。
flaw-person = { $field }：このメールアドレスのユーザーは、このアカウントにいません。
flaw-email = メールアドレスの形式が正しくありません。
flaw-other = この値は使用できません：{ $field }
flaw-redirect = { $uri }：{ $why ->
    [too-long] 2000文字を超えています。
    [not-ascii] ASCII以外の文字が含まれています。ホスト名はPunycodeで、それ以外はパーセントエンコードで記述してください。
    [whitespace] 空白または制御文字が含まれています。
    [backslash] バックスラッシュが含まれています。一部のブラウザーではスラッシュとして扱われます。
    [character] パーセントエンコードが必要な文字が含まれています。
    [wildcard] ワイルドカードは使用できません。URLを一つずつ完全な形で登録してください。
    [relative] 相対URLです。httpsから始めてください。
    [active-scheme] アプリケーションに移動しないスキームです。
    [fragment] フラグメントが含まれています。応答を付け加えることができません。
    [user-info] ホスト名の前にユーザー名またはパスワードが含まれています。
    [host] ホスト名またはアドレスが正しくないか、存在しないポートです。
    [private-address] プライベートアドレスです。ホスト名を使用するか、デバイス上のアプリの場合はlocalhostを使用してください。
    [plain-http] 暗号化されていないhttpはlocalhostでのみ使用できます。httpsから始めてください。
    [reserved] 応答で使用されるクエリパラメーターがすでに含まれています。
    [capitals] スキームに大文字があります。httpsのように小文字で書いてください。
    [without-dot] スキームにドットがありません。独自スキームは、com.example.appのようにドメイン名を逆順にしたものにしてください。
    [scheme] 独自スキームはパブリッククライアントでのみ使用できます。httpsから始めてください。
   *[too-many] これ以上登録できません。登録できるURLは100件までです。
}

## OAuthクライアント

clients-lead = クライアントを登録すると、アプリはユーザーのパスワードを使わずにアクセスの許可を求めることができます。{ $help }
clients-lead-help = APIトークンとアクセストークンの違い
clients-off = OAuthアクセスはオフです。アプリは接続できません。クライアントとそのトークンは保持されており、オンにすると再び使えるようになります。
clients-add = OAuthクライアントを追加
clients-none = OAuthクライアントはまだありません。クライアントを登録すると、アプリはユーザーのパスワードを使わずにアクセスの許可を求めることができます。
clients-none-steps = 初めての方は「{ $steps }」をご覧ください。
clients-find = 名前または識別子
clients-identifier = クライアント識別子
clients-name = 名前
clients-tokens = トークン数
clients-secret = シークレット
clients-secret-hint = { $secret }…（{ $time }に生成）
clients-secret-ends = { $secret }…（{ $time }まで有効）
clients-created = 作成日時：{ $time }
clients-used = 最終使用：{ $time }
clients-unused = まだ使用されていません
clients-elsewhere = このクライアントが登録されていないアカウントで{ $count }回指定されました（最終：{ $time }）
clients-propose = 全アカウント向けに提案
clients-propose-title = { $app }を全アカウント向けに提案しますか？
clients-propose-says = このアプリを、このアカウントだけでなくすべてのアカウントのユーザーに提供するよう{ $vendor }に依頼します。
clients-propose-review = { $vendor }は名前、会社、説明、ロゴ、リダイレクトURL、スコープを審査し、却下することもあります。結果はクライアントのページに表示されます。
clients-propose-copy = 承認されると、独自のシークレットを持つ全アカウント向けの複製{ $identifier }が作成されます。シークレットは{ $vendor }からアプリの開発元に渡され、複製は{ $vendor }が管理します。以後ここで行った変更は複製に反映されません。
clients-propose-stays = このアカウントのクライアントは、識別子、シークレット、トークンを含めてそのまま残ります。決定されるまでは提案を取り下げることができます。
clients-withdraw = 提案を取り下げる
clients-withdraw-title = { $app }の提案を取り下げますか？
clients-withdraw-says = 全アカウントへの提供を{ $vendor }に依頼することをやめます。ほかには何も変わらず、あらためて提案することもできます。
clients-proposed = { $time }に全アカウント向けに提案しました。{ $vendor }はまだ決定していません。
clients-declined = { $vendor }は{ $time }に全アカウントへの提供を却下しました：{ $reason }
clients-promoted = { $time }から{ $identifier }として全アカウントに提供されています
clients-edit-title = { $app }を編集
clients-name-hint = アクセスの許可を求めるときに表示されます。
clients-identifier-hint = アプリが{ $parameter }として送信します。後から変更することはできません。空欄にすると名前から作成されます。
clients-company = 会社
clients-description = 説明
clients-description-hint = アプリの機能を1～2文で説明してください。アクセスの許可を求めるときに表示されます。
clients-kind = 種類
clients-kind-confidential = コンフィデンシャル：サーバー上で動作し、シークレットを安全に保管できるアプリ
clients-kind-public = パブリック：デバイスやブラウザー上で動作し、シークレットを保管できないアプリ
clients-redirects = リダイレクトURL
clients-redirects-hint = 1行に1件ずつ、完全な形で入力してください。移動先はここに登録されたURLに限られます。
clients-scopes = 許可するスコープ
clients-scopes-any = ユーザーが許可したすべて
clients-scopes-these = 次のスコープのみ
clients-scopes-show = スコープを選択
clients-lifetimes = 有効期間
clients-lifetimes-hint = 空欄の場合はAPI設定に従います。
clients-owner = 所有者
clients-owner-hint = クライアントを所有するユーザーのメールアドレスです。所有者がいない場合は空欄にしてください。
clients-service-account = 動作するユーザー
clients-service-account-hint = 誰もサインインしていない状態でコンフィデンシャルクライアントが単独で動作するときのユーザーのメールアドレスです。空欄にすると、所有者（{ $owner }）として動作します。
clients-service-account-never = 誰もサインインしていない状態でアプリが単独で動作するときのユーザーのメールアドレスです。単独で動作しない場合は空欄にしてください。
clients-rotate = シークレットを再生成
clients-rotate-title = { $app }のシークレットを再生成しますか？
clients-rotate-says = 現在のシークレットが使えなくなる前に、新しいシークレットをアプリに設定してください。
clients-rotate-when = 現在のシークレットの有効期限
clients-rotate-now = 今すぐ無効にする
clients-rotate-day = 24時間後に無効にする
clients-rotate-week = 7日後に無効にする
clients-made-title = { $app }を登録しました
clients-rotated-title = { $app }の新しいシークレット
clients-rotated-before = このシークレットはすでに表示されました。紛失した場合は、もう一度再生成してください。
clients-shown-advice = 今すぐシークレットをコピーしてください。完全な形で表示されるのは今回だけです。
clients-shown-where = アプリのサーバーだけが読み取れる場所に保管してください。デバイス上のアプリ、Webページ、ソースコードには絶対に記述しないでください。
clients-logo = ロゴ
logo-title = { $app }のロゴ
logo-alt = { $app }のロゴ
logo-file = 画像
logo-hint = PNG、JPEG、GIF（1 MiBまで）。アクセスの許可を求めるときに、48×48に収めて表示されます。
logo-wrong = 表示できる画像ではありません。1 MiBまでのPNG、JPEG、GIFを選択してください。
logo-remove = ロゴを削除
clients-open = クライアントを開く
clients-done-created = クライアントを登録しました。
clients-done-saved = 変更を保存しました。
clients-done-deactivated = クライアントを非アクティブにしました。そのトークンは使えなくなりました。
clients-done-reactivated = クライアントを再びアクティブにしました。
clients-done-proposed = 提案を送信しました。
clients-done-withdrawn = 提案を取り下げました。
clients-done-deleted = クライアントを削除しました。そのトークンは失効しました。
clients-deactivate-title = { $app }を非アクティブ化しますか？
clients-deactivate-says = { $count ->
    [0] 現在、有効なトークンはありません。再アクティブ化するまで、誰もこのアプリを接続できません。
   *[other] { $count }個のトークンがすぐに使えなくなります。再アクティブ化すると、有効期限内のトークンは再び使えるようになります。
}
clients-deactivate-many = { $count }個を超えるトークンがすぐに使えなくなります。再アクティブ化すると、有効期限内のトークンは再び使えるようになります。
clients-deactivate = クライアントを非アクティブ化
clients-reactivate-title = { $app }を再アクティブ化しますか？
clients-reactivate-says = 有効期限内のトークンが再び使えるようになり、ユーザーはこのアプリを接続できるようになります。
clients-reactivate = クライアントを再アクティブ化
clients-public-title = { $app }をパブリックにしますか？
clients-public-says = { $count ->
   *[other] { $count }個のシークレットがすぐに使えなくなり、アプリは単独で動作できなくなります。この操作は取り消せません。コンフィデンシャルに戻すには、新しいシークレットが必要です。
}
clients-public = パブリックにする
clients-delete-title = { $app }を削除しますか？
clients-delete-says = { $count ->
    [0] 現在、有効なトークンはありません。この操作は取り消せません。
   *[other] { $count }個のアクセストークンがすぐに失効します。この操作は取り消せません。
}
clients-delete-many = { $count }個を超えるアクセストークンがすぐに失効します。この操作は取り消せません。
clients-delete-used = 最終使用は{ $time }です。
clients-delete-instead = 一時的に停止するだけなら、代わりに{ $deactivate }してください。
clients-delete-instead-link = 非アクティブ化
clients-delete-type = 確認のため{ $identifier }と入力してください。
clients-delete-typed-wrong = 識別子が一致しません。
clients-delete = クライアントを削除

## トークン

admin-scope-read = ユーザーが閲覧できるすべての情報の閲覧
admin-scope-write = ユーザーの権限で行えるすべての作成、変更、削除
tokens-title = { $app }のトークン
tokens-lead = それぞれが、一人のユーザーとしてのアクセスを表します。アプリを許可したユーザー、またはアプリが単独で動作するときのユーザーです。アクセストークンはここでは作成できません。ユーザーが許可したとき、アプリが単独で動作するとき、またはAPIを通じて発行されます。{ $help }
tokens-lead-help = アクセストークンの作成方法
tokens-none = トークンはありません。誰かがこのアプリを許可すると表示されます。
tokens-person = ユーザー
tokens-scopes = スコープ
tokens-expires = 有効期限
tokens-used = 最終使用
token-title = { $name }さんが{ $app }に許可したアクセス
token-hint = トークン
token-delete = トークンを削除
token-delete-title = このトークンを削除しますか？
token-delete-says = { $app }による{ $name }さんとしてのアクセスはすぐに終了します。アプリは改めて許可を求めることができます。
tokens-done-deleted = トークンを削除しました。アクセスは終了しました。

## 外部クライアント

globals-lead = { $vendor }がすべてのアカウント向けに審査し、このアカウントの誰かが許可したアプリです。このアカウントでの利用をブロックできます。
globals-none = 許可された外部アプリはありません。
globals-lead-all = { $vendor }がすべてのアカウント向けに審査したアプリです。このアカウントでの利用をブロックできます。
globals-none-all = 外部アプリはありません。
globals-show-all = すべての外部アプリを表示
globals-show-used = ここで使用されているものだけを表示
globals-block = ブロック
globals-unblock = ブロックを解除
globals-block-title = { $app }をブロックしますか？
globals-block-says = { $count ->
    [0] ブロックを解除するまで、このアカウントの誰もこのアプリを接続できません。
   *[other] このアカウントの{ $count }個のトークンがすぐに使えなくなり、ブロックを解除するまで誰もこのアプリを接続できません。
}
globals-block-many = このアカウントの{ $count }個を超えるトークンがすぐに使えなくなり、ブロックを解除するまで誰もこのアプリを接続できません。
globals-unblock-title = { $app }のブロックを解除しますか？
globals-unblock-says = 有効期限内のトークンが再び使えるようになり、ユーザーはこのアプリを接続できるようになります。
globals-done-blocked = アプリをブロックしました。このアカウントのトークンは使えなくなりました。
globals-done-unblocked = アプリのブロックを解除しました。

## APIトークン

api-tokens-lead = APIトークンはアカウント全体のパスワードです。確認済みユーザーのメールアドレスと組み合わせると、プログラムはそのユーザーにできることをすべて実行できます。{ $help }
api-tokens-add = APIトークンを追加
api-tokens-none = APIトークンはまだありません。新しく始める場合は、OAuthクライアントの方が安全です：{ $client }
api-tokens-off = APIトークンアクセスはオフです。
api-tokens-off-kept = APIトークンアクセスはオフです。このアカウントのトークンは保持されており、オンにすると再び使えるようになります。
api-tokens-room = { $most }個のうち{ $count }個のトークンがあります。
api-tokens-full = { $most }個のうち{ $count }個のトークンがあります。追加するには、いずれかを削除してください。
api-tokens-no-new = このアカウントでは、これ以上APIトークンを作成できません。代わりにOAuthクライアントを追加してください。
api-tokens-find = 説明またはトークンの先頭
api-tokens-description = 説明
api-tokens-description-hint = 何に使うトークンか、誰に問い合わせればよいかを書いてください。
api-tokens-assigned = 割り当て先
api-tokens-anyone = 確認済みの全ユーザー
api-tokens-limits = 制限
api-tokens-limits-hint = いずれも任意です。制限のあるトークンは、盗まれたときの被害が小さくなります。
api-tokens-user = 使用できるユーザー
api-tokens-user-hint = このトークンを使用できる唯一のユーザーのメールアドレスです。空欄にすると、確認済みのすべてのユーザーが使用できます。
api-tokens-scopes = 許可するスコープ
api-tokens-scopes-any = ユーザーができることすべて
api-tokens-ips = 使用できるIPアドレス
api-tokens-ips-hint = 1行に1件ずつ、{ $address }や{ $net }のように入力してください。空欄にすると、どこからでも使用できます。
api-tokens-expires = 有効期限（UTC）
api-tokens-expires-hint = 無期限の場合は空欄にしてください。
api-tokens-usage = 利用状況を表示
api-tokens-one = APIトークン
api-tokens-made-title = APIトークンを作成しました
api-tokens-made-advice = 今すぐコピーしてください。「保存」を選ぶと、完全な形で表示されることは二度とありません。
api-tokens-made-how = プログラムは、ユーザー名を{ $user }として、このトークンをHTTP Basicのパスワードとして送信します。
api-tokens-done-created = APIトークンを作成しました。
api-tokens-done-saved = 変更を保存しました。
api-tokens-done-deactivated = APIトークンを非アクティブにしました。このトークンを使う呼び出しは失敗します。
api-tokens-done-reactivated = APIトークンを再びアクティブにしました。
api-tokens-done-deleted = APIトークンを削除しました。
api-tokens-deactivate-title = { $name }を非アクティブ化しますか？
api-tokens-deactivate-says = このトークンを使う呼び出しはすぐに失敗します。後から再アクティブ化できます。
api-tokens-reactivate-title = { $name }を再アクティブ化しますか？
api-tokens-reactivate-says = このトークンを使う呼び出しが再び成功するようになります。
api-tokens-refused-says = 過去30日間に、このトークンを使った呼び出しが{ $count }回拒否されました。
api-tokens-delete-title = { $name }を削除しますか？
api-tokens-delete-says = この操作は取り消せません。このトークンを使う呼び出しは失敗し続けます。
api-tokens-delete-first = 削除する前に非アクティブ化してください。

## APIトークンの利用状況

api-usage-title = { $name }の利用状況
api-usage-period = 期間
api-usage-days-back = 過去{ $count }日間
api-usage-calls = 許可された呼び出し
api-usage-refused = 拒否された呼び出し
api-usage-shared = { $count }人がこのトークンを使用しています。一人ずつ個別に終了できるように、それぞれに専用の手段を用意してください。
api-usage-none = この期間の呼び出しはありません。
api-usage-people = 使用しているユーザー
api-usage-person = ユーザー
api-usage-addresses = 呼び出し元のIPアドレス
api-usage-agents = 使用しているプログラム
api-usage-agent = プログラム
api-usage-others = その他または名前なし
api-usage-unknown = 不明
api-usage-number = 呼び出し回数
api-usage-last = 最後の呼び出し
api-usage-path = パス
api-usage-days = 日ごとの呼び出し
api-usage-day = 日付
api-usage-refusals = まだ使おうとしているプログラム
api-usage-refusals-says = トークンが終了しているため、次の呼び出しは拒否されました。

## APIトークンをまだ使用しているユーザー

api-report-title = APIトークンの利用状況一覧
api-report-lead = 各トークンの使用回数と使用人数、そして何も止めずに終了できるトークンを確認できます。
api-report-show = 表示
api-report-ready = 終了可能
api-report-why = { $why ->
    [unused] 30日間呼び出しがありません
    [moved] すべての利用者がアクセストークンに移行しました
   *[quiet] 非アクティブで、30日間呼び出しがありません
}
api-report-callers = 呼び出し元
api-report-who = ユーザー{ $people }人、IPアドレス{ $addresses }件、プログラム{ $programs }件
api-report-not-yet = まだ使用中
api-report-none = 該当するトークンはありません。

## APIトークンの終了

sunset-title = APIトークンの終了
sunset-lead = このアカウントのAPIトークンをどのように終了させるかを示します。規則は{ $vendor }が定めます。
sunset-none = 規則はありません。APIトークンは、誰かが非アクティブ化するまで使えます。
sunset-no-new = { $time }以降、新しいトークンは作成できません。
sunset-idle = { $count }日間使用されなかったトークンは非アクティブになります。
sunset-delete = 非アクティブになったトークンは、{ $count }日後に削除されます。
sunset-brown-out = { $from }から{ $until }まで、試験的にすべてのトークンが使えなくなります。
sunset-end = { $time }に、すべてのトークンが使えなくなります。
sunset-announce = 各段階は、{ $count }日前に監査ログで予告されます。
sunset-steps = 今後の予定
sunset-steps-says = 誰もトークンを使用も変更もしない場合、今後365日間に次のことが起こります。
sunset-nothing = 予定はありません。
sunset-what = 内容
sunset-kind = { $kind ->
    [no_new] 新規作成の終了
    [brown_out] 試験停止の開始
    [idle] 未使用による非アクティブ化
    [end] 終了による非アクティブ化
   *[delete] 削除
}
sunset-all = すべてのトークン

## API設定

settings-oauth = OAuthアクセス
settings-oauth-says = アプリはユーザーにアクセスの許可を求め、アクセストークンでAPIを利用できます。
settings-oauth-on = OAuthアクセスをオンにする
settings-oauth-off = OAuthアクセスをオフにする
settings-oauth-off-title = OAuthアクセスをオフにしますか？
settings-oauth-off-says = { $count ->
    [0] 再びオンにするまで、アプリは接続できません。
   *[other] { $count }個のクライアントがすべてのユーザーに対してすぐに使えなくなります。クライアントは保持され、再びオンにすると使えるようになります。
}
settings-oauth-on-title = OAuthアクセスをオンにしますか？
settings-oauth-on-says = このアカウントのクライアントが使えるようになり、有効期限内のトークンも再び使えるようになります。
settings-tokens = APIトークンアクセス
settings-tokens-says = プログラムは、メールアドレスと、パスワードの一種であるAPIトークンでAPIを利用できます。アクセストークンの方が安全です。アプリごと、ユーザーごとに発行され、自動的に失効します。
settings-tokens-on = トークンアクセスをオンにする
settings-tokens-off = トークンアクセスをオフにする
settings-tokens-off-title = APIトークンアクセスをオフにしますか？
settings-tokens-off-says = { $count ->
    [0] 再びオンにするまで、APIトークンは使えません。
   *[other] { $count }個のアクティブなトークンがすべてのユーザーに対してすぐに使えなくなります。トークンは保持され、再びオンにすると使えるようになります。
}
settings-tokens-on-title = APIトークンアクセスをオンにしますか？
settings-tokens-on-says = アクティブなAPIトークンと確認済みユーザーのメールアドレスを持つ人は誰でも、そのユーザーとしてAPIを利用できるようになります。
settings-apps = アプリの接続
settings-role = アプリを許可できる人
settings-role-everyone = すべてのユーザー
settings-role-agents = エージェントと管理者
settings-role-admins = 管理者のみ
settings-rules = ルール
settings-pkce = サーバー上のアプリも含め、すべてのアプリにPKCEを必須とする
settings-never = 個別のクライアントに無期限のアクセストークンを認める
settings-query = 古いライブラリのために、アドレスに含まれるトークンを受け付ける
settings-lifetimes = 有効期間
settings-access-lifetime = アクセストークン（秒）
settings-access-most = アクセストークンの上限（秒）
settings-refresh-lifetime = リフレッシュトークン（秒）
settings-refresh-most = リフレッシュトークンの上限（秒）
settings-session = サインインの継続時間（秒）
settings-leeway = リフレッシュの再試行を認める時間（秒）
settings-seconds = { $least }～{ $most }。空欄の場合は標準の値
settings-seconds-usual = { $least }～{ $most }。空欄の場合は{ $usual }
settings-pages = ページ
settings-language = 言語を選んでいない人に表示する言語
settings-language-usual = 標準
settings-language-name = 日本語
settings-done-saved = 設定を保存しました。
settings-done-oauth-on = OAuthアクセスをオンにしました。
settings-done-oauth-off = OAuthアクセスをオフにしました。
settings-done-tokens-on = APIトークンアクセスをオンにしました。
settings-done-tokens-off = APIトークンアクセスをオフにしました。

## ユーザー

users-add = ユーザーを追加
users-add-title = ユーザーを追加
users-edit-title = { $name }さんの情報を編集
users-find = 名前またはメールアドレス
users-name = 名前
users-role = 役割
users-external-id = { $vendor }でのID
users-own = ご自身のアカウントです。役割はほかの管理者が変更できます。
users-suspend = 停止
users-unsuspend = 停止を解除
users-suspend-title = { $name }さんの利用を停止しますか？
users-suspend-says = すべてのデバイスからサインアウトされ、このユーザーとして動作するアプリもすぐに停止します。後から解除できます。
users-unsuspend-title = { $name }さんの利用停止を解除しますか？
users-unsuspend-says = 再びサインインできるようになり、有効期限内のトークンも再び使えるようになります。
users-delete = ユーザーを削除
users-delete-title = ユーザー「{ $name }」を削除しますか？
users-delete-says = すべてのデバイスからサインアウトされ、このユーザーがアプリに許可したアクセスもすべて失効します。この操作は取り消せません。名前は監査ログに残ります。
users-delete-needed = 次のクライアントは、このユーザーが所有しているか、このユーザーとして動作しています。先に別のユーザーへ引き継いでください。
users-link = 1回限りのサインインリンク
users-link-title = { $name }さんの1回限りのサインインリンクを作成しますか？
users-link-says = 最初にリンクを開いた人がこのユーザーとしてサインインし、パスワードを設定できます。24時間で無効になります。その前でも、ユーザーが停止された場合、確認済みでなくなった場合、メールアドレスや役割が変わった場合は無効になります。以前に作成したリンクは使えなくなります。
users-link-make = リンクを作成
users-link-shown-title = { $name }さんの1回限りのリンク
users-link-advice = 今すぐリンクをコピーし、ご自身で本人に渡してください。再び表示されることはありません。
users-link-label = リンク
users-link-ends = { $time }まで、1回だけ使えます。
users-open = ユーザーを開く
users-done-created = ユーザーを追加しました。1回限りのサインインリンクを渡してください。
users-done-saved = 変更を保存しました。
users-done-suspended = ユーザーを停止し、サインアウトさせました。
users-done-unsuspended = 停止を解除しました。
users-done-deleted = ユーザーを削除しました。
users-done-link = このリンクはすでに表示されました。紛失した場合は、もう一度作成してください。

## 監査ログ

audit-find = 名前
audit-when = 日時
audit-who = 実行者
audit-done = 操作
audit-what = 対象
audit-address = IPアドレス
audit-from = 開始日
audit-until = 終了日
audit-any = すべて
audit-only = { $name }に関するものだけを表示しています。
audit-only-unnamed = 一つの対象に関するものだけを表示しています。
audit-itself = アプリがトークンに対して行った操作
audit-export = エクスポート
audit-export-hint = 条件に一致するすべてのページの内容です。エクスポートしたこともログに記録されます。
audit-csv = CSV
audit-jsonl = JSON Lines
audit-number = 番号
audit-changes = 変更内容
audit-field = 項目
audit-before = 変更前
audit-after = 変更後
audit-same = 同じ対象に関するすべての記録
audit-by = 方法
audit-way = { $way ->
    [password] パスワード
    [link] 1回限りのサインインリンク
   *[sso] シングルサインオン
}
audit-other-value = 別の値に変更
audit-actor-named = { $name }
audit-actor = { $kind ->
    [system] サーバー
    [operator] プラットフォーム運営者
   *[anonymous] 不明
}
audit-action = { $action ->
    [create] 作成
    [update] 変更
    [destroy] 削除
    [login] サインイン
    [logout] サインアウト
    [lockout] サインイン試行回数の超過
    [exported] エクスポート
    [deactivate] 非アクティブ化
    [reactivate] 再アクティブ化
    [revoke] アクセスの終了
    [reuse_detected] 使用済みリフレッシュトークンの再使用
    [replayed] 使用済みコードの再使用
    [retried] リフレッシュの再試行
    [verify_failed] 認証情報の拒否
    [announce] 予告
    [authorize] アプリの許可
   *[deny] アプリの拒否
}
audit-source = { $source ->
    [oauth_client] OAuthクライアント
    [oauth_token] OAuthトークン
    [global_oauth_client] 外部OAuthクライアント
    [apitoken] APIトークン
    [user] ユーザー
    [account_setting] アカウントと設定
    [session] セッション
   *[resource_server] リソースサーバー
}

## はじめに

first-lead = セキュリティチームや取引先、同僚から、このアカウントにアプリを接続したいと相談されましたか？　最初のリクエストまでの手順をすべてご案内します。
first-access = アプリの接続を受け付ける
first-access-on = OAuthアクセスはオンです。
first-access-off = OAuthアクセスはオフです。アプリは接続できません。
first-access-open = API設定を開く
first-register = アプリを登録する
first-register-how = 必要なのは、アプリの名前と、提供元から知らされたリダイレクトURLです。サーバー上のアプリはコンフィデンシャルとしてシークレットが発行され、デバイス上のアプリはパブリックになります。
first-hand-over = 提供元に必要な情報を渡す
first-hand-over-how = 識別子と、発行された場合はシークレットを安全な方法で渡してください。あわせて次のアドレスも必要です。
first-authorize = 認可エンドポイント
first-token = トークンエンドポイント
first-metadata = ライブラリ用の情報
first-allow = ユーザーが許可する
first-allow-how = アプリはユーザーをここへ案内します。ユーザーはサインインし、求められている内容を読んで、許可するかどうかを決めます。許可は「連携アプリ」のページからいつでも取り消せます。
first-watch = 利用状況を確認する
first-watch-how = 「{ $clients }」では、誰が許可したかを確認し、アクセスを個別に、またはまとめて終了できます。「{ $log }」では、誰が、いつ、どこから、何をしたかがわかります。
first-machine = 人が関わらないプログラムの場合
first-machine-how = コンフィデンシャルクライアントは単独で動作できます。そのときは「動作するユーザー」に入力したユーザーとして動作し、空欄の場合は所有者、つまり登録した管理者として、管理者のすべての権限で動作します。必要最小限の役割を持つ専用のユーザーを用意し、この項目に入力してください。
first-reference = プログラムから呼び出せる操作の一覧：{ $reference }

## APIトークンとアクセストークン

explained-lead = どちらもプログラムがAPIを利用するためのものです。選べる場合は、アクセストークンを使用してください。
explained-access-token = OAuthアクセストークン
explained-api-token = APIトークン
explained-made = 作成方法
explained-made-access = ユーザーが許可したとき、またはAPIを通じてアプリが受け取ります。ここで作成することはできません。
explained-made-api = 管理者が管理センターで作成し、一度だけコピーします。
explained-acts = 誰として動作するか
explained-acts-access = 許可した本人だけです。アプリが単独で動作する場合は、管理者が選んだ一人のユーザーです。
explained-acts-api = 特定のユーザーに割り当てられていない限り、一緒に送信されたメールアドレスの確認済みユーザーです。
explained-may = できること
explained-may-access = スコープの範囲内で、本人の権限を超えることはありません。
explained-may-api = 制限されていない限り、そのユーザーができることすべてです。
explained-ends = 有効期限
explained-ends-access = 短時間で自動的に失効し、アプリが更新します。本人、管理者、アプリのいずれかが終了させると、すぐに使えなくなります。
explained-ends-api = 管理者が非アクティブ化するまで有効です。
explained-sent = 送信方法
explained-sent-access = ベアラートークンとして送信します。
explained-sent-api = メールアドレスとともに、パスワードとして送信します。
explained-for = 適した用途
explained-for-access = 他社のアプリ、多数のユーザーが使うアプリ、新しく作るものすべて。
explained-for-api = 自作のスクリプトや、ほかの方法に対応していない古いインテグレーション。
explained-how = アクセストークンの作成方法
explained-how-not-here = 管理センターでアクセストークンを作成することはできません。次の3つの方法があります。
explained-how-flow = ユーザーがアプリを許可し、アプリが受け取ったコードを{ $endpoint }でトークンに交換します。
explained-how-machine = ユーザーとして動作するコンフィデンシャルクライアントが、{ $endpoint }で自らトークンを取得します。
explained-how-api = 管理者のプログラムが、認可フローを使わずに{ $endpoint }へのPOSTでクライアントのトークンを作成します。
