//! Descriptions of extractors and answers.

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        ContentBuilder, ObjectBuilder, Ref, RefOr, Required, Schema,
        path::ParameterIn,
        request_body::RequestBodyBuilder,
        schema::{SchemaType, Type},
    },
};

use super::{
    Cacheable, ClientAddress, ClientDevice, ClientLanguage, Created, CreatedOnce, Fields, Id, Input, MAX_PAGE_SIZE,
    PAGE_SIZE, PageOrigin, Paging, Unchecked, Valid, ValidQuery,
};
use crate::openapi::{Answer, Operation, Part};

macro_rules! describes_nothing {
    ($($part:ty),+) => {
        $(impl Part for $part {
            fn describe(_: &mut Operation) {}
        })+
    };
}

describes_nothing!(HeaderMap, ClientAddress, ClientDevice, ClientLanguage, PageOrigin);

impl<T: ToSchema> Part for Id<T> {
    fn describe(operation: &mut Operation) {
        operation.parameter(ParameterIn::Path, "id", true, T::schema());
        operation.errors([StatusCode::NOT_FOUND]);
    }
}

impl Part for Paging {
    fn describe(operation: &mut Operation) {
        let integer = || ObjectBuilder::new().schema_type(SchemaType::new(Type::Integer)).minimum(Some(1));
        let text = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
        let size = integer().maximum(Some(MAX_PAGE_SIZE)).default(Some(PAGE_SIZE.into()));
        for (name, schema) in [("cursor", text), ("page", integer()), ("page_size", size)] {
            operation.parameter(ParameterIn::Query, name, false, Schema::from(schema).into());
        }
        operation.errors([StatusCode::NOT_FOUND]);
    }
}

impl<T: Input> Part for ValidQuery<T> {
    fn describe(operation: &mut Operation) {
        let schema = Fields::schema::<T>();
        let required =
            |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
        for (name, rule) in schema["properties"].as_object().into_iter().flatten() {
            operation.parameter(ParameterIn::Query, name, required(name), parsed(rule.clone()));
        }
        operation.errors([StatusCode::BAD_REQUEST]);
    }
}

impl<T: Input> Part for Valid<T> {
    fn describe(operation: &mut Operation) {
        let name = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
        let form = Fields::schema::<T>();
        let mut json = form.clone();
        if let (Some(rule), Some(properties)) = (T::FILE, json["properties"].as_object_mut()) {
            properties.remove(rule.field);
        }
        let is_required = form.get("required").is_some();
        let plain = operation.named(name, parsed(json));
        let multipart = match T::FILE {
            Some(_) => operation.named(&format!("{name}Form"), parsed(form)),
            None => plain.clone(),
        };
        let required = if is_required { Required::True } else { Required::False };
        let content = |schema| ContentBuilder::new().schema(Some(schema)).build();
        let body = RequestBodyBuilder::new().required(Some(required));
        let body = body.content("application/json", content(plain.clone()));
        let body = body.content("application/x-www-form-urlencoded", content(plain));
        operation.body(body.content("multipart/form-data", content(multipart)).build());
        operation.errors([StatusCode::BAD_REQUEST, StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNSUPPORTED_MEDIA_TYPE]);
    }
}

impl<T: Input> Part for Unchecked<T> {
    fn describe(operation: &mut Operation) {
        Valid::<T>::describe(operation);
    }
}

/// The schema that its JSON describes. Anything else would be a reference to nothing, which the test of the document
/// finds.
fn parsed(schema: Value) -> RefOr<Schema> {
    serde_json::from_value(schema).unwrap_or_else(|_| Ref::from_schema_name("unknown").into())
}

impl<T: ToSchema> Answer for Cacheable<T> {
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(StatusCode::OK, "As of the last seconds.");
    }
}

impl<T: ToSchema> Answer for Created<T> {
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(StatusCode::CREATED, "Created.");
    }
}

impl<T: ToSchema> Answer for CreatedOnce<T> {
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(StatusCode::CREATED, "Created.");
        operation.answer::<T>(StatusCode::OK, "An earlier attempt had created it already.");
    }
}
