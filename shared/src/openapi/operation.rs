//! The description of an operation, completed by the parts of its handler's signature.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, HttpMethod, KnownFormat, Object, Ref, RefOr, Response, ResponseBuilder, Schema, SchemaFormat,
        SecurityRequirement, Type,
        path::{self, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBody,
    },
};

use super::{Schemas, error, schemas};

/// Format of a string that is a file.
const BINARY: SchemaFormat = SchemaFormat::KnownFormat(KnownFormat::Binary);
/// Extension with the limits of an operation.
const LIMITS: &str = "x-limits";
/// Setting of the limit of all writes.
const WRITES: &str = "FRAMES_PER_SECOND";

/// An extractor, which describes what it takes of the request and what it answers on its own.
pub trait Part {
    /// Adds itself to `operation`.
    fn describe(operation: &mut Operation);
}

/// Result of a handler.
pub trait Answer {
    /// Adds its statuses and bodies to `operation`.
    fn describe(operation: &mut Operation);
}

/// A handler whose arguments and result describe themselves; `A` is the tuple of its arguments.
pub trait Described<A> {
    /// Adds the handler's arguments and result to `operation`.
    fn describe(operation: &mut Operation);
}

macro_rules! described {
    ($($argument:ident),*) => {
        impl<F, R, $($argument),*> Described<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> R,
            R: Future<Output: Answer>,
            $($argument: Part,)*
        {
            fn describe(operation: &mut Operation) {
                $($argument::describe(operation);)*
                <R::Output as Answer>::describe(operation);
            }
        }
    };
}

described!(A);
described!(A, B);
described!(A, B, C);
described!(A, B, C, D);
described!(A, B, C, D, E);
described!(A, B, C, D, E, G);

/// A kind of caller that may be authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A guest of one room.
    Visitor,
    /// A registered user.
    Customer,
    /// An agent.
    Agent,
    /// An admin.
    Admin,
}

impl Caller {
    fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

/// The description of an operation so far.
pub struct Operation {
    operation: path::Operation,
    schemas: Schemas,
    /// `true` if it changes something.
    is_write: bool,
    callers: Vec<Caller>,
    errors: BTreeSet<u16>,
}

impl Operation {
    /// Begins with what `#[utoipa::path]` states.
    pub fn new(operation: path::Operation, methods: &[HttpMethod]) -> Self {
        let is_write = !methods.contains(&HttpMethod::Get);
        Self { operation, schemas: Schemas::new(), is_write, callers: Vec::new(), errors: BTreeSet::new() }
    }

    /// Restricts it to authenticated callers.
    pub fn authenticate(&mut self, callers: &[Caller]) {
        self.callers = callers.to_vec();
        self.errors([StatusCode::UNAUTHORIZED]);
        // A visitor's token, another role, or a cookie without its CSRF token.
        if self.is_write || !callers.contains(&Caller::Visitor) || !callers.contains(&Caller::Customer) {
            self.errors([StatusCode::FORBIDDEN]);
        }
    }

    /// Adds errors that it answers with.
    pub fn errors(&mut self, statuses: impl IntoIterator<Item = StatusCode>) {
        self.errors.extend(statuses.into_iter().map(|status| status.as_u16()));
    }

    /// Adds a parameter.
    pub fn parameter(&mut self, place: ParameterIn, name: &str, is_required: bool, schema: RefOr<Schema>) {
        let required = if is_required { utoipa::openapi::Required::True } else { utoipa::openapi::Required::False };
        let parameter = ParameterBuilder::new().parameter_in(place).name(name).required(required).schema(Some(schema));
        self.operation.parameters.get_or_insert_default().push(Parameter::from(parameter).into());
    }

    /// Sets the request body.
    pub fn body(&mut self, body: RequestBody) {
        self.operation.request_body = Some(body.into());
    }

    /// Adds an answer with a `T` in JSON.
    pub fn answer<T: ToSchema>(&mut self, status: StatusCode, meaning: &str) {
        let content = ContentBuilder::new().schema(Some(self.reference::<T>())).build();
        self.response(status, ResponseBuilder::new().description(meaning).content("application/json", content).build());
    }

    /// Adds an answer with a file of one of these types.
    pub fn file(&mut self, status: StatusCode, meaning: &str, types: &[&str]) {
        let schema = || Object::builder().schema_type(Type::String).format(Some(BINARY)).build();
        let content = || ContentBuilder::new().schema(Some(schema())).build();
        let response = ResponseBuilder::new().description(meaning);
        let response = types.iter().fold(response, |response, file_type| response.content(*file_type, content()));
        self.response(status, response.build());
    }

    /// Offers a described answer in another content type as well.
    pub fn content<T: PartialSchema>(&mut self, status: StatusCode, content_type: &str) {
        let content = ContentBuilder::new().schema(Some(T::schema())).build();
        if let Some(RefOr::T(response)) = self.operation.responses.responses.get_mut(status.as_str()) {
            response.content.insert(content_type.into(), content.into());
        }
    }

    /// Adds an answer, unless one of this status is described already.
    pub fn response(&mut self, status: StatusCode, response: Response) {
        self.operation.responses.responses.entry(status.as_str().into()).or_insert_with(|| response.into());
    }

    /// Names a schema, and returns the reference to it.
    pub fn named(&mut self, name: &str, schema: RefOr<Schema>) -> RefOr<Schema> {
        self.schemas.push((name.into(), schema));
        Ref::from_schema_name(name).into()
    }

    /// Names the schema of `T`, and returns the reference to it.
    pub fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        schemas::name::<T>(&mut self.schemas)
    }

    /// Completes the description with security, callers and errors.
    pub fn into_parts(mut self) -> (path::Operation, Schemas) {
        if self.is_limited() {
            self.errors([StatusCode::TOO_MANY_REQUESTS]);
        }
        self.describe_errors();
        let is_by = |caller| self.callers.contains(&caller);
        let security = |scheme: &str| SecurityRequirement::new(scheme, Vec::<String>::new());
        let mut requirements = Vec::new();
        if is_by(Caller::Visitor) {
            requirements.push(security("visitor"));
        }
        if is_by(Caller::Admin) {
            let cookie = security("cookie");
            let cookie = if self.is_write { cookie.add("csrf", Vec::<String>::new()) } else { cookie };
            requirements.extend([security("token"), security("bearer"), cookie]);
        }
        self.operation.security = Some(requirements);
        self.describe_limits();
        let roles: Vec<&str> = self.callers.iter().map(|caller| caller.name()).collect();
        let roles = if roles.is_empty() { json!(["anonymous"]) } else { json!(roles) };
        // A handler that decides by more than the role states it.
        self.operation.extensions.get_or_insert_default().entry("x-roles".into()).or_insert(roles);
        (self.operation, self.schemas)
    }

    /// `true` if it counts as a write request of its caller.
    fn is_counted(&self) -> bool {
        self.is_write && !self.callers.is_empty()
    }

    /// `true` if the handler states limits, or every write has one.
    fn is_limited(&self) -> bool {
        self.is_counted() || self.operation.extensions.as_ref().is_some_and(|stated| stated.contains_key(LIMITS))
    }

    /// Adds the limit of all writes to those that the handler states, each by the name of its setting.
    fn describe_limits(&mut self) {
        if self.is_counted() {
            let limits = self.operation.extensions.get_or_insert_default().entry(LIMITS.into()).or_insert(json!([]));
            limits.as_array_mut().into_iter().for_each(|limits| limits.push(WRITES.into()));
        }
    }

    /// Describes the errors; the handler may have stated what one of them means here.
    fn describe_errors(&mut self) {
        let stated = std::mem::take(&mut self.operation.responses.responses);
        let stated_errors = stated.keys().filter_map(|status| status.parse().ok()).filter(|&status| status >= 400);
        let errors: BTreeSet<u16> = stated_errors.chain(std::mem::take(&mut self.errors)).collect();
        self.operation.responses.responses = stated;
        for status in errors.into_iter().filter_map(|status| StatusCode::from_u16(status).ok()) {
            let schema = error::body(&mut self.schemas, status);
            let content = ContentBuilder::new().schema(Some(schema)).build();
            let described = self.operation.responses.responses.entry(status.as_str().into());
            let response = described.or_insert_with(|| Response::new(error::meaning(status)).into());
            if let RefOr::T(response) = response {
                if response.description.is_empty() {
                    response.description = error::meaning(status).into();
                }
                response.content.entry("application/json".into()).or_insert_with(|| content.into());
            }
        }
    }
}
