//! Reading of the audit log. Its entries are written by the operations, in the transactions of the changes.

use chrono::NaiveDate;

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::UserId,
    model::AuditEntry,
    table::{LAST_DAY, Page, PageRequest},
    text::folded,
};

/// Filters of the audit log.
#[derive(Clone, Debug)]
pub struct AuditFilters {
    from: NaiveDate,
    to: NaiveDate,
    actor_id: Option<UserId>,
    action: Option<String>,
    target_type: Option<String>,
    target_id: Option<String>,
    /// Words in the name of who did it, or of what it was done to, folded.
    search: Option<String>,
}

impl Input for AuditFilters {
    fn read(fields: &mut Fields) -> Option<Self> {
        let period = fields.period();
        let actor_id = fields.integer("actor_id").optional();
        let action = fields.line("action").optional();
        let target_type = fields.line("target_type").optional();
        let target_id = fields.line("target_id").optional();
        let search = fields.line("search").optional();
        let (from, to) = period?;
        Some(Self {
            from: from.unwrap_or_default(),
            to: to.unwrap_or(LAST_DAY),
            actor_id: actor_id?.map(UserId),
            action: action?,
            target_type: target_type?,
            target_id: target_id?,
            search: search?.map(|text| folded(&text)).filter(|text| !text.is_empty()),
        })
    }
}

impl AuditFilters {
    fn is_by_time_only(&self) -> bool {
        let Self { from: _, to: _, actor_id, action, target_type, target_id, search } = self;
        actor_id.is_none() && action.is_none() && target_type.is_none() && target_id.is_none() && search.is_none()
    }

    fn matches(&self, entry: &AuditEntry) -> bool {
        let is = |wanted: &Option<String>, given: &String| wanted.as_ref().is_none_or(|wanted| wanted == given);
        self.actor_id.is_none_or(|id| entry.actor.id == Some(id))
            && is(&self.action, &entry.action)
            && is(&self.target_type, &entry.target.kind)
            && is(&self.target_id, &entry.target.id)
            && self.search.as_ref().is_none_or(|text| {
                [&entry.actor.name, &entry.target.name].iter().any(|name| folded(name).contains(text))
            })
    }
}

/// Lists a page of the audit log, newest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_audit(
    state: &State,
    filters: &AuditFilters,
    request: &PageRequest,
) -> Result<Page<AuditEntry>, ApiError> {
    let list = AuditEntry::between_days(filters.from, filters.to).descending();
    let matches = |entry: &AuditEntry| filters.matches(entry);
    Ok(state.table.page(&list, request, if filters.is_by_time_only() { None } else { Some(&matches) }).await?)
}
