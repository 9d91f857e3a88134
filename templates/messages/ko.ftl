### 모든 페이지의 문구입니다. 메시지 하나는 완결된 문장이거나 컨트롤 하나의 레이블 전체입니다.
### 이름 바로 뒤에는 조사를 붙이지 않습니다. 받침에 따라 달라지고, 줄이 그 사이에서 바뀔 수 있습니다.

## 날짜

month = { $month }월
date-day = { month } { $day }일
date-day-year = { $year }년 { month } { $day }일
date-time = { $year }년 { month } { $day }일 { $time }(UTC)

## 틀

frame-language = 언어
frame-help = 도움말
frame-privacy = 개인정보 처리방침
frame-terms = 이용 약관
connected-apps = 연결된 앱
admin-center = 관리 센터
account-home = 내 계정
role = { $role ->
    [admin] 관리자
    [agent] 상담원
   *[end-user] 최종 사용자
}

## 로그인과 로그아웃

sign-in-title = { $account } 계정에 로그인
sign-in-continue = 로그인하면 { $app } 앱으로 이동합니다
sign-in-email = 이메일
sign-in-password = 비밀번호
sign-in-submit = 로그인
sign-in-with-vendor = { $vendor } 계정으로 계속
sign-in-or = 또는 이메일과 비밀번호 사용
sign-in-wrong = 이메일 또는 비밀번호가 올바르지 않습니다.
sign-in-locked = 시도 횟수가 너무 많습니다. { $minutes }분 후에 다시 시도하세요.
sign-in-stale = 페이지를 연 지 너무 오래되었습니다. 다시 로그인하세요.
sign-in-ended = 세션이 종료되었습니다. 다시 로그인하세요. 입력한 내용은 저장되지 않았습니다.
set-password-title = 비밀번호 설정
set-password-purpose = 앞으로 이 비밀번호로 { $account } 계정에 로그인합니다.
set-password-new = 새 비밀번호
set-password-hint = { $minimum }자 이상 입력하세요. 여러 단어를 이어 쓰면 기억하기 쉽고 추측하기 어렵습니다.
set-password-submit = 비밀번호 저장
set-password-short = 비밀번호가 너무 짧습니다. { $minimum }자 이상 입력하세요.
set-password-long = 비밀번호가 너무 깁니다. { $maximum }자 이하로 입력하세요.
set-password-guessable = 추측하기 쉬운 비밀번호입니다. 다른 비밀번호를 입력하세요.
change-password-title = 비밀번호 변경
change-password-purpose = 앞으로 새 비밀번호로 { $account } 계정에 로그인합니다.
change-password-current = 현재 비밀번호
change-password-wrong = 현재 비밀번호가 올바르지 않습니다.
change-password-same = 이미 사용 중인 비밀번호입니다. 다른 비밀번호를 입력하세요.
password-changed-title = 비밀번호를 변경했습니다
password-changed-sessions = 이 브라우저를 제외한 모든 곳에서 로그아웃되었습니다.
password-changed-apps = 이전에 허용한 앱 { $count }개가 여전히 계정에 액세스할 수 있습니다.
password-changed-advice = 이전 비밀번호가 다른 사람에게 알려졌을 수 있다면 모든 앱의 연결을 해제하세요. 나중에 앱을 다시 허용할 수 있습니다.
disconnect-all = 모든 앱 연결 해제
signed-in-title = { $account } 계정에 로그인되어 있습니다
signed-in-as = { $name } 님으로 로그인되어 있습니다({ $email }).
signed-in-out = 로그아웃
signed-in-still = 아직 로그인되어 있습니다. 방금 본 페이지는 이전 세션의 것입니다. 여기에서 로그아웃하세요.

signed-out-title = 로그아웃되었습니다
signed-out-apps = 허용한 앱의 액세스 권한은 본인이나 관리자가 해제할 때까지 유지됩니다.
signed-out-again = 다시 로그인

## 동의

consent-title = { $app } 앱이 { $account } 계정을 사용하도록 허용하시겠습니까?
consent-publisher = 제공: { $publisher }
consent-registered = { $account } 계정의 관리자가 등록한 앱입니다
consent-available = 모든 계정에서 사용할 수 있으며 { $vendor } 팀이 검토한 앱입니다
consent-person = { $name } 님으로 로그인되어 있습니다({ $email }, { role }).
consent-other-account = 본인이 아닌가요? 다른 계정 사용
consent-scopes = { $app } 앱은 다음 작업을 할 수 있게 됩니다.
scope-read = 내가 볼 수 있는 모든 정보 보기
scope-write = 내 권한으로 할 수 있는 모든 생성, 변경 및 삭제
scope-impersonate = { $account } 계정의 모든 최종 사용자를 대신하여 작업
scope-see-credentials = 앱과 토큰 보기
scope-change-credentials = 앱과 토큰 생성·변경·삭제, 사용자 추가·변경, 설정 변경
scope-see-and-change-credentials = 앱과 토큰 보기·생성·변경·삭제, 사용자 추가·변경, 설정 변경
resource = { $resource ->
    [tickets] 티켓
    [ticket_attachments] 티켓 첨부 파일
    [ticket_views] 티켓 뷰
    [requests] 요청
    [satisfaction_ratings] 만족도 평가
    [users] 사용자
    [organizations] 조직
    [groups] 그룹
    [hc] 헬프 센터
    [themes] 헬프 센터 테마
    [brands] 브랜드
    [dynamic_content] 동적 콘텐츠
    [macros] 매크로
    [triggers] 트리거
    [automations] 자동화
    [sla_policies] SLA 정책
    [custom_objects] 사용자 지정 개체
    [targets] 대상
    [webhooks] 웹후크
    [apps] 앱
    [zis] 연동 서비스
    [any_channel] 다른 채널의 메시지
    [web_widget] 웹 위젯
    [auditlogs] 감사 로그
    [security] 보안 설정
    [account_settings] 계정 설정
   *[deletion_schedules] 삭제 일정
}
scope-see = { resource } 보기
scope-change = { resource } 생성, 변경 및 삭제
scope-see-and-change = { resource } 보기, 생성, 변경 및 삭제
scope-see-named = { $resource } 보기
scope-change-named = { $resource } 생성, 변경 및 삭제
scope-see-and-change-named = { $resource } 보기, 생성, 변경 및 삭제
scope-described = { $description }
scope-new = 추가됨
consent-more = { $app } 앱이 { $date }에 허용한 것보다 더 많은 권한을 요청합니다.
consent-ends = 본인이나 관리자가 해제하거나 { $days }일 동안 사용하지 않으면 액세스 권한이 끝납니다.
consent-ends-by-removal = 액세스 권한은 본인이나 관리자가 해제할 때까지 유지됩니다.
consent-next-site = 다음으로 { $host } 사이트로 이동합니다
consent-next-loopback = 다음으로 이 기기의 앱으로 이동합니다({ $host })
consent-next-scheme = 다음으로 이 기기의 { $scheme } 앱으로 이동합니다
consent-allow = 허용
consent-deny = 거부
consent-each-time = 기기에 설치된 앱은 자신이 누구인지 증명할 수 없으므로 매번 확인합니다.
consent-take-back = { $page } 페이지에서 언제든지 해제할 수 있습니다.

## 문제가 생겼을 때

problem-request-title = 잘못된 권한 부여 요청
problem-client-missing = 앱이 자신이 누구인지 밝히지 않았습니다.
problem-client-unknown = 존재하지 않는 클라이언트입니다.
problem-redirect-missing = 앱이 다음에 이동할 주소를 밝히지 않았습니다.
problem-redirect-unknown = 앱이 등록되지 않은 주소로 이동하도록 요청했습니다.
problem-repeated = 앱이 { $parameter } 매개변수를 두 번 이상 보냈습니다.
problem-nothing-shared = 공유된 정보는 없습니다.
problem-app-user = 이 앱을 사용하는 경우
problem-app-user-advice = 앱으로 돌아가서 이 화면의 내용을 앱 제작자에게 알려 주세요.
problem-app-maker = 이 앱을 개발하는 경우
problem-sent = 전송된 { $parameter } 값: { $value }
advice-client-missing = 클라이언트의 식별자를 { $parameter } 매개변수로 보내세요.
advice-client-unknown = 클라이언트는 등록된 계정에서만 작동합니다. 해당 계정에 로그인하거나 글로벌 클라이언트를 신청하세요. { $parameter } 값은 번호가 아니라 식별자입니다.
advice-redirect-missing = { $parameter } 매개변수를 보내세요. 클라이언트의 리디렉션 URL이 하나뿐일 때만 생략할 수 있습니다.
advice-redirect-unknown = { $parameter } 값은 클라이언트에 등록된 리디렉션 URL 중 하나와 한 글자도 다르지 않아야 합니다. 스킴, 호스트, 포트, 경로와 마지막 슬래시를 확인하세요.
advice-repeated = 각 매개변수는 한 번만 보내세요.
problem-oauth-off-title = 앱을 연결할 수 없습니다
problem-oauth-off = { $account } 계정은 앱의 연결을 허용하지 않습니다. 관리자가 API 설정에서 사용하도록 설정할 수 있습니다.
problem-stale-title = 페이지가 너무 오래되었습니다
problem-stale = { $app } 앱으로 돌아가서 다시 시작하세요. 공유된 정보는 없습니다.
problem-stale-unknown = 이전 페이지로 돌아가서 다시 시작하세요. 공유된 정보는 없습니다.
problem-again = 요청 다시 표시
problem-foreign-origin-title = 다른 사이트에서 보낸 양식입니다
problem-foreign-origin = 다른 사이트가 사용자 이름으로 이 양식을 보냈으므로 거부했습니다. 변경된 내용은 없습니다.
problem-account-unknown-title = 계정이 없습니다
problem-account-unknown = 이 주소에는 계정이 없습니다. 안내받은 주소를 확인하세요.
problem-not-found-title = 페이지를 찾을 수 없습니다
problem-not-found = 이 주소에는 페이지가 없습니다. 주소를 확인하거나 이전 페이지로 돌아가세요.
problem-other-account = 다른 계정 사용
problem-method-title = 이 주소는 이렇게 사용할 수 없습니다
problem-method = 이전 페이지로 돌아가서 다시 시작하세요.
problem-unreadable-title = 요청을 읽을 수 없습니다
problem-unreadable = 일부 내용이 빠졌거나 형식이 올바르지 않습니다. 이전 페이지로 돌아가서 다시 시작하세요.
problem-link-spent-title = 더 이상 사용할 수 없는 링크입니다
problem-link-spent = 이미 사용했거나 너무 오래된 링크입니다. { $account } 계정의 관리자에게 새 링크를 요청하세요.
problem-sso-title = 로그인하지 못했습니다
problem-sso-invalid = { $vendor } 서비스에서 보낸 로그인 정보가 올바르지 않습니다. 이 화면의 내용을 계정 관리자에게 알려 주세요.
problem-sso-too-old = 이미 사용했거나 너무 오래된 로그인입니다. { $vendor } 서비스로 돌아가서 다시 로그인하세요.
problem-sso-admin = { $account } 계정의 관리자는 { $vendor } 서비스를 통해 로그인할 수 없습니다. 대신 { $page }.
problem-sso-admin-page = 이메일과 비밀번호로 로그인하세요
problem-sso-shut-out = 더 이상 { $account } 계정에 로그인할 수 없습니다. 계정 관리자에게 문의하세요.
problem-sso-address-taken = 이 이메일은 { $account } 계정의 다른 사람에게 등록되어 있습니다. 계정 관리자에게 수정을 요청하세요.
problem-too-many-title = 시도 횟수가 너무 많습니다
problem-too-many = { $minutes }분 후에 다시 시도하세요.
problem-busy-title = 지금은 요청이 많습니다
problem-busy = 요청이 처리되지 않았습니다. 잠시 후에 다시 시도하세요.
problem-internal-title = 문제가 발생했습니다
problem-internal = 사용자가 아니라 저희 쪽의 문제입니다. 같은 문제가 다시 발생하면 아래 참조 번호를 관리자에게 알려 주세요.
problem-reference = 참조 번호 { $reference } · { $time }

connected-person = { $name } 님을 대신하여 { $account } 계정에 액세스할 수 있는 앱입니다.
connected-removed = 앱의 액세스 권한을 해제했습니다.
connected-all-removed = 모든 앱의 액세스 권한을 해제했습니다.
connected-none = 계정에 액세스할 수 있는 앱이 없습니다.
connected-since = { $date }에 허용함
connected-last-used = 마지막 사용: { $date }
connected-unused = 아직 사용되지 않음
connected-remove-hint = 해제하면 앱이 계정에 더 이상 액세스할 수 없습니다.
connected-remove = 액세스 권한 해제

reference-title = API 레퍼런스
reference-lead = 프로그램이 이 계정에 요청할 수 있는 작업과 각 작업에 필요한 권한입니다.
reference-document = 프로그램용 문서(OpenAPI 3.1)
reference-parameters = 매개변수
reference-takes = 요청 본문
reference-gives = 응답
reference-refusals = 기타 응답
