// Push notifications on this device: whether its browser has them, and turning them on and off.

/** Where the browser keeps whose subscription a page has: another user of it must not get their notifications. */
const OWNER = "push-owner";

/** @typedef {"unsupported" | "blocked" | "off" | "on"} PushState */

export class PushDevice extends EventTarget {
  #api;
  #worker;
  #user;
  /** Id of the subscription, while there is one. @type {string | null} */
  #id = null;
  /** @type {Promise<ServiceWorkerRegistration> | null} */
  #registration = null;

  /**
   * @param {import("../client/api.js").Api} api
   * @param {string} worker path of the page's service worker, whose folder is its scope
   * @param {string} user whose notifications they are
   */
  constructor(api, worker, user) {
    super();
    this.#api = api;
    this.#worker = worker;
    this.#user = user;
  }

  /** @returns {PushState} */
  get state() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unsupported";
    if (Notification.permission == "denied") return "blocked";
    return this.#id ? "on" : "off";
  }

  /** Registers the service worker, and sends a subscription that is there already again: it may have changed. */
  async start() {
    if (this.state == "unsupported") return;
    const pushManager = await this.#pushManager();
    const subscription = await pushManager.getSubscription();
    if (!subscription) return;
    const isOwn = localStorage.getItem(this.#ownerName) == this.#user && isFor(subscription, await this.#key());
    if (isOwn) await this.#send(subscription);
    else await subscription.unsubscribe();
  }

  /** Asks for the permission, if need be, and subscribes. */
  async turnOn() {
    if ((await Notification.requestPermission()) == "granted") {
      const pushManager = await this.#pushManager();
      const applicationServerKey = await this.#key();
      await this.#send(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
    }
    this.#changed();
  }

  async turnOff() {
    const pushManager = await this.#pushManager();
    await (await pushManager.getSubscription())?.unsubscribe();
    const id = this.#id;
    this.#id = null;
    this.#changed();
    // Where that fails, the push service says that it is gone.
    if (id) await this.#api.request("DELETE", `/api/push-subscriptions/${id}/`).catch(() => {});
  }

  get #ownerName() {
    return `${OWNER} ${this.#worker}`;
  }

  async #pushManager() {
    this.#registration ??= register(this.#worker);
    try {
      return (await this.#registration).pushManager;
    } catch (error) {
      this.#registration = null;
      throw error;
    }
  }

  /** @param {PushSubscription} subscription */
  async #send(subscription) {
    localStorage.setItem(this.#ownerName, this.#user);
    const { endpoint, keys: { p256dh = "", auth = "" } = {} } = subscription.toJSON();
    const made = { endpoint: endpoint ?? "", keys: { p256dh, auth } };
    this.#id = (await this.#api.post("/api/push-subscriptions/", made)).id;
    this.#changed();
  }

  /** The key that the system signs with. */
  async #key() {
    const { public_key } = await this.#api.get("/api/push-key/");
    const binary = atob(public_key.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  }

  #changed() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}

/** `true` if a subscription was made for this key. @param {PushSubscription} subscription @param {Uint8Array} key */
function isFor({ options }, key) {
  const bytes = new Uint8Array(options.applicationServerKey ?? []);
  return bytes.length == key.length && bytes.every((byte, place) => byte == key[place]);
}

/** The one address that the page's policy lets become a script; a policy is made once. @type {any} */
let policy;

/** @param {string} worker */
async function register(worker) {
  policy ??= /** @type {any} */ (window).trustedTypes?.createPolicy("service-worker", {
    createScriptURL: () => worker,
  });
  const registration = await navigator.serviceWorker.register(policy?.createScriptURL("") ?? worker);
  const { active, installing } = registration;
  // A browser subscribes no worker that is not active yet.
  if (!active && installing)
    await new Promise((resolve) =>
      installing.addEventListener("statechange", () => installing.state == "installed" || resolve(null)),
    );
  return registration;
}
