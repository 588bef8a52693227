//! What a room is after what was done to it, by the contract alone: as little as that can be said in.

use std::collections::BTreeMap;

/// Who does something: the customer, one of two agents, or the admin. The system only has something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Customer,
    Agent(usize),
    Admin,
    System,
}

/// What is done. Messages are chosen by number among those that there are.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
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
    /// Who wrote which event.
    pub messages: BTreeMap<u64, Who>,
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
    pub fn message(&self, choice: usize) -> Option<(u64, Who)> {
        let sent = || self.messages.iter().filter(|(_, who)| **who != Who::System);
        sent().nth(choice % sent().count().max(1)).map(|(&seq, &who)| (seq, who))
    }

    /// Does it, or not: gives the status of the answer. `None` when there is nothing to do it to.
    pub fn perform(&mut self, who: Who, deed: Deed) -> Option<u16> {
        let before = self.clone();
        let status = self.attempt(who, deed)?;
        if status >= 400 {
            *self = before;
        }
        Some(status)
    }

    fn attempt(&mut self, who: Who, deed: Deed) -> Option<u16> {
        let is_closed = self.status == "closed";
        Some(match deed {
            Deed::Say if is_closed => 400,
            Deed::Say => self.say(who),
            Deed::Edit(choice) => match self.message(choice)? {
                (_, author) if author != who => 403,
                _ if is_closed => 400,
                _ => self.changed(),
            },
            Deed::Read(choice) | Deed::Unread(choice) => {
                let (seq, author) = self.message(choice)?;
                let side = usize::from(author == Who::Customer);
                if self.side_of(who) != Some(side) {
                    return Some(403);
                }
                let position = &mut self.positions[side];
                *position = if matches!(deed, Deed::Read(_)) { seq.max(*position) } else { (seq - 1).min(*position) };
                200
            }
            Deed::Assign(_) if who != Who::Admin => 403,
            Deed::Assign(agent) => match self.status {
                "active" if self.agent == Some(agent) => 200,
                "waiting" | "active" => {
                    (self.status, self.agent) = ("active", Some(agent));
                    self.announced()
                }
                _ => 400,
            },
            Deed::Take => match (who, self.status) {
                (Who::Agent(_), "active") if self.is_agent(who) => 200,
                (Who::Agent(agent), "waiting") => {
                    (self.status, self.agent) = ("active", Some(agent));
                    self.announced()
                }
                (Who::Agent(_), _) => 400,
                _ => 403,
            },
            Deed::Unassign if !self.is_in_charge(who) => 403,
            Deed::Unassign if self.status != "active" => 400,
            Deed::Unassign => {
                (self.status, self.agent) = ("waiting", None);
                self.announced()
            }
            Deed::Transfer(_) if who == Who::Customer => 403,
            Deed::Transfer(agent) if self.active_with(agent) == 1 => 200,
            Deed::Transfer(_) if !self.is_in_charge(who) => 403,
            Deed::Transfer(_) if self.status != "active" => 400,
            Deed::Transfer(agent) => {
                self.agent = Some(agent);
                self.announced()
            }
            Deed::Resolve if !self.may_end(who) => 403,
            Deed::Resolve if self.is_over() => 400,
            Deed::Resolve => {
                self.status = "resolved";
                self.resolved_by = self.agent;
                self.changed()
            }
            Deed::Close if !self.may_end(who) && who != Who::Customer => 403,
            Deed::Close if is_closed => 400,
            Deed::Close => {
                self.status = "closed";
                self.changed()
            }
            Deed::Reopen if who == Who::Customer => 403,
            Deed::Reopen if !self.is_over() => 400,
            Deed::Reopen => {
                self.resolved_by = None;
                (self.status, self.agent) = match who {
                    Who::Agent(agent) => ("active", Some(agent)),
                    _ => ("waiting", None),
                };
                self.announced()
            }
            Deed::Rate(_) if who != Who::Customer => 403,
            Deed::Rate(_) if !self.is_over() => 400,
            Deed::Rate(rating) => match self.rating {
                Some(given) if given == rating => 200,
                Some(_) => 400,
                None => {
                    self.rating = Some(rating);
                    self.changed()
                }
            },
            Deed::Tag(_) if who == Who::Customer => 403,
            Deed::Tag(tag) if self.tag == Some(tag) => 200,
            Deed::Tag(tag) => {
                self.tag = Some(tag);
                self.changed()
            }
        })
    }

    fn say(&mut self, who: Who) -> u16 {
        // A customer who writes again reopens the room: with its agent, who is there and has a place left.
        if self.status == "resolved" && who == Who::Customer {
            self.resolved_by = None;
            self.status = if self.agent.is_some() { "active" } else { "waiting" };
            self.announced();
        }
        self.seq += 1;
        self.messages.insert(self.seq, who);
        // Who answers has read.
        if let Some(side) = self.side_of(who) {
            self.positions[side] = self.seq;
        }
        201
    }

    /// How many rooms an agent has resolved, as this is the only one.
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
        self.messages.insert(self.seq, Who::System);
        200
    }

    fn is_over(&self) -> bool {
        ["resolved", "closed"].contains(&self.status)
    }

    fn is_in_charge(&self, who: Who) -> bool {
        who == Who::Admin || self.is_agent(who)
    }

    fn may_end(&self, who: Who) -> bool {
        self.is_in_charge(who) || matches!(who, Who::Agent(_)) && self.status == "waiting"
    }

    fn is_agent(&self, who: Who) -> bool {
        self.agent.is_some_and(|agent| who == Who::Agent(agent))
    }

    fn side_of(&self, who: Who) -> Option<usize> {
        if who == Who::Customer { Some(0) } else { self.is_agent(who).then_some(1) }
    }

    /// How many messages of the other side a side has not read.
    pub fn unread(&self, side: usize) -> usize {
        let for_side = |who: Who| who != Who::System && usize::from(who == Who::Customer) == side;
        self.messages.iter().filter(|&(&seq, &who)| for_side(who) && seq > self.positions[side]).count()
    }

    /// How many active rooms an agent has, as this is the only one.
    pub fn active_with(&self, agent: usize) -> u64 {
        u64::from(self.status == "active" && self.agent == Some(agent))
    }
}
