//! The parts of the repository's template.yaml that the local run uses: the definition of the table, and the routes of
//! the HTTP API with their functions. Read from the template, so that the local run and the cloud can't diverge.
//!
//! The rest of the template is ignored, including CloudFormation tags.

mod routes;
mod table;

pub(crate) use self::routes::{TemplateRoute, http_routes};
pub(crate) use self::table::TableDefinition;

/// The template of the repository at build time.
pub(crate) const TEMPLATE: &str = include_str!("../../../template.yaml");

/// Missing or malformed parts of a template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// Not YAML, or without a definition of the table.
    #[error("template.yaml can't be used: {0}")]
    Unreadable(#[from] serde_saphyr::Error),
    /// A function of the HTTP API without the name of its binary.
    #[error("template.yaml can't be used: {0} has routes, but no Binary in its BuildProperties")]
    NoBinary(String),
}
