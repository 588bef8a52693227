//! Queries: a partition, a range of it, an order; and reading them. `page` reads them page by page.

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, Select},
};
use serde::de::DeserializeOwned;

use super::{
    Error, Table,
    cursor::Place,
    entity::{Index, Item, from_item},
};

/// Items per query when the number of items depends on their size.
const CHUNK: usize = 50;

/// A list: a partition, or a range of it, in order.
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
    /// Selects the items of a partition of the table.
    pub fn table(pk: impl Into<String>) -> Self {
        Self { index: None, pk: pk.into(), range: Range::All, descending: false, consistent: false }
    }

    /// Selects the items of a partition of an index.
    pub fn index(index: Index, pk: impl Into<String>) -> Self {
        Self { index: Some(index), ..Self::table(pk) }
    }

    /// Restricts the range to sort keys with this prefix.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { range: Range::Prefix(prefix.into()), ..self }
    }

    /// Restricts the range to sort keys from `first` to `last`, both included.
    #[must_use]
    pub fn between(self, first: impl Into<String>, last: impl Into<String>) -> Self {
        Self { range: Range::Between(first.into(), last.into()), ..self }
    }

    /// Restricts the range to greater sort keys.
    #[must_use]
    pub fn after(self, sk: impl Into<String>) -> Self {
        Self { range: Range::After(sk.into()), ..self }
    }

    /// Reads from the greatest sort key down.
    #[must_use]
    pub fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    /// Reads consistently; not possible on an index.
    #[must_use]
    pub fn consistent(self) -> Self {
        Self { consistent: true, ..self }
    }

    /// The same list in reverse order.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { descending: !self.descending, ..self.clone() }
    }

    /// Position of an item in the list.
    pub(super) fn place(&self, item: &Item) -> Option<Place> {
        let text = |name: &str| item.get(name)?.as_s().ok().cloned();
        let index_sk = self.index.map(|index| index.attributes().1).filter(|&name| name != "sk");
        Some(Place { pk: text("pk")?, sk: text("sk")?, index_sk: index_sk.and_then(text) })
    }

    /// Start key of a read that continues after `place`.
    pub(super) fn start_at(&self, place: &Place) -> Item {
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

impl Table {
    /// Reads the first `limit` items of a list.
    ///
    /// # Errors
    /// A failed read of the table.
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

    /// Reads the first items of a list that `select` makes something of, until there are `limit` of them or the sum of
    /// their `size` reaches `bytes`.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn take_within<T: DeserializeOwned, U>(
        &self,
        query: &Query,
        (limit, bytes): (usize, usize),
        select: impl Fn(T) -> Option<U>,
        size: impl Fn(&U) -> usize,
    ) -> Result<Vec<U>, Error> {
        let (mut taken, mut total, mut start) = (Vec::new(), 0, None);
        while taken.len() < limit {
            // As much again for what is left out: in ever smaller chunks it would take many round trips.
            let (chunk, last) = self.chunk(query, start, CHUNK.min(limit)).await?;
            for item in chunk {
                let Some(selected) = select(from_item(item)?) else { continue };
                total += size(&selected);
                if total > bytes || taken.len() == limit {
                    return Ok(taken);
                }
                taken.push(selected);
            }
            start = last;
            if start.is_none() {
                break;
            }
        }
        Ok(taken)
    }

    /// Reads a list until an item that `is_sought`.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn find<T: DeserializeOwned>(
        &self,
        query: &Query,
        is_sought: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, Error> {
        let mut start = None;
        loop {
            // As much as one answer holds.
            let (chunk, last) = self.chunk(query, start, usize::MAX).await?;
            for item in chunk {
                let entity = from_item(item)?;
                if is_sought(&entity) {
                    return Ok(Some(entity));
                }
            }
            start = last;
            if start.is_none() {
                return Ok(None);
            }
        }
    }

    /// Counts the items of a list. Reads all of them: only for lists that stay short.
    ///
    /// # Errors
    /// A failed read of the table.
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

    /// Reads up to `limit` items, with the position to continue from.
    pub(super) async fn chunk(
        &self,
        query: &Query,
        start: Option<Item>,
        limit: usize,
    ) -> Result<(Vec<Item>, Option<Item>), Error> {
        let starts_inside = start.is_some();
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let request = self.request(query).limit(limit).set_exclusive_start_key(start);
        // Boxed: the SDK's futures are large, and the futures of the operations nest deeply.
        match Box::pin(request.send()).await {
            Ok(output) => Ok((output.items.unwrap_or_default(), output.last_evaluated_key)),
            Err(error) => match Error::from_sdk(error) {
                // Everything else in the request is generated here, so the table can only have refused the start key.
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
