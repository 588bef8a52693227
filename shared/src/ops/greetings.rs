//! Greetings: few, written by admins, said by the widget, and counted.

use crate::{
    ApiError, State,
    address::Address,
    http::{Fields, Input},
    ids::GreetingId,
    model::{AuditEntry, GreetedVisitors, Greeting, GreetingCount, GreetingRule, GreetingTime, Identity, LANGUAGES},
    ops::{
        anonymous,
        race::{Attempt, retry_on_conflict},
    },
    store::{MAX_GREETINGS, next_id},
    table::{Entity, Page, PageRequest, Read, Write},
    time::Timestamp,
};

/// Longest text, in characters.
const TEXT_LIMIT: usize = 300;
/// Longest pattern of a page or part of a referrer, in characters.
const ADDRESS_LIMIT: usize = 500;
/// Longest time on a page: an hour.
const SECONDS_LIMIT: u64 = 3_600;

/// A new greeting.
#[derive(Clone, Debug)]
pub struct NewGreeting(GreetingEdit);

impl Input for NewGreeting {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.require(&["text"]);
        GreetingEdit::read(fields).map(Self)
    }
}

/// Changes of a greeting; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct GreetingEdit {
    text: Option<String>,
    language: Option<String>,
    page: Option<String>,
    referrer: Option<String>,
    visitors: Option<GreetedVisitors>,
    only_when: Option<GreetingTime>,
    after_seconds: Option<u64>,
    scroll_percent: Option<u64>,
    on_exit: Option<bool>,
    is_active: Option<bool>,
}

impl Input for GreetingEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let text = fields.text("text").filled().max(TEXT_LIMIT).optional();
        let words: Vec<&str> = LANGUAGES.into_iter().chain([""]).collect();
        let unknown = || "Enter the ISO 639-1 code of a language, or nothing for any.".to_owned();
        let language = fields.line("language").one_of(&words, unknown).optional();
        let page = fields.line("page").means("Page that it is said on; `*` stands for any text.");
        let page = page.max(ADDRESS_LIMIT).optional();
        let referrer = fields.line("referrer").max(ADDRESS_LIMIT).optional();
        let visitors = fields.choice("visitors").optional();
        let only_when = fields.choice("only_when").optional();
        let after_seconds = fields.integer("after_seconds").at_most(SECONDS_LIMIT).optional();
        let scroll_percent = fields.integer("scroll_percent").at_most(100).optional();
        let on_exit = fields.boolean("on_exit").optional();
        let is_active = fields.boolean("is_active").optional();
        Some(Self {
            text: text?,
            language: language?,
            page: page?,
            referrer: referrer?,
            visitors: visitors?,
            only_when: only_when?,
            after_seconds: after_seconds?,
            scroll_percent: scroll_percent?,
            on_exit: on_exit?,
            is_active: is_active?,
        })
    }
}

impl GreetingEdit {
    fn apply(self, greeting: &Greeting) -> Greeting {
        let rule = greeting.rule.clone();
        Greeting {
            rule: GreetingRule {
                text: self.text.unwrap_or(rule.text),
                language: self.language.unwrap_or(rule.language),
                page: self.page.unwrap_or(rule.page),
                referrer: self.referrer.unwrap_or(rule.referrer),
                visitors: self.visitors.unwrap_or(rule.visitors),
                only_when: self.only_when.unwrap_or(rule.only_when),
                after_seconds: self.after_seconds.unwrap_or(rule.after_seconds),
                scroll_percent: self.scroll_percent.unwrap_or(rule.scroll_percent),
                on_exit: self.on_exit.unwrap_or(rule.on_exit),
            },
            is_active: self.is_active.unwrap_or(greeting.is_active),
            updated_at: Timestamp::now(),
            ..greeting.clone()
        }
    }
}

/// A visitor's act on a greeting.
#[derive(Clone, Copy, Debug)]
pub struct GreetingEvent(GreetingCount);

impl Input for GreetingEvent {
    fn read(fields: &mut Fields) -> Option<Self> {
        // A chat is counted when it begins.
        fields.choice("event").other_than(GreetingCount::Chats).required().map(Self)
    }
}

/// Lists a page of all greetings, the oldest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_greetings(state: &State, request: &PageRequest) -> Result<Page<Greeting>, ApiError> {
    Ok(state.table.page(&Greeting::all(), request, None).await?)
}

/// Reads a greeting.
///
/// # Errors
/// 404 for an unknown one.
pub async fn get_greeting(state: &State, id: GreetingId) -> Result<Greeting, ApiError> {
    state.table.get(&Greeting::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Creates a greeting; what isn't given is no condition.
///
/// # Errors
/// 400 above the limit of greetings.
pub async fn create_greeting(
    state: &State,
    by: &Identity,
    NewGreeting(new): NewGreeting,
) -> Result<Greeting, ApiError> {
    if state.table.count(&Greeting::all()).await? >= MAX_GREETINGS as u64 {
        return Err(ApiError::invalid(format!("You can have up to {MAX_GREETINGS} greetings.")));
    }
    let greeting = new.apply(&Greeting {
        id: GreetingId(next_id(&state.table, "greeting").await?),
        rule: GreetingRule {
            text: String::new(),
            language: String::new(),
            page: String::new(),
            referrer: String::new(),
            visitors: GreetedVisitors::All,
            only_when: GreetingTime::Always,
            after_seconds: 0,
            scroll_percent: 0,
            on_exit: false,
        },
        is_active: true,
        shown: 0,
        opened: 0,
        chats: 0,
        updated_at: Timestamp::now(),
    });
    state.table.transact(vec![Write::create(&greeting), Write::put(&audited(by, "created", &greeting))]).await?;
    Ok(greeting)
}

/// Changes a greeting. What it leads to meanwhile stays counted.
///
/// # Errors
/// 404 for an unknown one.
pub async fn edit_greeting(
    state: &State,
    by: &Identity,
    id: GreetingId,
    edit: GreetingEdit,
) -> Result<Greeting, ApiError> {
    let edit = &edit;
    retry_on_conflict(|| async move {
        let before = get_greeting(state, id).await?;
        let after = edit.clone().apply(&before);
        let rule = &after.rule;
        let changed = Write::update(after.key())
            .set("text", &rule.text)
            .set("language", &rule.language)
            .set("page", &rule.page)
            .set("referrer", &rule.referrer)
            .set("visitors", rule.visitors)
            .set("only_when", rule.only_when)
            .set("after_seconds", rule.after_seconds)
            .set("scroll_percent", rule.scroll_percent)
            .set("on_exit", rule.on_exit)
            .set("is_active", after.is_active)
            .set("updated_at", after.updated_at)
            .when_equals("updated_at", before.updated_at);
        let audited = audited(by, "changed", &after).between(&before, &after);
        state.table.transact(vec![changed, Write::put(&audited)]).await?;
        Ok::<_, Attempt>(after)
    })
    .await
}

/// Deletes a greeting, with its counts.
///
/// # Errors
/// 404 for an unknown one.
pub async fn delete_greeting(state: &State, by: &Identity, id: GreetingId) -> Result<(), ApiError> {
    retry_on_conflict(|| async move {
        let greeting = get_greeting(state, id).await?;
        let deleted = Write::delete(greeting.key()).when_exists();
        Ok(state.table.transact(vec![deleted, Write::put(&audited(by, "removed", &greeting))]).await?)
    })
    .await
}

/// Counts what a visitor has done with a greeting.
///
/// # Errors
/// 404 for an unknown one, 429 for an address above the limit.
pub async fn count_greeting(
    state: &State,
    address: Address,
    id: GreetingId,
    GreetingEvent(event): GreetingEvent,
) -> Result<(), ApiError> {
    anonymous::throttle(state, "GREETING", address).take(&state.table).await?;
    if count(state, id, event).await? { Ok(()) } else { Err(ApiError::NotFound) }
}

/// Adds one to a count of a greeting; `false` if there is no such greeting.
pub(super) async fn count(state: &State, id: GreetingId, event: GreetingCount) -> Result<bool, ApiError> {
    let counted = Write::update(Greeting::key_of(id)).add(event.as_str(), 1).when_exists();
    Ok(state.table.write_if(counted).await?)
}

fn audited(by: &Identity, deed: &str, greeting: &Greeting) -> AuditEntry {
    AuditEntry::new(by, "greeting", deed, greeting.id, &greeting.rule.text)
}
