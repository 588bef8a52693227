//! Changes of the desk's settings, in groups: each names the version that it is a change of.

use serde_json::json;

use super::{
    group::{GroupEdit, set},
    hours::HoursEdit,
    logo::LogoEdit,
    mail::MailEdit,
    pre_chat::PreChatEdit,
    push::PushEdit,
    routing::RoutingEdit,
    secrets::{CaptchaEdit, IdentityTokensEdit, NewSecrets, check_provider},
    texts::TextsEdit,
};
use crate::{
    ApiError, State,
    http::{Fields, Input, fields::Field},
    model::{AuditEntry, Desk, DeskGroup, DeskProfile, Identity},
    store::read_desk,
    table::{Read, Transaction, Write},
};

/// Longest name of the desk, in characters.
const NAME_LIMIT: usize = 60;
/// A colour in hexadecimal digits, or none.
const COLOR: &str = "^(#[0-9A-Fa-f]{6})?$";

/// Changes of any number of groups.
#[derive(Clone, Debug)]
pub struct DeskEdit {
    profile: Option<ProfileEdit>,
    texts: Option<TextsEdit>,
    pre_chat: Option<PreChatEdit>,
    hours: Option<HoursEdit>,
    mail: Option<MailEdit>,
    routing: Option<RoutingEdit>,
    push: Option<PushEdit>,
    captcha: Option<CaptchaEdit>,
    identity_tokens: Option<IdentityTokensEdit>,
}

impl Input for DeskEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let profile = fields.group(ProfileEdit::NAME, ProfileEdit::read);
        let texts = fields.group(TextsEdit::NAME, TextsEdit::read);
        let pre_chat = fields.group(PreChatEdit::NAME, PreChatEdit::read);
        let hours = fields.group(HoursEdit::NAME, HoursEdit::read);
        let mail = fields.group(MailEdit::NAME, MailEdit::read);
        let routing = fields.group(RoutingEdit::NAME, RoutingEdit::read);
        let push = fields.group(PushEdit::NAME, PushEdit::read);
        let captcha = fields.group(CaptchaEdit::NAME, CaptchaEdit::read);
        let identity_tokens = fields.group(IdentityTokensEdit::NAME, IdentityTokensEdit::read);
        fields.refuse_others("There are no such settings to change.");
        Some(Self {
            profile: profile?,
            texts: texts?,
            pre_chat: pre_chat?,
            hours: hours?,
            mail: mail?,
            routing: routing?,
            push: push?,
            captcha: captcha?,
            identity_tokens: identity_tokens?,
        })
    }
}

/// Changes of the desk's looks.
#[derive(Clone, Debug)]
struct ProfileEdit {
    version: u64,
    name: Option<String>,
    color: Option<String>,
    text_color: Option<String>,
    logo: Option<LogoEdit>,
}

impl Input for ProfileEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let name = fields.line("name").means("Name of the desk.").max(NAME_LIMIT).optional();
        let background = color(fields, "color").optional();
        let text_color = color(fields, "text_color").optional();
        let logo = LogoEdit::read(fields);
        Some(Self { version: version?, name: name?, color: background?, text_color: text_color?, logo: logo? })
    }
}

fn color<'a>(fields: &'a mut Fields, name: &'static str) -> Field<'a, String> {
    let is_color = |text: &String| {
        text.is_empty()
            || text
                .strip_prefix('#')
                .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    fields.line(name).bound("pattern", COLOR, is_color, || "Enter a colour such as #3b4fd8.".into())
}

impl GroupEdit for ProfileEdit {
    type Group = DeskProfile;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskProfile, _: &Identity) {
        set(&mut group.name, self.name);
        set(&mut group.color, self.color);
        set(&mut group.text_color, self.text_color);
        set(&mut group.logo, self.logo.map(|edit| edit.logo()));
    }
}

/// Changes groups of the desk's settings: all of them, or none.
///
/// # Errors
/// 409 if one of the groups has been changed since the version that is named; 400 for a captcha without a provider; 503
/// for a secret or a logo that can't be stored.
pub async fn edit_desk(state: &State, by: &Identity, edit: DeskEdit) -> Result<Desk, ApiError> {
    let before = read_desk(&state.table, &state.config.desk, Read::Consistent).await?;
    let new_secrets = NewSecrets::of(edit.captcha.as_ref(), edit.identity_tokens.as_ref());
    let new_logo = edit.profile.as_ref().and_then(|edit| edit.logo.clone());
    let is_captcha_edited = edit.captcha.is_some();
    let mut transaction = Transaction::new();
    let after = Desk {
        profile: change(&mut transaction, by, before.profile, edit.profile)?,
        texts: change(&mut transaction, by, before.texts, edit.texts)?,
        pre_chat: change(&mut transaction, by, before.pre_chat, edit.pre_chat)?,
        hours: change(&mut transaction, by, before.hours, edit.hours)?,
        mail: change(&mut transaction, by, before.mail, edit.mail)?,
        routing: change(&mut transaction, by, before.routing, edit.routing)?,
        push: change(&mut transaction, by, before.push, edit.push)?,
        captcha: change(&mut transaction, by, before.captcha, edit.captcha)?,
        identity_tokens: change(&mut transaction, by, before.identity_tokens, edit.identity_tokens)?,
    };
    if is_captcha_edited {
        check_provider(state, &after.captcha)?;
    }
    // First, so that the settings never name what isn't there; nobody misses what they don't name.
    new_secrets.store(state).await?;
    if let Some(logo) = new_logo {
        logo.store(state).await?;
    }
    state.table.commit(transaction).await?;
    state.forget_desk().await;
    Ok(after)
}

/// Adds the change of a group, if there is one, to the transaction.
fn change<E: GroupEdit>(
    transaction: &mut Transaction<ApiError>,
    by: &Identity,
    before: E::Group,
    edit: Option<E>,
) -> Result<E::Group, ApiError> {
    let Some(edit) = edit else { return Ok(before) };
    let version = before.version();
    let named = edit.version();
    let mut after = before.clone();
    edit.apply(&mut after, by);
    // Nothing to do, also for a change that is sent again since its answer was lost.
    if after == before && named <= version {
        return Ok(before);
    }
    if named != version {
        return Err(ApiError::Outdated);
    }
    let mut audited = AuditEntry::new(by, "settings", "changed", E::NAME, E::NAME).between(&before, &after);
    after.set_version(version + 1);
    audited.changes.remove("version");
    // Of a secret, that it was changed.
    if let Some(change) = audited.changes.get_mut("secret") {
        *change = json!({"from": null, "to": null});
    }
    let stored = (version > 0).then_some(version);
    transaction.write_or(Write::put(&after).when_same("version", stored), ApiError::Outdated);
    transaction.write(Write::put(&audited));
    Ok(after)
}
