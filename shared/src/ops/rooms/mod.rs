//! Rooms: making and listing them, and everything that changes them.

mod assemble;
mod assign;
mod change;
mod create;
mod edit;
mod end;
mod head;
mod list;
mod route;

pub use assemble::{assemble, complete, read_room};
pub use assign::assign_agent;
pub use change::{change_room, unassign};
pub use create::{NewRoom, create_room};
pub use edit::{RoomEdit, edit_room};
pub use end::{close_room, resolve_room};
pub use head::{advance, head_now, open_head};
pub use list::{RoomFilters, list_rooms, open_rooms_of, rooms_of};
