//! `GET /api/users/`

use tests::App;

#[tokio::test]
async fn customers_and_strangers_see_none() {
    let app = App::start().await;
    app.customer("ana").await.get("/api/users/").await.is_forbidden();
    app.anon().get("/api/users/").await.is_not_authenticated();
}
