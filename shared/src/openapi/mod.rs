//! Routes together with their description.
//!
//! A handler states its method and path in `#[utoipa::path]`, and its name and doc comment say what it does. Everything
//! else of its description in OpenAPI comes from its signature: who may call, parameters and body from the extractors
//! ([`Part`]), answers from the return type ([`Answer`]), errors from both. [`routes!`](crate::routes) puts handlers
//! into an [`OpenApiRouter`]; only with the feature `openapi` it collects the descriptions, and `local` makes the
//! document of them.

mod described;
mod error;
mod frames;
mod operation;
mod router;
mod schemas;

pub use error::meaning;
pub use frames::{Frames, frame_name};
pub use operation::{Answer, Caller, Described, Operation, Part};
pub use router::{Endpoints, OpenApiRouter};
pub use schemas::{Schemas, array_of, name};

/// Handlers of one path, for [`OpenApiRouter::routes`]. Each is in this module or in one of its children.
#[macro_export]
macro_rules! routes {
    ($($first:ident $(:: $second:ident)?),+ $(,)?) => {
        $crate::openapi::Endpoints::new()
            $(.and::<$crate::path_of!($first $(:: $second)?), _, _, _>($first $(:: $second)?))+
            .into_routes()
    };
}

/// The type that `#[utoipa::path]` generates for a handler.
#[doc(hidden)]
#[macro_export]
macro_rules! path_of {
    ($handler:ident) => { $crate::openapi::paste!([<__path_ $handler>]) };
    ($module:ident :: $handler:ident) => { $crate::openapi::paste!($module::[<__path_ $handler>]) };
}

#[doc(hidden)]
pub use pastey::paste;
