//! Cache of a value that every request needs and that hardly ever changes: read anew once it is old.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::Instant};

use crate::ApiError;

/// A value of the table that is read again once it is too old. Cloning shares it.
pub struct Known<T> {
    value: Arc<Mutex<Option<Value<T>>>>,
    max_age: Duration,
}

struct Value<T> {
    read_at: Instant,
    value: Arc<T>,
}

impl<T> Known<T> {
    /// A value that is not known yet, and known for `max_age` once it was read.
    pub fn new(max_age: Duration) -> Self {
        Self { value: Arc::default(), max_age }
    }

    /// The value, read by `read` if it isn't known or too old. Of several callers one reads, the others wait for it. If
    /// the read fails, the old value is better than none.
    ///
    /// # Errors
    /// That of `read`, if the value was never known.
    pub async fn get(&self, read: impl Future<Output = Result<T, ApiError>>) -> Result<Arc<T>, ApiError> {
        let mut known = self.value.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.read_at.elapsed() < self.max_age) {
            return Ok(known.value.clone());
        }
        // Its age begins before the read, which tells what was true then.
        let read_at = Instant::now();
        let value = match (read.await, known.as_ref()) {
            (Ok(value), _) => Arc::new(value),
            (Err(error), Some(old)) => {
                error.log();
                old.value.clone()
            }
            (Err(error), None) => return Err(error),
        };
        *known = Some(Value { read_at, value: value.clone() });
        Ok(value)
    }

    /// Forgets the value, which this process has just changed.
    pub async fn forget(&self) {
        *self.value.lock().await = None;
    }
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), max_age: self.max_age }
    }
}

impl<T> fmt::Debug for Known<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("max_age", &self.max_age).finish_non_exhaustive()
    }
}
