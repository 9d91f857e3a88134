//! `--logo FILE`, `--no-logo`: a picture is looked at before it is kept.

use std::fs;
use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

use super::installation::Installation;

fn picture(here: &Installation, name: &str, format: ImageFormat) -> String {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(600, 300, image::Rgb([11, 87, 164])).write_to(&mut bytes, format).unwrap();
    fs::write(here.path(name), bytes.into_inner()).unwrap();
    here.path(name).display().to_string()
}

#[test]
fn tenants_and_clients_get_logos_and_lose_them() {
    let here = Installation::new();
    let _server = here.serve();
    here.json(&["tenant", "create", "acme"]);
    here.json(&["client", "create", "acme", "sync", "--redirect-uri", "https://app.example/cb"]);
    let (png, jpeg) = (picture(&here, "logo.png", ImageFormat::Png), picture(&here, "logo.jpeg", ImageFormat::Jpeg));
    for (set, file, path) in [
        (["tenant", "set", "acme"].as_slice(), &png, "/v1/tenants/acme/logo"),
        (["client", "set", "acme", "sync"].as_slice(), &jpeg, "/v1/tenants/acme/clients/sync/logo"),
    ] {
        let shown = here.json(&[set, &["--logo", file, "--name", "Zenith"]].concat());
        let logo = shown["logo"].as_str().unwrap().to_owned();
        assert!(logo.starts_with("/logos/") && shown["name"] == "Zenith", "{shown}");
        assert_eq!(here.json(&[set, &["--logo", file]].concat())["logo"], json!(logo), "the same again");
        assert_eq!(here.json(&[set, &["--name", "Z"]].concat())["logo"], json!(logo), "it stays");
        assert_eq!(here.json(&[set, &["--no-logo"]].concat())["logo"], Value::Null);
        assert!(here.ask(path).0.starts_with("HTTP/1.1 4"), "there is nothing to read at {path}");
        assert_eq!(here.run(&[set, &["--logo", file, "--no-logo"]].concat()).status.code(), Some(2));
    }
}

#[test]
fn a_tenant_that_is_called_something_else_gets_its_logo_too() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--external-id", "7"]);
    let png = picture(&here, "logo.png", ImageFormat::Png);
    let shown = here.json(&["tenant", "set", "external_id:7", "--external-id", "8", "--logo", &png]);
    assert!(shown["external_id"] == "8" && shown["logo"].is_string(), "{shown}");
}

#[test]
fn what_is_no_picture_is_refused_and_nothing_is_fetched() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let svg = here.file("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    let refusal = here.refusal(&["tenant", "set", "acme", "--logo", &svg]);
    assert_eq!((&refusal["error"], &refusal["problems"][0]["field"]), (&json!("invalid"), &json!("logo")));
    let large = here.file("large.png", &"x".repeat(1024 * 1024 + 1));
    assert_eq!(here.refusal(&["tenant", "set", "acme", "--logo", &large])["error"], "too_large");
    assert_eq!(here.refusal(&["tenant", "set", "acme", "--logo", "https://example.com/logo.png"])["error"], "file");
    let refusal = here.refusal(&["tenant", "set", "acme", "--setting", "accent=#ffcc00"]);
    assert!(refusal["problems"][0]["message"].as_str().unwrap().contains("would be dark enough"), "{refusal}");
}
