//! A client's copy of a room's log: pushes come late, early, twice or never, and `sync` brings what is missing.

use std::collections::BTreeSet;

use stateright::{Model, Property};

/// A copy is a beginning of the log.
pub const BEGINNING: &str = "a copy is a beginning of the log";

/// Entries that are appended to the log.
const ENTRIES: usize = 5;

/// The rules of a client, or those of one that applies a push before its turn.
#[derive(Clone, Copy, Debug)]
pub struct Copying {
    /// `true` if a push is applied before its turn.
    pub is_careless: bool,
}

/// A log of so many entries, and its copy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Copied {
    log: usize,
    copy: Vec<usize>,
    /// Pushes that came before their turn.
    early: BTreeSet<usize>,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// An entry is appended.
    Append,
    /// An entry is pushed, for the first time or again.
    Push(usize),
    /// The client asks for what it has missed, and gets this many entries at most.
    Sync(usize),
}

impl Model for Copying {
    type State = Copied;
    type Action = Action;

    fn init_states(&self) -> Vec<Copied> {
        vec![Copied { log: 0, copy: Vec::new(), early: BTreeSet::new() }]
    }

    fn actions(&self, state: &Copied, actions: &mut Vec<Action>) {
        if state.log < ENTRIES {
            actions.push(Action::Append);
        }
        actions.extend((0..state.log).map(Action::Push));
        actions.extend((1..=ENTRIES).map(Action::Sync));
    }

    fn next_state(&self, state: &Copied, action: Action) -> Option<Copied> {
        let mut state = state.clone();
        match action {
            Action::Append => state.log += 1,
            Action::Push(entry) if self.is_careless => state.copy.push(entry),
            Action::Push(entry) => {
                if state.copy.len() <= entry {
                    state.early.insert(entry);
                }
            }
            Action::Sync(limit) => state.copy.extend((state.copy.len()..state.log).take(limit)),
        }
        while state.early.remove(&state.copy.len()) {
            state.copy.push(state.copy.len());
        }
        state.early.retain(|entry| *entry > state.copy.len());
        Some(state)
    }

    fn within_boundary(&self, state: &Copied) -> bool {
        state.copy.len() <= ENTRIES
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let is_beginning = |_: &Self, state: &Copied| state.copy.iter().copied().eq(0..state.copy.len().min(state.log));
        vec![
            Property::always(BEGINNING, is_beginning),
            Property::sometimes("it is whole", |_, state: &Copied| state.copy.len() == ENTRIES),
        ]
    }
}
