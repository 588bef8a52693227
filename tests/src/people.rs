//! The people of a test. On a shared system many tests have an Ana: her username and address are this test's alone.

use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{Actor, Answer, App, PASSWORD};

impl App {
    /// Username here of somebody of this name; also for whatever else nobody else may have.
    pub fn username(&self, name: &str) -> String {
        format!("{name}-{}", self.tag)
    }

    /// The address of somebody of this name.
    pub fn email(&self, name: &str) -> String {
        format!("{}@example.com", self.username(name))
    }

    /// Nobody in particular.
    pub fn anon(&self) -> Actor {
        Actor::anonymous(self.client.clone(), self.base_url(), self.ws_url())
    }

    /// A browser: nobody yet, but it keeps the cookies it is given.
    pub fn browser(&self) -> Actor {
        let client = Client::builder().cookie_store(true).build().expect("a client");
        Actor::anonymous(client, self.base_url(), self.ws_url())
    }

    /// A new customer.
    pub async fn customer(&self, name: &str) -> Actor {
        self.anon().signed_in(self.register(name, json!({})).await.created())
    }

    /// Registers somebody whose form differs in these fields.
    pub async fn register(&self, name: &str, fields: Value) -> Answer {
        let mut form = self.form(name, "Test");
        form["password_confirm"] = PASSWORD.into();
        self.anon().post("/api/auth/register/", with(form, &fields)).await
    }

    /// A new agent, made by the admin.
    pub async fn agent(&self, name: &str) -> Actor {
        self.agent_with(name, json!({})).await
    }

    /// A new agent that differs in these fields.
    pub async fn agent_with(&self, name: &str, fields: Value) -> Actor {
        let form = with(self.form(name, "Agent"), &fields);
        let agent = self.admin().await.post("/api/admin-agents/", form).await.created();
        self.agents.lock().expect("no panic").extend(agent["id"].as_u64());
        self.login(&self.username(name)).await
    }

    /// The admin. Of a shared system they sign in once for all tests of this process, for a password takes long to
    /// check.
    pub async fn admin(&self) -> &Actor {
        static OF_SHARED_SYSTEM: OnceCell<Value> = OnceCell::const_new();
        let signed_in = async || match self.is_shared() {
            true => OF_SHARED_SYSTEM.get_or_init(|| self.sign_in("admin")).await.clone(),
            false => self.sign_in("admin").await,
        };
        self.admin.get_or_init(async || self.anon().signed_in(signed_in().await)).await
    }

    /// Another session of somebody.
    pub async fn login(&self, username: &str) -> Actor {
        self.anon().signed_in(self.sign_in(username).await)
    }

    async fn sign_in(&self, username: &str) -> Value {
        let body = json!({"username": username, "password": PASSWORD});
        self.anon().post("/api/auth/login/", body).await.ok()
    }

    /// Fields that every new user must give.
    fn form(&self, name: &str, last_name: &str) -> Value {
        json!({
            "username": self.username(name),
            "email": self.email(name),
            "first_name": capitalised(name),
            "last_name": last_name,
            "password": PASSWORD,
        })
    }
}

/// A form that differs in these fields.
fn with(mut form: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().into_iter().flatten() {
        form[name] = value.clone();
    }
    form
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
