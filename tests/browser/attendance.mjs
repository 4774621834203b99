// The day of an event on a phone at the door, where the line comes and goes.
import assert from "node:assert/strict";
import { test } from "node:test";

const hour = 60 * 60 * 1000;
const inLondon = (date, options) => date.toLocaleString("en-GB", { timeZone: "Europe/London", ...options });
const day = (date) => inLondon(date, { day: "numeric", month: "numeric", year: "numeric" });
const time = (date) => inLondon(date, { hour: "2-digit", minute: "2-digit" });

export function journeys(copse) {
  test("who is here is noted through a lost connection, once, and the pages of the day are for everyone", async () => {
    const tess = await copse.signedIn("tess@copse.example.org");
    const event = await openWithPeople(tess.page);
    for (const part of ["", "/attendance", "/walk-ins/new", "/sign-in-sheet", "/badges", "/tables?size=2&seed=1", "/check-in-code"]) {
      await tess.open(event + part);
    }
    await tess.page.goto(`${event}/attendance`);
    const counts = tess.page.locator("#roll-counts");
    const unsent = tess.page.locator("#roll-unsent");
    const button = (row, words) => tess.page.locator(".copse-roll__row").nth(row).getByRole("button", { name: words });

    await button(0, "Here").click();
    await tess.page.waitForFunction(() => sessionStorage.length === 0);
    assert.match(await counts.innerText(), /^1 here, 3 still to come/);
    assert.equal(await unsent.isVisible(), false);

    await tess.context.setOffline(true);
    await button(1, "Here").click();
    await button(2, "Excused").click();
    await button(3, "Here").click();
    await button(3, "Here").click();
    assert.match(await counts.innerText(), /^2 here, 1 still to come, 1 excused/);
    assert.match(await unsent.innerText(), /^3 not sent yet/);
    const kept = await tess.page.evaluate(() => JSON.stringify(Object.values(sessionStorage)));
    for (const name of await tess.page.locator(".copse-roll__name").allInnerTexts()) assert.ok(!kept.includes(name), "ids and states, no names");
    await tess.context.setOffline(false);
    await tess.page.waitForFunction(() => sessionStorage.length === 0);
    assert.equal(await unsent.isVisible(), false);

    await tess.page.reload();
    assert.match(await counts.innerText(), /^2 here, 1 still to come, 1 excused/);
    await tess.page.goto(`${event}/history`);
    const noted = await tess.page.locator("main").getByText("Noted who came").count();
    assert.equal(noted, 3, "nothing is noted twice");
    // That the line was lost is what the console was to say.
    tess.mistakes = tess.mistakes.filter((mistake) => !mistake.includes("ERR_INTERNET_DISCONNECTED"));
    await tess.leave();
  });
}

// An event that begins in half an hour, with four people.
async function openWithPeople(page) {
  const start = new Date(Date.now() + hour / 2);
  await page.goto("/events/new?kind=seminar");
  const plan = { title: "Getting home", description: "What helps.", starts_on: day(start), starts_at: time(start), ends_on: day(new Date(start.getTime() + 24 * hour)), ends_at: time(start), place: "Room 3" };
  for (const [field, value] of Object.entries(plan)) await page.fill(`#${field}`, value);
  await page.locator("input[name=visibility][value=associates]").check();
  await page.locator("main form[method=post]").evaluate((form) => form.requestSubmit());
  await page.getByRole("button", { name: "Open for registration" }).click();
  await page.waitForLoadState();
  const event = new URL(page.url()).pathname;
  await page.goto(`${event}/registrations/new?q=smith`);
  const people = await page.locator("main li a[href*='associate=']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(people.length >= 4, `${people.length} people are called so`);
  for (const person of people.slice(0, 4)) {
    await page.goto(person);
    await page.getByRole("button", { name: /^Register / }).click();
    await page.waitForLoadState();
  }
  return event;
}
