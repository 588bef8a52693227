//! Declarations of settings. Each setting is declared once, beside what it sets; flags and `--help`, the environment,
//! `lambda.env` and `/api/settings/` are made of the declaration, and tests compare template.yaml and `.env.example` with
//! it.

use super::ConfigError;

/// Name, default and text of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// Name of the variable, such as `AUTO_ASSIGN`. The flag is the same in kebab case.
    pub name: &'static str,
    /// Value in a deployment where nothing is set.
    pub default: &'static str,
    /// Value in the local run where nothing is set, if not the same.
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

    /// Text of the setting, which is its default where the source has none; `None` for no value at all.
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
    /// Name, default and text.
    pub declaration: Declaration,
    /// Writes the value as text; empty where there is none.
    pub(super) get: fn(&T) -> String,
    /// Reads the value from text that isn't empty.
    ///
    /// # Errors
    /// The problem, as the rest of a sentence that begins with the name.
    pub(super) set: fn(&mut T, &str) -> Result<(), String>,
}

/// Sets everything of `T` that the source or a default has.
///
/// # Errors
/// The first setting that can't be used.
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
