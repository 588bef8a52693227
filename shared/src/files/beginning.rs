//! The beginning of a file, all that is read of it to detect its type.

/// Bytes examined from the beginning of a file. A JPEG's dimensions can follow a long preview, and a document's type
/// some of its entries.
pub const LOOKED_AT: usize = 256 * 1024;
