//! The FAQ: articles, written by admins, read by anyone.

use crate::{
    ApiError, State,
    address::Address,
    http::{Fields, Input},
    ids::FaqArticleId,
    model::{AuditEntry, FaqArticle, Identity, LANGUAGES},
    ops::{
        anonymous,
        race::{Attempt, retry_on_conflict},
    },
    store::next_id,
    table::{Entity, Page, PageRequest, Read, Write},
    text::folded,
    time::Timestamp,
};

/// Longest question, in characters.
const QUESTION_LIMIT: usize = 200;
/// Longest answer, in characters.
const ANSWER_LIMIT: usize = 5_000;
/// Most articles: a search, which is anybody's, reads all of them.
const MAX_ARTICLES: u64 = 200;

/// A new article.
#[derive(Clone, Debug)]
pub struct NewArticle {
    language: String,
    question: String,
    answer: String,
}

impl Input for NewArticle {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.require(&["question", "answer"]);
        let ArticleEdit { language, question, answer } = ArticleEdit::read(fields)?;
        Some(Self { language: language.unwrap_or_else(|| "en".to_owned()), question: question?, answer: answer? })
    }
}

/// Changes of an article; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct ArticleEdit {
    language: Option<String>,
    question: Option<String>,
    answer: Option<String>,
}

impl Input for ArticleEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let unknown = || "Enter the ISO 639-1 code of a language.".to_owned();
        let language = fields.line("language").one_of(&LANGUAGES, unknown).optional();
        let question = fields.line("question").filled().max(QUESTION_LIMIT).optional();
        let answer = fields.text("answer").filled().max(ANSWER_LIMIT).optional();
        Some(Self { language: language?, question: question?, answer: answer? })
    }
}

/// Filters of the list of articles.
#[derive(Clone, Debug)]
pub struct ArticleFilters {
    /// Only those in this language.
    pub language: Option<String>,
    /// Words that question and answer have, folded.
    pub words: Vec<String>,
}

impl Input for ArticleFilters {
    fn read(fields: &mut Fields) -> Option<Self> {
        let language = fields.line("language").optional();
        let search = fields.line("search").max(QUESTION_LIMIT).optional();
        let words = folded(&search?.unwrap_or_default()).split_whitespace().map(str::to_owned).collect();
        Some(Self { language: language?, words })
    }
}

/// A reader's word on an article.
#[derive(Clone, Copy, Debug)]
pub struct ArticleRating(bool);

impl Input for ArticleRating {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.boolean("has_helped").means("`true` if the article has answered the question.").required().map(Self)
    }
}

/// Lists a page of the articles, the oldest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_articles(
    state: &State,
    filters: &ArticleFilters,
    request: &PageRequest,
) -> Result<Page<FaqArticle>, ApiError> {
    let matches = |article: &FaqArticle| {
        filters.language.as_ref().is_none_or(|language| article.is_in(language)) && article.has_words(&filters.words)
    };
    Ok(state.table.page(&FaqArticle::all(), request, Some(&matches)).await?)
}

/// Reads an article.
///
/// # Errors
/// 404 for an unknown one.
pub async fn get_article(state: &State, id: FaqArticleId) -> Result<FaqArticle, ApiError> {
    state.table.get(&FaqArticle::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Creates an article.
///
/// # Errors
/// 400 above the limit of articles.
pub async fn create_article(state: &State, by: &Identity, new: NewArticle) -> Result<FaqArticle, ApiError> {
    if state.table.count(&FaqArticle::all()).await? >= MAX_ARTICLES {
        return Err(ApiError::invalid(format!("You can have up to {MAX_ARTICLES} articles.")));
    }
    let NewArticle { language, question, answer } = new;
    let id = FaqArticleId(next_id(&state.table, "faq_article").await?);
    let updated_at = Timestamp::now();
    let article = FaqArticle { id, language, question, answer, helped: 0, not_helped: 0, updated_at };
    state.table.transact(vec![Write::create(&article), Write::put(&audited(by, "created", &article))]).await?;
    Ok(article)
}

/// Changes an article. What its readers say meanwhile stays counted.
///
/// # Errors
/// 404 for an unknown one.
pub async fn edit_article(
    state: &State,
    by: &Identity,
    id: FaqArticleId,
    edit: ArticleEdit,
) -> Result<FaqArticle, ApiError> {
    let edit = &edit;
    retry_on_conflict(|| async move {
        let before = get_article(state, id).await?;
        let mut after = before.clone();
        let ArticleEdit { language, question, answer } = edit.clone();
        after.language = language.unwrap_or(after.language);
        after.question = question.unwrap_or(after.question);
        after.answer = answer.unwrap_or(after.answer);
        after.updated_at = Timestamp::now();
        let changed = Write::update(after.key())
            .set("language", &after.language)
            .set("question", &after.question)
            .set("answer", &after.answer)
            .set("updated_at", after.updated_at)
            .when_equals("updated_at", before.updated_at);
        let audited = audited(by, "changed", &after).between(&before, &after);
        state.table.transact(vec![changed, Write::put(&audited)]).await?;
        Ok::<_, Attempt>(after)
    })
    .await
}

/// Deletes an article.
///
/// # Errors
/// 404 for an unknown one.
pub async fn delete_article(state: &State, by: &Identity, id: FaqArticleId) -> Result<(), ApiError> {
    retry_on_conflict(|| async move {
        let article = get_article(state, id).await?;
        let deleted = Write::delete(article.key()).when_exists();
        Ok(state.table.transact(vec![deleted, Write::put(&audited(by, "removed", &article))]).await?)
    })
    .await
}

/// Counts a reader's word on an article.
///
/// # Errors
/// 404 for an unknown one, 429 for an address above the limit.
pub async fn rate_article(
    state: &State,
    address: Address,
    id: FaqArticleId,
    ArticleRating(has_helped): ArticleRating,
) -> Result<(), ApiError> {
    anonymous::throttle(state, "RATE_ARTICLE", address).take(&state.table).await?;
    let count = if has_helped { "helped" } else { "not_helped" };
    let counted = Write::update(FaqArticle::key_of(id)).add(count, 1).when_exists();
    if state.table.write_if(counted).await? { Ok(()) } else { Err(ApiError::NotFound) }
}

fn audited(by: &Identity, deed: &str, article: &FaqArticle) -> AuditEntry {
    AuditEntry::new(by, "faq_article", deed, article.id, &article.question)
}
