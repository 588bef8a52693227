//! The captcha: whether somebody is a person, as its provider says. reCAPTCHA and Turnstile are asked alike: a form with the
//! token, answered by JSON.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, redirect::Policy};
use serde::Deserialize;
use tokio::sync::OnceCell;

use crate::{ApiError, address::Address, config::CaptchaSettings};

/// How long the provider may take.
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of a provider's answer is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;
/// Codes of errors that no visitor can do anything about.
const NOT_THE_VISITORS: [&str; 4] = ["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];

/// Asks the provider.
#[derive(Clone, Debug, Default)]
pub struct Captcha {
    /// Made when it is first needed: reading the system's certificates takes its time.
    client: Arc<OnceCell<Client>>,
}

/// What a provider says of a token.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Verdict {
    success: bool,
    /// How sure it is of a person, from 0 to 1, if it says.
    score: Option<f64>,
    #[serde(default)]
    error_codes: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
enum CaptchaError {
    #[error("the captcha's provider can't be asked")]
    Request(#[from] reqwest::Error),
    #[error("the captcha's provider answers something else")]
    Answer(#[from] serde_json::Error),
    #[error("the captcha's provider answers without end")]
    TooLong,
    #[error("the captcha's provider doesn't look at tokens: {}", .0.join(", "))]
    Mistake(Vec<String>),
}

impl Captcha {
    /// Passes if there is no captcha to solve, or its token is good.
    ///
    /// # Errors
    /// 400 on `captcha_token` when it is missing or not good; 503 when the provider doesn't say.
    pub async fn check(
        &self,
        settings: Option<&CaptchaSettings>,
        token: Option<&str>,
        address: Address,
    ) -> Result<(), ApiError> {
        let Some(settings) = settings else { return Ok(()) };
        let token = token.filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| ApiError::field("captcha_token", "This field is required."))?;
        let verdict = self.ask(settings, token, address).await.map_err(ApiError::no_answer)?;
        let is_human = verdict.success && verdict.score.is_none_or(|score| score >= settings.min_score);
        if is_human {
            Ok(())
        } else {
            Err(ApiError::field("captcha_token", "We couldn't verify that you're human. Please try again."))
        }
    }

    async fn ask(&self, settings: &CaptchaSettings, token: &str, address: Address) -> Result<Verdict, CaptchaError> {
        let client = async || Client::builder().timeout(PROVIDER_TIMEOUT).redirect(Policy::none()).build();
        let client = self.client.get_or_try_init(client).await?;
        let form = [("secret", settings.secret.as_str()), ("response", token), ("remoteip", &address.to_string())];
        let mut answer = client.post(&settings.verify_url).form(&form).send().await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_ANSWER {
                return Err(CaptchaError::TooLong);
            }
        }
        let verdict: Verdict = serde_json::from_slice(&body)?;
        if verdict.error_codes.iter().any(|code| NOT_THE_VISITORS.contains(&code.as_str())) {
            return Err(CaptchaError::Mistake(verdict.error_codes));
        }
        Ok(verdict)
    }
}
