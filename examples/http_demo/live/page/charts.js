// SPDX-License-Identifier: BSL-1.0
// charts.js -- lines over time, drawn as SVG paths that only change their `d`

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 100;
const HEIGHT = 100;

function element(name, classes) {
  const made = document.createElementNS(SVG, name);
  made.setAttribute("class", classes);
  return made;
}

/** The path of values, the latest one at the right; null leaves a gap. `y` maps a value to 0 (bottom) .. 1. */
function pathOf(values, least, y) {
  const slots = Math.max(least, values.length);
  let path = "";
  let drawing = false;
  values.forEach((value, i) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const left = (WIDTH * (slots - values.length + i)) / (slots - 1);
    const top = HEIGHT * (1 - Math.min(1, Math.max(0, y(value))));
    const lone = (values[i + 1] ?? null) === null && !drawing; // a point between two gaps
    path += `${drawing ? "L" : "M"}${left.toFixed(2)} ${top.toFixed(2)}${lone ? "h0.3" : ""}`;
    drawing = true;
  });
  return path;
}

/**
 * A chart within `host`. `lines` are class names, one for each line; with `filled` the first one has an area below
 * it; `ticks` are [value, text], and `y` maps values to 0 .. 1. There is room for `least` values, or for all of
 * them if they are more. Returns draw(series, y = the one above).
 */
export function chart(host, { lines, least, y, filled = false, ticks = [] }) {
  const svg = element("svg", "");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [value, text] of ticks) {
    const top = HEIGHT * (1 - y(value));
    const line = element("path", "grid");
    line.setAttribute("d", `M0 ${top}H${WIDTH}`);
    svg.append(line);
    const label = document.createElement("span");
    label.className = "tick";
    label.textContent = text;
    label.style.top = `${top}%`;
    host.append(label);
  }
  const area = filled ? element("path", "area") : null;
  if (area) svg.append(area);
  const paths = lines.map((name) => element("path", name));
  svg.append(...paths);
  host.append(svg);

  return (series, scale = y) => {
    series.forEach((values, i) => paths[i].setAttribute("d", pathOf(values, least, scale)));
    if (area) area.setAttribute("d", areaOf(series[0], least, scale));
  };
}

function areaOf(values, least, y) {
  const known = values.map((value) => value ?? 0);
  if (known.length === 0) return "";
  const slots = Math.max(least, known.length);
  const left = (WIDTH * (slots - known.length)) / (slots - 1);
  return `${pathOf(known, least, y)}V${HEIGHT}H${left.toFixed(2)}Z`;
}

/** A scale on which each tenfold is as high as the next: from `low` at the bottom to `high` at the top. */
export const logScale = (low, high) => (value) => Math.log(Math.max(value, low) / low) / Math.log(high / low);
