// People's journeys through the program as it is built, in Chromium. Run by script/test.
import { after, before, describe } from "node:test";
import { startServer } from "./server.mjs";
import { startBrowser, Visitor } from "./visitor.mjs";
import * as everyPage from "./every-page.mjs";
import * as organisations from "./organisations.mjs";
import * as signIn from "./sign-in.mjs";

describe("Copse in a browser", () => {
  const copse = {};

  before(async () => {
    copse.server = await startServer();
    copse.browser = await startBrowser();
    copse.visitor = (options) => Visitor.come(copse.browser, copse.server, options);
  });

  after(async () => {
    await copse.browser?.close();
    await copse.server?.stop();
  });

  for (const part of [signIn, organisations, everyPage]) part.journeys(copse);
});
