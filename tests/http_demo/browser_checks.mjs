// SPDX-License-Identifier: BSL-1.0
// http_demo/browser_checks.mjs -- what is looked at within the page: each function runs there, and lists what is wrong

/** What makes the page scroll sideways. */
export function widerThanWindow() {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > page.clientWidth + 1)
    .map((each) => `${each.tagName}#${each.id}.${each.getAttribute("class") ?? ""}`);
}

/** Controls without a name, and names that two elements have. */
export function unlabelled() {
  const controls = [...document.querySelectorAll("input, select, button, meter, progress")];
  const nameless = controls.filter((each) => !each.labels?.length && !each.getAttribute("aria-label") &&
    !each.textContent.trim());
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  return [...nameless.map((each) => `${each.tagName}#${each.id}`), ...twice];
}

/** Texts whose contrast is below what WCAG 2 calls AA: 4.5, or 3 for large ones. What is disabled is exempt. */
export function contrastOf() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const opaque = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const luminance = (colour) => colour.slice(0, 3)
    .map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const wrong = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest(":disabled, noscript, .sr, .skip")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(channels(style.color)), luminance(opaque(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (large ? 3 : 4.5)) wrong.push(`${contrast.toFixed(2)}: "${node.data.trim().slice(0, 30)}"`);
  }
  return wrong;
}
