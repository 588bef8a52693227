//! Verification of captcha tokens by the provider. reCAPTCHA and Turnstile have the same API: a form with the token,
//! answered by JSON.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, redirect::Policy};
use serde::Deserialize;
use tokio::sync::OnceCell;

use crate::{ApiError, address::Address, config::CaptchaSettings};

/// Timeout of a request to the provider.
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes read of a provider's answer, at most.
const MAX_ANSWER: usize = 64 * 1024;
/// Error codes for faults that a visitor can't correct.
const NOT_THE_VISITORS: [&str; 4] = ["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];

/// Client of the provider.
#[derive(Clone, Debug, Default)]
pub struct Captcha {
    /// Created on first use: loading the system's certificates takes time.
    client: Arc<OnceCell<Client>>,
}

/// Answer of a provider to a token.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Verdict {
    success: bool,
    /// Probability of a human, from 0 to 1, if the provider computes one.
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
    /// Verifies a captcha token; succeeds without a captcha.
    ///
    /// # Errors
    /// 400 on a missing or invalid `captcha_token`; 503 without an answer of the provider.
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
        #[expect(clippy::disallowed_methods, reason = "the client of captcha providers")]
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
