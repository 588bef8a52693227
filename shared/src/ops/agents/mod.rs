//! Agents: creating, editing, listing and removing them.

mod create;
mod edit;
mod list;
mod own;
mod remove;

pub use create::{NewAgent, create_agent};
pub use edit::{AgentEdit, edit_agent, get_agent, toggle_availability};
pub use list::list_agents;
pub use own::{OwnAgent, answer_chats};
pub use remove::remove_agent;
