// Readable colours on a site's colour.

/** Black or white, whichever stands out more. @param {string} color any that CSS knows */
export function readableOn(color) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return "#fff";
  context.fillStyle = color;
  // Browsers that protect against fingerprinting let no pixel be read: mostly there is no need to.
  const digits = /^#(..)(..)(..)$/.exec(context.fillStyle);
  const channels = digits ? digits.slice(1).map((digit) => parseInt(digit, 16)) : pixel(context);
  const [red, green, blue] = channels.map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  // WCAG's relative luminance: at 0.179, black and white have the same contrast.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

/** @param {CanvasRenderingContext2D} context */
function pixel(context) {
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
}
