import assert from "node:assert/strict";
import { test } from "node:test";
import { newcomer } from "./registration.mjs";

export function journeys(copse) {
  test("a lead accepts a request, and the person reads it on their page and in their mail", async () => {
    const person = { given: "Rosalind", family: "Mossgrove", email: "rosalind@example.org" };
    const asking = await newcomer(copse, person, { projects: ["Home visits after stroke"] });

    const leo = await openRequest(copse, "leo@copse.example.org", "Home visits after stroke", person, true);
    await leo.check("Accept");
    await leo.press("Send the answer");
    await leo.shows("Rosalind Mossgrove now takes part in Home visits after stroke");
    assert.doesNotMatch(await requests(leo), /Rosalind Mossgrove/);
    const member = leo.page.locator("main tbody th", { hasText: "Rosalind Mossgrove" });
    while (!(await member.count())) await leo.follow("Next");
    await leo.leave();

    await asking.open("/me");
    const page = await asking.page.locator("main").innerText();
    assert.match(page, /My projects[^]*Home visits after stroke[^]*Since[^]*My details/);
    assert.doesNotMatch(page, /wait for an answer/);
    await asking.follow("Home visits after stroke");
    await asking.shows("Your part");
    assert.match(await copse.mailTo(person.email, "You have joined a project"), /Home visits after stroke[^]*The answer is yes/);
    await asking.leave();
  });

  test("a lead declines a request with a reason, and the person reads it on their page and in their mail without JavaScript", async () => {
    const person = { given: "Algernon", family: "Fernsby", email: "algernon@example.org" };
    const asking = await newcomer(copse, person, { projects: ["STAK"], javaScript: false });

    const lena = await openRequest(copse, "lena@copse.example.org", "STAK (Steps to Active Kids)", person, false);
    await lena.check("Decline");
    await lena.press("Send the answer");
    assert.match(await lena.page.title(), /^Error: /);
    assert.ok(await lena.page.getByRole("radio", { name: "Decline" }).isChecked());
    await lena.page.getByRole("button", { name: /Please ask again in a few months/ }).click();
    await lena.look();
    const reason = await lena.page.getByLabel("If you decline, why?").inputValue();
    assert.match(reason, /ask again in a few months/);
    await lena.fill({ "If you decline, why?": `${reason} Meanwhile, CATO would be glad of you.` });
    await lena.press("Send the answer");
    await lena.shows("Algernon Fernsby");
    assert.doesNotMatch(await requests(lena), /Algernon Fernsby/);
    await lena.leave();

    await asking.open("/me");
    assert.doesNotMatch(await asking.page.locator("main").innerText(), /wait for an answer/);
    assert.match(await asking.page.locator("main").innerText(), /Answers[^]*STAK[^]*The answer was no: Thank you for asking[^]*CATO would be glad of you/);
    const mail = await copse.mailTo(person.email, "About your request to join a project");
    assert.match(mail, /STAK[^]*the answer is no[^]*CATO would be glad of you/);
    await asking.leave();
  });

  test("a sentence to begin with takes nothing away that a lead has typed", async () => {
    const lena = await copse.signedIn("lena@copse.example.org");
    await lena.page.goto("/projects/stak/members");
    await lena.page.locator("#requests").getByRole("link", { name: "Answer" }).first().click();
    await lena.fill({ "If you decline, why?": "Dear Eleanor, it was good to meet you." });
    await lena.page.getByRole("button", { name: /Please ask again in a few months/ }).click();
    await lena.page.waitForFunction(() => document.querySelector("textarea").value.includes("ask again in a few months"));
    assert.match(await lena.page.getByLabel("If you decline, why?").inputValue(), /Dear Eleanor/);
    await lena.leave();
  });
}

// A lead who comes to a request from their home page, and has also seen it on the project's dashboard.
async function openRequest(copse, email, project, { given, family }, javaScript) {
  const lead = await copse.signedIn(email, { javaScript });
  await lead.open("/");
  assert.equal(await lead.heading(), "My projects");
  await lead.shows("Requests to join");
  await lead.follow(project);
  await lead.shows(`${given} ${family}`);
  await lead.follow("All requests");
  assert.match(await requests(lead), new RegExp(`${given} ${family}[^]*Knitters of Worksop`));
  await lead.follow(`Answer the request of ${given} ${family}`);
  assert.match(await lead.heading(), /Answer a request to join/);
  return lead;
}

function requests(lead) {
  return lead.page.locator("#requests").innerText();
}
