// SPDX-License-Identifier: BSL-1.0
// search.js -- the search, what each answer cost, and many searches at once

import { digits, find, make, say, setClass, setName, setText, showRows } from "./dom.js";
import { logScale } from "./charts.js";
import { ask } from "./server.js";

const LIMIT = 5;
const address = (term) => `/search?limit=${LIMIT}&q=${encodeURIComponent(term)}`;
const inServer = ({ timing, waited }) => timing.total ?? waited;

// -- one search ----------------------------------------------------------------------------------------

const history = []; // {term, cache, ms}, the latest one first
const width = logScale(0.005, 50);

function showHistory() {
  const makeRow = () => make("li", "", make("span", "name"), make("span"),
    make("span", "track", make("span", "fill")), make("span", "time"));
  showRows(find("search-history"), history, makeRow, (row, { term, cache, ms }) => {
    const [name, badge, track, time] = row.children;
    setName(name, term);
    setText(badge, cache || "–");
    setClass(badge, `badge ${cache}`);
    setClass(track, `track ${cache}`);
    track.firstChild.style.transform = `scaleX(${Math.max(0.02, Math.min(1, width(ms)))})`;
    setText(time, `${digits(ms)} ms`);
  });
}

function sentence(term, ms) {
  const before = history.find((each) => each.term === term && each.cache === "MISS");
  if (!before || ms <= 0 || before.ms / ms < 1.5) return "";
  const times = before.ms / ms;
  return `${times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString("en")} times as fast as the first time`;
}

function showAnswer(term, answer) {
  const ms = inServer(answer);
  const parts = Object.entries(answer.timing).filter(([name, spent]) => name !== "total" && spent > 0);
  const details = parts.length < 2 ? "" : parts.map(([name, spent]) => `${name} ${digits(spent)}`).join(", ");
  const text = `${details ? `${details}; ` : ""}${digits(answer.waited)} ms until it was here`;
  find("search-answer").replaceChildren(
    make("span", `badge ${answer.cache}`, answer.cache || "not cached"), make("b", "", `${digits(ms)} ms`),
    make("span", "", sentence(term, ms)), make("span", "muted", text));
  const tasks = answer.body.results;
  showRows(find("search-results"), tasks, () => make("li"), (row, task) => setName(row, task.title));
  if (tasks.length === 0) find("search-results").replaceChildren(make("li", "empty", "No task has that in its title."));
  history.unshift({ term, cache: answer.cache, ms });
  history.length = Math.min(history.length, 7);
  showHistory();
}

async function search(event) {
  event.preventDefault();
  const term = find("term").value.trim();
  if (!term) return;
  try {
    showAnswer(term, await ask("GET", address(term)));
  } catch (error) {
    find("search-answer").replaceChildren(make("span", "alert", error.message));
  }
}

// -- many searches -------------------------------------------------------------------------------------

const VERBS = ["Write", "Review", "Test", "Deploy", "Measure", "Rename", "Split", "Repair", "Document", "Simplify"];
const THINGS = ["login page", "search index", "cache", "release notes", "import", "router", "report", "load test",
  "backup"];

/** A hundred terms; the first one is asked for twice as often as the second, three times as often as the third. */
const TERMS = THINGS.concat(VERBS, THINGS.flatMap((thing) => VERBS.slice(1).map((verb) => `${verb} the ${thing}`)));
const SUMS = TERMS.reduce((sums, _, i) => [...sums, (sums.at(-1) ?? 0) + 1 / (i + 1)], []);

function popularTerm() {
  const point = Math.random() * SUMS.at(-1);
  return TERMS[SUMS.findIndex((sum) => point < sum)];
}

/** Asks for each term, six at a time as browsers do, and adds up where the answers came from. */
async function askAll(terms, progress) {
  const tally = new Map(); // X-Cache: {count, ms}
  const waiting = [...terms];
  const worker = async () => {
    while (waiting.length > 0) {
      const answer = await patient(waiting.pop());
      const sum = tally.get(answer.cache) ?? { count: 0, ms: 0 };
      tally.set(answer.cache, { count: sum.count + 1, ms: sum.ms + inServer(answer) });
      progress.value = terms.length - waiting.length;
    }
  };
  await Promise.all(Array.from({ length: Math.min(6, terms.length) }, worker));
  return tally;
}

/** Waits, if the server asks us to. */
async function patient(term) {
  for (;;) {
    try {
      return await ask("GET", address(term));
    } catch (error) {
      if (error.status !== 429) throw error;
      await new Promise((resume) => setTimeout(resume, 1000 * Math.max(1, error.retryAfter)));
    }
  }
}

async function burst(terms) {
  const buttons = [find("burst"), find("crowd")];
  const progress = find("burst-progress");
  const focused = document.activeElement;
  progress.max = terms.length;
  progress.value = 0;
  progress.hidden = false;
  buttons.forEach((button) => { button.disabled = true; });
  const started = performance.now();
  try {
    const tally = await askAll(terms, progress);
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    const parts = [...tally].sort(([, a], [, b]) => b.count - a.count)
      .map(([cache, { count, ms }]) => `${count} ${cache || "not cached"} (${digits(ms / count)} ms each)`);
    say(find("burst-result"), `${terms.length} answers in ${seconds} s: ${parts.join(", ")}.`);
  } catch (error) {
    say(find("burst-result"), error.message, true);
  }
  progress.hidden = true;
  buttons.forEach((button) => { button.disabled = false; });
  focused?.focus({ preventScroll: true });
}

export function startSearch() {
  find("search-form").addEventListener("submit", search);
  find("burst").addEventListener("click", () => burst(Array.from({ length: 200 }, popularTerm)));
  const newTerm = () => `report ${Math.random().toString(36).slice(2, 8)}`;
  find("crowd").addEventListener("click", () => burst(Array(6).fill(newTerm())));
}
