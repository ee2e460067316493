// Opens notebooks in JupyterLab, in a headless browser, runs all cells of each and looks at what a person would see.
//
//   node tools/check_lab.mjs ADDRESS TOKEN NOTEBOOK …
//
// Fails where a cell raises, where a code cell was not run, or where no view shows its marked working copy.
import { createRequire } from "node:module";

const { chromium } = createRequire(import.meta.url)("playwright-core");

const [address, token, ...notebooks] = process.argv.slice(2);
if (!notebooks.length) {
  console.error("usage: node check_lab.mjs ADDRESS TOKEN NOTEBOOK …");
  process.exit(2);
}
const MARK = "Working copy: before disclosure control. Not for release.";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
// nothing may leave the machine, JupyterLab's own news and catalogues included
const outside = [];
await context.route("**/*", (route) => {
  const url = new URL(route.request().url());
  if (["127.0.0.1", "localhost"].includes(url.hostname) || ["data:", "blob:"].includes(url.protocol)) return route.continue();
  outside.push(url.href);
  return route.abort();
});
let failed = 0;
for (const name of notebooks) {
  const page = await context.newPage();
  try {
    await page.goto(`${address}/lab/tree/${encodeURIComponent(name)}?token=${token}&reset`, { timeout: 60_000 });
    await page.waitForFunction(() => window.jupyterapp && window.jupyterapp.shell.currentWidget?.context?.isReady, null, { timeout: 60_000 });
    await page.evaluate(() => window.jupyterapp.shell.currentWidget.sessionContext.ready);
    await page.evaluate(() => window.jupyterapp.commands.execute("notebook:run-all-cells"));
    await page.waitForFunction(
      () => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "idle",
      null,
      { timeout: 240_000 },
    );
    const seen = await page.evaluate((mark) => {
      const cells = window.jupyterapp.shell.currentWidget.context.model.toJSON().cells.filter((cell) => cell.cell_type === "code");
      const outputs = cells.flatMap((cell) => cell.outputs);
      const shown = outputs.filter((output) => output.data && output.data["application/vnd.sva.view+json"]);
      return {
        cells: cells.length,
        unrun: cells.filter((cell) => cell.execution_count === null && cell.source.length).length,
        errors: outputs.filter((output) => output.output_type === "error").map((output) => `${output.ename}: ${output.evalue}`),
        views: shown.length,
        marked: shown.filter((output) => String([output.data["text/html"]].flat().join("")).includes(mark)).length,
      };
    }, MARK);
    // what stands on the screen, not only in the file: scroll to the first view
    const copy = page.getByText(MARK).first();
    if (seen.views) await copy.scrollIntoViewIfNeeded({ timeout: 20_000 });
    const visible = seen.views ? await copy.isVisible() : false;
    const good = !seen.errors.length && !seen.unrun && seen.views > 0 && seen.marked === seen.views && visible;
    if (!good) failed = 1;
    console.log(
      `${good ? "ok  " : "FAIL"} ${name}: ${seen.cells} cells, ${seen.unrun} not run, ${seen.views} views, ${seen.marked} marked as working copies` +
        `${seen.views && !visible ? "; none is visible" : ""}${seen.errors.length ? `; ${seen.errors.join("; ").slice(0, 400)}` : ""}`,
    );
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
    await page.evaluate(() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown());
  } catch (reason) {
    failed = 1;
    console.log(`FAIL ${name}: ${String(reason).split("\n")[0]}`);
  }
  await page.close();
}
if (outside.length) {
  failed = 1;
  console.log(`FAIL requests left the machine: ${[...new Set(outside)].join(" ")}`);
}
await browser.close();
process.exit(failed);
