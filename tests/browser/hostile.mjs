// What someone typed is shown as they typed it, and never runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newcomer } from "./registration.mjs";

const script = "<script>window.hacked=1</script>";
const picture = '"><img src=x onerror=window.hacked=1>';

export function journeys(copse) {
  for (const javaScript of [true, false]) {
    const how = javaScript ? "" : " without JavaScript";

    test(`the name of an organisation does not run wherever it is shown${how}`, async () => {
      const name = `${javaScript ? "First" : "Second"} ${script}${picture}`;
      const tess = watch(await copse.signedIn("tess@copse.example.org", { javaScript }));
      await tess.page.goto("/organisations/new");
      await tess.fill({ Name: name, "Other names people use": `${picture} ${javaScript}` });
      await tess.press("Add organisation");
      await shown(tess, name);
      await tess.choose("What sort of organisation is it?", "Company");
      await tess.press("Add organisation");
      await tess.shows("Organisation added");
      await shown(tess, name);
      const record = new URL(tess.page.url()).pathname;
      for (const page of ["/organisations?q=hacked", `${record}/edit`, `${record}/history`, "/search?q=hacked", `/associates?organisation=${record.split("/").pop()}`]) {
        await goAndSee(tess, page, name);
      }
      await goAndSee(tess, "/associates/new", "");
      await tess.pick("Organisation", name);
      await shown(tess, name);
      await tess.leave();
    });

    test(`what someone says of themselves does not run wherever it is shown${how}`, async () => {
      const person = { given: script, family: picture, email: `hostile-${javaScript}@example.org`, organisation: `${script} & sons ${javaScript}` };
      const name = `${script} ${picture}`;
      const visitor = watch(await newcomer(copse, person, { projects: ["CATO"], javaScript }));
      await goAndSee(visitor, "/projects/preconception/join", "");
      await visitor.fill({ "Why are you interested?": script + picture });
      await visitor.press("Ask to join");
      for (const page of ["/me", "/me/details", "/me/data", "/projects/preconception"]) await goAndSee(visitor, page, picture);

      const tess = watch(await copse.signedIn("tess@copse.example.org", { javaScript }));
      await goAndSee(tess, `/associates?q=${person.email}`, name);
      const record = await tess.link(name).first().getAttribute("href");
      for (const page of ["", "/edit", "/history", "/affiliations/new", "/memberships/new", "/standing", "/sensitive"]) await goAndSee(tess, record + page, picture);
      for (const page of ["/search?q=hacked", "/requests", "/projects/preconception/members", "/"]) await goAndSee(tess, page, picture);
      await goAndSee(tess, "/associates/new", "");
      await tess.fill({ "First name": script, "Last name": picture, "Email address": `other-${person.email}` });
      await tess.choose("Group", "Carer");
      for (const box of ["Keep me informed", "They told us by phone"]) await tess.check(box);
      await tess.press("Add Associate");
      await tess.shows("Is this person in the register already?");
      await shown(tess, picture);
      visitor.mistakes.push(...tess.mistakes.splice(0));
      await tess.leave();
      await visitor.leave();
    });
  }
}

function watch(visitor) {
  visitor.page.on("dialog", async (dialog) => {
    visitor.mistakes.push(`${visitor.page.url()}: a dialog says ${dialog.message()}`);
    await dialog.dismiss();
  });
  return visitor;
}

async function goAndSee(visitor, path, text) {
  await visitor.page.goto(path);
  await shown(visitor, text);
}

// The text stands in the page, as text or in a field; nothing in it became a part of the page, and it fits a phone.
async function shown(visitor, text) {
  const { page } = visitor;
  const { stands, ...found } = await page.evaluate((text) => {
    const main = document.querySelector("main");
    const fields = [...main.querySelectorAll("input, textarea")].map((field) => field.value);
    const strangers = [...document.querySelectorAll('img[src="x"], script:not([src]), [onerror]')];
    return {
      stands: [main.textContent, ...fields].some((each) => each.includes(text)),
      hacked: window.hacked,
      strangers: strangers.map((element) => element.parentElement.outerHTML.slice(0, 200)),
    };
  }, text);
  assert.deepEqual(found, { hacked: undefined, strangers: [] }, page.url());
  assert.ok(stands, `${text} is not shown on ${page.url()}`);
  await page.setViewportSize({ width: 320, height: 900 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize({ width: 1280, height: 900 });
  if (wide > 0) visitor.mistakes.push(`${new URL(page.url()).pathname} is ${wide} pixels too wide for a phone`);
}
