//! The frames that a client has sent and that are not answered yet. A frame that is answered without an error must be
//! one that the document has.

use std::collections::VecDeque;

use serde_json::Value;

use crate::contract::deviation_of_action;

/// Frames without an answer, in their order.
#[derive(Debug, Default)]
pub(crate) struct SentFrames(VecDeque<Sent>);

#[derive(Debug)]
struct Sent {
    frame: Value,
    deviation: Option<String>,
}

impl SentFrames {
    /// Remembers a frame. Text that is no object can only be refused.
    pub fn add(&mut self, text: &str) {
        if let Ok(frame @ Value::Object(_)) = serde_json::from_str(text) {
            let deviation = deviation_of_action(&frame);
            self.0.push_back(Sent { frame, deviation });
        }
    }

    /// Takes a frame of the server as the answer that it may be.
    ///
    /// # Panics
    /// If a frame that the document doesn't have is answered as if it were one.
    #[track_caller]
    pub fn answered_by(&mut self, answer: &Value) {
        let actions: &[&str] = match answer["type"].as_str() {
            Some("error") => return self.refused(answer),
            Some("ack") => &["message"],
            Some("sync") => &["sync"],
            Some("watching") => &["watch", "unwatch"],
            Some("pong") => &["ping"],
            _ => return,
        };
        let is_its = |sent: &Sent| {
            let id = &answer["data"]["client_message_id"];
            let is_action = sent.frame["action"].as_str().is_some_and(|action| actions.contains(&action));
            is_action && (id.is_null() || &sent.frame["client_message_id"] == id)
        };
        if let Some(position) = self.0.iter().position(is_its) {
            accepted(&self.0.remove(position));
            // Frames of one connection are handled in turn: an error about an earlier one would have come.
            let is_silent = |sent: &Sent| ["read", "typing"].map(Some).contains(&sent.frame["action"].as_str());
            let before: VecDeque<Sent> = self.0.drain(..position).collect();
            let (silent, others): (VecDeque<Sent>, VecDeque<Sent>) = before.into_iter().partition(is_silent);
            silent.into_iter().for_each(|sent| accepted(&Some(sent)));
            self.0 = others.into_iter().chain(self.0.drain(..)).collect();
        }
    }

    fn refused(&mut self, error: &Value) {
        let is_its = |sent: &Sent| {
            let id = &error["client_message_id"];
            sent.frame["action"].as_str() == error["action"].as_str()
                && (id.is_null() || &sent.frame["client_message_id"] == id)
        };
        if let Some(position) = self.0.iter().position(is_its) {
            self.0.remove(position);
        }
    }
}

#[track_caller]
fn accepted(sent: &Option<Sent>) {
    if let Some(Sent { frame, deviation: Some(deviation) }) = sent {
        panic!("the server accepts {frame}, but {deviation}");
    }
}
