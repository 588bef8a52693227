// A system for the tests of a file, without its limits, and somebody who is signed in.

import { after } from "node:test";
import axios from "axios";
import { System } from "../web/system.js";

const LIMITS = ["REGISTRATIONS_PER_IP", "OPEN_ROOMS", "ROOMS_PER_HOUR", "FRAMES_PER_SECOND", "SIGN_IN_FAILURES"];

/** @param {string[]} [flags] */
export async function openSystem(flags) {
  for (const limit of LIMITS) process.env[limit] = "0";
  const system = await System.start(flags);
  after(() => system.stop());
  return system;
}

/** Somebody's pair of tokens. @param {System} system */
export async function signIn(system, username = "customer") {
  const password = system.passwords[username];
  const { data } = await axios.post(`${system.url}/api/token/`, { username, password });
  return data;
}
