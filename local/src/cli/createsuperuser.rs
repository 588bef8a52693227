//! `createsuperuser`: creates an administrator, in the data folder while no server runs on it, or in a deployed table.

use std::io::{self, BufRead, Write};

use serde_json::{Map, Value};
use shared::State;
use shared::http::fields;
use shared::ops::users::{NewUser, create_user};

use super::settings::{DataSettings, SuperuserSettings};
use crate::error::StartError;
use crate::maintenance;
use crate::table::EmbeddedTable;

/// Opens the table and creates the user in it.
pub(super) async fn run(settings: SuperuserSettings, data: &DataSettings) -> Result<(), StartError> {
    // The table is opened first, so that an error comes before the password prompt.
    if let Some(name) = &settings.table_name {
        let state = maintenance::state_of_deployed_table(name).await?;
        return create(&state, settings).await;
    }
    let table = EmbeddedTable::start(data.storage()?).await?;
    let (state, emulations) = maintenance::state_without_server(data.secret_key()?, &table).await?;
    create(&state, settings).await?;
    drop(emulations);
    table.stop().await;
    Ok(())
}

/// Prompts for missing data and creates the user, by the rules of a registration.
async fn create(state: &State, settings: SuperuserSettings) -> Result<(), StartError> {
    let username = settings.username.map_or_else(|| ask("username"), Ok)?;
    let email = settings.email.map_or_else(|| ask("email"), Ok)?;
    let password = settings.password.map_or_else(ask_password, Ok)?;

    let fields = [
        ("username", username.as_str()),
        ("email", &email),
        ("password", &password),
        ("first_name", ""),
        ("last_name", ""),
    ];
    let body: Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let refused = |error| StartError::Account { username: username.clone(), error };
    let user = NewUser { is_superuser: true, ..fields::validate::<NewUser>(body).map_err(refused)? };
    create_user(state, user).await.map_err(refused)?;
    say(&format!("The administrator {username:?} is made."));
    Ok(())
}

fn ask(what: &'static str) -> Result<String, StartError> {
    let failed = |error| StartError::Terminal { what, error };
    let mut terminal = io::stderr();
    write!(terminal, "{what}: ").and_then(|()| terminal.flush()).map_err(failed)?;
    let mut answer = String::new();
    match io::stdin().lock().read_line(&mut answer).map_err(failed)? {
        0 => Err(failed(io::ErrorKind::UnexpectedEof.into())),
        _ => Ok(answer.trim().to_owned()),
    }
}

/// Prompts without echo, twice, since typing errors are invisible.
fn ask_password() -> Result<String, StartError> {
    let failed = |error| StartError::Terminal { what: "password", error };
    let password = rpassword::prompt_password("password: ").map_err(failed)?;
    let again = rpassword::prompt_password("password (again): ").map_err(failed)?;
    if password != again {
        let problem = "was not the same both times; try again".to_owned();
        return Err(StartError::Setting { name: "password".to_owned(), problem });
    }
    Ok(password)
}

#[expect(clippy::print_stdout, reason = "the command's answer to the user")]
fn say(text: &str) {
    println!("{text}");
}
