#!/usr/bin/env node
// SPDX-License-Identifier: BSL-1.0
// http_demo/browser.mjs -- the live page in a real Chromium
//
//     node browser.mjs --program PATH [--shots DIR]
//
// Starts the program with a database of its own, and ends it. Exits with 77 if there is no browser to try it with.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import * as steps from "./browser_steps.mjs";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

function options() {
  try {
    const { values } = parseArgs({ options: { program: { type: "string" }, shots: { type: "string" } } });
    if (!values.program || !existsSync(values.program)) throw new Error(`no program at ${values.program}`);
    if (values.shots) mkdirSync(values.shots, { recursive: true });
    return values;
  } catch (error) {
    console.error(`browser.mjs: ${error.message}`);
    process.exit(2);
  }
}

async function driver() {
  try {
    if (existsSync(CHROMIUM)) return (await import("playwright-core")).chromium;
    console.log(`skipped: there is no ${CHROMIUM}`);
  } catch {
    console.log("skipped: playwright-core is not installed; `npm ci` in tests/http_demo installs it");
  }
  process.exit(77);
}

// -- the program ---------------------------------------------------------------------------------------

async function start(program) {
  const folder = mkdtempSync(join(tmpdir(), "http_demo-"));
  const child = spawn(program, ["--port", "0", "--database", join(folder, "demo.sqlite3"), "--data", folder,
    "--fast-passwords", "--login-limit", "100"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(code ?? signal)));
  const url = await new Promise((resolve, reject) => {
    ended.then((code) => reject(new Error(`the program ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /^Listening on (http:\/\/\S+)$/.exec(line);
      if (match) resolve(match[1]);
    });
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const code = await ended;
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  return { url, stop };
}

// -- all of it -------------------------------------------------------------------------------------------

async function step(name, work) {
  await work();
  console.log(`ok  ${name}`);
}

/** The page from top to bottom, for people to look at. */
async function shoot(page, folder, name) {
  if (!folder) return;
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** A page of that width in that scheme, before and after somebody has used it. */
async function tour(browser, { url, shots, width, scheme, use }) {
  const name = `${width}-${scheme}`;
  const page = await steps.open(browser, url, width, scheme);
  await step(`${name}: B9: the home page welcomes`, () => steps.shows(page, "h1", /^Welcome to the home page$/));
  await shoot(page, shots, `${name}-first`);
  await step(`${name}: the second search is a hit`, () => steps.searches(page, `no. ${width + scheme.length}`));
  await step(`${name}: A5: log in`, () => steps.logsIn(page));
  await use?.(page, name);
  await shoot(page, shots, name);
  await step(`${name}: keyboard, labels, contrast, no scrolling sideways, no flicker`, () => steps.isUsable(page));
  await step(`${name}: no errors, no failed requests`, () => assert.deepEqual(page.complaints, []));
  return page;
}

async function everything(page, name) {
  await step(`${name}: A5: add a task and see it, as text`, () => steps.addsTasks(page));
  await step(`${name}: toggle the cache`, () => steps.switchesTheCache(page, "release"));
  await step(`${name}: the hit ratio rises on the screen`, () => steps.watchesTheRatioRise(page));
  await step(`${name}: jobs run`, () => steps.runsJobs(page));
  await step(`${name}: asks for nothing while it is hidden`, () => steps.pausesWhenHidden(page));
}

const { program, shots } = options();
const chromium = await driver();
const server = await start(program);
let browser;
let page;
let stopped = false;
try {
  const form = new URLSearchParams({ username: "test", password: "password" });
  const welcome = await fetch(`${server.url}/login`, { method: "POST", body: form });
  await step("A5: POST /login welcomes over a socket", async () => {
    assert.equal(welcome.status, 200);
    assert.match(await welcome.text(), /Welcome test/);
  });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const { url } = server;
  const tours = [[1280, "dark"], [360, "light"], [360, "dark", everything], [1280, "light", everything]];
  for (const [width, scheme, use] of tours) {
    await page?.context().close();
    page = await tour(browser, { url, shots, width, scheme, use });
  }
  await step("the page says what is refused", () => steps.saysWhatIsRefused(page));
  assert.deepEqual(page.complaints, []);
  page.expected = /ERR_|failed: /;
  stopped = true;
  await step("SIGTERM ends the program in good order", async () => assert.equal(await server.stop(), 0));
  await step("the page says that the server is gone", () => steps.saysThatTheServerIsGone(page));
} catch (error) {
  console.error(`FAILED: ${error.message}\n${error.stack}`);
  process.exitCode = 1;
} finally {
  await browser?.close();
  if (!stopped) await server.stop();
}
