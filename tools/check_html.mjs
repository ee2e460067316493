// Checks finished pages: axe-core (WCAG 2.0 to 2.2 A and AA, best practice), no request to anywhere, no sideways scroll
// down to 320 px (a page of 1280 at 400%), words for every picture, every stop of the Tab key seen and none a trap,
// and ready in two seconds. Usage: node tools/check_html.mjs PAGE.html …
// Needs the npm packages axe-core and playwright-core (found from the working folder or NODE_PATH) and a Chromium
// (CHROMIUM, by default /usr/bin/chromium). Exit code 1 on any fault, 2 where something is missing.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const homes = [process.cwd(), ...(process.env.NODE_PATH ?? "").split(path.delimiter).filter(Boolean)];
function find(name) {
  for (const home of homes) {
    try {
      return createRequire(pathToFileURL(path.join(home, "_"))).resolve(name);
    } catch {
      const direct = path.join(home, name);
      if (fs.existsSync(direct)) return createRequire(import.meta.url).resolve(direct);
    }
  }
  console.error(`missing: the npm package ${name.split("/")[0]} (npm install axe-core playwright-core)`);
  process.exit(2);
}

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!fs.existsSync(chromium)) {
  console.error(`missing: Chromium at ${chromium} (apt-get install chromium, or set CHROMIUM)`);
  process.exit(2);
}
const axe = fs.readFileSync(find("axe-core/axe.min.js"), "utf8");
const playwright = await import(pathToFileURL(find("playwright-core")).href);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const browser = await (playwright.chromium ?? playwright.default.chromium).launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let faults = 0;
const fault = (words) => {
  faults += 1;
  console.log(`  ${words}`);
};
// Walk with the Tab key: every stop must be in view when reached, and the walk must end where it began.
async function tabThrough(page) {
  const stops = await page.evaluate(
    () =>
      [...document.querySelectorAll("a[href], summary, button, input, select, [tabindex='0']")].filter(
        (each) => each.getClientRects().length && !each.disabled && !each.closest("[hidden]"),
      ).length,
  );
  await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
  let lost = 0, reached = 0;
  for (let step = 0; step < stops; step += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const box = at.getBoundingClientRect();
      return box.bottom > 0 && box.top < window.innerHeight;
    });
    if (seen === null) break;
    reached += 1;
    if (!seen) lost += 1;
  }
  if (reached < stops * 0.98) fault(`the Tab key reaches ${reached} of ${stops} stops`);
  if (lost) fault(`${lost} stops of the Tab key are out of view`);
}
for (const file of process.argv.slice(2)) {
  for (const width of [390, 1280]) {
    const context = await browser.newContext({ offline: true, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const before = faults;
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) fault(`request to ${request.url()}`);
    });
    page.on("console", (message) => {
      if (message.type() === "error") fault(`console: ${message.text()}`);
    });
    await page.goto(pathToFileURL(path.resolve(file)).href);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) fault(`the page scrolls sideways by ${wide} px`);
    const dumb = await page.evaluate(() => {
      const said = (each) => (each.alt ?? each.getAttribute("aria-label") ?? "").trim();
      const pictures = [...document.images, ...document.querySelectorAll("[role=img], svg:not([aria-hidden])")];
      return pictures.filter((each) => !said(each) || /^No description/.test(said(each))).length;
    });
    if (dumb) fault(`${dumb} pictures without words`);
    const shown = await page.evaluate(
      () =>
        [...document.querySelectorAll(".chart")].filter((each) => {
          const seen = [...each.children].filter((svg) => svg.getBoundingClientRect().width > 100);
          return each.getClientRects().length && seen.length !== 1;
        }).length,
    );
    if (shown) fault(`${shown} charts that show none of their pictures, or more than one`);
    const broken = await page.evaluate(
      () => [...document.images].filter((each) => each.complete && !each.naturalWidth).length,
    );
    if (broken) fault(`${broken} pictures that do not load`);
    await page.evaluate(axe);
    const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values } }), tags);
    for (const each of found.violations) {
      fault(`${each.impact} ${each.id} (${each.nodes.length}): ${each.help}; ${each.nodes[0].target.join(" ")}`);
    }
    if (width === 1280) {
      const ready = await page.evaluate(() => performance.getEntriesByType("navigation")[0].domInteractive);
      if (ready > 2000) fault(`ready after ${Math.round(ready)} ms, more than two seconds`);
      console.log(`${file} ready after ${Math.round(ready)} ms`);
      await page.setViewportSize({ width: 320, height: 256 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) fault(`at 400% the page scrolls sideways by ${over} px`);
      await page.setViewportSize({ width, height: 900 });
      await tabThrough(page);
    }
    console.log(`${file} at ${width} px: ${faults - before} faults, ${found.passes.length} rules passed`);
    await context.close();
  }
}
await browser.close();
process.exit(faults ? 1 : 0);
