//! Model of a room: its state after each action, by the contract alone and in as few lines as that takes.

use std::collections::BTreeMap;

/// Role does something: the customer, one of two agents, or the admin. The system only has something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Customer,
    Agent(usize),
    Admin,
    System,
}

/// A deed. Messages are chosen by number among those that there are.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    Say,
    Edit(usize),
    Read(usize),
    Unread(usize),
    Assign(usize),
    Take,
    Unassign,
    Transfer(usize),
    Resolve,
    Close,
    Reopen,
    Rate(u8),
    Tag(u8),
}

/// A room.
#[derive(Clone, Debug)]
pub struct Room {
    pub status: &'static str,
    pub agent: Option<usize>,
    pub seq: u64,
    /// Role wrote which event.
    pub messages: BTreeMap<u64, Role>,
    /// Up to which event the customer's side and the agent's have read.
    pub positions: [u64; 2],
    /// Whom it counts for as resolved.
    pub resolved_by: Option<usize>,
    pub tag: Option<u8>,
    pub rating: Option<u8>,
}

impl Default for Room {
    fn default() -> Self {
        let (messages, positions, resolved_by) = (BTreeMap::new(), [0, 0], None);
        Self { status: "waiting", agent: None, seq: 0, messages, positions, resolved_by, tag: None, rating: None }
    }
}

impl Room {
    /// The number of a message that somebody sent, of which there is one at least.
    pub fn message(&self, choice: usize) -> Option<(u64, Role)> {
        let sent = || self.messages.iter().filter(|(_, who)| **who != Role::System);
        sent().nth(choice % sent().count().max(1)).map(|(&seq, &who)| (seq, who))
    }

    /// Does it, or not: gives the status of the answer. `None` when there is nothing to do it to.
    pub fn perform(&mut self, who: Role, deed: Action) -> Option<u16> {
        let before = self.clone();
        let status = self.attempt(who, deed)?;
        if status >= 400 {
            *self = before;
        }
        Some(status)
    }

    fn attempt(&mut self, who: Role, deed: Action) -> Option<u16> {
        let is_closed = self.status == "closed";
        Some(match deed {
            Action::Say if is_closed => 400,
            Action::Say => self.say(who),
            Action::Edit(choice) => match self.message(choice)? {
                (_, author) if author != who => 403,
                _ if is_closed => 400,
                _ => self.changed(),
            },
            Action::Read(choice) | Action::Unread(choice) => {
                let (seq, author) = self.message(choice)?;
                let side = usize::from(author == Role::Customer);
                if self.side_of(who) != Some(side) {
                    return Some(403);
                }
                let position = &mut self.positions[side];
                *position = if matches!(deed, Action::Read(_)) { seq.max(*position) } else { (seq - 1).min(*position) };
                200
            }
            Action::Assign(_) if who != Role::Admin => 403,
            Action::Assign(agent) => match self.status {
                "active" if self.agent == Some(agent) => 200,
                "waiting" | "active" => {
                    (self.status, self.agent) = ("active", Some(agent));
                    self.announced()
                }
                _ => 400,
            },
            Action::Take => match (who, self.status) {
                (Role::Agent(_), "active") if self.is_agent(who) => 200,
                (Role::Agent(agent), "waiting") => {
                    (self.status, self.agent) = ("active", Some(agent));
                    self.announced()
                }
                (Role::Agent(_), _) => 400,
                _ => 403,
            },
            Action::Unassign if !self.is_in_charge(who) => 403,
            Action::Unassign if self.status != "active" => 400,
            Action::Unassign => {
                (self.status, self.agent) = ("waiting", None);
                self.announced()
            }
            Action::Transfer(_) if who == Role::Customer => 403,
            Action::Transfer(agent) if self.active_with(agent) == 1 => 200,
            Action::Transfer(_) if !self.is_in_charge(who) => 403,
            Action::Transfer(_) if self.status != "active" => 400,
            Action::Transfer(agent) => {
                self.agent = Some(agent);
                self.announced()
            }
            Action::Resolve if !self.may_end(who) => 403,
            Action::Resolve if self.is_over() => 400,
            Action::Resolve => {
                self.status = "resolved";
                self.resolved_by = self.agent;
                self.changed()
            }
            Action::Close if !self.may_end(who) && who != Role::Customer => 403,
            Action::Close if is_closed => 400,
            Action::Close => {
                self.status = "closed";
                self.changed()
            }
            Action::Reopen if who == Role::Customer => 403,
            Action::Reopen if !self.is_over() => 400,
            Action::Reopen => {
                self.resolved_by = None;
                (self.status, self.agent) = match who {
                    Role::Agent(agent) => ("active", Some(agent)),
                    _ => ("waiting", None),
                };
                self.announced()
            }
            Action::Rate(_) if who != Role::Customer => 403,
            Action::Rate(_) if !self.is_over() => 400,
            Action::Rate(rating) => match self.rating {
                Some(given) if given == rating => 200,
                Some(_) => 400,
                None => {
                    self.rating = Some(rating);
                    self.changed()
                }
            },
            Action::Tag(_) if who == Role::Customer => 403,
            Action::Tag(tag) if self.tag == Some(tag) => 200,
            Action::Tag(tag) => {
                self.tag = Some(tag);
                self.changed()
            }
        })
    }

    fn say(&mut self, who: Role) -> u16 {
        // A customer who writes again reopens the room: with its agent, who is there and has a place left.
        if self.status == "resolved" && who == Role::Customer {
            self.resolved_by = None;
            self.status = if self.agent.is_some() { "active" } else { "waiting" };
            self.announced();
        }
        self.seq += 1;
        self.messages.insert(self.seq, who);
        // Role answers has read.
        if let Some(side) = self.side_of(who) {
            self.positions[side] = self.seq;
        }
        201
    }

    /// Number of rooms that an agent has resolved, as this is the only one.
    pub fn resolved(&self, agent: usize) -> u64 {
        u64::from(self.resolved_by == Some(agent))
    }

    fn changed(&mut self) -> u16 {
        self.seq += 1;
        200
    }

    /// A change of which the system speaks in the conversation.
    fn announced(&mut self) -> u16 {
        self.seq += 2;
        self.messages.insert(self.seq, Role::System);
        200
    }

    fn is_over(&self) -> bool {
        ["resolved", "closed"].contains(&self.status)
    }

    fn is_in_charge(&self, who: Role) -> bool {
        who == Role::Admin || self.is_agent(who)
    }

    fn may_end(&self, who: Role) -> bool {
        self.is_in_charge(who) || matches!(who, Role::Agent(_)) && self.status == "waiting"
    }

    fn is_agent(&self, who: Role) -> bool {
        self.agent.is_some_and(|agent| who == Role::Agent(agent))
    }

    fn side_of(&self, who: Role) -> Option<usize> {
        if who == Role::Customer { Some(0) } else { self.is_agent(who).then_some(1) }
    }

    /// Number of messages of the other side that a side has not read.
    pub fn unread(&self, side: usize) -> usize {
        let for_side = |who: Role| who != Role::System && usize::from(who == Role::Customer) == side;
        self.messages.iter().filter(|&(&seq, &who)| for_side(who) && seq > self.positions[side]).count()
    }

    /// Number of active rooms of an agent, as this is the only one.
    pub fn active_with(&self, agent: usize) -> u64 {
        u64::from(self.status == "active" && self.agent == Some(agent))
    }
}
