//! The only place that formats a key of the bucket.

use crate::{
    ids::{FileId, LogoId, RoomId},
    model::Place,
};

/// Final key of a file.
pub fn file(place: Place, id: FileId) -> String {
    match place {
        Place::Room(room) => format!("{}{id}", room_prefix(room)),
        Place::Profile(user) => format!("avatars/{user}/{id}"),
    }
}

/// Prefix of the keys of a room's files.
pub fn room_prefix(room: RoomId) -> String {
    format!("rooms/{room}/")
}

/// Key of a logo.
pub fn logo(id: LogoId) -> String {
    format!("logos/{id}")
}

/// Key of a direct upload before it is checked. The bucket's lifecycle rule deletes objects in this folder.
pub fn upload(id: FileId) -> String {
    format!("uploads/{id}")
}
