// SPDX-License-Identifier: BSL-1.0
// session.js -- who is logged in

import { find, make, say } from "./dom.js";
import { ask, setCsrf } from "./server.js";

const listeners = [];
/** Calls `listener` with {id, name}, or null, now and then: whenever somebody logs in or out. */
export const onSession = (listener) => listeners.push(listener);

function showWho(user) {
  if (!user) {
    const link = make("a", "", "Log in");
    link.href = "#password";
    find("who").replaceChildren(link);
    return;
  }
  const out = make("button", "quiet", "Log out");
  out.id = "logout";
  out.type = "button";
  out.addEventListener("click", logOut);
  find("who").replaceChildren(make("span", "", user.name), out);
}

/** Asks the server who we are, and tells everybody. */
export async function refreshSession() {
  const { body } = await ask("GET", "/session");
  setCsrf(body.csrf);
  showWho(body.user);
  find("login").hidden = body.user !== null;
  find("add").hidden = body.user === null;
  listeners.forEach((listener) => listener(body.user));
}

async function logIn(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const { body } = await ask("POST", "/login", new URLSearchParams(new FormData(form)));
    form.elements.password.value = "";
    await refreshSession();
    say(find("tasks-note"), `${body.message}.`);
    find("title").focus();
  } catch (error) {
    say(find("tasks-note"), error.message, true);
  }
}

async function logOut() {
  try {
    await ask("POST", "/logout");
    await refreshSession();
    say(find("tasks-note"), "Logged out.");
  } catch (error) {
    say(find("tasks-note"), error.message, true);
  }
}

export function startSession() {
  find("login").addEventListener("submit", logIn);
  const refresh = () => refreshSession().catch((error) => say(find("tasks-note"), error.message, true));
  document.addEventListener("loggedout", refresh);
  refresh();
}
