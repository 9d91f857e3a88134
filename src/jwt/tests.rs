//! The examples of the RFCs, and everything that is none.

use proptest::prelude::*;
use serde_json::json;

use super::fixture::Signer;
use super::*;

const SECRET: &[u8] = b"a secret that has at least thirty-two bytes";

/// RFC 7515 appendix A.1.
const HS256: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const HS256_SECRET: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
/// RFC 7515 appendix A.2.
const RS256: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const RS256_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
/// RFC 7515 appendix A.3.
const ES256: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const ES256_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const ES256_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
/// RFC 8037 appendix A.4, whose payload is no object.
const ED25519: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const ED25519_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn bytes(text: &str) -> Vec<u8> {
    super::bytes(text).unwrap()
}

fn point(x: &str, y: &str) -> Vec<u8> {
    [vec![4], bytes(x), bytes(y)].concat()
}

/// A value in DER (X.690 §8.1.3), of at most 65,535 bytes.
fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap().to_be_bytes();
    let length = match value.len() {
        0..0x80 => vec![low],
        0x80..0x100 => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [vec![tag], length, value.to_vec()].concat()
}

/// An RSA key in PKCS#1: two INTEGERs in a SEQUENCE, with the exponent 65537.
fn pkcs1(modulus: &[u8]) -> Vec<u8> {
    der(0x30, &[der(2, &[[0].as_slice(), modulus].concat()), der(2, &[1, 0, 1])].concat())
}

fn claims(text: &str, key: &Key) -> Result<Map<String, Value>, Flaw> {
    Token::read(text)?.claims(key)
}

fn with_header(header: &str) -> Result<Map<String, Value>, Flaw> {
    let signer = Signer::hs256(SECRET);
    claims(&signer.token_of(header, r#"{"sub":"ada"}"#), &signer.key())
}

#[test]
fn the_examples_of_the_rfcs_are_believed() {
    let joe = json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true});
    for (token, key) in [
        (HS256, Key::secret(&bytes(HS256_SECRET))),
        (RS256, Key::public(Algorithm::Rs256, &pkcs1(&bytes(RS256_N))).unwrap()),
        (ES256, Key::public(Algorithm::Es256, &point(ES256_X, ES256_Y)).unwrap()),
    ] {
        assert_eq!(claims(token, &key).map(Value::Object), Ok(joe.clone()), "{key:?}");
    }
    let key = Key::public(Algorithm::EdDsa, &bytes(ED25519_X)).unwrap();
    assert_eq!(claims(ED25519, &key), Err(Flaw::Claims), "the signature is right, the payload no object");
}

#[test]
fn the_key_decides_the_algorithm() {
    let (ec, ed) = (Signer::es256(), Signer::ed_dsa([7; 32]));
    for (signer, key) in [
        // RFC 8725 §2.1: HMAC with the public key as secret.
        (Signer::hs256(&ec.public_bytes()), ec.key()),
        (Signer::hs256(&ed.public_bytes()), ed.key()),
        (Signer::es256(), ed.key()),
        (Signer::ed_dsa([7; 32]), ec.key()),
        (Signer::hs256(SECRET), Key::public(Algorithm::Rs256, &pkcs1(&bytes(RS256_N))).unwrap()),
        (Signer::ed_dsa([7; 32]), Key::secret(SECRET)),
    ] {
        assert_eq!(claims(&signer.token(&json!({})), &key), Err(Flaw::Algorithm), "{key:?}");
    }
    // The header says what the key is, the signature is what it was.
    let posing = Signer::hs256(&ec.public_bytes()).token_of(r#"{"alg":"ES256"}"#, "{}");
    assert_eq!(claims(&posing, &ec.key()), Err(Flaw::Signature));
}

#[test]
fn what_is_not_signed_is_not_believed() {
    let key = Key::secret(SECRET);
    for alg in ["none", "None", "NONE", "nOnE", "", "hs256", "HS256 ", "HS384", "HS512", "ES256", "RS256", "PS256"] {
        for signature in ["", "AAAA"] {
            let parts = [format!(r#"{{"alg":"{alg}"}}"#), r#"{"sub":"ada"}"#.into()];
            let token = parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".") + "." + signature;
            assert_eq!(claims(&token, &key), Err(Flaw::Algorithm), "{alg}");
        }
    }
    assert_eq!(claims(&Signer::hs256(b"another").token(&json!({})), &key), Err(Flaw::Signature));
}

#[test]
fn a_key_in_the_header_is_never_looked_at() {
    let (vendor, stranger) = (Signer::ed_dsa([1; 32]), Signer::ed_dsa([2; 32]));
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(stranger.public_bytes())});
    for (member, value) in [
        ("jwk", jwk.clone()),
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/chain.pem")),
        ("x5c", json!(["MIIB"])),
    ] {
        let header = json!({"alg": "EdDSA", member: value}).to_string();
        assert_eq!(claims(&stranger.token_of(&header, "{}"), &vendor.key()), Err(Flaw::Signature), "{member}");
        assert!(claims(&vendor.token_of(&header, "{}"), &vendor.key()).is_ok(), "{member} is ignored");
    }
}

#[test]
fn headers() {
    for (header, flaw) in [
        (r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, Flaw::Critical),
        (r#"{"alg":"HS256","crit":[]}"#, Flaw::Critical),
        (r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, Flaw::Critical),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, Flaw::Type),
        (r#"{"alg":"HS256","typ":""}"#, Flaw::Type),
        (r#"{"alg":"HS256","typ":null}"#, Flaw::Header),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Flaw::Header),
        (r#"{"alg":"none","alg":"HS256"}"#, Flaw::Header),
        (r#"{"alg":"HS256","kid":"a","kid":"a"}"#, Flaw::Header),
        (r#"{"alg":"HS256","\u0061lg":"none"}"#, Flaw::Header),
        (r#"{"alg":["HS256"]}"#, Flaw::Header),
        (r#"{"alg":"HS256","kid":7}"#, Flaw::Header),
        (r#"{"typ":"JWT"}"#, Flaw::Header),
        (r#"[{"alg":"HS256"}]"#, Flaw::Header),
        (r#""HS256""#, Flaw::Header),
        ("", Flaw::Header),
    ] {
        assert_eq!(with_header(header), Err(flaw), "{header}");
    }
    for header in [r#"{"alg":"HS256"}"#, r#"{"typ":"jwt","alg":"HS256","cty":"x","unknown":[{}]}"#] {
        assert!(with_header(header).is_ok(), "{header}");
    }
    let token = Signer::hs256(SECRET).token_of(r#"{"alg":"HS256","kid":"2026/ключ"}"#, "{}");
    assert_eq!(Token::read(&token).unwrap().kid(), Some("2026/ключ"));
}

#[test]
fn claims_say_nothing_twice_and_no_nul() {
    let signer = Signer::hs256(SECRET);
    for payload in [
        r#"{"aud":"a","aud":"b"}"#,
        r#"{"a":{"b":1,"b":1}}"#,
        r#"{"jti":"\u0000"}"#,
        "[]",
        "null",
        "",
        "{",
        "\u{feff}{}",
    ] {
        let token = signer.token_of(r#"{"alg":"HS256"}"#, payload);
        assert_eq!(claims(&token, &signer.key()), Err(Flaw::Claims), "{payload}");
    }
}

#[test]
fn shapes() {
    let signer = Signer::hs256(SECRET);
    let token = signer.token(&json!({"sub": "ada"}));
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let last = signature.chars().next_back().unwrap();
    // A signature of 32 bytes leaves two bits of its last character unused: another spelling of the same bytes.
    let sibling = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sibling = sibling.chars().nth(sibling.find(last).unwrap() ^ 1).unwrap();
    for text in [
        String::new(),
        ".".into(),
        header.into(),
        format!("{header}.{payload}"),
        format!("{token}."),
        format!("{token}.{signature}"),
        format!(".{token}"),
        format!("{token}="),
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{payload}.{signature}\n"),
        format!(" {token}"),
        format!("{header}.{payload}.{}{sibling}", signature.trim_end_matches(last)),
        token.replace('.', " . "),
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
    ] {
        assert_eq!(claims(&text, &signer.key()).unwrap_err(), Flaw::Shape, "{text}");
    }
    let large = signer.token(&json!({"sub": "a".repeat(LARGEST)}));
    assert_eq!(claims(&large, &signer.key()), Err(Flaw::TooLarge));
}

#[test]
fn no_shortened_signature_is_right() {
    for signer in [Signer::hs256(SECRET), Signer::es256(), Signer::ed_dsa([3; 32])] {
        let token = signer.token(&json!({}));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        for length in 0..signature.len() {
            let text = format!("{signed}.{}", &signature[..length]);
            let refused = claims(&text, &signer.key()).unwrap_err();
            assert!(matches!(refused, Flaw::Signature | Flaw::Shape), "{length}: {refused}");
        }
    }
}

#[test]
fn an_es256_signature_is_two_numbers_of_32_bytes() {
    let signer = Signer::es256();
    let token = signer.token(&json!({}));
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = bytes(signature);
    let zeros = [0; 32];
    for other in [
        [&zeros, &signature[32..]].concat(),
        [&signature[..32], &zeros].concat(),
        vec![0; 64],
        [&signature[..32], [0].as_slice(), &signature[32..]].concat(),
        // ASN.1, as other libraries have it (RFC 7518 §3.4 does not).
        [&[0x30, 0x44, 2, 32], &signature[..32], &[2, 32], &signature[32..]].concat(),
    ] {
        let text = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(other));
        assert_eq!(claims(&text, &signer.key()), Err(Flaw::Signature));
    }
}

proptest! {
    #[test]
    fn reading_never_panics(text in "[A-Za-z0-9_.=-]{0,80}", key: [u8; 32]) {
        let _ = claims(&text, &Key::secret(&key));
        let _ = claims(&text, &Key::public(Algorithm::Es256, &key).unwrap());
    }

    #[test]
    fn no_changed_character_is_believed(at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
        let signer = Signer::hs256(SECRET);
        let token = signer.token(&json!({"sub": "ada", "iat": 1}));
        let at = at.index(token.len());
        let changed = format!("{}{to}{}", &token[..at], &token[at + 1..]);
        prop_assert!(changed == token || claims(&changed, &signer.key()).is_err());
    }
}

mod public_keys {
    use super::*;

    fn pem(der: &[u8], label: &str) -> String {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    fn info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
        let key = der(3, &[[0].as_slice(), key].concat());
        der(0x30, &[algorithm, &key].concat())
    }

    // OpenSSL's, of the keys of RFC 7515 appendix A.3 and RFC 8037 appendix A.2.
    const P256: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n-----END PUBLIC KEY-----\n";
    const ED: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----";
    const P384_OID: &[u8] = &[0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22];
    const RSA_OID: &[u8] = &[0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];

    #[test]
    fn what_openssl_writes_can_be_read() {
        assert_eq!(public_key(P256), Ok((Algorithm::Es256, point(ES256_X, ES256_Y))));
        assert_eq!(public_key(ED), Ok((Algorithm::EdDsa, bytes(ED25519_X))));
        let rsa = pkcs1(&bytes(RS256_N));
        assert_eq!(public_key(&pem(&info(RSA_OID, &rsa), "PUBLIC KEY")), Ok((Algorithm::Rs256, rsa)));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_a_reason() {
        let (small, huge) = ([0xff; 255], [0x81; 1025]);
        for (text, error) in [
            (String::new(), PublicKeyError::Malformed),
            ("secret".into(), PublicKeyError::Malformed),
            (pem(b"nonsense", "PUBLIC KEY"), PublicKeyError::Malformed),
            (pem(&pkcs1(&bytes(RS256_N)), "RSA PUBLIC KEY"), PublicKeyError::Malformed),
            (pem(b"anything", "PRIVATE KEY"), PublicKeyError::Private),
            (pem(b"anything", "EC PRIVATE KEY"), PublicKeyError::Private),
            (pem(&info(P384_OID, &[4; 97]), "PUBLIC KEY"), PublicKeyError::Unsupported),
            (pem(&info(RSA_OID, &pkcs1(&small)), "PUBLIC KEY"), PublicKeyError::RsaSize),
            (pem(&info(RSA_OID, &pkcs1(&huge)), "PUBLIC KEY"), PublicKeyError::RsaSize),
            (pem(&info(RSA_OID, &pkcs1(&bytes(RS256_N)[1..])), "PUBLIC KEY"), PublicKeyError::RsaSize),
            (pem(&info(RSA_OID, b"x"), "PUBLIC KEY"), PublicKeyError::Malformed),
            (pem(&info(&[0x30, 5, 6, 3, 0x2b, 0x65, 0x70], &[0; 31]), "PUBLIC KEY"), PublicKeyError::Malformed),
        ] {
            assert_eq!(public_key(&text), Err(error), "{text}");
        }
    }
}
