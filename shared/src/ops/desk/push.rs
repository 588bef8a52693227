//! Changes of the settings of web push.

use super::group::{GroupEdit, set};
use crate::{
    http::{Fields, Input},
    model::{DeskPush, Identity},
};

/// Changes of the settings of web push.
#[derive(Clone, Debug)]
pub(super) struct PushEdit {
    version: u64,
    hide_text: Option<bool>,
}

impl Input for PushEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let hide_text = fields.boolean("hide_text").optional();
        Some(Self { version: version?, hide_text: hide_text? })
    }
}

impl GroupEdit for PushEdit {
    type Group = DeskPush;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskPush, _: &Identity) {
        set(&mut group.hide_text, self.hide_text);
    }
}
