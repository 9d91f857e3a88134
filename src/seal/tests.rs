//! What is sealed stays sealed, and a lost key is noticed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::sidecar::webhook;
use crate::tenants::fixture::House;
use crate::tenants::{TenantId, imports};

fn seal(file: &Path) -> Result<Seal, SealError> {
    Seal::new(Some(file.to_owned()), true, Entropy::system())
}

fn with_key(key: &str) -> (TempDir, Seal) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("grantor.key");
    write(&file, key, 0o600);
    let seal = seal(&file).unwrap();
    (folder, seal)
}

fn write(file: &Path, key: &str, mode: u32) {
    fs::write(file, key).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

const ONE: &str = "0123456789abcdef0123456789abcdef";
const ANOTHER: &str = "0123456789abcdef0123456789abcdeF";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn what_is_sealed_opens_for_the_same_purpose_only(secret: Vec<u8>, purpose: String, other: String) {
        let (_folder, seal) = with_key(ONE);
        let sealed = seal.seal(&purpose, &secret).unwrap();
        prop_assert_eq!(&*seal.open(&purpose, &sealed).unwrap(), &secret);
        prop_assert!(purpose == other || seal.open(&other, &sealed).is_err());
        prop_assert!(secret.len() < 4 || !sealed.windows(secret.len()).any(|part| part == secret));
        let (_folder, another) = with_key(ANOTHER);
        prop_assert!(another.open(&purpose, &sealed).is_err());
    }
}

#[test]
fn what_is_sealed_for_one_tenant_opens_for_no_other() {
    let (_folder, seal) = with_key(ONE);
    let purposes = [|tenant| webhook::purpose(tenant), |tenant| imports::purpose(tenant, "fingerprint")];
    for purpose in purposes {
        let [first, second] = [1, 2].map(|tenant| purpose(TenantId::new(tenant)));
        let sealed = seal.seal(&first, b"secret").unwrap();
        assert!(seal.open(&first, &sealed).is_ok());
        assert!(matches!(seal.open(&second, &sealed), Err(SealError::Damaged)), "{first}");
    }
}

/// Rule 9 of `migrations/README.md`: what is in the database was sealed by the version before, with the same key file.
#[test]
fn what_the_version_before_has_sealed_opens() {
    let (_folder, seal) = with_key(ONE);
    let sealed = hex::decode("0107070707070707070707070709242c8be14f9bc99d08c7e768ca4e12b3b8607ec0b8").unwrap();
    assert_eq!(*seal.open("purpose of 7", &sealed).unwrap(), b"secret");
    assert_eq!(seal.key.get().unwrap().fingerprint, "c719b152ba9c322b618c9f505e17c0f4");
}

#[test]
fn no_bit_of_it_can_be_changed() {
    let (_folder, seal) = with_key(ONE);
    let sealed = seal.seal("purpose", b"secret").unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(matches!(seal.open("purpose", &changed), Err(SealError::Damaged)), "{at}");
        assert!(matches!(seal.open("purpose", &sealed[..at]), Err(SealError::Damaged)), "{at}");
    }
    assert_ne!(sealed, seal.seal("purpose", b"secret").unwrap(), "a nonce each");
}

#[test]
fn a_key_that_others_may_read_or_guess_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("grantor.key");
    for (key, mode, says) in [
        (ONE, 0o640, "can be read by others (mode 0640): type `chmod 600 "),
        (ONE, 0o604, "can be read by others (mode 0604): type `chmod 600 "),
        (&ONE[1..], 0o600, "holds fewer than 32 characters: put the whole key back from your backup; only if "),
    ] {
        write(&file, key, mode);
        let error = seal(&file).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    write(&file, &format!(" {ONE}\n"), 0o400);
    assert!(seal(&file).is_ok());
}

#[tokio::test]
async fn the_key_is_made_when_it_is_first_needed() {
    let house = House::new().await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("grantor.key");
    let first = seal(&file).unwrap();
    first.prove(&house.storage).await.unwrap();
    assert!(!file.exists() && matches!(first.seal("purpose", b"secret"), Err(SealError::Unset)));

    let (second, third) = (seal(&file).unwrap(), seal(&file).unwrap());
    first.make(&house.storage).await.unwrap();
    second.make(&house.storage).await.unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
    let sealed = first.seal("purpose", b"secret").unwrap();
    for other in [second, third, seal(&file).unwrap()] {
        assert_eq!(*other.open("purpose", &sealed).unwrap(), b"secret");
    }
    assert!(file::make(&file, &[0; 32]).is_ok());
    assert!(seal(&file).unwrap().open("purpose", &sealed).is_ok(), "never in place of another one");
}

#[tokio::test]
async fn a_lost_or_another_key_is_noticed_at_the_start() {
    let house = House::new().await;
    let (folder, one) = with_key(ONE);
    one.prove(&house.storage).await.unwrap();
    one.prove(&house.storage).await.unwrap();
    let (_another_folder, another) = with_key(ANOTHER);
    let error = another.prove(&house.storage).await.unwrap_err();
    assert!(matches!(error, SealError::Different(_)) && error.to_string().contains("put the right one back"));
    fs::remove_file(folder.path().join("grantor.key")).unwrap();
    let lost = seal(&folder.path().join("grantor.key")).unwrap();
    let error = lost.prove(&house.storage).await.unwrap_err();
    assert!(matches!(error, SealError::Lost(_)) && error.to_string().contains("grantor.key is not there"));
    assert!(matches!(lost.make(&house.storage).await, Err(SealError::Lost(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no new one is made in its place");
}

#[tokio::test]
async fn nodes_that_share_a_database_are_given_the_key() {
    let house = House::new().await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("grantor.key");
    let unset = Seal::new(None, false, Entropy::system()).unwrap();
    assert!(matches!(unset.make(&house.storage).await, Err(SealError::Unset)));
    let absent = Seal::new(Some(file.clone()), false, Entropy::system()).unwrap();
    assert!(matches!(absent.make(&house.storage).await, Err(SealError::Absent(_))) && !file.exists());
}
