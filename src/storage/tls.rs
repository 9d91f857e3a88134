//! The encrypted connection to PostgreSQL: rustls over ring, no OpenSSL.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::url::{Encryption, Server, reasons};

/// What wraps the connection to `server`; `None` if its `sslmode` is `disable`.
///
/// # Errors
/// In words, if the file of `sslrootcert` cannot be read or holds no certificate.
pub(super) fn connector(server: &Server) -> Result<Option<MakeRustlsConnect>, String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| error.to_string())?;
    let config = match server.encryption {
        Encryption::Disable => return Ok(None),
        Encryption::Prefer | Encryption::Require => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer(provider)))
        }
        Encryption::VerifyFull => builder.with_root_certificates(roots(server)?),
    };
    Ok(Some(MakeRustlsConnect::new(config.with_no_client_auth())))
}

fn roots(server: &Server) -> Result<RootCertStore, String> {
    let Some(path) = &server.roots else { return Ok(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()) };
    let problem = |error: &dyn std::error::Error| format!("sslrootcert {}: {}", path.display(), reasons(error));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| problem(&error))? {
        roots.add(certificate.map_err(|error| problem(&error))?).map_err(|error| problem(&error))?;
    }
    if roots.is_empty() { Err(format!("sslrootcert {}: no certificate in it", path.display())) } else { Ok(roots) }
}

/// `prefer` and `require` as libpq has them: whoever answers is taken for the server, but must hold
/// the key of the certificate that it shows.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
