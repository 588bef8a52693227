//! Reading lists: which partition, which part of it, in which order – and pages of it by cursor.

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, Select},
};
use serde::de::DeserializeOwned;

use super::{
    Error, Table,
    cursor::{Cursor, Place},
    entity::{Index, Item, from_item},
};

/// How many items a filtered page looks at before it is handed out short, with a cursor to go on from. It bounds what
/// a search costs: a list never reads on until the end of the table.
pub const MAX_LOOKED_AT: usize = 500;
/// How many items a filtered page fetches at a time.
const CHUNK: usize = 100;

/// A list: a partition, or a part of it, in order.
#[derive(Clone, Debug)]
pub struct Query {
    index: Option<Index>,
    pk: String,
    range: Range,
    descending: bool,
    consistent: bool,
}

#[derive(Clone, Debug)]
enum Range {
    All,
    Prefix(String),
    Between(String, String),
    After(String),
}

impl Query {
    /// Items of a partition of the table.
    pub fn table(pk: impl Into<String>) -> Self {
        Self { index: None, pk: pk.into(), range: Range::All, descending: false, consistent: false }
    }

    /// Items of a partition of an index.
    pub fn index(index: Index, pk: impl Into<String>) -> Self {
        Self { index: Some(index), ..Self::table(pk) }
    }

    /// Only those whose sort key starts so.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { range: Range::Prefix(prefix.into()), ..self }
    }

    /// Only those whose sort key is from `first` to `last`, both included.
    #[must_use]
    pub fn between(self, first: impl Into<String>, last: impl Into<String>) -> Self {
        Self { range: Range::Between(first.into(), last.into()), ..self }
    }

    /// Only those whose sort key is greater.
    #[must_use]
    pub fn after(self, sk: impl Into<String>) -> Self {
        Self { range: Range::After(sk.into()), ..self }
    }

    /// From the greatest sort key down.
    #[must_use]
    pub fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    /// With everything that was written before; not for an index.
    #[must_use]
    pub fn consistent(self) -> Self {
        Self { consistent: true, ..self }
    }

    fn place(&self, item: &Item) -> Option<Place> {
        let text = |name: &str| item.get(name)?.as_s().ok().cloned();
        let index_sk = self.index.map(|index| index.attributes().1).filter(|&name| name != "sk");
        Some(Place { pk: text("pk")?, sk: text("sk")?, index_sk: index_sk.and_then(text) })
    }

    fn start_at(&self, place: &Place) -> Item {
        let mut start = Item::from([
            ("pk".to_owned(), AttributeValue::S(place.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(place.sk.clone())),
        ]);
        if let Some(index) = self.index {
            let (pk, sk) = index.attributes();
            start.insert(pk.into(), AttributeValue::S(self.pk.clone()));
            if let Some(index_sk) = &place.index_sk {
                start.insert(sk.into(), AttributeValue::S(index_sk.clone()));
            }
        }
        start
    }
}

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
    /// The first `limit` items of a list.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn take<T: DeserializeOwned>(&self, query: &Query, limit: usize) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        let mut start = None;
        while items.len() < limit {
            let (chunk, last) = self.chunk(query, start, limit - items.len()).await?;
            items.extend(chunk);
            start = last;
            if start.is_none() {
                break;
            }
        }
        items.into_iter().map(|item| Ok(from_item(item)?)).collect()
    }

    /// How many items a list has. Reads all of them: only for lists that stay short.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn count(&self, query: &Query) -> Result<u64, Error> {
        let mut count = 0;
        let mut start = None;
        loop {
            let request = self.request(query).select(Select::Count).set_exclusive_start_key(start);
            let output = request.send().await.map_err(Error::from_sdk)?;
            count += u64::try_from(output.count()).unwrap_or_default();
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(count);
            }
        }
    }

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
        let query = &Query { descending: query.descending != backwards, ..query.clone() };
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

    async fn chunk(
        &self,
        query: &Query,
        start: Option<Item>,
        limit: usize,
    ) -> Result<(Vec<Item>, Option<Item>), Error> {
        let starts_inside = start.is_some();
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let request = self.request(query).limit(limit).set_exclusive_start_key(start);
        match request.send().await {
            Ok(output) => Ok((output.items.unwrap_or_default(), output.last_evaluated_key)),
            Err(error) => match Error::from_sdk(error) {
                // The rest of the request is ours, so what the table refuses can only be the place to start.
                Error::Refused(_) if starts_inside => Err(Error::InvalidStart),
                error => Err(error),
            },
        }
    }

    fn request(&self, query: &Query) -> QueryFluentBuilder {
        let (pk, sk) = query.index.map_or(("pk", "sk"), Index::attributes);
        let request = self
            .client
            .query()
            .table_name(&self.name)
            .set_index_name(query.index.map(|index| index.name().into()))
            .scan_index_forward(!query.descending)
            .consistent_read(query.consistent)
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", AttributeValue::S(query.pk.clone()));
        let (condition, values) = match &query.range {
            Range::All => return request.key_condition_expression("#pk = :pk"),
            Range::Prefix(prefix) => ("begins_with(#sk, :a)", vec![prefix]),
            Range::Between(first, last) => ("#sk BETWEEN :a AND :b", vec![first, last]),
            Range::After(sk) => ("#sk > :a", vec![sk]),
        };
        let request = request
            .key_condition_expression(format!("#pk = :pk AND {condition}"))
            .expression_attribute_names("#sk", sk);
        [":a", ":b"].into_iter().zip(values).fold(request, |request, (name, value)| {
            request.expression_attribute_values(name, AttributeValue::S(value.clone()))
        })
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
