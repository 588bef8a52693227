//! Completion of a pre-chat: it creates a room, and a visitor who is its guest.

use uuid::Uuid;

use super::{
    NAME_LIMIT, find_started,
    identity::{IdentityClaims, identity_claims},
};
use crate::{
    ApiError, State,
    auth::Caller,
    error::FieldErrors,
    http::{Fields, Input},
    ids::{RoomId, UserId},
    model::{
        Blocked, CompletedChat, Desk, Device, GreetingCount, MessageType, Person, PreChat, Priority, Session, User,
    },
    ops::{
        anonymous,
        desk::captcha_settings,
        effects::Effects,
        greetings,
        messages::{Draft, send_message},
        race::Attempt,
        rooms::{self, NewRoom},
    },
    security::throttled,
    store::{Throttle, get_user, next_id, open_rooms_of, refuse_blocked},
    table::{Entity, Error, Read, Write},
    text::{cut, line},
    time::Timestamp,
};

/// Maximum number of captcha attempts per pre-chat.
pub const CAPTCHA_TRIES: u64 = 10;
/// Longest part of the first message that becomes the room's subject, in characters.
const SUBJECT_LENGTH: usize = 80;

/// Data of a visitor.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Id of the pre-chat.
    pub session_id: Uuid,
    /// May be empty.
    pub full_name: String,
    /// May be empty.
    pub email: String,
    /// May be empty.
    pub phone_number: String,
    /// Token from the captcha.
    pub captcha_token: Option<String>,
    /// Identity token, signed by the site.
    pub identity: Option<String>,
}

impl Input for Profile {
    fn read(fields: &mut Fields) -> Option<Self> {
        let session_id = fields.uuid("session_id").required();
        let full_name = fields.name("full_name").nullable().max(NAME_LIMIT).or("");
        let email = fields.email("email").nullable().or("");
        let phone_number = fields.phone_number("phone_number").nullable().or("");
        let captcha_token = fields.line("captcha_token").nullable().optional();
        let recaptcha_token = fields.line("recaptcha_token").nullable().optional();
        let identity = fields.line("identity").nullable().optional();
        Some(Self {
            session_id: session_id?,
            full_name: full_name?,
            email: email?,
            phone_number: phone_number?,
            captcha_token: captcha_token?.or(recaptcha_token?),
            identity: identity?,
        })
    }
}

impl Profile {
    /// Checks that everything is there which the desk asked for when the chat was started.
    fn check(&self, desk: &Desk, started_at: Timestamp) -> Result<(), ApiError> {
        let form: Vec<_> = desk.form_in(desk.hours.at(started_at)).collect();
        let given = [("full_name", &self.full_name), ("email", &self.email), ("phone_number", &self.phone_number)];
        let mut errors = FieldErrors::default();
        for (name, value) in given {
            if value.is_empty() && form.contains(&(name, true)) {
                errors.add(name, "This field is required.");
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(ApiError::Validation(errors)) }
    }
}

/// A visitor with their room.
#[derive(Clone, Debug)]
pub struct Guest {
    /// User.
    pub user: User,
    /// Room.
    pub room_id: RoomId,
    /// Token that resumes the chat.
    pub token: String,
}

/// Opens a room for the visitor of a pre-chat; for an identified visitor with an open room, resumes that one. Repeated,
/// it returns the same room.
///
/// # Errors
/// 400 for an unknown or expired pre-chat, a failed captcha, an invalid identity token and a deactivated user, and
/// without what the desk required when the chat was started; 403 for somebody who is blocked; 429 for an address above the limit of chats.
pub async fn complete_chat(state: &State, device: &Device, profile: Profile) -> Result<Guest, ApiError> {
    let (started, desk) = tokio::try_join!(load_pre_chat(state, profile.session_id), state.desk())?;
    if let Some(completed) = started.completed {
        return existing_chat(state, completed).await;
    }
    let claims = match &profile.identity {
        Some(token) => Some(identity_claims(state, token).await?),
        None => None,
    };
    if claims.is_none() {
        profile.check(&desk, started.created_at)?;
    }
    check_captcha(state, device, &started, profile.captcha_token.as_deref()).await?;
    let signed_email = claims.as_ref().and_then(|claims| claims.email.as_ref());
    refuse_blocked(&state.table, &Blocked::at(signed_email.unwrap_or(&profile.email), device.address)).await?;
    let limit = state.config.desk.limits.visitor_chats_per_ip;
    let chats = Throttle::new(&format!("VISITOR_CHAT#{}", device.address.network()), limit, anonymous::WINDOW);
    chats.take(&state.table).await?;
    let outcome = match claims {
        Some(claims) => open_for_identified(state, device, &started, profile, claims).await,
        None => open_for_new_visitor(state, device, &started, profile).await,
    };
    if outcome.is_err()
        && let Err(error) = chats.release(&state.table, 1).await
    {
        error.log();
    }
    match outcome {
        Ok(guest) => Ok(guest),
        Err(Attempt::Abort(error)) => Err(error),
        // A concurrent request, usually of the same visitor, was first.
        Err(Attempt::Retry(error)) if error.is_condition() => {
            match load_pre_chat(state, started.session_id).await?.completed {
                Some(completed) => existing_chat(state, completed).await,
                None => Err(ApiError::Unavailable(Error::Conflict)),
            }
        }
        Err(Attempt::Retry(error)) => Err(error.into()),
    }
}

/// Verifies the captcha's token, if the desk has a captcha.
async fn check_captcha(state: &State, device: &Device, started: &PreChat, token: Option<&str>) -> Result<(), ApiError> {
    let captcha = captcha_settings(state).await?;
    if captcha.is_some() {
        count_captcha(state, started).await?;
    }
    state.captcha.check(captcha.as_ref(), token, device.address).await
}

/// Counts an attempt at the captcha, since each is a request to its provider.
async fn count_captcha(state: &State, started: &PreChat) -> Result<(), ApiError> {
    let tries = Write::update(started.key()).add("captcha_tries", 1).when_exists();
    if state.table.write_if(tries.when_absent_or_below("captcha_tries", CAPTCHA_TRIES)).await? {
        return Ok(());
    }
    let rest = started.expires_at.seconds_since(Timestamp::now());
    Err(throttled(None, "CAPTCHA", std::time::Duration::from_secs(rest)))
}

async fn load_pre_chat(state: &State, session_id: Uuid) -> Result<PreChat, ApiError> {
    find_started(state, session_id).await?.ok_or(ApiError::Refused {
        error: "Session expired",
        detail: "This chat has expired. Please start a new one.".into(),
    })
}

/// Returns the result of an earlier completion.
async fn existing_chat(state: &State, completed: CompletedChat) -> Result<Guest, ApiError> {
    let CompletedChat { room_id, user_id, session_id } = completed;
    let session = async {
        let session: Option<Session> = state.table.get(&Session::key_of(user_id, session_id), Read::Consistent).await?;
        session.ok_or_else(ApiError::invalid_token)
    };
    let (user, session) = tokio::try_join!(get_user(&state.table, user_id), session)?;
    Ok(Guest { user, room_id, token: state.tokens.visitor(&session).await? })
}

async fn open_for_new_visitor(
    state: &State,
    device: &Device,
    started: &PreChat,
    profile: Profile,
) -> Result<Guest, Attempt> {
    let user = new_user(UserId(next_id(&state.table, "user").await?), profile);
    let writes = vec![Write::create(&user)];
    open_room(state, device, started, user, writes).await
}

/// Opens or resumes a room for an identified visitor. Claims take precedence over the visitor's own data.
async fn open_for_identified(
    state: &State,
    device: &Device,
    started: &PreChat,
    mut profile: Profile,
    claims: IdentityClaims,
) -> Result<Guest, Attempt> {
    let person: Option<Person> = state.table.get(&Person::key_of(&claims.subject), Read::Consistent).await?;
    let Some(person) = person else {
        profile.full_name = claims.name.unwrap_or(profile.full_name);
        profile.email = claims.email.unwrap_or(profile.email);
        let user = new_user(UserId(next_id(&state.table, "user").await?), profile);
        let user = User { external_id: Some(claims.subject.clone()), ..user };
        let person = Person { subject: claims.subject, user_id: user.id };
        let writes = vec![Write::create(&person), Write::create(&user)];
        return open_room(state, device, started, user, writes).await;
    };
    let user = get_user(&state.table, person.user_id).await?;
    if !user.is_active {
        return Err(ApiError::field("identity", "User inactive or deleted.").into());
    }
    refuse_blocked(&state.table, &Blocked::of(&user, device.address)).await?;
    // A concurrent deactivation makes this check fail, so that no session is opened after it.
    let active = Write::check(user.key()).when_equals("is_active", true);
    match open_rooms_of(&state.table, &user.identity()).await?.first() {
        Some(room) => resume_room(state, device, started, user, room.id, active).await,
        None => open_room(state, device, started, user, vec![active]).await,
    }
}

fn new_user(id: UserId, profile: Profile) -> User {
    User {
        id,
        username: format!("visitor{id}"),
        email: profile.email,
        unconfirmed_email: None,
        first_name: profile.full_name,
        last_name: String::new(),
        phone_number: profile.phone_number,
        avatar: None,
        password_hash: String::new(),
        is_active: true,
        is_temporary: true,
        external_id: None,
        is_superuser: false,
        agent_id: None,
        date_joined: Timestamp::now(),
        is_online: false,
        online_until: None,
        last_seen: None,
    }
}

/// Opens a room in one transaction with all items that make the visitor its guest.
async fn open_room(
    state: &State,
    device: &Device,
    started: &PreChat,
    user: User,
    writes: Vec<Write>,
) -> Result<Guest, Attempt> {
    let desk = state.desk().await?;
    let message = &started.initial_message;
    let first_line = line(message.lines().next().unwrap_or_default()).unwrap_or_default();
    let subject = cut(&first_line, SUBJECT_LENGTH).to_owned();
    let new = NewRoom {
        id: RoomId::new(),
        subject,
        description: String::new(),
        priority: Priority::Medium,
        tags: Vec::new(),
        initial_message: message.clone(),
        client_message_id: Some(started.session_id.to_string()),
        visit: started.visit.clone(),
    };
    let prepared = rooms::prepare_room(state, &desk, user.clone(), new).await?;
    let room_id = prepared.details.room.id;
    let session = guest_session(&user, room_id, device);
    let mut effects = Effects::<ApiError>::new();
    effects.extend([completion_write(started, &session), Write::put(&session)]);
    effects.extend(writes);
    effects.write(Write::create(&prepared.details.room));
    rooms::add_new_room(state, &mut effects, &prepared, &session.identity);
    let stored = effects.commit(state).await?;
    rooms::announce_room(state, &desk, prepared.details, stored).await;
    if let Some(greeting) = started.greeting
        && let Err(error) = greetings::count(state, greeting, GreetingCount::Chats).await
    {
        error.log();
    }
    Ok(Guest { user, room_id, token: state.tokens.visitor(&session).await? })
}

/// Resumes a visitor's room from the current device.
async fn resume_room(
    state: &State,
    device: &Device,
    started: &PreChat,
    user: User,
    room_id: RoomId,
    active: Write,
) -> Result<Guest, Attempt> {
    let session = guest_session(&user, room_id, device);
    state.table.transact(vec![completion_write(started, &session), Write::put(&session), active]).await?;
    let draft = Draft {
        content: started.initial_message.clone(),
        message_type: MessageType::Text,
        file: None,
        client_message_id: Some(started.session_id.to_string()),
        after_seq: None,
    };
    let caller = Caller { identity: session.identity.clone(), session_id: session.id, expires_at: session.expires_at };
    send_message(state, caller, room_id, draft).await?;
    Ok(Guest { user, room_id, token: state.tokens.visitor(&session).await? })
}

fn guest_session(user: &User, room_id: RoomId, device: &Device) -> Session {
    Session::new(user.guest_identity(room_id), device)
}

/// Write that records the result of a pre-chat, unless it is already completed.
fn completion_write(started: &PreChat, session: &Session) -> Write {
    let identity = &session.identity;
    let completed =
        identity.room_id.map(|room_id| CompletedChat { room_id, user_id: identity.user_id, session_id: session.id });
    Write::update(started.key()).set("completed", completed).when_exists().when_same("completed", None::<CompletedChat>)
}
