//! Lists of chat sessions, for admins.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::UserId,
    model::{ChatSession, DirectoryEntry, User},
    store::chat_sessions_of,
    table::{Page, PageRequest, Read, Table},
    time::Timestamp,
};

/// Users whose connections are read concurrently.
const CONCURRENCY: usize = 16;

/// Filter of a list of chat sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChatSessionFilter {
    /// User whose chat sessions to list.
    pub user_id: Option<UserId>,
}

impl Input for ChatSessionFilter {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { user_id: fields.integer("user_id").optional()?.map(UserId) })
    }
}

/// Lists live connections with their users: those of one user, or of the users of a page who are shown as online.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_chat_sessions(
    state: &State,
    filter: ChatSessionFilter,
    request: &PageRequest,
) -> Result<Page<(ChatSession, User)>, ApiError> {
    let table = &state.table;
    if let Some(user) = filter.user_id {
        return Ok(Page::new(live(table, vec![user]).await?, None));
    }
    let Page { items, next, previous, .. } =
        table.page::<DirectoryEntry>(&DirectoryEntry::all_online(), request, None).await?;
    let mut page = Page::new(live(table, items.iter().map(|entry| entry.user_id).collect()).await?, next);
    page.previous = previous;
    Ok(page)
}

/// Reads the live chat sessions of users, in their order, oldest first.
async fn live(table: &Table, users: Vec<UserId>) -> Result<Vec<(ChatSession, User)>, ApiError> {
    let entries = stream::iter(users.clone()).map(|user| chat_sessions_of(table, user)).buffered(CONCURRENCY);
    let entries: Vec<_> = entries.try_collect::<Vec<_>>().await?.concat();
    let chat_sessions = entries.iter().map(|entry| ChatSession::key_of(&entry.connection_id));
    let (chat_sessions, users): (Vec<ChatSession>, Vec<User>) = tokio::try_join!(
        table.get_all(chat_sessions, Read::Consistent),
        table.get_all(users.into_iter().map(User::key_of), Read::Eventual),
    )?;
    let now = Timestamp::now();
    let is_live = |chat_session: &ChatSession| chat_session.is_alive_at(now);
    let users: BTreeMap<UserId, User> = users.into_iter().map(|user| (user.id, user)).collect();
    let with_user = |chat_session: ChatSession| {
        let user = users.get(&chat_session.identity.user_id).cloned();
        user.map(|user| (chat_session, user))
    };
    let mut live: Vec<_> = chat_sessions.into_iter().filter(is_live).filter_map(with_user).collect();
    live.sort_by_key(|(chat_session, _)| (chat_session.identity.user_id, chat_session.opened_at));
    Ok(live)
}
