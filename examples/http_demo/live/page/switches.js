// SPDX-License-Identifier: BSL-1.0
// switches.js -- the cache's policy, and what can be switched off to see what it was good for

import { find, say } from "./dom.js";
import { onCache, poll } from "./live.js";
import { ask } from "./server.js";
import { onSession } from "./session.js";

let sending = false; // figures that were made before a change do not turn the switch back
let wantsLogin = false;

function show(cache) {
  if (sending) return;
  for (const radio of document.getElementsByName("policy")) radio.checked = radio.value === cache.policy;
  find("enabled").checked = cache.enabled;
  find("single-flight").checked = cache.single_flight;
}

async function change(what, done) {
  sending = true;
  const note = find("control-note");
  try {
    const { body } = await ask("POST", "/debug/cache", what);
    sending = false;
    show(body);
    say(note, done);
  } catch (error) {
    sending = false;
    say(note, error.message, true);
  }
  poll(); // also puts the switches back where they are
}

const MEANINGS = {
  off: "Nothing is cached now.",
  lru: "The entry that was not used for longest goes first.",
  lfu: "The entry that is used least often goes first.",
  s3fifo: "New entries must prove themselves before they may stay.",
};

function changeEnabled({ target }) {
  return change({ enabled: target.checked },
    target.checked ? "The cache is on." : "The cache is off: each search asks the database.");
}

function changeSingleFlight({ target }) {
  return change({ single_flight: target.checked },
    target.checked ? "Who asks for what is being computed waits for it." : "Each request computes for itself.");
}

export function startSwitches() {
  onCache(show);
  onSession((user) => {
    find("controls").disabled = !user;
    if (!user) {
      find("control-note").replaceChildren(loginLink(), " to use these switches.");
      wantsLogin = true;
    } else if (wantsLogin) {
      say(find("control-note"), "They work while requests come in.");
      wantsLogin = false;
    }
  });
  for (const radio of document.getElementsByName("policy")) {
    radio.addEventListener("change", () => change({ policy: radio.value }, MEANINGS[radio.value]));
  }
  find("enabled").addEventListener("change", changeEnabled);
  find("single-flight").addEventListener("change", changeSingleFlight);
  find("clear").addEventListener("click", () => change({ clear: true }, "The cache is empty."));
}

function loginLink() {
  const link = document.createElement("a");
  link.href = "#password";
  link.textContent = "Log in";
  return link;
}
