//! Canned responses: few, written by admins, read by all agents.

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::CannedResponseId,
    model::{AuditEntry, CannedResponse, Identity, Shortcut},
    ops::race::{Attempt, retry_on_conflict},
    store::{CONTENT_LIMIT, next_id},
    table::{Entity, Page, PageRequest, Read, Transaction, Write},
};

/// Longest shortcut, in characters.
const SHORTCUT_LIMIT: usize = 50;

const SHORTCUT_TAKEN: &str = "A canned response with that shortcut already exists.";

/// Data of a canned response.
#[derive(Clone, Debug)]
pub struct NewCannedResponse {
    shortcut: String,
    content: String,
}

impl Input for NewCannedResponse {
    fn read(fields: &mut Fields) -> Option<Self> {
        let shortcut = fields.line("shortcut").filled().max(SHORTCUT_LIMIT).required();
        if let Some(shortcut) = &shortcut {
            fields.unique("shortcut", Shortcut::key_of(shortcut), SHORTCUT_TAKEN);
        }
        let content = fields.text("content").filled().max(CONTENT_LIMIT).required();
        Some(Self { shortcut: shortcut?, content: content? })
    }
}

/// Lists a page of all canned responses, the oldest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_canned_responses(state: &State, request: &PageRequest) -> Result<Page<CannedResponse>, ApiError> {
    Ok(state.table.page(&CannedResponse::all(), request, None).await?)
}

/// Reads a canned response.
///
/// # Errors
/// 404 for an unknown one.
pub async fn get_canned_response(state: &State, id: CannedResponseId) -> Result<CannedResponse, ApiError> {
    state.table.get(&CannedResponse::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Creates a canned response.
///
/// # Errors
/// 400 on a `shortcut` that is already in use.
pub async fn create_canned_response(
    state: &State,
    by: &Identity,
    new: NewCannedResponse,
) -> Result<CannedResponse, ApiError> {
    let id = CannedResponseId(next_id(&state.table, "canned_response").await?);
    let response = CannedResponse { id, shortcut: new.shortcut, content: new.content };
    let mut transaction = Transaction::new();
    transaction.write_or(Write::create(&claim(&response)), taken());
    transaction.extend([Write::create(&response), Write::put(&audited(by, "created", &response))]);
    state.table.commit(transaction).await?;
    Ok(response)
}

/// Replaces a canned response.
///
/// # Errors
/// 404 for an unknown one, 400 on a `shortcut` that is already in use.
pub async fn replace_canned_response(
    state: &State,
    by: &Identity,
    id: CannedResponseId,
    new: NewCannedResponse,
) -> Result<CannedResponse, ApiError> {
    let new = &new;
    retry_on_conflict(|| async move {
        let before = get_canned_response(state, id).await?;
        let after = CannedResponse { id, shortcut: new.shortcut.clone(), content: new.content.clone() };
        let mut transaction = Transaction::new();
        transaction.write(Write::put(&after).when_equals("shortcut", &before.shortcut));
        if claim(&before).key() != claim(&after).key() {
            transaction.write_or(Write::create(&claim(&after)), taken());
            transaction.write(Write::delete(claim(&before).key()));
        }
        transaction.write(Write::put(&audited(by, "changed", &after).between(&before, &after)));
        state.table.commit(transaction).await?;
        Ok::<_, Attempt>(after)
    })
    .await
}

/// Deletes a canned response.
///
/// # Errors
/// 404 for an unknown one.
pub async fn delete_canned_response(state: &State, by: &Identity, id: CannedResponseId) -> Result<(), ApiError> {
    retry_on_conflict(|| async move {
        let response = get_canned_response(state, id).await?;
        let item = Write::delete(response.key()).when_equals("shortcut", &response.shortcut);
        let audited = Write::put(&audited(by, "removed", &response));
        Ok(state.table.transact(vec![item, Write::delete(claim(&response).key()), audited]).await?)
    })
    .await
}

fn claim(response: &CannedResponse) -> Shortcut {
    Shortcut { shortcut: response.shortcut.clone(), id: response.id }
}

fn audited(by: &Identity, deed: &str, response: &CannedResponse) -> AuditEntry {
    AuditEntry::new(by, "canned_response", deed, response.id, &response.shortcut)
}

fn taken() -> ApiError {
    ApiError::field("shortcut", SHORTCUT_TAKEN)
}
