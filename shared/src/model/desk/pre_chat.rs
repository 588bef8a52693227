//! Settings of the form with which a chat begins.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::string_enum;

string_enum!(
    /// Treatment of something that a visitor could be asked for.
    Asked {
        /// Isn't asked for.
        No = "no",
        /// May be left empty.
        Optional = "optional",
        /// Can't be left empty.
        Required = "required",
    }
);

/// Settings of the form: whether visitors are asked for what it has. Who comes with an identity token is asked for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskPreChat {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Name.
    #[schema(required)]
    pub full_name: Asked,
    /// E-mail address.
    #[schema(required)]
    pub email: Asked,
    /// Phone number.
    #[schema(required)]
    pub phone_number: Asked,
}

impl Default for DeskPreChat {
    fn default() -> Self {
        let optional = Asked::Optional;
        Self { version: 0, full_name: optional, email: optional, phone_number: optional }
    }
}

impl DeskPreChat {
    /// Fields of the form that are asked for, by their names in `POST /api/chat/complete_chat/`, and whether they are
    /// required. While nobody can answer at once, the address is.
    pub fn fields(&self, needs_address: bool) -> impl Iterator<Item = (&'static str, bool)> {
        let email = if needs_address { Asked::Required } else { self.email };
        [("full_name", self.full_name), ("email", email), ("phone_number", self.phone_number)]
            .into_iter()
            .filter(|(_, asked)| *asked != Asked::No)
            .map(|(name, asked)| (name, asked == Asked::Required))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_required_while_nobody_can_answer_at_once_whatever_the_form_asks_for() {
        for email in [Asked::No, Asked::Optional, Asked::Required] {
            let form = DeskPreChat { email, full_name: Asked::No, ..DeskPreChat::default() };
            let fields = form.fields(true).collect::<Vec<_>>();
            assert_eq!(fields, [("email", true), ("phone_number", false)], "{email}");
        }
    }
}
