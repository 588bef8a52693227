// The switch for push notifications on this device, which says honestly what the browser lets it do.

import { el } from "../shared/dom.js";
import { report, toast } from "../shared/toast.js";

/** @type {Record<import("../shared/push-device.js").PushState, string>} */
const TEXTS = {
  unsupported:
    "This browser doesn’t support push notifications. On an iPhone or iPad, add this page to your home screen first.",
  blocked: "Notifications are blocked. Allow them for this site in your browser’s settings.",
  off: "Get notified on this device, even when the console is closed.",
  on: "On for this device, even when the console is closed.",
};

export class PushSwitch {
  #device;
  #button = el("button", { type: "button", onclick: () => this.#toggle() });
  #text = el("p", { class: "muted", role: "status" });

  /** @param {import("../shared/push-device.js").PushDevice} device */
  constructor(device) {
    this.#device = device;
    this.element = el("div", { class: "push" }, this.#button, this.#text);
    device.addEventListener("change", () => this.show());
    this.show();
    device.start().catch(report);
  }

  show() {
    const { state } = this.#device;
    this.#button.hidden = state != "on" && state != "off";
    this.#button.textContent = state == "on" ? "Turn off push notifications" : "Turn on push notifications";
    this.#text.textContent = TEXTS[state];
  }

  async #toggle() {
    this.#button.disabled = true;
    try {
      await (this.#device.state == "on" ? this.#device.turnOff() : this.#device.turnOn());
    } catch (error) {
      if (error instanceof DOMException) toast("Your browser couldn’t reach its push service. Please try again.");
      else report(error);
    } finally {
      this.#button.disabled = false;
      this.show();
    }
  }
}
