//! Who reads: every answer, frame and notification is made for a reader, so that nothing meant for staff reaches a customer
//! because somebody forgot to leave it out.

use crate::model::{Identity, Role};

/// Who reads.
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
    /// What only staff see, if this is staff.
    pub fn staff_only<T>(self, value: impl FnOnce() -> T) -> Option<T> {
        (self == Self::Staff).then(value)
    }
}
