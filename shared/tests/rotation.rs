//! Rotation of the secret that signs tokens, with an emulation of Secrets Manager.

use std::{
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_secretsmanager::config::{Credentials, SharedCredentialsProvider};
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use shared::{
    ids::{SessionId, UserId},
    model::{Device, Identity, Role, Session},
    secret::Secret,
    time::Timestamp,
    tokens::{TokenUse, Tokens},
};
use uuid::Uuid;

type Result = std::result::Result<(), Box<dyn Error>>;

/// Versions of a secret with their times, the newest first; the number of reads, and simulated failures.
#[derive(Clone, Default)]
struct Versions(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    keys: Vec<(String, i64)>,
    reads: usize,
    fails: bool,
}

impl Versions {
    fn rotate(&self) {
        self.rotate_at(Timestamp::now().after(-chrono::Duration::minutes(5)));
    }

    fn rotate_at(&self, time: Timestamp) {
        self.put(&Uuid::new_v4().to_string(), time);
    }

    fn put(&self, key: &str, time: Timestamp) {
        self.inner().keys.insert(0, (key.to_owned(), time.unix()));
    }

    fn reads(&self) -> usize {
        self.inner().reads
    }

    fn fail(&self, fails: bool) {
        self.inner().fails = fails;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn get_secret_value(State(versions): State<Versions>, body: String) -> Response {
    let asked: Value = serde_json::from_str(&body).unwrap_or_default();
    let mut inner = versions.inner();
    inner.reads += 1;
    let refusal = |class| (StatusCode::BAD_REQUEST, Json(json!({"__type": class}))).into_response();
    match inner.keys.get(usize::from(asked["VersionStage"] == "AWSPREVIOUS")) {
        _ if inner.fails => refusal("AccessDeniedException"),
        Some((key, made_at)) => Json(json!({"SecretString": key, "CreatedDate": made_at})).into_response(),
        None => refusal("ResourceNotFoundException"),
    }
}

/// Tokens of a function's instance that starts now.
async fn start(versions: &Versions) -> std::result::Result<Tokens, Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(format!("http://{}", listener.local_addr()?))
        .region(Region::new("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("key", "secret", None, None, "test")))
        .build();
    let app = Router::new().fallback(get_secret_value).with_state(versions.clone());
    tokio::spawn(async { axum::serve(listener, app).await });
    let secret = Secret::new(&sdk, "arn");
    Ok(Tokens::rotating(secret).await?)
}

async fn access(tokens: &Tokens) -> std::result::Result<String, Box<dyn Error>> {
    let expires_at = Timestamp::now().after(chrono::Duration::days(30));
    let identity =
        Identity { user_id: UserId(1), role: Role::Customer, agent_id: None, name: "Ana".into(), room_id: None };
    let session = Session {
        id: SessionId::new(),
        identity,
        refresh_id: Uuid::new_v4(),
        replaced: None,
        is_active: true,
        device: Device::default(),
        created_at: Timestamp::now(),
        expires_at,
        ttl: expires_at.unix(),
    };
    Ok(tokens.pair(&session).await?.access)
}

/// Header of a token, which names the key.
fn key_of(token: &str) -> &str {
    token.split('.').next().unwrap_or_default()
}

async fn takes(tokens: &Tokens, token: &str) -> bool {
    tokens.verify(token, &[TokenUse::Access]).await.is_some()
}

/// Advances the clock of the tokens only.
async fn later(by: Duration) {
    tokio::time::pause();
    tokio::time::advance(by).await;
    tokio::time::resume();
}

/// A secret rotated twice since an instance started, with that instance and a token of it.
async fn rotated_twice() -> std::result::Result<(Versions, Tokens, String), Box<dyn Error>> {
    let versions = Versions::default();
    versions.rotate();
    let old = start(&versions).await?;
    let leaked = access(&old).await?;
    versions.rotate();
    versions.rotate();
    Ok((versions, old, leaked))
}

const MINUTES: Duration = Duration::from_secs(120);

#[tokio::test]
async fn after_a_rotation_both_keys_are_taken_by_old_and_new_instances() -> Result {
    let versions = Versions::default();
    versions.rotate();
    let old = start(&versions).await?;
    let before = access(&old).await?;
    versions.rotate();
    let new = start(&versions).await?;
    let after = access(&new).await?;
    later(MINUTES).await;
    for instance in [&old, &new] {
        assert!(takes(instance, &before).await && takes(instance, &after).await);
    }
    Ok(())
}

#[tokio::test]
async fn a_key_signs_when_everybody_has_had_time_to_hear_of_it() -> Result {
    let versions = Versions::default();
    versions.rotate();
    let before = access(&start(&versions).await?).await?;
    versions.rotate_at(Timestamp::now());
    let new = start(&versions).await?;
    assert_eq!(key_of(&access(&new).await?), key_of(&before));
    versions.rotate_at(Timestamp::now().after(-chrono::Duration::minutes(1)));
    assert_ne!(key_of(&access(&start(&versions).await?).await?), key_of(&before));
    Ok(())
}

#[tokio::test]
async fn after_two_rotations_the_first_key_is_worth_nothing() -> Result {
    let (versions, old, leaked) = rotated_twice().await?;
    assert!(!takes(&start(&versions).await?, &leaked).await);
    later(Duration::from_secs(16 * 60)).await;
    assert!(!takes(&old, &leaked).await);
    Ok(())
}

#[tokio::test]
async fn tokens_that_name_keys_which_never_were_cost_one_reading_in_ten_seconds() -> Result {
    let (versions, others) = (Versions::default(), Versions::default());
    versions.rotate();
    others.rotate();
    let tokens = start(&versions).await?;
    let forged = access(&start(&others).await?).await?;
    let at_start = versions.reads();
    later(MINUTES).await;
    for _ in 0..100 {
        assert!(!takes(&tokens, &forged).await);
    }
    assert_eq!(versions.reads() - at_start, 2);
    Ok(())
}

#[tokio::test]
async fn keys_are_not_shown() -> Result {
    let versions = Versions::default();
    versions.rotate();
    assert_eq!(format!("{:?}", start(&versions).await?), "Tokens(…)");
    Ok(())
}

#[tokio::test]
async fn an_instance_signs_with_what_others_take_a_minute_after_two_rotations() -> Result {
    let (versions, old, _) = rotated_twice().await?;
    later(Duration::from_secs(61)).await;
    assert!(takes(&start(&versions).await?, &access(&old).await?).await);
    Ok(())
}

#[tokio::test]
async fn a_reading_that_fails_is_tried_again_soon() -> Result {
    let (versions, old, leaked) = rotated_twice().await?;
    versions.fail(true);
    later(Duration::from_secs(16 * 60)).await;
    assert!(takes(&old, &leaked).await);
    versions.fail(false);
    later(Duration::from_secs(11)).await;
    assert!(!takes(&old, &leaked).await);
    Ok(())
}

#[tokio::test]
async fn a_mistake_that_was_corrected_stops_nobody() -> Result {
    let versions = Versions::default();
    versions.put("short", Timestamp::now());
    assert!(start(&versions).await.is_err());
    versions.rotate();
    start(&versions).await?;
    Ok(())
}
