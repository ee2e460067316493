// Checks finished pages: axe-core (WCAG 2.0 to 2.2 A and AA, best practice), no request to anywhere, no sideways scroll,
// words for every picture. Usage: node tools/check_html.mjs PAGE.html …
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
    const dumb = await page.evaluate(
      () => [...document.images].filter((each) => !each.alt.trim() || /^No description/.test(each.alt)).length,
    );
    if (dumb) fault(`${dumb} pictures without words`);
    const broken = await page.evaluate(
      () => [...document.images].filter((each) => each.complete && !each.naturalWidth).length,
    );
    if (broken) fault(`${broken} pictures that do not load`);
    await page.evaluate(axe);
    const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values } }), tags);
    for (const each of found.violations) {
      fault(`${each.impact} ${each.id} (${each.nodes.length}): ${each.help}; ${each.nodes[0].target.join(" ")}`);
    }
    console.log(`${file} at ${width} px: ${faults - before} faults, ${found.passes.length} rules passed`);
    await context.close();
  }
}
await browser.close();
process.exit(faults ? 1 : 0);
