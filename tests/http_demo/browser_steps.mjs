// SPDX-License-Identifier: BSL-1.0
// http_demo/browser_steps.mjs -- what somebody does with the live page, and what it has to show then

import assert from "node:assert/strict";
import { contrastOf, unlabelled, widerThanWindow } from "./browser_checks.mjs";

const HOSTILE = "<img src=x onerror=alert(1)>";

// -- a page, and what may not happen on it ---------------------------------------------------------------

export async function open(browser, url, width, scheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.expected = null; // a pattern, while something is meant to be refused
  const complain = (text) => page.expected?.test(text) || complaints.push(text);
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(message.text()));
  page.on("pageerror", (error) => complain(String(error)));
  page.on("requestfailed", (request) => complain(`failed: ${request.url()}`));
  page.on("request", (request) => new URL(request.url()).origin === url || complain(`elsewhere: ${request.url()}`));
  page.on("dialog", (dialog) => { complain(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.complaints = complaints;
  await page.goto(url);
  await shows(page, "#connection", /^Live$/);
  return page;
}

/** Waits until the element's text matches. */
export async function shows(page, selector, pattern) {
  const element = page.locator(selector).first();
  const limit = Date.now() + 15_000;
  let text = "";
  while (Date.now() < limit) {
    text = (await element.textContent()) ?? "";
    if (pattern.test(text)) return text;
    await page.waitForTimeout(30);
  }
  assert.fail(`${selector} shows "${text}", and not ${pattern}`);
}

/** Waits until the function, called in the page, says yes. (Playwright's own way needs eval, which the page forbids.) */
async function until(page, wanted, argument) {
  const limit = Date.now() + 15_000;
  while (!(await page.evaluate(wanted, argument))) {
    assert.ok(Date.now() < limit, `still not so: ${wanted}`);
    await page.waitForTimeout(30);
  }
}

const textOf = async (page, selector) => (await page.locator(selector).first().textContent()) ?? "";
const ratio = async (page) => Number.parseFloat(await textOf(page, "#ratio"));

/** Searches, and resolves to [X-Cache, milliseconds in the server] as the page shows them. */
async function search(page, term) {
  const old = await page.locator("#search-answer .badge").elementHandles();
  await page.fill("#term", term);
  await page.press("#term", "Enter");
  if (old.length) await until(page, (badge) => !badge.isConnected, old[0]);
  await page.waitForSelector("#search-answer .badge");
  return [await textOf(page, "#search-answer .badge"), Number.parseFloat(await textOf(page, "#search-answer b"))];
}

// -- what somebody does with it --------------------------------------------------------------------------

export async function searches(page, term) {
  const [first, slow] = await search(page, term);
  const [second, fast] = await search(page, term);
  assert.equal(first, "MISS");
  assert.equal(second, "HIT");
  assert.ok(fast < slow, `the hit took ${fast} ms, the miss ${slow} ms`);
  await shows(page, "#search-answer", /times as fast as the first time/);
  assert.ok((await page.locator("#search-results li").count()) >= 1);
  await search(page, "no task is called like this");
  await shows(page, "#search-results", /No task has that in its title/);
}

export async function logsIn(page) {
  page.expected = /401/;
  await page.fill("#password", "wrong");
  await page.click("#login button");
  await shows(page, "#tasks-note", /Wrong user name or password/);
  page.expected = null;
  assert.ok(await page.locator("#enabled").isDisabled());
  await page.fill("#password", "password");
  await page.click("#login button");
  await shows(page, "#tasks-note", /Welcome test/);
  await shows(page, "#who", /^test/);
  assert.ok(await page.locator("#enabled").isEnabled());
}

export async function addsTasks(page) {
  await page.fill("#title", HOSTILE);
  await page.press("#title", "Enter");
  await shows(page, "#task-list li:first-child", /^<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator("#task-list img").count(), 0, "the title became markup");
  await page.check("#task-list li:first-child input");
  await shows(page, "#tasks-note", /^Done\.$/);
  await page.reload();
  await shows(page, "#task-list li:first-child", /^<img src=x/);
  await shows(page, "#who", /^test/);
  assert.ok(await page.locator("#task-list li:first-child input").isChecked());
  await search(page, HOSTILE);
  await shows(page, "#search-results", /^<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator("#search-results img").count(), 0);
  await page.click("#task-list li:first-child button");
  await shows(page, "#tasks-note", /^Deleted\.$/);
  await shows(page, "#task-list li:first-child", /^(?!<img)/);
}

export async function switchesTheCache(page, term) {
  await page.uncheck("#enabled");
  await shows(page, "#control-note", /cache is off/);
  assert.equal((await search(page, term))[0], "OFF");
  assert.equal((await search(page, term))[0], "OFF");
  await page.check("#enabled");
  await shows(page, "#control-note", /cache is on/);
  assert.equal((await search(page, term))[0], "MISS");
  assert.equal((await search(page, term))[0], "HIT");
  for (const policy of ["lru", "lfu", "off", "s3fifo"]) {
    await page.check(`[name=policy][value=${policy}]`, { force: true });
    await until(page, (wanted) => fetch("/debug/metrics.json").then((answer) => answer.json())
      .then(({ cache }) => cache.policy === wanted), policy);
  }
}

export async function watchesTheRatioRise(page) {
  const before = await ratio(page);
  let after = before;
  for (let bursts = 0; bursts < 3 && !(after > before); bursts += 1) { // terms are drawn by chance
    await page.evaluate(() => { document.querySelector("#burst-result").textContent = ""; });
    await page.click("#burst");
    await shows(page, "#burst-result", /^200 answers in/);
    await page.waitForTimeout(1200); // the next figures
    after = await ratio(page);
  }
  assert.ok(after > before, `the hit ratio went from ${before} to ${after}`);
  await page.click("#crowd");
  await shows(page, "#burst-result", /^6 answers in .*\b1 MISS\b/);
  await shows(page, "#routes", /GET \/search/);
  await shows(page, "#statuses", /200/);
  await shows(page, "#last", /GET \/search/);
  const left = async () => Number.parseFloat(await textOf(page, "#due li:first-child .value"));
  const earlier = await left();
  await page.waitForTimeout(250);
  assert.ok((await left()) < earlier, "what expires next does not count down");
}

export async function runsJobs(page) {
  await page.selectOption("#job select", "2");
  await page.fill("#job [name=a]", "20");
  await page.fill("#job [name=b]", "22");
  await page.click("#job button.primary");
  await shows(page, "#job-list tr:first-child", /queued/);
  await shows(page, "#job-list tr:first-child", /done.*42$/);
  await page.selectOption("#job select", "0");
  await page.fill("#job [name=a]", "2");
  await page.fill("#job [name=b]", "3");
  await page.click("#job button.primary");
  await shows(page, "#job-list tr:first-child", /done.*5$/);
}

/** Goes through the controls by keyboard: each of them shows that it has the focus. */
async function showsTheFocus(page) {
  await page.evaluate(() => { scrollTo(0, 0); document.activeElement.blur(); });
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press("Tab");
    const lost = await page.evaluate(() => {
      const at = document.activeElement;
      const marked = at.matches(".segments input") ? at.nextElementSibling : at;
      const visible = getComputedStyle(marked).outlineStyle !== "none" && marked.getBoundingClientRect().left >= 0;
      return visible || at === document.body ? "" : at.outerHTML;
    });
    assert.equal(lost, "", "the focus is not to be seen");
  }
}

export async function isUsable(page) {
  await showsTheFocus(page);
  assert.deepEqual(await page.evaluate(widerThanWindow), []);
  assert.deepEqual(await page.evaluate(unlabelled), []);
  assert.deepEqual(await page.evaluate(contrastOf), []);
  await page.evaluate(() => { document.querySelector("#last tr").kept = true; });
  await page.waitForTimeout(1200);
  assert.ok(await page.evaluate(() => document.querySelector("#last tr").kept), "rows are made anew each time");
}

export async function pausesWhenHidden(page) {
  const hide = (hidden) => page.evaluate((yes) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => yes });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await hide(true);
  await page.waitForTimeout(300);
  let asked = 0;
  page.on("request", () => { asked += 1; });
  await page.waitForTimeout(1500);
  assert.equal(asked, 0, "it goes on asking while nobody looks");
  await hide(false);
  await shows(page, "#connection", /^Live$/);
}

export async function saysWhatIsRefused(page) {
  page.expected = /\b(401|403|422)\b/;
  const forge = (route) => route.continue({ headers: { ...route.request().headers(), "x-csrf-token": "?" } });
  await page.route("**/tasks", forge);
  await page.fill("#title", "forged");
  await page.press("#title", "Enter");
  await shows(page, "#tasks-note", /^Not allowed: /);
  await page.unroute("**/tasks");
  await page.evaluate(() => document.querySelector("#title").removeAttribute("maxlength"));
  await page.fill("#title", "too long ".repeat(30));
  await page.press("#title", "Enter");
  await shows(page, "#tasks-note", /^Not accepted: /);
  await page.context().clearCookies();
  await page.fill("#title", "late");
  await page.press("#title", "Enter");
  await shows(page, "#tasks-note", /^Not logged in: /);
  await page.waitForSelector("#login:not([hidden])");
  page.expected = null;
}

export async function saysThatTheServerIsGone(page) {
  page.expected = /ERR_|failed: /;
  await shows(page, "#connection", /^No answer; asking again$/);
  await page.press("#term", "Enter");
  await shows(page, "#search-answer", /The server does not answer/);
}
