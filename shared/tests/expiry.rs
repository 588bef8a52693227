//! Tokens are valid until they expire, by the system's own clock.

use std::time::Duration;

use shared::{
    config::SecretKey,
    ids::{SessionId, UserId},
    model::{Device, Identity, Role, Session},
    time::{SimulatedTime, Timestamp},
    tokens::{ACCESS_LIFETIME, SigningKeys, TokenUse, Tokens},
};
use tokio::time::advance;
use uuid::Uuid;

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

fn session(expires_at: Timestamp) -> Session {
    Session {
        id: SessionId::new(),
        identity: Identity {
            user_id: UserId(1),
            role: Role::Customer,
            agent_id: None,
            name: "Ana".into(),
            room_id: None,
        },
        refresh_id: Uuid::new_v4(),
        replaced: None,
        is_active: true,
        device: Device::default(),
        created_at: Timestamp::now(),
        expires_at,
        ttl: expires_at.unix(),
    }
}

#[tokio::test(start_paused = true)]
async fn an_access_token_holds_until_the_second_in_which_it_expires() -> Result {
    let _time = SimulatedTime::starting_at(Timestamp::from_unix(2_000_000_000).ok_or("no time")?);
    let tokens = Tokens::new(SigningKeys::new(&SecretKey::new("k".repeat(32))?));
    let access = tokens.pair(&session(Timestamp::now().after(ACCESS_LIFETIME * 2))).await?.access;
    advance(ACCESS_LIFETIME.to_std()? - Duration::from_secs(1)).await;
    assert!(tokens.verify(&access, &[TokenUse::Access]).await.is_some());
    advance(Duration::from_secs(1)).await;
    assert!(tokens.verify(&access, &[TokenUse::Access]).await.is_none());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn time_is_simulated_on_one_thread_and_no_longer_than_asked() -> Result {
    let beginning = Timestamp::from_unix(0).ok_or("no time")?;
    let time = SimulatedTime::starting_at(beginning);
    advance(Duration::from_millis(1_500)).await;
    assert_eq!(Timestamp::now().to_string(), "1970-01-01T00:00:01.500Z");
    let elsewhere = std::thread::spawn(Timestamp::now).join().map_err(|_| "a panic")?;
    assert!(elsewhere.unix() > 1_000_000_000);
    drop(time);
    assert!(Timestamp::now().unix() > 1_000_000_000);
    Ok(())
}
