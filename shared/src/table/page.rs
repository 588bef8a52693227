//! Pages of a list, by cursor in both directions or by number, optionally filtered at a bounded cost.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    Error, Table,
    cursor::{Cursor, Place},
    entity::from_item,
    query::Query,
};

/// Most items that a filtered page reads before it is returned short, with a cursor to continue from. Bounds the cost
/// of a search: a list is never read to the end of the table.
pub const MAX_LOOKED_AT: usize = 500;
/// Items that a filtered page reads per query.
const CHUNK: usize = 100;
/// Items of a list that page numbers can reach.
const MAX_NUMBERED: usize = 1_000;
/// Largest size of a page's items as JSON, in bytes: the rest of the answer brings it to 1 MB.
pub const PAGE_BYTES: usize = 950_000;

/// Request for a page of a list.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// Maximum number of items.
    pub size: usize,
    /// Start of the page.
    pub start: PageStart,
}

/// Start of a page.
#[derive(Clone, Debug)]
pub enum PageStart {
    /// Beginning of the list.
    Beginning,
    /// Next to a position.
    At(Cursor),
    /// Page number, from 1.
    Number(usize),
}

/// Link to a neighbouring page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageLink {
    /// Encoded cursor.
    Cursor(String),
    /// Page number.
    Number(usize),
}

impl From<String> for PageLink {
    fn from(cursor: String) -> Self {
        Self::Cursor(cursor)
    }
}

/// A page of a list, in the list's order.
#[derive(Debug)]
pub struct Page<T> {
    /// Items.
    pub items: Vec<T>,
    /// Start of the following page, if there is one.
    pub next: Option<PageLink>,
    /// Start of the preceding page, if there is one.
    pub previous: Option<PageLink>,
    /// Number of items of the whole list, if reading the page has determined it.
    pub count: Option<u64>,
    /// Position of each item; empty where the list can't be continued from within the page.
    places: Vec<Option<Place>>,
    /// `true` if it was read from its end.
    backwards: bool,
}

impl<T> Page<T> {
    /// Builds a page of a list that isn't read from the table.
    pub fn new(items: Vec<T>, next: Option<PageLink>) -> Self {
        Self { items, next, previous: None, count: None, places: Vec::new(), backwards: false }
    }

    /// Converts each item.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(convert).collect();
        let Self { next, previous, count, places, backwards, .. } = self;
        Page { items, next, previous, count, places, backwards }
    }

    /// Converts each item or removes it.
    pub fn filter_map<U>(self, mut convert: impl FnMut(T) -> Option<U>) -> Page<U> {
        let Self { items, next, previous, count, places, backwards } = self;
        let mut places = places.into_iter();
        let kept = items.into_iter().filter_map(|item| {
            let place = places.next().flatten();
            Some((convert(item)?, place))
        });
        let (items, places) = kept.unzip();
        Page { items, next, previous, count, places, backwards }
    }

    /// Reverses the order of the items.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.items.reverse();
        self.places.clear();
        self
    }
}

impl<T: Serialize> Page<T> {
    /// Truncates the page if its items would exceed [`PAGE_BYTES`] as JSON: the rest is on the following page. It
    /// always has at least one item.
    #[must_use]
    pub fn within_bytes(mut self) -> Self {
        if self.places.len() != self.items.len() {
            return self;
        }
        let mut bytes = 0;
        let sizes: Vec<usize> = self.items.iter().map(json_size).collect();
        let mut fits = |size: &&usize| {
            bytes += **size + 1;
            bytes <= PAGE_BYTES
        };
        let (length, link) = (self.items.len(), |backwards, place| Cursor { backwards, place }.encode().into());
        if self.backwards {
            let fitting = sizes.iter().rev().take_while(&mut fits).count().max(1);
            if fitting < length {
                self.items.drain(..length - fitting);
                self.places.drain(..length - fitting);
                self.previous = self.places.first().cloned().flatten().map(|place| link(true, place));
            }
        } else {
            let fitting = sizes.iter().take_while(&mut fits).count().max(1);
            if fitting < length {
                self.items.truncate(fitting);
                self.places.truncate(fitting);
                self.next = self.places.last().cloned().flatten().map(|place| link(false, place));
            }
        }
        self
    }
}

/// Size of a value as JSON, in bytes.
pub fn json_size(value: &impl Serialize) -> usize {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // A value that can't be serialized counts as 0 bytes.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}

type Filter<'f, T> = Option<&'f (dyn Fn(&T) -> bool + Sync)>;

impl Table {
    /// Reads a page of a list. With a filter it reads at most [`MAX_LOOKED_AT`] items and may be short; by number it
    /// reads the first thousand of the list.
    ///
    /// # Errors
    /// `InvalidStart` for a cursor of another list or a page number that doesn't exist; otherwise a failed read of the
    /// table.
    pub async fn page<T: DeserializeOwned>(
        &self,
        query: &Query,
        request: &PageRequest,
        filter: Filter<'_, T>,
    ) -> Result<Page<T>, Error> {
        let cursor = match &request.start {
            PageStart::Number(number) => return self.numbered_page(query, *number, request.size, filter).await,
            PageStart::At(cursor) => Some(cursor),
            PageStart::Beginning => None,
        };
        let backwards = cursor.is_some_and(|cursor| cursor.backwards);
        let query = &if backwards { query.reversed() } else { query.clone() };
        let mut start = cursor.map(|cursor| query.start_at(&cursor.place));
        let mut kept: Vec<(Option<Place>, T)> = Vec::new();
        let mut looked_at = 0;
        let mut goes_on_at = None;
        'read: loop {
            // A filter that leaves out most items is read for in large chunks.
            let is_dense = filter.is_none() || 2 * kept.len() >= looked_at;
            let limit = if is_dense { request.size + 1 } else { CHUNK };
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
        Ok(laid_out(kept, goes_on_at, cursor))
    }

    /// Reads a page by its number: the items before and after it are counted, for clients that show the number of
    /// pages.
    async fn numbered_page<T: DeserializeOwned>(
        &self,
        query: &Query,
        number: usize,
        size: usize,
        filter: Filter<'_, T>,
    ) -> Result<Page<T>, Error> {
        let first = number.checked_sub(1).and_then(|before| before.checked_mul(size)).ok_or(Error::InvalidStart)?;
        let (mut items, mut places) = (Vec::new(), Vec::new());
        let (mut count, mut looked_at, mut start) = (0, 0, None);
        // A filter that leaves out most items is not followed further than a list without one.
        while count < MAX_NUMBERED && (looked_at < MAX_NUMBERED || 2 * count >= looked_at) {
            let (chunk, last) = self.chunk(query, start, CHUNK.min(MAX_NUMBERED - count)).await?;
            looked_at += chunk.len();
            for item in chunk {
                let place = query.place(&item);
                let entity = from_item(item)?;
                if filter.is_some_and(|keep| !keep(&entity)) {
                    continue;
                }
                if (first..first + size).contains(&count) {
                    items.push(entity);
                    places.push(place);
                }
                count += 1;
            }
            start = last;
            if start.is_none() {
                break;
            }
        }
        if items.is_empty() && number > 1 {
            return Err(Error::InvalidStart);
        }
        // There may be more of those that are rare.
        let is_counted = start.is_none() || count >= MAX_NUMBERED;
        Ok(Page {
            items,
            next: (first + size < count).then_some(PageLink::Number(number + 1)),
            previous: (number > 1).then_some(PageLink::Number(number - 1)),
            count: is_counted.then_some(count as u64),
            places,
            backwards: false,
        })
    }
}

/// Puts a page into the list's order and computes the cursors of its neighbours.
fn laid_out<T>(mut kept: Vec<(Option<Place>, T)>, goes_on_at: Option<Place>, came_from: Option<&Cursor>) -> Page<T> {
    let backwards = came_from.is_some_and(|cursor| cursor.backwards);
    let cursor = |backwards, place| PageLink::Cursor(Cursor { backwards, place }.encode());
    let onward = goes_on_at.map(|place| cursor(backwards, place));
    let back = came_from.map(|came_from| {
        let edge = kept.first().and_then(|(place, _)| place.clone());
        cursor(!backwards, edge.unwrap_or_else(|| came_from.place.clone()))
    });
    if backwards {
        kept.reverse();
    }
    let (places, items) = kept.into_iter().unzip();
    let (next, previous) = if backwards { (back, onward) } else { (onward, back) };
    Page { items, next, previous, count: None, places, backwards }
}
