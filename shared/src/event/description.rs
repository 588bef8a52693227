//! Descriptions of events as frames, for the API's document.

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{OneOfBuilder, Ref, RefOr, Schema},
};

use super::{
    EventData, Scope,
    data::{
        Ack, MessageCreated, MessageEdited, MessageRead, NoteCreated, NotificationCreated, Presence, RoomCreated,
        RoomUpdated,
    },
};
use crate::{
    ids::RoomId,
    openapi::{Frames, frame_name},
    time::Timestamp,
};

/// Describes the events that this crate publishes.
pub fn describe_all(frames: &mut Frames) {
    describe::<MessageCreated>(frames);
    describe::<MessageEdited>(frames);
    describe::<RoomUpdated>(frames);
    describe::<MessageRead>(frames);
    describe::<RoomCreated>(frames);
    describe::<NoteCreated>(frames);
    describe::<Presence>(frames);
    describe::<NotificationCreated>(frames);
    describe::<Ack>(frames);
}

/// Describes the frame of an event.
pub fn describe<T: EventData>(frames: &mut Frames) {
    let (named, own) = (frames.reference::<T>(), json!(T::schema()));
    // Data that is a view and nothing else goes by the name of the view.
    let data = own.get("$ref").map(|view| json!({"$ref": view})).unwrap_or(named);
    let mut properties = json!({
        "type": {"type": "string", "enum": [T::TYPE], "description": "Type of the frame."},
        "time": frames.reference::<Timestamp>(),
        "data": data,
    });
    properties["data"]["description"] = json!("Data of the event.");
    if T::SCOPE != Scope::System {
        properties["room_id"] = frames.reference::<RoomId>();
    }
    if T::SCOPE == Scope::History {
        properties["seq"] = json!({"type": "integer", "minimum": 1});
    }
    let summary = summary(&own);
    let required: Vec<String> = properties.as_object().into_iter().flat_map(|all| all.keys().cloned()).collect();
    let schema = json!({"type": "object", "properties": properties, "required": required});
    frames.sent(T::TYPE, &summary, schema, T::RECIPIENTS);
}

/// Schema of the frames of a room's history, which `sync` brings.
#[derive(Clone, Copy, Debug)]
pub struct HistoryFrame;

impl PartialSchema for HistoryFrame {
    fn schema() -> RefOr<Schema> {
        let frame = |kind| Ref::from_schema_name(frame_name(kind));
        let kinds = [MessageCreated::TYPE, MessageEdited::TYPE, RoomUpdated::TYPE];
        kinds.into_iter().map(frame).fold(OneOfBuilder::new(), OneOfBuilder::item).into()
    }
}

impl ToSchema for HistoryFrame {}

/// The doc comment of the data's type.
fn summary(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
