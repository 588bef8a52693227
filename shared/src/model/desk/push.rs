//! Settings of web push.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Settings of web push.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskPush {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// `true` to leave out who wrote what: anybody can read a locked device's screen.
    #[schema(required)]
    pub hide_text: bool,
}
