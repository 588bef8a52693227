//! `User` and `ChatUser`: two views of the same entity, which the original system stored separately.

use serde::Serialize;
use utoipa::ToSchema;

use super::Reader;
use crate::{
    files::Links,
    ids::UserId,
    model::{Place, Role, User},
    time::Timestamp,
};

/// A user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UserView {
    id: UserId,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
    is_active: bool,
    is_superuser: bool,
    role: Role,
    date_joined: Timestamp,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            username: user.username.clone(),
            email: user.email.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            is_active: user.is_active,
            is_superuser: user.is_superuser,
            role: user.role(),
            date_joined: user.date_joined,
        }
    }
}

/// A user as a party to conversations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChatUserView {
    id: UserId,
    user: UserView,
    /// E-mail address that the user wants to have instead, until they confirm it.
    unconfirmed_email: Option<String>,
    full_name: String,
    phone_number: String,
    avatar: Option<String>,
    is_online: bool,
    last_seen: Option<Timestamp>,
    is_temporary: bool,
    /// `true` if an identity token of the site identifies the user.
    is_verified: bool,
    /// The site's id for the user; for staff.
    external_id: Option<String>,
    created_at: Timestamp,
}

impl ChatUserView {
    /// A user as a party to conversations.
    pub fn new(user: &User, reader: Reader, links: &Links) -> Self {
        Self {
            id: user.id,
            user: user.into(),
            unconfirmed_email: user.unconfirmed_email.clone(),
            full_name: user.full_name(),
            phone_number: user.phone_number.clone(),
            avatar: user.avatar.and_then(|avatar| links.file(Place::Profile(user.id), avatar)),
            is_online: user.is_online_at(Timestamp::now()),
            last_seen: user.last_seen,
            is_temporary: user.is_temporary,
            is_verified: user.external_id.is_some(),
            external_id: reader.staff_only(|| user.external_id.clone()).flatten(),
            created_at: user.date_joined,
        }
    }
}
