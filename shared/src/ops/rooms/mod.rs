//! Rooms: creating and listing them, and all their changes.

mod assign;
mod attendance;
mod change;
mod create;
mod edit;
mod end;
mod leave;
mod list;
mod note;
mod rate;
mod remove;
mod take;
mod unassign;

pub use assign::{assign_agent, transfer_room};
use attendance::is_unattended;
pub(super) use change::change_room;
pub use create::{NewRoom, create_room};
pub(super) use create::{add_new_room, announce_room, prepare_room};
pub use edit::{RoomEdit, edit_room};
pub(super) use end::reopen_by_customer;
pub use end::{close_room, reopen_room, resolve_room};
use end::{has_charge_of, illegal};
pub(super) use leave::{leave_desk, return_rooms};
pub use list::{DeskList, RoomFilters, list_desk, list_rooms};
pub use note::{NewNote, add_note, list_notes};
pub use rate::{RoomRating, rate_room};
pub use remove::{erase_removed, remove_room};
pub use take::take_room;
pub use unassign::{take_away, unassign_agent};
