//! Listing of rooms: each filter uses its index, if there is one.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    ApiError, State,
    auth::Caller,
    http::{Fields, Input},
    ids::{AgentId, RoomId, UserId},
    model::{Identity, Priority, Room, RoomDetails, RoomOrder, RoomStatus},
    store::assemble_rooms,
    table::{LAST_DAY, Page, PageRequest, Query, Read},
    text::folded,
};

/// Filters of a list of rooms, and its order.
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
    /// Customer.
    pub chat_user_id: Option<UserId>,
    /// First and last day of its creation, in UTC.
    pub period: (Option<NaiveDate>, Option<NaiveDate>),
    /// `true` for those only whose customer has rated them in words.
    pub has_comment: bool,
    /// Words in subject, description, or the customer's names, and for staff in a tag; folded.
    pub search: Option<String>,
    /// Without one, each list has its own: the queue goes by priority, an agent's rooms by status.
    pub ordering: Option<RoomOrder>,
}

impl Input for RoomFilters {
    fn read(fields: &mut Fields) -> Option<Self> {
        let status = fields.choice("status").optional();
        let priority = fields.choice("priority").optional();
        let tag = fields.line("tag").optional();
        let agent_id = fields.integer("agent_id").optional();
        let chat_user_id = fields.integer("chat_user_id").optional();
        let period = fields.period();
        let has_comment = fields.boolean("has_comment").or(false);
        let search = fields.line("search").optional();
        let ordering = fields.choice("ordering").optional();
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Self {
            status: status?,
            priority: priority?,
            tag: given(tag?).map(|tag| folded(&tag)),
            agent_id: agent_id?.map(AgentId),
            chat_user_id: chat_user_id?.map(UserId),
            period: period?,
            has_comment: has_comment?,
            search: given(search?).map(|text| folded(&text)),
            ordering: ordering?,
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
        let Self { status, priority, tag, agent_id, chat_user_id, period, has_comment, search, ordering: _ } = self;
        status.is_none()
            && priority.is_none()
            && tag.is_none()
            && agent_id.is_none()
            && chat_user_id.is_none()
            && *period == (None, None)
            && !has_comment
            && search.is_none()
    }

    fn matches(&self, room: &Room, is_staff: bool) -> bool {
        let searched = |text: &String| {
            let texts = [&room.subject, &room.description].into_iter().chain(room.tags.iter().filter(|_| is_staff));
            texts.map(|own| folded(own)).any(|own| own.contains(text)) || room.customer_search.contains(text)
        };
        self.status.is_none_or(|status| room.status == status)
            && self.priority.is_none_or(|priority| room.priority == priority)
            && self.tag.as_ref().is_none_or(|tag| room.tags.iter().any(|own| folded(own) == *tag))
            && self.agent_id.is_none_or(|id| room.agent.as_ref().is_some_and(|agent| agent.id == id))
            && self.chat_user_id.is_none_or(|id| room.customer_id == id)
            && (!self.has_comment || !room.rating_comment.is_empty())
            && self.contains(room.created_at.day())
            && self.search.as_ref().is_none_or(searched)
    }

    fn contains(&self, day: NaiveDate) -> bool {
        let (from, to) = self.period;
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }

    /// Chooses the smallest list that contains all matching rooms, and the filters left to apply.
    fn plan(&self, who: &Identity) -> (Query, Self) {
        let rest = self.clone();
        if !who.role.is_staff() {
            return self.by_age(Room::of_customer(who.user_id), rest);
        }
        if let Some(customer) = self.chat_user_id {
            return self.by_age(Room::of_customer(customer), Self { chat_user_id: None, ..rest });
        }
        match (self.agent_id, self.status) {
            (Some(agent_id), Some(status)) => {
                (self.ordered(Room::of_agent_with(agent_id, status)), Self { agent_id: None, status: None, ..rest })
            }
            (Some(agent_id), None) if self.ordering.is_none() => {
                (Room::of_agent(agent_id), Self { agent_id: None, ..rest })
            }
            (None, Some(RoomStatus::Waiting)) if self.ordering.is_none() => {
                (Room::queue(), Self { status: None, ..rest })
            }
            (None, Some(status)) if status != RoomStatus::Waiting => {
                self.by_age(Room::with_status(status), Self { status: None, ..rest })
            }
            _ => self.by_age(Room::all(), rest),
        }
    }

    /// A list that goes by age, from the first day to the last.
    fn by_age(&self, list: Query, rest: Self) -> (Query, Self) {
        let list = self.ordered(list);
        match self.period {
            (None, None) => (list, rest),
            (from, to) => {
                let list = Room::created_between(list, from.unwrap_or_default(), to.unwrap_or(LAST_DAY));
                (list, Self { period: (None, None), ..rest })
            }
        }
    }

    /// A list that goes by age, the newest first, in the order that is asked for.
    fn ordered(&self, list: Query) -> Query {
        if self.ordering == Some(RoomOrder::OldestFirst) { list.reversed() } else { list }
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
    let is_staff = caller.identity.role.is_staff();
    let matches = |room: &Room| rest.matches(room, is_staff);
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
