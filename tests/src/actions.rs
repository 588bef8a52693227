//! Actions that many tests take for granted; that they work is another test's claim.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use crate::{Actor, Answer, App, DEADLINE};

/// A room, by its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its id.
    pub id: String,
}

impl Room {
    /// Its address, or that of something under it: `path("resolve/")`.
    pub fn path(&self, below: &str) -> String {
        format!("/api/chat-rooms/{}/{below}", self.id)
    }
}

impl App {
    /// Gives a room to an agent, as the admin.
    pub async fn assign(&self, room: &Room, agent: &Actor) -> Value {
        let body = json!({"agent_id": agent.agent_id});
        self.admin().await.post(&room.path("assign_agent/"), body).await.ok()
    }

    /// A room of the customer's that the agent has.
    pub async fn active_room(&self, customer: &Actor, agent: &Actor) -> Room {
        let room = customer.opens("Help").await;
        self.assign(&room, agent).await;
        room
    }
}

/// Repeats a request for as long as the system says that it is too busy, as clients do: on a slow one, many at once can
/// be too many for one room.
pub async fn until_answered<F: Future<Output = Answer>>(request: impl Fn() -> F) -> Answer {
    let deadline = Instant::now() + DEADLINE;
    loop {
        let answer = timeout_at(deadline, request()).await.expect("an answer in time");
        if answer.status != 503 {
            return answer;
        }
        assert_eq!(answer.header("retry-after"), "1");
    }
}

impl Actor {
    /// Says that they are there.
    pub async fn comes_online(&self) {
        self.post("/api/users/update_status/", json!({"is_online": true})).await.ok();
    }

    /// Makes a room.
    pub async fn opens(&self, subject: &str) -> Room {
        self.opens_with(json!({"subject": subject})).await
    }

    /// Makes a room of these fields.
    pub async fn opens_with(&self, fields: Value) -> Room {
        let room = self.post("/api/chat-rooms/", fields).await.created();
        Room { id: room["id"].as_str().unwrap_or_default().into() }
    }

    /// Files a room under these fields, as staff.
    pub async fn files(&self, room: &Room, fields: Value) -> Value {
        self.patch(&room.path(""), fields).await.ok()
    }

    /// Sends a message, under a name of their own for it if one is given.
    pub async fn sends_message(&self, room: &Room, content: &str, client_message_id: Option<&str>) -> Answer {
        let body = json!({"chat_room_id": room.id, "content": content, "client_message_id": client_message_id});
        self.post("/api/messages/", body).await
    }

    /// Sends a message that must be accepted.
    pub async fn says(&self, room: &Room, content: &str) -> Value {
        self.sends_message(room, content, None).await.created()
    }

    /// Edits a message.
    pub async fn edits(&self, message: &Value, content: &str) -> Answer {
        self.put(&message_path(message, "edit/"), json!({"content": content})).await
    }

    /// Marks a message as read.
    pub async fn marks_read(&self, message: &Value) -> Answer {
        self.post_empty(&message_path(message, "mark_read/")).await
    }

    /// Marks a message as unread.
    pub async fn marks_unread(&self, message: &Value) -> Answer {
        self.post_empty(&message_path(message, "mark_unread/")).await
    }

    /// The room as they see it.
    pub async fn sees(&self, room: &Room) -> Value {
        self.get(&room.path("")).await.ok()
    }

    /// All that people said in the room, oldest first.
    pub async fn reads_all(&self, room: &Room) -> Vec<Value> {
        let messages = self.reads_everything(room).await.into_iter();
        messages.filter(|message| message["sender_type"] != "system").collect()
    }

    /// All messages of the room, oldest first.
    pub async fn reads_everything(&self, room: &Room) -> Vec<Value> {
        let mut pages = Vec::new();
        let mut url = Some(room.path("messages/?page_size=100"));
        while let Some(here) = url {
            let page = self.get(&here).await.ok();
            url = page["next"].as_str().map(str::to_owned);
            pages.push(page["results"].as_array().cloned().unwrap_or_default());
        }
        pages.into_iter().rev().flatten().collect()
    }

    /// Checks if their token is good for anything.
    pub async fn is_signed_in(&self) -> bool {
        self.get("/api/users/me/").await.status == 200
    }

    /// A request that says its content is of a type, whatever it is.
    pub async fn sends_raw(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let request = self.request(method, path).header("content-type", content_type);
        self.sends(request.body(body)).await
    }

    /// A list, walked from its first page to its last.
    pub async fn walks(&self, path: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut url = Some(path.to_owned());
        while let Some(here) = url {
            let page = self.get(&here).await.ok();
            all.extend(page["results"].as_array().cloned().unwrap_or_default());
            url = page["next"].as_str().map(str::to_owned);
        }
        all
    }

    /// The pages of a list, walked forward to its end, and back from there to its beginning; each time in the list's
    /// order.
    pub async fn walks_there_and_back(&self, path: &str) -> (Vec<Value>, Vec<Value>) {
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let mut page = self.get(path).await.ok();
        assert!(page["previous"].is_null(), "{path}");
        loop {
            there.push(page["results"].clone());
            let Some(next) = page["next"].as_str() else { break };
            page = self.get(next).await.ok();
        }
        loop {
            back.insert(0, page["results"].clone());
            let Some(previous) = page["previous"].as_str() else { break };
            page = self.get(previous).await.ok();
        }
        (there, back)
    }
}

fn message_path(message: &Value, below: &str) -> String {
    format!("/api/messages/{}/{below}", message["id"].as_str().unwrap_or_default())
}
