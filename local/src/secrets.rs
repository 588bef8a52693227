//! Secrets Manager, emulated for the secrets that admins set: a file of the data folder that only its owner can read.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::credentials::Credentials;
use crate::error::StartError;
use crate::folder::DataFolder;

/// Name of the secret.
pub(crate) const NAME: &str = "desk";
/// Path of the service on the system's own port.
const PATH: &str = "/_secrets/";
/// File of the secrets.
const FILE: &str = "desk_secrets";
/// Versions that are kept of those with the same label: a change that was refused may leave the one in force behind a
/// newer one.
const VERSIONS: usize = 10;

/// Endpoint of the service at a host, without the final slash, which the SDK adds.
pub(crate) fn endpoint(authority: impl Display) -> String {
    format!("http://{authority}{}", PATH.trim_end_matches('/'))
}

/// The versions of the secret. Cheap to clone.
#[derive(Clone)]
pub(crate) struct EmbeddedSecrets(Arc<Inner>);

struct Inner {
    folder: Option<DataFolder>,
    credentials: Credentials,
    /// By label, the newest first.
    versions: Mutex<BTreeMap<String, Vec<Version>>>,
}

#[derive(Serialize, Deserialize)]
struct Version {
    id: String,
    text: String,
}

/// Request of the SDK in AWS's JSON protocol, with the fields that the functions use.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    client_request_token: String,
    secret_string: String,
    version_stages: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Get {
    version_id: String,
}

/// Status and class of an error.
type Refusal = (StatusCode, &'static str);

impl EmbeddedSecrets {
    /// Opens the secrets of a data folder, or those of a run that keeps nothing.
    ///
    /// # Errors
    /// A damaged file.
    pub fn open(folder: Option<&DataFolder>, credentials: &Credentials) -> Result<Self, StartError> {
        let versions = match folder.and_then(|folder| Some((folder, folder.read(FILE)?))) {
            Some((folder, text)) => {
                serde_json::from_str(&text).map_err(|_| StartError::SecretsFile { path: folder.path().join(FILE) })?
            }
            None => BTreeMap::new(),
        };
        let versions = Mutex::new(versions);
        Ok(Self(Arc::new(Inner { folder: folder.cloned(), credentials: credentials.clone(), versions })))
    }

    /// The service's route.
    pub fn router(&self) -> Router {
        Router::new().route(PATH, post(answer)).with_state(self.clone())
    }

    fn perform(&self, operation: &str, body: &[u8]) -> Result<Value, Refusal> {
        let invalid = |_| (StatusCode::BAD_REQUEST, "InvalidRequestException");
        match operation {
            "secretsmanager.PutSecretValue" => self.put(serde_json::from_slice(body).map_err(invalid)?),
            "secretsmanager.GetSecretValue" => self.get(&serde_json::from_slice(body).map_err(invalid)?),
            _ => Err((StatusCode::BAD_REQUEST, "UnknownOperationException")),
        }
    }

    fn put(&self, request: Put) -> Result<Value, Refusal> {
        let Put { client_request_token: id, secret_string: text, version_stages } = request;
        let mut versions = self.0.versions.lock().unwrap_or_else(PoisonError::into_inner);
        for label in version_stages {
            let of_label = versions.entry(label).or_default();
            of_label.insert(0, Version { id: id.clone(), text: text.clone() });
            of_label.truncate(VERSIONS);
        }
        if let Some(folder) = &self.0.folder {
            folder.write_private(FILE, &json!(*versions).to_string()).map_err(|error| {
                tracing::error!(%error, "storing of a secret failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceError")
            })?;
        }
        Ok(json!({}))
    }

    fn get(&self, Get { version_id }: &Get) -> Result<Value, Refusal> {
        let versions = self.0.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let version = versions.values().flatten().find(|version| version.id == *version_id);
        let version = version.ok_or((StatusCode::BAD_REQUEST, "ResourceNotFoundException"))?;
        Ok(json!({"SecretString": version.text}))
    }
}

async fn answer(State(secrets): State<EmbeddedSecrets>, headers: HeaderMap, body: Bytes) -> Response {
    let answered = if secrets.0.credentials.match_access_key(&headers) {
        let operation = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        secrets.perform(operation.unwrap_or_default(), &body)
    } else {
        Err((StatusCode::BAD_REQUEST, "UnrecognizedClientException"))
    };
    match answered {
        Ok(answer) => Json(answer).into_response(),
        Err((status, class)) => (status, Json(json!({"__type": class}))).into_response(),
    }
}
