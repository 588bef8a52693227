//! The bucket behind the AWS SDK: the embedded one, reached within this process, at the pace of a network.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, Response},
};
use local::{Credentials, EmbeddedFiles};
use shared::config::WebSettings;
use tokio::runtime::Builder;
use tower::ServiceExt;

use super::{Faults, HOST, connector::Remote};

/// Delay of a request, and of its answer, in milliseconds.
const WAY: (u64, u64) = (5, 30);

/// The bucket, as S3 is to the functions and to those who upload.
pub(super) struct SimulatedBucket {
    files: EmbeddedFiles,
    routes: Router,
    faults: Faults,
    requests: AtomicU64,
}

impl SimulatedBucket {
    /// A bucket with nothing in it.
    pub fn new(credentials: &Credentials, faults: &Faults) -> Self {
        let files = EmbeddedFiles::open(None, credentials).expect("a bucket in a temporary folder");
        let routes = files.router(HOST, &WebSettings::default());
        Self { files, routes, faults: faults.clone(), requests: AtomicU64::new(0) }
    }

    /// The keys of all objects.
    pub fn keys(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        collect(self.files.path(), self.files.path(), &mut keys);
        keys
    }

    /// Does what is asked for from beginning to end, whatever threads the files are written by: else the same seed
    /// would not be the same run.
    fn does(&self, request: Request<Bytes>) -> Response<Bytes> {
        let routes = self.routes.clone();
        let done = thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let Ok(response) = routes.oneshot(request.map(Body::from)).await;
                let (parts, body) = response.into_parts();
                Response::from_parts(parts, to_bytes(body, usize::MAX).await.expect("a body"))
            })
        });
        done.join().expect("the bucket doesn't panic")
    }
}

fn collect(root: &Path, folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if entry.is_dir() {
            collect(root, &entry, keys);
        } else if let Some(key) = entry.strip_prefix(root).ok().and_then(Path::to_str) {
            keys.insert(key.to_owned());
        }
    }
}

impl Remote for SimulatedBucket {
    async fn answer(self: Arc<Self>, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let number = self.requests.fetch_add(1, Relaxed);
        let mut fate = self.faults.fate_of(("bucket", number));
        fate.pause(WAY).await;
        let name = format!("bucket {number} {} {}", request.method(), request.uri().path());
        let response = self.does(request);
        self.faults.record(format_args!("{name}: {}", response.status()));
        fate.pause(WAY).await;
        Some(response)
    }
}
