//! The sides of a conversation.

use super::string_enum;

string_enum!(
    /// The two sides of a conversation.
    Side {
        /// The customer.
        Customer = "customer",
        /// The assigned agent.
        Agent = "agent",
    }
);

impl Side {
    /// The opposite side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Customer => Self::Agent,
            Self::Agent => Self::Customer,
        }
    }
}
