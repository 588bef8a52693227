//! An address that gets no mail, for admins.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::StoppedAddressId,
    model::{StopReason, StoppedAddress},
    time::Timestamp,
};

/// An address that gets no mail.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StoppedAddressView {
    id: StoppedAddressId,
    /// The address.
    address: String,
    /// Reason why it gets none.
    reason: StopReason,
    /// Words of the server that refused the mail; may be empty.
    detail: String,
    created_at: Timestamp,
}

impl From<&StoppedAddress> for StoppedAddressView {
    fn from(stopped: &StoppedAddress) -> Self {
        Self {
            id: stopped.id,
            address: stopped.address.clone(),
            reason: stopped.reason,
            detail: stopped.detail.clone(),
            created_at: stopped.created_at,
        }
    }
}
