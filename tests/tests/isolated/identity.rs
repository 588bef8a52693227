//! Identity tokens: a site may say who its visitors are, for a while, and nothing that they could not say themselves.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::Options;
use serde_json::{Value, json};
use shared::{
    config::{DeskSettings, SecretKey},
    time::Timestamp,
};
use tests::{Answer, App};

const SECRET: &str = "a secret that the site and the chat share";

async fn app(audience: Option<&str>) -> App {
    let identity_secret = SecretKey::new(SECRET.to_owned()).ok();
    let identity_audience = audience.map(Into::into);
    let desk = DeskSettings { identity_secret, identity_audience, ..DeskSettings::default() };
    App::with(Options { desk, ..Options::default() }).await
}

fn signed(claims: &Value, algorithm: Algorithm) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    jsonwebtoken::encode(&Header::new(algorithm), claims, &key).expect("a token")
}

async fn completes(app: &App, token: &str) -> Answer {
    let anon = app.anon();
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let body = json!({"session_id": started["session_id"], "identity": token});
    anon.post("/api/chat/complete_chat/", body).await
}

/// Completes a chat with a token that is good but for these claims; `null` takes one away.
async fn claims(app: &App, claims: &Value) -> Answer {
    let mut all = json!({"sub": "42", "name": "Vera", "email": "vera@example.com", "exp": seconds(600.0)});
    for (name, value) in claims.as_object().into_iter().flatten() {
        if value.is_null() {
            all.as_object_mut().and_then(|all| all.remove(name));
        } else {
            all[name] = value.clone();
        }
    }
    completes(app, &signed(&all, Algorithm::HS256)).await
}

/// The time so many seconds from now.
fn seconds(from_now: f64) -> Value {
    let now = i32::try_from(Timestamp::now().unix() - 1_700_000_000).map(f64::from).unwrap_or_default();
    json!(1_700_000_000.0 + now + from_now)
}

/// Must be refused for its token alone, in words that say so.
#[track_caller]
fn is_refused(answer: Answer, what: &Value) {
    let fields: Vec<_> = answer.json.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert_eq!((answer.status, fields), (400, vec!["identity"]), "{what} {}", answer.json);
    let text = answer.json["identity"][0].as_str().unwrap_or_default();
    assert!(text.starts_with("The identity token is not valid"), "{text}");
}

#[tokio::test]
async fn times_of_a_token_may_have_fractions_and_be_of_clocks_that_differ_a_little() {
    let app = app(None).await;
    for good in [
        json!({"exp": seconds(60.5)}),
        json!({"exp": Timestamp::now().unix() + 60}),
        json!({"exp": seconds(3_600.0)}),
        json!({"exp": seconds(3_630.0)}),
        json!({"iat": seconds(-60.25), "nbf": seconds(-60.25)}),
        json!({"iat": seconds(30.0), "nbf": seconds(30.0)}),
        json!({"iat": seconds(-86_400.0)}),
    ] {
        let answer = claims(&app, &good).await;
        assert_eq!(answer.status, 201, "{good} {}", answer.json);
    }
}

#[tokio::test]
async fn a_token_of_another_time_is_refused() {
    let app = app(None).await;
    for bad in [
        json!({"exp": null}),
        json!({"exp": seconds(-1.0)}),
        json!({"exp": seconds(-0.5)}),
        json!({"exp": seconds(3_700.0)}),
        json!({"exp": seconds(86_400.0)}),
        json!({"exp": 253_370_764_800_i64}),
        json!({"exp": 1e300}),
        json!({"exp": -1}),
        json!({"exp": "tomorrow"}),
        json!({"exp": "9999999999"}),
        json!({"nbf": seconds(86_400.0)}),
        json!({"nbf": seconds(120.0)}),
        json!({"iat": seconds(120.0)}),
        json!({"iat": 1e300}),
        json!({"nbf": "now"}),
    ] {
        is_refused(claims(&app, &bad).await, &bad);
    }
}

#[tokio::test]
async fn a_token_says_nothing_that_the_form_would_refuse() {
    let app = app(None).await;
    for bad in [
        json!({"name": "x".repeat(100_000)}),
        json!({"name": "x".repeat(151)}),
        json!({"name": "Ve\u{1b}ra"}),
        json!({"name": "System"}),
        json!({"name": "ѕystem"}),
        json!({"name": ["Vera"]}),
        json!({"email": "nobody"}),
        json!({"email": "vera@localhost"}),
        json!({"email": "vera@example.com, eve@example.com"}),
        json!({"email": format!("{}@example.com", "x".repeat(300))}),
        json!({"email": {"address": "vera@example.com"}}),
    ] {
        is_refused(claims(&app, &bad).await, &bad);
    }
}

#[tokio::test]
async fn a_token_that_is_not_of_somebody_is_refused() {
    let app = app(None).await;
    for bad in [json!({"sub": null}), json!({"sub": ""}), json!({"sub": "x".repeat(256)}), json!({"sub": ["42"]})] {
        is_refused(claims(&app, &bad).await, &bad);
    }
}

#[tokio::test]
async fn a_token_of_another_algorithm_or_none_is_refused() {
    let app = app(None).await;
    let claims = json!({"sub": "42", "exp": seconds(600.0)});
    let good = signed(&claims, Algorithm::HS256);
    completes(&app, &good).await.created();
    let other = signed(&claims, Algorithm::HS512);
    let unsigned = {
        // {"alg":"none","typ":"JWT"}
        let body = good.split('.').nth(1).unwrap_or_default();
        format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.")
    };
    let cut = good.rsplit_once('.').map(|(rest, _)| format!("{rest}.")).unwrap_or_default();
    for token in [other, unsigned, cut] {
        is_refused(completes(&app, &token).await, &json!(token));
    }
}

#[tokio::test]
async fn what_a_token_says_is_kept_as_what_is_typed() {
    let app = app(None).await;
    for (said, kept) in [
        ("  Vera \n Núñez ", "Vera Núñez"),
        ("Vera Nu\u{301}n\u{303}ez", "Vera Núñez"),
        ("Vera \u{202e}zeñúN", "Vera zeñúN"),
    ] {
        let sub = format!("{said:?}");
        let chat = claims(&app, &json!({"sub": sub, "name": said})).await.created();
        assert_eq!(chat["user_data"]["full_name"], kept);
    }
}

#[tokio::test]
async fn what_a_token_leaves_out_or_leaves_empty_is_not_said() {
    let app = app(None).await;
    for (sub, name) in [("a", Value::Null), ("b", json!("")), ("c", json!(" "))] {
        let chat = claims(&app, &json!({"sub": sub, "name": name, "email": name})).await.created();
        let user = &chat["user_data"];
        assert_eq!((&user["full_name"], &user["email"]), (&json!(format!("Visitor {}", user["user_id"])), &json!("")));
    }
}

#[tokio::test]
async fn tokens_are_for_the_audience_that_is_set() {
    let app = app(Some("chat.example.com")).await;
    for good in [json!("chat.example.com"), json!(["shop.example.com", "chat.example.com"])] {
        let answer = claims(&app, &json!({"aud": good})).await;
        assert_eq!(answer.status, 201, "{good} {}", answer.json);
    }
    for bad in [Value::Null, json!("shop.example.com"), json!(["shop.example.com"]), json!([]), json!(""), json!(1)] {
        is_refused(claims(&app, &json!({"aud": bad})).await, &bad);
    }
}

#[tokio::test]
async fn without_an_audience_that_is_set_any_will_do() {
    let app = app(None).await;
    for any in [Value::Null, json!("shop.example.com"), json!(["a", "b"])] {
        let answer = claims(&app, &json!({"aud": any})).await;
        assert_eq!(answer.status, 201, "{any} {}", answer.json);
    }
}

#[tokio::test]
async fn what_a_token_has_said_stays_and_what_it_left_out_can_be_added() {
    let app = app(None).await;
    let completed = claims(&app, &json!({"email": null})).await.created();
    let vera = app.anon().with_token(completed["token"].as_str().unwrap_or_default());
    let contact = json!({"full_name": "Mallory", "email": "v@example.com", "phone_number": "123"});
    let info = vera.patch("/api/chat/contact/", contact).await.ok()["chat_user_info"].clone();
    let said = ["full_name", "email", "phone_number"].map(|field| info[field].as_str().unwrap_or_default());
    assert_eq!(said, ["Vera", "v@example.com", "123"]);
}
