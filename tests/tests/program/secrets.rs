//! Secrets that admins set are in a file that only its owner can read, and there after a restart.

use std::{fs, os::unix::fs::PermissionsExt};

use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;
use shared::time::Timestamp;
use tests::Program;

use crate::{PROGRAM, folder};

const KEY: &str = "what the site signs identity tokens with";

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_an_admin_set_survives_a_kill_and_is_private() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[("ADMIN_PASSWORD", tests::PASSWORD)]).await;
    let admin = program.sign_in("admin", tests::PASSWORD).await;
    let change = json!({"identity_tokens": {"version": 0, "secret": KEY}});
    admin.patch("/api/settings/", change).await.ok();
    program.kill().await;
    let file = fs::metadata(folder.path().join(".data/desk_secrets")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(file.permissions().mode() & 0o777, 0o600);

    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    let claims = json!({"sub": "42", "exp": Timestamp::now().unix() + 600});
    let token = jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(KEY.as_bytes()));
    let started = program.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello?"})).await.ok();
    let body =
        json!({"session_id": started["session_id"], "identity": token.unwrap_or_else(|error| panic!("{error}"))});
    program.anon().post("/api/chat/complete_chat/", body).await.created();
}
