//! Names of people and things: nobody passes for somebody else or for the system, and a name stays on one line.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Actor, Answer, App, PASSWORD};

/// The routes that make a user, each with who may.
async fn makers(app: &App) -> [(Actor, &'static str); 3] {
    let admin = app.admin().await;
    [(app.anon(), "/api/auth/register/"), (admin.clone(), "/api/users/"), (admin.clone(), "/api/admin-agents/")]
}

fn form(username: &str, email: &str) -> Value {
    json!({
        "username": username, "email": email, "first_name": "A", "last_name": "B",
        "password": PASSWORD, "password_confirm": PASSWORD,
    })
}

/// Makes a user of this name at each of the routes; gives what each of them answered.
async fn make(app: &App, username: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (at, (who, path)) in makers(app).await.into_iter().enumerate() {
        let email =
            format!("n{at}{}@example.com", username.bytes().map(|byte| format!("{byte:x}")).collect::<String>());
        answers.push(who.post(path, form(username, &email[email.len().saturating_sub(60)..])).await);
    }
    answers
}

#[tokio::test]
async fn a_username_that_another_looks_or_reads_like_is_refused() {
    let app = App::own().await;
    app.anon().post("/api/auth/register/", form("fine", "fine@example.com")).await.created();
    for name in
        ["fine", "FINE", "ﬁne", "ｆｉｎｅ", "fi\u{200b}ne", "ﬁ\u{ad}ne", "ａｄｍｉｎ", "Admin", "ⓐdmin", "𝐚𝐝𝐦𝐢𝐧"]
    {
        for answer in make(&app, name).await {
            answer.is_invalid(json!({"username": ["A user with that username already exists."]}));
        }
    }
}

#[tokio::test]
async fn a_username_is_of_one_script() {
    let app = App::own().await;
    for name in ["аdmin", "pаypal", "gοοgle", "fіne", "админa", "ad\u{200d}min", "ad min", "ad\u{202e}min", "a/b"]
    {
        for answer in make(&app, name).await {
            let fields: Vec<_> =
                answer.json.as_object().into_iter().flatten().map(|(field, _)| field.clone()).collect();
            assert_eq!((answer.status, fields), (400, vec!["username".to_owned()]), "{name} {}", answer.json);
        }
    }
    for name in ["müller", "иван", "たなか太郎", "ana-1", "ana.b_c+d", "νίκος", "محمد", "이순신"]
    {
        let email = format!("u{}@example.com", name.chars().map(|c| format!("{:x}", u32::from(c))).collect::<String>());
        let answer = app.anon().post("/api/auth/register/", form(name, &email)).await;
        assert_eq!(answer.status, 201, "{name} {}", answer.json);
    }
}

#[tokio::test]
async fn names_of_visitors_and_of_the_system_are_reserved() {
    let app = App::own().await;
    for name in ["visitor7", "Visitor7", "VISITOR12345", "ｖisitor7", "visitor７", "system", "System", "sÿstem"] {
        for answer in make(&app, name).await {
            let fields: Vec<_> =
                answer.json.as_object().into_iter().flatten().map(|(field, _)| field.clone()).collect();
            assert_eq!((answer.status, fields), (400, vec!["username".to_owned()]), "{name} {}", answer.json);
        }
    }
    for name in ["visitor", "visitors7", "visitor7b", "systems"] {
        let answer = app.anon().post("/api/auth/register/", form(name, &format!("{name}@example.com"))).await;
        assert_eq!(answer.status, 201, "{name} {}", answer.json);
    }
}

#[tokio::test]
async fn who_a_name_is_typed_for_is_known_in_each_of_its_forms() {
    let app = App::own().await;
    app.anon().post("/api/auth/register/", form("Josué", "josue@example.com")).await.created();
    for name in ["Josué", "josué", "JOSUÉ", "Josue\u{301}", "ｊｏｓｕé", " josué ", "JOSUE@example.com"] {
        for path in ["/api/auth/login/", "/api/token/"] {
            let answer = app.anon().post(path, json!({"username": name, "password": PASSWORD})).await;
            assert_eq!(answer.status, 200, "{name} {path} {}", answer.json);
        }
    }
}

/// A place where a name of one line is taken, and where it comes back.
struct Line {
    who: Actor,
    method: Method,
    path: String,
    body: Value,
    field: &'static str,
    shown: fn(&Value) -> &Value,
    is_name: bool,
}

/// Every such place. Each body is good but for the field.
async fn lines(app: &App) -> Vec<Line> {
    let (ana, ben, admin) = (app.customer("ana").await, app.agent("ben").await, app.admin().await.clone());
    let room = ana.opens("Help").await;
    let session = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let session = json!({"session_id": session["session_id"]});
    let line = |who: &Actor, method: Method, path: &str, body: Value, field, shown, is_name| Line {
        who: who.clone(),
        method,
        path: path.to_owned(),
        body,
        field,
        shown,
        is_name,
    };
    vec![
        line(
            &app.anon(),
            Method::POST,
            "/api/auth/register/",
            form("bea", "bea@example.com"),
            "first_name",
            |a| &a["user"]["first_name"],
            true,
        ),
        line(
            &app.anon(),
            Method::POST,
            "/api/auth/register/",
            form("bob", "bob@example.com"),
            "last_name",
            |a| &a["user"]["last_name"],
            true,
        ),
        line(
            &admin,
            Method::POST,
            "/api/users/",
            form("cleo", "cleo@example.com"),
            "first_name",
            |a| &a["user"]["first_name"],
            true,
        ),
        line(
            &admin,
            Method::POST,
            "/api/admin-agents/",
            form("dan", "dan@example.com"),
            "last_name",
            |a| &a["user"]["last_name"],
            true,
        ),
        line(&ana, Method::PATCH, "/api/users/me/", json!({}), "first_name", |a| &a["user"]["first_name"], true),
        line(&ben, Method::PATCH, "/api/users/me/", json!({}), "last_name", |a| &a["user"]["last_name"], true),
        line(
            &app.anon(),
            Method::POST,
            "/api/chat/complete_chat/",
            session,
            "full_name",
            |a| &a["user_data"]["full_name"],
            true,
        ),
        line(&ana, Method::POST, "/api/chat-rooms/", json!({}), "subject", |a| &a["subject"], false),
        line(&ben, Method::PATCH, &room.path(""), json!({}), "subject", |a| &a["subject"], false),
        line(
            &admin,
            Method::POST,
            "/api/canned-responses/",
            json!({"content": "Hi"}),
            "shortcut",
            |a| &a["shortcut"],
            false,
        ),
    ]
}

async fn gives(line: &Line, text: &str) -> Answer {
    let mut body = line.body.clone();
    body[line.field] = text.into();
    line.who.sends(line.who.request(line.method.clone(), &line.path).json(&body)).await
}

#[tokio::test]
async fn what_is_one_line_is_one_line_everywhere_and_turns_nothing() {
    let app = App::own().await;
    let typed = "Ana\r\n[2026-01-01T00:00:00.000Z]\u{2028}Ag \u{202e}boss\u{2069}:\u{85}We\u{2029}pay\t500\u{200b} Nu\u{301}n\u{303}ez ";
    for line in lines(&app).await {
        for bad in ["A\u{1b}na", "A\0na", "A\u{7f}na", "A\u{9b}na"] {
            let answer = gives(&line, bad).await;
            assert_eq!(answer.status, 400, "{} {} {bad:?}", line.path, line.field);
            assert!(answer.json[line.field].is_array(), "{} {}", line.path, answer.json);
        }
        let answer = gives(&line, if line.field == "shortcut" { "A\n\u{202e}b\u{2028}c" } else { typed }).await;
        assert!([200, 201].contains(&answer.status), "{} {}", line.path, answer.json);
        let kept = if line.field == "shortcut" {
            "A b c"
        } else {
            "Ana [2026-01-01T00:00:00.000Z] Ag boss: We pay 500 Núñez"
        };
        assert_eq!((line.shown)(&answer.json), kept, "{} {}", line.path, line.field);
    }
}

#[tokio::test]
async fn nobody_has_the_name_of_the_system() {
    let app = App::own().await;
    for line in lines(&app).await.into_iter().filter(|line| line.is_name) {
        for name in ["System", " SYSTEM ", "Systеm", "ѕystem", "Ｓｙｓｔｅｍ", "Sys\u{200b}tem", "S\u{fe0f}ystem"]
        {
            let answer = gives(&line, name).await;
            assert_eq!(answer.status, 400, "{} {} {name:?}", line.path, line.field);
            assert!(answer.json[line.field].is_array(), "{} {}", line.path, answer.json);
        }
    }
}

#[tokio::test]
async fn names_of_files_are_one_line_too() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for (name, kept) in [("in\u{202e}voice.txt", "invoice.txt"), ("in\u{2028}voice\u{200b}.txt", "in voice.txt")] {
        let message = ana.sends_file(&room, name, b"text").await.created();
        assert_eq!(message["attachment_info"]["name"], kept, "{name:?}");
    }
}
