//! Event of the bucket that mails arrive in, with the fields that are used.

use serde::Deserialize;

/// Objects that are new in a bucket.
#[derive(Debug, Deserialize)]
pub(crate) struct BucketEvent {
    #[serde(rename = "Records")]
    pub records: Vec<BucketRecord>,
}

/// A new object.
#[derive(Debug, Deserialize)]
pub(crate) struct BucketRecord {
    pub s3: StoredObject,
}

/// An object and its bucket.
#[derive(Debug, Deserialize)]
pub(crate) struct StoredObject {
    pub bucket: Bucket,
    pub object: Object,
}

/// A bucket.
#[derive(Debug, Deserialize)]
pub(crate) struct Bucket {
    pub name: String,
}

/// An object.
#[derive(Debug, Deserialize)]
pub(crate) struct Object {
    /// Key. SES makes keys of letters and digits, which stand in the event as they are.
    pub key: String,
    /// Size, in bytes.
    pub size: u64,
}
