// An event from its plan to what came of it: places that are kept and released, a line that moves, people who cancel
// by the link of a letter, the day itself with two who walk in, tables, and the numbers. Days pass meanwhile.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startClock } from "./clock.mjs";
import { openMailbox } from "./mailbox.mjs";
import { startServer } from "./server.mjs";
import { startBrowser, Visitor } from "./visitor.mjs";

const minute = 60 * 1000;
const day = 24 * 60 * minute;
const inLondon = (date, options) => date.toLocaleString("en-GB", { timeZone: "Europe/London", ...options });

describe("An event from beginning to end", () => {
  const copse = {};

  before(async () => {
    copse.clock = await startClock();
    copse.server = await startServer(copse.clock.env);
    copse.browser = await startBrowser();
    copse.visitor = (options) => Visitor.come(copse.browser, copse.server, options);
    // Sessions end as the days pass, so everyone signs in anew; but only so often in a quarter of an hour.
    const sessions = new Map();
    copse.signedIn = async (email, options) => {
      const key = `${email} ${copse.clock.day()}`;
      if (!sessions.has(key)) {
        const first = await (await copse.visitor({ javaScript: false })).signIn(email);
        sessions.set(key, await first.context.storageState());
        await first.leave();
      }
      return copse.visitor({ ...options, storageState: sessions.get(key) });
    };
    openMailbox(copse);
  });

  after(async () => {
    await copse.browser?.close();
    await copse.server?.stop();
    await copse.clock?.remove();
  });

  test("forty places, eight of them kept, a line of six, and thirty-five who came", () => walkThrough(copse));
});

async function walkThrough(copse) {
  let tess = await copse.signedIn("tess@copse.example.org");
  const start = await startOfEvent(copse.clock);
  const event = await plan(tess, start);
  const others = await peopleOf(tess, ["commissioner", "health_professional", "applied_health_researcher"], 38);
  const kept = [...(await peopleOf(tess, ["service_user"], 3)), ...(await peopleOf(tess, ["third_sector"], 2))];

  // 38 open sign-ups: 32 have a place, 6 wait. 5 of the kept places are taken.
  for (const person of [...others, ...kept]) await register(tess, event, person);
  await tess.open(`${event}/registrations`);
  await tess.shows("37 of 40");
  await counts(tess, event, [37, 0, 6]);
  await putOnProgramme(tess, event);
  await tess.leave();

  // At release three offers go out; one lapses after 24 hours and the fourth in line accepts: 40.
  await copse.clock.goTo(start - 7 * day + 5 * minute);
  tess = await copse.signedIn("tess@copse.example.org");
  await counts(tess, event, [37, 3, 3]);
  await accept(copse, others[32]);
  await accept(copse, others[33]);
  await tess.leave();
  await copse.clock.goTo(start - 6 * day + 10 * minute);
  tess = await copse.signedIn("tess@copse.example.org");
  await counts(tess, event, [39, 1, 2]);
  await accept(copse, others[35]);
  await counts(tess, event, [40, 0, 2]);

  // One cancels by link, the fifth accepts: 40. The last who waits gives up.
  await giveUp(copse, others[0], "You have a place", "I cannot come", "Cancel the place");
  await counts(tess, event, [39, 1, 1]);
  await accept(copse, others[36]);
  await giveUp(copse, others[37], "You are on the waiting list", "Leave the waiting list", "Leave the waiting list");
  await counts(tess, event, [40, 0, 0]);
  await tess.leave();

  await copse.clock.goTo(start - 10 * minute);
  tess = await copse.signedIn("tess@copse.example.org");
  await noteWhoCame(tess, event);
  await walkIn(tess, event, others[34].name);
  await tess.leave();

  await copse.clock.goTo(+start + 4 * 60 * minute);
  tess = await copse.signedIn("tess@copse.example.org");
  await finish(tess, event);
  await tess.leave();
}

// In three weeks, at one in the afternoon.
async function startOfEvent(clock) {
  const then = new Date(+clock.now() + 21 * day);
  then.setUTCHours(13, 0, 0, 0);
  return then;
}

async function plan(tess, start) {
  await tess.open("/events/new?kind=workshop");
  await tess.fill({
    Title: "Going home after a stroke",
    "What is it about?": "What helps, and who does what.",
    Day: inLondon(start, { day: "numeric", month: "numeric", year: "numeric" }),
    Start: inLondon(start, { hour: "2-digit", minute: "2-digit" }),
    End: inLondon(new Date(+start + 210 * minute), { hour: "2-digit", minute: "2-digit" }),
    Place: "The hall\nTriumph Road, Nottingham",
    "How many may come?": "40",
    "How many of these are kept for some groups?": "8",
    "When do they open to everyone?": "7",
  });
  for (const group of ["service_user", "third_sector"]) await tess.page.locator(`input[name=kept_for][value=${group}]`).check();
  await tess.press("Save the draft");
  await tess.press("Open for registration");
  await tess.shows("The event is open");
  return new URL(tess.page.url()).pathname;
}

// So many people of these groups who can be written to: their address in Copse, their name and their email address.
async function peopleOf(tess, groups, howMany) {
  const found = [];
  for (const group of groups) {
    await tess.page.goto(`/associates?group=${group}&standing=active`);
    for (const href of await tess.page.locator("tbody a[href^='/associates/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      if (found.length === howMany) return found;
      const page = await (await tess.page.request.get(href)).text();
      const email = page.match(/<dd class="govuk-summary-list__value">([^<\s]+@[^<\s]+)<\/dd>/)?.[1];
      const name = page.match(/<h1[^>]*>(?:\s*<span[^>]*>[^<]*<\/span>)?\s*([^<]+?)\s*</)?.[1];
      if (email && !found.some((one) => one.href === href)) found.push({ href, email, name });
    }
  }
  throw new Error(`there are only ${found.length} people of ${groups}`);
}

async function register(tess, event, { href }) {
  await tess.page.goto(`${event}/registrations/new?associate=${href.split("/").pop()}`);
  await tess.page.getByRole("button", { name: /^Register / }).click();
  await tess.page.waitForLoadState();
}

// With a place, offered one, waiting: as soon as the line has moved.
async function counts(tess, event, [placed, offered, waiting]) {
  const words = `${placed} with a place, ${offered} offered, ${waiting} waiting`;
  for (let tries = 0; tries < 100; tries++) {
    await tess.page.goto(event);
    if (await tess.page.getByText(words).count()) return;
    await tess.page.waitForTimeout(200);
  }
  assert.match(await tess.page.locator("main").innerText(), new RegExp(words));
}

async function putOnProgramme(tess, event) {
  const parts = [
    ["What the study found", "120", "applied_health_researcher"],
    ["What we live with", "50", "service_user"],
    ["What is paid for", "30", "commissioner"],
  ];
  for (const [title, minutes, group] of parts) {
    await tess.open(`${event}/programme`);
    await tess.fill({ "What is it called?": title, "How long does it take?": minutes });
    await tess.press("Add to the programme");
    await tess.page.getByRole("link", { name: `Add someone to ${title}` }).click();
    await tess.follow("A guest who is not in the register");
    await tess.fill({ "Name of the guest": `A guest on ${title.toLowerCase()}` });
    await tess.page.getByLabel("For which group do they speak?").selectOption(group);
    await tess.check("Speaks");
    await tess.press("Put on the programme");
  }
  await tess.shows("0.80");
}

async function accept(copse, { email }) {
  const someone = await copse.visitor();
  await someone.open(await copse.linkTo(email, "A place is free for you"));
  await someone.press("Yes, I take the place");
  await someone.shows("You have a place");
  await someone.leave();
}

async function giveUp(copse, { email }, subject, link, button) {
  const someone = await copse.visitor({ javaScript: false });
  await someone.open(await copse.linkTo(email, subject));
  await someone.follow(link);
  await someone.press(button);
  await someone.shows("Cancelled");
  await someone.leave();
}

async function noteWhoCame(tess, event) {
  await tess.open(`${event}/attendance`);
  const rows = tess.page.locator(".copse-roll__row");
  assert.equal(await rows.count(), 40);
  for (let row = 0; row < 36; row++) {
    await rows.nth(row).getByRole("button", { name: row < 33 ? /^Here/ : /^Excused/ }).click();
  }
  await tess.page.waitForFunction(() => sessionStorage.length === 0);
  await tess.shows("33 here");
}

// One is in the register, the other is not.
async function walkIn(tess, event, name) {
  await tess.open(`${event}/walk-ins/new`);
  await tess.fill({ "First and last name": name });
  await tess.page.getByLabel("Stakeholder group").selectOption("commissioner");
  await tess.press("They are here");
  await tess.shows("Is it one of these?");
  await tess.press(`It is ${name}`);
  await tess.open(`${event}/walk-ins/new`);
  await tess.fill({ "First and last name": "Newton Heathcote-Blythe", "Email address or phone number": "0115 496 0000" });
  await tess.page.getByLabel("Stakeholder group").selectOption("carer");
  await tess.press("They are here");
  await tess.shows("new in the register");
  await tess.shows("35 here");
}

async function finish(tess, event) {
  await tess.open("/events/to-finish");
  await tess.follow("Going home after a stroke");
  await tess.follow("Note who came");
  await tess.open(`${event}/attendance`);
  await tess.follow("Everyone else was absent");
  await tess.press("They were absent");
  await tess.open(`${event}/tables`);
  await tess.fill({ "At most so many people at a table": "5" });
  await tess.press("Plan the tables");
  await tess.press("Save this plan");
  await tess.shows("35 people sit at 7 tables");
  for (let table = 1; table <= 7; table++) {
    const people = tess.page.locator(".copse-seating section", { has: tess.page.getByRole("heading", { name: `Table ${table}`, exact: true }) }).locator("li");
    assert.equal(await people.count(), 5, `table ${table}`);
  }
  await tess.open(event);
  await tess.press("The event is done");
  for (const [number, words] of [["35", "attended"], ["3", "excused"], ["4", "absent"], ["2", "walk-ins"], ["10.8 %", "no-show rate"], ["0.80", "reciprocity"]]) {
    await tess.page.locator(".copse-tiles").getByText(`${number} ${words}`).first().waitFor();
  }
}
