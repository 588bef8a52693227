//! The only place that formats a key of the bucket.

use crate::{
    ids::{FileId, RoomId},
    model::Place,
};

/// The object that a file is to stay in.
pub fn file(place: Place, id: FileId) -> String {
    match place {
        Place::Room(room) => format!("{}{id}", room_prefix(room)),
        Place::Profile(user) => format!("avatars/{user}/{id}"),
    }
}

/// What the keys of all of a room's files begin with.
pub fn room_prefix(room: RoomId) -> String {
    format!("rooms/{room}/")
}

/// The object that a client puts a file into before it is looked at. The bucket's lifecycle empties this folder.
pub fn upload(id: FileId) -> String {
    format!("uploads/{id}")
}
