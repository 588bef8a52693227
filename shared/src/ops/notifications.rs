//! Notifications: listing, counting and marking them.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    ApiError, State,
    auth::{Caller, Credentials},
    ids::{NotificationId, UserId},
    model::{Notification, NotificationsRead, Reading, UNREAD},
    table::{Entity, Page, PageRequest, Read, Table, Write},
    time::Timestamp,
    views::NotificationView,
};

/// Notifications marked concurrently.
const CONCURRENCY: usize = 16;

/// Lists a page of the caller's notifications, newest first, with the number of unread ones.
///
/// # Errors
/// 401 for invalid credentials, 404 for a cursor of another list.
pub async fn list_notifications(
    state: &State,
    credentials: Credentials,
    request: &PageRequest,
) -> Result<(u64, Page<NotificationView>), ApiError> {
    let (caller, mark) = with_mark(state, credentials).await?;
    let user_id = caller.identity.user_id;
    let newest_first = Notification::of_user(user_id).descending();
    let (page, unread) =
        tokio::try_join!(state.table.page(&newest_first, request, None), count(&state.table, user_id, mark.as_ref()))?;
    let page: Page<Notification> = page;
    Ok((unread, page.map(|notification| NotificationView::new(&notification, mark.as_ref()))))
}

/// Counts the caller's unread notifications.
///
/// # Errors
/// 401 for invalid credentials.
pub async fn count_unread(state: &State, credentials: Credentials) -> Result<u64, ApiError> {
    let (caller, mark) = with_mark(state, credentials).await?;
    Ok(count(&state.table, caller.identity.user_id, mark.as_ref()).await?)
}

/// Counts a user's unread notifications, for callers that have authenticated already.
///
/// # Errors
/// A failed read of the table.
pub async fn unread_of(table: &Table, user_id: UserId) -> Result<u64, ApiError> {
    let mark = table.get(&NotificationsRead::key_of(user_id), Read::Eventual).await?;
    Ok(count(table, user_id, mark.as_ref()).await?)
}

/// Marks one notification as read.
///
/// # Errors
/// 401 for invalid credentials, 404 for a notification that the caller doesn't have.
pub async fn mark_notification_read(
    state: &State,
    credentials: Credentials,
    id: NotificationId,
) -> Result<NotificationView, ApiError> {
    let (caller, mark) = with_mark(state, credentials).await?;
    let key = Notification::key_of(caller.identity.user_id, id);
    let notification: Option<Notification> = state.table.get(&key, Read::Consistent).await?;
    let mut notification = notification.ok_or(ApiError::NotFound)?;
    if notification.read_at.is_none() {
        let now = Timestamp::now();
        state.table.write(read_at(&notification, now)).await?;
        let is_unread = |mark: &NotificationsRead| notification.id > mark.up_to;
        if mark.as_ref().is_none_or(is_unread) {
            clear(&state.table, &notification).await?;
        }
        notification.read_at = Some(now);
    }
    Ok(NotificationView::new(&notification, mark.as_ref()))
}

/// Marks those of these notifications that the caller has as read; returns how many were unread.
///
/// # Errors
/// 401 for invalid credentials.
pub async fn mark_read(state: &State, credentials: Credentials, ids: Vec<NotificationId>) -> Result<u64, ApiError> {
    let (caller, mark) = with_mark(state, credentials).await?;
    let keys = ids.into_iter().map(|id| Notification::key_of(caller.identity.user_id, id));
    let notifications: Vec<Notification> = state.table.get_all(keys, Read::Consistent).await?;
    let is_unread = |notification: &Notification| {
        notification.read_at.is_none() && mark.as_ref().is_none_or(|mark| notification.id > mark.up_to)
    };
    let now = Timestamp::now();
    let marked = stream::iter(notifications.into_iter().filter(is_unread))
        .map(|notification| async move {
            let write = read_at(&notification, now).when_same("read_at", None::<Timestamp>);
            let is_marked = state.table.write_if(write).await?;
            clear(&state.table, &notification).await?;
            Ok::<_, ApiError>(is_marked)
        })
        .buffer_unordered(CONCURRENCY)
        .try_fold(0, |count, is_marked| std::future::ready(Ok(count + u64::from(is_marked))));
    marked.await
}

/// Write that marks a notification as read, if it still exists.
fn read_at(notification: &Notification, now: Timestamp) -> Write {
    Write::update(notification.key()).set("read_at", now).remove(UNREAD.partition_attribute()).when_exists()
}

/// Records in the room that its notification was read, so that the next message creates one again.
async fn clear(table: &Table, notification: &Notification) -> Result<(), ApiError> {
    if let Some(side) = notification.side {
        table.write_if(Reading::clear(notification.room_id, side, notification.id.unix_millis())).await?;
    }
    Ok(())
}

/// Marks all notifications as read by moving one mark up to the newest; returns how many were unread. A later one stays
/// unread.
///
/// # Errors
/// 401 for invalid credentials.
pub async fn mark_all_read(state: &State, credentials: Credentials) -> Result<u64, ApiError> {
    let user_id = credentials.user_id;
    let newest = Notification::of_user(user_id).descending().consistent();
    let (known, newest) = tokio::join!(with_mark(state, credentials), state.table.take::<Notification>(&newest, 1));
    let ((_, mark), newest) = (known?, newest?.pop());
    let Some(newest) = newest else { return Ok(0) };
    let read = Write::update(NotificationsRead::key_of(user_id))
        .set("user_id", user_id)
        .set("up_to", newest.id)
        .set("at", Timestamp::now())
        // A concurrent request may have moved it further already.
        .when_absent_or_below("up_to", newest.id);
    let (count, read) = tokio::join!(count(&state.table, user_id, mark.as_ref()), state.table.write_if(read));
    read?;
    Ok(count?)
}

/// Authenticates the caller and reads their mark, in one round trip.
async fn with_mark(state: &State, credentials: Credentials) -> Result<(Caller, Option<NotificationsRead>), ApiError> {
    let key = NotificationsRead::key_of(credentials.user_id);
    let mark = state.table.get(&key, Read::Eventual);
    let (caller, mark) = tokio::join!(credentials.authenticate(&state.table), mark);
    Ok((caller?, mark?))
}

/// Counts the unread notifications after the mark: only individually unread ones are in the index.
async fn count(table: &Table, user_id: UserId, mark: Option<&NotificationsRead>) -> Result<u64, crate::table::Error> {
    table.count(&Notification::unread_of(user_id, mark.map(|mark| mark.up_to))).await
}
