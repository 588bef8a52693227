//! The routes of a function, with their description if it is collected.

use axum::{
    handler::Handler,
    routing::{MethodFilter, MethodRouter},
};
use utoipa::{Path, openapi::HttpMethod};

use super::Described;

#[cfg(feature = "openapi")]
pub use utoipa_axum::router::OpenApiRouter;

/// The handlers of one path.
pub struct Endpoints<S> {
    path: String,
    handlers: MethodRouter<S>,
    #[cfg(feature = "openapi")]
    descriptions: utoipa::openapi::Paths,
    #[cfg(feature = "openapi")]
    schemas: super::Schemas,
}

impl<S: Clone + Send + Sync + 'static> Endpoints<S> {
    /// None yet.
    #[expect(clippy::new_without_default, reason = "a path without handlers is only a beginning")]
    pub fn new() -> Self {
        Self {
            path: String::new(),
            handlers: MethodRouter::new(),
            #[cfg(feature = "openapi")]
            descriptions: utoipa::openapi::Paths::new(),
            #[cfg(feature = "openapi")]
            schemas: Vec::new(),
        }
    }

    /// Adds a handler with the path and methods that it states.
    #[must_use]
    pub fn and<P: Path, H, A, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, S> + Described<A>,
        T: 'static,
    {
        self.path = P::path();
        #[cfg(feature = "openapi")]
        {
            let mut operation = super::Operation::new(P::operation(), &P::methods());
            H::describe(&mut operation);
            let (operation, schemas) = operation.into_parts();
            self.descriptions.add_path_operation(&self.path, P::methods(), operation);
            self.schemas.extend(schemas);
        }
        for method in P::methods() {
            self.handlers = self.handlers.on(filter(&method), handler.clone());
        }
        self
    }
}

fn filter(method: &HttpMethod) -> MethodFilter {
    match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Trace => MethodFilter::TRACE,
    }
}

#[cfg(feature = "openapi")]
impl<S: Clone + Send + Sync + 'static> Endpoints<S> {
    /// Completes the endpoints, for [`OpenApiRouter::routes`].
    pub fn into_routes(self) -> utoipa_axum::router::UtoipaMethodRouter<S> {
        (self.schemas, self.descriptions, self.handlers)
    }
}

#[cfg(not(feature = "openapi"))]
pub use undescribed::OpenApiRouter;

#[cfg(not(feature = "openapi"))]
mod undescribed {
    use axum::{Router, routing::MethodRouter};

    use super::Endpoints;

    /// As much as the functions use of `utoipa_axum`'s type of this name, without a description.
    #[derive(Clone, Debug)]
    pub struct OpenApiRouter<S>(Router<S>);

    impl<S: Clone + Send + Sync + 'static> Endpoints<S> {
        /// Completes the endpoints, for [`OpenApiRouter::routes`].
        pub fn into_routes(self) -> (String, MethodRouter<S>) {
            (self.path, self.handlers)
        }
    }

    impl<S: Clone + Send + Sync + 'static> OpenApiRouter<S> {
        /// Without routes.
        #[expect(clippy::new_without_default, reason = "as in utoipa_axum")]
        pub fn new() -> Self {
            Self(Router::new())
        }

        /// Adds the handlers of a path.
        #[must_use]
        pub fn routes(self, (path, handlers): (String, MethodRouter<S>)) -> Self {
            Self(self.0.route(&path, handlers))
        }

        /// Provides the state of the handlers.
        #[must_use]
        pub fn with_state<T>(self, state: S) -> OpenApiRouter<T> {
            OpenApiRouter(self.0.with_state(state))
        }
    }

    impl<S> From<OpenApiRouter<S>> for Router<S> {
        fn from(router: OpenApiRouter<S>) -> Self {
            router.0
        }
    }
}
