import { test } from "node:test";

// A day to come, as people type it.
function inDays(days) {
  const day = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return `${day.getDate()}/${day.getMonth() + 1}/${day.getFullYear()}`;
}

export function journeys(copse) {
  for (const javaScript of [true, false]) {
    test(`an event is planned and fills, a place goes on to who waits${javaScript ? "" : " without JavaScript"}`, async () => {
      const title = `An afternoon about falls ${javaScript ? "One" : "Two"}`;
      const tess = await copse.signedIn("tess@copse.example.org", { javaScript });
      await tess.open("/events");
      await tess.follow("Plan an event");
      await tess.press("Save the draft");
      await tess.shows("Enter the title of the event");
      await tess.fill({
        Title: title,
        "What is it about?": "What helps. **Tea** at half past three.",
        Day: inDays(20),
        Start: "2pm",
        End: "4:30pm",
        Place: "Room 3\nTriumph Road, Nottingham",
        "How many may come?": "1",
      });
      await tess.choose("What sort of event is it?", "Seminar");
      await tess.press("Save the draft");
      await tess.shows("Nobody but the team sees it until you open it");
      await tess.press("Open for registration");
      await tess.shows("The event is open");
      const event = new URL(tess.page.url()).pathname;

      const asha = await copse.signedIn("asha@copse.example.org", { javaScript });
      await asha.open("/events");
      await asha.follow(title);
      await asha.follow("Register");
      await asha.fill({ "Does someone come with you to help?": "Sam" });
      await asha.press("Register");
      await asha.shows("You have a place");
      await asha.open("/me");
      await asha.shows(title);
      await asha.leave();

      // Someone else each time, so that the letter with the offer is the one of this event.
      const [name, address] = javaScript ? ["Leo Lead", "leo@copse.example.org"] : ["Lena Lead", "lena@copse.example.org"];
      const next = await copse.signedIn(address, { javaScript });
      await next.open(event);
      await next.follow("Join the waiting list");
      await next.press("Register");
      await next.shows("You are the first in line");
      await next.leave();

      const someone = await copse.visitor({ javaScript });
      await someone.open(await copse.linkTo("asha@copse.example.org", "You have a place"));
      await someone.follow("I cannot come");
      await someone.press("Cancel the place");
      await someone.shows("The place goes to someone else");
      await someone.open(await copse.linkTo(address, "A place is free for you"));
      await someone.press("Yes, I take the place");
      await someone.shows("You have a place");
      await someone.leave();

      await tess.open(`${event}/registrations`);
      await tess.shows("1 of 1");
      await tess.shows(name);
      await tess.leave();
    });
  }
}
