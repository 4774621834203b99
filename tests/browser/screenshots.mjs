// The pictures of the README. Run by script/screenshots.
import { fileURLToPath } from "node:url";
import { startServer } from "./server.mjs";
import { password, startBrowser } from "./visitor.mjs";

const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const pictures = [
  { name: "home", path: "/" },
  { name: "register", path: "/register" },
  { name: "my-page", path: "/me", as: "asha@copse.example.org" },
  { name: "lead-dashboard", path: "/projects/home-visits-after-stroke/dashboard", as: "leo@copse.example.org" },
  { name: "team-home", path: "/", as: "tess@copse.example.org" },
  { name: "associates", path: "/associates?group=commissioner", as: "tess@copse.example.org" },
  { name: "coverage", path: "/coverage", as: "tess@copse.example.org" },
  { name: "unplaced", path: "/unplaced", as: "tess@copse.example.org" },
  { name: "events", path: "/events", as: "tess@copse.example.org" },
  { name: "event", path: "/events?view=past&kind=workshop", as: "tess@copse.example.org", follow: ["main tbody a"] },
  { name: "feedback", path: "/events?view=past&kind=workshop", as: "tess@copse.example.org", follow: ["main tbody a", "main nav >> text=Feedback"] },
  { name: "import", path: "/associates/import", as: "tess@copse.example.org", prepare: dryRun },
  { name: "duplicates", path: "/associates/duplicates", as: "tess@copse.example.org", follow: ["main tbody a"] },
  { name: "phone", path: "/projects", width: 390 },
];

// What somebody's spreadsheet looks like.
const list = [
  "Contacts of the stroke club, March",
  "",
  "Name;E-mail;Tel;Organisation;Project;Type;Consent",
  "SMITH, Dr Jane (she/her);jane.smith@example.net;7700900123;Nottingham CityCare Partnership;CATO;Health professional;paper form",
  "Robin Oakley;robin.oakley@example.net;n/a;-;Home visits after stroke;Carer;by phone",
  "Asha Associate;asha@copse.example.org;;;STAK;;by phone",
  "Asha Patel;asha@copse.example.org;;;;Service user;by phone",
  "Joe Bloggs;joe at home;;;;Carer;by phone",
  "Una Garside;una@example.net;;;;Carer;",
  "Total;6;;;;;",
];

async function dryRun(page) {
  await page.setInputFiles("input[type=file]", { name: "stroke club.csv", mimeType: "text/csv", buffer: Buffer.from(list.join("\r\n")) });
  for (const button of ["Upload the list", "Make a dry run"]) {
    await page.getByRole("button", { name: button }).click();
    await page.waitForFunction(() => !document.querySelector("[data-renews]"));
  }
}

const server = await startServer();
const browser = await startBrowser();
for (const { name, path, as, width = 1280, follow = [], prepare } of pictures) {
  const page = await browser.newPage({ baseURL: server.url, viewport: { width, height: 900 } });
  if (as) await signIn(page, as);
  await page.goto(path);
  for (const link of follow) {
    await page.locator(link).first().click();
    await page.waitForLoadState();
  }
  await prepare?.(page);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
  console.log(`docs/screenshots/${name}.png`);
}
await browser.close();
await server.stop();

async function signIn(page, email) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.locator("main button[type=submit]").click();
  await page.waitForLoadState();
}
