//! A setting, as admins see it.

use serde::Serialize;

/// What something is set to.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// The variable's name, such as `AUTO_ASSIGN`.
    pub name: &'static str,
    /// Its value; of a secret, whether there is one; empty when it isn't set.
    pub value: String,
    /// What it does.
    pub description: &'static str,
}
