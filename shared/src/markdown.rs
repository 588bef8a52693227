//! Markdown as a tree of few elements, which a page builds without parsing HTML.
//!
//! Of CommonMark there is what an answer needs: paragraphs, emphasis, code, lists, quotes, links to web pages and mail
//! addresses. A heading is a strong paragraph, a picture its description, and HTML the text that it is.

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

/// Levels of elements in each other; what is deeper belongs to the last one.
const MAX_DEPTH: usize = 12;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Node {
    /// Text.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element of HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Element {
    /// Its name: `p`, `strong`, `em`, `code`, `pre`, `ul`, `ol`, `li`, `blockquote`, `a` or `br`.
    #[schema(example = "p")]
    pub tag: &'static str,
    /// Address of a link; `null` for the others.
    pub href: Option<String>,
    /// Its content.
    #[schema(no_recursion)]
    pub content: Vec<Node>,
}

/// Parses a text in Markdown.
pub fn parse(text: &str) -> Vec<Node> {
    let mut tree = Tree { open: vec![Opened { element: None, content: Vec::new() }] };
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Start(tag) => tree.open(&tag),
            Event::End(_) => tree.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => tree.text(&text),
            Event::Code(code) => tree.push(element("code", None, vec![Node::Text(code.to_string())])),
            Event::SoftBreak => tree.text("\n"),
            Event::HardBreak => tree.push(element("br", None, Vec::new())),
            // Rules have no words; the others are of extensions that are off.
            _ => {}
        }
    }
    tree.into_content()
}

/// Elements that have begun, outermost first. The first is the text as a whole.
struct Tree {
    open: Vec<Opened>,
}

/// An element that has begun; without one its content belongs to the element around it.
struct Opened {
    element: Option<(&'static str, Option<String>)>,
    content: Vec<Node>,
}

impl Tree {
    fn open(&mut self, tag: &Tag<'_>) {
        let depth = self.open.iter().filter(|opened| opened.element.is_some()).count();
        self.open.push(Opened { element: named(tag).filter(|_| depth < MAX_DEPTH), content: Vec::new() });
    }

    fn close(&mut self) {
        let Some(Opened { element: closed, content }) = self.open.pop() else { return };
        match closed {
            Some((tag, href)) => self.push(element(tag, href, content)),
            None => content.into_iter().for_each(|node| self.push(node)),
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.last_mut().and_then(|opened| opened.content.last_mut()) {
            Some(Node::Text(before)) => before.push_str(text),
            _ => self.push(Node::Text(text.to_owned())),
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(opened) = self.open.last_mut() {
            opened.content.push(node);
        }
    }

    fn into_content(mut self) -> Vec<Node> {
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().map(|opened| opened.content).unwrap_or_default()
    }
}

fn element(tag: &'static str, href: Option<String>, content: Vec<Node>) -> Node {
    Node::Element(Element { tag, href, content })
}

/// The element for a tag; `None` for one that stands for its content.
fn named(tag: &Tag<'_>) -> Option<(&'static str, Option<String>)> {
    let name = match tag {
        Tag::Paragraph => "p",
        // A page's own headings stay its outline.
        Tag::Heading { .. } | Tag::Strong => "strong",
        Tag::Emphasis => "em",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(_) => "pre",
        Tag::List(None) => "ul",
        Tag::List(Some(_)) => "ol",
        Tag::Item => "li",
        Tag::Link { dest_url, .. } => return linked(dest_url).map(|href| ("a", Some(href))),
        _ => return None,
    };
    Some((name, None))
}

/// The address, if a page may link to it.
fn linked(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn made(tag: &str, content: &Value) -> Value {
        json!({"tag": tag, "href": null, "content": content})
    }

    fn parsed(text: &str) -> Value {
        json!(parse(text))
    }

    #[test]
    fn an_answer_becomes_paragraphs_lists_and_links() {
        let text =
            "Within **30** days.\nKeep the *box*.\n\n1. Print [the label](https://shop.example/label)\n2. `RET-7`";
        let link = json!({"tag": "a", "href": "https://shop.example/label", "content": ["the label"]});
        let code = made("code", &json!(["RET-7"]));
        let items = json!([made("li", &json!(["Print ", link])), made("li", &json!([code]))]);
        let (strong, emphasis) = (made("strong", &json!(["30"])), made("em", &json!(["box"])));
        let paragraph = made("p", &json!(["Within ", strong, " days.\nKeep the ", emphasis, "."]));
        assert_eq!(parsed(text), json!([paragraph, made("ol", &items)]));
    }

    #[test]
    fn html_is_text_and_an_unsafe_link_its_words() {
        let paragraph = |text: &str| json!([made("p", &json!([text]))]);
        assert_eq!(parsed("<b>Hi</b>"), paragraph("<b>Hi</b>"));
        for address in ["javascript:alert(1)", "data:text/html,x", "/relative", "vbscript:x"] {
            assert_eq!(parsed(&format!("[here]({address})")), paragraph("here"), "{address}");
        }
        assert_eq!(parsed("![A box](https://x.example/box.png)"), paragraph("A box"));
    }

    fn depth(nodes: &[Node]) -> usize {
        let below = |node: &Node| match node {
            Node::Text(_) => 0,
            Node::Element(element) => 1 + depth(&element.content),
        };
        nodes.iter().map(below).max().unwrap_or_default()
    }

    #[test]
    fn depth_is_limited() {
        let nodes = parse(&format!("{}deep", "> ".repeat(5_000)));
        // Code and line breaks are no levels of their own.
        assert!(depth(&nodes) <= MAX_DEPTH + 1);
        assert!(json!(nodes).to_string().contains("deep"));
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_to_allowed_elements(text in "[-*_`>#\\[\\]()!<>a-z0-9 \n:/.&]{0,200}") {
            fn check(nodes: &[Node]) {
                for node in nodes {
                    let Node::Element(Element { tag, href, content }) = node else { continue };
                    let tags = ["p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "br"];
                    assert!(tags.contains(tag));
                    assert_eq!(href.is_some(), *tag == "a");
                    check(content);
                }
            }
            check(&parse(&text));
        }
    }
}
