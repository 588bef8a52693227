//! Common part of the changes of all groups of settings.

use crate::{
    http::Input,
    model::{DeskGroup, Identity},
};

/// Changes of a group. Absent fields stay unchanged.
pub(super) trait GroupEdit: Input {
    /// The group.
    type Group: DeskGroup;

    /// The group's name.
    const NAME: &'static str = Self::Group::NAME;

    /// Version that was changed.
    fn version(&self) -> u64;

    /// Changes the group, as this user.
    fn apply(self, group: &mut Self::Group, by: &Identity);
}

/// Replaces a value, if there is a new one.
pub(super) fn set<T>(value: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *value = new;
    }
}
