//! Connecting.

use serde_json::json;
use tests::App;

#[tokio::test]
async fn the_address_in_a_ticket_is_where_it_works() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let ticket = ana.post("/api/auth/ws-ticket/", json!({})).await.ok();
    let url = ticket["url"].as_str().unwrap_or_default();
    let query = url.strip_prefix(app.ws_url());
    assert!(ana.try_connect(query.unwrap_or_else(|| panic!("{url}"))).await.is_ok());
}
