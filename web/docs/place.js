// The place on the page: which section is being read, and the way to another.

/** The part of the window whose section is being read. */
const BAND = "-15% 0px -75% 0px";

/** In frames: how long a section must not have moved, and how long that may take. */
const STILL = 3;
const LIMIT = 30;

/** @param {Element[]} sections in their order @param {(id: string) => void} onRead */
export function watchSections(sections, onRead) {
  /** @type {Set<Element>} */
  const inBand = new Set();
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) inBand[isIntersecting ? "add" : "delete"](target);
      const read = sections.find((section) => inBand.has(section));
      if (read) onRead(read.id);
    },
    { rootMargin: BAND },
  );
  for (const section of sections) observer.observe(section);
}

/**
 * Leads to a section and stays there. Operations are laid out once they come near (`content-visibility` in the
 * styles): then what is above turns out higher or lower than it was taken for, and the section has moved.
 * @param {string} hash of the address
 */
export function jumpTo(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  let [still, frames] = [0, 0];
  function step() {
    const before = target?.getBoundingClientRect().top;
    target?.scrollIntoView();
    still = target?.getBoundingClientRect().top == before ? still + 1 : 0;
    frames += 1;
    if (still < STILL && frames < LIMIT) requestAnimationFrame(step);
  }
  requestAnimationFrame(step);
}

/**
 * Does so for all links within the page, and on the way back and forth: the place that the browser restores is as wrong
 * as the heights were.
 */
export function followLinks() {
  addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link?.hash && link.pathname == location.pathname) jumpTo(link.hash);
  });
  addEventListener("popstate", () => location.hash && jumpTo(location.hash));
}
