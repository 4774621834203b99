// A person at a browser. Every page they come to is looked at for accessibility, at the width of a desk and
// of a phone, and an error in the console is an error of the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [1280, 320];

export const password = "copse-demo-2026";

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

export class Visitor {
  static async come(browser, server, { javaScript = true, storageState } = {}) {
    const context = await browser.newContext({
      baseURL: server.url,
      javaScriptEnabled: javaScript,
      storageState,
      viewport: { width: widths[0], height: 900 },
    });
    context.setDefaultTimeout(15_000);
    return new Visitor(context, await context.newPage(), javaScript);
  }

  constructor(context, page, javaScript) {
    Object.assign(this, { context, page, javaScript, mistakes: [], looked: new Set() });
    page.on("pageerror", (error) => this.mistakes.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      // The browser notes the status of the page itself, such as that of a form with mistakes.
      const isStatus = message.text().startsWith("Failed to load resource") && message.location().url === page.url();
      if (["error", "warning"].includes(message.type()) && !isStatus) this.mistakes.push(`${page.url()}: ${message.text()}`);
    });
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.mistakes, []);
  }

  async open(path) {
    const answer = await this.page.goto(path);
    await this.look();
    return answer;
  }

  async follow(words) {
    await this.link(words).first().click();
    await this.look();
  }

  // Some links look like buttons and are announced as such.
  link(words) {
    return this.page.locator("a:visible", { hasText: new RegExp(`^\\s*${words.replace(/[^\w ]/g, "\\$&")}\\s*$`) });
  }

  async press(words) {
    await this.page.getByRole("button", { name: words, exact: true }).first().click();
    await this.look();
  }

  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) await this.page.getByLabel(label).first().fill(value);
  }

  async choose(label, option) {
    await this.page.getByLabel(label).first().selectOption({ label: option });
  }

  // From a long list, in which one can search where there is JavaScript.
  async pick(label, option) {
    const field = this.page.locator("main").getByLabel(label).first();
    if (!this.javaScript) return field.selectOption(await field.locator("option", { hasText: option }).first().getAttribute("value"));
    await field.fill(option);
    await this.page.locator(`#${await field.getAttribute("aria-controls")}`).getByRole("option", { name: option }).first().click();
  }

  async check(label) {
    await this.page.getByLabel(label).first().check();
  }

  async signIn(email) {
    await this.open("/sign-in");
    await this.page.getByLabel("Email address").fill(email);
    await this.page.locator("input[name=password]").fill(password);
    await this.press("Sign in");
    return this;
  }

  async shows(words) {
    await this.page.locator("main").getByText(words).first().waitFor();
  }

  heading() {
    return this.page.locator("h1").first().innerText();
  }

  // Once for each page as it is: an error makes it another page.
  async look() {
    await this.page.waitForLoadState();
    const title = await this.page.title();
    const key = `${new URL(this.page.url()).pathname} ${title}`;
    if (!this.javaScript || this.looked.has(key)) return;
    this.looked.add(key);
    for (const width of widths) {
      await this.page.setViewportSize({ width, height: 900 });
      this.mistakes.push(...(await this.barriers(width)));
    }
    await this.page.setViewportSize({ width: widths[0], height: 900 });
  }

  async barriers(width) {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await this.page.evaluate(axe);
    const found = await this.page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), rules);
    const where = `${new URL(this.page.url()).pathname} at ${width}`;
    const barriers = found.violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${where}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`),
    );
    return wide > 0 ? [...barriers, `${where}: is ${wide} pixels too wide`] : barriers;
  }
}
