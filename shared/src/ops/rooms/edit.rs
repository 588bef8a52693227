//! Editing of a room's subject, priority and tags.

use std::collections::BTreeSet;

use super::change_room;
use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::RoomId,
    model::{Identity, Priority, RoomChange, RoomDetails},
    text::folded,
};

/// Longest subject, in characters.
const SUBJECT_LIMIT: usize = 200;
/// Maximum number of tags, and their longest length in characters.
const TAG_LIMITS: (usize, usize) = (20, 50);

/// Changes of a room by staff; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct RoomEdit {
    /// Subject.
    pub subject: Option<String>,
    /// Priority.
    pub priority: Option<Priority>,
    /// Tags.
    pub tags: Option<Vec<String>>,
}

impl Input for RoomEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let subject = fields.line("subject").filled().max(SUBJECT_LIMIT).optional();
        let priority = fields.choice("priority").optional();
        let tags = tags(fields);
        Some(Self { subject: subject?, priority: priority?, tags: tags? })
    }
}

/// Reads the tags of a room, if present, without case-insensitive duplicates.
pub(super) fn tags(fields: &mut Fields) -> Option<Option<Vec<String>>> {
    let (most, longest) = TAG_LIMITS;
    let refusal = || format!("Ensure each tag has 1 to {longest} characters.");
    let tags = fields.texts("tags").max_items(most).max_each(longest, refusal).optional();
    tags.map(|tags| tags.map(distinct))
}

fn distinct(mut tags: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(folded(tag)));
    tags
}

/// Reads the required subject of a room.
pub(super) fn subject(fields: &mut Fields) -> Option<String> {
    fields.line("subject").filled().max(SUBJECT_LIMIT).required()
}

/// Edits subject, priority or tags of a room.
///
/// # Errors
/// 404 for an unknown room.
pub async fn edit_room(state: &State, by: &Identity, room_id: RoomId, edit: RoomEdit) -> Result<RoomDetails, ApiError> {
    change_room(state, by, room_id, |room, _| {
        let before = (room.subject.clone(), room.priority, room.tags.clone());
        let RoomEdit { subject, priority, tags } = edit.clone();
        room.subject = subject.unwrap_or_else(|| before.0.clone());
        room.priority = priority.unwrap_or(before.1);
        room.tags = tags.unwrap_or_else(|| before.2.clone());
        let is_same = before == (room.subject.clone(), room.priority, room.tags.clone());
        Ok((!is_same).then_some(RoomChange::Edited))
    })
    .await
}
