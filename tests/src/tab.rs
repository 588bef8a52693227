//! The reference client in somebody's hands, as a tab of their browser.

use client::{Client, Network, Status, Timing, Tokens};
use tokio::time::timeout;

use crate::{
    Actor, DEADLINE, Room,
    replica::{lasting, snapshot},
};

/// A tab.
#[derive(Debug)]
pub struct Tab {
    /// Client in it.
    pub client: Client,
    actor: Actor,
}

impl Actor {
    /// Opens a tab.
    pub fn opens_tab(&self) -> Tab {
        let [base_url, websocket_url] = self.urls().map(|url| url.parse().expect("a URL"));
        let network = Network::new(&base_url).with_websocket_url(&websocket_url);
        let tokens = Tokens { access: self.token.clone(), refresh: self.refresh.clone() };
        Tab { client: Client::start(network, tokens, Timing::default()), actor: self.clone() }
    }
}

impl Tab {
    /// Waits until it shows the room as HTTP has it now.
    pub async fn catches_up(&self, room: &Room) {
        let present = lasting(&snapshot(&self.actor, room).await);
        let copy = || self.client.room(&room.id).map(|copy| lasting(&copy));
        let mut changes = self.client.changes();
        let is_present = changes.wait_for(|_| copy().as_ref() == Some(&present));
        let has_caught_up = timeout(DEADLINE, is_present).await.is_ok();
        assert!(has_caught_up, "it shows {:?} instead of {present}", copy());
    }

    /// Waits until it stands so with the system.
    pub async fn becomes(&self, status: Status) {
        let mut now = self.client.status();
        let reached = timeout(DEADLINE, now.wait_for(|now| *now == status)).await;
        assert!(reached.is_ok(), "never {status:?}");
    }
}
