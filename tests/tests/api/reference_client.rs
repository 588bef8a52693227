//! The crate `client`, over the network: it shows what there is, and gets through what it is given to send.

use client::{Refused, Status};
use futures_util::future::join_all;
use tests::App;

#[tokio::test]
async fn all_tabs_of_both_sides_see_the_same() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let tabs = [ana.opens_tab(), ana.opens_tab(), ben.opens_tab()];
    for i in 0..5 {
        assert!(tabs[0].client.send(&room.id, &format!("question {i}")).await.is_ok());
        assert!(tabs[2].client.send(&room.id, &format!("answer {i}")).await.is_ok());
    }
    let message = ben.says(&room, "Helo").await;
    ben.edits(&message, "Hello").await.ok();
    ana.marks_read(&message).await.ok();
    // Nobody told the tabs of the room: they heard of it by themselves.
    for tab in tabs {
        tab.catches_up(&room).await;
        tab.client.stop().await;
    }
}

#[tokio::test]
async fn messages_keep_the_order_they_were_given_in() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (here, there) = (ana.opens("A").await, ana.opens("B").await);
    let tab = ana.opens_tab();
    let contents: Vec<_> = (0..20).map(|i| i.to_string()).collect();
    let sends = |content: &String| tab.client.send(if content.len() > 1 { &here.id } else { &there.id }, content);
    assert!(join_all(contents.iter().map(sends)).await.iter().all(Result::is_ok));
    let stored = [ana.reads_all(&there).await, ana.reads_all(&here).await].concat();
    assert_eq!(stored.iter().map(|message| message["content"].clone()).collect::<Vec<_>>(), contents);
}

#[tokio::test]
async fn what_is_refused_is_said_and_holds_nothing_up() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let tab = ana.opens_tab();
    let (refused, sent) = tokio::join!(tab.client.send(&room.id, ""), tab.client.send(&room.id, "Hello"));
    assert!(refused.is_err());
    assert!(sent.is_ok());
}

#[tokio::test]
async fn staff_look_into_rooms_that_are_not_theirs() {
    let app = App::start().await;
    let (ana, admin) = (app.customer("ana").await, app.admin().await);
    let room = ana.opens("Help").await;
    let tab = admin.opens_tab();
    tab.client.watch(&room.id);
    tab.catches_up(&room).await;
    ana.says(&room, "Hello?").await;
    tab.catches_up(&room).await;
}

#[tokio::test]
async fn who_is_signed_out_elsewhere_stops_trying() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let tab = ana.opens_tab();
    tab.becomes(Status::Connected).await;
    ana.post_empty("/api/auth/logout/").await.ok();
    tab.becomes(Status::SignedOut).await;
    assert_eq!(tab.client.send("any", "Hello").await, Err(Refused::Ended));
}
