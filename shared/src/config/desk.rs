//! Settings of the desk.

use chrono::Duration;
use email_address::EmailAddress;

use super::{
    CaptchaSettings, ConfigError, Limits, SecretKey,
    captcha::GivenCaptcha,
    setting::{Declaration, Setting, apply, flag, number},
};

/// Settings of the desk.
#[derive(Clone, Debug)]
pub struct DeskSettings {
    /// `AUTO_ASSIGN`: assigns new rooms automatically, on a desk whose routing no admin has changed.
    pub auto_assign: bool,
    /// `AWAY_REQUEUE_MINUTES`: time since an agent was last seen after which its rooms whose customers wait for an
    /// answer return to the queue; `None` for never; on a desk whose routing no admin has changed.
    pub away_requeue: Option<Duration>,
    /// Rate limits and quotas.
    pub limits: Limits,
    /// `WEBHOOK_PRIVATE_ADDRESSES`: allows webhooks in private networks, and without TLS.
    pub webhook_private_addresses: bool,
    /// `IDENTITY_SECRET`: the key that a site signs identity tokens with; without it all are refused.
    pub identity_secret: Option<SecretKey>,
    /// `IDENTITY_AUDIENCE`: the required `aud` of identity tokens; without it any is accepted.
    pub identity_audience: Option<String>,
    /// The captcha for visitors, if there is one.
    pub captcha: Option<CaptchaSettings>,
    /// `REPLY_DOMAIN`: the domain of addresses that mails are answered to, whose mail this system receives; without it
    /// mails can't be answered.
    pub reply_domain: Option<String>,
}

impl Default for DeskSettings {
    /// No settings and no limits, for tests. The defaults of a deployment are applied by
    /// [`Config::from_env`](super::Config::from_env).
    fn default() -> Self {
        Self {
            auto_assign: false,
            away_requeue: None,
            limits: Limits::none(),
            webhook_private_addresses: false,
            identity_secret: None,
            identity_audience: None,
            captcha: None,
            reply_domain: None,
        }
    }
}

impl DeskSettings {
    pub(super) const SETTINGS: [Setting<Self>; 6] = [
        Setting {
            declaration: Declaration::flag(
                "AUTO_ASSIGN",
                "Assign new chats automatically, to the available agent with the fewest (until an admin changes Routing)",
            ),
            get: |desk| desk.auto_assign.to_string(),
            set: |desk, text| {
                desk.auto_assign = flag(text)?;
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "AWAY_REQUEUE_MINUTES",
                "15",
                "Return a chat to the queue when its agent has been gone this many minutes (0 = never, until an admin changes \
                 Routing)",
            ),
            get: |desk| desk.away_requeue.map_or(0, |time| time.num_minutes()).to_string(),
            set: |desk, text| {
                desk.away_requeue = minutes(number(text)?);
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::secret(
                "IDENTITY_SECRET",
                "Secret your website uses to sign visitor identities (JWT), 32 characters or more",
            ),
            get: |desk| desk.identity_secret.as_ref().map(SecretKey::to_text).unwrap_or_default(),
            set: |desk, text| {
                desk.identity_secret = Some(SecretKey::new(text.to_owned()).map_err(|error| error.problem)?);
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "IDENTITY_AUDIENCE",
                "",
                "Required audience of identity tokens (empty = any)",
            ),
            get: |desk| desk.identity_audience.clone().unwrap_or_default(),
            set: |desk, text| {
                desk.identity_audience = Some(text.to_owned());
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::flag(
                "WEBHOOK_PRIVATE_ADDRESSES",
                "Allow webhooks to private or non-HTTPS addresses",
            ),
            get: |desk| desk.webhook_private_addresses.to_string(),
            set: |desk, text| {
                desk.webhook_private_addresses = flag(text)?;
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "REPLY_DOMAIN",
                "",
                "Domain for answers to emails, such as reply.example.com (empty = emails can't be answered)",
            ),
            get: |desk| desk.reply_domain.clone().unwrap_or_default(),
            set: |desk, text| {
                if !EmailAddress::is_valid(&format!("reply@{text}")) {
                    return Err("must be a domain such as reply.example.com".into());
                }
                desk.reply_domain = Some(text.to_ascii_lowercase());
                Ok(())
            },
        },
    ];

    pub(super) fn read(source: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut captcha = GivenCaptcha::default();
        apply(&GivenCaptcha::SETTINGS, &mut captcha, source)?;
        let captcha = captcha.into_settings()?;
        let mut desk = Self { limits: Limits::read(captcha.is_some(), source)?, captcha, ..Self::default() };
        apply(&Self::SETTINGS, &mut desk, source)?;
        Ok(desk)
    }
}

/// Duration in minutes; `None` for 0.
pub fn minutes(number: u64) -> Option<Duration> {
    i64::try_from(number).ok().filter(|&number| number > 0).and_then(Duration::try_minutes)
}
