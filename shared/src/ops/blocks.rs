//! Blocks: visitors and addresses that get no chat any more. A block ends a visitor's sign-ins, and is asked for before
//! a chat begins, is resumed, or is answered by mail.

use std::net::IpAddr;

use chrono::Duration;

use crate::{
    ApiError, State,
    address::Address,
    http::{Fields, Input},
    ids::{BlockId, UserId},
    model::{AuditEntry, Block, Blocked, Identity},
    ops::{
        race::{Attempt, retry_on_conflict},
        sessions,
    },
    store::{get_user, sessions_of},
    table::{Entity, Page, PageRequest, Read, Transaction, Write},
    time::Timestamp,
};

/// Longest reason, in characters.
const REASON_LIMIT: usize = 500;
/// Longest time, in days: ten years.
const DAYS_LIMIT: u64 = 3_650;

/// A new block.
#[derive(Clone, Debug)]
pub struct NewBlock {
    user_id: Option<UserId>,
    email: Option<String>,
    ip_address: Option<String>,
    with_addresses: bool,
    change: BlockEdit,
}

impl Input for NewBlock {
    fn read(fields: &mut Fields) -> Option<Self> {
        let user_id = fields.integer("user_id").means("Visitor to be blocked.").nullable().optional();
        let email = fields.email("email").filled().nullable().optional();
        let ip_address = fields.line("ip_address").nullable().parse(|text| network(&text)).optional();
        let with_addresses = fields.boolean("with_addresses");
        let with_addresses = with_addresses
            .means("`true` to block the e-mail address and the last network address of the visitor, too.");
        let with_addresses = with_addresses.or(false);
        let change = BlockEdit::read(fields);
        let (user_id, email, ip_address) = (user_id?.map(UserId), email?, ip_address?);
        if user_id.is_none() && email.is_none() && ip_address.is_none() {
            fields.error("non_field_errors", "Enter a visitor's user_id, an email or an ip_address.");
            return None;
        }
        Some(Self { user_id, email, ip_address, with_addresses: with_addresses?, change: change? })
    }
}

fn network(text: &str) -> Result<String, String> {
    let address: Result<IpAddr, _> = text.parse();
    address.map(|address| Address(Some(address)).network()).map_err(|_| "Enter a valid IP address.".into())
}

/// Changes of a block; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct BlockEdit {
    reason: Option<String>,
    days: Option<u64>,
}

impl Input for BlockEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let reason = fields.text("reason").max(REASON_LIMIT).optional();
        let days = fields.integer("days").means("Days from now after which it ends; 0 for never.");
        let days = days.at_most(DAYS_LIMIT).optional();
        Some(Self { reason: reason?, days: days? })
    }
}

impl BlockEdit {
    fn apply(&self, block: &Block) -> Block {
        let in_days = |days: u64| i64::try_from(days).ok().filter(|&days| days > 0).map(Duration::days);
        let expires_at = match self.days {
            Some(days) => in_days(days).map(|time| Timestamp::now().after(time)),
            None => block.expires_at,
        };
        Block { reason: self.reason.clone().unwrap_or_else(|| block.reason.clone()), expires_at, ..block.clone() }
    }
}

/// Lists a page of the blocks in force, the latest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_blocks(state: &State, request: &PageRequest) -> Result<Page<Block>, ApiError> {
    let now = Timestamp::now();
    let is_in_force = |block: &Block| block.is_in_force_at(now);
    Ok(state.table.page(&Block::all(), request, Some(&is_in_force)).await?)
}

/// Reads a block.
///
/// # Errors
/// 404 for an unknown one.
pub async fn get_block(state: &State, id: BlockId) -> Result<Block, ApiError> {
    state.table.get(&Block::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Blocks a visitor, whose sign-ins end, or an address.
///
/// # Errors
/// 400 on a `user_id` that isn't a visitor's.
pub async fn create_block(state: &State, by: &Identity, new: NewBlock) -> Result<Block, ApiError> {
    let mut blocked = Blocked { user_id: new.user_id, email: new.email, ip_address: new.ip_address };
    if let Some(id) = blocked.user_id {
        let unknown = || ApiError::field("user_id", "This isn't a visitor.");
        let visitor = get_user(&state.table, id).await.map_err(|error| match error {
            ApiError::NotFound => unknown(),
            error => error,
        })?;
        if !visitor.is_temporary {
            return Err(unknown());
        }
        if new.with_addresses {
            let last = sessions_of(&state.table, id).await?.into_iter().max_by_key(|session| session.created_at);
            let address = last.and_then(|session| session.device.ip_address.parse().ok());
            let known = Blocked::of(&visitor, Address(address));
            blocked.email = blocked.email.or(known.email);
            blocked.ip_address = blocked.ip_address.or(known.ip_address);
        }
    }
    let block = new.change.apply(&Block {
        id: BlockId::new(),
        blocked,
        reason: String::new(),
        created_by: by.into(),
        created_at: Timestamp::now(),
        expires_at: None,
    });
    let mut writes = vec![Write::create(&block), Write::put(&audited(by, "created", &block))];
    writes.extend(block.guards().map(|guard| Write::put(&guard)));
    state.table.transact(writes).await?;
    if let Some(user) = block.blocked.user_id {
        sessions::end_all_but(state, user, None).await?;
    }
    Ok(block)
}

/// Changes the reason or the end of a block.
///
/// # Errors
/// 404 for an unknown one.
pub async fn edit_block(state: &State, by: &Identity, id: BlockId, edit: BlockEdit) -> Result<Block, ApiError> {
    let edit = &edit;
    retry_on_conflict(|| async move {
        let before = get_block(state, id).await?;
        let after = edit.apply(&before);
        let unchanged = Write::put(&after).when_equals("reason", &before.reason);
        let unchanged = unchanged.when_equals("expires_at", before.expires_at);
        let audited = audited(by, "changed", &after).between(&before, &after);
        let mut writes = vec![unchanged, Write::put(&audited)];
        writes.extend(after.guards().map(|guard| Write::put(&guard)));
        state.table.transact(writes).await?;
        Ok::<_, Attempt>(after)
    })
    .await
}

/// Ends a block.
///
/// # Errors
/// 404 for an unknown one.
pub async fn remove_block(state: &State, by: &Identity, id: BlockId) -> Result<(), ApiError> {
    let block = get_block(state, id).await?;
    let mut transaction = Transaction::new();
    transaction.write_or(Write::delete(block.key()).when_exists(), ApiError::NotFound);
    transaction.write(Write::put(&audited(by, "removed", &block)));
    transaction.extend(block.guards().map(|guard| Write::delete(guard.key())));
    state.table.commit(transaction).await?;
    Ok(())
}

fn audited(by: &Identity, deed: &str, block: &Block) -> AuditEntry {
    let Blocked { user_id, email, ip_address } = &block.blocked;
    let visitor = user_id.map(|id| format!("visitor {id}"));
    let names: Vec<String> = [visitor, email.clone(), ip_address.clone()].into_iter().flatten().collect();
    AuditEntry::new(by, "block", deed, block.id, names.join(", "))
}
