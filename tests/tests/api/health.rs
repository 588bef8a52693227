//! `GET /api/health/`

use tests::App;

#[tokio::test]
async fn a_system_with_its_table_is_well() {
    let app = App::start().await;
    let answer = app.anon().get("/api/health/").await.ok();
    assert_eq!(answer["status"], "ok");
    assert!(answer["version"].is_string());
}
