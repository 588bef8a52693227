//! Pages of a list, by cursor in both directions or by number – and filtered ones, which cost no more than a bound.

use serde::{Serialize, de::DeserializeOwned};

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
/// How many items of a list page numbers reach.
const MAX_NUMBERED: usize = 1_000;
/// The most that a page's items may take as JSON, in bytes: what is around them brings an answer to 1 MB.
pub const PAGE_BYTES: usize = 950_000;

/// Which page of a list.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// How many items at most.
    pub size: usize,
    /// Where it starts.
    pub start: PageStart,
}

/// Where a page starts.
#[derive(Clone, Debug)]
pub enum PageStart {
    /// At the beginning of the list.
    Beginning,
    /// Next to a place.
    At(Cursor),
    /// So many pages from the beginning, the first being 1.
    Number(usize),
}

/// What leads to a neighbouring page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageLink {
    /// The text of a cursor.
    Cursor(String),
    /// The page's number.
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
    /// Its items.
    pub items: Vec<T>,
    /// Where the following page starts, if there is one.
    pub next: Option<PageLink>,
    /// Where the page before it starts, if there is one.
    pub previous: Option<PageLink>,
    /// How many items the whole list has, if reading the page has told.
    pub count: Option<u64>,
    /// Where each of its items stands; empty where nothing can go on from within the page.
    places: Vec<Option<Place>>,
    /// Whether it was read from its end.
    backwards: bool,
}

impl<T> Page<T> {
    /// A page of a list that isn't one of the table's.
    pub fn new(items: Vec<T>, next: Option<PageLink>) -> Self {
        Self { items, next, previous: None, count: None, places: Vec::new(), backwards: false }
    }

    /// The same page of other items, one for each.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(convert).collect();
        let Self { next, previous, count, places, backwards, .. } = self;
        Page { items, next, previous, count, places, backwards }
    }

    /// The same page of other items, one for each or none.
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

    /// The page with its items the other way round.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.items.reverse();
        self.places.clear();
        self
    }
}

impl<T: Serialize> Page<T> {
    /// The page, ended early if its items would take more than [`PAGE_BYTES`] as JSON: what is left out is on the page
    /// that follows. It keeps one item in any case.
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

/// How many bytes something takes as JSON.
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
    // What can't be written as JSON has no size either.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}

type Filter<'f, T> = Option<&'f (dyn Fn(&T) -> bool + Sync)>;

impl Table {
    /// A page of a list. With a filter it looks at [`MAX_LOOKED_AT`] items at most, and may come out short; by number it
    /// looks at the list's first thousand.
    ///
    /// # Errors
    /// `InvalidStart` when the cursor isn't one of this list, or there is no page of the number; else when the table can't
    /// be read.
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
        Ok(laid_out(kept, goes_on_at, cursor))
    }

    /// A page by its number: the items before it are counted, and so are those after it, for clients that want to know
    /// how many pages there are.
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
        while looked_at < MAX_NUMBERED {
            let (chunk, last) = self.chunk(query, start, CHUNK.min(MAX_NUMBERED - looked_at)).await?;
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
        Ok(Page {
            items,
            next: (first + size < count).then_some(PageLink::Number(number + 1)),
            previous: (number > 1).then_some(PageLink::Number(number - 1)),
            count: Some(count as u64),
            places,
            backwards: false,
        })
    }
}

/// Puts a page in the list's order and works out the cursors to either side.
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
