//! The directory of users: all of them by number, or the online ones.

use std::collections::BTreeMap;

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::UserId,
    model::{DirectoryEntry, User},
    table::{Page, PageRequest, Read},
    text::folded,
    time::Timestamp,
};

/// Filters of the list of users.
#[derive(Clone, Debug)]
pub struct UserFilters {
    /// Words in username, e-mail address or names, folded.
    pub search: Option<String>,
    /// Only online users, or only offline ones.
    pub is_online: Option<bool>,
}

impl Input for UserFilters {
    fn read(fields: &mut Fields) -> Option<Self> {
        let search = fields.line("search").optional();
        let is_online = fields.boolean("is_online").optional();
        let search = search?.map(|text| folded(&text)).filter(|text| !text.is_empty());
        Some(Self { search, is_online: is_online? })
    }
}

/// Lists a page of users. Filtered by `is_online` it may be short: users whose connections are silent are removed.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_users(state: &State, filters: &UserFilters, request: &PageRequest) -> Result<Page<User>, ApiError> {
    let query = match filters.is_online {
        Some(true) => DirectoryEntry::all_online(),
        _ => DirectoryEntry::all(),
    };
    let search = filters.search.as_deref().unwrap_or_default();
    let matches = |entry: &DirectoryEntry| entry.search.contains(search);
    let filter: Option<&(dyn Fn(&DirectoryEntry) -> bool + Sync)> =
        if search.is_empty() { None } else { Some(&matches) };
    let page: Page<DirectoryEntry> = state.table.page(&query, request, filter).await?;

    let keys = page.items.iter().map(|entry| User::key_of(entry.user_id));
    let users: Vec<User> = state.table.get_all(keys, Read::Eventual).await?;
    let now = Timestamp::now();
    let is_wanted = |user: &User| filters.is_online.is_none_or(|online| user.is_online_at(now) == online);
    let mut users: BTreeMap<UserId, User> = users.into_iter().filter(is_wanted).map(|user| (user.id, user)).collect();
    Ok(page.filter_map(|entry| users.remove(&entry.user_id)))
}
