// The way of people who use no mouse: Tab and Enter only, and each step can be seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { password } from "./visitor.mjs";

export function journeys(copse) {
  for (const javaScript of [true, false]) {
    test(`someone signs in, finds a person and opens their record by keyboard alone${javaScript ? "" : " without JavaScript"}`, async () => {
      const person = await copse.visitor({ javaScript });
      const keys = new Keyboard(person);
      await keys.open("/sign-in");
      await keys.skipToMain();
      await keys.tabTo("#email");
      await keys.type("tess@copse.example.org");
      await keys.tabTo("#password");
      await keys.type(password);
      await keys.enter();
      assert.equal(await person.heading(), "Home");

      await keys.tabTo("#site-search");
      await keys.type("Asha Asociate");
      await keys.enter();
      assert.match(await person.heading(), /Search/);
      await keys.skipToMain();
      await keys.tabTo("main a:text-is('Asha Associate')");
      await keys.enter();
      assert.match(await person.heading(), /Asha Associate/);
      await keys.skipToMain();
      await keys.tabTo("main a:text-is('History of this record')");
      await keys.enter();
      assert.match(await person.heading(), /History/);
      await person.leave();
    });
  }
}

class Keyboard {
  constructor(person) {
    Object.assign(this, { person, page: person.page });
  }

  async open(path) {
    await this.person.open(path);
    await this.rememberLooks();
  }

  // The first stop of every page: seen when it is reached, and what follows it lies in the main part.
  async skipToMain() {
    await this.tab();
    assert.equal(await this.page.locator(".govuk-skip-link:focus").count(), 1);
    await this.page.keyboard.press("Enter");
    await this.tab();
    assert.equal(await this.page.locator("main :focus").count(), 1, `the skip link of ${this.page.url()} does not lead past the header`);
  }

  // Forwards with Tab, seeing each stop.
  async tabTo(selector) {
    for (let stops = 0; stops < 80; stops++) {
      if (await this.page.locator(selector).first().evaluate((element) => element === document.activeElement)) return;
      await this.tab();
    }
    assert.fail(`${selector} is not reached by Tab on ${this.page.url()}`);
  }

  async tab() {
    await this.page.keyboard.press("Tab");
    const { what, is } = await this.page.evaluate(() => window.howFocusLooks());
    assert.equal(is, "seen", `${what} on ${this.page.url()}`);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  async enter() {
    const loaded = this.page.waitForEvent("load");
    await this.page.keyboard.press("Enter");
    await loaded;
    await this.person.look();
    await this.rememberLooks();
  }

  // How everything looks without the focus, to compare with.
  async rememberLooks() {
    await this.page.evaluate(() => {
      const clear = (colour) => colour === "transparent" || /, 0\)$/.test(colour);
      const look = (element) => {
        const style = getComputedStyle(element);
        const outline = style.outlineStyle === "none" || clear(style.outlineColor) ? "" : `${style.outlineWidth} ${style.outlineColor}`;
        return [outline, style.boxShadow, style.backgroundColor].join("; ");
      };
      const before = new Map([...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")].map((element) => [element, look(element)]));
      window.howFocusLooks = () => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const [x, y] = [box.left + Math.min(box.width / 2, 8), box.top + box.height / 2];
        const onTop = document.elementFromPoint(x, y);
        const what = element.outerHTML.slice(0, 120);
        if (element === document.body) return { what, is: "seen" };
        if (box.width < 2 || box.height < 2 || !onTop) return { what, is: "out of sight" };
        if (!element.contains(onTop) && !onTop.contains(element)) return { what, is: `covered by ${onTop.outerHTML.slice(0, 80)}` };
        return { what, is: look(element) === before.get(element) ? "the same with and without the focus" : "seen" };
      };
    });
  }
}
