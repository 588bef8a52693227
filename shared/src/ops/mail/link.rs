//! Links in mails, and the addresses that they are answered to. Each has a token for one purpose: that of the mail's
//! button, to end the mails about its room, or to answer it.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration;
use sha2::{Digest, Sha256};

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::{MailId, RoomId},
    model::{Blocked, Device, Mail, MailKind, MailLinks, MailOptOut, Room, Session, User},
    random::{alphanumeric, lowercase_alphanumeric},
    store::{Throttle, find_mail, refuse_blocked},
    table::{Read, Write},
    time::Timestamp,
};

/// Lifetime of the link that opens a room.
const ROOM_LIFETIME: Duration = Duration::days(7);
/// Lifetime of a link about an account, and age from which a mail with one isn't sent any more.
pub(super) const ACCOUNT_LIFETIME: Duration = Duration::minutes(30);
/// Sign-ins by the links of a mail …
pub const RESUMES: u64 = 20;
/// … in this time.
const RESUMES_WINDOW: Duration = Duration::hours(1);
/// Length of the id in a token: a UUID in hexadecimal digits.
const ID_LENGTH: usize = 32;
/// Length of the secret in a token: 190 bits.
const SECRET_LENGTH: usize = 32;

/// Length of the secret of an address in lower case: 134 bits. With the id, it fits into an address (RFC 5321, 4.5.3.1.1).
const REPLY_SECRET_LENGTH: usize = 26;

/// Longest token that is looked at, in characters.
const TOKEN_LIMIT: usize = 200;

/// Token of a link in a mail, as somebody sends it.
#[derive(Clone, Debug)]
pub struct LinkToken(pub String);

impl From<&str> for LinkToken {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

impl Input for LinkToken {
    fn read(fields: &mut Fields) -> Option<Self> {
        let token = fields.secret("token").means("Token of the link in a mail.");
        token.filled().max(TOKEN_LIMIT).required().map(Self)
    }
}

/// The error for a link that is unknown, expired or void.
pub(in crate::ops) fn expired_link() -> ApiError {
    ApiError::field("token", "This link has expired.")
}

/// Tokens of the links in a mail.
#[derive(Clone, Debug)]
pub(super) struct LinkTokens {
    /// For the mail's button.
    pub action: String,
    /// Ends the mails about the room. Mail programs send it in a path, which logs hold.
    pub opt_out: String,
    /// Local part of the address that the mail is answered to.
    pub reply: String,
}

/// Purpose of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// That of the mail's button.
    Action,
    /// End of the mails about a room.
    OptOut,
    /// Answer by mail.
    Reply,
}

impl LinkTokens {
    /// Makes new ones for a mail.
    pub fn new(mail: MailId) -> Self {
        let token = |secret: String| format!("{:0ID_LENGTH$x}{secret}", mail.as_u128());
        Self {
            action: token(alphanumeric(SECRET_LENGTH)),
            opt_out: token(alphanumeric(SECRET_LENGTH)),
            reply: token(lowercase_alphanumeric(REPLY_SECRET_LENGTH)),
        }
    }

    /// Form in which they are stored; the first is void once what it is bound to is another.
    pub fn stored(&self, kind: MailKind, bound_to: &str, now: Timestamp) -> MailLinks {
        let lifetime = if kind == MailKind::UnseenMessages { ROOM_LIFETIME } else { ACCOUNT_LIFETIME };
        MailLinks {
            action: hash(&self.action, bound_to),
            opt_out: hash(&self.opt_out, ""),
            reply: hash(&self.reply, ""),
            expires_at: now.after(lifetime),
        }
    }
}

fn hash(token: &str, bound_to: &str) -> String {
    STANDARD.encode(Sha256::new().chain_update(token).chain_update(bound_to).finalize())
}

/// A token with the mail that it names.
pub(super) struct Linked<'a> {
    pub mail: Mail,
    token: &'a str,
}

impl Linked<'_> {
    /// `true` if the mail has a link with the token, for this purpose, that isn't expired.
    pub fn is_valid(&self, purpose: Purpose, bound_to: &str) -> bool {
        let (hash, now) = (hash(self.token, bound_to), Timestamp::now());
        self.mail.links.iter().any(|links| match purpose {
            Purpose::Action => links.action == hash && now < links.expires_at,
            Purpose::OptOut => links.opt_out == hash,
            Purpose::Reply => links.reply == hash,
        })
    }
}

/// Finds the mail that a token names, whether or not it is the token of one of its links.
pub(super) async fn find_linked<'a>(state: &State, token: &'a str) -> Result<Option<Linked<'a>>, ApiError> {
    let Some(id) = token.get(..ID_LENGTH).and_then(|id| id.parse().ok()) else { return Ok(None) };
    Ok(find_mail(&state.table, id).await?.map(|mail| Linked { mail, token }))
}

/// The mail about a room that has a link with this token for this purpose.
async fn find_of_room(state: &State, token: &str, purpose: Purpose) -> Result<Option<(Mail, RoomId)>, ApiError> {
    let linked = find_linked(state, token).await?.filter(|linked| linked.is_valid(purpose, ""));
    Ok(linked.and_then(|Linked { mail, .. }| mail.room_id().map(|room| (mail, room))))
}

/// Signs in the visitor of a mail's room on this device; gives the room and the visitor's token.
///
/// # Errors
/// 400 for a link that is unknown, expired or not a visitor's; 403 for one who is blocked; 429 for one that is used all the time.
pub async fn resume_chat(state: &State, device: &Device, token: &str) -> Result<(RoomId, String), ApiError> {
    let (mail, room_id) = find_of_room(state, token, Purpose::Action).await?.ok_or_else(expired_link)?;
    Throttle::new(&format!("RESUME#{}", mail.id), RESUMES, RESUMES_WINDOW).take(&state.table).await?;
    let user_id = mail.user_id.ok_or_else(expired_link)?;
    let (room, user) = (Room::key_of(room_id), User::key_of(user_id));
    let items = state.table.get_many([room.clone(), user.clone()], Read::Consistent).await?;
    let visitor = items.get::<User>(&user)?.filter(|user| user.is_temporary && user.is_active);
    let room = items.get::<Room>(&room)?.filter(|room| room.customer_id == user_id);
    let (visitor, room) = visitor.zip(room).ok_or_else(expired_link)?;
    refuse_blocked(&state.table, &Blocked::of(&visitor, device.address)).await?;
    let session = Session::new(visitor.guest_identity(room.id), device);
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
    let (_, room_id) = find_of_room(state, token, Purpose::OptOut).await?.ok_or(ApiError::NotFound)?;
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
        let all = BTreeSet::from([&first.action, &first.opt_out, &second.action, &second.opt_out]);
        assert_eq!(all.len(), 4);
        for token in all {
            assert_eq!((token[..ID_LENGTH].parse::<MailId>()?, token.len()), (mail, ID_LENGTH + SECRET_LENGTH));
        }
        assert_ne!(first.reply, second.reply);
        assert!(first.reply.len() <= 64 && first.reply == first.reply.to_ascii_lowercase(), "{}", first.reply);
        Ok(())
    }
}
