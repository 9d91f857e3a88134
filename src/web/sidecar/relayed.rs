//! A question that another sidecar has read already: `grantor sidecar` asks here what its own proxy asked it.
//!
//! It reads its proxy's headers itself, in its own dialect, with its own trusted proxies and its own table of routes,
//! and hands on what it understood and the credentials: nothing else of what a client sent, so that no dialect of this
//! server's can be spoken by a client. These headers count at an address of their own alone. At
//! `/sidecar/verify` a proxy hands on whatever its client wrote, with its own proof beside it: there they would be a
//! client's word.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::asked::{Asked, Misread, one};

/// Where it asks.
pub const PATH: &str = "/sidecar/relayed";

/// What is answered to one that did not prove who it is, and to nothing else: it is not for its proxy.
pub const UNPROVEN: StatusCode = StatusCode::PROXY_AUTHENTICATION_REQUIRED;

const METHOD: &str = "x-grantor-asked-method";
const TARGET: &str = "x-grantor-asked-target";
const HOST: &str = "x-grantor-asked-host";
const ADDRESS: &str = "x-grantor-asked-address";
const SCOPE: &str = "x-grantor-asked-scope";
const PREFLIGHT: &str = "x-grantor-asked-preflight";
const USER_AGENT: &str = "user-agent";
const ON_BEHALF_OF: &str = "x-on-behalf-of";

/// The headers that say `asked`, which needs the scope word `needs`.
pub fn headers(asked: &Asked, needs: &str) -> impl Iterator<Item = (&'static str, String)> {
    let headers = [
        (METHOD, Some(asked.method.clone())),
        (TARGET, Some(utf8_percent_encode(&asked.target, CONTROLS).to_string())),
        (HOST, asked.host.clone()),
        (ADDRESS, Some(asked.address.to_string())),
        (SCOPE, Some(needs.to_owned())),
        (PREFLIGHT, asked.preflight.then(|| "yes".to_owned())),
        (USER_AGENT, Some(asked.user_agent.clone()).filter(|agent| !agent.is_empty())),
        (ON_BEHALF_OF, asked.on_behalf_of.clone()),
    ];
    headers.into_iter().filter_map(|(name, value)| Some((name, value?)))
}

/// What [`headers`] said.
pub fn read(request: &HttpRequest) -> Result<Asked, Misread> {
    let headers = request.headers();
    let need = |name| said(headers, name)?.ok_or(Misread(name));
    Ok(Asked {
        method: need(METHOD)?,
        target: need(TARGET)?,
        host: said(headers, HOST)?,
        address: need(ADDRESS)?.parse().map_err(|_| Misread(ADDRESS))?,
        user_agent: said(headers, USER_AGENT)?.unwrap_or_default(),
        on_behalf_of: said(headers, ON_BEHALF_OF)?,
        preflight: said(headers, PREFLIGHT)?.is_some(),
        needs: Some(need(SCOPE)?),
    })
}

fn said(headers: &HeaderMap, name: &'static str) -> Result<Option<String>, Misread> {
    Ok(one(headers, name)?.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked() -> Asked {
        Asked {
            method: "POST".into(),
            target: "/tickets?a=é".into(),
            host: Some("acme.example.com".into()),
            address: "2001:db8::1".parse().unwrap(),
            user_agent: "curl/8.5.0".into(),
            on_behalf_of: Some("eve@example.com".into()),
            preflight: false,
            needs: None,
        }
    }

    fn sent(headers: impl Iterator<Item = (&'static str, String)>) -> HttpRequest {
        headers.fold(TestRequest::default(), TestRequest::append_header).to_http_request()
    }

    #[test]
    fn what_is_said_is_what_is_read() {
        let bare = Asked { host: None, user_agent: String::new(), on_behalf_of: None, preflight: true, ..asked() };
        for asked in [asked(), bare] {
            let read = read(&sent(headers(&asked, "tickets:write"))).unwrap();
            let target = "/tickets?a=%C3%A9".into();
            assert_eq!(read, Asked { target, needs: Some("tickets:write".into()), ..asked });
        }
    }

    #[test]
    fn what_is_missing_or_there_twice_is_not_guessed() {
        for name in [METHOD, TARGET, ADDRESS, SCOPE] {
            let asked = asked();
            let all = || headers(&asked, "read");
            assert_eq!(read(&sent(all().filter(|header| header.0 != name))), Err(Misread(name)));
            assert_eq!(read(&sent(all().chain([(name, "x".into())]))), Err(Misread(name)));
        }
    }
}
