//! Log lines about answers.

use tests::{PASSWORD, Program};

use crate::{PROGRAM, folder};

#[tokio::test]
async fn an_answer_that_went_wrong_is_a_line_and_one_in_twenty_that_went_well() {
    let folder = folder();
    let settings = [("ADMIN_PASSWORD", PASSWORD), ("RUST_LOG", "error,answered=info")];
    let mut program = Program::start(PROGRAM, folder.path(), &["--ephemeral"], &settings).await;
    let anon = program.anon();
    for _ in 0..20 {
        anon.get("/api/health/").await.ok();
    }
    let good = program.logs(&["answered"]).await;
    assert!(good.contains("status=200") && good.contains("route=\"/api/health\""), "{good}");
    anon.get("/api/users/me/?token=secret").await.with_status(401);
    let bad = program.logs(&["answered"]).await;
    for text in ["status=401", "milliseconds=", "request_id=", "route=\"/api/users/me\""] {
        assert!(bad.contains(text), "{bad}");
    }
    assert!(!bad.contains("secret"), "{bad}");
}
