//! Secrets that admins set in place of the deployment's: in force at once, and never to be read again.

use axum::http::StatusCode;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use shared::{
    config::{CaptchaSettings, DeskSettings, SecretKey},
    time::Timestamp,
};
use tests::{Answer, App, Stub};

use super::desk::sets;

const SETTINGS: &str = "/api/settings/";
const DEPLOYED: &str = "a secret that came with the deployment";
const OWN: &str = "a secret that an admin has set in a browser";

/// A desk whose deployment has a captcha at the stub, and a key of identity tokens.
async fn deployed(provider: &Stub) -> App {
    provider.answers(StatusCode::OK, json!({"success": true}));
    let captcha = CaptchaSettings::new(Some(provider.url.clone()), Some(DEPLOYED.into()), CaptchaSettings::MIN_SCORE);
    let identity_secret = SecretKey::new(DEPLOYED.into()).ok();
    let captcha = captcha.expect("good settings");
    let desk = DeskSettings { captcha, identity_secret, ..DeskSettings::default() };
    App::with(local::Options { desk, ..local::Options::default() }).await
}

async fn completes(app: &App, mut values: Value) -> Answer {
    let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello?"})).await.ok();
    values["session_id"] = started["session_id"].clone();
    app.anon().post("/api/chat/complete_chat/", values).await
}

/// An identity token signed with this key.
fn identity(key: &str) -> Value {
    let claims = json!({"sub": "42", "exp": Timestamp::now().unix() + 600});
    let key = EncodingKey::from_secret(key.as_bytes());
    json!({"identity": jsonwebtoken::encode(&Header::default(), &claims, &key).expect("a token")})
}

#[tokio::test]
async fn a_captchas_secret_is_the_one_that_was_set_last_and_the_deployments_once_it_is_removed() {
    let mut provider = Stub::start().await;
    let app = deployed(&provider).await;
    let admin = app.admin().await;
    let rotated = format!("{OWN}, and rotated");
    for (secret, expected) in [(OWN, OWN), (&*rotated, &*rotated), ("", DEPLOYED)] {
        sets(admin, "captcha", json!({"secret": secret})).await.ok();
        completes(&app, json!({"captcha_token": "a token"})).await.created();
        assert_eq!(provider.next().await.form()["secret"], expected);
    }
}

#[tokio::test]
async fn who_registers_solves_the_captcha_that_an_admin_set() {
    let mut provider = Stub::start().await;
    let app = deployed(&provider).await;
    sets(app.admin().await, "captcha", json!({"secret": OWN})).await.ok();
    let ana = json!({
        "username": "ana", "email": "ana@example.com", "password": "correct horse 1",
        "password_confirm": "correct horse 1", "captcha_token": "a token",
    });
    app.anon().post("/api/auth/register/", ana).await.created();
    assert_eq!(provider.next().await.form()["secret"], OWN);
}

#[tokio::test]
async fn identity_tokens_are_signed_with_the_key_that_an_admin_set() {
    let app = App::own().await;
    let admin = app.admin().await;
    completes(&app, identity(OWN)).await.is_invalid(json!({"identity": ["The identity token is not valid."]}));
    sets(admin, "identity_tokens", json!({"secret": format!(" {OWN}\n")})).await.ok();
    completes(&app, identity(OWN)).await.created();
    completes(&app, identity(DEPLOYED)).await.is_invalid(json!({"identity": ["The identity token is not valid."]}));
    sets(admin, "identity_tokens", json!({"secret": ""})).await.ok();
    completes(&app, identity(OWN)).await.is_invalid(json!({"identity": ["The identity token is not valid."]}));
}

#[tokio::test]
async fn nobody_reads_a_secret_but_admins_see_since_when_and_by_whom_it_is_set() {
    let app = App::own().await;
    let admin = app.admin().await;
    let change = json!({"provider": "turnstile", "secret": OWN});
    let set = sets(admin, "captcha", change).await;
    assert!(!set.text.contains(OWN));
    let captcha = set.ok()["captcha"].clone();
    assert_eq!((&captcha["version"], &captcha["provider"]), (&json!(1), &json!("turnstile")));
    let secret = &captcha["secret"];
    assert_eq!((&secret["is_set"], &secret["changed_by"]["name"]), (&json!(true), &json!("Admin")));
    assert!(secret["changed_at"].is_string(), "{secret}");
    for path in [SETTINGS, "/api/audit/"] {
        let answer = admin.get(path).await;
        assert!(answer.status == 200 && !answer.text.contains(OWN), "{path}");
    }
    let entries = admin.get("/api/audit/?action=settings.changed").await.ok()["results"].clone();
    assert_eq!(entries[0]["target"]["id"], "captcha");
    let changes = json!({"provider": {"from": "deployment", "to": "turnstile"}, "secret": {"from": null, "to": null}});
    assert_eq!(entries[0]["changes"], changes);

    let removed = sets(admin, "captcha", json!({"secret": ""})).await.ok()["captcha"]["secret"].clone();
    assert_eq!((&removed["is_set"], &removed["version_id"]), (&json!(false), &Value::Null));
    // Removed once more, nothing has changed.
    let again = sets(admin, "captcha", json!({"secret": ""})).await.ok();
    assert_eq!((&again["captcha"]["version"], &again["captcha"]["secret"]), (&json!(2), &removed));
}

#[tokio::test]
async fn of_two_admins_who_set_the_same_secret_the_one_in_force_is_that_of_the_first() {
    let app = App::own().await;
    let admin = app.admin().await;
    let keys = ["one", "other"].map(|whose| format!("{whose}, and long enough for a key of tokens"));
    let change = |key: &str| json!({"identity_tokens": {"version": 0, "secret": key}});
    let (one, other) = tokio::join!(admin.patch(SETTINGS, change(&keys[0])), admin.patch(SETTINGS, change(&keys[1])),);
    let (winner, loser) = if one.status == 200 { (&keys[0], other) } else { (&keys[1], one) };
    loser.is_coded_error(409, "outdated", "Somebody else has changed this in the meantime.");
    completes(&app, identity(winner)).await.created();
    // Who repeats a change whose answer was lost is told, since nobody can say that it is the same secret.
    assert_eq!(admin.patch(SETTINGS, change(winner)).await.status, 409);
}

#[tokio::test]
async fn a_secret_that_can_not_be_used_is_refused() {
    let app = App::own().await;
    let admin = app.admin().await;
    let short = json!({"identity_tokens.secret": ["Ensure this field has at least 32 characters."]});
    sets(admin, "identity_tokens", json!({"secret": "x".repeat(31)})).await.is_invalid(short);
    let long = json!({"captcha.secret": ["Ensure this field has no more than 500 characters."]});
    sets(admin, "captcha", json!({"provider": "recaptcha", "secret": "x".repeat(501)})).await.is_invalid(long);
    let nowhere = json!({"captcha.provider": ["The deployment has no captcha. Choose a provider."]});
    sets(admin, "captcha", json!({"secret": OWN})).await.is_invalid(nowhere);
    let settings = admin.get(SETTINGS).await.ok();
    for group in ["captcha", "identity_tokens"] {
        assert_eq!((&settings[group]["version"], &settings[group]["secret"]["is_set"]), (&json!(0), &json!(false)));
    }
}
