// What only shows on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";

const phone = { width: 390, height: 700 };

export function journeys(copse) {
  test("the search field of a list has room for a name on a phone", async () => {
    const tess = await copse.signedIn("tess@copse.example.org");
    await tess.page.setViewportSize(phone);
    for (const list of ["/associates", "/organisations"]) {
      await tess.page.goto(list);
      const { width } = await tess.page.locator("main").getByRole("searchbox").boundingBox();
      assert.ok(width > phone.width / 2, `${list}: ${width} pixels`);
    }
    await tess.leave();
  });

  for (const javaScript of [true, false]) {
    test(`a lead sees on a phone that their answer was taken${javaScript ? "" : " without JavaScript"}`, async () => {
      const leo = await copse.signedIn("leo@copse.example.org", { javaScript });
      await leo.page.setViewportSize(phone);
      await leo.page.goto("/projects/home-visits-after-stroke/members");
      await leo.page.locator("#requests").getByRole("link", { name: "Answer" }).first().click();
      await leo.page.getByRole("radio", { name: "Accept" }).check();
      await leo.page.getByRole("button", { name: "Send the answer" }).click();
      await leo.shows("now takes part in Home visits after stroke");
      await leo.page.waitForLoadState();
      const notice = await leo.page.locator(".copse-notice").boundingBox();
      assert.ok(notice.y >= 0 && notice.y + notice.height <= phone.height, `it stands at ${notice.y}, out of sight`);
      await leo.leave();
    });
  }
}
