//! What of the repository's template.yaml the local run goes by: the table's definition, and which function answers
//! which route of the HTTP API. Read from there, so that what runs here and what runs in the cloud can't drift apart.
//!
//! The rest of the template is passed over, whatever CloudFormation tags it holds.

mod routes;
mod table;

pub(crate) use self::routes::{TemplateRoute, http_routes};
pub(crate) use self::table::TableDefinition;

/// The template that this build was made beside.
const TEMPLATE: &str = include_str!("../../../template.yaml");

/// A template without what the local run needs of it.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is no YAML, or the table is not defined in it.
    #[error("template.yaml can't be used: {0}")]
    Unreadable(#[from] serde_saphyr::Error),
    /// A function of the HTTP API does not say which program it is.
    #[error("template.yaml can't be used: {0} has routes, but no Binary in its BuildProperties")]
    NoBinary(String),
}
