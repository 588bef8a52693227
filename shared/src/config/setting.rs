//! Declarations of settings. Each setting is declared once, next to its field; flags and `--help`, the environment,
//! `lambda.env` and `/api/settings/` are derived from the declaration, and tests compare template.yaml and
//! `.env.example` with it.

use super::ConfigError;

/// Name, default and help text of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// Name of the variable, such as `AUTO_ASSIGN`. The flag is the same in kebab case.
    pub name: &'static str,
    /// Default in a deployment.
    pub default: &'static str,
    /// Default in the local run, if it differs.
    pub local_default: Option<&'static str>,
    /// One sentence for `--help` and admins.
    pub help: &'static str,
    /// Kind of value.
    pub kind: Kind,
}

/// Kind of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text or a number.
    Text,
    /// `true` or `false`.
    Flag,
    /// Text that is never shown.
    Secret,
}

impl Declaration {
    pub(super) const fn text(name: &'static str, default: &'static str, help: &'static str) -> Self {
        Self { name, default, local_default: None, help, kind: Kind::Text }
    }

    pub(super) const fn flag(name: &'static str, help: &'static str) -> Self {
        Self { name, default: "false", local_default: None, help, kind: Kind::Flag }
    }

    pub(super) const fn secret(name: &'static str, help: &'static str) -> Self {
        Self { name, default: "", local_default: None, help, kind: Kind::Secret }
    }

    pub(super) const fn local(self, default: &'static str) -> Self {
        Self { local_default: Some(default), ..self }
    }

    /// Text of the setting, or its default; `None` for no value at all.
    pub(super) fn text_in(&self, source: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let given = source(self.name).filter(|text| !text.is_empty());
        given.or_else(|| Some(self.default.to_owned()).filter(|text| !text.is_empty()))
    }

    pub(super) fn error(&self, problem: impl Into<String>) -> ConfigError {
        ConfigError { name: self.name, problem: problem.into() }
    }
}

/// A setting of `T`.
#[derive(Clone, Copy, Debug)]
pub struct Setting<T> {
    /// Name, default and help text.
    pub declaration: Declaration,
    /// Formats the value as text; empty without a value.
    pub(super) get: fn(&T) -> String,
    /// Parses a value from non-empty text.
    ///
    /// # Errors
    /// The problem, as the end of a sentence that begins with the name.
    pub(super) set: fn(&mut T, &str) -> Result<(), String>,
}

/// Sets all fields of `T` for which the source or a default has a value.
///
/// # Errors
/// The first invalid setting.
pub(super) fn apply<T>(
    settings: &[Setting<T>],
    to: &mut T,
    source: &dyn Fn(&str) -> Option<String>,
) -> Result<(), ConfigError> {
    for Setting { declaration, set, .. } in settings {
        if let Some(text) = declaration.text_in(source) {
            set(to, &text).map_err(|problem| declaration.error(problem))?;
        }
    }
    Ok(())
}

pub(super) fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "must be true or false".into())
}

pub(super) fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "must be a whole number".into())
}
