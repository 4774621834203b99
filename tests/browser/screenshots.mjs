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
  { name: "phone", path: "/projects", width: 390 },
];

const server = await startServer();
const browser = await startBrowser();
for (const { name, path, as, width = 1280, follow = [] } of pictures) {
  const page = await browser.newPage({ baseURL: server.url, viewport: { width, height: 900 } });
  if (as) await signIn(page, as);
  await page.goto(path);
  for (const link of follow) {
    await page.locator(link).first().click();
    await page.waitForLoadState();
  }
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
