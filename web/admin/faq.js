// The FAQ: articles that visitors find before they ask.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { button, head } from "./components.js";
import { LANGUAGE_NAMES } from "./languages.js";

/** @import { FaqArticle } from "../client/types.js" */

const PATH = "/api/faq/";

/** @type {import("./sections.js").Show} */
export function showFaq(place, { api }) {
  /** @param {FaqArticle} [article] none for a new one */
  async function edit(article) {
    const stored = await askForm(article ? "Edit article" : "New article", fields(article), {
      submit: article ? "Save" : "Create",
      action: (/** @type {any} */ values) =>
        article ? api.request("PATCH", `${PATH}${article.id}/`, values) : api.post(PATH, values),
    });
    if (stored) changed(article ? "Changes saved." : "Article created.");
  }

  /** @param {FaqArticle} article */
  async function remove({ id, question }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const options = { submit: "Delete", action, danger: true };
    if (await confirmAction(`Delete “${question}”?`, "Visitors will no longer find it.", options))
      changed("Article deleted.");
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<FaqArticle>[]} */
  const columns = [
    { label: "Question", cell: ({ question }) => question },
    { label: "Answer", cell: ({ answer }) => el("span", { class: "long lines" }, answer) },
    { label: "Language", cell: ({ language }) => LANGUAGE_NAMES[language] ?? language },
    { label: "Helped", cell: helped },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (article) => [
        button("Edit", () => edit(article), "quiet", article.question),
        button("Delete", () => remove(article), "quiet danger", article.question),
      ],
    },
  ];
  const first = () => api.get(PATH);
  const empty = "No articles yet. Answer what visitors ask most, and they’ll find it in the widget.";
  const table = new PagedTable(api, { caption: "Articles", columns, first, empty });
  place.append(
    head(
      "FAQ",
      button("New article", () => edit(), "primary"),
    ),
    table.element,
  );
}

/** @param {FaqArticle} article */
function helped(article) {
  const [yes, no] = [article.helped ?? 0, article.not_helped ?? 0];
  return yes + no ? `${yes} of ${yes + no}` : "–";
}

/** @param {FaqArticle} [article] @returns {import("../shared/dialog.js").Field[]} */
function fields(article) {
  const hint = "Markdown: **bold**, *italic*, `code`, lists, and links such as [our shop](https://shop.example).";
  return [
    { name: "question", label: "Question", value: article?.question, required: true, maxlength: 200 },
    {
      name: "answer",
      label: "Answer",
      type: "textarea",
      value: article?.answer,
      required: true,
      maxlength: 5_000,
      hint,
    },
    {
      name: "language",
      label: "Language",
      type: "select",
      value: article?.language ?? "en",
      options: Object.entries(LANGUAGE_NAMES),
    },
  ];
}
