//! Bodies and query strings, parsed into the input of an operation. JSON and forms are equivalent, except that only
//! multipart forms can contain files.

use std::marker::PhantomData;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts},
    http::{HeaderMap, Request, request::Parts},
};
use serde_json::Value;

use super::{
    content_type::{content_type, essence},
    fields::{Fields, Input},
    multipart::{boundary, read_multipart},
};
use crate::{ApiError, State};

/// Largest body without a file, in bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// A body that contains a valid `T`. Must come after the extractors of the caller: DRF authenticates first.
#[derive(Clone, Debug)]
pub struct Valid<T>(pub T);

impl<S: Sync, T: Input> FromRequest<S> for Valid<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, ApiError> {
        read::<T>(request).await?.into_valid().map(Self)
    }
}

/// A body that may contain a `T` with unique fields: the handler names the owner of their current values.
#[derive(Clone, Debug)]
pub struct Unchecked<T>(Fields, PhantomData<T>);

impl<S: Sync, T: Input> FromRequest<S> for Unchecked<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, ApiError> {
        read::<T>(request).await.map(|fields| Self(fields, PhantomData))
    }
}

impl<T: Input> Unchecked<T> {
    /// Returns the `T`, if no user (or canned response) other than the owner has the values of its unique fields.
    ///
    /// # Errors
    /// 400 with all failing fields.
    pub async fn unique(self, state: &State, owner: Option<u64>) -> Result<T, ApiError> {
        self.0.into_unique(state, owner).await
    }
}

async fn read<T: Input>(request: Request<Body>) -> Result<Fields, ApiError> {
    let (parts, body) = request.into_parts();
    if let Some(boundary) = content_type(&parts.headers).and_then(boundary) {
        return read_multipart(body, boundary?, BODY_LIMIT, T::FILE).await;
    }
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| ApiError::TooLarge(BODY_LIMIT))?;
    parse(&parts.headers, &body)
}

/// A query string that contains a valid `T`.
#[derive(Clone, Debug)]
pub struct ValidQuery<T>(pub T);

impl<S: Sync, T: Input> FromRequestParts<S> for ValidQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Fields::from_query(parts.uri.query().unwrap_or_default().as_bytes()).into_valid().map(Self)
    }
}

fn parse(headers: &HeaderMap, body: &Bytes) -> Result<Fields, ApiError> {
    let content_type = content_type(headers);
    match content_type.map(essence).as_deref() {
        _ if body.is_empty() => Ok(Fields::default()),
        Some("application/json") => parse_json(body),
        Some("application/x-www-form-urlencoded") => Ok(Fields::from_form(body)),
        _ => Err(ApiError::UnsupportedMediaType(content_type.unwrap_or_default().into())),
    }
}

fn parse_json(body: &[u8]) -> Result<Fields, ApiError> {
    let value =
        serde_json::from_slice(body).map_err(|error| ApiError::Malformed(format!("JSON parse error - {error}")))?;
    match value {
        Value::Object(values) => Ok(Fields::new(values)),
        other => {
            let kind = super::fields::kind_of(&other);
            Err(ApiError::invalid(format!("Invalid data. Expected a dictionary, but got {kind}.")))
        }
    }
}
