// An SMTP server on loopback that keeps the mails it gets.

import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";

export class MailServer {
  #server = net.createServer((socket) => this.#talk(socket).catch(() => {}));
  /** As they came, but with long lines whole. @type {string[]} */
  mails = [];

  static async start() {
    const server = new MailServer();
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url() {
    return `smtp://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.close();
  }

  /** @param {net.Socket} socket */
  async #talk(socket) {
    let mail = null;
    socket.write("220 here\r\n");
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      if (mail && line != ".") mail.push(line);
      else if (mail) {
        this.mails.push(unfolded(mail.join("\n")));
        mail = null;
        socket.write("250 taken\r\n");
      } else if (line == "DATA") {
        mail = /** @type {string[]} */ ([]);
        socket.write("354 go on\r\n");
      } else socket.write("250 fine\r\n");
    }
  }
}

/** Takes back what quoted-printable (RFC 2045, section 6.7) does to long lines and to `=`. @param {string} mail */
function unfolded(mail) {
  return mail.replaceAll("=\n", "").replaceAll("=3D", "=");
}

/**
 * Sends a mail to a server on loopback.
 * @param {number} port @param {string} to @param {string} mail
 */
export async function sendMail(port, to, mail) {
  const socket = net.connect(port, "127.0.0.1");
  const content = mail.replaceAll("\n", "\r\n").replaceAll("\r\n.", "\r\n..");
  const commands = [
    "HELO here",
    "MAIL FROM:<someone@example.com>",
    `RCPT TO:<${to}>`,
    "DATA",
    `${content}\r\n.`,
    "QUIT",
  ];
  const answers = [];
  for await (const answer of createInterface({ input: socket, crlfDelay: Infinity })) {
    answers.push(answer);
    const next = commands.shift();
    if (next) socket.write(`${next}\r\n`);
  }
  return answers;
}
