//! RoomRating of a room by its customer.

use super::change_room;
use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::RoomId,
    model::{Identity, RoomChange, RoomDetails},
};

/// Longest comment, in characters.
const COMMENT_LIMIT: usize = 1_000;

/// A rating.
#[derive(Clone, Debug)]
pub struct RoomRating {
    /// From 1 to 5.
    pub rating: u8,
    /// Comment; may be empty.
    pub comment: String,
}

impl Input for RoomRating {
    fn read(fields: &mut Fields) -> Option<Self> {
        let rating = fields.integer("rating").at_least(1).at_most(5).required();
        let comment = fields.text("comment").nullable().max(COMMENT_LIMIT).or("");
        Some(Self { rating: u8::try_from(rating?).ok()?, comment: comment? })
    }
}

/// Rates a resolved or closed room, once, for its customer. The same rating again changes nothing.
///
/// # Errors
/// 404 for a room that is unknown or not the caller's, 403 for staff, 400 for a room that is open or has another
/// rating.
pub async fn rate_room(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    rating: RoomRating,
) -> Result<RoomDetails, ApiError> {
    change_room(state, by, room_id, |room, _| {
        if by.user_id != room.customer_id {
            return Err(ApiError::forbidden());
        }
        if !room.is_over() {
            return Err(ApiError::invalid("You can rate the chat once it has ended."));
        }
        let given = room.rating.map(|given| (given, room.rating_comment.clone()));
        match given {
            Some((given, comment)) if given == rating.rating && comment == rating.comment => return Ok(None),
            Some(_) => return Err(ApiError::invalid("You've already rated this chat.")),
            None => {}
        }
        (room.rating, room.rating_comment) = (Some(rating.rating), rating.comment.clone());
        Ok(Some(RoomChange::Rated))
    })
    .await
}
