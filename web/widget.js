// Script for a site's pages: <script src="https://…/widget.js" async></script>. It only brings the widget in, as
// modules from its own address, and blocks nothing. As a module, a script doesn't know which one it is, and looks for
// itself.
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const { src, dataset } = /** @type {HTMLScriptElement} */ (script);
  const { origin } = new URL(src);
  import(`${origin}%ASSETS%/bundle/main.js`).then(({ start }) => start(origin, { ...dataset }));
})();
