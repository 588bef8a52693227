//! Changes of the settings of the form with which a chat begins.

use super::group::{GroupEdit, set};
use crate::{
    http::{Fields, Input},
    model::{Asked, DeskPreChat, Identity},
};

/// Changes of the form.
#[derive(Clone, Debug)]
pub(super) struct PreChatEdit {
    version: u64,
    full_name: Option<Asked>,
    email: Option<Asked>,
    phone_number: Option<Asked>,
}

impl Input for PreChatEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let mut asked = |name| fields.choice(name).optional();
        let (full_name, email, phone_number) = (asked("full_name"), asked("email"), asked("phone_number"));
        Some(Self { version: version?, full_name: full_name?, email: email?, phone_number: phone_number? })
    }
}

impl GroupEdit for PreChatEdit {
    type Group = DeskPreChat;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskPreChat, _: &Identity) {
        set(&mut group.full_name, self.full_name);
        set(&mut group.email, self.email);
        set(&mut group.phone_number, self.phone_number);
    }
}
