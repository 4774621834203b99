import assert from "node:assert/strict";
import { test } from "node:test";

export function journeys(copse) {
  for (const javaScript of [true, false]) {
    test(`a team member adds, finds, edits and follows an organisation${javaScript ? "" : " without JavaScript"}`, async () => {
      const name = `Carers of Bassetlaw ${javaScript ? "One" : "Two"}`;
      const tess = await copse.signedIn("tess@copse.example.org", { javaScript });
      await tess.open("/organisations");
      await tess.follow("Add an organisation");
      await tess.press("Add organisation");
      await tess.shows("Enter the name of the organisation");
      await tess.fill({ Name: name });
      await tess.choose("What sort of organisation is it?", "Charity or third sector");
      await tess.press("Add organisation");
      await tess.shows("Organisation added");

      await tess.open("/organisations?q=carers+of+basetlaw");
      await tess.follow(name);
      await tess.follow("Edit");
      await tess.choose("County", "Nottinghamshire");
      await tess.press("Save changes");
      await tess.shows("Changes saved");
      await tess.follow("History");
      await tess.shows("Changed the organisation");
      assert.match(await tess.page.locator("main").innerText(), /Tess Team[^]*Nottinghamshire/);
      await tess.leave();
    });
  }
}
