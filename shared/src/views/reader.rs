//! The reader: every answer, frame and notification is built for a reader, so that nothing for staff reaches a customer
//! by a forgotten check.

use crate::model::{Identity, Role};

/// The reader of an answer, frame or notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A customer or a visitor.
    Customer,
    /// An agent or an admin.
    Staff,
}

impl From<Role> for Reader {
    fn from(role: Role) -> Self {
        if role.is_staff() { Self::Staff } else { Self::Customer }
    }
}

impl From<&Identity> for Reader {
    fn from(who: &Identity) -> Self {
        who.role.into()
    }
}

impl Reader {
    /// The value for staff, `None` for customers.
    pub fn staff_only<T>(self, value: impl FnOnce() -> T) -> Option<T> {
        (self == Self::Staff).then(value)
    }
}
