//! Paging of lists, in the envelope `{count, next, previous, results}`.

use axum::{Json, extract::FromRequestParts, http::request::Parts};
use form_urlencoded::Serializer;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema},
};

use super::BaseUrl;
use crate::{
    ApiError, State, openapi,
    table::{Cursor, Page, PageLink, PageRequest, PageStart},
};

/// Default size of a page.
pub const PAGE_SIZE: usize = 20;
/// Largest size of a page.
pub const MAX_PAGE_SIZE: usize = 100;

/// The requested page of a list, and the URL of its pages.
#[derive(Clone, Debug)]
pub struct Paging {
    /// Number of items.
    pub size: usize,
    /// Text of `?cursor=`.
    pub cursor: Option<String>,
    /// Text of `?page=`, for clients that use page numbers.
    number: Option<String>,
    url: String,
    parameters: Vec<(String, String)>,
}

impl Paging {
    /// The requested page, for a list that is paged by the table.
    ///
    /// # Errors
    /// 404 for an invalid cursor or page number.
    pub fn request(&self) -> Result<PageRequest, ApiError> {
        let start = match (&self.cursor, self.number()?) {
            (Some(text), _) => PageStart::At(Cursor::decode(text).ok_or(ApiError::InvalidPage)?),
            (None, Some(number)) => PageStart::Number(number),
            (None, None) => PageStart::Beginning,
        };
        Ok(PageRequest { size: self.size, start })
    }

    /// The page number, if the client uses them.
    ///
    /// # Errors
    /// 404 for an invalid one.
    pub fn number(&self) -> Result<Option<usize>, ApiError> {
        let number = |text: &String| text.parse().ok().filter(|&number| number > 0).ok_or(ApiError::InvalidPage);
        self.number.as_ref().map(number).transpose()
    }

    /// Wraps a page in the envelope, truncated if it would be too large. `count` is the number of items in the whole
    /// list, if it is known; it always is if one page contains them all.
    pub fn list<T: Serialize>(&self, count: Option<u64>, page: Page<T>) -> Json<List<T>> {
        let page = page.within_bytes();
        let is_all = page.next.is_none() && page.previous.is_none();
        Json(List {
            count: count.or(page.count).or(is_all.then_some(page.items.len() as u64)),
            next: page.next.map(|link| self.url_at(&link)),
            previous: page.previous.map(|link| self.url_at(&link)),
            results: page.items,
        })
    }

    fn url_at(&self, link: &PageLink) -> String {
        let (name, value) = match link {
            PageLink::Cursor(cursor) => ("cursor", cursor.clone()),
            PageLink::Number(number) => ("page", number.to_string()),
        };
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.parameters).append_pair(name, &value);
        format!("{}?{}", self.url, query.finish())
    }
}

/// A page of a list in an answer.
#[derive(Clone, Debug, Serialize)]
pub struct List<T> {
    /// Number of items in the whole list, if known without reading it.
    pub count: Option<u64>,
    /// URL of the following page.
    pub next: Option<String>,
    /// URL of the preceding page.
    pub previous: Option<String>,
    /// Items.
    pub results: Vec<T>,
}

// Derived, it wouldn't name the schema of its items.
impl<T: ToSchema> PartialSchema for List<T> {
    fn schema() -> RefOr<Schema> {
        let list = ObjectBuilder::new()
            .description(Some("A page of a list."))
            .property("count", Option::<u64>::schema())
            .property("next", Option::<String>::schema())
            .property("previous", Option::<String>::schema())
            .property("results", openapi::array_of::<T>())
            .required("results");
        Schema::from(list).into()
    }
}

impl<T: ToSchema> ToSchema for List<T> {
    fn schemas(schemas: &mut openapi::Schemas) {
        openapi::name::<T>(schemas);
    }
}

impl FromRequestParts<State> for Paging {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let Ok(BaseUrl(base)) = BaseUrl::from_request_parts(parts, state).await;
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let is_start = |name: &str| ["cursor", "page"].contains(&name);
        let (starts, parameters): (Vec<_>, Vec<_>) =
            form_urlencoded::parse(query).into_owned().partition(|(name, _)| is_start(name));
        let start = |wanted: &str| starts.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.clone());
        let size = parameters.iter().find(|(name, _)| name == "page_size").and_then(|(_, size)| size.parse().ok());
        Ok(Self {
            size: size.filter(|&size| size > 0).unwrap_or(PAGE_SIZE).min(MAX_PAGE_SIZE),
            cursor: start("cursor"),
            number: start("page"),
            url: format!("{base}{}/", parts.uri.path().trim_end_matches('/')),
            parameters,
        })
    }
}
