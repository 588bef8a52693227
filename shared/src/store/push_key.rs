//! Look-ups of the desk's key for push services.

use crate::{
    ApiError,
    model::PushKey,
    table::{Read, Table, Write},
    time::Timestamp,
    web_push::VapidKey,
};

/// Reads the key, which nobody has to make: the first to ask for it does.
///
/// # Errors
/// An unreachable table.
pub async fn push_key(table: &Table) -> Result<VapidKey, ApiError> {
    if let Some(found) = find(table).await? {
        return Ok(found);
    }
    let made = PushKey { key: VapidKey::generate().map_err(ApiError::internal)?, created_at: Timestamp::now() };
    if table.write_if(Write::create(&made)).await? {
        return Ok(made.key);
    }
    // Another function was first.
    find(table).await?.ok_or_else(|| ApiError::internal("a key for push services that is gone again"))
}

async fn find(table: &Table) -> Result<Option<VapidKey>, ApiError> {
    let found: Option<PushKey> = table.get(&PushKey::the_key(), Read::Consistent).await?;
    Ok(found.map(|found| found.key))
}
