//! Named schemas.

use utoipa::{
    ToSchema,
    openapi::{ArrayBuilder, Ref, RefOr, Schema},
};

/// Named schemas that a description refers to.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// Names the schema of `T`, and those that it refers to, and returns the reference to it.
pub fn name<T: ToSchema>(schemas: &mut Schemas) -> RefOr<Schema> {
    let name = name_of::<T>();
    T::schemas(schemas);
    schemas.push((name.clone(), T::schema()));
    Ref::from_schema_name(name).into()
}

/// Schema of an array of references to `T`.
pub fn array_of<T: ToSchema>() -> Schema {
    ArrayBuilder::new().items(RefOr::<Schema>::from(Ref::from_schema_name(name_of::<T>()))).into()
}

/// Name of a type in the document: without its module, and of a generic one with its argument in front, such as
/// `MessageList`.
fn name_of<T: ToSchema>() -> String {
    let full = std::any::type_name::<T>();
    let last = |path: &str| path.trim_end_matches('>').rsplit("::").next().unwrap_or_default().to_owned();
    match full.split_once('<') {
        Some((outer, inner)) => format!("{}{}", last(inner), last(outer)),
        None => last(full),
    }
}
