//! Secrets among the desk's settings: their changes, and what is in force.

use uuid::Uuid;

use super::group::{GroupEdit, set};
use crate::{
    ApiError, State,
    config::{CaptchaSecret, CaptchaSettings, SecretKey},
    http::{Fields, Input, fields::Field},
    model::{CaptchaProvider, DeskCaptcha, DeskIdentityTokens, DeskSecret, Identity},
    secret::{SecretKind, SecretText},
    time::Timestamp,
};

/// Longest secret, in characters.
const SECRET_LIMIT: usize = 500;
/// Shortest key that signs identity tokens, in characters: see [`SecretKey::new`].
const KEY_MINIMUM: usize = 32;

/// A secret's new text, with the id of the version that it is stored as; or its removal.
#[derive(Clone, Debug)]
struct SecretEdit(Option<(Uuid, SecretText)>);

impl SecretEdit {
    /// Reads the secret, which is empty to be removed. White space around it comes of copying.
    fn read(fields: &mut Fields) -> Field<'_, String> {
        let secret = fields.secret("secret").means("The secret, which is never answered; empty to remove it.");
        secret.parse(|text| Ok(text.trim().to_owned())).max(SECRET_LIMIT)
    }

    fn new(text: String) -> Self {
        Self((!text.is_empty()).then(|| (Uuid::new_v4(), SecretText::new(text))))
    }

    fn apply(self, secret: &mut DeskSecret, by: &Identity) {
        let version_id = self.0.map(|(id, _)| id);
        if version_id != secret.version_id {
            *secret = DeskSecret {
                is_set: version_id.is_some(),
                changed_at: Some(Timestamp::now()),
                changed_by: Some(by.into()),
                version_id,
            };
        }
    }
}

/// Changes of the settings of the captcha.
#[derive(Clone, Debug)]
pub(super) struct CaptchaEdit {
    version: u64,
    provider: Option<CaptchaProvider>,
    secret: Option<SecretEdit>,
}

impl Input for CaptchaEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let provider = fields.choice("provider").optional();
        let secret = SecretEdit::read(fields).optional();
        Some(Self { version: version?, provider: provider?, secret: secret?.map(SecretEdit::new) })
    }
}

impl GroupEdit for CaptchaEdit {
    type Group = DeskCaptcha;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskCaptcha, by: &Identity) {
        set(&mut group.provider, self.provider);
        if let Some(secret) = self.secret {
            secret.apply(&mut group.secret, by);
        }
    }
}

/// Changes of the settings of identity tokens.
#[derive(Clone, Debug)]
pub(super) struct IdentityTokensEdit {
    version: u64,
    secret: Option<SecretEdit>,
}

impl Input for IdentityTokensEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let is_long = |text: &String| text.is_empty() || text.chars().count() >= KEY_MINIMUM;
        let refusal = || format!("Ensure this field has at least {KEY_MINIMUM} characters.");
        let secret = SecretEdit::read(fields).check(is_long, refusal).optional();
        Some(Self { version: version?, secret: secret?.map(SecretEdit::new) })
    }
}

impl GroupEdit for IdentityTokensEdit {
    type Group = DeskIdentityTokens;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskIdentityTokens, by: &Identity) {
        if let Some(secret) = self.secret {
            secret.apply(&mut group.secret, by);
        }
    }
}

/// Secrets to store before the settings that name them.
pub(super) struct NewSecrets(Vec<(SecretKind, Uuid, SecretText)>);

impl NewSecrets {
    /// The new secrets of these changes.
    pub fn of(captcha: Option<&CaptchaEdit>, identity_tokens: Option<&IdentityTokensEdit>) -> Self {
        let captcha = captcha.and_then(|edit| edit.secret.as_ref());
        let identity_tokens = identity_tokens.and_then(|edit| edit.secret.as_ref());
        let edits = [(SecretKind::Captcha, captcha), (SecretKind::IdentityTokens, identity_tokens)];
        let new = edits.into_iter().filter_map(|(kind, edit)| edit?.0.clone().map(|(id, text)| (kind, id, text)));
        Self(new.collect())
    }

    /// Stores them.
    ///
    /// # Errors
    /// 503 if Secrets Manager doesn't take one.
    pub async fn store(self, state: &State) -> Result<(), ApiError> {
        for (kind, version_id, text) in self.0 {
            state.desk_secrets.put(kind, version_id, &text).await.map_err(ApiError::no_answer)?;
        }
        Ok(())
    }
}

/// Checks that a captcha with a secret has a provider.
///
/// # Errors
/// 400 if the provider is the deployment's, which has none.
pub(super) fn check_provider(state: &State, captcha: &DeskCaptcha) -> Result<(), ApiError> {
    let is_complete = captcha.provider.verify_url().is_some() || state.config.desk.captcha.is_some();
    if captcha.secret.is_set && !is_complete {
        return Err(ApiError::field("captcha.provider", "The deployment has no captcha. Choose a provider."));
    }
    Ok(())
}

/// The captcha in force: the one that an admin set, or else the deployment's.
///
/// # Errors
/// A failed read of the settings or of the secret.
pub async fn captcha_settings(state: &State) -> Result<Option<CaptchaSettings>, ApiError> {
    let desk = state.desk().await?;
    let deployed = state.config.desk.captcha.as_ref();
    let Some(version_id) = desk.captcha.secret.version_id else { return Ok(deployed.cloned()) };
    let verify_url = desk.captcha.provider.verify_url().or(deployed.map(|captcha| captcha.verify_url.as_str()));
    let verify_url = verify_url.ok_or_else(|| ApiError::no_answer("the captcha has a secret and no provider"))?;
    let secret = state.desk_secrets.get(SecretKind::Captcha, version_id).await.map_err(ApiError::no_answer)?;
    Ok(Some(CaptchaSettings {
        verify_url: verify_url.to_owned(),
        secret: CaptchaSecret::new(secret.as_str().to_owned()),
        min_score: deployed.map_or(CaptchaSettings::MIN_SCORE, |captcha| captcha.min_score),
    }))
}

/// The key of identity tokens in force: the one that an admin set, or else the deployment's.
///
/// # Errors
/// A failed read of the settings or of the secret.
pub async fn identity_key(state: &State) -> Result<Option<SecretKey>, ApiError> {
    let desk = state.desk().await?;
    let Some(version_id) = desk.identity_tokens.secret.version_id else {
        return Ok(state.config.desk.identity_secret.clone());
    };
    let secret = state.desk_secrets.get(SecretKind::IdentityTokens, version_id).await.map_err(ApiError::no_answer)?;
    SecretKey::new(secret.as_str().to_owned()).map(Some).map_err(ApiError::internal)
}
