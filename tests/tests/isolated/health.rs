//! `GET /api/health/`

use local::Options;
use serde_json::json;
use tests::App;

#[tokio::test]
async fn without_its_table_it_is_unavailable_and_says_when_to_come_back() {
    let nowhere = Some("http://127.0.0.1:1".to_owned());
    let app = App::exactly(Options { table_endpoint: nowhere, ..Options::default() }).await;
    let anon = app.anon();
    anon.get("/api/health/").await.with_status(503);
    let login = anon.post("/api/auth/login/", json!({"username": "ana", "password": "whatever it is"})).await;
    assert_eq!(login.header("retry-after"), "1");
    login.is_error(503, "Service temporarily unavailable, try again later.");
}
