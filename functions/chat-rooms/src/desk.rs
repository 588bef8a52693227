//! `GET /api/chat-rooms/waiting_chats/`, `my_chats/`, `all_chats/`, `filtered_chats/` and `resolved_closed_chats/`: the
//! room lists of the agent console.

use axum::{Json, extract::State};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use shared::{
    ApiError,
    auth::{Admin, Caller, Staff},
    http::{List, Paging, ValidQuery},
    model::RoomDetails,
    openapi,
    ops::{
        messages::latest_messages,
        rooms::{DeskList, RoomFilters, list_desk, list_rooms},
    },
    table::{PAGE_BYTES, Page, json_size},
    views::{ChatRoomView, MessageView},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema},
};

use crate::seen_by;

/// Messages of each room in `waiting_chats` and `my_chats`: their number, and their total size in bytes.
const MESSAGES_PER_ROOM: usize = 20;
const MAX_MESSAGES_BYTES: usize = 700_000;
/// Rooms whose messages are read concurrently.
const CONCURRENCY: usize = 8;

/// A page of rooms, in the envelope of these lists.
#[derive(Serialize)]
pub struct Chats<T> {
    chats: Vec<T>,
    pagination: Pagination,
}

#[derive(Serialize, ToSchema)]
struct Pagination {
    next: Option<String>,
    previous: Option<String>,
    has_next: bool,
    has_previous: bool,
    total_chats: Option<u64>,
}

impl<T> From<List<T>> for Chats<T> {
    fn from(list: List<T>) -> Self {
        let List { count, next, previous, results } = list;
        let (has_next, has_previous) = (next.is_some(), previous.is_some());
        let pagination = Pagination { next, previous, has_next, has_previous, total_chats: count };
        Self { chats: results, pagination }
    }
}

impl<T: ToSchema> PartialSchema for Chats<T> {
    fn schema() -> RefOr<Schema> {
        let list = ObjectBuilder::new()
            .description(Some("A page of rooms."))
            .property("chats", openapi::array_of::<T>())
            .property("pagination", Pagination::schema())
            .required("chats")
            .required("pagination");
        Schema::from(list).into()
    }
}

impl<T: ToSchema> ToSchema for Chats<T> {
    fn schemas(schemas: &mut openapi::Schemas) {
        openapi::name::<T>(schemas);
    }
}

/// A room with its last messages.
#[derive(Serialize, ToSchema)]
pub struct Conversation {
    #[serde(flatten)]
    room: ChatRoomView,
    messages: Vec<MessageView>,
}

/// Lists the queue, each room with its last messages: by priority, then oldest first.
#[utoipa::path(get, path = "/api/chat-rooms/waiting_chats")]
pub async fn waiting_chats(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    paging: Paging,
) -> Result<Json<Chats<Conversation>>, ApiError> {
    conversations(&state, &caller, DeskList::Waiting, &paging).await
}

/// Lists the caller's active rooms, each with its last messages.
#[utoipa::path(get, path = "/api/chat-rooms/my_chats")]
pub async fn my_chats(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    paging: Paging,
) -> Result<Json<Chats<Conversation>>, ApiError> {
    conversations(&state, &caller, DeskList::Mine, &paging).await
}

/// Loads a page of rooms with their messages. Stops at the size limit of an answer, so few rooms are read in vain.
async fn conversations(
    state: &shared::State,
    caller: &Caller,
    list: DeskList,
    paging: &Paging,
) -> Result<Json<Chats<Conversation>>, ApiError> {
    let page = list_desk(state, caller, list, &paging.request()?).await?;
    let load = |parts: &RoomDetails| {
        let (room, head) = (seen_by(state, caller, parts), parts.head.clone());
        async move {
            let messages = latest_messages(state, &head, MESSAGES_PER_ROOM, MAX_MESSAGES_BYTES).await?;
            Ok::<_, ApiError>(Conversation { room, messages })
        }
    };
    let loads: Vec<_> = page.items.iter().map(load).collect();
    let mut loaded = std::pin::pin!(stream::iter(loads).buffered(CONCURRENCY));
    let (mut conversations, mut bytes) = (Vec::new(), 0);
    while let Some(conversation) = loaded.try_next().await? {
        bytes += json_size(&conversation);
        conversations.push(conversation);
        if bytes > PAGE_BYTES {
            break;
        }
    }
    // The limit also cuts the page, and `next` continues with the rooms that were not loaded.
    let mut conversations = conversations.into_iter();
    let page = page.filter_map(|_| conversations.next());
    Ok(Json(paging.list(None, page).0.into()))
}

/// Lists all rooms, newest first.
#[utoipa::path(get, path = "/api/chat-rooms/all_chats")]
pub async fn all_chats(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    paging: Paging,
) -> Result<Json<Chats<ChatRoomView>>, ApiError> {
    chats(&state, &caller, DeskList::All, &paging).await
}

/// Lists rooms by the filters of `GET /api/chat-rooms/`.
#[utoipa::path(get, path = "/api/chat-rooms/filtered_chats")]
pub async fn filtered_chats(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    paging: Paging,
    ValidQuery(filters): ValidQuery<RoomFilters>,
) -> Result<Json<Chats<ChatRoomView>>, ApiError> {
    let page = list_rooms(&state, &caller, &filters, &paging.request()?).await?;
    Ok(envelope(&state, &caller, &paging, page))
}

/// Lists resolved and closed rooms: an agent's own, or all for an admin.
#[utoipa::path(get, path = "/api/chat-rooms/resolved_closed_chats")]
pub async fn resolved_closed_chats(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    paging: Paging,
) -> Result<Json<Chats<ChatRoomView>>, ApiError> {
    chats(&state, &caller, DeskList::Ended, &paging).await
}

async fn chats(
    state: &shared::State,
    caller: &Caller,
    list: DeskList,
    paging: &Paging,
) -> Result<Json<Chats<ChatRoomView>>, ApiError> {
    Ok(envelope(state, caller, paging, list_desk(state, caller, list, &paging.request()?).await?))
}

fn envelope(
    state: &shared::State,
    caller: &Caller,
    paging: &Paging,
    page: Page<RoomDetails>,
) -> Json<Chats<ChatRoomView>> {
    Json(paging.list(None, page.map(|parts| seen_by(state, caller, &parts))).0.into())
}
