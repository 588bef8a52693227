//! Meanings and examples of the fields and parameters that have one meaning throughout the API. A field that means
//! something else in its place says so in the code, beside it.

use serde_json::{Map, Value, json};

/// Name, meaning, and example in JSON; without an example one follows from the type.
const WORDS: &[(&str, &str, &str)] = &[
    ("access", "Access token, for an hour.", r#""eyJhbGciOiJIUzI1NiJ9.…""#),
    ("action", "What was done, such as `room.deleted`.", r#""room.deleted""#),
    ("actor_id", "User who did it.", "2"),
    ("after_minutes", "Minutes for which nobody has attended to a chat before its agent gets mail; for staff.", "5"),
    ("after_seconds", "Seconds on the page before the greeting is said.", "30"),
    ("after_seq", "Last event of the room that is known.", "41"),
    ("agent", "The room's agent; `null` without one.", ""),
    ("agent_assigned", "`true` with an agent.", "true"),
    ("agent_id", "Id of an agent.", "1"),
    ("agent_name", "Name of the agent, even of one who was removed.", r#""Ana Silva""#),
    ("answer", "Answer, in Markdown.", r#""Within **30** days.""#),
    ("assigned", "Chats that somebody else has assigned to the user; for staff.", ""),
    ("assigned_at", "When an agent was assigned for the first time.", ""),
    ("attachment", "File of the message: sent as a part of a form, answered as a signed URL.", "null"),
    ("attachment_info", "Description of the file; `null` without one.", ""),
    ("attempts", "Attempts so far, oldest first.", ""),
    ("auth", "Secret that browser and server share, in base64url.", r#""BTBZMqHH6r4Tts7J_aSIgg""#),
    ("author", "Author of the note.", ""),
    ("avatar", "Picture: sent as a part of a form, answered as a signed URL.", "null"),
    ("average_first_response_seconds", "Average time until the agent's first response; for staff.", "34.5"),
    ("average_resolution_seconds", "Average time with the agent until the end; for staff.", "612.0"),
    ("auto_assign", "When waiting rooms are assigned automatically.", ""),
    (
        "auto_reply",
        "The system's reply to a new chat while the desk is closed or nobody is there; empty for its own.",
        r#""We’ll reply in the morning.""#,
    ),
    ("away", "Greeting while the desk is closed; empty for the widget's own.", r#""We’re back tomorrow.""#),
    ("away_minutes", "Minutes without a sign of an agent after which it counts as away.", "10"),
    ("can_take_chat", "`true` if the agent is available and has capacity; for staff.", "true"),
    ("captcha", "What keeps programs out.", ""),
    ("captcha_token", "Token of the captcha, if one is configured.", "null"),
    ("changed_by", "User who changed it last; `null` for nobody.", ""),
    ("chat_room", "Id of the room, as in `chat_room_id`.", ""),
    ("chat_room_id", "Id of the room.", ""),
    ("chat_room_subject", "Subject of the room.", r#""Where is my order?""#),
    ("chat_user", "Customer; `null` for one who was removed.", ""),
    ("chat_user_id", "Id of a customer.", "7"),
    ("chat_user_info", "Contact details of the customer.", ""),
    ("chats", "Rooms.", ""),
    ("client_message_id", "The sender's own id of the message: a retry with it stores nothing twice.", r#""c4c1a0b2""#),
    ("closed_at", "When the room was closed.", "null"),
    ("closed_reply", "What becomes of an answer by mail to a closed chat.", ""),
    ("color", "Colour of the widget; empty for its own.", r##""#3b4fd8""##),
    ("comment", "What the customer says about it.", r#""Quick and kind.""#),
    ("content", "Text.", r#""Where is my order?""#),
    ("content_type", "Media type of the file.", r#""image/png""#),
    ("count", "Number of items in the whole list; `null` if it isn't known without reading the list.", "1"),
    ("created_at", "Time of its creation.", ""),
    ("current_active_chats", "Number of active rooms; for staff.", "2"),
    ("current_password", "Current password, to change the e-mail address.", r#""correct horse""#),
    ("cursor", "Where the page begins: only ever taken from `next` or `previous`.", "null"),
    ("daily_report", "Report of each day; for admins.", ""),
    ("data", "New state.", ""),
    ("date_joined", "When the user was created.", ""),
    ("department", "Department of the agent.", r#""Orders""#),
    ("default_language", "Language for visitors whose own isn’t offered.", r#""en""#),
    ("description", "What the room is about.", r#""Ordered on Monday.""#),
    ("edited_at", "When the text was last edited.", "null"),
    ("email", "E-mail address.", r#""maria@example.com""#),
    ("employee_id", "Number of the employee.", r#""E-7""#),
    ("en", "Texts in English.", ""),
    ("es", "Texts in Spanish.", ""),
    ("endpoint", "URL of a browser’s push service.", r#""https://push.example.com/4f9b""#),
    ("event", "What the visitor has done.", ""),
    ("events", "Events that are delivered.", r#"["message.created"]"#),
    (
        "expected_wait",
        "Range in which most waiting times of the day lie; `null` if too few are known, or nobody is there.",
        "null",
    ),
    ("expires_at", "When it expires.", ""),
    ("expires_in", "Time until it expires, in seconds.", "60"),
    ("finished_at", "When it was sent, or when it was decided that it isn't; `null` before.", "null"),
    ("first_name", "First name.", r#""Maria""#),
    ("format", "`text` or `json`.", r#""json""#),
    ("friday", "Open times on Fridays, with a break between two; empty to stay closed.", ""),
    ("from", "First day, in UTC.", ""),
    ("full_name", "First and last name.", r#""Maria Souza""#),
    ("greeting", "Greeting before the first message; empty for the widget's own.", r#""Hi! How can we help?""#),
    ("has_comment", "`true` for rooms only whose customer has rated them in words.", "true"),
    ("has_next", "`true` if a page follows.", "false"),
    ("has_previous", "`true` if a page precedes.", "false"),
    ("height", "Height of an image, in pixels.", "600"),
    ("hide_text", "`true` to leave out who wrote what.", "false"),
    ("holidays", "Days on which the desk is closed.", ""),
    ("hours", "When the desk is open.", ""),
    ("html", "As HTML.", r#""<p>Hello!</p>""#),
    ("id", "Id.", ""),
    ("identity", "Token with which the site identifies a visitor who is signed in there.", "null"),
    ("identity_tokens", "By what a site says who its visitors are.", ""),
    ("initial_message", "First message of the room.", r#""Where is my order?""#),
    ("interval_minutes", "Minutes between two mails of a chat, at least.", "15"),
    ("ip_address", "Address of the client.", r#""203.0.113.7""#),
    ("is_active", "`false` if deactivated.", "true"),
    ("is_always_open", "`true` if the desk is always open, whatever else is set.", "false"),
    (
        "is_auto_reply_on",
        "`true` if the system replies to a new chat while the desk is closed or nobody is there.",
        "true",
    ),
    ("is_available", "`true` if the agent accepts rooms.", "true"),
    ("is_current", "`true` for the session of this request.", "true"),
    ("is_edited", "`true` if the text was edited.", "false"),
    ("is_online", "`true` if connected.", "true"),
    (
        "is_own",
        "`true` for one's own canned response, which nobody else gets; `false` for the desk's, which admins write.",
        "false",
    ),
    ("is_read", "`true` if the other side has read it.", "false"),
    ("is_superuser", "`true` for an admin.", "false"),
    ("is_temporary", "`true` for a visitor.", "false"),
    ("is_typing", "`true` if the user types; `false` once they stopped.", "true"),
    ("is_yearly", "`true` if it is the same days every year.", "true"),
    ("keys", "Keys of the browser.", ""),
    ("kind", "Subject matter.", ""),
    ("language", "Language, such as `es`.", r#""es""#),
    ("languages", "Texts by language.", ""),
    ("last_message", "Latest message; `null` without one.", ""),
    ("last_name", "Last name.", r#""Souza""#),
    ("last_seen", "When the user was last connected.", ""),
    ("last_seq", "Number of the room's last event.", "41"),
    ("limit", "Largest number of rooms.", "10"),
    ("logo", "Logo of the desk; `null` without one.", ""),
    ("mail", "Mail to visitors and customers.", ""),
    ("max_concurrent_chats", "Largest number of active rooms.", "5"),
    ("message", "Text for people.", r#""1 messages marked as read""#),
    ("message_count", "Number of messages.", "1"),
    ("message_ids", "Ids of messages.", ""),
    ("message_type", "Kind of the message.", ""),
    ("messages", "The latest messages, oldest first.", ""),
    ("monday", "Open times on Mondays, with a break between two; empty to stay closed.", ""),
    ("name", "Name.", r#""Maria Souza""#),
    ("new_chat", "Chats that wait for an agent; for staff.", ""),
    ("new_message", "Messages that the user hasn't seen; of agents, in their chats.", ""),
    ("new_password", "New password.", r#""battery staple 7""#),
    ("next", "URL of the following page; `null` on the last.", "null"),
    ("next_attempt_at", "When it is attempted next; `null` after the last attempt.", "null"),
    ("notification_ids", "Ids of notifications.", ""),
    ("notification_type", "What happened.", ""),
    ("note", "Internal note that goes with it; empty for none.", r#""Wants to talk to Orders.""#),
    ("notifications", "Notifications.", ""),
    (
        "offered_languages",
        "Languages that visitors are addressed in; empty for all that the widget speaks.",
        r#"["en", "es"]"#,
    ),
    ("old_password", "Current password.", r#""correct horse""#),
    ("on_exit", "`true` if the pointer has to leave towards the tabs before the greeting is said.", "false"),
    ("only_when", "State of the desk in which the greeting is said.", ""),
    (
        "p256dh",
        "Public key of the browser, in base64url.",
        r#""BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4""#,
    ),
    (
        "ordering",
        "Order by the time of creation; without it each list has its own: the queue goes by priority, an agent's rooms by \
         status.",
        r#""created_at""#,
    ),
    ("outcome", "What became of an answer by mail; `null` while it is handled.", ""),
    ("page", "Number of the page, among a list's first 1,000 items.", "1"),
    ("page_size", "Items of a page.", "20"),
    (
        "page_url",
        "URL of the page that the chat began on, if it may be linked to; for staff.",
        r#""https://shop.example/lamps""#,
    ),
    ("pagination", "The pages beside this one.", ""),
    ("password", "Password.", r#""correct horse""#),
    ("password_confirm", "The password again.", r#""correct horse""#),
    ("phone_number", "Phone number.", r#""+55 11 91234-5678""#),
    ("pre_chat", "What visitors are asked for when a chat begins.", ""),
    ("previous", "URL of the preceding page; `null` on the first.", "null"),
    ("priority", "Priority.", ""),
    ("profile", "Appearance of the desk.", ""),
    ("provider", "Provider of the captcha; `deployment` for the one that the deployment names.", r#""turnstile""#),
    (
        "public_key",
        "Key for which a browser subscribes, in base64url.",
        r#""BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8""#,
    ),
    ("push", "Push notifications.", ""),
    ("question", "Question.", r#""How do I return an order?""#),
    ("rating", "Rating from 1 to 5; `null` without one.", "5"),
    ("rating_comment", "What the customer said with the rating; for staff.", "null"),
    ("read_at", "Time of reading.", "null"),
    ("read_status", "Whether it was read.", ""),
    ("reason", "Reason, for the desk.", r#""Insults""#),
    ("recaptcha_token", "The original system's name of `captcha_token`.", "null"),
    ("recipient", "Address of the recipient.", r#""maria@example.com""#),
    ("referrer", "Part of the address of the page that led to the site; empty for any.", r#""news.example""#),
    ("refresh", "Refresh token, which is exchanged for a new pair.", r#""eyJhbGciOiJIUzI1NiJ9.…""#),
    ("reopen_to", "Where a resolved room goes when its customer writes again.", ""),
    (
        "requeue_minutes",
        "Minutes without a sign of an agent after which customers who wait for it return to the queue; 0 for never.",
        "15",
    ),
    ("resolved_at", "When the room was resolved.", "null"),
    ("results", "Items.", ""),
    ("role", "Role.", ""),
    ("room_id", "Id of the room.", ""),
    ("routing", "Who gets a chat, and who keeps one.", ""),
    (
        "rooms",
        "Rooms: of `sync` each with the last event that is known, of `ping` their ids.",
        r#"{"0193a1c2-7b4e-7c3a-9f51-2d8e6b0f4a17": 41}"#,
    ),
    ("saturday", "Open times on Saturdays, with a break between two; empty to stay closed.", ""),
    ("scroll_percent", "Part of the page that has been scrolled to before the greeting is said, in per cent.", "50"),
    ("search", "Text to search for.", r#""maria""#),
    ("secret", "Key that signs the deliveries.", r#""whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw""#),
    ("sender", "Address that mails come from; empty for no mail.", r#""help@example.com""#),
    ("sender_info", "The sender.", ""),
    ("sender_type", "Side of the sender.", ""),
    ("seq", "Number of the event in its room: 1, 2, 3 … without gaps.", "41"),
    ("session_id", "Id of the pre-chat.", ""),
    ("settings", "Settings.", ""),
    ("shortcut", "Word that brings the text.", r#""hello""#),
    ("size", "Size, in bytes.", "48213"),
    ("status", "Status.", ""),
    ("subject", "Subject.", r#""Where is my order?""#),
    ("success", "`true`.", "true"),
    ("sunday", "Open times on Sundays, with a break between two; empty to stay closed.", ""),
    ("tag", "Tag of the rooms.", r#""orders""#),
    ("tags", "Tags; empty for customers.", r#"["orders"]"#),
    ("target_id", "Id of what was changed.", r#""7""#),
    ("target_type", "Kind of what was changed, such as `room`.", r#""room""#),
    ("text", "As plain text.", r#""Hello!""#),
    ("text_color", "Colour of text on it; empty for black or white.", r##""#ffffff""##),
    ("texts", "Texts of the widget.", ""),
    ("thanks", "Words once a chat was rated; empty for the widget's own.", r#""Thank you!""#),
    ("thursday", "Open times on Thursdays, with a break between two; empty to stay closed.", ""),
    ("ticket", "Single-use ticket for a WebSocket connection.", r#""p2Yw0m1rT5sQ""#),
    ("time", "When it happened.", ""),
    ("time_zone", "Time zone by its name in the IANA database.", r#""Europe/Vienna""#),
    ("title", "Title.", r#""New message""#),
    ("to", "Last day, in UTC.", ""),
    ("token", "Access token, for an hour.", r#""eyJhbGciOiJIUzI1NiJ9.…""#),
    ("total_chats", "Number of rooms in the whole list; `null` if it isn't known without reading the list.", "1"),
    ("total_count", "The same as `count`.", "1"),
    ("total_resolved_chats", "Number of resolved rooms; for staff.", "120"),
    ("transcript_at_end", "`true` to mail the transcript to the customer when a chat ends.", "false"),
    ("tuesday", "Open times on Tuesdays, with a break between two; empty to stay closed.", ""),
    ("type", "Kind.", ""),
    ("unconfirmed_email", "E-mail address that the user wants to have instead, until they confirm it.", "null"),
    ("unread_count", "Number of unread items.", "1"),
    ("unread_messages_count", "Number of messages that the reader's side hasn't read.", "1"),
    ("unseen_minutes", "Minutes after which a message that its reader hasn't seen is mailed.", "2"),
    ("updated_at", "Time of its last change.", ""),
    ("upload_id", "Id of an announced upload.", ""),
    ("url", "URL.", r#""https://example.com/hooks/chat""#),
    ("user", "User.", ""),
    ("user_agent", "Browser or program of the client.", r#""Mozilla/5.0""#),
    ("user_data", "The visitor.", ""),
    ("user_id", "Id of the user.", "3"),
    ("username", "Name to sign in with.", r#""maria""#),
    ("version", "Number of changes so far; of a change, the version that was read.", "1"),
    ("visitors", "Visitors whom the greeting is for.", ""),
    ("waiting_time_minutes", "Time until an agent was assigned, in minutes.", "3"),
    ("was_unattended", "`true` if the desk was closed, or no agent was there, when the room was created.", "false"),
    ("wednesday", "Open times on Wednesdays, with a break between two; empty to stay closed.", ""),
    ("week", "Open times by the day of the week.", ""),
    ("when_closed", "What the widget does while the desk is closed.", ""),
    ("width", "Width of an image, in pixels.", "800"),
];

/// Adds the meaning, and the example, to all fields and parameters of a document.
pub fn explain(document: &mut Value) {
    super::schemas::each(document, &mut |value| {
        if let Some(properties) = value.get_mut("properties").and_then(Value::as_object_mut) {
            for (name, property) in properties {
                explain_one(name, property);
            }
        }
        if value.get("in").is_some()
            && let Some(name) = value["name"].as_str().map(str::to_owned)
            && let Some(meaning) = word(&name).map(|word| word.1).filter(|_| value.get("schema").is_some())
        {
            value["description"] = json!(meaning);
            explain_one(&name, &mut value["schema"]);
        }
    });
}

fn explain_one(name: &str, property: &mut Value) {
    let Some((_, meaning, example)) = word(name) else { return };
    let Some(property) = property.as_object_mut() else { return };
    property.entry("description").or_insert_with(|| json!(meaning));
    if let Ok(example) = serde_json::from_str::<Value>(example)
        && fits(property, &example)
    {
        property.entry("examples").or_insert_with(|| json!([example]));
    }
}

/// `true` for an example of the property's type: not all fields of one name have the same.
fn fits(property: &Map<String, Value>, example: &Value) -> bool {
    let kind = match example {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(items) if items.iter().all(|item| fits(&items_of(property), item)) => "array",
        Value::Array(_) => return false,
        Value::Object(_) => "object",
    };
    let has_form = property.contains_key("enum") || property.get("format").is_some_and(|format| format == "uuid");
    match property.get("type") {
        _ if has_form => false,
        Some(Value::String(own)) => own == kind || (own == "number" && kind == "integer"),
        Some(Value::Array(own)) => own.iter().any(|own| own == kind),
        _ => false,
    }
}

fn items_of(property: &Map<String, Value>) -> Map<String, Value> {
    property.get("items").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn word(name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    WORDS.iter().find(|word| word.0 == name)
}
