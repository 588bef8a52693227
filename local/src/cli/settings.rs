//! The settings of a run: by flag, environment or `.env`, in this order. The names are those of template.yaml's variables
//! wherever both have them.

use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, Parser, Subcommand};
use shared::config::{
    AWAY_REQUEUE_MINUTES, AllowedOrigins, CaptchaSettings, DeskSettings, IDENTITY_SECRET, Limits, SecretKey,
    WebSettings, minutes, origins, public_url,
};

use crate::accounts::FirstAccounts;
use crate::error::StartError;
use crate::folder::DataFolder;
use crate::system::Options;
use crate::table::{Durability, Storage};

/// The shortest password, as at registration.
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

/// What a run listens on and starts with.
#[derive(Args, Debug)]
pub(super) struct RunSettings {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 8000)]
    port: u16,
    /// The address to listen on; "localhost" is both 127.0.0.1 and ::1, "0.0.0.0" opens it to the network
    #[arg(long, env = "LISTEN_HOST", default_value = "localhost")]
    host: String,
    /// Keep everything in memory, and forget it at the end
    #[arg(long, env = "EPHEMERAL", value_parser = BoolishValueParser::new())]
    ephemeral: bool,
    /// Make an agent and a customer to try it with
    #[arg(long, env = "DEMO", value_parser = BoolishValueParser::new())]
    demo: bool,
    /// The password of the user "admin", who is made in an empty table; generated and printed once when absent
    #[arg(long, env = "ADMIN_PASSWORD", hide_env_values = true)]
    admin_password: Option<String>,
    /// The origins that may call from a browser, separated by commas, or "*"
    #[arg(long, env = "ALLOWED_ORIGINS", default_value = "*")]
    allowed_origins: String,
    /// The origins that may send the session cookie as well: other sites that host a part of the desk itself
    #[arg(long, env = "CREDENTIALED_ORIGINS", default_value = "")]
    credentialed_origins: String,
    /// The address that clients know the system by, such as https://chat.example.com behind a proxy; with https, cookies go
    /// by TLS only. The Host header when absent
    #[arg(long, env = "PUBLIC_URL")]
    public_url: Option<String>,
    /// The proxies whose word on a client's address is taken: how many, or their networks, such as 10.0.0.0/8,fd00::/8; none
    /// when absent
    #[arg(long, env = "TRUSTED_PROXIES", default_value = "")]
    trusted_proxies: String,
    /// Show the widget on a page at /, which else leads to the console
    #[arg(long, env = "DEMO_PAGE", default_value_t = true, action = ArgAction::Set, value_parser = BoolishValueParser::new())]
    demo_page: bool,
    /// Give a new room to the available agent with the fewest chats; else it waits to be taken or assigned
    #[arg(long, env = "AUTO_ASSIGN", value_parser = BoolishValueParser::new())]
    auto_assign: bool,
    /// Put a room back into the queue when its customer waits for an agent of whom nothing was heard for so many minutes, 10
    /// or more; 0 for never
    #[arg(long, env = "AWAY_REQUEUE_MINUTES", default_value_t = AWAY_REQUEUE_MINUTES)]
    away_requeue_minutes: u64,
    /// Let webhooks be in private networks, and without TLS
    #[arg(long, env = "WEBHOOK_PRIVATE_ADDRESSES", value_parser = BoolishValueParser::new())]
    webhook_private_addresses: bool,
    #[command(flatten)]
    limits: LimitSettings,
    /// The key that your site signs identity tokens with, 32 characters or more; none is taken when absent
    #[arg(long, env = "IDENTITY_SECRET", hide_env_values = true)]
    identity_secret: Option<String>,
    /// The audience that identity tokens must be for; any when absent
    #[arg(long, env = "IDENTITY_AUDIENCE")]
    identity_audience: Option<String>,
    /// Where the provider of a captcha says whether a visitor's token is good, such as
    /// https://www.google.com/recaptcha/api/siteverify; no captcha when absent
    #[arg(long, env = "CAPTCHA_VERIFY_URL")]
    captcha_verify_url: Option<String>,
    /// What the captcha's provider knows you by
    #[arg(long, env = "CAPTCHA_SECRET", hide_env_values = true)]
    captcha_secret: Option<String>,
    /// How sure of a person a captcha must be that gives scores, from 0 to 1
    #[arg(long, env = "CAPTCHA_MIN_SCORE", default_value_t = CaptchaSettings::MIN_SCORE)]
    captcha_min_score: f64,
    /// Connections that may be open at once from one address, unless it is a trusted proxy's; 0 for any number
    #[arg(long, env = "CONNECTIONS_PER_ADDRESS", default_value_t = 1_000)]
    connections_per_address: usize,
    /// Where clients are told to connect, such as wss://chat.example.com/ws behind a proxy
    #[arg(long, env = "WEBSOCKET_URL")]
    websocket_url: Option<String>,
    /// Where browsers are told to fetch files, such as https://chat.example.com behind a proxy
    #[arg(long, env = "FILES_URL")]
    files_url: Option<String>,
    /// Where `cargo lambda watch` runs the functions, such as http://127.0.0.1:9000; in this process when absent
    #[arg(long, env = "LAMBDA_ENDPOINT")]
    lambda_endpoint: Option<String>,
}

/// How often things may be done; 0 lifts a limit.
#[derive(Args, Debug)]
pub(super) struct LimitSettings {
    /// Chats that one address may begin in twelve hours [default: 6, with a captcha 60]
    #[arg(long, env = "VISITOR_CHATS_PER_IP")]
    visitor_chats_per_ip: Option<u64>,
    /// Accounts that one address may register in an hour [default: 60]
    #[arg(long, env = "REGISTRATIONS_PER_IP")]
    registrations_per_ip: Option<u64>,
    /// Open chats that one customer may have at once [default: 5]
    #[arg(long, env = "OPEN_ROOMS")]
    open_rooms: Option<u64>,
    /// Chats that one customer may begin in an hour [default: 20]
    #[arg(long, env = "ROOMS_PER_HOUR")]
    rooms_per_hour: Option<u64>,
    /// Requests that change something, and WebSocket frames, a second from one user, four times as many in a burst
    /// [default: 10]
    #[arg(long, env = "FRAMES_PER_SECOND")]
    frames_per_second: Option<u64>,
    /// WebSocket connections that one user may have at once [default: 10]
    #[arg(long, env = "CONNECTIONS_PER_USER")]
    connections_per_user: Option<u64>,
    /// WebSocket connections that one visitor may have at once [default: 5]
    #[arg(long, env = "CONNECTIONS_PER_VISITOR")]
    connections_per_visitor: Option<u64>,
    /// Files that one user may announce to one chat without sending them [default: 20]
    #[arg(long, env = "OPEN_UPLOADS")]
    open_uploads: Option<u64>,
    /// Megabytes of files that one user may send to one chat in a day [default: 200]
    #[arg(long, env = "UPLOAD_MEGABYTES_PER_DAY")]
    upload_megabytes_per_day: Option<u64>,
    /// Wrong passwords for one name from one address in 15 minutes [default: 10]
    #[arg(long, env = "SIGN_IN_FAILURES")]
    sign_in_failures: Option<u64>,
    /// Wrong passwords from one address in 15 minutes [default: 50]
    #[arg(long, env = "SIGN_IN_FAILURES_PER_IP")]
    sign_in_failures_per_ip: Option<u64>,
    /// Wrong passwords for one name in an hour, after which each takes longer [default: 100]
    #[arg(long, env = "SIGN_IN_FAILURES_PER_NAME")]
    sign_in_failures_per_name: Option<u64>,
}

impl LimitSettings {
    fn limits(&self, has_captcha: bool) -> Limits {
        let default = Limits::defaults(has_captcha);
        Limits {
            visitor_chats_per_ip: self.visitor_chats_per_ip.unwrap_or(default.visitor_chats_per_ip),
            registrations_per_ip: self.registrations_per_ip.unwrap_or(default.registrations_per_ip),
            open_rooms: self.open_rooms.unwrap_or(default.open_rooms),
            rooms_per_hour: self.rooms_per_hour.unwrap_or(default.rooms_per_hour),
            frames_per_second: self.frames_per_second.unwrap_or(default.frames_per_second),
            connections_per_user: self.connections_per_user.unwrap_or(default.connections_per_user),
            connections_per_visitor: self.connections_per_visitor.unwrap_or(default.connections_per_visitor),
            open_uploads: self.open_uploads.unwrap_or(default.open_uploads),
            upload_megabytes_per_day: self.upload_megabytes_per_day.unwrap_or(default.upload_megabytes_per_day),
            sign_in_failures: self.sign_in_failures.unwrap_or(default.sign_in_failures),
            sign_in_failures_per_ip: self.sign_in_failures_per_ip.unwrap_or(default.sign_in_failures_per_ip),
            sign_in_failures_per_name: self.sign_in_failures_per_name.unwrap_or(default.sign_in_failures_per_name),
        }
    }
}

/// Where the data is, and how it is kept.
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
    /// The storage that the settings ask for, opened.
    pub fn storage(&self, data: &DataSettings) -> Result<Storage, StartError> {
        if self.ephemeral { Ok(Storage::Memory) } else { data.storage() }
    }

    /// The system that the settings describe.
    pub fn options(&self, data: &DataSettings) -> Result<Options, StartError> {
        let admin_password = given(self.admin_password.clone());
        if admin_password.as_deref().is_some_and(|password| password.chars().count() < PASSWORD_MIN) {
            let problem = format!("must have at least {PASSWORD_MIN} characters");
            return Err(StartError::Setting { name: "ADMIN_PASSWORD".to_owned(), problem });
        }
        let captcha = CaptchaSettings::new(
            given(self.captcha_verify_url.clone()),
            given(self.captcha_secret.clone()),
            self.captcha_min_score,
        )?;
        Ok(Options {
            host: self.host.clone(),
            port: self.port,
            connections_per_address: (self.connections_per_address > 0).then_some(self.connections_per_address),
            secret_key: data.secret_key()?,
            web: WebSettings {
                allowed_origins: AllowedOrigins::parse(&self.allowed_origins)?,
                credentialed_origins: origins("CREDENTIALED_ORIGINS", &self.credentialed_origins)?,
                public_url: given(self.public_url.clone()).map(|url| public_url(&url)).transpose()?,
                trusted_proxies: self.trusted_proxies.parse()?,
                demo_page: self.demo_page,
            },
            desk: DeskSettings {
                auto_assign: self.auto_assign,
                away_requeue: minutes(self.away_requeue_minutes),
                webhook_private_addresses: self.webhook_private_addresses,
                limits: self.limits.limits(captcha.is_some()),
                identity_secret: given(self.identity_secret.clone())
                    .map(|key| SecretKey::named(IDENTITY_SECRET, key))
                    .transpose()?,
                identity_audience: given(self.identity_audience.clone()),
                captcha,
            },
            websocket_url: given(self.websocket_url.clone()),
            files_url: given(self.files_url.clone()),
            lambda_endpoint: given(self.lambda_endpoint.clone()).map(|text| text.parse()).transpose()?,
            accounts: FirstAccounts { admin: true, admin_password, demo: self.demo },
            ..Options::default()
        })
    }
}

impl DataSettings {
    /// The data folder, locked.
    pub fn storage(&self) -> Result<Storage, StartError> {
        let durability = if self.relaxed { Durability::Relaxed } else { Durability::Full };
        Ok(Storage::Folder { folder: DataFolder::open(&self.data_dir)?, durability })
    }

    /// The secret key, if one is set.
    pub fn secret_key(&self) -> Result<Option<SecretKey>, StartError> {
        Ok(given(self.secret_key.clone()).map(SecretKey::new).transpose()?)
    }
}

/// `NAME=` in `.env` means the same as no such line.
fn given(setting: Option<String>) -> Option<String> {
    setting.filter(|text| !text.is_empty())
}

/// Reads `.env` in the current folder into the environment, if there is one. Before any thread is started: the
/// environment is not safe to change later.
pub(super) fn load_env_file() -> Result<(), StartError> {
    let path = Path::new(".env");
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        // The library's text repeats the line, which may hold a secret.
        Err(dotenvy::Error::LineParse(line, _)) => {
            let text = fs::read_to_string(path).unwrap_or_default();
            let number = text.lines().position(|candidate| candidate == line).map_or(0, |index| index + 1);
            Err(StartError::EnvFile(format!("line {number} is not of the form NAME=value")))
        }
        Err(error) => Err(StartError::EnvFile(error.to_string())),
    }
}

/// Reads the settings, or says in one line what is wrong with them. Prints help and version itself.
pub(super) fn parse() -> Result<Cli, StartError> {
    Cli::try_parse().map_err(|error| {
        if !error.use_stderr() {
            error.exit();
        }
        StartError::Usage(one_line(&error.to_string()))
    })
}

/// The first paragraph of clap's message, without its own "error: ".
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

    /// The variables that the template sets for all functions. Those that it sets for some are this program's, too, or
    /// follow from others.
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
        assert_eq!(captcha.as_ref().map(|captcha| captcha.min_score), Some(CaptchaSettings::MIN_SCORE));
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
