// SPDX-License-Identifier: BSL-1.0
// server.js -- asks the server, and says in words what went wrong

/** What each session's forms have to send back: another site's page cannot read it, so it cannot send it. */
let csrf = "";
export const setCsrf = (token) => { csrf = token ?? ""; };

export class Refusal extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter; // seconds
  }
}

const WORDS = {
  400: "The server did not understand that",
  401: "Not logged in",
  403: "Not allowed",
  404: "Not there",
  409: "Too late for that",
  413: "Too long",
  422: "Not accepted",
  429: "Too many requests; wait a moment",
  503: "The server is busy",
  507: "The server's disk is full",
};

function refusal(answer, body) {
  const words = WORDS[answer.status] ?? `The server failed (${answer.status})`;
  const reason = typeof body?.error === "string" ? `${words}: ${body.error}` : words;
  return new Refusal(answer.status, reason, Number(answer.headers.get("Retry-After")) || 0);
}

/** "cache;dur=0.01, db;dur=2.1" is {cache: 0.01, db: 2.1}, in milliseconds. */
export function timingOf(header) {
  const spent = {};
  for (const part of (header ?? "").split(",")) {
    const match = /^\s*([\w-]+)\s*;.*?dur=([\d.]+)/.exec(part);
    if (match) spent[match[1]] = Number(match[2]);
  }
  return spent;
}

async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  const form = body instanceof URLSearchParams;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const payload = body === undefined || form ? body : JSON.stringify(body);
  try {
    // no-store: the browser's own cache would hide the server's
    const signal = AbortSignal.timeout(20_000);
    return await fetch(path, { method, headers, body: payload, cache: "no-store", signal });
  } catch {
    throw new Refusal(0, "The server does not answer. Is it still running?");
  }
}

/**
 * Resolves to {body, status, cache, timing, waited}: what came, where from (HIT, MISS, ...), the milliseconds
 * that it took in the server, and until it was here. Anything but success throws a Refusal; if the server knows
 * us no longer, the document gets an event "loggedout".
 */
export async function ask(method, path, body) {
  const started = performance.now();
  const answer = await send(method, path, body);
  const text = await answer.text().catch(() => "");
  const waited = performance.now() - started;
  let parsed = null;
  try {
    if (text) parsed = JSON.parse(text);
  } catch {
    throw new Refusal(answer.status, "The server sent something that is no JSON.");
  }
  // 403 where something is changed: another tab has logged in, and this one's token is of an older session.
  const stale = answer.status === 401 || (answer.status === 403 && method !== "GET");
  if (stale && path !== "/login") document.dispatchEvent(new Event("loggedout"));
  if (!answer.ok) throw refusal(answer, parsed);
  return {
    body: parsed,
    status: answer.status,
    cache: answer.headers.get("X-Cache") ?? "",
    timing: timingOf(answer.headers.get("Server-Timing")),
    waited,
  };
}
