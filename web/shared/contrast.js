// Contrast of colours, as WCAG measures it.

/** Black or white, whichever stands out more. @param {string} color any that CSS knows */
export function readableOn(color) {
  // At this luminance, black and white have the same contrast.
  return luminance(color) > 0.179 ? "#000" : "#fff";
}

/** Contrast of two colours, from 1 to 21. @param {string} one @param {string} other */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance, from 0 to 1. @param {string} color */
function luminance(color) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return 0;
  context.fillStyle = color;
  // Browsers that protect against fingerprinting let no pixel be read: mostly there is no need to.
  const digits = /^#(..)(..)(..)$/.exec(context.fillStyle);
  const channels = digits ? digits.slice(1).map((digit) => parseInt(digit, 16)) : pixel(context);
  const [red, green, blue] = channels.map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {CanvasRenderingContext2D} context */
function pixel(context) {
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
}
