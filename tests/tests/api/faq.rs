//! `/api/faq/`

use serde_json::{Value, json};
use tests::App;

const PATH: &str = "/api/faq/";

fn path(article: &Value) -> String {
    format!("{PATH}{}/", article["id"])
}

#[tokio::test]
async fn admins_write_articles_and_anyone_reads_them_formatted() {
    let app = App::start().await;
    let admin = app.admin().await;
    let question = format!("How do I return an order? {}", app.username("faq"));
    let new = json!({"question": question, "answer": "Within **30** days.\n\n<b>Really</b>"});
    let made = admin.post(PATH, new).await.created();
    let strong = json!({"tag": "strong", "href": null, "content": ["30"]});
    let formatted = json!([
        {"tag": "p", "href": null, "content": ["Within ", strong, " days."]},
        {"tag": "p", "href": null, "content": ["<b>Really</b>"]},
    ]);
    assert_eq!((&made["formatted_answer"], &made["language"]), (&formatted, &json!("en")));
    let read = app.anon().get(&path(&made)).await.ok();
    assert_eq!(
        (&read["question"], &read["helped"], &read["not_helped"]),
        (&json!(question), &Value::Null, &Value::Null)
    );

    let changed = admin.patch(&path(&made), json!({"answer": "Within a year.", "language": "es"})).await.ok();
    assert_eq!((&changed["answer"], &changed["question"]), (&json!("Within a year."), &json!(question)));
    admin.patch(&path(&made), json!({"language": "tlh", "question": " ", "answer": ""})).await.is_invalid(json!({
        "language": ["Enter the ISO 639-1 code of a language."],
        "question": ["This field may not be blank."],
        "answer": ["This field may not be blank."],
    }));
    admin.post(PATH, json!({})).await.is_invalid(json!({
        "question": ["This field is required."],
        "answer": ["This field is required."],
    }));
    assert_eq!(admin.delete(&path(&made)).await.status, 204);
    app.anon().get(&path(&made)).await.is_not_found();
    admin.patch(&path(&made), json!({"answer": "Gone"})).await.is_not_found();
    app.anon().post(&format!("{}rate/", path(&made)), json!({"has_helped": true})).await.is_not_found();
}

#[tokio::test]
async fn a_search_finds_parts_of_words_whatever_their_accents_and_in_one_language() {
    let app = App::start().await;
    let admin = app.admin().await;
    let mark = app.username("search");
    let new =
        json!({"question": format!("¿Cómo devuelvo un artículo? {mark}"), "answer": "En 30 días.", "language": "es"});
    let spanish = admin.post(PATH, new).await.created();
    let new = json!({"question": format!("Returns {mark}"), "answer": "Within 30 days, as said under *artículo*."});
    let english = admin.post(PATH, new).await.created();
    let anon = app.anon();
    let found = async |query: &str| {
        let found = anon.walks(&format!("{PATH}?{query}")).await;
        found.iter().map(|article| article["id"].clone()).collect::<Vec<_>>()
    };
    let both = vec![spanish["id"].clone(), english["id"].clone()];
    assert_eq!(found(&format!("search=ARTICULO+{mark}")).await, both);
    assert_eq!(found(&format!("search=artic+{mark}&language=es")).await, vec![spanish["id"].clone()]);
    assert_eq!(found(&format!("search={mark}+devuelvo+dias")).await, vec![spanish["id"].clone()]);
    assert_eq!(found(&format!("search={mark}+nowhere")).await, Vec::<Value>::new());
    assert_eq!(found(&format!("search={mark}&page_size=1")).await, both);
}

#[tokio::test]
async fn readers_say_if_an_article_has_helped_and_an_edit_keeps_the_counts() {
    let app = App::start().await;
    let admin = app.admin().await;
    let made = admin.post(PATH, json!({"question": "Where?", "answer": "Here."})).await.created();
    let rate = format!("{}rate/", path(&made));
    let (yes, no) = (json!({"has_helped": true}), json!({"has_helped": false}));
    let anon = app.anon();
    let (first, second, third) =
        tokio::join!(anon.post(&rate, yes.clone()), anon.post(&rate, yes), anon.post(&rate, no));
    assert_eq!((first.status, second.status, third.status), (204, 204, 204));
    admin.patch(&path(&made), json!({"answer": "There."})).await.ok();
    let read = app.agent("ben").await.get(&path(&made)).await.ok();
    assert_eq!((&read["helped"], &read["not_helped"], &read["answer"]), (&json!(2), &json!(1), &json!("There.")));
    anon.post(&rate, json!({})).await.is_invalid(json!({"has_helped": ["This field is required."]}));
}
