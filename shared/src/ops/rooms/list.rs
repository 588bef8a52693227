//! Listing of rooms: each filter uses its index, if there is one.

use std::collections::BTreeMap;

use crate::{
    ApiError, State,
    auth::Caller,
    http::{Fields, Input},
    ids::{AgentId, RoomId},
    model::{Identity, Priority, Room, RoomDetails, RoomStatus},
    store::assemble_rooms,
    table::{Page, PageRequest, Query, Read},
    text::folded,
};

/// Filters of a list of rooms.
#[derive(Clone, Debug, Default)]
pub struct RoomFilters {
    /// Status.
    pub status: Option<RoomStatus>,
    /// Priority.
    pub priority: Option<Priority>,
    /// Tag, folded.
    pub tag: Option<String>,
    /// Agent.
    pub agent_id: Option<AgentId>,
    /// Words in subject, description, or the customer's names, folded.
    pub search: Option<String>,
}

impl Input for RoomFilters {
    fn read(fields: &mut Fields) -> Option<Self> {
        let status = fields.choice("status").optional();
        let priority = fields.choice("priority").optional();
        let tag = fields.line("tag").optional();
        let agent_id = fields.integer("agent_id").optional();
        let search = fields.line("search").optional();
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Self {
            status: status?,
            priority: priority?,
            tag: given(tag?).map(|tag| folded(&tag)),
            agent_id: agent_id?.map(AgentId),
            search: given(search?).map(|text| folded(&text)),
        })
    }
}

/// List of rooms for staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskList {
    /// The queue: the most urgent first, then the oldest.
    Waiting,
    /// The caller's own active rooms, the newest first.
    Mine,
    /// All, the newest first.
    All,
    /// Resolved and closed rooms: an agent's own, all for an admin.
    Ended,
}

impl RoomFilters {
    fn is_empty(&self) -> bool {
        matches!(self, Self { status: None, priority: None, tag: None, agent_id: None, search: None })
    }

    fn matches(&self, room: &Room) -> bool {
        let searched = |text: &String| {
            let texts = [&room.subject, &room.description].map(|text| folded(text));
            texts.iter().any(|own| own.contains(text)) || room.customer_search.contains(text)
        };
        self.status.is_none_or(|status| room.status == status)
            && self.priority.is_none_or(|priority| room.priority == priority)
            && self.tag.as_ref().is_none_or(|tag| room.tags.iter().any(|own| folded(own) == *tag))
            && self.agent_id.is_none_or(|id| room.agent.as_ref().is_some_and(|agent| agent.id == id))
            && self.search.as_ref().is_none_or(searched)
    }

    /// Chooses the smallest list that contains all matching rooms, and the filters left to apply.
    fn plan(&self, who: &Identity) -> (Query, Self) {
        let rest = self.clone();
        if !who.role.is_staff() {
            return (Room::of_customer(who.user_id), rest);
        }
        if let Some(agent_id) = self.agent_id {
            let rest = Self { agent_id: None, ..rest };
            return match self.status {
                Some(status) => (Room::of_agent_with(agent_id, status), Self { status: None, ..rest }),
                None => (Room::of_agent(agent_id), rest),
            };
        }
        match self.status {
            Some(RoomStatus::Waiting) => (Room::queue(), Self { status: None, ..rest }),
            Some(status) => (Room::with_status(status), Self { status: None, ..rest }),
            None => (Room::all(), rest),
        }
    }
}

/// Lists a page of the rooms that the caller may see.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_rooms(
    state: &State,
    caller: &Caller,
    filters: &RoomFilters,
    request: &PageRequest,
) -> Result<Page<RoomDetails>, ApiError> {
    let (query, rest) = filters.plan(&caller.identity);
    let matches = |room: &Room| rest.matches(room);
    page_of(state, &query, request, if rest.is_empty() { None } else { Some(&matches) }).await
}

/// Lists a page of one of the staff's lists.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_desk(
    state: &State,
    caller: &Caller,
    list: DeskList,
    request: &PageRequest,
) -> Result<Page<RoomDetails>, ApiError> {
    match (list, caller.identity.agent_id) {
        (DeskList::Waiting, _) => page_of(state, &Room::queue(), request, None).await,
        (DeskList::All, _) => page_of(state, &Room::all(), request, None).await,
        (DeskList::Mine, Some(agent_id)) => {
            page_of(state, &Room::of_agent_with(agent_id, RoomStatus::Active), request, None).await
        }
        (DeskList::Mine, None) => Ok(Page::new(Vec::new(), None)),
        (DeskList::Ended, Some(agent_id)) if !caller.is_admin() => {
            page_of(state, &Room::over_of_agent(agent_id), request, None).await
        }
        (DeskList::Ended, _) => page_of(state, &Room::all(), request, Some(&Room::is_over)).await,
    }
}

async fn page_of(
    state: &State,
    query: &Query,
    request: &PageRequest,
    filter: Option<&(dyn Fn(&Room) -> bool + Sync)>,
) -> Result<Page<RoomDetails>, ApiError> {
    let page: Page<Room> = state.table.page(query, request, filter).await?;
    let parts = assemble_rooms(&state.table, page.items.clone(), Read::Eventual).await?;
    let mut parts: BTreeMap<RoomId, RoomDetails> = parts.into_iter().map(|parts| (parts.room.id, parts)).collect();
    Ok(page.filter_map(|room| parts.remove(&room.id)))
}
