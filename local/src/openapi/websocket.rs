//! The frames of the WebSocket in the document: `x-websocket`, since OpenAPI has no words for them. Their schemas stand
//! with the others.

use serde_json::{Value, json};

use super::examples;

const DESCRIPTION: &str = "\
Connect with `?ticket=` of `create_ws_ticket`, or with `?token=`; the handshake is refused with 401 without a valid one, with \
429 beyond the limit of connections. Every frame is one JSON object, of at most 32 KB from a client: a larger one closes \
the connection with 1009. Clients send actions. A frame that is invalid or not allowed gets an `error`, and the connection \
stays, unless its session has ended. The server sends events. Those of a room's history carry its `seq`: 1, 2, 3 … without \
gaps, and applying them in order to an earlier state gives the present one. A push is a hint: after a gap one `sync` makes \
a client whole again, or `list_room_messages` with `after_seq`. Fields, types of frames and words may be added.";

/// Adds the frames; their schemas are tidied with the others.
pub fn add(document: &mut Value) {
    let frames = ::websocket::frames();
    document["x-websocket"] = json!({
        "description": DESCRIPTION,
        "url": "wss://{host}/ws",
        "limits": frames.limits,
        "client": frames.client,
        "server": frames.server,
    });
    for (name, schema) in frames.schemas {
        document["components"]["schemas"][name] = schema;
    }
}

/// Adds an example to every frame.
pub fn add_examples(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    for direction in ["client", "server"] {
        for frame in document["x-websocket"][direction].as_array_mut().into_iter().flatten() {
            frame["example"] = examples::of(&frame["schema"], &schemas);
        }
    }
}
