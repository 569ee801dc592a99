// Opens the pages that runs wrote in headless Chromium and holds them to what
// they promise: nothing is loaded, nothing goes wrong, nothing runs over the
// edge of a phone, a screen or a sheet of paper, and axe-core finds nothing that
// keeps anybody from reading them.
// (run.sh installs what this needs and starts it.)
//
//   PAGES=demo/reports node --test testdata/browser/
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { launch } from "./browser.mjs";

const folder = resolve(process.env.PAGES ?? "demo/reports");
const nights = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
const first = nights[0];
const newest = nights.at(-1);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const looks = {
  phone: { viewport: { width: 390, height: 844 } },
  screen: { viewport: { width: 1280, height: 900 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  paper: { viewport: { width: 690, height: 1000 }, media: "print" }, // A4 between its edges; Letter is wider
};

let browser;
before(async () => {
  browser = await launch(chromium);
});
after(() => browser?.close());

// open opens a page and listens: what it asks for, and what goes wrong.
async function open(t, file, { media, ...look } = {}) {
  const context = await browser.newContext({ ...look, offline: true });
  t.after(() => context.close());
  const page = await context.newPage();
  const heard = [];
  const itself = pathToFileURL(file).href;
  page.on("console", (m) => heard.push(`console ${m.type()}: ${m.text()}`));
  page.on("pageerror", (e) => heard.push(`error: ${e.message}`));
  page.on("request", (r) => {
    if (r.url() !== itself && !r.url().startsWith("data:")) heard.push(`request: ${r.url()}`);
  });
  if (media) await page.emulateMedia({ media });
  await page.goto(itself);
  return { page, heard };
}

const files = {
  "the list of nights": join(folder, "index.html"),
  "the first night": join(folder, first, "index.html"),
  "the newest night": join(folder, newest, "index.html"),
};

for (const [name, file] of Object.entries(files)) {
  for (const [look, options] of Object.entries(looks)) {
    test(`${name}, ${look}: loads nothing, fits, can be read by anybody`, async (t) => {
      const { page, heard } = await open(t, file, options);
      const wide = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: document.documentElement.clientWidth }));
      assert.ok(wide.page <= wide.window, `the page is ${wide.page} wide, the window ${wide.window}`);
      if (options.media === "print") await mustFitOnPaper(page);
      assert.deepEqual(heard, []);
      await mustPassAxe(page);
    });
  }
}

// On paper nothing scrolls: a table that is wider than the sheet is cut.
async function mustFitOnPaper(page) {
  const over = await page.evaluate(() =>
    [...document.querySelectorAll("table, figure, pre, code, li, dd")]
      .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 60)}`),
  );
  assert.deepEqual(over, []);
}

async function mustPassAxe(page) {
  await page.evaluate(axe); // not as a script of the page: it allows none
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "passes"] }));
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`),
    [],
  );
  for (const rule of ["color-contrast", "heading-order", "landmark-one-main", "html-has-lang"]) {
    assert.ok(passes.some((p) => p.id === rule), `axe did not check ${rule}`);
  }
}

test("the newest night has its sections, tables and pictures", async (t) => {
  const { page } = await open(t, files["the newest night"], looks.screen);
  assert.deepEqual(await page.locator("h2").allTextContents().then((all) => all.slice(-8)), [
    "Files and what became of their lines", "Quarantine", "Panels", "Capacity and who waits",
    "Transfers of panels", "Checks", "How long it took", "The run",
  ]);
  assert.ok((await page.locator("table").count()) >= 10);
  const pictures = page.getByRole("img");
  assert.ok((await pictures.count()) >= 7, `${await pictures.count()} pictures`);
  for (const picture of await pictures.all()) {
    const box = await picture.boundingBox();
    assert.ok(box.width > 200 && box.height > 60, `a picture is ${box.width} by ${box.height}`);
    // What is drawn stays within the picture.
    const outside = await picture.evaluate((svg) => {
      const edge = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text, path, circle")]
        .map((e) => [e.textContent, e.getBoundingClientRect()])
        .filter(([, b]) => b.left < edge.left - 2 || b.right > edge.right + 2 || b.top < edge.top - 2 || b.bottom > edge.bottom + 2)
        .map(([text, b]) => `${text} ${JSON.stringify(b)}`);
    });
    assert.deepEqual(outside, []);
  }
});

test("from the list one comes to every night, and back", async (t) => {
  const { page } = await open(t, files["the list of nights"], looks.screen);
  const links = await page.locator("tbody a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.deepEqual(links, [...nights].reverse().map((id) => `${id}/index.html`));
  await page.locator("tbody a").first().click();
  await page.getByRole("link", { name: "All nights" }).click();
  assert.equal(page.url(), pathToFileURL(files["the list of nights"]).href);
});

test("a table wider than a phone scrolls in its own box, by keyboard too", async (t) => {
  const { page } = await open(t, files["the newest night"], looks.phone);
  const boxes = page.locator(".scroll");
  const scrolling = await boxes.evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).length);
  assert.ok(scrolling > 0);
  assert.equal(await boxes.evaluateAll((all) => all.filter((e) => e.tabIndex !== 0).length), 0);
});

test("the page can be printed on Letter and on A4", async (t) => {
  const { page } = await open(t, files["the newest night"], looks.screen);
  for (const format of ["Letter", "A4"]) {
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  }
});

test("every night has a page", () => {
  assert.ok(nights.length >= 2);
  for (const id of nights) assert.ok(existsSync(join(folder, id, "index.html")), id);
});
