### 관리 센터의 문구입니다. 규칙은 다른 페이지와 같습니다.

## 틀

admin-skip = 본문으로 이동
admin-menu = 메뉴
admin-apps = 앱 및 연동 서비스
admin-apis = API
admin-people = 사람
admin-account = 계정
admin-explained = 도움말
admin-first-steps = 시작하기
admin-clients = OAuth 클라이언트
admin-global-clients = 외부 OAuth 클라이언트
admin-api-tokens = API 토큰
admin-settings = API 설정
admin-users = 사용자
admin-audit-log = 감사 로그
admin-help = API 토큰과 액세스 토큰
admin-cancel = 취소
admin-save = 저장
admin-filter = 필터
admin-clear = 필터 지우기
admin-nothing-matches = 일치하는 항목이 없습니다.
admin-options = { $name } 옵션
admin-pages = 페이지
admin-before = 이전
admin-after = 다음
admin-status = 상태
admin-created = 생성일
admin-active = 활성
admin-deactivated = 비활성화됨
admin-expired = 만료됨
admin-any-status = 모든 상태
admin-suspended = 정지됨
admin-unverified = 미인증
admin-blocked = 차단됨
admin-let-in = 허용됨
admin-on-now = 켜짐
admin-off-now = 꺼짐
admin-on = { $date }
admin-at = { $time }
admin-count = { $count }
admin-count-more = { $count } 이상
admin-more = 외 { $count }개
admin-never-expires = 만료되지 않음
admin-never-used = 아직 사용되지 않음
admin-copy = 복사
admin-copied = 복사됨
admin-flaws = 저장되지 않았습니다. 다음을 확인하세요.
admin-edit = 편집
admin-view-tokens = 토큰 보기
admin-view-scopes = 범위 보기
admin-view-audit-log = 감사 로그 보기
admin-delete = 삭제
admin-deactivate = 비활성화
admin-reactivate = 재활성화
admin-role = { $role ->
    [admin] 관리자
    [agent] 상담원
    [any] 모든 역할
   *[end-user] 최종 사용자
}
problem-admins-only-title = 관리자만 이용할 수 있습니다
problem-admins-only = 이 페이지는 { $account } 계정의 관리자만 이용할 수 있습니다. 관리자에게 문의하거나 관리자로 로그인하세요.

## 입력 오류

flaw-blank = 입력하세요: { $field }
flaw-taken = 이미 사용 중입니다: { $field }
flaw-too-long = 너무 깁니다: { $field }
flaw-text = 저장할 수 없는 문자가 있습니다: { $field }
flaw-seconds = { $field }: { $least }에서 { $most } 사이의 정수(초)를 입력하세요.
flaw-seconds-above = { $field }: { $most } 이하의 값을 입력하거나 다음 값을 늘리세요: { $other }
flaw-identifier = 영문자, 숫자, 점, 밑줄, 하이픈을 1~255자로 사용하고 { $prefix } 접두사로 시작하지 마세요.
flaw-identifier-taken = 이 식별자는 사용 중이거나 과거에 사용되었으며, 식별자는 다시 사용되지 않습니다. 다른 식별자를 선택하세요.
flaw-scopes = 범위를 하나 이상 선택하거나 모두 허용하세요.
flaw-token-scopes = 범위를 하나 이상 선택하거나 사용자가 할 수 있는 모든 일을 허용하세요.
flaw-addresses = 각 줄에 IP 주소나 범위를 입력하세요. 최대 100개까지 가능합니다.
flaw-time = 앞으로 올 시각을 입력하거나 비워 두세요.
flaw-person = { $field }: 이 이메일을 사용하는 사용자가 이 계정에 없습니다.
flaw-email = 이메일 주소가 아닙니다.
flaw-other = 사용할 수 없는 값입니다: { $field }
flaw-redirect = { $uri }: { $why ->
    [too-long] 2000자를 초과합니다.
    [not-ascii] ASCII가 아닌 문자가 있습니다. 호스트는 퓨니코드로, 나머지는 퍼센트 인코딩으로 작성하세요.
    [whitespace] 공백이나 제어 문자가 있습니다.
    [backslash] 백슬래시가 있습니다. 일부 브라우저는 이를 슬래시로 읽습니다.
    [character] 퍼센트 인코딩해야 하는 문자가 있습니다.
    [wildcard] 와일드카드가 있습니다. 각 URL을 전체 주소로 등록하세요.
    [relative] 상대 주소입니다. https로 시작하세요.
    [active-scheme] 애플리케이션으로 이어지지 않는 스킴입니다.
    [fragment] 프래그먼트가 있어 응답을 덧붙일 수 없습니다.
    [user-info] 호스트 앞에 사용자 이름이나 비밀번호가 있습니다.
    [host] 호스트가 일반적인 이름이나 주소가 아니거나 존재하지 않는 포트입니다.
    [private-address] 사설 주소입니다. 이름을 사용하거나, 기기의 앱이라면 localhost를 사용하세요.
    [plain-http] 암호화되지 않은 http는 localhost에서만 사용할 수 있습니다. https로 시작하세요.
    [reserved] 응답에 쓰이는 쿼리 매개변수가 이미 있습니다.
    [capitals] 스킴에 대문자가 있습니다. https처럼 소문자로 쓰세요.
    [without-dot] 스킴에 점이 없습니다. 자체 스킴은 com.example.app처럼 도메인 이름을 거꾸로 쓴 것이어야 합니다.
    [scheme] 자체 스킴은 공개 클라이언트만 사용할 수 있습니다. https로 시작하세요.
   *[too-many] 더 이상 등록할 수 없습니다. 최대 100개까지 등록할 수 있습니다.
}

## OAuth 클라이언트

clients-lead = 클라이언트를 등록하면 앱이 비밀번호 없이 사용자에게 액세스 권한을 요청할 수 있습니다. { $help }
clients-lead-help = API 토큰과 액세스 토큰의 차이
clients-off = OAuth 액세스가 꺼져 있습니다. 앱이 연결할 수 없습니다. 클라이언트와 토큰은 유지되며 켜면 다시 작동합니다.
clients-add = OAuth 클라이언트 추가
clients-none = 아직 OAuth 클라이언트가 없습니다. 클라이언트를 등록하면 앱이 비밀번호 없이 사용자에게 액세스 권한을 요청할 수 있습니다.
clients-none-steps = 처음이라면 { $steps } 페이지를 보세요.
clients-find = 이름 또는 식별자
clients-identifier = 식별자
clients-name = 이름
clients-tokens = 토큰
clients-secret = 비밀 키
clients-secret-hint = { $secret }…, { $time } 생성
clients-secret-ends = { $secret }…, { $time } 만료
clients-created = 생성: { $time }
clients-used = 마지막 사용: { $time }
clients-unused = 아직 사용되지 않음
clients-elsewhere = 이 클라이언트를 모르는 계정에서 { $count }번 요청됨, 마지막: { $time }
clients-propose = 모든 계정용으로 제안
clients-propose-title = { $app } 앱을 모든 계정용으로 제안하시겠습니까?
clients-propose-says = 이 앱을 이 계정뿐 아니라 모든 계정의 사용자에게 제공해 달라고 { $vendor } 측에 요청합니다.
clients-propose-review = { $vendor } 측에서 이름, 회사, 설명, 로고, 리디렉션 URL, 범위를 검토하며 거절할 수도 있습니다. 결과는 클라이언트 페이지에 표시됩니다.
clients-propose-copy = 승인되면 자체 비밀 키를 가진 모든 계정용 사본 { $identifier } 클라이언트가 만들어집니다. 비밀 키는 { $vendor } 측에서 앱 제작자에게 전달하고 사본도 관리합니다. 이후 여기에서 변경한 내용은 사본에 반영되지 않습니다.
clients-propose-stays = 이 계정의 클라이언트는 식별자, 비밀 키, 토큰과 함께 그대로 유지됩니다. 결정되기 전까지 제안을 철회할 수 있습니다.
clients-withdraw = 제안 철회
clients-withdraw-title = { $app } 앱의 제안을 철회하시겠습니까?
clients-withdraw-says = 모든 계정에 제공해 달라는 요청을 { $vendor } 측에서 더 이상 검토하지 않습니다. 그 밖에 바뀌는 것은 없으며 다시 제안할 수 있습니다.
clients-proposed = { $time }에 모든 계정용으로 제안했습니다. { $vendor } 측에서 아직 결정하지 않았습니다.
clients-declined = { $vendor } 측에서 { $time }에 모든 계정 제공을 거절했습니다: { $reason }
clients-promoted = { $time }부터 모든 계정에 { $identifier } 식별자로 제공됩니다
clients-edit-title = { $app } 편집
clients-name-hint = 액세스 권한을 요청할 때 표시됩니다.
clients-identifier-hint = 앱이 { $parameter } 값으로 보냅니다. 나중에 변경할 수 없습니다. 비워 두면 이름으로 만들어집니다.
clients-company = 회사
clients-description = 설명
clients-description-hint = 앱이 하는 일을 한두 문장으로 설명하세요. 액세스 권한을 요청할 때 표시됩니다.
clients-kind = 종류
clients-kind-confidential = 기밀: 비밀 키를 지킬 수 있는, 서버에서 실행되는 앱
clients-kind-public = 공개: 비밀 키를 지킬 수 없는, 기기나 브라우저에서 실행되는 앱
clients-redirects = 리디렉션 URL
clients-redirects-hint = 한 줄에 하나씩 전체 주소를 입력하세요. 사용자는 이 주소로만 이동합니다.
clients-scopes = 허용된 범위
clients-scopes-any = 사용자가 허용하는 모든 범위
clients-scopes-these = 다음 범위만
clients-scopes-show = 범위 선택
clients-lifetimes = 유효 기간
clients-lifetimes-hint = 비워 두면 API 설정을 따릅니다.
clients-owner = 소유자
clients-owner-hint = 클라이언트를 소유한 사용자의 이메일입니다. 소유자가 없으면 비워 두세요.
clients-service-account = 작업 사용자
clients-service-account-hint = 로그인한 사람 없이 기밀 클라이언트가 스스로 작업할 때의 사용자 이메일입니다. 비워 두면 소유자({ $owner })로 작업합니다.
clients-service-account-never = 로그인한 사람 없이 앱이 스스로 작업할 때의 사용자 이메일입니다. 그런 경우가 없으면 비워 두세요.
clients-rotate = 비밀 키 재생성
clients-rotate-title = { $app } 앱의 비밀 키를 재생성하시겠습니까?
clients-rotate-says = 현재 비밀 키가 중지되기 전에 앱에 새 비밀 키를 설정해야 합니다.
clients-rotate-when = 현재 비밀 키가 중지되는 시점
clients-rotate-now = 지금
clients-rotate-day = 24시간 후
clients-rotate-week = 7일 후
clients-made-title = { $app } 앱이 등록되었습니다
clients-rotated-title = { $app } 앱의 새 비밀 키
clients-rotated-before = 이 비밀 키는 이미 표시되었습니다. 분실했다면 다시 재생성하세요.
clients-shown-advice = 지금 비밀 키를 복사하세요. 전체 비밀 키는 다시 표시되지 않습니다.
clients-shown-where = 앱의 서버만 읽을 수 있는 곳에 보관하세요. 기기의 앱, 웹 페이지, 소스 코드에는 절대 넣지 마세요.
clients-logo = 로고
logo-title = { $app } 앱의 로고
logo-alt = { $app } 앱의 로고
logo-file = 그림
logo-hint = PNG, JPEG 또는 GIF, 최대 1MiB. 액세스 권한을 요청할 때 48×48 크기로 표시됩니다.
logo-wrong = 표시할 수 없는 그림입니다. 최대 1MiB의 PNG, JPEG 또는 GIF를 선택하세요.
logo-remove = 로고 제거
clients-open = 클라이언트 열기
clients-done-created = 클라이언트가 등록되었습니다.
clients-done-saved = 변경 내용이 저장되었습니다.
clients-done-deactivated = 클라이언트가 비활성화되었습니다. 토큰이 더 이상 작동하지 않습니다.
clients-done-reactivated = 클라이언트가 다시 활성화되었습니다.
clients-done-proposed = 제안을 보냈습니다.
clients-done-withdrawn = 제안이 철회되었습니다.
clients-done-deleted = 클라이언트가 삭제되었습니다. 토큰이 종료되었습니다.
clients-deactivate-title = { $app } 클라이언트를 비활성화하시겠습니까?
clients-deactivate-says = { $count ->
    [0] 지금은 토큰이 없습니다. 재활성화할 때까지 아무도 이 앱을 연결할 수 없습니다.
   *[other] 토큰 { $count }개가 즉시 작동을 멈춥니다. 재활성화하면 만료되지 않은 토큰은 다시 작동합니다.
}
clients-deactivate-many = { $count }개가 넘는 토큰이 즉시 작동을 멈춥니다. 재활성화하면 만료되지 않은 토큰은 다시 작동합니다.
clients-deactivate = 클라이언트 비활성화
clients-reactivate-title = { $app } 클라이언트를 재활성화하시겠습니까?
clients-reactivate-says = 만료되지 않은 토큰이 다시 작동하고, 사용자가 이 앱을 연결할 수 있습니다.
clients-reactivate = 클라이언트 재활성화
clients-public-title = { $app } 클라이언트를 공개로 바꾸시겠습니까?
clients-public-says = { $count ->
   *[other] 비밀 키 { $count }개가 즉시 작동을 멈추고, 앱은 더 이상 스스로 작업할 수 없습니다. 이 작업은 되돌릴 수 없습니다. 다시 기밀로 바꾸려면 새 비밀 키가 필요합니다.
}
clients-public = 공개로 바꾸기
clients-delete-title = { $app } 클라이언트를 삭제하시겠습니까?
clients-delete-says = { $count ->
    [0] 지금은 토큰이 없습니다. 이 작업은 되돌릴 수 없습니다.
   *[other] 액세스 토큰 { $count }개가 즉시 작동을 멈춥니다. 이 작업은 되돌릴 수 없습니다.
}
clients-delete-many = { $count }개가 넘는 액세스 토큰이 즉시 작동을 멈춥니다. 이 작업은 되돌릴 수 없습니다.
clients-delete-used = 마지막 사용: { $time }
clients-delete-instead = 잠시 중지하려면 대신 { $deactivate }하세요.
clients-delete-instead-link = 비활성화
clients-delete-type = 확인하려면 { $identifier } 식별자를 입력하세요.
clients-delete-typed-wrong = 식별자가 일치하지 않습니다.
clients-delete = 클라이언트 삭제

## 토큰

admin-scope-read = 사용자가 볼 수 있는 모든 항목 보기
admin-scope-write = 사용자 권한으로 할 수 있는 모든 생성, 변경, 삭제
tokens-title = { $app } 앱의 토큰
tokens-lead = 각 토큰은 한 사용자의 이름으로 이루어지는 액세스입니다. 앱을 허용한 사용자이거나, 앱이 스스로 작업할 때의 사용자입니다. 액세스 토큰은 여기서 만들지 않습니다. 사용자가 허용할 때, 앱이 스스로 작업할 때 또는 API를 통해 앱이 받습니다. { $help }
tokens-lead-help = 액세스 토큰을 만드는 방법
tokens-none = 토큰이 없습니다. 누군가 이 앱을 허용하면 나타납니다.
tokens-person = 사용자
tokens-scopes = 범위
tokens-expires = 만료
tokens-used = 마지막 사용
token-title = { $name } 사용자에 대한 { $app } 앱의 액세스
token-hint = 토큰
token-delete = 토큰 삭제
token-delete-title = 이 토큰을 삭제하시겠습니까?
token-delete-says = { $app } 앱의 { $name } 사용자에 대한 액세스가 즉시 종료됩니다. 앱은 다시 요청할 수 있습니다.
tokens-done-deleted = 토큰이 삭제되었습니다. 액세스가 종료되었습니다.

## 외부 클라이언트

globals-lead = { $vendor } 측에서 모든 계정을 위해 검토했고 이 계정의 누군가가 허용한 앱입니다. 이 계정에서 차단할 수 있습니다.
globals-none = 여기서 허용된 외부 앱이 없습니다.
globals-lead-all = { $vendor } 측에서 모든 계정을 위해 검토한 앱입니다. 이 계정에서 차단할 수 있습니다.
globals-none-all = 외부 앱이 없습니다.
globals-show-all = 모든 외부 앱 보기
globals-show-used = 여기서 사용 중인 앱만 보기
globals-block = 차단
globals-unblock = 차단 해제
globals-block-title = { $app } 앱을 차단하시겠습니까?
globals-block-says = { $count ->
    [0] 차단을 해제할 때까지 이 계정의 누구도 이 앱을 연결할 수 없습니다.
   *[other] 이 계정의 토큰 { $count }개가 즉시 작동을 멈추고, 차단을 해제할 때까지 누구도 이 앱을 연결할 수 없습니다.
}
globals-block-many = 이 계정의 { $count }개가 넘는 토큰이 즉시 작동을 멈추고, 차단을 해제할 때까지 누구도 이 앱을 연결할 수 없습니다.
globals-unblock-title = { $app } 앱의 차단을 해제하시겠습니까?
globals-unblock-says = 만료되지 않은 토큰이 다시 작동하고, 사용자가 이 앱을 연결할 수 있습니다.
globals-done-blocked = 앱이 차단되었습니다. 이 계정의 토큰이 더 이상 작동하지 않습니다.
globals-done-unblocked = 앱의 차단이 해제되었습니다.

## API 토큰

api-tokens-lead = API 토큰은 계정 전체의 비밀번호입니다. 인증된 사용자의 이메일과 함께 사용하면 프로그램이 그 사용자가 할 수 있는 모든 일을 할 수 있습니다. { $help }
api-tokens-add = API 토큰 추가
api-tokens-none = 아직 API 토큰이 없습니다. 새로 시작한다면 OAuth 클라이언트가 더 안전합니다: { $client }
api-tokens-off = API 토큰 액세스가 꺼져 있습니다.
api-tokens-off-kept = API 토큰 액세스가 꺼져 있습니다. 이 계정의 토큰은 유지되며 켜면 다시 작동합니다.
api-tokens-room = 최대 { $most }개 중 토큰 { $count }개가 있습니다.
api-tokens-full = 최대 { $most }개 중 토큰 { $count }개가 있습니다. 추가하려면 하나를 삭제하세요.
api-tokens-no-new = 이 계정에서는 더 이상 API 토큰을 만들 수 없습니다. 대신 OAuth 클라이언트를 추가하세요.
api-tokens-find = 설명 또는 토큰의 앞부분
api-tokens-description = 설명
api-tokens-description-hint = 무엇이 이 토큰을 사용하는지, 누구에게 문의할지 적어 두세요.
api-tokens-assigned = 할당 대상
api-tokens-anyone = 인증된 모든 사용자
api-tokens-limits = 제한
api-tokens-limits-hint = 모두 선택 사항입니다. 제한된 토큰은 도난당해도 피해가 적습니다.
api-tokens-user = 사용할 수 있는 사용자
api-tokens-user-hint = 이 토큰을 사용할 수 있는 유일한 사용자의 이메일입니다. 비워 두면 인증된 모든 사용자가 사용할 수 있습니다.
api-tokens-scopes = 허용된 범위
api-tokens-scopes-any = 사용자가 할 수 있는 모든 일
api-tokens-ips = 사용할 수 있는 IP 주소
api-tokens-ips-hint = 한 줄에 하나씩 { $address } 또는 { $net } 형식으로 입력하세요. 비워 두면 어디서나 사용할 수 있습니다.
api-tokens-expires = 만료(UTC)
api-tokens-expires-hint = 만료되지 않게 하려면 비워 두세요.
api-tokens-usage = 사용 현황 보기
api-tokens-one = API 토큰
api-tokens-made-title = API 토큰이 만들어졌습니다
api-tokens-made-advice = 지금 복사하세요. 저장을 클릭하면 전체 토큰이 다시는 표시되지 않습니다.
api-tokens-made-how = 프로그램은 { $user } 사용자 이름과 함께 이 토큰을 HTTP Basic 비밀번호로 보냅니다.
api-tokens-done-created = API 토큰이 만들어졌습니다.
api-tokens-done-saved = 변경 내용이 저장되었습니다.
api-tokens-done-deactivated = API 토큰이 비활성화되었습니다. 이 토큰을 사용하는 호출은 실패합니다.
api-tokens-done-reactivated = API 토큰이 다시 활성화되었습니다.
api-tokens-done-deleted = API 토큰이 삭제되었습니다.
api-tokens-deactivate-title = { $name } 토큰을 비활성화하시겠습니까?
api-tokens-deactivate-says = 이 토큰을 사용하는 호출이 즉시 실패합니다. 나중에 재활성화할 수 있습니다.
api-tokens-reactivate-title = { $name } 토큰을 재활성화하시겠습니까?
api-tokens-reactivate-says = 이 토큰을 사용하는 호출이 다시 작동합니다.
api-tokens-refused-says = 지난 30일 동안 이 토큰을 사용한 호출 { $count }건이 거부되었습니다.
api-tokens-delete-title = { $name } 토큰을 삭제하시겠습니까?
api-tokens-delete-says = 영구적으로 삭제되며, 이 토큰을 사용하는 호출은 계속 실패합니다.
api-tokens-delete-first = 삭제하기 전에 비활성화하세요.

## API 토큰 사용 현황

api-usage-title = { $name } 토큰 사용 현황
api-usage-period = 기간
api-usage-days-back = 지난 { $count }일
api-usage-calls = 허용된 호출
api-usage-refused = 거부된 호출
api-usage-shared = { $count }명이 이 토큰을 사용합니다. 한 사람씩 따로 종료할 수 있도록 각자에게 별도의 수단을 마련해 주세요.
api-usage-none = 이 기간에는 호출이 없습니다.
api-usage-people = 사용하는 사람
api-usage-person = 사용자
api-usage-addresses = 호출한 IP 주소
api-usage-agents = 사용하는 프로그램
api-usage-agent = 프로그램
api-usage-others = 기타 또는 이름 없음
api-usage-unknown = 알 수 없음
api-usage-number = 호출 수
api-usage-last = 마지막 호출
api-usage-path = 경로
api-usage-days = 일별 호출
api-usage-day = 날짜
api-usage-refusals = 아직 이 토큰으로 호출하는 프로그램
api-usage-refusals-says = 토큰이 종료되어 다음 호출이 거부되었습니다.

## API 토큰을 아직 사용하는 사람

api-report-title = API 토큰 사용 현황 목록
api-report-lead = 각 토큰이 몇 번, 몇 명에게 사용되었는지, 그리고 아무것도 중단하지 않고 종료할 수 있는 토큰을 보여 줍니다.
api-report-show = 표시
api-report-ready = 종료 가능
api-report-why = { $why ->
    [unused] 30일 동안 호출이 없습니다
    [moved] 모든 호출자가 이제 액세스 토큰을 사용합니다
   *[quiet] 비활성화되었고 30일 동안 호출이 없습니다
}
api-report-callers = 호출자
api-report-who = 사람 { $people }명, IP 주소 { $addresses }개, 프로그램 { $programs }개
api-report-not-yet = 아직 사용 중
api-report-none = 해당하는 토큰이 없습니다.

## API 토큰의 종료

sunset-title = API 토큰의 종료
sunset-lead = 이 계정의 API 토큰을 어떻게 종료하는지 보여 줍니다. 규칙은 { $vendor } 측에서 정합니다.
sunset-none = 정해진 규칙이 없습니다. API 토큰은 누군가 비활성화할 때까지 작동합니다.
sunset-no-new = { $time }부터 새 토큰을 만들 수 없습니다.
sunset-idle = { $count }일 동안 사용되지 않은 토큰은 비활성화됩니다.
sunset-delete = 비활성화된 토큰은 { $count }일 후에 삭제됩니다.
sunset-brown-out = { $from }부터 { $until }까지 시험적으로 모든 토큰의 사용이 중단됩니다.
sunset-end = { $time }에 모든 토큰이 작동을 멈춥니다.
sunset-announce = 각 단계는 { $count }일 전에 감사 로그에서 예고됩니다.
sunset-steps = 앞으로 일어날 일
sunset-steps-says = 아무도 토큰을 사용하거나 변경하지 않으면 앞으로 365일 동안 다음과 같은 일이 일어납니다.
sunset-nothing = 예정된 일이 없습니다.
sunset-what = 내용
sunset-kind = { $kind ->
    [no_new] 새 토큰 생성 종료
    [brown_out] 시험 중단 시작
    [idle] 미사용으로 비활성화
    [end] 종료로 비활성화
   *[delete] 삭제
}
sunset-all = 모든 토큰

## API 설정

settings-oauth = OAuth 액세스
settings-oauth-says = 앱이 사용자에게 액세스 권한을 요청하고 액세스 토큰으로 API를 사용할 수 있습니다.
settings-oauth-on = OAuth 액세스 켜기
settings-oauth-off = OAuth 액세스 끄기
settings-oauth-off-title = OAuth 액세스를 끄시겠습니까?
settings-oauth-off-says = { $count ->
    [0] 다시 켤 때까지 어떤 앱도 연결할 수 없습니다.
   *[other] 클라이언트 { $count }개가 모든 사용자에게 즉시 작동을 멈춥니다. 클라이언트는 유지되며 다시 켜면 작동합니다.
}
settings-oauth-on-title = OAuth 액세스를 켜시겠습니까?
settings-oauth-on-says = 이 계정의 클라이언트가 작동하고, 만료되지 않은 토큰도 다시 작동합니다.
settings-tokens = API 토큰 액세스
settings-tokens-says = 프로그램이 이메일과 일종의 비밀번호인 API 토큰으로 API를 사용할 수 있습니다. 액세스 토큰이 더 안전합니다. 앱과 사람마다 따로 발급되고 저절로 만료됩니다.
settings-tokens-on = 토큰 액세스 켜기
settings-tokens-off = 토큰 액세스 끄기
settings-tokens-off-title = API 토큰 액세스를 끄시겠습니까?
settings-tokens-off-says = { $count ->
    [0] 다시 켤 때까지 API 토큰이 작동하지 않습니다.
   *[other] 활성 토큰 { $count }개가 모든 사용자에게 즉시 작동을 멈춥니다. 토큰은 유지되며 다시 켜면 작동합니다.
}
settings-tokens-on-title = API 토큰 액세스를 켜시겠습니까?
settings-tokens-on-says = 활성 API 토큰과 인증된 사용자의 이메일을 가진 사람은 누구나 그 사용자의 이름으로 API를 사용할 수 있습니다.
settings-apps = 앱 연결
settings-role = 앱을 허용할 수 있는 사람
settings-role-everyone = 모든 사용자
settings-role-agents = 상담원과 관리자
settings-role-admins = 관리자만
settings-rules = 규칙
settings-pkce = 서버의 앱을 포함해 모든 앱이 PKCE를 사용해야 합니다
settings-never = 개별 클라이언트가 만료되지 않는 액세스 토큰을 가질 수 있습니다
settings-query = 오래된 라이브러리를 위해 주소에 든 토큰을 받습니다
settings-lifetimes = 유효 기간
settings-access-lifetime = 액세스 토큰(초)
settings-access-most = 액세스 토큰 최대(초)
settings-refresh-lifetime = 새로 고침 토큰(초)
settings-refresh-most = 새로 고침 토큰 최대(초)
settings-session = 로그인 유지(초)
settings-leeway = 새로 고침 재시도 허용(초)
settings-seconds = { $least }~{ $most }. 비워 두면 기본값
settings-seconds-usual = { $least }~{ $most }. 비워 두면 { $usual }
settings-pages = 페이지
settings-language = 언어를 선택하지 않은 사람을 위한 언어
settings-language-usual = 기본
settings-language-name = 한국어
settings-done-saved = 설정이 저장되었습니다.
settings-done-oauth-on = OAuth 액세스가 켜졌습니다.
settings-done-oauth-off = OAuth 액세스가 꺼졌습니다.
settings-done-tokens-on = API 토큰 액세스가 켜졌습니다.
settings-done-tokens-off = API 토큰 액세스가 꺼졌습니다.

## 사용자

users-add = 사용자 추가
users-add-title = 사용자 추가
users-edit-title = { $name } 편집
users-find = 이름 또는 이메일
users-name = 이름
users-role = 역할
users-external-id = { $vendor } ID
users-own = 본인입니다. 역할은 다른 관리자가 변경할 수 있습니다.
users-suspend = 정지
users-unsuspend = 정지 해제
users-suspend-title = { $name } 사용자를 정지하시겠습니까?
users-suspend-says = 모든 곳에서 로그아웃되고, 앱이 이 사용자의 이름으로 하는 작업이 즉시 중단됩니다. 나중에 해제할 수 있습니다.
users-unsuspend-title = { $name } 사용자의 정지를 해제하시겠습니까?
users-unsuspend-says = 다시 로그인할 수 있고, 만료되지 않은 토큰이 다시 작동합니다.
users-delete = 사용자 삭제
users-delete-title = { $name } 사용자를 삭제하시겠습니까?
users-delete-says = 모든 곳에서 로그아웃되고, 이 사용자가 앱에 허용한 액세스도 모두 사라집니다. 이 작업은 되돌릴 수 없습니다. 이름은 감사 로그에 남습니다.
users-delete-needed = 다음 클라이언트는 이 사용자가 소유하거나 이 사용자로 작동합니다. 먼저 다른 사용자에게 넘기세요.
users-link = 일회용 로그인 링크
users-link-title = { $name } 사용자의 일회용 로그인 링크를 만드시겠습니까?
users-link-says = 링크를 처음 여는 사람이 이 사용자로 로그인되고 비밀번호를 설정할 수 있습니다. 24시간 후 만료됩니다. 그 전이라도 사용자가 정지되거나, 인증이 해제되거나, 이메일 주소 또는 역할이 바뀌면 만료됩니다. 이전에 만든 링크는 모두 종료됩니다.
users-link-make = 링크 만들기
users-link-shown-title = { $name } 사용자의 일회용 링크
users-link-advice = 지금 링크를 복사해 직접 전달하세요. 다시 표시되지 않습니다.
users-link-label = 링크
users-link-ends = { $time }까지 한 번만 작동합니다.
users-open = 사용자 열기
users-done-created = 사용자가 추가되었습니다. 일회용 로그인 링크를 전달하세요.
users-done-saved = 변경 내용이 저장되었습니다.
users-done-suspended = 사용자가 정지되고 로그아웃되었습니다.
users-done-unsuspended = 정지가 해제되었습니다.
users-done-deleted = 사용자가 삭제되었습니다.
users-done-link = 이 링크는 이미 표시되었습니다. 분실했다면 다시 만드세요.

## 감사 로그

audit-find = 이름
audit-when = 시간
audit-who = 행위자
audit-done = 작업
audit-what = 대상
audit-address = IP 주소
audit-from = 시작일
audit-until = 종료일
audit-any = 전체
audit-only = { $name } 항목에 관한 것만 표시합니다.
audit-only-unnamed = 한 항목에 관한 것만 표시합니다.
audit-itself = 앱이 토큰으로 한 일
audit-export = 내보내기
audit-export-hint = 필터와 일치하는 모든 페이지의 내용입니다. 내보내기 자체도 로그에 기록됩니다.
audit-csv = CSV
audit-jsonl = JSON Lines
audit-number = 번호
audit-changes = 변경 내용
audit-field = 필드
audit-before = 이전
audit-after = 이후
audit-same = 같은 대상에 관한 모든 기록
audit-by = 방법
audit-way = { $way ->
    [password] 비밀번호
    [link] 일회용 로그인 링크
   *[sso] 싱글 사인온
}
audit-other-value = 다른 값
audit-actor-named = { $name }
audit-actor = { $kind ->
    [system] 서버
    [operator] 플랫폼 운영자
   *[anonymous] 알 수 없음
}
audit-action = { $action ->
    [create] 생성
    [update] 변경
    [destroy] 삭제
    [login] 로그인
    [logout] 로그아웃
    [lockout] 로그인 시도 횟수 초과
    [exported] 내보내기
    [deactivate] 비활성화
    [reactivate] 재활성화
    [revoke] 액세스 종료
    [reuse_detected] 사용된 새로 고침 토큰 재사용
    [replayed] 사용된 코드 재사용
    [retried] 새로 고침 재시도
    [verify_failed] 인증 정보 거부
    [announce] 예고
    [authorize] 앱 허용
   *[deny] 앱 거부
}
audit-source = { $source ->
    [oauth_client] OAuth 클라이언트
    [oauth_token] OAuth 토큰
    [global_oauth_client] 외부 OAuth 클라이언트
    [apitoken] API 토큰
    [user] 사용자
    [account_setting] 계정 및 설정
    [session] 세션
   *[resource_server] 리소스 서버
}

## 시작하기

first-lead = 보안팀이나 협력사, 동료가 이 계정에 앱을 연결하려고 합니까? 여기서 첫 요청까지의 전체 과정을 안내합니다.
first-access = 앱 연결 허용
first-access-on = OAuth 액세스가 켜져 있습니다.
first-access-off = OAuth 액세스가 꺼져 있습니다. 어떤 앱도 연결할 수 없습니다.
first-access-open = API 설정 열기
first-register = 앱 등록
first-register-how = 앱의 이름과 제작자가 알려 준 리디렉션 URL이 필요합니다. 서버의 앱은 기밀 클라이언트로 비밀 키를 받고, 기기의 앱은 공개 클라이언트입니다.
first-hand-over = 제작자에게 필요한 정보 전달
first-hand-over-how = 식별자와, 있다면 비밀 키를 안전한 방법으로 전달하고 다음 주소를 알려 주세요.
first-authorize = 권한 부여 엔드포인트
first-token = 토큰 엔드포인트
first-metadata = 라이브러리용 전체 정보
first-allow = 사용자의 허용
first-allow-how = 앱이 사용자를 이곳으로 보냅니다. 사용자는 로그인해 요청 내용을 읽고 허용할지 결정합니다. 허용은 ‘연결된 앱’ 페이지에서 언제든지 취소할 수 있습니다.
first-watch = 사용 현황 확인
first-watch-how = { $clients } 페이지에서 누가 허용했는지 보고 액세스를 하나씩 또는 모두 종료할 수 있습니다. { $log } 페이지는 누가 언제 어디서 무엇을 했는지 알려 줍니다.
first-machine = 사람이 없는 프로그램
first-machine-how = 기밀 클라이언트는 스스로 작업할 수 있습니다. 이때 ‘작업 사용자’ 필드의 사용자로 작업하고, 비어 있으면 소유자, 즉 등록한 관리자로서 관리자의 모든 권한으로 작업합니다. 필요한 최소한의 역할을 가진 전용 사용자를 만들어 이 필드에 입력하세요.
first-reference = 프로그램이 호출할 수 있는 모든 작업: { $reference }

## API 토큰과 액세스 토큰

explained-lead = 둘 다 프로그램이 API를 사용하게 합니다. 선택할 수 있다면 액세스 토큰을 사용하세요.
explained-access-token = OAuth 액세스 토큰
explained-api-token = API 토큰
explained-made = 만드는 방법
explained-made-access = 사용자가 허용할 때 또는 API를 통해 앱이 받습니다. 여기서는 만들 수 없습니다.
explained-made-api = 관리자가 관리 센터에서 만들어 한 번 복사합니다.
explained-acts = 누구의 이름으로
explained-acts-access = 허용한 바로 그 사람. 앱이 스스로 동작할 때는 관리자가 지정한 한 사용자.
explained-acts-api = 한 사용자에게 지정되지 않았다면, 함께 보낸 이메일의 인증된 사용자 누구나.
explained-may = 할 수 있는 일
explained-may-access = 범위가 정한 것까지이며, 그 사람의 권한을 넘지 않습니다.
explained-may-api = 제한되지 않았다면 그 사용자가 할 수 있는 모든 것.
explained-ends = 끝나는 시점
explained-ends-access = 짧은 시간 후 저절로 끝나고 앱이 갱신합니다. 사용자, 관리자 또는 앱이 종료하면 즉시 끝납니다.
explained-ends-api = 관리자가 비활성화할 때.
explained-sent = 보내는 방법
explained-sent-access = 베어러 토큰으로 보냅니다.
explained-sent-api = 이메일 주소와 함께 비밀번호로 보냅니다.
explained-for = 알맞은 용도
explained-for-access = 다른 회사의 앱, 사용자가 많은 앱, 새로 만드는 모든 것.
explained-for-api = 직접 만든 스크립트와 다른 방법을 모르는 오래된 연동.
explained-how = 액세스 토큰을 만드는 방법
explained-how-not-here = 액세스 토큰은 관리 센터에서 만들 수 없습니다. 세 가지 방법이 있습니다.
explained-how-flow = 사용자가 앱을 허용하면 앱이 받은 코드를 { $endpoint } 주소에서 토큰으로 교환합니다.
explained-how-machine = 사용자로서 작업하는 기밀 클라이언트가 { $endpoint } 주소에서 스스로 토큰을 요청합니다.
explained-how-api = 관리자의 프로그램이 흐름 없이 { $endpoint } 주소로 POST를 보내 클라이언트의 토큰을 만듭니다.
