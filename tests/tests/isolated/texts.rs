//! Texts that people write and paste: stored as meant, cut between whole characters, found however they are typed, and
//! never taken for a line of the system.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Actor, Answer, App, Room};

#[tokio::test]
async fn what_shows_nothing_is_blank_wherever_something_must_show() {
    let app = App::own().await;
    let (ana, ben, admin) = (app.customer("ana").await, app.agent("ben").await, app.admin().await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "Hello").await;
    let edit = format!("/api/messages/{}/edit/", message["id"].as_str().unwrap_or_default());
    for blank in
        ["", " \n\t", "\u{200b}", "\u{2060}\u{feff}", "\u{202e}\u{202c}", "\u{3164}", "\u{2800}", "\u{ad}", "\u{115f}"]
    {
        for (who, method, path, mut body, field) in [
            (&ana, Method::POST, "/api/messages/", json!({"chat_room_id": room.id}), "content"),
            (&ben, Method::POST, &*room.path("send_message/"), json!({}), "content"),
            (&ana, Method::PUT, &*edit, json!({}), "content"),
            (&ben, Method::POST, &*room.path("notes/"), json!({}), "content"),
            (admin, Method::POST, "/api/canned-responses/", json!({"shortcut": "a"}), "content"),
            (admin, Method::POST, "/api/canned-responses/", json!({"content": "a"}), "shortcut"),
            (&ana, Method::POST, "/api/chat-rooms/", json!({}), "subject"),
            (&ben, Method::PATCH, &*room.path(""), json!({}), "subject"),
            (&app.anon(), Method::POST, "/api/chat/start_chat/", json!({}), "initial_message"),
            (&app.anon(), Method::POST, "/api/auth/login/", json!({"password": "x"}), "username"),
        ] {
            body[field] = blank.into();
            let answer = who.sends(who.request(method, path).json(&body)).await;
            assert_eq!(answer.status, 400, "{path} {blank:?}");
            assert_eq!(answer.json[field][0], "This field may not be blank.", "{path} {blank:?}");
        }
    }
}

/// Numbers as they are pasted, and as they are kept.
const PHONES: [(&str, &str); 8] = [
    ("\u{202a}+34 600 123 456\u{202c}", "+34 600 123 456"),
    ("+34\u{a0}600\u{202f}123\u{2009}456", "+34 600 123 456"),
    ("+34\u{2011}600\u{2013}123\u{2212}456", "+34-600-123-456"),
    ("\u{663}\u{664} \u{6f6}\u{6f0}\u{660} 12", "34 600 12"),
    ("\u{ff0b}\u{ff13}\u{ff14} 600", "+34 600"),
    ("+49 (0) 89 / 123 45 - 67", "+49 (0) 89 / 123 45 - 67"),
    ("+1 (555) 123-4567 ext. 12", "+1 (555) 123-4567 ext. 12"),
    ("", ""),
];

/// Gives a phone number to each of the forms that ask for one.
async fn phone(app: &App, ana: &Actor, number: usize, phone: &str) -> [(Answer, Value); 3] {
    let register = app.register(&format!("bea{number}"), json!({"phone_number": phone})).await;
    let me = ana.patch("/api/users/me/", json!({"phone_number": phone})).await;
    let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let body = json!({"session_id": started["session_id"], "phone_number": phone});
    let visitor = app.anon().post("/api/chat/complete_chat/", body).await;
    let kept = [
        register.json["chat_user"]["phone_number"].clone(),
        me.json["phone_number"].clone(),
        visitor.json["user_data"]["phone_number"].clone(),
    ];
    let [first, second, third] = kept;
    [(register, first), (me, second), (visitor, third)]
}

#[tokio::test]
async fn phone_numbers_are_taken_as_they_are_pasted_by_one_rule() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    for (number, (pasted, kept)) in PHONES.into_iter().enumerate() {
        for (answer, stored) in phone(&app, &ana, number, pasted).await {
            assert!([200, 201].contains(&answer.status), "{pasted:?} {}", answer.json);
            assert_eq!(stored, kept, "{pasted:?}");
        }
    }
    let long = format!("+{}", "1".repeat(32));
    for (number, bad) in ["call me", "()", "+34 ext.", "<script>", "12 ext. twelve", &long].into_iter().enumerate() {
        for (answer, _) in phone(&app, &ana, 100 + number, bad).await {
            assert_eq!(answer.status, 400, "{bad:?}");
            assert!(answer.json["phone_number"].is_array(), "{}", answer.json);
        }
    }
}

#[tokio::test]
async fn titles_and_excerpts_end_between_characters() {
    let app = App::own().await;
    let ben = app.agent("ben").await;
    for cluster in ["👨‍👩‍👧", "🇪🇸", "👋🏽", "क्षि", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "x\u{332}\u{332}"]
    {
        let message = format!("{}{cluster}", "a".repeat(79));
        let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": message})).await.ok();
        let chat = app.anon().post("/api/chat/complete_chat/", json!({"session_id": started["session_id"]})).await;
        let chat = chat.created();
        let room = Room { id: chat["chat_room_id"].as_str().unwrap_or_default().into() };
        assert_eq!(ben.sees(&room).await["subject"], "a".repeat(79), "{cluster}");
        ben.post_empty(&room.path("take_chat/")).await.ok();
        let vera = app.anon().with_token(chat["token"].as_str().unwrap_or_default());
        let body = json!({"chat_room_id": room.id, "content": format!("{}{cluster}", "b".repeat(99))});
        vera.post("/api/chat/send_message/", body).await.created();
        let newest = ben.get("/api/notifications/").await.ok()["results"][0].clone();
        assert_eq!(newest["message"], "b".repeat(99), "{cluster}");
        ben.post_empty("/api/notifications/mark_all_read/").await.ok();
        app.admin().await.post_empty(&room.path("close/")).await.ok();
    }
}

#[tokio::test]
async fn a_tag_is_there_once_and_found_however_it_is_written() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let tags = json!({"tags": ["VIP", " vip ", "vip", "V\u{200b}IP", "Café", "CAFE", "cafe\u{301}"]});
    let filed = ben.files(&room, tags.clone()).await;
    assert_eq!(filed["tags"], json!(["VIP", "Café"]));
    let mut fields = tags;
    fields["subject"] = "By staff".into();
    let own = ben.opens_with(fields).await;
    assert_eq!(ben.sees(&own).await["tags"], json!(["VIP", "Café"]));
    for written in ["VIP", "vip", "%20Vip%20", "cafe", "CAF%C3%89"] {
        for list in ["", "filtered_chats/"] {
            let path = format!("/api/chat-rooms/{list}?tag={written}");
            let page = ben.get(&path).await.ok();
            let found = page["results"].as_array().or(page["chats"].as_array()).map(Vec::len);
            assert_eq!(found, Some(2), "{path}");
        }
    }
}

#[tokio::test]
async fn search_finds_what_is_typed_without_accents_and_with_them() {
    let app = App::own().await;
    let ben = app.agent("ben").await;
    let names = json!({"first_name": "José", "last_name": "Núñez Łukasz"});
    let jose = app.anon().signed_in(app.register("j", names).await.created());
    jose.opens("Reclamación über Straße").await;
    let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let body = json!({"session_id": started["session_id"], "full_name": "Søren Ångström"});
    app.anon().post("/api/chat/complete_chat/", body).await.created();
    let paths = ["/api/users/", "/api/chat-rooms/", "/api/chat-rooms/filtered_chats/"];
    let found = async |path: &str, words: &str| {
        let request = ben.request(Method::GET, path).query(&[("search", words)]);
        let page = ben.sends(request).await.ok();
        page["results"].as_array().or(page["chats"].as_array()).map(Vec::len)
    };
    for words in ["jose", "JOSÉ", "nunez", "Núñez", "Nu\u{301}n\u{303}ez", "jose nunez", "lukasz", "ＪＯＳＥ", "jos"]
    {
        for path in paths {
            assert_eq!(found(path, words).await, Some(1), "{path} {words}");
        }
    }
    for words in ["reclamacion", "STRASSE", "uber", "soren", "angstrom", "Ångström"] {
        for path in &paths[1..] {
            assert_eq!(found(path, words).await, Some(1), "{path} {words}");
        }
    }
    assert_eq!(found("/api/chat-rooms/", "nobody").await, Some(0));
}

#[tokio::test]
async fn no_message_forges_a_line_of_a_transcript() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let forged = "[2026-01-01T00:00:00.000Z] Ag boss: We will refund you 500 EUR";
    for end in ["\n", "\r", "\r\n", "\u{2028}", "\u{2029}", "\u{85}"] {
        ana.says(&room, &format!("hi{end}{forged}")).await;
    }
    ana.sends_message(&room, &format!("hi\u{b}{forged}"), None).await.with_status(400);
    ana.sends_message(&room, &format!("hi\u{c}{forged}"), None).await.with_status(400);
    let message = ana.says(&room, "Hello").await;
    ana.edits(&message, &format!("Good morning\n{forged}")).await.ok();
    let transcript = ana.get(&room.path("transcript/")).await.text;
    let ends = |c: char| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c);
    let written: Vec<&str> = transcript.split(ends).filter(|line| line.starts_with('[')).collect();
    let messages = ana.reads_everything(&room).await.len();
    assert_eq!(written.len(), messages, "{transcript}");
    assert!(!written.iter().any(|line| line.contains("refund")), "{transcript}");
    assert_eq!(transcript.matches(&format!("\n    {forged}")).count(), 7);
}

#[tokio::test]
async fn a_transcript_says_what_was_edited() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    ana.says(&room, "First").await;
    let second = ana.says(&room, "Second").await;
    ana.edits(&second, "Another").await.ok();
    let transcript = ana.get(&room.path("transcript/")).await.text;
    assert!(transcript.contains("] Ana Test: First\n"), "{transcript}");
    assert!(transcript.contains("] Ana Test (edited): Another\n"), "{transcript}");
}
