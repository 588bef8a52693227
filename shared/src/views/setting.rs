//! A setting, as admins see it.

use serde::Serialize;
use utoipa::ToSchema;

/// The value of a setting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Setting {
    /// Name of the variable, such as `AUTO_ASSIGN`.
    pub name: &'static str,
    /// Value; empty if not set; for a secret only whether it is set.
    pub value: String,
    /// Description.
    pub description: &'static str,
}
