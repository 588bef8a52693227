//! An article of the FAQ: a question with its answer, which visitors find before they ask.

use serde::{Deserialize, Serialize};

use crate::{
    ids::FaqArticleId,
    table::{Entity, Key, Query, padded},
    text::folded,
    time::Timestamp,
};

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaqArticle {
    /// Its number.
    pub id: FaqArticleId,
    /// Language that it is written in, by ISO 639-1.
    pub language: String,
    /// Question.
    pub question: String,
    /// Answer, in Markdown.
    pub answer: String,
    /// Readers whom it has helped.
    #[serde(default)]
    pub helped: u64,
    /// Readers whom it hasn't.
    #[serde(default)]
    pub not_helped: u64,
    /// Time of the last change.
    pub updated_at: Timestamp,
}

/// Partition of all articles.
const PARTITION: &str = "FAQ";

impl FaqArticle {
    /// Key of the article with this number.
    pub fn key_of(id: FaqArticleId) -> Key {
        Key::new(PARTITION, padded(id.0))
    }

    /// List of all articles, by number.
    pub fn all() -> Query {
        Query::table(PARTITION)
    }

    /// `true` if it is written in this language.
    pub fn is_in(&self, language: &str) -> bool {
        self.language == language
    }

    /// `true` if question and answer together have all of these words, which are [`folded`], or parts of words.
    pub fn has_words(&self, words: &[String]) -> bool {
        let text = folded(&format!("{}\n{}", self.question, self.answer));
        words.iter().all(|word| text.contains(word))
    }
}

impl Entity for FaqArticle {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}
