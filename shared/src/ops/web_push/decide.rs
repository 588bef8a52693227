//! Decision on a web push that is due.

use chrono::Duration;

use crate::{
    ApiError, State,
    model::{
        Head, LogEntry, Notification, NotificationSettings, NotificationType, PRESENCE_TIMEOUT, Room, RoomChange,
        RoomStatus, Side, User, WebPush,
    },
    ops::notification_texts::{new_chat, new_message, room_changed},
    store::find_head,
    table::Read,
    time::Timestamp,
    views::WebPushView,
};

/// Time after which it is looked again whether a user who is connected has seen an event: a connection that has broken
/// counts until then.
const RECHECK_DELAY: Duration = Duration::seconds(PRESENCE_TIMEOUT.num_seconds() + 5);

/// Decision on a web push that is due.
pub(super) enum Decision {
    /// It isn't needed.
    Drop,
    /// Its user is looking: to be decided again at this time.
    Postpone(Timestamp),
    /// It is sent, with this content.
    Send(WebPushView),
}

/// Decides on a web push that is due.
///
/// # Errors
/// A failed read of the table.
pub(super) async fn decide(state: &State, push: &WebPush) -> Result<Decision, ApiError> {
    let now = Timestamp::now();
    if !WebPush::is_fresh(push.created_at, now) {
        return Ok(Decision::Drop);
    }
    let head = find_head(&state.table, push.room_id, Read::Consistent).await?;
    let Some(head) = head.filter(|head| is_wanted(push, head)) else { return Ok(Decision::Drop) };
    let (user, customer) = (User::key_of(push.user_id), User::key_of(head.customer_id));
    let (room, entry) = (Room::key_of(push.room_id), LogEntry::key_of(push.room_id, push.seq));
    let settings = NotificationSettings::key_of(push.user_id);
    let keys = [user.clone(), customer.clone(), room.clone(), entry.clone(), settings.clone()];
    let items = state.table.get_many(keys, Read::Consistent).await?;
    let occasion = push.notification_type.occasion();
    let settings = items.get::<NotificationSettings>(&settings)?;
    if settings.is_some_and(|settings| occasion.is_some_and(|occasion| !settings.is_pushed(occasion))) {
        return Ok(Decision::Drop);
    }
    let user = items.get::<User>(&user)?.filter(|user| user.is_active);
    let room = items.get::<Room>(&room)?.zip(items.get::<LogEntry>(&entry)?);
    let people = user.zip(items.get::<User>(&customer)?);
    let Some(((user, customer), (room, entry))) = people.zip(room) else { return Ok(Decision::Drop) };
    // Our pages ring by themselves, also in the background.
    if user.is_connected_at(now) {
        return Ok(Decision::Postpone(now.after(RECHECK_DELAY)));
    }
    let Some(notification) = notification(push, &head, &entry, &room, &customer) else { return Ok(Decision::Drop) };
    let view = WebPushView::new(&notification, &room);
    let desk = state.desk().await?;
    Ok(Decision::Send(if desk.push.hide_text { view.without_text() } else { view }))
}

/// `false` once the user has seen what it is about, or it is another's.
fn is_wanted(push: &WebPush, head: &Head) -> bool {
    match push.notification_type {
        NotificationType::NewChat | NotificationType::AgentUnassigned => head.status == RoomStatus::Waiting,
        NotificationType::NewMessage => side_of(push, head).is_some_and(|side| head.position(side).seq < push.seq),
        NotificationType::AgentAssigned | NotificationType::ChatTransferred => {
            let is_theirs = head.status == RoomStatus::Active && side_of(push, head) == Some(Side::Agent);
            is_theirs && head.position(Side::Agent).seq < push.seq
        }
        NotificationType::ChatResolved | NotificationType::ChatClosed => false,
    }
}

/// Side of the room that the user is on now.
fn side_of(push: &WebPush, head: &Head) -> Option<Side> {
    [Side::Customer, Side::Agent].into_iter().find(|&side| head.user_on(side) == Some(push.user_id))
}

/// The notification with the same text.
fn notification(push: &WebPush, head: &Head, entry: &LogEntry, room: &Room, customer: &User) -> Option<Notification> {
    let user = push.user_id;
    let changed = |change| room_changed(user, change, room, "");
    match push.notification_type {
        NotificationType::NewMessage => Some(new_message((user, side_of(push, head)?), head, &entry.as_message()?)),
        NotificationType::NewChat => Some(new_chat(user, room, &customer.full_name())),
        NotificationType::AgentAssigned => changed(RoomChange::Assigned),
        NotificationType::AgentUnassigned => changed(RoomChange::Unassigned),
        NotificationType::ChatTransferred => changed(RoomChange::Transferred),
        NotificationType::ChatResolved | NotificationType::ChatClosed => None,
    }
}
