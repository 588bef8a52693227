//! Lists a page at a time, in the envelope `{count, next, previous, results}`.

use axum::{Json, extract::FromRequestParts, http::request::Parts};
use form_urlencoded::Serializer;
use serde::Serialize;

use super::BaseUrl;
use crate::{
    ApiError,
    table::{Cursor, Page, PageRequest},
};

/// The size of a page unless the client asks for another.
const PAGE_SIZE: usize = 20;
/// The largest page.
const MAX_PAGE_SIZE: usize = 100;

/// Which page of a list is wanted, and the address that pages of it have.
#[derive(Clone, Debug)]
pub struct Paging {
    /// How many items.
    pub size: usize,
    /// The text of `?cursor=`.
    pub cursor: Option<String>,
    url: String,
    parameters: Vec<(String, String)>,
}

impl Paging {
    /// The page, of a list that the table pages by itself.
    ///
    /// # Errors
    /// 404 when the cursor isn't one.
    pub fn request(&self) -> Result<PageRequest, ApiError> {
        let decode = |text: &String| Cursor::decode(text).ok_or(ApiError::InvalidPage);
        Ok(PageRequest { size: self.size, cursor: self.cursor.as_ref().map(decode).transpose()? })
    }

    /// The envelope around a page. `count` is how many items the whole list has, where that is known; it always is
    /// when one page holds them all.
    pub fn list<T>(&self, count: Option<u64>, page: Page<T>) -> Json<List<T>> {
        let is_all = page.next.is_none() && page.previous.is_none();
        Json(List {
            count: count.or(is_all.then_some(page.items.len() as u64)),
            next: page.next.map(|cursor| self.url_at(&cursor)),
            previous: page.previous.map(|cursor| self.url_at(&cursor)),
            results: page.items,
        })
    }

    fn url_at(&self, cursor: &str) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.parameters).append_pair("cursor", cursor);
        format!("{}?{}", self.url, query.finish())
    }
}

/// A page of a list as clients get it.
#[derive(Clone, Debug, Serialize)]
pub struct List<T> {
    /// How many items the whole list has, where that is known without reading it.
    pub count: Option<u64>,
    /// The address of the following page.
    pub next: Option<String>,
    /// The address of the page before.
    pub previous: Option<String>,
    /// The items.
    pub results: Vec<T>,
}

impl<S: Sync> FromRequestParts<S> for Paging {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Ok(BaseUrl(base)) = BaseUrl::from_request_parts(parts, state).await;
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let (cursors, parameters): (Vec<_>, Vec<_>) =
            form_urlencoded::parse(query).into_owned().partition(|(name, _)| name == "cursor");
        let size = parameters.iter().find(|(name, _)| name == "page_size").and_then(|(_, size)| size.parse().ok());
        Ok(Self {
            size: size.filter(|&size| size > 0).unwrap_or(PAGE_SIZE).min(MAX_PAGE_SIZE),
            cursor: cursors.into_iter().next().map(|(_, cursor)| cursor),
            url: format!("{base}{}/", parts.uri.path().trim_end_matches('/')),
            parameters,
        })
    }
}
