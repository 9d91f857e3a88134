//! A log that cannot be written, or that nobody reads, is no trouble of those who are served; and at no level does it
//! tell what is kept of a secret.

use std::fs::OpenOptions;
use std::process::Stdio;

use super::company::Company;
use super::installation::Installation;
use crate::harness::people::PASSWORD;

/// How many lines of the log were dropped.
fn dropped(here: &Installation) -> u64 {
    let metrics = here.ask("/metrics").1;
    let line = metrics.lines().find_map(|line| line.strip_prefix("grantor_log_lines_dropped_total "));
    line.unwrap_or_else(|| panic!("{metrics}")).parse().unwrap()
}

#[test]
fn a_log_that_takes_nothing_more_holds_nobody_up() {
    let mut logs = vec![Stdio::piped()];
    logs.extend(OpenOptions::new().write(true).open("/dev/full").map(Stdio::from));
    for (is_full, log) in [false, true].into_iter().zip(logs) {
        let here = Installation::new();
        let server = here.serve_to(log);
        // More than a pipe takes.
        let path = format!("/v1/{}", "x".repeat(1_000));
        for _ in 0..150 {
            assert!(here.ask(&path).0.starts_with("HTTP/1.1 404"));
        }
        let (head, body) = here.send("POST", "/v1/tenants", r#"{"subdomain": "acme"}"#);
        assert!(head.starts_with("HTTP/1.1 201"), "{head}: {body}");
        while is_full && dropped(&here) < 150 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        server.signal("TERM");
        assert!(server.ended().success());
        assert_eq!(here.json(&["tenant", "show", "acme"])["name"], "acme");
    }
}

/// How many numbers, at most, stand one after the other as a list of bytes does: `[222, 173]`.
fn longest_list(line: &str) -> usize {
    let lists = line.split(['[', ']']);
    let numbers = |list: &str| list.split(", ").take_while(|word| word.parse::<u8>().is_ok()).count();
    lists.map(numbers).max().unwrap_or_default()
}

#[actix_web::test]
async fn no_level_brings_what_is_kept_of_a_secret() {
    for level in ["trace", "trace,tokio_postgres=trace,tokio_postgres::query=trace"] {
        let here = Installation::new().set("LOG__LEVEL", level);
        let company = Company::of(&here);
        let server = here.serve();
        let at = server.address;
        company.consented(at).await;
        let first = company.tokens(at).await.unwrap();
        let second = company.refreshed(at, &first.refresh).await.unwrap();
        assert!(company.is_active(at, &second.access).await.unwrap());
        company.change_password(at, "a horse of another colour").await;
        let lines = server.last_lines();
        assert!(lines.iter().any(|line| line.contains("TRACE")), "nothing was traced");
        let secrets =
            [PASSWORD, "a horse of another colour", "$argon2", &first.access, &first.refresh, &second.refresh];
        for line in &lines {
            assert!(!secrets.iter().any(|secret| line.contains(secret)), "{line}");
            assert!(longest_list(line) < 16, "{line}");
        }
    }
}
