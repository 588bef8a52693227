// Readable colours on a site's colour.

export { readableOn } from "../shared/contrast.js";
