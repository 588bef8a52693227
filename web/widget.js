// What a site puts on its pages: <script src="https://…/widget.js" async></script>. It only brings the widget in, as modules,
// from where it comes itself, and blocks nothing.
(() => {
  const { src, dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { origin } = new URL(src);
  import(`${origin}%ASSETS%/widget/main.js`).then(({ start }) => start(origin, dataset));
})();
