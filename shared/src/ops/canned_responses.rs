//! Canned responses: the desk's, few, written by admins, read by all agents; and those that somebody has written for
//! themselves, which nobody else gets.

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::{CannedResponseId, UserId},
    model::{AuditEntry, CannedResponse, Identity, Role, Shortcut},
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
    /// `true` for one's own, `false` for the desk's.
    is_own: bool,
}

impl Input for NewCannedResponse {
    fn read(fields: &mut Fields) -> Option<Self> {
        let is_own = fields.boolean("is_own").or(false);
        let shortcut = fields.line("shortcut").filled().max(SHORTCUT_LIMIT).required();
        // Of one's own, whose it is isn't known here: the transaction alone finds out.
        if let (Some(false), Some(shortcut)) = (is_own, &shortcut) {
            fields.unique("shortcut", Shortcut::key_of(None, shortcut), SHORTCUT_TAKEN);
        }
        let content = fields.text("content").filled().max(CONTENT_LIMIT).required();
        Some(Self { shortcut: shortcut?, content: content?, is_own: is_own? })
    }
}

/// Checks if a user may change a canned response: their own, or the desk's as an admin.
///
/// # Errors
/// 403 for an agent, 404 for an admin to whom another's own isn't there.
fn check_author(by: &Identity, owner: Option<UserId>) -> Result<(), ApiError> {
    match (owner, by.role) {
        (Some(owner), _) if owner == by.user_id => Ok(()),
        (None, Role::Admin) => Ok(()),
        (Some(_), Role::Admin) => Err(ApiError::NotFound),
        _ => Err(ApiError::forbidden()),
    }
}

/// Lists a page of the desk's canned responses and the caller's own, the oldest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_canned_responses(
    state: &State,
    who: &Identity,
    request: &PageRequest,
) -> Result<Page<CannedResponse>, ApiError> {
    let is_theirs = |response: &CannedResponse| is_seen_by(response, who);
    Ok(state.table.page(&CannedResponse::all(), request, Some(&is_theirs)).await?)
}

/// Reads a canned response.
///
/// # Errors
/// 404 for an unknown one, and for another's own.
pub async fn get_canned_response(
    state: &State,
    who: &Identity,
    id: CannedResponseId,
) -> Result<CannedResponse, ApiError> {
    let response = state.table.get(&CannedResponse::key_of(id), Read::Consistent).await?;
    response.filter(|response| is_seen_by(response, who)).ok_or(ApiError::NotFound)
}

fn is_seen_by(response: &CannedResponse, who: &Identity) -> bool {
    response.owner_id.is_none_or(|owner| owner == who.user_id)
}

/// Reads a canned response that is to be changed. To an agent, whatever isn't their own is one that they may not change,
/// be it there or not.
async fn get_to_change(state: &State, by: &Identity, id: CannedResponseId) -> Result<CannedResponse, ApiError> {
    let response: Option<CannedResponse> = state.table.get(&CannedResponse::key_of(id), Read::Consistent).await?;
    check_author(by, response.as_ref().and_then(|response| response.owner_id))?;
    response.ok_or(ApiError::NotFound)
}

/// Creates a canned response.
///
/// # Errors
/// 400 on a `shortcut` that is already in use, 403 for an agent's that isn't to be their own.
pub async fn create_canned_response(
    state: &State,
    by: &Identity,
    new: NewCannedResponse,
) -> Result<CannedResponse, ApiError> {
    let owner_id = new.is_own.then_some(by.user_id);
    check_author(by, owner_id)?;
    let id = CannedResponseId(next_id(&state.table, "canned_response").await?);
    let response = CannedResponse { id, shortcut: new.shortcut, content: new.content, owner_id };
    let mut transaction = Transaction::new();
    transaction.write_or(Write::create(&claim(&response)), taken());
    transaction.write(Write::create(&response));
    transaction.extend(audited(by, "created", &response).map(|entry| Write::put(&entry)));
    state.table.commit(transaction).await?;
    Ok(response)
}

/// Replaces a canned response; it stays whose it is.
///
/// # Errors
/// 404 for an unknown one, 403 for an agent unless it is their own, 400 on a `shortcut` that is already in use.
pub async fn replace_canned_response(
    state: &State,
    by: &Identity,
    id: CannedResponseId,
    new: NewCannedResponse,
) -> Result<CannedResponse, ApiError> {
    let new = &new;
    retry_on_conflict(|| async move {
        let before = get_to_change(state, by, id).await?;
        let (shortcut, content) = (new.shortcut.clone(), new.content.clone());
        let after = CannedResponse { shortcut, content, ..before.clone() };
        let mut transaction = Transaction::new();
        transaction.write(Write::put(&after).when_equals("shortcut", &before.shortcut));
        if claim(&before).key() != claim(&after).key() {
            transaction.write_or(Write::create(&claim(&after)), taken());
            transaction.write(Write::delete(claim(&before).key()));
        }
        let audited = audited(by, "changed", &after).map(|entry| Write::put(&entry.between(&before, &after)));
        transaction.extend(audited);
        state.table.commit(transaction).await?;
        Ok::<_, Attempt>(after)
    })
    .await
}

/// Deletes a canned response.
///
/// # Errors
/// 404 for an unknown one, 403 for an agent unless it is their own.
pub async fn delete_canned_response(state: &State, by: &Identity, id: CannedResponseId) -> Result<(), ApiError> {
    retry_on_conflict(|| async move {
        let response = get_to_change(state, by, id).await?;
        let item = Write::delete(response.key()).when_equals("shortcut", &response.shortcut);
        let audited = audited(by, "removed", &response).map(|entry| Write::put(&entry));
        let writes = [item, Write::delete(claim(&response).key())].into_iter().chain(audited);
        Ok(state.table.transact(writes.collect()).await?)
    })
    .await
}

fn claim(response: &CannedResponse) -> Shortcut {
    Shortcut { shortcut: response.shortcut.clone(), owner_id: response.owner_id, id: response.id }
}

/// The entry of the audit log, which admins read: of a user's own there is none.
fn audited(by: &Identity, deed: &str, response: &CannedResponse) -> Option<AuditEntry> {
    let entry = || AuditEntry::new(by, "canned_response", deed, response.id, &response.shortcut);
    response.owner_id.is_none().then(entry)
}

fn taken() -> ApiError {
    ApiError::field("shortcut", SHORTCUT_TAKEN)
}
