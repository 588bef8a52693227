// A client with axios that refreshes its token when it has ended, and reads what is in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import axios from "axios";
import { createAuthRefresh } from "axios-auth-refresh";
import { jwtDecode } from "jwt-decode";
import { openSystem, signIn } from "./desk.js";

const system = await openSystem();

/** A token whose time is over, as far as a client can tell. */
const ENDED = "a.b.c";

/** A site's tab: sends its token along, and gets a new pair when the server says that the token is no good. */
class Tab {
  refreshes = 0;
  http = axios.create({ baseURL: `${system.url}/api` });

  constructor({ access = ENDED, refresh }) {
    this.access = access;
    this.refresh = refresh;
    this.http.interceptors.request.use((request) => {
      request.headers.Authorization = `Bearer ${this.access}`;
      return request;
    });
    createAuthRefresh(this.http, () => this.renew(), {
      shouldRefresh: (error) => error.response?.data?.code == "token_not_valid",
      // Else the package gives up on requests that are refused while it refreshes for another.
      deduplicateRefresh: false,
    });
  }

  async renew() {
    this.refreshes += 1;
    const { data } = await axios.post(`${system.url}/api/token/refresh/`, { refresh: this.refresh });
    Object.assign(this, data);
  }
}

const refused = (promise) => promise.then(
  ({ status }) => assert.fail(`it was answered with ${status}`),
  ({ response }) => response,
);

test("requests at once whose token has ended are all answered after a refresh", async () => {
  const tab = new Tab({ refresh: (await signIn(system)).refresh });
  const paths = ["/users/me/", "/chat-rooms/", "/messages/", "/notifications/", "/notifications/unread_count/"];
  const answers = await Promise.all(paths.map((path) => tab.http.get(path)));
  assert.deepEqual(answers.map(({ status }) => status), paths.map(() => 200));
  assert.ok(tab.refreshes >= 1);
});

test("a write whose token has ended is done once, after the refresh", async () => {
  const tab = new Tab({ refresh: (await signIn(system)).refresh });
  const { data } = await tab.http.post("/chat-rooms/", { subject: "Once" });
  const { data: rooms } = await tab.http.get("/chat-rooms/?search=Once");
  assert.deepEqual(rooms.results.map(({ id }) => id), [data.id]);
});

for (const count of [2, 5]) {
  test(`${count} tabs that refresh with one token at once all go on, now and the next time`, async () => {
    const { refresh } = await signIn(system);
    const tabs = Array.from({ length: count }, () => new Tab({ refresh }));
    for (let round = 0; round < 2; round += 1) {
      for (const tab of tabs) tab.access = ENDED;
      const answers = await Promise.all(tabs.map(({ http }) => http.get("/users/me/")));
      assert.deepEqual(answers.map(({ status }) => status), tabs.map(() => 200));
    }
    assert.equal(tabs.filter(({ refreshes }) => refreshes == 2).length, count);
  });
}

test("a tab whose answer got lost refreshes with the same token again", async () => {
  const { refresh } = await signIn(system);
  await new Tab({ refresh }).renew();
  const tab = new Tab({ refresh });
  assert.equal((await tab.http.get("/users/me/")).data.user.username, "customer");
});

test("a client knows by the code which refusals a refresh cures", async () => {
  const anonymous = axios.create({ baseURL: `${system.url}/api` });
  const { access } = await signIn(system);
  const withToken = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
  const wrong = { username: "customer", password: "not this one" };
  const answers = [
    [401, "token_not_valid", () => anonymous.get("/users/me/", withToken(ENDED))],
    [401, "token_not_valid", () => anonymous.get("/users/me/", withToken(`${access}x`))],
    [401, "token_not_valid", () => anonymous.post("/token/refresh/", { refresh: ENDED })],
    [401, "token_not_valid", () => anonymous.post("/token/refresh/", { refresh: access })],
    [401, "not_authenticated", () => anonymous.get("/users/me/")],
    [401, "no_active_account", () => anonymous.post("/token/", wrong)],
    [403, "permission_denied", () => anonymous.get("/users/", withToken(access))],
    [404, "not_found", () => anonymous.get("/nothing/", withToken(access))],
  ];
  for (const [status, code, answer] of answers) {
    const { status: was, data } = await refused(answer());
    assert.deepEqual([was, data.code, typeof data.detail], [status, code, "string"]);
  }
});

test("a client that was signed out is told so by its refresh, and asks no more", async () => {
  const pair = await signIn(system);
  const tab = new Tab(pair);
  await tab.http.post("/auth/logout/");
  const { status, data } = await refused(tab.http.get("/users/me/"));
  assert.deepEqual([status, data.code, tab.refreshes], [401, "token_not_valid", 1]);
});

test("jwt-decode reads from both tokens whose they are, what they are for, and how long they hold", async () => {
  const pair = await signIn(system);
  const { data: me } = await new Tab(pair).http.get("/users/me/");
  const [access, refresh] = [jwtDecode(pair.access), jwtDecode(pair.refresh)];
  assert.deepEqual([access.user_id, refresh.user_id], [me.user.id, me.user.id]);
  assert.deepEqual([access.token_type, refresh.token_type], ["access", "refresh"]);
  const now = Date.now() / 1000;
  for (const { iat, exp, jti } of [access, refresh]) {
    assert.ok(Number.isInteger(iat) && Math.abs(iat - now) < 60, `issued at ${iat}, now is ${now}`);
    assert.ok(Number.isInteger(exp) && exp > now, `ends at ${exp}, now is ${now}`);
    assert.match(jti, /^[\w-]{32,}$/);
  }
  assert.notEqual(access.jti, refresh.jti);
  assert.ok(access.exp < refresh.exp);
});

test("a registration's and a sign-in's token are read in the same way", async () => {
  const http = axios.create({ baseURL: `${system.url}/api` });
  const credentials = { username: "reader", password: "correct horse 1" };
  const form = { ...credentials, email: "reader@example.com", password_confirm: credentials.password };
  for (const answer of [await http.post("/auth/register/", form), await http.post("/auth/login/", credentials)]) {
    const { user_id, token_type } = jwtDecode(answer.data.token);
    assert.deepEqual([user_id, token_type], [answer.data.user.id, "access"]);
  }
});
