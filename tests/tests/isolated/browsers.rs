//! Pages' origins: which get the session cookie, which may use it, and which may connect.

use local::Options;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use shared::config::{AllowedOrigins, WebSettings};
use tests::{Actor, Answer, App, PASSWORD, files::FormData};

const HOST_PAGE: &str = "https://shop.example";
const DESK_PAGE: &str = "https://desk.example";
const FOREIGN: [&str; 3] = ["https://evil.example", "null", HOST_PAGE];

async fn app(web: WebSettings) -> App {
    App::with(Options { web, ..Options::default() }).await
}

/// One whose widget is on one site, and whose desk is embedded in another.
async fn of_two_sites() -> App {
    let allowed_origins = AllowedOrigins::Only(vec![HOST_PAGE.into()]);
    app(WebSettings { allowed_origins, credentialed_origins: vec![DESK_PAGE.into()], ..WebSettings::default() }).await
}

fn from_page(request: RequestBuilder, origin: &str) -> RequestBuilder {
    if origin.is_empty() { request } else { request.header("origin", origin) }
}

/// Signs in as a page has a browser do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Script,
    Form,
    FormWithFiles,
}

async fn signs_in(who: &Actor, name: &str, origin: &str, by: By) -> Answer {
    let request = from_page(who.request(Method::POST, "/api/auth/login/"), origin);
    who.sends(match by {
        By::Script => request.json(&json!({"username": name, "password": PASSWORD})),
        By::Form => request.form(&[("username", name), ("password", PASSWORD)]),
        By::FormWithFiles => {
            let (content_type, body) = FormData::default().text("username", name).text("password", PASSWORD).finish();
            request.header("content-type", content_type).body(body)
        }
    })
    .await
}

fn cookies(answer: &Answer) -> Vec<String> {
    let all = answer.headers.get_all("set-cookie").iter();
    all.map(|cookie| cookie.to_str().unwrap_or_default().to_owned()).collect()
}

/// The value of the cookie that scripts repeat.
fn csrf(answer: &Answer) -> String {
    let cookies = cookies(answer);
    let value = cookies.iter().find_map(|cookie| cookie.strip_prefix("csrftoken="));
    value.and_then(|rest| rest.split(';').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn no_form_of_another_site_signs_a_browser_in() {
    let app = of_two_sites().await;
    for origin in FOREIGN {
        for by in [By::Form, By::FormWithFiles] {
            let answer = signs_in(&app.browser(), "admin", origin, by).await;
            assert_eq!((answer.status, cookies(&answer)), (403, vec![]), "{origin} {by:?}");
            assert_eq!(answer.json["code"], "permission_denied");
        }
        let answer = signs_in(&app.browser(), "admin", origin, By::Script).await;
        assert_eq!((answer.status, cookies(&answer)), (200, vec![]), "{origin}");
        app.anon().signed_in(answer.json).get("/api/users/me/").await.ok();
    }
}

#[tokio::test]
async fn our_own_pages_and_those_that_are_named_get_the_cookie() {
    let app = of_two_sites().await;
    for origin in ["", app.base_url(), DESK_PAGE] {
        for by in [By::Script, By::Form, By::FormWithFiles] {
            let browser = app.browser();
            let answer = signs_in(&browser, "admin", origin, by).await;
            assert_eq!(cookies(&answer).len(), 2, "{origin} {by:?} {}", answer.json);
            browser.get("/api/users/me/").await.ok();
        }
    }
}

#[tokio::test]
async fn a_page_of_another_origin_writes_nothing_by_cookie_even_with_the_csrf_token() {
    let app = of_two_sites().await;
    let browser = app.browser();
    let csrf = csrf(&signs_in(&browser, "admin", "", By::Script).await);
    let write = async |origin: &str| {
        let request = from_page(browser.request(Method::PATCH, "/api/users/me/"), origin);
        browser.sends(request.header("x-csrftoken", &csrf).json(&json!({"last_name": "Changed"}))).await
    };
    for origin in FOREIGN {
        let answer = write(origin).await;
        assert_eq!((answer.status, &answer.json["code"]), (403, &json!("permission_denied")), "{origin}");
    }
    assert_ne!(browser.get("/api/users/me/").await.ok()["user"]["last_name"], "Changed");
    for origin in ["", app.base_url(), DESK_PAGE] {
        write(origin).await.ok();
    }
}

#[tokio::test]
async fn a_token_writes_from_any_page_that_may_host_the_widget() {
    let app = of_two_sites().await;
    let ana = app.customer("ana").await;
    let request = from_page(ana.request(Method::POST, "/api/chat-rooms/"), HOST_PAGE);
    ana.sends(request.json(&json!({"subject": "Help"}))).await.created();
}

/// Permissions of scripts of this origin in an answer: to read it, and to send the cookie.
async fn shared_with(app: &App, origin: &str, method: Method) -> (String, String) {
    let request = from_page(app.anon().request(method, "/api/users/"), origin);
    let answer = app.anon().sends(request.header("access-control-request-method", "GET")).await;
    let header = |name| answer.header(name).to_owned();
    (header("access-control-allow-origin"), header("access-control-allow-credentials"))
}

#[tokio::test]
async fn only_pages_that_are_named_send_the_cookie() {
    let (two_sites, any) = (of_two_sites().await, App::own().await);
    let with_any = app(WebSettings { credentialed_origins: vec![DESK_PAGE.into()], ..WebSettings::default() }).await;
    for method in [Method::OPTIONS, Method::GET] {
        for (app, origin, allowed, credentials) in [
            (&two_sites, HOST_PAGE, HOST_PAGE, ""),
            (&two_sites, DESK_PAGE, DESK_PAGE, "true"),
            (&two_sites, "https://evil.example", "", ""),
            (&two_sites, "null", "", ""),
            (&two_sites, "https://desk.example.evil.example", "", ""),
            (&two_sites, "http://desk.example", "", ""),
            (&any, "https://evil.example", "*", ""),
            (&with_any, DESK_PAGE, DESK_PAGE, "true"),
        ] {
            let found = shared_with(app, origin, method.clone()).await;
            assert_eq!(found, (allowed.to_owned(), credentials.to_owned()), "{method} {origin}");
        }
        let (_, credentials) = shared_with(&with_any, "https://evil.example", method).await;
        assert_eq!(credentials, "");
    }
}

#[tokio::test]
async fn a_preflight_allows_the_headers_of_the_contract() {
    let app = of_two_sites().await;
    let headers = ["accept", "authorization", "cache-control", "content-type", "x-csrftoken", "x-requested-with"];
    for origin in [HOST_PAGE, DESK_PAGE] {
        let request = from_page(app.anon().request(Method::OPTIONS, "/api/messages/"), origin);
        let request = request.header("access-control-request-method", "POST");
        let request = request.header("access-control-request-headers", headers.join(","));
        let answer = app.anon().sends(request).await;
        let allowed = answer.header("access-control-allow-headers").to_ascii_lowercase();
        let mut allowed: Vec<&str> = allowed.split(',').map(str::trim).collect();
        allowed.sort_unstable();
        assert_eq!((answer.status, allowed), (200, headers.to_vec()), "{origin}");
    }
}

#[tokio::test]
async fn a_browser_is_signed_in_once() {
    let app = App::own().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let browser = app.browser();
    let first = browser.signed_in(signs_in(&browser, &ana.username, "", By::Script).await.ok());
    let second = browser.signed_in(signs_in(&browser, &bea.username, "", By::Form).await.ok());
    let alone = |actor: &Actor| app.anon().with_token(&actor.token);
    assert!(!alone(&first).is_signed_in().await && alone(&second).is_signed_in().await);
    assert_eq!(browser.get("/api/users/me/").await.ok()["user"]["username"], bea.username);
    // Whom a script of another site signs in is nothing to the browser.
    signs_in(&browser, &ana.username, HOST_PAGE, By::Script).await.ok();
    assert!(alone(&second).is_signed_in().await);
    // Those who were signed in elsewhere all along still are.
    assert!(ana.is_signed_in().await && bea.is_signed_in().await);
}

#[tokio::test]
async fn signing_out_by_token_ends_the_session_that_came_along() {
    let app = App::own().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let browser = app.browser();
    let by_cookie = app.anon().signed_in(signs_in(&browser, &ana.username, "", By::Script).await.ok());
    browser.with_token(&bea.token).post_empty("/api/auth/logout/").await.ok();
    assert!(!by_cookie.is_signed_in().await && !bea.is_signed_in().await);
    assert!(ana.is_signed_in().await);
    browser.get("/api/users/me/").await.is_not_authenticated();
}

#[tokio::test]
async fn what_is_secure_is_a_setting_and_no_headers_word() {
    let plain = App::own().await;
    let secure = app(WebSettings { public_url: Some("https://chat.example".into()), ..WebSettings::default() }).await;
    for (app, name, is_secure) in [(&plain, "sessionid=", false), (&secure, "__Host-sessionid=", true)] {
        for proto in ["http", "https"] {
            let body = json!({"username": "admin", "password": PASSWORD});
            let request = app.anon().request(Method::POST, "/api/auth/login/").json(&body);
            let answer = app.anon().sends(request.header("x-forwarded-proto", proto)).await;
            let cookies = cookies(&answer);
            let session = cookies.iter().find(|cookie| cookie.starts_with(name)).expect("a session cookie");
            let attributes: Vec<&str> = session.split(';').skip(1).map(str::trim).collect();
            assert!(attributes.contains(&"HttpOnly") && attributes.contains(&"Path=/"), "{session}");
            assert!(attributes.contains(&"SameSite=Lax") && !session.contains("Domain"), "{session}");
            assert!(cookies.iter().all(|cookie| cookie.contains("; Secure") == is_secure), "{cookies:?}");
            assert_eq!(!answer.header("strict-transport-security").is_empty(), is_secure);
        }
    }
}

#[tokio::test]
async fn the_secure_cookie_signs_a_browser_in() {
    let app = app(WebSettings { public_url: Some("https://chat.example".into()), ..WebSettings::default() }).await;
    let answer = signs_in(&app.anon(), "admin", "https://chat.example", By::Script).await;
    let cookie = |answer: &Answer| {
        cookies(answer)
            .iter()
            .filter_map(|cookie| cookie.split(';').next().map(str::to_owned))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let with = |cookie: &str| app.anon().request(Method::GET, "/api/users/me/").header("cookie", cookie);
    app.anon().sends(with(&cookie(&answer))).await.ok();
    // One that any host beside ours could have set is not looked at.
    let other = cookie(&answer).replace("__Host-", "");
    app.anon().sends(with(&other)).await.is_not_authenticated();
}

/// The status of a handshake from a page of this origin.
async fn handshake(app: &App, token: &str, origin: Option<&str>) -> u16 {
    let mut url = app.ws_url().replacen("ws://", "http://", 1);
    url.push_str(&format!("?token={token}"));
    let request = reqwest::Client::new().get(url).header("connection", "upgrade").header("upgrade", "websocket");
    let request = request.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
    request.timeout(tests::DEADLINE).send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn only_pages_that_are_allowed_connect() {
    let (two_sites, any) = (of_two_sites().await, App::own().await);
    let (ana, bea) = (two_sites.customer("ana").await, any.customer("bea").await);
    let own = two_sites.base_url().to_owned();
    for (origin, status) in [
        (None, 101),
        (Some(HOST_PAGE), 101),
        (Some(DESK_PAGE), 101),
        (Some(&*own), 101),
        (Some("https://evil.example"), 403),
        (Some("null"), 403),
        (Some(""), 403),
        (Some("http://shop.example"), 403),
        (Some("https://shop.example.evil.example"), 403),
        (Some("https://shop.example:8443"), 403),
    ] {
        assert_eq!(handshake(&two_sites, &ana.token, origin).await, status, "{origin:?}");
    }
    assert_eq!(handshake(&two_sites, "x", Some(HOST_PAGE)).await, 401);
    assert_eq!(handshake(&any, &bea.token, Some("https://any.example")).await, 101);
}

#[tokio::test]
async fn our_own_pages_connect_by_whatever_address_clients_know_us() {
    let allowed_origins = AllowedOrigins::Only(Vec::new());
    let public_url = Some("https://chat.example".into());
    let app = app(WebSettings { allowed_origins, public_url, ..WebSettings::default() }).await;
    let ana = app.customer("ana").await;
    for (origin, status) in
        [("https://chat.example", 101), ("https://chat.example.evil.example", 403), (HOST_PAGE, 403)]
    {
        assert_eq!(handshake(&app, &ana.token, Some(origin)).await, status, "{origin}");
    }
}
