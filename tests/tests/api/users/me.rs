//! `GET, PATCH /api/users/me/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_USER, USER, assert_has, assert_time},
};

const ME: &str = "/api/users/me/";

#[tokio::test]
async fn everybody_who_is_signed_in_has_a_profile() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    for (actor, role) in [(&ana, "customer"), (&ben, "agent"), (app.admin().await, "admin")] {
        let me = actor.get(ME).await.ok();
        assert_has(&me, CHAT_USER);
        assert_has(&me["user"], USER);
        assert_time(&me["created_at"]);
        assert_eq!((&me["user"]["username"], &me["user"]["role"]), (&json!(actor.username), &json!(role)));
    }
    app.anon().get(ME).await.is_not_authenticated();
}

#[tokio::test]
async fn what_is_not_given_stays() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let changed = ana.patch(ME, json!({"first_name": "Anna", "phone_number": "+43 1 234"})).await.ok();
    assert_eq!(changed["full_name"], "Anna Test");
    assert_eq!(changed["phone_number"], "+43 1 234");
    assert_eq!(changed["user"]["email"], ana.email);
    assert_eq!(ana.get(ME).await.ok(), changed);
}

#[tokio::test]
async fn powers_can_not_be_changed() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let power = json!({"is_superuser": true, "role": "admin", "username": "admin2", "is_active": false, "id": 1});
    let me = ana.patch(ME, power).await.ok();
    assert_eq!(me["user"]["is_superuser"], false);
    assert_eq!(me["user"]["role"], "customer");
    assert_eq!(me["user"]["username"], ana.username);
    ana.get("/api/users/").await.is_forbidden();
}

#[tokio::test]
async fn all_failing_fields_are_named_at_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let body = json!({"email": "", "first_name": null, "last_name": ["x"], "phone_number": "1".repeat(33)});
    ana.patch(ME, body).await.is_invalid(json!({
        "email": ["This field may not be blank."],
        "first_name": ["This field may not be null."],
        "last_name": ["Not a valid string."],
        "phone_number": ["Ensure this field has no more than 32 characters."],
    }));
}

#[tokio::test]
async fn an_address_moves_with_its_owner() {
    let app = App::start().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let taken = json!({"email": ["A user with that email already exists."]});
    ana.patch(ME, json!({"email": bea.email.to_uppercase()})).await.is_invalid(taken);
    let needed = json!({"current_password": ["This field is required."]});
    ana.patch(ME, json!({"email": app.email("new")})).await.is_invalid(needed);
    let wrong = json!({"current_password": ["Your password was entered incorrectly."]});
    ana.patch(ME, json!({"email": app.email("new"), "current_password": "wrong horse 1"})).await.is_invalid(wrong);
    ana.patch(ME, json!({"email": app.email("new"), "current_password": tests::PASSWORD})).await.ok();
    bea.patch(ME, json!({"email": ana.email, "current_password": tests::PASSWORD})).await.ok();
    let body = json!({"username": app.email("new"), "password": tests::PASSWORD});
    let login = app.anon().post("/api/auth/login/", body).await.ok();
    assert_eq!(login["user"]["username"], ana.username);
}

#[tokio::test]
async fn messages_are_signed_with_the_new_name_from_then_on() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let before = ana.says(&room, "one").await;
    ana.patch(ME, json!({"first_name": "Anna"})).await.ok();
    let after = ana.says(&room, "two").await;
    assert_eq!(
        (&before["sender_info"]["name"], &after["sender_info"]["name"]),
        (&json!("Ana Test"), &json!("Anna Test"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_at_once_are_both_made() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (first, last) =
        tokio::join!(ana.patch(ME, json!({"first_name": "Anna"})), ana.patch(ME, json!({"last_name": "Tester"})));
    first.ok();
    last.ok();
    assert_eq!(ana.get(ME).await.ok()["full_name"], "Anna Tester");
}
