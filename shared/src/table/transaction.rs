//! Transactions that map a failed condition to its meaning.

use std::collections::BTreeMap;

use super::{Error, Table, Write};

/// Writes that are executed all together or not at all.
///
/// Their order is their precedence: of the writes whose conditions don't hold, the first decides. If it has [a
/// meaning](Self::write_or), the transaction is refused; otherwise it is a conflict with a concurrent write.
#[derive(Debug)]
pub struct Transaction<F> {
    writes: Vec<Write>,
    meanings: BTreeMap<usize, F>,
}

/// Reason why a transaction wasn't executed.
#[derive(Debug)]
pub enum Rejected<F> {
    /// The meanings of all writes whose conditions don't hold, in order.
    Refused(Vec<F>),
    /// A conflict with a concurrent write, or an error of the table.
    Failed(Error),
}

impl<F> Default for Transaction<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> Transaction<F> {
    /// Starts an empty transaction.
    pub fn new() -> Self {
        Self { writes: Vec::new(), meanings: BTreeMap::new() }
    }

    /// Adds a write whose failed condition is a conflict.
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
    /// Executes all writes of a transaction, or none.
    ///
    /// # Errors
    /// The meanings of failed conditions; otherwise as [`Table::transact`].
    pub async fn commit<F>(&self, transaction: Transaction<F>) -> Result<(), Rejected<F>> {
        let Transaction { writes, mut meanings } = transaction;
        match self.execute(writes).await {
            Err(Error::ConditionFailed(positions))
                if positions.first().is_some_and(|first| meanings.contains_key(first)) =>
            {
                Err(Rejected::Refused(positions.iter().filter_map(|position| meanings.remove(position)).collect()))
            }
            written => written.map_err(Rejected::Failed),
        }
    }

    /// Executes all writes or none. A single one needs no transaction, which costs twice as much.
    async fn execute(&self, writes: Vec<Write>) -> Result<(), Error> {
        // Boxed: the SDK's futures are large, and the futures of the operations nest deeply.
        match <[Write; 1]>::try_from(writes) {
            Ok([write]) => Box::pin(self.write(write)).await,
            Err(writes) if writes.is_empty() => Ok(()),
            Err(writes) => Box::pin(self.transact(writes)).await,
        }
    }
}
