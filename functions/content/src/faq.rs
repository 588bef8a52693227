//! The FAQ: `/api/faq/`, `GET, POST`; `/api/faq/{id}/`, `GET, PATCH, DELETE`; and `POST /api/faq/{id}/rate/`.

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::{Admin, Anyone},
    http::{ClientAddress, Created, Id, List, Paging, Valid, ValidQuery},
    ids::FaqArticleId,
    ops::{
        anonymous::ATTEMPTS_PER_CHAT,
        faq::{self, ArticleEdit, ArticleFilters, ArticleRating, NewArticle},
    },
    views::{FaqArticleView, Reader},
};

/// Lists the articles of the FAQ, of one language or with certain words if a filter says so.
#[utoipa::path(get, path = "/api/faq")]
pub async fn list_articles(
    State(state): State<shared::State>,
    caller: Anyone,
    paging: Paging,
    ValidQuery(filters): ValidQuery<ArticleFilters>,
) -> Result<Json<List<FaqArticleView>>, ApiError> {
    let page = faq::list_articles(&state, &filters, &paging.request()?).await?;
    let reader = caller.reader();
    Ok(paging.list(None, page.map(|article| FaqArticleView::new(article, reader))))
}

/// Creates an article.
#[utoipa::path(post, path = "/api/faq")]
pub async fn create_article(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<NewArticle>,
) -> Result<Created<FaqArticleView>, ApiError> {
    let article = faq::create_article(&state, &caller.identity, new).await?;
    Ok(Created(FaqArticleView::new(article, Reader::Staff)))
}

/// Returns an article.
#[utoipa::path(get, path = "/api/faq/{id}")]
pub async fn get_article(
    State(state): State<shared::State>,
    caller: Anyone,
    Id(id): Id<FaqArticleId>,
) -> Result<Json<FaqArticleView>, ApiError> {
    Ok(Json(FaqArticleView::new(faq::get_article(&state, id).await?, caller.reader())))
}

/// Updates the given fields of an article.
#[utoipa::path(patch, path = "/api/faq/{id}")]
pub async fn edit_article(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<FaqArticleId>,
    Valid(edit): Valid<ArticleEdit>,
) -> Result<Json<FaqArticleView>, ApiError> {
    let article = faq::edit_article(&state, &caller.identity, id, edit).await?;
    Ok(Json(FaqArticleView::new(article, Reader::Staff)))
}

/// Deletes an article.
#[utoipa::path(delete, path = "/api/faq/{id}")]
pub async fn delete_article(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<FaqArticleId>,
) -> Result<NoContent, ApiError> {
    faq::delete_article(&state, &caller.identity, id).await?;
    Ok(NoContent)
}

/// Counts whether an article has helped its reader.
#[utoipa::path(
    post,
    path = "/api/faq/{id}/rate",
    extensions(("x-limits" = json!([format!("VISITOR_CHATS_PER_IP, and {ATTEMPTS_PER_CHAT} times as many ratings")]))),
)]
pub async fn rate_article(
    State(state): State<shared::State>,
    ClientAddress(address): ClientAddress,
    Id(id): Id<FaqArticleId>,
    Valid(rating): Valid<ArticleRating>,
) -> Result<NoContent, ApiError> {
    faq::rate_article(&state, address, id, rating).await?;
    Ok(NoContent)
}
