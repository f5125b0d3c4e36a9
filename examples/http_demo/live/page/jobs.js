// SPDX-License-Identifier: BSL-1.0
// jobs.js -- work that nobody waits for: start it, and watch what becomes of it

import { find, make, say, setClass, setText, showRows } from "./dom.js";
import { ask } from "./server.js";
import { onSession } from "./session.js";

const SHOWN = 6;
const PERIOD = 500;
let timer = 0;

const finished = ({ state }) => state === "done" || state === "failed";

function resultOf(job) {
  if (job.error !== undefined) return job.error;
  if (job.result !== undefined) return JSON.stringify(job.result);
  return job.due_in_s > 0 ? `in ${job.due_in_s.toFixed(1)} s` : "–";
}

function makeRow() {
  return make("tr", "", make("td"), make("td", "", make("span")), make("td", "number"), make("td"));
}

function fillRow(row, job) {
  const [name, state, tries, result] = row.children;
  setText(name, `${job.id} ${job.kind}`);
  setText(state.firstChild, job.state);
  setClass(state.firstChild, `badge ${job.state}`);
  setText(tries, String(job.attempts));
  setText(result, resultOf(job));
}

/** Shows the latest jobs, again and again until all of them have finished. */
async function watch() {
  clearTimeout(timer);
  try {
    const { body } = await ask("GET", `/jobs?limit=${SHOWN}`);
    const jobs = body.jobs;
    showRows(find("job-list"), jobs, makeRow, fillRow);
    if (!jobs.every(finished)) timer = setTimeout(watch, PERIOD);
  } catch (error) {
    say(find("jobs-note"), error.message, true);
    timer = setTimeout(watch, 10 * PERIOD);
  }
}

async function start(job) {
  try {
    const { body } = await ask("POST", "/jobs", job);
    say(find("jobs-note"), `Job ${body.id} is ${body.state}.`);
    watch();
  } catch (error) {
    say(find("jobs-note"), error.message, true);
  }
}

function startAdd(event) {
  event.preventDefault();
  const { a, b, delay, priority } = event.target.elements;
  start({
    kind: "add",
    args: [Number(a.value), Number(b.value)],
    delay: Number(delay.value),
    priority: Number(priority.value),
  });
}

export function startJobs() {
  find("job").addEventListener("submit", startAdd);
  find("flaky").addEventListener("click", () => start({ kind: "flaky", fails: 2 }));
  onSession((user) => {
    for (const button of find("job").querySelectorAll("button")) button.disabled = !user;
    say(find("jobs-note"), user ? "" : "Log in to start a job.");
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : watch()));
  watch();
}
