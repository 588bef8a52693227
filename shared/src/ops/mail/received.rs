//! Lists of answers by mail, for admins.

use crate::{
    ApiError, State,
    model::{ReceivedCount, ReceivedMail},
    table::{Page, PageRequest},
    views::ReceivedMailView,
};

/// Most numbers: one for each outcome of a month's days.
const COUNTS: usize = 400;

/// Lists a page of the answers, the newest first.
///
/// # Errors
/// A cursor of another list.
pub async fn list_received(state: &State, request: &PageRequest) -> Result<Page<ReceivedMailView>, ApiError> {
    let page: Page<ReceivedMail> = state.table.page(&ReceivedMail::all(), request, None).await?;
    Ok(page.map(|received| ReceivedMailView::from(&received)))
}

/// Numbers of the mails that arrived in the last 30 days, the newest day first.
///
/// # Errors
/// A failed read of the table.
pub async fn received_counts(state: &State) -> Result<Vec<ReceivedCount>, ApiError> {
    Ok(state.table.take(&ReceivedCount::all(), COUNTS).await?)
}
