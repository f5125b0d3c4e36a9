// SPDX-License-Identifier: BSL-1.0
// app.js -- starts the parts of the page
//
//     live.js      the figures                 switches.js  policy, on and off
//     search.js    the search                  session.js   who is logged in
//     tasks.js     the tasks                   jobs.js      the jobs
//
// and what they stand on: server.js (requests), dom.js (changes to the page), charts.js (lines).

import { find, make } from "./dom.js";
import { startJobs } from "./jobs.js";
import { startLive } from "./live.js";
import { startSearch } from "./search.js";
import { startSession } from "./session.js";
import { startSwitches } from "./switches.js";
import { startTasks } from "./tasks.js";

const THEMES = ["system", "light", "dark"];

/** Light and dark are the system's choice, until somebody presses the button. */
function startTheme() {
  const button = find("theme");
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.replaceChildren(make("span", "roomy", "Theme: "), theme);
  };
  let theme = THEMES.find((each) => each === localStorage.getItem("theme")) ?? "system";
  show(theme);
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    localStorage.setItem("theme", theme);
    show(theme);
  });
}

startTheme();
startSwitches();
startTasks();
startJobs();
startSearch();
startSession();
startLive();
