//! TLS before the table, as AWS has it, with a certificate of this run's own: the first connection is most of what a
//! cold start costs, so one without TLS would say little.

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

use crate::kept;

/// A tunnel to the table whose other end speaks TLS.
pub struct Tls {
    /// Where functions find the table.
    pub url: String,
    /// A file of root certificates: the system's, and the one of this run.
    pub roots: PathBuf,
    _server: AbortOnDropHandle<()>,
}

impl Tls {
    /// Starts it before the table at `table`, such as `http://127.0.0.1:40123`.
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

        let of_system = openssl_probe::probe().cert_file.map(fs::read_to_string).transpose()?.unwrap_or_default();
        let roots = kept::folder().join("roots.pem");
        fs::create_dir_all(kept::folder())?;
        fs::write(&roots, of_system + &cert.pem())?;
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
