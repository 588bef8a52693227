//! Settings of a run: from flags, environment or `.env`, in this order. Their names are those of template.yaml's
//! variables where both have them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand};
use shared::config::{self, SecretKey};
use shared::mail::{Mailer, Smtp};

use super::declared::Declared;
use crate::accounts::FirstAccounts;
use crate::error::StartError;
use crate::folder::DataFolder;
use crate::incoming_mail::IncomingMailOptions;
use crate::system::Options;
use crate::table::{Durability, Storage};

/// Shortest password, as at registration.
const PASSWORD_MIN: usize = 8;

/// Tribeclub Chat, all of it in one process
#[derive(Debug, Parser)]
#[command(name = "local", version, args_conflicts_with_subcommands = false)]
pub(super) struct Cli {
    #[command(flatten)]
    pub run: RunSettings,
    #[command(flatten)]
    pub data: DataSettings,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Settings of the servers and of the initial data.
#[derive(Args, Debug)]
pub(super) struct RunSettings {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 8000)]
    port: u16,
    /// The address to listen on; "localhost" is both 127.0.0.1 and ::1, "0.0.0.0" opens it to the network
    #[arg(long, env = "LISTEN_HOST", default_value = "localhost")]
    host: String,
    /// Keep all data in memory and discard it on exit
    #[arg(long, env = "EPHEMERAL", value_parser = BoolishValueParser::new())]
    ephemeral: bool,
    /// Create a demo agent and a demo customer
    #[arg(long, env = "DEMO", value_parser = BoolishValueParser::new())]
    demo: bool,
    /// The password of the user "admin", who is made in an empty table; generated and printed once when absent
    #[arg(long, env = "ADMIN_PASSWORD", hide_env_values = true)]
    admin_password: Option<String>,
    #[command(flatten)]
    declared: Declared,
    /// Connections that may be open at once from one address, unless it is a trusted proxy's; 0 for any number
    #[arg(long, env = "CONNECTIONS_PER_ADDRESS", default_value_t = 1_000)]
    connections_per_address: usize,
    /// Address that clients are told to connect to, such as wss://chat.example.com/ws behind a proxy
    #[arg(long, env = "WEBSOCKET_URL")]
    websocket_url: Option<String>,
    /// Address that browsers are told to fetch files from, such as https://chat.example.com behind a proxy
    #[arg(long, env = "FILES_URL")]
    files_url: Option<String>,
    /// Server that sends mail, such as smtps://user:password@smtp.example.com; into the data folder when absent
    #[arg(long, env = "SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Port on this machine's own addresses that answers to mails are received on, by SMTP; with REPLY_DOMAIN
    #[arg(long, env = "SMTP_PORT")]
    smtp_port: Option<String>,
    /// Secret, of 32 characters or more, for posting answers to mails to /incoming-mail; with REPLY_DOMAIN
    #[arg(long, env = "INCOMING_MAIL_SECRET", hide_env_values = true)]
    incoming_mail_secret: Option<String>,
    /// Address of the functions under `cargo lambda watch`, such as http://127.0.0.1:9000; in this process when absent
    #[arg(long, env = "LAMBDA_ENDPOINT")]
    lambda_endpoint: Option<String>,
}

/// Settings of the data folder.
#[derive(Args, Debug)]
pub(super) struct DataSettings {
    /// The folder that keeps the data
    #[arg(long, env = "DATA_DIR", default_value = ".data", global = true)]
    data_dir: PathBuf,
    /// Faster writes, of which a power cut may cost the last moments
    #[arg(long, env = "RELAXED", value_parser = BoolishValueParser::new(), global = true)]
    relaxed: bool,
    /// Signs tokens, 32 characters or more; generated into the data folder when absent
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, global = true)]
    secret_key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an administrator, here while no server runs, or in a deployed table; asks for what is missing
    Createsuperuser(SuperuserSettings),
    /// Print the API's OpenAPI document
    Openapi,
    /// Print the AsyncAPI document of the WebSocket
    Asyncapi,
}

/// The administrator to make.
#[derive(Args, Debug)]
pub(super) struct SuperuserSettings {
    /// A table in the cloud, by the account and region of the environment (AWS_REGION, AWS_ACCESS_KEY_ID and so on),
    /// instead of the one in the data folder
    #[arg(long)]
    pub table_name: Option<String>,
    #[arg(long)]
    pub username: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
    /// Better left out: other programs can see a running command's arguments
    #[arg(long)]
    pub password: Option<String>,
}

impl RunSettings {
    /// Opens the configured storage.
    pub fn storage(&self, data: &DataSettings) -> Result<Storage, StartError> {
        if self.ephemeral { Ok(Storage::Memory) } else { data.storage() }
    }

    /// Builds the options of the system.
    pub fn options(&self, data: &DataSettings) -> Result<Options, StartError> {
        let admin_password = given(self.admin_password.clone());
        if admin_password.as_deref().is_some_and(|password| password.chars().count() < PASSWORD_MIN) {
            let problem = format!("must have at least {PASSWORD_MIN} characters");
            return Err(StartError::Setting { name: "ADMIN_PASSWORD".to_owned(), problem });
        }
        let (web, desk) = config::read(&|name| self.declared.text(name))?;
        let incoming_mail = self.incoming_mail()?;
        if desk.reply_domain.is_none() && (incoming_mail.smtp_port.is_some() || incoming_mail.secret.is_some()) {
            let problem = "is not set, though mails are to be received".to_owned();
            return Err(StartError::Setting { name: "REPLY_DOMAIN".to_owned(), problem });
        }
        Ok(Options {
            host: self.host.clone(),
            port: self.port,
            connections_per_address: (self.connections_per_address > 0).then_some(self.connections_per_address),
            secret_key: data.secret_key()?,
            web,
            desk,
            websocket_url: given(self.websocket_url.clone()),
            files_url: given(self.files_url.clone()),
            mailer: self.mailer()?,
            incoming_mail,
            lambda_endpoint: given(self.lambda_endpoint.clone()).map(|text| text.parse()).transpose()?,
            accounts: FirstAccounts { admin: true, admin_password, demo: self.demo },
            ..Options::default()
        })
    }

    fn incoming_mail(&self) -> Result<IncomingMailOptions, StartError> {
        let secret = given(self.incoming_mail_secret.clone()).map(SecretKey::new).transpose();
        let secret = secret
            .map_err(|error| StartError::Setting { name: "INCOMING_MAIL_SECRET".to_owned(), problem: error.problem })?;
        let smtp_port = given(self.smtp_port.clone()).map(|text| text.parse()).transpose();
        let smtp_port = smtp_port.map_err(|_| StartError::Setting {
            name: "SMTP_PORT".to_owned(),
            problem: "must be a number from 0 to 65535".to_owned(),
        })?;
        Ok(IncomingMailOptions { smtp_port, secret })
    }

    fn mailer(&self) -> Result<Option<Arc<dyn Mailer>>, StartError> {
        let smtp = given(self.smtp_url.clone()).map(|url| Smtp::new(&url)).transpose()?;
        Ok(smtp.map(|smtp| Arc::new(smtp) as Arc<dyn Mailer>))
    }
}

impl DataSettings {
    /// Opens and locks the data folder.
    pub fn storage(&self) -> Result<Storage, StartError> {
        let durability = if self.relaxed { Durability::Relaxed } else { Durability::Full };
        Ok(Storage::Folder { folder: DataFolder::open(&self.data_dir)?, durability })
    }

    /// The secret key, if it is set.
    pub fn secret_key(&self) -> Result<Option<SecretKey>, StartError> {
        Ok(given(self.secret_key.clone()).map(SecretKey::new).transpose()?)
    }
}

/// Treats `NAME=` in `.env` like a missing line.
fn given(setting: Option<String>) -> Option<String> {
    setting.filter(|text| !text.is_empty())
}

/// Reads `.env` in the current folder into the environment, if it exists. Must run before any thread is started:
/// changing the environment later isn't safe.
pub(super) fn load_env_file() -> Result<(), StartError> {
    let path = Path::new(".env");
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        // The library's text repeats the line, which may contain a secret.
        Err(dotenvy::Error::LineParse(line, _)) => {
            let text = fs::read_to_string(path).unwrap_or_default();
            let number = text.lines().position(|candidate| candidate == line).map_or(0, |index| index + 1);
            Err(StartError::EnvFile(format!("line {number} is not of the form NAME=value")))
        }
        Err(error) => Err(StartError::EnvFile(error.to_string())),
    }
}

/// Parses the settings, or prints the error in one line. Prints help and version itself.
pub(super) fn parse() -> Result<Cli, StartError> {
    Cli::try_parse().map_err(|error| {
        if !error.use_stderr() {
            error.exit();
        }
        StartError::Usage(one_line(&error.to_string()))
    })
}

/// First paragraph of clap's message, without its own "error: ".
fn one_line(message: &str) -> String {
    let paragraph: Vec<_> = message.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ");
    text.strip_prefix("error: ").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::Deserialize;
    use serde::de::IgnoredAny;

    use super::*;

    /// Variables that the template sets for all functions. Those for some functions are settings of this program too,
    /// or derived from others.
    fn variables_of_functions() -> Result<BTreeSet<String>, serde_saphyr::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Template {
            globals: BTreeMap<String, Function>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Function {
            environment: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
        }
        let template: Template = serde_saphyr::from_str(include_str!("../../../template.yaml"))?;
        let functions = template.globals.into_values();
        Ok(functions.flat_map(|function| function.environment.into_values()).flat_map(BTreeMap::into_keys).collect())
    }

    #[test]
    fn the_example_names_every_setting_of_the_template_and_of_this_program() -> Result<(), Box<dyn std::error::Error>> {
        let lines = include_str!("../../../.env.example").lines().map(|line| line.trim_start_matches("# "));
        let names = lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name);
        let in_example: BTreeSet<_> = names.filter(|name| !name.contains(' ')).map(str::to_owned).collect();

        let command = <Cli as clap::CommandFactory>::command();
        let own =
            command.get_arguments().filter_map(clap::Arg::get_env).map(|name| name.to_string_lossy().into_owned());
        let mut expected: BTreeSet<String> = own.chain(["RUST_LOG".to_owned()]).collect();
        expected.extend(variables_of_functions()?);
        assert_eq!(in_example, expected);
        Ok(())
    }

    /// A parameter of the template.
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Parameter {
        #[serde(default)]
        default: Option<serde_json::Value>,
        description: String,
    }

    #[test]
    fn example_and_template_say_of_each_setting_what_is_declared() -> Result<(), Box<dyn std::error::Error>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Template {
            parameters: BTreeMap<String, Parameter>,
        }
        let template: Template = serde_saphyr::from_str(include_str!("../../../template.yaml"))?;
        for config::Declaration { name, default, local_default, help, .. } in config::declarations() {
            let example = format!("\n# {help}\n{name}={}\n", local_default.unwrap_or(default));
            assert!(include_str!("../../../.env.example").contains(&example), "{example}");
            let parameter = template.parameters.get(&pascal_case(name)).ok_or(name)?;
            assert_eq!(parameter.description, help, "{name}");
            let in_template = parameter.default.as_ref().map(|it| it.as_str().map_or(it.to_string(), Into::into));
            assert_eq!(in_template.unwrap_or_default(), default, "{name}");
        }
        Ok(())
    }

    fn pascal_case(name: &str) -> String {
        let word = |word: &str| word[..1].to_owned() + &word[1..].to_ascii_lowercase();
        name.split('_').map(word).collect()
    }

    #[test]
    fn a_bad_setting_is_one_line() {
        let message = Cli::try_parse_from(["local", "--port", "many"]).err().map(|error| error.to_string());
        let line = one_line(&message.unwrap_or_default());
        assert!(line.starts_with("invalid value 'many' for '--port"), "{line}");
        assert!(!line.contains('\n'));
    }

    #[test]
    fn the_data_folder_can_be_given_after_a_subcommand() {
        let cli = Cli::try_parse_from(["local", "createsuperuser", "--data-dir", "elsewhere"]);
        assert!(cli.is_ok_and(|cli| cli.data.data_dir == Path::new("elsewhere")));
    }

    #[test]
    fn half_a_captcha_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        let url = "--captcha-verify-url=https://example.com/siteverify";
        let refused = [
            (vec![url], "CAPTCHA_SECRET is not set, though CAPTCHA_VERIFY_URL is"),
            (vec!["--captcha-secret=x"], "CAPTCHA_VERIFY_URL is not set, though CAPTCHA_SECRET is"),
            (
                vec!["--captcha-secret=x", "--captcha-verify-url=example.com"],
                "CAPTCHA_VERIFY_URL must be an address such as https://example.com/siteverify",
            ),
            (vec!["--captcha-min-score=2"], "CAPTCHA_MIN_SCORE must be a number from 0 to 1"),
        ];
        for (flags, problem) in refused {
            let cli = Cli::try_parse_from(["local"].into_iter().chain(flags))?;
            assert_eq!(cli.run.options(&cli.data).err().map(|error| error.to_string()).as_deref(), Some(problem));
        }
        let cli = Cli::try_parse_from(["local", url, "--captcha-secret=hush hush"])?;
        let captcha = cli.run.options(&cli.data)?.desk.captcha;
        assert_eq!(captcha.as_ref().map(|captcha| captcha.min_score), Some(0.5));
        assert!(!format!("{captcha:?}").contains("hush"));
        Ok(())
    }

    #[test]
    fn a_short_admin_password_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        let cli = Cli::try_parse_from(["local", "--admin-password", "short"])?;
        assert!(matches!(cli.run.options(&cli.data), Err(StartError::Setting { .. })));
        Ok(())
    }
}
