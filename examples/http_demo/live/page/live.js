// SPDX-License-Identifier: BSL-1.0
// live.js -- the panels of figures: asks /debug/metrics.json twice a second, while somebody looks

import { chart, logScale } from "./charts.js";
import { bytes, count, digits, find, make, percent, setClass, setName, setText, showRows } from "./dom.js";
import { ask } from "./server.js";

const PERIOD = 500;
const SAMPLES = 240; // two minutes of them

const drawRatio = chart(find("ratio-chart"), { lines: ["line"], least: 30, y: (ratio) => ratio, filled: true });
const drawRate = chart(find("rate-chart"), { lines: ["line"], least: 30, y: (rate) => rate, filled: true });
const drawLatency = chart(find("latency-chart"), {
  lines: ["p50", "p95", "p99"],
  least: 60,
  y: logScale(0.005, 200),
  ticks: [[0.01, "0.01 ms"], [0.1, "0.1 ms"], [1, "1 ms"], [10, "10 ms"], [100, "100 ms"]],
});
const latencies = [[], [], []]; // of this page's time; the server keeps no history of them

const listeners = [];
/** Calls `listener` with the figures of the cache whenever they come. */
export const onCache = (listener) => listeners.push(listener);

function showCache({ cache, series, recent_hit_ratio: recent }) {
  const looked = cache.hits + cache.misses + cache.stale + cache.coalesced;
  setText(find("ratio"), looked ? percent(cache.hit_ratio) : "–");
  const quiet = series.hit_ratio.slice(-10).every((each) => each === null);
  setText(find("recent"), quiet ? "–" : percent(recent));
  for (const name of ["hits", "misses", "coalesced", "stale", "entries", "evicted"]) {
    setText(find(name), count(cache[name]));
  }
  find("bytes").value = cache.bytes / cache.max_bytes;
  setText(find("bytes-text"), `${bytes(cache.bytes)} of ${bytes(cache.max_bytes)}`);
  drawRatio([carried(series.hit_ratio)]);
  listeners.forEach((listener) => listener(cache));
}

/** Seconds without lookups go on with the ratio of the second before: a quiet cache is not a bad one. */
function carried(ratios) {
  let last = null;
  return ratios.map((ratio) => (last = ratio ?? last));
}

function showRequests(figures) {
  setText(find("rate"), figures.rate >= 100 ? count(Math.round(figures.rate)) : figures.rate.toFixed(1));
  setText(find("requests"), count(figures.requests));
  const highest = Math.max(10, ...figures.series.requests);
  drawRate([figures.series.requests], (requests) => requests / highest);

  const latency = figures.latency_ms;
  ["p50", "p95", "p99"].forEach((name, i) => {
    setText(find(name), latency.window ? `${digits(latency[name])} ms` : "–");
    latencies[i].push(latency.window ? latency[name] : null);
    if (latencies[i].length > SAMPLES) latencies[i].shift();
  });
  setText(find("slowest"), latency.window ? `${digits(latency.max)} ms` : "–");
  setText(find("window"), count(latency.window));
  drawLatency(latencies);
}

const makeBar = () =>
  make("li", "", make("span", "name"), make("span", "value"), make("span", "track", make("span", "fill")));

function fillBar(row, name, value, share) {
  setName(row.children[0], name);
  setText(row.children[1], value);
  row.children[2].firstChild.style.transform = `scaleX(${share})`;
}

function showRoutes(routes, statuses) {
  const most = Math.max(1, ...routes.map((each) => each.requests));
  showRows(find("routes"), routes, makeBar, (row, each) =>
    fillBar(row, each.route, count(each.requests), each.requests / most));
  showRows(find("statuses"), statuses, () => make("li", "", make("b"), " ", make("span")), (row, each) => {
    setClass(row, `s${Math.floor(each.status / 100)}`);
    setText(row.children[0], String(each.status));
    setText(row.children[1], count(each.requests));
  });
}

function showLast(requests) {
  const makeRow = () =>
    make("tr", "", make("td", "", make("div", "name")), make("td"), make("td", "", make("span")), make("td", "number"));
  showRows(find("last"), requests.slice(0, 12), makeRow, (row, each) => {
    const [request, status, cache, ms] = row.children;
    setName(request.firstChild, `${each.method} ${each.path}`);
    setText(status, String(each.status));
    setText(cache.firstChild, each.cache || "–");
    setClass(cache.firstChild, each.cache ? `badge ${each.cache}` : "muted");
    setText(ms, digits(each.ms));
  });
}

// -- what expires next counts down between two answers -------------------------------------------------

const longest = new Map(); // key: the most that was ever left of it, which is a full bar
let due = []; // {key, name, at}

/** For people: %20 is a space. What is no proper text stays as it is. */
function decoded(key) {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function takeDue(next, now) {
  due = next.map(({ key, left_ms }) => ({ key, name: decoded(key), at: now + left_ms }));
  for (const { key, left_ms } of next) longest.set(key, Math.max(left_ms, longest.get(key) ?? 0));
  for (const key of longest.keys()) {
    if (longest.size > 200 && !next.some((each) => each.key === key)) longest.delete(key);
  }
}

function showDue() {
  const now = performance.now();
  const waiting = due.filter(({ at }) => at > now);
  showRows(find("due"), waiting, makeBar, (row, { key, name, at }) =>
    fillBar(row, name, `${((at - now) / 1000).toFixed(1)} s`, (at - now) / longest.get(key)));
  requestAnimationFrame(showDue); // browsers call it only while somebody looks
}

// -- the round -----------------------------------------------------------------------------------------

function showConnection(state, text) {
  find("connection").dataset.state = state;
  setText(find("connection"), text);
}

function show(figures) {
  showCache(figures);
  showRequests(figures);
  showRoutes(figures.routes, figures.statuses);
  showLast(figures.last);
  takeDue(figures.next_due, performance.now());
}

let timer = 0;
let asking = false;

export async function poll() {
  clearTimeout(timer);
  if (asking || document.hidden) return;
  asking = true;
  let wait = PERIOD;
  try {
    const { body } = await ask("GET", "/debug/metrics.json");
    show(body);
    showConnection("live", "Live");
  } catch (error) {
    wait = 4 * PERIOD;
    showConnection("gone", error.status === 0 ? "No answer; asking again" : error.message);
  }
  asking = false;
  timer = setTimeout(poll, wait);
}

export function startLive() {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      clearTimeout(timer);
      showConnection("paused", "Paused");
    } else {
      poll();
    }
  });
  poll();
  requestAnimationFrame(showDue);
}
