//! Secrets among the settings: that they are set, since when and by whom, never their text, which Secrets Manager has.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    model::{Actor, string_enum},
    time::Timestamp,
};

/// A secret that an admin sets and nobody can read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskSecret {
    /// `true` if an admin has set it; otherwise that of the deployment is in force, if it has one.
    #[schema(required)]
    pub is_set: bool,
    /// Time at which it was last set or removed; `null` for never.
    #[schema(required)]
    pub changed_at: Option<Timestamp>,
    /// User who did that.
    #[schema(required)]
    pub changed_by: Option<Actor>,
    /// Id of its version in AWS Secrets Manager; `null` if it isn't set.
    #[schema(required)]
    pub version_id: Option<Uuid>,
}

string_enum!(
    /// Provider of the captcha, which verifies its tokens.
    CaptchaProvider {
        /// That of the deployment: `CAPTCHA_VERIFY_URL`.
        Deployment = "deployment",
        /// Google reCAPTCHA.
        Recaptcha = "recaptcha",
        /// Cloudflare Turnstile.
        Turnstile = "turnstile",
    }
);

impl CaptchaProvider {
    /// Its verification endpoint; `None` for that of the deployment.
    pub fn verify_url(self) -> Option<&'static str> {
        match self {
            Self::Deployment => None,
            Self::Recaptcha => Some("https://www.google.com/recaptcha/api/siteverify"),
            Self::Turnstile => Some("https://challenges.cloudflare.com/turnstile/v0/siteverify"),
        }
    }
}

/// Settings of the captcha.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskCaptcha {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Provider that issued the secret.
    #[schema(required)]
    pub provider: CaptchaProvider,
    /// Secret key that the provider knows the desk by. While it isn't set, the captcha is the deployment's.
    #[schema(required)]
    pub secret: DeskSecret,
}

impl Default for DeskCaptcha {
    fn default() -> Self {
        Self { version: 0, provider: CaptchaProvider::Deployment, secret: DeskSecret::default() }
    }
}

/// Settings of identity tokens, by which a site says who its visitors are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskIdentityTokens {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Key that the site signs them with.
    #[schema(required)]
    pub secret: DeskSecret,
}
