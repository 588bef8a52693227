//! A room's log and those who append to it. What a client knows when it writes may be any beginning of the log: which
//! one pushes bring about is the other model, of [a copy](crate::copy).

use std::collections::BTreeSet;

use stateright::{Model, Property};

/// No message is stored twice.
pub const ONCE: &str = "a message is stored once";
/// The log has every acknowledged message.
pub const ACKNOWLEDGED: &str = "what is acknowledged is stored";
/// Messages of a client are stored in the order in which they were written.
pub const ORDER: &str = "a client's messages keep their order";
/// Nothing is stored in a closed room.
pub const CLOSED: &str = "nothing follows the end of a room";

/// Messages of each client.
const MESSAGES: [u8; 2] = [2, 1];
/// Repeated requests of clients, altogether.
const RETRIES: u8 = 1;

/// An entry of the log: a message by its client and number, or the closing of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// Message of a client, by its number among that client's.
    Message(usize, u8),
    /// Closing of the room.
    Closed,
}

/// Something that appends an entry: a function that was invoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Request {
    entry: Entry,
    /// Event after which the entry was written, as its client says.
    after: usize,
    step: Step,
}

/// Puts an entry at a number, if there is none and the one before is there; `true` if it did. A log grows in no other
/// way.
pub fn put<E>(log: &mut Vec<E>, entry: E, seq: usize) -> bool {
    let is_next = seq == log.len() + 1;
    if is_next {
        log.push(entry);
    }
    is_next
}

/// Progress of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Step {
    /// It has read nothing.
    Arrived,
    /// It has read that the room is open, apart from the log.
    SawOpen,
    /// It has read the log, and will put its entry at this number.
    Decided(usize),
    /// Its function died or waits no more, and its put is still on the way.
    Late(usize),
    /// Its entry is stored.
    Stored,
}

/// A client: the message that it sends, and what became of those before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Client {
    /// Messages acknowledged or refused: the next is the one it sends.
    done: u8,
    /// Of them, those acknowledged.
    acknowledged: BTreeSet<u8>,
    /// Event after which that message was written, once it is.
    after: Option<usize>,
}

/// Everything at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Room {
    log: Vec<Entry>,
    clients: [Client; 2],
    /// In no particular order, so sorted.
    requests: Vec<Request>,
    /// `true` while somebody may still close the room.
    may_close: bool,
    /// Repeated requests that are left to clients.
    retries: u8,
}

impl Room {
    /// `true` if every message is acknowledged.
    pub fn is_complete(&self) -> bool {
        let is_sent = |(client, messages): (&Client, u8)| client.acknowledged.len() == usize::from(messages);
        self.clients.iter().zip(MESSAGES).all(is_sent)
    }

    fn is_closed(&self) -> bool {
        self.log.contains(&Entry::Closed)
    }
}

/// Something that happens; requests are named by their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A client writes its message, knowing this many events, and sends it.
    Write(usize, usize),
    /// A client sends its message again.
    Resend(usize),
    /// Somebody closes the room.
    Close,
    /// A request reads the log, which ends this many entries before the last one.
    Read(usize, usize),
    /// Its put arrives, and so does the answer.
    Put(usize),
    /// Its put arrives, and the answer doesn't: it reads again.
    PutUnanswered(usize),
    /// Its put is late: it reads again meanwhile.
    Delay(usize),
    /// Its function dies; nothing of it is on the way.
    Die(usize),
    /// A late put arrives.
    Land(usize),
    /// The client gets its answer.
    Answer(usize),
}

/// A mistake that somebody could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// `after_seq` is ignored.
    LooksAtLastEntryOnly,
    /// A put has no condition.
    PutsOverWhatIsThere,
    /// After a put that failed or had no answer the next one isn't preceded by a look at the log.
    RetriesWithoutLooking,
    /// A room's status is taken from another item than the end of its log.
    ReadsStatusApart,
}

/// The rules, perhaps with a mistake.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The mistake.
    pub mistake: Option<Mistake>,
}

impl Rules {
    fn has(self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// Next action where nothing fails.
    pub fn usual(room: &Room) -> Option<Action> {
        if let Some(request) = room.requests.first() {
            return Some(match request.step {
                Step::Arrived | Step::SawOpen => Action::Read(0, 0),
                Step::Decided(_) | Step::Late(_) => Action::Put(0),
                Step::Stored => Action::Answer(0),
            });
        }
        let unsent = (0..2).find(|&number| room.clients[number].done < MESSAGES[number]);
        unsent.map(|number| Action::Write(number, room.log.len()))
    }

    /// Decision of a request on a log of which it has read this much; `None` if it ends there.
    fn decide(self, request: Request, seen: &[Entry]) -> Option<Step> {
        let is_closed = seen.contains(&Entry::Closed) && request.step != Step::SawOpen;
        let looked_at = if self.has(Mistake::LooksAtLastEntryOnly) {
            &seen[seen.len().saturating_sub(1)..]
        } else {
            &seen[request.after.min(seen.len())..]
        };
        if looked_at.contains(&request.entry) {
            return Some(Step::Stored);
        }
        (!is_closed).then_some(Step::Decided(seen.len() + 1))
    }

    /// Puts an entry at a number; `false` if there is one.
    fn put(self, log: &mut Vec<Entry>, entry: Entry, seq: usize) -> bool {
        if put(log, entry, seq) {
            return true;
        }
        if self.has(Mistake::PutsOverWhatIsThere) {
            log[seq - 1] = entry;
            return true;
        }
        false
    }

    /// The step of a request whose put failed, or may have failed.
    fn again(self, log: &[Entry]) -> Step {
        if self.has(Mistake::RetriesWithoutLooking) { Step::Decided(log.len() + 1) } else { Step::Arrived }
    }
}

impl Model for Rules {
    type State = Room;
    type Action = Action;

    fn init_states(&self) -> Vec<Room> {
        vec![Room {
            log: Vec::new(),
            clients: Default::default(),
            requests: Vec::new(),
            may_close: true,
            retries: RETRIES,
        }]
    }

    fn actions(&self, room: &Room, actions: &mut Vec<Action>) {
        for (number, client) in room.clients.iter().enumerate() {
            match client.after {
                _ if client.done == MESSAGES[number] => {}
                None => actions.extend((0..=room.log.len()).map(|after| Action::Write(number, after))),
                Some(_) if room.retries > 0 => actions.push(Action::Resend(number)),
                Some(_) => {}
            }
        }
        if room.may_close {
            actions.push(Action::Close);
        }
        for (number, request) in room.requests.iter().enumerate() {
            match request.step {
                // A read may lag by one entry.
                Step::Arrived | Step::SawOpen => {
                    actions.extend((0..2.min(room.log.len() + 1)).map(|lag| Action::Read(number, lag)));
                }
                Step::Decided(_) => {
                    let put = [Action::Put, Action::PutUnanswered, Action::Delay, Action::Die];
                    actions.extend(put.map(|action| action(number)));
                }
                Step::Late(_) => actions.push(Action::Land(number)),
                Step::Stored => actions.extend([Action::Answer(number), Action::Die(number)]),
            }
        }
    }

    fn next_state(&self, room: &Room, action: Action) -> Option<Room> {
        let mut room = room.clone();
        match action {
            Action::Write(number, after) => {
                let client = &mut room.clients[number];
                client.after = Some(after);
                room.requests.push(Request { entry: Entry::Message(number, client.done), after, step: Step::Arrived });
            }
            Action::Resend(number) => {
                let client = &room.clients[number];
                room.retries -= 1;
                let after = client.after?;
                room.requests.push(Request { entry: Entry::Message(number, client.done), after, step: Step::Arrived });
            }
            Action::Close => {
                room.may_close = false;
                room.requests.push(Request { entry: Entry::Closed, after: 0, step: Step::Arrived });
            }
            Action::Read(number, lag) => {
                let request = room.requests[number];
                let seen = &room.log[..room.log.len() - lag];
                let is_first = self.has(Mistake::ReadsStatusApart) && request.step == Step::Arrived;
                let step = if is_first && !seen.contains(&Entry::Closed) {
                    Some(Step::SawOpen)
                } else {
                    self.decide(request, seen)
                };
                match step {
                    Some(step) => room.requests[number].step = step,
                    None => self.refuse(&mut room, number),
                }
            }
            Action::Put(number) | Action::PutUnanswered(number) => {
                let Request { entry, step: Step::Decided(seq), .. } = room.requests[number] else { return None };
                let is_stored = self.put(&mut room.log, entry, seq);
                let is_known = is_stored && matches!(action, Action::Put(_));
                room.requests[number].step = if is_known { Step::Stored } else { self.again(&room.log) };
            }
            Action::Delay(number) => {
                let Request { step: Step::Decided(seq), .. } = room.requests[number] else { return None };
                // One late put at a time.
                if room.requests.iter().any(|request| matches!(request.step, Step::Late(_))) {
                    return None;
                }
                let late = Request { step: Step::Late(seq), ..room.requests[number] };
                room.requests[number].step = self.again(&room.log);
                room.requests.push(late);
            }
            Action::Land(number) => {
                let Request { entry, step: Step::Late(seq), .. } = room.requests.remove(number) else { return None };
                self.put(&mut room.log, entry, seq);
            }
            Action::Die(number) => drop(room.requests.remove(number)),
            Action::Answer(number) => {
                if let Entry::Message(sender, message) = room.requests.remove(number).entry {
                    let client = &mut room.clients[sender];
                    client.acknowledged.insert(message);
                    client.settle(message);
                }
            }
        }
        room.requests.sort_unstable();
        Some(room)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(ONCE, |_, room: &Room| room.log.iter().collect::<BTreeSet<_>>().len() == room.log.len()),
            Property::always(ACKNOWLEDGED, |_, room: &Room| {
                let is_stored = |number, &message| room.log.contains(&Entry::Message(number, message));
                let clients = room.clients.iter().enumerate();
                clients
                    .into_iter()
                    .all(|(number, client)| client.acknowledged.iter().all(|message| is_stored(number, message)))
            }),
            Property::always(ORDER, |_, room: &Room| {
                (0..2).all(|number| {
                    let own = room.log.iter().filter_map(|entry| match entry {
                        Entry::Message(sender, message) if *sender == number => Some(message),
                        _ => None,
                    });
                    own.is_sorted()
                })
            }),
            Property::always(CLOSED, |_, room: &Room| !room.is_closed() || room.log.last() == Some(&Entry::Closed)),
            Property::sometimes("everything is acknowledged", |_, room: &Room| room.is_complete()),
            Property::sometimes("a message is refused", |_, room: &Room| {
                room.clients.iter().any(|client| usize::from(client.done) > client.acknowledged.len())
            }),
        ]
    }
}

impl Rules {
    /// Ends a request that can't append to a closed room; its client is told.
    fn refuse(self, room: &mut Room, number: usize) {
        if let Entry::Message(sender, message) = room.requests.remove(number).entry {
            room.clients[sender].settle(message);
        }
    }
}

impl Client {
    /// Goes on to the next message, if this is the current one.
    fn settle(&mut self, message: u8) {
        if self.done == message {
            (self.done, self.after) = (message + 1, None);
        }
    }
}
