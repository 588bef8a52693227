// A system of a test's own: the program in memory, on a free port, behind a proxy whose connections can be cut.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = process.env.TRIBECLUB_CHAT ?? fileURLToPath(new URL("../../target/debug/local", import.meta.url));
const PASSWORD = "correct horse 1";

export class System {
  #program;
  #proxy;
  #port = 0;
  #sockets = new Set();
  /** Sockets to which the answers of each connection go. @type {Map<net.Socket, net.Socket>} */
  #answers = new Map();
  #isCut = false;
  /** Where it receives mail, if it does. */
  smtpPort = 0;
  /** By username. */
  passwords = { admin: PASSWORD };

  /** @param {string[]} flags beyond those of every test */
  static async start(flags = []) {
    const system = new System();
    await system.#listen();
    await system.#run(flags);
    return system;
  }

  get url() {
    return `http://localhost:${this.#proxy.address().port}`;
  }

  async #listen() {
    this.#proxy = net.createServer((socket) => {
      this.#keep(socket);
      if (this.#isCut) return socket.destroy();
      const onward = this.#keep(net.connect(this.#port, "localhost"));
      this.#answers.set(onward, socket);
      socket.pipe(onward).pipe(socket);
      socket.on("close", () => onward.destroy());
      return onward.on("close", () => {
        this.#answers.delete(onward);
        socket.destroy();
      });
    });
    this.#proxy.listen(0, "localhost");
    await once(this.#proxy, "listening");
  }

  /** @param {net.Socket} socket */
  #keep(socket) {
    this.#sockets.add(socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket)));
    return socket;
  }

  /** @param {string[]} flags */
  async #run(flags) {
    const own = [
      "--ephemeral",
      "--demo",
      "--port",
      "0",
      "--admin-password",
      PASSWORD,
      "--visitor-chats-per-ip",
      "1000",
      "--files-url",
      this.url,
      "--websocket-url",
      `${this.url.replace("http", "ws")}/ws`,
    ];
    this.#program = spawn(PROGRAM, [...own, ...flags], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, RUST_LOG: "error" },
    });
    for await (const line of createInterface({ input: this.#program.stdout })) {
      const port = line.match(/API +http:\/\/localhost:(\d+)/)?.[1];
      if (port) this.#port = Number(port);
      const smtpPort = line.match(/SMTP +localhost:(\d+)/)?.[1];
      if (smtpPort) this.smtpPort = Number(smtpPort);
      const [, name, password] = line.match(/^ +(agent|customer) +(\S+)$/) ?? [];
      if (name) this.passwords[name] = password;
      if (line.includes("Ctrl-C")) return;
    }
    throw new Error("The program ended before it was ready.");
  }

  /** Cuts all connections, and lets none through until `restore`. */
  cut() {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Holds back all answers of the connections that are open. */
  mute() {
    for (const [onward, socket] of this.#answers) onward.unpipe(socket);
  }

  restore() {
    this.#isCut = false;
  }

  /** Calls the API as the admin. */
  async asAdmin(method, path, body) {
    const headers = { "Content-Type": "application/json" };
    if (!this.#token)
      this.#token = (
        await this.#call("POST", "/api/token/", headers, { username: "admin", password: PASSWORD })
      ).access;
    return this.#call(method, path, { ...headers, Authorization: `Token ${this.#token}` }, body);
  }
  #token = "";

  async #call(method, path, headers, body) {
    const response = await fetch(`http://localhost:${this.#port}${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status == 204 ? null : response.json();
  }

  stop() {
    this.#program.kill("SIGKILL");
    this.cut();
    this.#proxy.close();
  }
}
