//! Edit of a visitor's name and addresses, once the room is open.

use chrono::Duration;

use super::NAME_LIMIT;
use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::RoomId,
    model::{Identity, RoomChange, RoomDetails, User},
    ops::{
        race::{Attempt, retry_on_conflict},
        rooms::change_room,
        sessions,
        users::{Profile, ProfileChange},
    },
    store::{Throttle, get_user},
};

/// Maximum number of edits per visitor and hour.
pub const CONTACT_EDITS: u64 = 10;
/// Window of that limit.
const EDITS_WINDOW: Duration = Duration::hours(1);

/// Name and addresses of a visitor; empty and absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct ContactEdit {
    /// Name.
    pub full_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone_number: Option<String>,
}

impl Input for ContactEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let full_name = fields.name("full_name").nullable().max(NAME_LIMIT).optional();
        let email = fields.email("email").nullable().optional();
        let phone_number = fields.phone_number("phone_number").nullable().optional();
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Self { full_name: filled(full_name?), email: filled(email?), phone_number: filled(phone_number?) })
    }
}

impl ContactEdit {
    /// The change of a visitor's profile: what an identity token has said of them stays.
    fn of(&self, user: &User) -> ProfileChange {
        let is_open = |said: &str| user.external_id.is_none() || said.is_empty();
        let Self { full_name, email, phone_number } = self.clone();
        ProfileChange {
            first_name: full_name.filter(|_| is_open(&user.first_name)),
            last_name: None,
            email: email.filter(|_| is_open(&user.email)),
            phone_number,
        }
    }
}

/// Edits the contact data of a room's visitor, and publishes it as an edit of the room.
///
/// # Errors
/// 404 for another's room; 429 after too many edits.
pub async fn edit_contact(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    edit: ContactEdit,
) -> Result<RoomDetails, ApiError> {
    Throttle::new(&format!("CONTACT#{}", by.user_id), CONTACT_EDITS, EDITS_WINDOW).take(&state.table).await?;
    let edit = &edit;
    let user = retry_on_conflict(|| async move {
        let user = get_user(&state.table, by.user_id).await?;
        let change = edit.of(&user);
        let profile = Profile::of(user).changed(&change);
        state.table.transact(vec![profile.write()]).await?;
        Ok::<_, Attempt>(profile.after)
    })
    .await?;
    sessions::rename(state, &user).await?;
    let by = Identity { name: user.full_name(), ..by.clone() };
    // Also when it changes nothing of the room itself: whoever shows it loads the visitor again.
    change_room(state, &by, room_id, |room, _| {
        room.customer_search = user.search_text();
        Ok(Some(RoomChange::Edited))
    })
    .await
}
