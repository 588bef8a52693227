//! Flags of the settings that `shared` declares: those of a deployment too.

use std::collections::HashMap;
use std::fmt;

use clap::error::Error;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use shared::config::{Declaration, Kind, declarations};

/// Texts of the declared settings, by name.
#[derive(Clone, Default)]
pub(super) struct Declared(HashMap<&'static str, String>);

impl Declared {
    /// Text of a setting; `None` if it is empty.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|text| !text.is_empty()).cloned()
    }
}

impl Args for Declared {
    fn augment_args(command: Command) -> Command {
        command.args(declarations().into_iter().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Declared {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let text = |name: &'static str| matches.get_one::<String>(name).map(|text| (name, text.clone()));
        Ok(Self(declarations().into_iter().filter_map(|declaration| text(declaration.name)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Hides the texts: some are secrets.
impl fmt::Debug for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Declared(…)")
    }
}

fn argument(declaration: Declaration) -> Arg {
    let Declaration { name, default, local_default, help, kind } = declaration;
    let argument = Arg::new(name).long(name.to_ascii_lowercase().replace('_', "-")).env(name).help(help);
    let argument = argument.hide_env_values(kind == Kind::Secret);
    let argument = match local_default.unwrap_or(default) {
        "" => argument,
        default => argument.default_value(default),
    };
    match kind {
        Kind::Flag => argument.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Kind::Text | Kind::Secret => argument,
    }
}
