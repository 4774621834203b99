import assert from "node:assert/strict";
import { test } from "node:test";
import { newcomer } from "./registration.mjs";

const people = [
  { javaScript: true, given: "Philippa", family: "Rowbotham", wrong: "Phillipa Robotham", email: "philippa@example.org" },
  { javaScript: false, given: "Cuthbert", family: "Winterbourne", wrong: "Cutbert Winterborne", email: "cuthbert@example.org" },
];
const organisation = "NHS Rushcliffe Clinical Commissioning Group";

export function journeys(copse) {
  for (const { javaScript, ...person } of people) {
    test(`a team member finds, edits, links and moves a person, and reads all of it in the history${javaScript ? "" : " without JavaScript"}`, async () => {
      const name = `${person.given} ${person.family}`;
      await (await newcomer(copse, person, { projects: ["CATO"] })).leave();
      const tess = await copse.signedIn("tess@copse.example.org", { javaScript });
      await findInTheList(tess, name, person);
      await findByTheSearchBox(tess, name, person);
      await edit(tess);
      await link(tess);
      await move(tess);
      await readHistory(tess, name, person);
      await tess.leave();
    });
  }

  test("the history of a person names organisations and projects by the words people know", async () => {
    const person = { given: "Clementine", family: "Oakhanger", email: "clementine@example.org" };
    await (await newcomer(copse, person, { projects: ["CATO"] })).leave();
    const tess = await copse.signedIn("tess@copse.example.org", { javaScript: false });
    await tess.open("/search?q=Clementine+Oakhanger");
    await tess.follow("Clementine Oakhanger");
    await move(tess);
    await tess.follow("History of this record");
    const history = await tess.page.locator("main").innerText();
    const inWords = ["Moved to a new post", organisation, "Ended an affiliation", "Knitters of Worksop", "Asked to join the project", "CATO"];
    assert.match(history, new RegExp(inWords.join("[^]*")));
    assert.doesNotMatch(history, /[{}_]|[0-9a-f]{8}-[0-9a-f]{4}/);
    await tess.leave();
  });
}

async function findInTheList(tess, name, { wrong }) {
  await tess.open("/");
  await tess.follow("Associates");
  const filters = tess.page.locator("form.copse-filters__form");
  await filters.getByLabel("Group").selectOption("Third sector");
  await filters.getByLabel("County").selectOption("Derbyshire");
  await filters.getByLabel("Unplaced").check();
  await tess.press("Apply filters");
  await tess.page.getByRole("searchbox", { name: "Search by name, email or organisation" }).fill(wrong);
  await tess.page.keyboard.press("Enter");
  await tess.page.waitForURL(/q=/);
  await tess.look();
  const chosen = await tess.page.getByRole("group", { name: "Chosen filters" }).innerText();
  assert.match(chosen, /Third sector[^]*Derbyshire/);
  assert.deepEqual(await names(tess), [name]);
  await tess.page.locator(".moj-filter__tag", { hasText: "Derbyshire" }).click();
  await tess.look();
  assert.deepEqual(await names(tess), [name]);
  await tess.choose("County", "Rutland");
  await tess.press("Apply filters");
  await tess.shows("Nobody matches");
}

async function findByTheSearchBox(tess, name, { wrong, email }) {
  await tess.fill({ "Search people, organisations and projects": wrong });
  await tess.press("Search");
  await tess.follow(name);
  assert.match(await tess.heading(), new RegExp(name));
  assert.match(await tess.page.locator("main").innerText(), new RegExp(`Unplaced[^]*${email}[^]*CATO[^]*Requested[^]*Knitters of Worksop`));
}

async function edit(tess) {
  await tess.follow("Edit");
  await tess.fill({ Phone: "not a number", Offers: "A room for twenty people" });
  await tess.press("Save changes");
  assert.match(await tess.page.title(), /^Error: Edit details/);
  assert.equal(await tess.page.locator(".govuk-error-summary__list li").count(), 1);
  assert.equal(await tess.page.getByLabel("Offers").inputValue(), "A room for twenty people");
  await tess.fill({ Phone: "0115 496 0123" });
  await tess.press("Save changes");
  await tess.shows("Changes saved");
  await tess.shows("A room for twenty people");
}

async function link(tess) {
  await tess.follow("Link to project");
  await tess.shows("They take part in or have asked for");
  await tess.press("Link to the project");
  await tess.shows("Choose a project");
  await tess.pick("Project", "Preconception");
  await tess.check("Adviser");
  await tess.fill({ From: "1/10/2026", "Why do you link them?": "Asked us at the open day" });
  await tess.press("Link to the project");
  await tess.shows("Linked to Preconception");
  assert.match(await tess.page.locator("main").innerText(), /Preconception[^]*Adviser since 1 October 2026[^]*By Tess Team: “Asked us at the open day”/);
}

async function move(tess) {
  await tess.follow("Moved job");
  await tess.pick("Organisation", organisation);
  await tess.fill({ "Job title": "Engagement officer", From: "2/11/2026" });
  await tess.press("Save new post");
  await tess.shows("The post at Knitters of Worksop is recorded from");
  await tess.fill({ From: day(1, { day: "numeric", month: "numeric", year: "numeric" }) });
  await tess.press("Save new post");
  await tess.shows("The new post is in the record");
  const tomorrow = day(1, { day: "numeric", month: "long", year: "numeric" });
  assert.match(await tess.page.locator("main").innerText(), new RegExp(`Engagement officer\\s+${organisation}\\s+Since ${tomorrow}`));
}

async function readHistory(tess, name, { email }) {
  await tess.follow("History of this record");
  const history = await tess.page.locator("main").innerText();
  const events = [
    /Moved to a new post\s+by Tess Team[^]*Engagement officer/,
    /Ended an affiliation\s+by Tess Team/,
    /Linked to the project\s+by Tess Team[^]*Preconception[^]*Asked us at the open day/,
    /Changed the details\s+by Tess Team[^]*A room for twenty people/,
    new RegExp(`Asked to join the project\\s+by ${name}`),
    new RegExp(`Confirmed the registration\\s+by ${name}[^]*${email}`),
  ];
  assert.match(history, new RegExp(events.map((event) => event.source).join("[^]*")));
}

// Of the people that the list shows.
function names(tess) {
  return tess.page.locator("main tbody th a").allInnerTexts();
}

// A day from now as people in Nottingham write it.
function day(from, parts) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...parts }).format(Date.now() + from * 86_400_000);
}
