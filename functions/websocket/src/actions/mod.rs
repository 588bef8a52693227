//! Actions that a client can send on a connection, one file each.

mod message;
mod ping;
mod read;
mod sync;
mod typing;
mod watch;

use shared::{
    ApiError, State,
    event::describe,
    http::{Fields, Input},
    ids::ConnectionId,
    openapi::Frames,
    spans,
};

/// Setting of the limit of all frames.
const FRAMES_LIMIT: &str = "FRAMES_PER_SECOND";

/// An action: the fields of its frame are those of its input.
trait Action: Input {
    /// Its name, `action` of the frame.
    const NAME: &'static str;
    /// Its effect, for the API's document.
    const SUMMARY: &'static str;
    /// The frames that answer it, for the API's document.
    const ANSWER: &'static str;

    /// Its limits for the API's document, each a sentence or the name of a setting.
    fn limits() -> Vec<String> {
        vec![FRAMES_LIMIT.to_owned()]
    }

    /// Carries it out and answers it.
    fn act(self, state: &State, id: &ConnectionId) -> impl Future<Output = Result<(), ApiError>> + Send;
}

macro_rules! actions {
    ($($action:ty),+ $(,)?) => {
        /// Carries out the action of this name.
        ///
        /// # Errors
        /// 400 for an unknown action, invalid fields; otherwise those of the action.
        pub async fn act(state: &State, id: &ConnectionId, name: &str, fields: Fields) -> Result<(), ApiError> {
            match name {
                $(<$action>::NAME => {
                    spans::record_action(<$action>::NAME);
                    fields.into_valid::<$action>()?.act(state, id).await
                })+
                other => Err(ApiError::field("action", format!("\"{other}\" is not a valid choice."))),
            }
        }

        fn describe_actions(frames: &mut Frames) {
            $(frames.received(
                <$action>::NAME,
                <$action>::SUMMARY,
                Fields::schema::<$action>(),
                <$action>::ANSWER,
                <$action>::limits(),
            );)+
        }
    };
}

actions!(
    sync::SyncRequest,
    message::NewMessage,
    read::ReadPosition,
    typing::Typing,
    watch::Watch,
    watch::Unwatch,
    ping::Ping
);

/// Describes all actions, and the frames that answer them or follow from them.
pub fn describe_all(frames: &mut Frames) {
    describe_actions(frames);
    describe::<sync::Sync>(frames);
    describe::<ping::Pong>(frames);
    describe::<watch::Watching>(frames);
    describe::<typing::TypingChange>(frames);
}
