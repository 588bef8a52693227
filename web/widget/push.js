// Notifications of answers outside the page, on pages that have a service worker for them, as the chat's own.

import { PushDevice } from "../shared/push-device.js";

/** @type {Record<import("../shared/push-device.js").PushState, string>} */
const TEXTS = {
  unsupported:
    "This browser doesn’t support notifications. On an iPhone or iPad, add this page to your home screen first.",
  blocked: "Notifications are blocked. Allow them for this site in your browser’s settings.",
  off: "You won’t be notified of answers on this device.",
  on: "We’ll notify you of answers on this device.",
};

/**
 * Goes on with what is turned on in this browser.
 * @param {import("../client/api.js").Api} api @param {string} worker @param {string} owner the visitor, as the site knows them
 */
export async function keepNotifying(api, worker, owner) {
  const device = new PushDevice(api, worker, owner);
  await device.start();
  return device;
}

/**
 * Turns notifications on, or off.
 * @param {PushDevice} device
 * @returns {Promise<string>} words about what is so now
 */
export async function toggleNotifying(device) {
  if (device.state == "on") await device.turnOff();
  else if (device.state == "off") await device.turnOn();
  return TEXTS[device.state];
}
