//! Articles of the FAQ.

use serde::Serialize;
use utoipa::ToSchema;

use super::Reader;
use crate::{
    ids::FaqArticleId,
    markdown::{self, Node},
    model::FaqArticle,
    time::Timestamp,
};

/// An article of the FAQ.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FaqArticleView {
    id: FaqArticleId,
    /// Language, by ISO 639-1.
    #[schema(example = "en")]
    language: String,
    /// Question.
    #[schema(example = "How do I return an order?")]
    question: String,
    /// Answer, in Markdown.
    #[schema(example = "Within **30** days.")]
    answer: String,
    /// The answer as a tree of elements: each text, or an element with its content.
    formatted_answer: Vec<Node>,
    /// Readers whom it has helped; `null` for others than staff.
    #[schema(example = 12)]
    helped: Option<u64>,
    /// Readers whom it hasn't helped; `null` for others than staff.
    #[schema(example = 1)]
    not_helped: Option<u64>,
    updated_at: Timestamp,
}

impl FaqArticleView {
    /// An article as a reader sees it.
    pub fn new(article: FaqArticle, reader: Reader) -> Self {
        let FaqArticle { id, language, question, answer, helped, not_helped, updated_at } = article;
        Self {
            id,
            language,
            question,
            formatted_answer: markdown::parse(&answer),
            answer,
            helped: reader.staff_only(|| helped),
            not_helped: reader.staff_only(|| not_helped),
            updated_at,
        }
    }
}
