//! `PATCH /api/settings/` and `GET /api/chat/availability/`: what admins set, and what visitors see of it.

use serde_json::{Value, json};
use shared::{model::LANGUAGES, time::Timestamp};
use tests::{Actor, Answer, App};

const SETTINGS: &str = "/api/settings/";
const AVAILABILITY: &str = "/api/chat/availability/";

pub(crate) async fn sets(admin: &Actor, group: &str, values: Value) -> Answer {
    let version = admin.get(SETTINGS).await.ok()[group]["version"].clone();
    let mut change = json!({ group: values });
    change[group]["version"] = version;
    admin.patch(SETTINGS, change).await
}

async fn availability(app: &App) -> Value {
    app.anon().get(AVAILABILITY).await.ok()
}

/// A visitor who completes a chat with these values.
async fn completes(app: &App, mut values: Value) -> Answer {
    let started = app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello?"})).await.ok();
    values["session_id"] = started["session_id"].clone();
    app.anon().post("/api/chat/complete_chat/", values).await
}

#[tokio::test]
async fn a_new_desk_is_always_open_and_has_no_words_of_its_own() {
    let app = App::own().await;
    let answer = app.anon().get(AVAILABILITY).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=15");
    insta::assert_json_snapshot!(answer.ok(), @r#"
    {
      "closes_at": null,
      "color": "",
      "default_language": "en",
      "expected_wait": null,
      "form": [
        {
          "is_required": false,
          "name": "full_name"
        },
        {
          "is_required": false,
          "name": "email"
        },
        {
          "is_required": false,
          "name": "phone_number"
        }
      ],
      "greetings": [],
      "has_faq": false,
      "is_email_available": false,
      "is_online": false,
      "is_open": true,
      "logo": null,
      "name": "",
      "offered_languages": [
        "en",
        "es",
        "fr",
        "de",
        "it",
        "pt",
        "nl",
        "sv",
        "da",
        "nb",
        "fi",
        "pl",
        "cs",
        "ro",
        "tr",
        "uk",
        "ar",
        "he",
        "ja",
        "zh"
      ],
      "opens_at": null,
      "queue_length": 0,
      "text_color": "",
      "texts": {},
      "time_zone": "UTC",
      "when_closed": "form"
    }
    "#);
}

#[tokio::test]
async fn what_an_admin_sets_is_in_force() {
    let app = App::own().await;
    let admin = app.admin().await;
    let profile = json!({"name": "Acme", "color": "#112233"});
    let changed = sets(admin, "profile", profile).await.ok();
    let expected = json!({"version": 1, "name": "Acme", "color": "#112233", "text_color": "", "logo": null});
    assert_eq!(changed["profile"], expected);
    let texts = json!({"languages": {"es": {"greeting": "¡Hola!", "away": "Volvemos pronto."}}});
    sets(admin, "texts", texts).await.ok();
    sets(admin, "texts", json!({"languages": {"es": {"away": ""}, "en": {}}})).await.ok();
    assert_eq!(admin.get(SETTINGS).await.ok()["profile"], changed["profile"]);
    let shown = availability(&app).await;
    assert_eq!((&shown["name"], &shown["color"]), (&json!("Acme"), &json!("#112233")));
    assert_eq!(shown["texts"], json!({"es": {"greeting": "¡Hola!", "away": "", "auto_reply": "", "thanks": ""}}));
}

#[tokio::test]
async fn visitors_are_asked_for_what_the_desk_wants_and_cannot_leave_out_what_it_requires() {
    let app = App::own().await;
    let admin = app.admin().await;
    let form = json!({"full_name": "required", "email": "no", "phone_number": "required"});
    let mut changed = sets(admin, "pre_chat", form.clone()).await.ok()["pre_chat"].clone();
    assert_eq!(changed["version"].take(), json!(1));
    assert_eq!(changed, json!({"version": null, "full_name": "required", "email": "no", "phone_number": "required"}));
    let asked = |name: &str| json!({"name": name, "is_required": true});
    assert_eq!(availability(&app).await["form"], json!([asked("full_name"), asked("phone_number")]));

    let required = json!(["This field is required."]);
    completes(&app, json!({})).await.is_invalid(json!({"full_name": required, "phone_number": required}));
    completes(&app, json!({"full_name": "Vera"})).await.is_invalid(json!({"phone_number": required}));
    completes(&app, json!({"full_name": "Vera", "phone_number": "+43 1 2345678"})).await.created();

    // While nobody answers at once, an address is needed all the same.
    sets(admin, "hours", json!({"is_always_open": false})).await.ok();
    let closed = json!([asked("full_name"), asked("email"), asked("phone_number")]);
    assert_eq!(availability(&app).await["form"], closed);
    completes(&app, json!({"full_name": "Vera", "phone_number": "+43 1 2345678"}))
        .await
        .is_invalid(json!({"email": required}));

    let unknown = json!({"pre_chat.email": ["\"perhaps\" is not a valid choice."]});
    sets(admin, "pre_chat", json!({"email": "perhaps"})).await.is_invalid(unknown);
}

#[tokio::test]
async fn visitors_are_addressed_in_a_language_that_the_desk_offers() {
    let app = App::own().await;
    let admin = app.admin().await;
    let texts = json!({"offered_languages": ["es"], "default_language": "es", "is_auto_reply_on": true});
    sets(admin, "texts", texts).await.ok();
    let shown = availability(&app).await;
    assert_eq!((&shown["offered_languages"], &shown["default_language"]), (&json!(["es"]), &json!("es")));
    let start = json!({"initial_message": "Hello?", "language": "en"});
    let started = app.anon().post("/api/chat/start_chat/", start).await.ok();
    let completed = json!({"session_id": started["session_id"]});
    let room = app.anon().post("/api/chat/complete_chat/", completed).await.created();
    let path = format!("/api/chat-rooms/{}/messages/", room["chat_room_id"].as_str().expect("an id"));
    let messages = admin.get(&path).await.ok();
    assert_eq!(
        messages["results"][1]["content"],
        "Ahora mismo no estamos disponibles. Te responderemos lo antes posible."
    );

    // All of them are also those of a later version.
    let all = json!({"offered_languages": LANGUAGES});
    assert_eq!(sets(admin, "texts", all).await.ok()["texts"]["offered_languages"], json!([]));
    let twice = json!({"offered_languages": ["zh", "en", "zh"]});
    assert_eq!(sets(admin, "texts", twice).await.ok()["texts"]["offered_languages"], json!(["en", "zh"]));
    let unspoken = json!(["The widget doesn’t speak this language."]);
    sets(admin, "texts", json!({"offered_languages": ["tlh"], "default_language": "tlh"}))
        .await
        .is_invalid(json!({"texts.offered_languages": unspoken, "texts.default_language": unspoken}));
}

#[tokio::test]
async fn a_desk_on_holiday_says_when_it_opens_and_asks_for_an_address() {
    let app = App::own().await;
    let admin = app.admin().await;
    let today = Timestamp::now().day();
    let day = |distance: i8| {
        let next = (0..distance.unsigned_abs())
            .try_fold(today, |day, _| if distance < 0 { day.pred_opt() } else { day.succ_opt() });
        next.expect("the calendar goes on").to_string()
    };
    let all_day = json!([{"from": "12:00", "to": "24:00"}, {"from": "00:00", "to": "12:00"}]);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let week: Value = days.iter().map(|day| ((*day).to_owned(), all_day.clone())).collect();
    let hours = json!({
        "is_always_open": false, "time_zone": "europe/vienna", "week": week,
        "holidays": [{"name": "Stocktaking", "from": day(-2), "to": day(2)}],
    });
    let changed = sets(admin, "hours", hours).await.ok();
    assert_eq!(changed["hours"]["time_zone"], "Europe/Vienna");
    assert_eq!(changed["hours"]["week"]["monday"][0], json!({"from": "00:00", "to": "12:00"}));
    let shown = availability(&app).await;
    assert_eq!((&shown["is_open"], &shown["closes_at"]), (&json!(false), &Value::Null));
    let opens_at = shown["opens_at"].as_str().unwrap_or_default();
    // Midnight in Vienna, in winter or in summer.
    let midnights = ["23:00:00.000Z", "22:00:00.000Z"].map(|time| format!("{}T{time}", day(2)));
    assert!(midnights.iter().any(|midnight| midnight == opens_at), "{opens_at}");
    assert_eq!(shown["form"][1], json!({"name": "email", "is_required": true}));

    completes(&app, json!({"full_name": "Ana"})).await.is_invalid(json!({"email": ["This field is required."]}));
    completes(&app, json!({"full_name": "Ana", "email": "ana@example.com"})).await.created();
    sets(admin, "hours", json!({"when_closed": "chat"})).await.ok();
    completes(&app, json!({"full_name": "Ana"})).await.created();
}

#[tokio::test]
async fn a_desk_without_hours_is_closed_and_nobody_knows_until_when() {
    let app = App::own().await;
    sets(app.admin().await, "hours", json!({"is_always_open": false})).await.ok();
    let shown = availability(&app).await;
    assert_eq!((&shown["is_open"], &shown["opens_at"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn of_two_admins_who_change_the_same_the_second_is_told() {
    let app = App::own().await;
    let admin = app.admin().await;
    let change = |name: &str| json!({"profile": {"version": 0, "name": name}});
    let (one, other) = tokio::join!(admin.patch(SETTINGS, change("One")), admin.patch(SETTINGS, change("Other")));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let (winner, loser) = if one.status == 200 { (one, other) } else { (other, one) };
    loser.is_coded_error(409, "outdated", "Somebody else has changed this in the meantime.");
    assert_eq!(admin.get(SETTINGS).await.ok()["profile"], winner.ok()["profile"]);
    // A change that is sent again, as its answer was lost, is no other's.
    let again = change(admin.get(SETTINGS).await.ok()["profile"]["name"].as_str().unwrap_or_default());
    assert_eq!(admin.patch(SETTINGS, again).await.ok()["profile"]["version"], 1);
    // Another group is another version, and both change or none.
    let texts = json!({"version": 0, "languages": {"en": {"greeting": "Hi"}}});
    let both = json!({"texts": texts, "profile": {"version": 0, "name": "Third"}});
    assert_eq!(admin.patch(SETTINGS, both).await.status, 409);
    assert_eq!(admin.get(SETTINGS).await.ok()["texts"]["version"], 0);
}

#[tokio::test]
async fn a_group_that_does_not_exist_is_refused_by_its_name_and_nothing_is_changed() {
    let app = App::own().await;
    let admin = app.admin().await;
    let profile = json!({"version": 0, "name": "Acme"});
    let refusal = json!(["There are no such settings to change."]);
    let change = json!({"profile": profile, "horoscope": {"version": 0}, "settings": []});
    admin.patch(SETTINGS, change).await.is_invalid(json!({"horoscope": refusal, "settings": refusal}));
    assert_eq!(admin.get(SETTINGS).await.ok()["profile"]["version"], 0);
}

#[tokio::test]
async fn each_fault_says_where_it_is_and_nothing_is_changed() {
    let app = App::own().await;
    let admin = app.admin().await;
    let change = json!({
        "profile": {"name": "x".repeat(61), "color": "blue", "text_color": 7},
        "texts": {"version": 0, "languages": {"es": {"greeting": "x".repeat(501)}, "en": "Hi", "tlh": {}}},
        "hours": {
            "version": "now",
            "time_zone": "Vienna",
            "week": {
                "monday": [{"from": "9:00", "to": "17:00"}, {"from": "18:00", "to": "17:00"}],
                "tuesday": [{"from": "09:00", "to": "12:00"}, {"from": "11:59", "to": "24:00"}],
                "wednesday": "closed",
                "thursday": [7],
                "Friday": [],
            },
            "holidays": [
                {"name": "", "from": "2026-12-24"},
                {"name": "Back", "from": "2026-12-24", "to": "2026-12-01"},
                {"name": "Far", "from": "+99999-01-01", "to": "2026-12-01"},
                {"name": "All year", "from": "2026-03-01", "to": "2027-03-01", "is_yearly": true},
            ],
            "when_closed": "never",
        },
        "routing": {
            "version": 0, "auto_assign": "sometimes", "away_minutes": 1, "requeue_minutes": 1441, "reopen_to": "nobody",
        },
    });
    admin.patch(SETTINGS, change).await.is_invalid(json!({
        "hours.holidays.0.name": ["This field may not be blank."],
        "hours.holidays.0.to": ["This field is required."],
        "hours.holidays.1.to": ["Enter a day that is not before the first one."],
        "hours.holidays.2.from": ["Ensure this date is between the years 0 and 9999."],
        "hours.holidays.3.to": ["Enter a day less than a year after the first one."],
        "hours.time_zone": ["Enter a time zone such as Europe/Vienna."],
        "hours.version": ["A valid integer is required."],
        "hours.week.Friday": ["Enter a day such as monday."],
        "hours.week.monday.0.from": ["Enter a time such as 09:30."],
        "hours.week.monday.1.to": ["Enter a time after the first one."],
        "hours.week.thursday.0": ["Expected a dictionary of items but got type \"int\"."],
        "hours.week.tuesday": ["These times overlap."],
        "hours.week.wednesday.0": ["Expected a dictionary of items but got type \"str\"."],
        "hours.when_closed": ["\"never\" is not a valid choice."],
        "profile.color": ["Enter a colour such as #3b4fd8."],
        "profile.name": ["Ensure this field has no more than 60 characters."],
        "profile.text_color": ["Enter a colour such as #3b4fd8."],
        "profile.version": ["This field is required."],
        "routing.auto_assign": ["\"sometimes\" is not a valid choice."],
        "routing.away_minutes": ["Ensure this value is greater than or equal to 2."],
        "routing.reopen_to": ["\"nobody\" is not a valid choice."],
        "routing.requeue_minutes": ["Ensure this value is less than or equal to 1440."],
        "texts.languages.en": ["Expected a dictionary of items but got type \"str\"."],
        "texts.languages.tlh": ["The widget doesn’t speak this language."],
        "texts.languages.es.greeting": ["Ensure this field has no more than 500 characters."],
    }));
    let settings = admin.get(SETTINGS).await.ok();
    assert_eq!(
        ["profile", "texts", "hours", "routing"].map(|group| settings[group]["version"].clone()),
        [0; 4].map(Value::from)
    );
}

#[tokio::test]
async fn a_change_is_audited_and_one_that_changes_nothing_is_none() {
    let app = App::own().await;
    let admin = app.admin().await;
    sets(admin, "profile", json!({"name": "Acme"})).await.ok();
    let unchanged = sets(admin, "profile", json!({"name": "Acme"})).await.ok();
    assert_eq!(unchanged["profile"]["version"], 1);
    let entries = admin.get("/api/audit/?action=settings.changed").await.ok()["results"].clone();
    assert_eq!(entries.as_array().map(Vec::len), Some(1), "{entries}");
    assert_eq!(entries[0]["target"], json!({"type": "settings", "id": "profile", "name": "profile"}));
    assert_eq!(entries[0]["changes"], json!({"name": {"from": "", "to": "Acme"}}));
}

#[tokio::test]
async fn who_is_there_and_who_waits_is_told() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ana.opens("Help").await;
    let _socket = ben.connect().await;
    let shown = availability(&app).await;
    assert_eq!((&shown["is_online"], &shown["queue_length"]), (&json!(true), &json!(1)));
    // Too few have waited today to say how long one waits.
    assert_eq!(shown["expected_wait"], Value::Null);
}
