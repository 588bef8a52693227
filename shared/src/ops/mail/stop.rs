//! Addresses that get no mail any more, as the mail service tells.

use crate::{
    ApiError, State,
    ids::StoppedAddressId,
    model::{AuditEntry, Identity, StopReason, StoppedAddress},
    table::{Page, PageRequest, Read, Write},
    text::cut,
    time::Timestamp,
    views::StoppedAddressView,
};

/// Longest text of a server that is kept, in characters.
const DETAIL_LIMIT: usize = 500;
/// Most addresses of an event: a mail of ours has one recipient.
const ADDRESSES: usize = 10;

/// Sends no more mail to these addresses. Each is with the words of the server that refused it.
///
/// # Errors
/// An unreachable table. To be repeated.
pub async fn stop_addresses(state: &State, reason: StopReason, addresses: &[(String, String)]) -> Result<(), ApiError> {
    for (address, detail) in addresses.iter().take(ADDRESSES) {
        state.table.write(Write::put(&StoppedAddress::new(address, reason, cut(detail, DETAIL_LIMIT)))).await?;
    }
    Ok(())
}

/// The reason why an address gets no mail, if it gets none.
pub(super) async fn find_stop(state: &State, address: &str) -> Result<Option<StoppedAddress>, ApiError> {
    find(state, StoppedAddressId::of(address)).await
}

async fn find(state: &State, id: StoppedAddressId) -> Result<Option<StoppedAddress>, ApiError> {
    let stopped: Option<StoppedAddress> = state.table.get(&StoppedAddress::key_of(id), Read::Consistent).await?;
    Ok(stopped.filter(|stopped| stopped.allowed_at.is_none()))
}

/// Lists a page of the addresses that get no mail, the latest first.
///
/// # Errors
/// A cursor of another list.
pub async fn list_stopped(state: &State, request: &PageRequest) -> Result<Page<StoppedAddressView>, ApiError> {
    let page: Page<StoppedAddress> = state.table.page(&StoppedAddress::all(), request, None).await?;
    Ok(page.map(|stopped| StoppedAddressView::from(&stopped)))
}

/// Lets an address get mail again.
///
/// # Errors
/// 404 for one that isn't stopped.
pub async fn allow_address(state: &State, by: &Identity, id: StoppedAddressId) -> Result<(), ApiError> {
    let stopped = find(state, id).await?.ok_or(ApiError::NotFound)?;
    let audited = AuditEntry::new(by, "address", "allowed", id, &stopped.address);
    let allowed = StoppedAddress { allowed_at: Some(Timestamp::now()), ..stopped };
    Ok(state.table.transact(vec![Write::put(&allowed), Write::put(&audited)]).await?)
}
