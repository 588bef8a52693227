//! Trace of a simulation: one line for each request, frame and fault.
//!
//! Ids differ from run to run. In a trace each has a number instead, by the order in which they were first mentioned,
//! so that two runs of one seed can be compared – and read.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::time::Instant;

/// The length of an id as text.
const ID: usize = 36;

/// The lines so far.
#[derive(Debug)]
pub(super) struct Trace {
    began: Instant,
    lines: Mutex<Lines>,
}

#[derive(Debug, Default)]
struct Lines {
    lines: Vec<String>,
    ids: BTreeMap<String, usize>,
}

impl Trace {
    /// An empty trace, whose times count from now.
    pub fn new() -> Self {
        Self { began: Instant::now(), lines: Mutex::default() }
    }

    /// Notes that something happened at this time.
    pub fn record(&self, what: &str) {
        let mut lines = self.lines();
        let line = format!("{:9.3} {}", self.began.elapsed().as_secs_f64(), lines.numbered(what));
        lines.lines.push(line);
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.lines().lines.len()
    }

    /// A copy of all lines.
    pub fn all(&self) -> Vec<String> {
        self.lines().lines.clone()
    }

    /// No line is written in part, so what a panic leaves is good.
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    /// The text with a number in place of each id.
    fn numbered(&mut self, text: &str) -> String {
        let (mut numbered, mut rest) = (String::new(), text);
        while let Some(letter) = rest.chars().next() {
            let id = rest.get(..ID).filter(|word| is_id(word));
            if let Some(id) = id {
                let next = self.ids.len() + 1;
                let number = *self.ids.entry(id.to_owned()).or_insert(next);
                numbered.push_str(&format!("#{number}"));
            } else {
                numbered.push(letter);
            }
            rest = &rest[id.map_or(letter.len_utf8(), str::len)..];
        }
        numbered
    }
}

fn is_id(word: &str) -> bool {
    word.bytes().enumerate().all(|(i, byte)| match i {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}
