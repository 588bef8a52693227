//! A setting, as admins see it.

use serde::Serialize;

/// The value of a setting.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// Name of the variable, such as `AUTO_ASSIGN`.
    pub name: &'static str,
    /// Value; empty if not set; for a secret only whether it is set.
    pub value: String,
    /// Description.
    pub description: &'static str,
}
