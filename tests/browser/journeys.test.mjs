// People's journeys through the program as it is built, in Chromium. Run by script/test.
import { after, before, describe } from "node:test";
import { startServer } from "./server.mjs";
import { openMailbox } from "./mailbox.mjs";
import { startBrowser, Visitor } from "./visitor.mjs";
import * as attendance from "./attendance.mjs";
import * as events from "./events.mjs";
import * as everyPage from "./every-page.mjs";
import * as hostile from "./hostile.mjs";
import * as keyboard from "./keyboard.mjs";
import * as lists from "./lists.mjs";
import * as organisations from "./organisations.mjs";
import * as people from "./people.mjs";
import * as phone from "./phone.mjs";
import * as registration from "./registration.mjs";
import * as requests from "./requests.mjs";
import * as signIn from "./sign-in.mjs";

describe("Copse in a browser", () => {
  const copse = {};

  before(async () => {
    copse.server = await startServer();
    copse.browser = await startBrowser();
    copse.visitor = (options) => Visitor.come(copse.browser, copse.server, options);
    copse.signedIn = rememberSessions(copse);
    openMailbox(copse);
  });

  after(async () => {
    await copse.browser?.close();
    await copse.server?.stop();
  });

  const parts = [signIn, registration, requests, people, events, attendance, keyboard, lists, organisations, hostile, phone, everyPage];
  for (const part of parts) part.journeys(copse);
});

// Someone whose session many journeys share: an account signs in only ten times in a quarter of an hour.
function rememberSessions(copse) {
  const sessions = new Map();
  return async (email, options) => {
    if (!sessions.has(email)) {
      const first = await copse.visitor({ javaScript: false });
      await first.signIn(email);
      sessions.set(email, await first.context.storageState());
      await first.leave();
    }
    return copse.visitor({ ...options, storageState: sessions.get(email) });
  };
}
