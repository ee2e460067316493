// Pictures of a finished report for the documentation: first screen, a figure, the map and a table, at three widths.
//
//   node tools/picture_report.mjs REPORT.html FOLDER
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [report, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node picture_report.mjs REPORT.html FOLDER");
  process.exit(2);
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const parts = { first: null, figure: "#v-offences-by-month", map: ".answers, .sva-map, figure:has(svg[role='group'])", table: "main table" };
for (const [width, height] of [[390, 844], [820, 1180], [1440, 900]]) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(pathToFileURL(path.resolve(report)).href);
  for (const [name, selector] of Object.entries(parts)) {
    if (selector) {
      const found = page.locator(selector).first();
      if (!(await found.count())) continue;
      await found.evaluate((element) => element.scrollIntoView({ block: "start" }));
      await page.evaluate(() => window.scrollBy(0, -60));
    }
    await page.screenshot({ path: path.join(folder, `${name}-${width}.png`) });
  }
  await page.close();
}
await browser.close();
