//! TLS in front of the table, as at AWS, with a certificate made for this run: the first connection is most of the cost
//! of a cold start, so figures without TLS would mean little.

use std::{
    error::Error,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::Router;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use shared::sdk::AMAZON_ROOTS;
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
    /// File of root certificates: as many as a function has at AWS, and the one of this run.
    pub roots: PathBuf,
    _servers: [AbortOnDropHandle<()>; 2],
}

impl Tls {
    /// Starts a tunnel to the table.
    pub async fn start(table: Router) -> Result<Self, Box<dyn Error>> {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()])?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::try_from(signing_key.serialize_der())?)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("https://localhost:{}", listener.local_addr()?.port());
        let inside = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let target = inside.local_addr()?;
        let tunnel = tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), target));
        let table = tokio::spawn(async {
            // Runs until it is aborted.
            let _ = axum::serve(inside, table).await;
        });

        let roots = results::folder().join("roots.pem");
        fs::create_dir_all(results::folder())?;
        fs::write(&roots, AMAZON_ROOTS.to_owned() + &cert.pem())?;
        Ok(Self { url, roots, _servers: [tunnel, table].map(AbortOnDropHandle::new) })
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, target: SocketAddr) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let mut client = acceptor.accept(stream).await?;
            let mut table = TcpStream::connect(target).await?;
            let _ = table.set_nodelay(true);
            copy_bidirectional(&mut client, &mut table).await
        });
    }
}
