//! Transactions that know what it means when one of their conditions doesn't hold.

use std::collections::BTreeMap;

use super::{Error, Table, Write};

/// Writes that are carried out all together or not at all.
///
/// Their order is their precedence: of the writes whose conditions don't hold, the first decides. If that is one
/// [with a meaning](Self::write_or), the transaction is refused; else it is a lost race.
#[derive(Debug)]
pub struct Transaction<F> {
    writes: Vec<Write>,
    meanings: BTreeMap<usize, F>,
}

/// Reasons why a transaction wasn't carried out.
#[derive(Debug)]
pub enum Rejected<F> {
    /// The meanings of all writes whose conditions don't hold, in their order.
    Refused(Vec<F>),
    /// A lost race, or no answer of the table.
    Failed(Error),
}

impl<F> Default for Transaction<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> Transaction<F> {
    /// A transaction without writes.
    pub fn new() -> Self {
        Self { writes: Vec::new(), meanings: BTreeMap::new() }
    }

    /// Adds a write whose failed condition is a lost race.
    pub fn write(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// Adds a write whose failed condition means `meaning`.
    pub fn write_or(&mut self, write: Write, meaning: F) {
        self.meanings.insert(self.writes.len(), meaning);
        self.writes.push(write);
    }
}

impl<F> Extend<Write> for Transaction<F> {
    fn extend<I: IntoIterator<Item = Write>>(&mut self, writes: I) {
        self.writes.extend(writes);
    }
}

impl Table {
    /// Carries out all writes of a transaction, or none.
    ///
    /// # Errors
    /// What it means that conditions don't hold; else as [`Table::transact`].
    pub async fn commit<F>(&self, transaction: Transaction<F>) -> Result<(), Rejected<F>> {
        let Transaction { writes, mut meanings } = transaction;
        // Boxed: the SDK's future is large, and the operations around it are deep.
        match Box::pin(self.transact(writes)).await {
            Err(Error::ConditionFailed(positions))
                if positions.first().is_some_and(|first| meanings.contains_key(first)) =>
            {
                Err(Rejected::Refused(positions.iter().filter_map(|position| meanings.remove(position)).collect()))
            }
            written => written.map_err(Rejected::Failed),
        }
    }
}
