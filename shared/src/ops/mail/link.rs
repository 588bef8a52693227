//! Links in mails. Each has a token for one purpose, in the room of its mail only: to open the room for its visitor, or to
//! end the mails about it.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration;
use sha2::{Digest, Sha256};

use crate::{
    ApiError, State,
    ids::{MailId, RoomId},
    model::{Device, Identity, Mail, MailLinks, MailOptOut, Role, Room, Session, User},
    random::alphanumeric,
    store::{Throttle, find_mail},
    table::{Read, Write},
    time::Timestamp,
};

/// Lifetime of the link that opens the room.
const LIFETIME: Duration = Duration::days(7);
/// Sign-ins by the links of a mail …
pub const RESUMES: u64 = 20;
/// … in this time.
const RESUMES_WINDOW: Duration = Duration::hours(1);
/// Length of the id in a token: a UUID in hexadecimal digits.
const ID_LENGTH: usize = 32;
/// Length of the secret in a token: 190 bits.
const SECRET_LENGTH: usize = 32;

/// Tokens of the links in a mail.
#[derive(Clone, Debug)]
pub(super) struct LinkTokens {
    /// Opens the room.
    pub chat: String,
    /// Ends the mails about the room. Mail programs send it in a path, which logs hold.
    pub opt_out: String,
}

impl LinkTokens {
    /// Makes new ones for a mail.
    pub fn new(mail: MailId) -> Self {
        let token = || format!("{:0ID_LENGTH$x}{}", mail.as_u128(), alphanumeric(SECRET_LENGTH));
        Self { chat: token(), opt_out: token() }
    }

    /// Form in which they are stored.
    pub fn stored(&self, now: Timestamp) -> MailLinks {
        MailLinks { chat: hash(&self.chat), opt_out: hash(&self.opt_out), expires_at: now.after(LIFETIME) }
    }
}

fn hash(token: &str) -> String {
    STANDARD.encode(Sha256::digest(token))
}

/// Finds the mail with a link that has this token, by its hash; `None` for an unknown or expired one.
async fn find_linked(
    state: &State,
    token: &str,
    is_link: impl Fn(&MailLinks, &str) -> bool,
) -> Result<Option<Mail>, ApiError> {
    let Some(id) = token.get(..ID_LENGTH).and_then(|id| id.parse().ok()) else { return Ok(None) };
    let hash = hash(token);
    let is_valid = |mail: &Mail| mail.links.iter().any(|links| is_link(links, &hash));
    Ok(find_mail(&state.table, id).await?.filter(is_valid))
}

/// Signs in the visitor of a mail's room on this device; gives the room and the visitor's token.
///
/// # Errors
/// 400 for a link that is unknown, expired or not a visitor's; 429 for one that is used all the time.
pub async fn resume_chat(state: &State, device: &Device, token: &str) -> Result<(RoomId, String), ApiError> {
    let (expired, now) = (|| ApiError::field("token", "This link has expired."), Timestamp::now());
    let is_valid = |links: &MailLinks, hash: &str| links.chat == hash && now < links.expires_at;
    let mail = find_linked(state, token, is_valid).await?.ok_or_else(expired)?;
    Throttle::new(&format!("RESUME#{}", mail.id), RESUMES, RESUMES_WINDOW).take(&state.table).await?;
    let (room, user) = (Room::key_of(mail.room_id()), User::key_of(mail.user_id));
    let items = state.table.get_many([room.clone(), user.clone()], Read::Consistent).await?;
    let visitor = items.get::<User>(&user)?.filter(|user| user.is_temporary && user.is_active);
    let room = items.get::<Room>(&room)?.filter(|room| room.customer_id == mail.user_id);
    let (visitor, room) = visitor.zip(room).ok_or_else(expired)?;
    let identity = Identity { role: Role::Visitor, room_id: Some(room.id), ..visitor.identity() };
    let session = Session::new(identity, device);
    // A concurrent deactivation makes the check fail, so that no session is opened after it.
    let active = Write::check(user).when_equals("is_active", true);
    state.table.transact(vec![Write::put(&session), active]).await?;
    Ok((room.id, state.tokens.visitor(&session).await?))
}

/// Ends the mails about the room of a mail.
///
/// # Errors
/// 404 for an unknown link, or one of a mail that is stored no longer.
pub async fn opt_out(state: &State, token: &str) -> Result<(), ApiError> {
    let mail = find_linked(state, token, |links, hash| links.opt_out == hash).await?.ok_or(ApiError::NotFound)?;
    let room_id = mail.room_id();
    Ok(state.table.write(Write::put(&MailOptOut { room_id, created_at: Timestamp::now() })).await?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ids::MessageId;

    #[test]
    fn each_token_names_its_mail_and_differs() -> Result<(), uuid::Error> {
        let mail = MailId::of(MessageId::of(RoomId::new(), 7));
        let (first, second) = (LinkTokens::new(mail), LinkTokens::new(mail));
        let all = BTreeSet::from([&first.chat, &first.opt_out, &second.chat, &second.opt_out]);
        assert_eq!(all.len(), 4);
        for token in all {
            assert_eq!((token[..ID_LENGTH].parse::<MailId>()?, token.len()), (mail, ID_LENGTH + SECRET_LENGTH));
        }
        Ok(())
    }
}
