// SPDX-License-Identifier: BSL-1.0
// tasks.js -- the latest tasks: add, tick off, delete

import { digits, find, make, say, setName, showRows } from "./dom.js";
import { ask } from "./server.js";
import { onSession } from "./session.js";

const SHOWN = 8;
let tasks = [];
let user = null;

function makeRow() {
  const done = make("input");
  done.type = "checkbox";
  const remove = make("button", "", "Delete");
  remove.type = "button";
  const row = make("li", "", make("label", "", done, make("span")), remove);
  done.addEventListener("change", () => setDone(row.task, done.checked));
  remove.addEventListener("click", () => deleteTask(row.task));
  return row;
}

function fillRow(row, task) {
  const [label, remove] = row.children;
  const [done, title] = label.children;
  row.task = task;
  done.checked = task.done;
  done.disabled = !user;
  setName(title, task.title);
  remove.hidden = !user;
  remove.setAttribute("aria-label", `Delete ${task.title}`);
}

const show = () => showRows(find("task-list"), tasks, makeRow, fillRow);

async function refresh() {
  const { body, cache, timing, waited } = await ask("GET", `/tasks?order=newest&limit=${SHOWN}`);
  tasks = body.tasks;
  if (tasks.length === 0) find("task-list").replaceChildren(make("li", "empty", "No tasks. Add the first one."));
  else show();
  find("tasks-answer").replaceChildren(make("span", `badge ${cache}`, cache || "not cached"),
    `the latest ${tasks.length}, in ${digits(timing.total ?? waited)} ms`);
}

/** Does something that changes tasks, shows what the server has now, and says so. */
async function change(what, done) {
  try {
    await what();
    await refresh();
    say(find("tasks-note"), done);
  } catch (error) {
    say(find("tasks-note"), error.message, true);
    show(); // takes back a tick that the server did not take
  }
}

function addTask(event) {
  event.preventDefault();
  const field = find("title");
  return change(async () => {
    await ask("POST", "/tasks", { title: field.value });
    field.value = "";
    field.focus();
  }, "Added. What was cached of the tasks is gone, the next answer is new.");
}

const setDone = ({ id, title, priority }, done) =>
  change(() => ask("PUT", `/tasks/${id}`, { title, done, priority }), done ? "Done." : "Open again.");

const deleteTask = ({ id }) => change(() => ask("DELETE", `/tasks/${id}`), "Deleted.");

export function startTasks() {
  find("add").addEventListener("submit", addTask);
  onSession((who) => {
    user = who;
    show();
  });
  refresh().catch((error) => say(find("tasks-note"), error.message, true));
}
