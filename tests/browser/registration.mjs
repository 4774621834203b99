import assert from "node:assert/strict";
import { test } from "node:test";

const newcomers = [
  { javaScript: true, given: "Wilhelmina", family: "Thistlewood", email: "wilhelmina@example.org" },
  { javaScript: false, given: "Barnaby", family: "Quillfeather", email: "barnaby@example.org" },
];

export function journeys(copse) {
  for (const { javaScript, ...person } of newcomers) {
    test(`someone registers after mistakes, confirms and asks for a second project${javaScript ? "" : " without JavaScript"}`, async () => {
      const visitor = await copse.visitor({ javaScript });
      await visitor.open("/");
      await visitor.follow("Register");
      await visitor.press("Register");
      assert.match(await visitor.page.title(), /^Error: Register/);
      await visitor.shows("There is a problem");
      for (const mistake of ["Enter a first name", "Choose at least one project", "To register, agree"]) await visitor.shows(mistake);
      await visitor.page.locator(".govuk-error-summary a").first().click();
      assert.equal(await visitor.page.locator("#given_name:focus").count(), 1);

      await fillIn(visitor, { ...person, email: "not an address" }, ["CATO"]);
      await visitor.press("Register");
      assert.match(await visitor.page.title(), /^Error: Register/);
      assert.equal(await visitor.page.locator(".govuk-error-summary__list li").count(), 1);
      const kept = [person.given, person.family, "not an address", "third_sector", "Knitters of Worksop", "derbyshire", "cato", "ask_me", "networking", "yes"];
      assert.deepEqual(await typed(visitor), kept);

      await visitor.fill({ "Email address": person.email });
      await visitor.press("Register");
      assert.equal(await visitor.heading(), "Check your email");

      await visitor.open(await copse.linkTo(person.email));
      assert.equal(await visitor.heading(), "Confirm your address");
      await visitor.shows(`${person.given} ${person.family}`);
      await visitor.press("Confirm and sign in");
      assert.equal(new URL(visitor.page.url()).pathname, "/me");
      assert.match(await visitor.page.locator("header").innerText(), new RegExp(`${person.given} ${person.family}`));
      assert.match(await main(visitor), /wait for an answer[^]*CATO[^]*You asked on[^]*will answer by[^]*My details[^]*Knitters of Worksop/);

      await visitor.follow("Projects");
      await visitor.follow("Preconception");
      await visitor.follow("Join this project");
      await visitor.fill({ "Why are you interested?": "My sister asked about it" });
      await visitor.press("Ask to join");
      await visitor.shows("You asked to join Preconception");
      await visitor.shows("Your part");
      assert.equal(await visitor.link("Join this project").count(), 0);
      await visitor.follow("Go to your page");
      assert.match(await main(visitor), /Requests that wait for an answer[^]*Preconception[^]*You asked on[^]*My details/);
      await visitor.leave();
    });
  }
}

// Someone new, who has confirmed their address and is signed in.
export async function newcomer(copse, person, { projects, ...options }) {
  const visitor = await copse.visitor({ javaScript: false });
  await visitor.open("/register");
  await fillIn(visitor, person, projects);
  await visitor.press("Register");
  await visitor.open(await copse.linkTo(person.email));
  await visitor.press("Confirm and sign in");
  assert.equal(new URL(visitor.page.url()).pathname, "/me");
  const storageState = await visitor.context.storageState();
  await visitor.leave();
  return copse.visitor({ ...options, storageState });
}

async function fillIn(visitor, { given, family, email, organisation = "Knitters of Worksop" }, projects) {
  await visitor.fill({ "First name": given, "Last name": family, "Email address": email, Organisation: organisation });
  await visitor.choose("Which group fits you best?", "Third sector");
  await visitor.choose("County", "Derbyshire");
  for (const box of [...projects, "Ask me", "Networking", "I agree that the network keeps these details"]) await visitor.check(box);
}

// What stands in the form, hidden fields aside.
function typed(visitor) {
  return visitor.page.evaluate(() =>
    [...new FormData(document.querySelector("main form"))].filter(([name, value]) => value && !["id", "notice"].includes(name)).map(([, value]) => value),
  );
}

function main(visitor) {
  return visitor.page.locator("main").innerText();
}
