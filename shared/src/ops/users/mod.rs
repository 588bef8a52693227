//! Users: registering, editing and listing them.

mod create;
mod edit;
mod email;
mod list;
mod profile;

pub use create::{NewUser, add_user, count_registration, create_user};
pub(super) use create::{PreparedUser, prepare_user};
pub(super) use edit::PreparedEdit;
pub use edit::{UserEdit, edit_user};
pub use email::confirm_email;
pub use list::{UserFilters, list_users};
pub(super) use profile::Profile;
pub use profile::{OwnProfileChange, ProfileChange, change_profile};
