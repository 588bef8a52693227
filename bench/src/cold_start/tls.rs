//! TLS in front of the table, as at AWS, with a certificate made for this run: the first connection is most of the cost
//! of a cold start, so figures without TLS would mean little.

use std::{error::Error, fs, net::Ipv4Addr, path::PathBuf, sync::Arc};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer},
};
use tokio_util::task::AbortOnDropHandle;

use crate::results;

/// A tunnel to the table that accepts TLS.
pub struct Tls {
    /// URL of the table for functions.
    pub url: String,
    /// File of root certificates: those of the operating system and the one of this run.
    pub roots: PathBuf,
    _server: AbortOnDropHandle<()>,
}

impl Tls {
    /// Starts a tunnel to the table at a URL such as `http://127.0.0.1:40123`.
    pub async fn start(table: &str) -> Result<Self, Box<dyn Error>> {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()])?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::try_from(signing_key.serialize_der())?)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("https://localhost:{}", listener.local_addr()?.port());
        let target = table.trim_start_matches("http://").to_owned();
        let server = tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), target));

        let system_roots = openssl_probe::probe().cert_file.map(fs::read_to_string).transpose()?.unwrap_or_default();
        let roots = results::folder().join("roots.pem");
        fs::create_dir_all(results::folder())?;
        fs::write(&roots, system_roots + &cert.pem())?;
        Ok(Self { url, roots, _server: AbortOnDropHandle::new(server) })
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, target: String) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, target) = (acceptor.clone(), target.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let mut client = acceptor.accept(stream).await?;
            let mut table = TcpStream::connect(target).await?;
            let _ = table.set_nodelay(true);
            copy_bidirectional(&mut client, &mut table).await
        });
    }
}
