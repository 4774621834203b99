import assert from "node:assert/strict";
import { test } from "node:test";

export function journeys(copse) {
  for (const javaScript of [true, false]) {
    const how = javaScript ? "" : " without JavaScript";

    test(`someone signs in after a mistake, and out again${how}`, async () => {
      const visitor = await copse.visitor({ javaScript });
      await visitor.open("/sign-in");
      await visitor.press("Sign in");
      assert.match(await visitor.page.title(), /^Error: /);
      await visitor.shows("There is a problem");
      await visitor.page.locator(".govuk-error-summary a").first().click();
      assert.equal(await visitor.page.locator("#email:focus").count(), 1);
      await visitor.signIn("tess@copse.example.org");
      assert.match(await visitor.page.locator("header").innerText(), /Tess Team/);
      await visitor.press("Sign out");
      assert.doesNotMatch(await visitor.page.locator("header").innerText(), /Tess Team/);
      await visitor.leave();
    });

    test(`someone signs in with a link${how}`, async () => {
      const visitor = await copse.visitor({ javaScript });
      await visitor.open("/sign-in");
      await visitor.follow("email you a link");
      await visitor.fill({ "Email address": "lena@copse.example.org" });
      await visitor.press("Send me a link");
      assert.equal(await visitor.heading(), "Check your email");
      await visitor.open(await copse.linkTo("lena@copse.example.org"));
      await visitor.press("Sign in");
      assert.match(await visitor.page.locator("header").innerText(), /Lena Lead/);
      await visitor.leave();
    });
  }

  test("a page of another site can send nothing in someone's name", async () => {
    const visitor = await copse.visitor();
    await visitor.signIn("tess@copse.example.org");
    await visitor.page.goto(`data:text/html,<form method=post action='${copse.server.url}/sign-out'><button>x</button></form>`);
    const refused = visitor.page.waitForResponse((answer) => answer.url().endsWith("/sign-out"));
    await visitor.page.locator("button").click();
    assert.equal((await refused).status(), 403);
    await visitor.open("/organisations");
    assert.match(await visitor.page.locator("header").innerText(), /Tess Team/);
    await visitor.leave();
  });
}
