//! Execution of writes, one by one or as one transaction.

use std::time::Duration;

use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, ReturnValue, TransactWriteItem, Update};
use backon::{ExponentialBuilder, Retryable};
use serde::de::DeserializeOwned;

use super::{
    Error, Table, Write,
    entity::{from_item, key_of},
    write::Target,
};

impl Table {
    /// Executes one write.
    ///
    /// # Errors
    /// `ConditionFailed` if its condition doesn't hold; otherwise a failed write to the table.
    pub async fn write(&self, write: Write) -> Result<(), Error> {
        self.write_returning::<serde::de::IgnoredAny>(write, ReturnValue::None).await.map(|_| ())
    }

    /// Executes one write if its condition holds. `false`: it didn't hold.
    ///
    /// # Errors
    /// A failed write to the table.
    pub async fn write_if(&self, write: Write) -> Result<bool, Error> {
        match self.write(write).await {
            Err(error) if error.is_condition() => Ok(false),
            written => written.map(|()| true),
        }
    }

    /// Executes one update and returns the item as it is afterwards.
    ///
    /// # Errors
    /// As [`Table::write`].
    pub async fn write_and_get<T: DeserializeOwned>(&self, write: Write) -> Result<Option<T>, Error> {
        self.write_returning(write, ReturnValue::AllNew).await
    }

    async fn write_returning<T: DeserializeOwned>(
        &self,
        write: Write,
        values: ReturnValue,
    ) -> Result<Option<T>, Error> {
        let write = &write.checked()?;
        let attempt = || async {
            let (client, table) = (&self.client, self.name.as_str());
            let (condition, names, attributes) = (write.condition_expression(), write.names(), write.values());
            match &write.target {
                Target::Put(item) => {
                    let request = client.put_item().table_name(table).set_item(Some(item.clone()));
                    let request = request.set_condition_expression(condition).set_expression_attribute_names(names);
                    request.set_expression_attribute_values(attributes).send().await.map_err(Error::from_sdk)?;
                    Ok(None)
                }
                Target::Update(key) => {
                    let request = client.update_item().table_name(table).set_key(Some(key_of(key)));
                    let request = request.set_condition_expression(condition).set_expression_attribute_names(names);
                    let request = request.set_update_expression(write.update_expression());
                    let request = request.set_expression_attribute_values(attributes).return_values(values.clone());
                    let output = request.send().await.map_err(Error::from_sdk)?;
                    Ok(output.attributes.map(from_item).transpose()?)
                }
                Target::Delete(key) => {
                    let request = client.delete_item().table_name(table).set_key(Some(key_of(key)));
                    let request = request.set_condition_expression(condition).set_expression_attribute_names(names);
                    request.set_expression_attribute_values(attributes).send().await.map_err(Error::from_sdk)?;
                    Ok(None)
                }
                Target::Check(_) => Err(Error::Refused("a check is only for a transaction".into())),
            }
        };
        attempt.retry(contention()).when(retries).await
    }

    /// Executes all of these writes or none.
    ///
    /// # Errors
    /// `ConditionFailed` with the positions of the writes whose conditions don't hold; otherwise a failed write to the
    /// table.
    pub async fn transact(&self, writes: Vec<Write>) -> Result<(), Error> {
        let writes: Vec<_> = writes.into_iter().map(|write| self.transaction_part(write)).collect::<Result<_, _>>()?;
        let attempt = || async {
            let request = self.client.transact_write_items().set_transact_items(Some(writes.clone()));
            request.send().await.map(|_| ()).map_err(Error::from_transaction)
        };
        attempt.retry(contention()).when(retries).await
    }

    fn transaction_part(&self, write: Write) -> Result<TransactWriteItem, Error> {
        let write = write.checked()?;
        let part = TransactWriteItem::builder();
        let (condition, update) = (write.condition_expression(), write.update_expression());
        let (names, values) = (write.names(), write.values());
        let table = &self.name;
        let built = match write.target {
            Target::Put(item) => {
                let put = Put::builder().table_name(table).set_item(Some(item)).set_condition_expression(condition);
                let put = put.set_expression_attribute_names(names).set_expression_attribute_values(values);
                put.build().map(|put| part.put(put))
            }
            Target::Update(key) => {
                let change = Update::builder().table_name(table).set_key(Some(key_of(&key)));
                let change = change.set_condition_expression(condition).set_update_expression(update);
                let change = change.set_expression_attribute_names(names).set_expression_attribute_values(values);
                change.build().map(|change| part.update(change))
            }
            Target::Delete(key) => {
                let delete = Delete::builder().table_name(table).set_key(Some(key_of(&key)));
                let delete = delete.set_condition_expression(condition).set_expression_attribute_names(names);
                delete.set_expression_attribute_values(values).build().map(|delete| part.delete(delete))
            }
            Target::Check(key) => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key_of(&key)));
                let check = check.set_condition_expression(condition).set_expression_attribute_names(names);
                check.set_expression_attribute_values(values).build().map(|check| part.condition_check(check))
            }
        };
        Ok(built.map_err(|error| Error::Refused(error.into()))?.build())
    }
}

/// Backoff for writes in conflict with others, or to a throttled partition. The SDK retries a throttled request, but
/// not a transaction of which only some items were throttled.
fn contention() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(10))
        .with_max_delay(Duration::from_millis(200))
        .with_max_times(8)
        .with_jitter()
}

fn retries(error: &Error) -> bool {
    matches!(error, Error::Conflict | Error::Throttled(_))
}
