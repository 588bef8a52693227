//! The captcha.

use std::fmt;

use axum::http::Uri;

use super::{
    ConfigError,
    setting::{Declaration, Setting},
};

/// A captcha of a provider such as reCAPTCHA or Turnstile.
#[derive(Clone, Debug)]
pub struct CaptchaSettings {
    /// `CAPTCHA_VERIFY_URL`: the provider's verification endpoint.
    pub verify_url: String,
    /// `CAPTCHA_SECRET`: the secret key issued by the provider.
    pub secret: CaptchaSecret,
    /// `CAPTCHA_MIN_SCORE`: the lowest accepted score, from 0 to 1, for providers with scores.
    pub min_score: f64,
}

impl CaptchaSettings {
    /// Default of `CAPTCHA_MIN_SCORE`.
    pub const MIN_SCORE: f64 = 0.5;

    /// Builds the settings of a captcha; `None` without URL and secret.
    ///
    /// # Errors
    /// One without the other, or an invalid one.
    pub fn new(
        verify_url: Option<String>,
        secret: Option<String>,
        min_score: f64,
    ) -> Result<Option<Self>, ConfigError> {
        let refused = |name, problem: &str| Err(ConfigError { name, problem: problem.into() });
        if !(0.0..=1.0).contains(&min_score) {
            return refused("CAPTCHA_MIN_SCORE", "must be a number from 0 to 1");
        }
        match (verify_url, secret) {
            (None, None) => Ok(None),
            (Some(_), None) => refused("CAPTCHA_SECRET", "is not set, though CAPTCHA_VERIFY_URL is"),
            (None, Some(_)) => refused("CAPTCHA_VERIFY_URL", "is not set, though CAPTCHA_SECRET is"),
            (Some(verify_url), Some(_)) if !is_web_address(&verify_url) => {
                refused("CAPTCHA_VERIFY_URL", "must be an address such as https://example.com/siteverify")
            }
            (Some(verify_url), Some(secret)) => Ok(Some(Self { verify_url, secret: CaptchaSecret(secret), min_score })),
        }
    }
}

/// The three settings as read, before they are combined.
#[derive(Clone, Debug)]
pub(super) struct GivenCaptcha {
    pub verify_url: Option<String>,
    pub secret: Option<CaptchaSecret>,
    pub min_score: f64,
}

impl GivenCaptcha {
    pub const SETTINGS: [Setting<Self>; 3] = [
        Setting {
            declaration: Declaration::text(
                "CAPTCHA_VERIFY_URL",
                "",
                "Captcha verification endpoint, such as https://www.google.com/recaptcha/api/siteverify (empty = no captcha)",
            ),
            get: |captcha| captcha.verify_url.clone().unwrap_or_default(),
            set: |captcha, text| {
                captcha.verify_url = Some(text.to_owned());
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::secret("CAPTCHA_SECRET", "Captcha secret key"),
            get: |captcha| captcha.secret.as_ref().map(|secret| secret.0.clone()).unwrap_or_default(),
            set: |captcha, text| {
                captcha.secret = Some(CaptchaSecret(text.to_owned()));
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "CAPTCHA_MIN_SCORE",
                "0.5",
                "Minimum score to accept, from 0 to 1 (reCAPTCHA v3)",
            ),
            get: |captcha| captcha.min_score.to_string(),
            set: |captcha, text| {
                // Text that isn't a number is refused like a number out of bounds.
                captcha.min_score = text.parse().unwrap_or(f64::NAN);
                Ok(())
            },
        },
    ];

    /// Combines the settings; `None` without a captcha.
    ///
    /// # Errors
    /// As [`CaptchaSettings::new`].
    pub fn into_settings(self) -> Result<Option<CaptchaSettings>, ConfigError> {
        CaptchaSettings::new(self.verify_url, self.secret.map(|secret| secret.0), self.min_score)
    }
}

impl From<Option<&CaptchaSettings>> for GivenCaptcha {
    fn from(settings: Option<&CaptchaSettings>) -> Self {
        settings.map_or_else(Self::default, |captcha| Self {
            verify_url: Some(captcha.verify_url.clone()),
            secret: Some(captcha.secret.clone()),
            min_score: captcha.min_score,
        })
    }
}

impl Default for GivenCaptcha {
    fn default() -> Self {
        Self { verify_url: None, secret: None, min_score: CaptchaSettings::MIN_SCORE }
    }
}

fn is_web_address(text: &str) -> bool {
    let has_web_scheme = |uri: &Uri| uri.scheme_str().is_some_and(|scheme| matches!(scheme, "http" | "https"));
    text.parse().is_ok_and(|uri| has_web_scheme(&uri))
}

/// Secret key issued by the captcha's provider. Never printed.
#[derive(Clone)]
pub struct CaptchaSecret(String);

impl CaptchaSecret {
    /// The text as a secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CaptchaSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaptchaSecret(…)")
    }
}
