//! Pages of a list, by cursor, in both directions – and filtered ones, which cost no more than a bound.

use serde::de::DeserializeOwned;

use super::{
    Error, Table,
    cursor::{Cursor, Place},
    entity::from_item,
    query::Query,
};

/// How many items a filtered page looks at before it is handed out short, with a cursor to go on from. It bounds what
/// a search costs: a list never reads on until the end of the table.
pub const MAX_LOOKED_AT: usize = 500;
/// How many items a filtered page fetches at a time.
const CHUNK: usize = 100;

/// Which page of a list.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// How many items at most.
    pub size: usize,
    /// Where it starts; the beginning when absent.
    pub cursor: Option<Cursor>,
}

/// A page of a list, in the list's order.
#[derive(Debug)]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Where the following page starts, if there is one.
    pub next: Option<String>,
    /// Where the page before it starts, if there is one.
    pub previous: Option<String>,
}

impl<T> Page<T> {
    /// The same page of other items, one for one or fewer.
    pub fn with<U>(&self, items: Vec<U>) -> Page<U> {
        Page { items, next: self.next.clone(), previous: self.previous.clone() }
    }
}

impl Table {
    /// A page of a list. With a filter it looks at [`MAX_LOOKED_AT`] items at most, and may come out short.
    ///
    /// # Errors
    /// `InvalidStart` when the cursor isn't one of this list; else when the table can't be read.
    pub async fn page<T: DeserializeOwned>(
        &self,
        query: &Query,
        request: &PageRequest,
        filter: Option<&(dyn Fn(&T) -> bool + Sync)>,
    ) -> Result<Page<T>, Error> {
        let backwards = request.cursor.as_ref().is_some_and(|cursor| cursor.backwards);
        let query = &if backwards { query.reversed() } else { query.clone() };
        let mut start = request.cursor.as_ref().map(|cursor| query.start_at(&cursor.place));
        let mut kept: Vec<(Option<Place>, T)> = Vec::new();
        let mut looked_at = 0;
        let mut goes_on_at = None;
        'read: loop {
            let limit = if filter.is_some() { CHUNK } else { request.size + 1 };
            let (chunk, last) = self.chunk(query, start, limit).await?;
            looked_at += chunk.len();
            let mut place = None;
            for item in chunk {
                place = query.place(&item);
                let entity = from_item(item)?;
                if filter.is_none_or(|keep| keep(&entity)) {
                    if kept.len() == request.size {
                        goes_on_at = kept.last().and_then(|(place, _)| place.clone());
                        break 'read;
                    }
                    kept.push((place.clone(), entity));
                }
            }
            start = last;
            if start.is_none() {
                break;
            }
            if looked_at >= MAX_LOOKED_AT {
                goes_on_at = place;
                break;
            }
        }
        Ok(laid_out(kept, goes_on_at, request.cursor.as_ref()))
    }
}

/// Puts a page in the list's order and works out the cursors to either side.
fn laid_out<T>(mut kept: Vec<(Option<Place>, T)>, goes_on_at: Option<Place>, came_from: Option<&Cursor>) -> Page<T> {
    let backwards = came_from.is_some_and(|cursor| cursor.backwards);
    let cursor = |backwards, place| Cursor { backwards, place }.encode();
    let onward = goes_on_at.map(|place| cursor(backwards, place));
    let back = came_from.map(|came_from| {
        let edge = kept.first().and_then(|(place, _)| place.clone());
        cursor(!backwards, edge.unwrap_or_else(|| came_from.place.clone()))
    });
    if backwards {
        kept.reverse();
    }
    let items = kept.into_iter().map(|(_, entity)| entity).collect();
    let (next, previous) = if backwards { (back, onward) } else { (onward, back) };
    Page { items, next, previous }
}
