//! A log that cannot be written, or that nobody reads, is no trouble of those who are served.

use std::fs::OpenOptions;
use std::process::Stdio;

use super::installation::Installation;

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
