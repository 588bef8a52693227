//! Web push: what browsers are sent while none of our pages is open in them, encrypted for the one that subscribed
//! (RFC 8291), in requests that are signed by this system (RFC 8292). Nothing here decides who gets one, or sends it.

mod receiver;
mod vapid;

pub use receiver::ReceiverKeys;
pub use vapid::VapidKey;

/// Failure to make a request to a push service.
#[derive(Debug, thiserror::Error)]
pub enum WebPushError {
    /// Keys that are none.
    #[error("invalid key of web push")]
    Key,
    /// Failed encryption.
    #[error("encryption for a browser failed")]
    Encryption(#[from] web_push_native::Error),
    /// Failed signature.
    #[error("signature for a push service failed")]
    Signature(#[from] jsonwebtoken::errors::Error),
}
