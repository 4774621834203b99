// Lists from spreadsheets, records that are one person's, and one act on many people.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

// As somebody's spreadsheet is: a title above the headings, a total below, a number that lost its zero, a hidden sheet.
const workbook = `
import sys, datetime, openpyxl
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Contacts"
mark = sys.argv[2]
sheet.append(["Contacts of the stroke club"])
sheet.append([])
sheet.append(["Name", "E-mail", "Tel", "Organisation", "Project", "Type", "Consent", "Date of consent"])
sheet.append([f"{mark.upper()}, Dr Jane (she/her)", f"jane@{mark}.example.net", 7700900123, "The club of the mill; The hospital on the hill", "Home visits after stroke", "Commissioner", "paper form", datetime.date(2026, 3, 4)])
sheet.append([f"Robin {mark}", f"robin@{mark}.example.net", "n/a", "-", "", "Carer", "by phone", "4/5/2026"])
sheet.append(["Asha Patel", "asha@copse.example.org", "", "", "", "Service user", "by phone", "4/5/2026"])
sheet.append(["Joe Bloggs", "joe at home", "", "", "", "Carer", "by phone", "4/5/2026"])
sheet.append(["Total", 4])
hidden = book.create_sheet("Old")
hidden.sheet_state = "hidden"
hidden.append(["Name"])
book.save(sys.argv[1])
`;

async function withWorkbook(mark, use) {
  const folder = await mkdtemp(join(tmpdir(), "copse-list-"));
  try {
    const file = join(folder, "contacts.xlsx");
    execFileSync("/usr/bin/python3", ["-c", workbook, file, mark]);
    await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// What takes a moment says so; with JavaScript the page renews itself, else its link does.
async function settle(tess) {
  for (let tries = 0; tries < 60; tries++) {
    if ((await tess.page.locator("[data-renews]").count()) === 0) return tess.look();
    if (tess.javaScript) await tess.page.waitForTimeout(500);
    else await tess.follow("See how far it is");
  }
  throw new Error("the import is still at work");
}

export function journeys(copse) {
  for (const javaScript of [true, false]) {
    const how = javaScript ? "" : " without JavaScript";
    const mark = javaScript ? "Quornbury" : "Quornham";

    test(`a workbook is looked at row by row, imported and taken back${how}`, async () => {
      const tess = await copse.signedIn("tess@copse.example.org", { javaScript });
      await tess.open("/associates");
      await tess.follow("Import a list");
      await tess.press("Upload the list");
      await tess.shows("Choose a file");
      await withWorkbook(mark, async (file) => {
        await tess.page.setInputFiles("input[type=file]", file);
        await tess.press("Upload the list");
      });
      await settle(tess);
      assert.match(await tess.heading(), /What are the columns\?/);
      await tess.press("Make a dry run");
      await settle(tess);
      await tess.shows("This is a dry run. Nothing is written yet.");
      await tess.shows("The zero that the spreadsheet took away is put back");
      await tess.shows("“joe at home” is no email address");

      await tess.follow("Decide about row 6");
      await tess.check("Leave it out");
      await tess.press("Save the decision");
      await settle(tess);
      await tess.page.getByRole("button", { name: "Import 2 people" }).click();
      await settle(tess);
      await tess.shows("Imported");
      await tess.open(`/associates?q=${mark}`);
      await tess.follow(`Jane ${mark}`);
      await tess.shows("07700900123");
      await tess.shows("The hospital on the hill");

      await tess.open("/associates/import");
      await tess.page.locator("main tbody a").first().click();
      await tess.follow("Undo this import");
      await tess.shows("2 people who were added");
      await tess.press("Undo this import");
      await settle(tess);
      await tess.shows("2 of the 2 people it had added are gone");
      await tess.leave();
    });

    test(`two records of one person are put together and taken apart again${how}`, async () => {
      const tess = await copse.signedIn("tess@copse.example.org", { javaScript });
      await tess.open("/associates/duplicates");
      const pair = tess.page.locator("main tbody a").nth(javaScript ? 0 : 1);
      const names = (await pair.innerText()).split(" and ");
      await pair.click();
      await tess.look();
      assert.match(await tess.heading(), /Are they one person\?/);
      await tess.press("See what would happen");
      await tess.shows("Kept beside it");
      await tess.press("Put them together");
      await tess.shows("Put together. This can be undone for 90 days");
      assert.ok((await tess.heading()).endsWith(names[0]));
      await tess.follow("What happened, and undoing it");
      await tess.press("Take them apart");
      await tess.shows("Taken apart");
      await tess.leave();
    });

    test(`everyone of a filtered list gets a tag in one act, which is taken back${how}`, async () => {
      const tag = `Reads ${mark}`;
      const tess = await copse.signedIn("tess@copse.example.org", { javaScript });
      await tess.open("/associates?group=commissioner&county=derbyshire");
      await tess.page.getByRole("button", { name: /^Do something with (all|every)/ }).click();
      await tess.look();
      await tess.check("Add a tag");
      await tess.press("Go on");
      await tess.press("Look at with whom first");
      await tess.shows("Enter a tag");
      await tess.fill({ Tag: tag });
      await tess.press("Look at with whom first");
      await tess.shows("It can be undone for 30 days.");
      await tess.page.locator("main form[action$='/doing'] button").click();
      await tess.look();
      await tess.shows("Done for");
      await tess.press("Undo this");
      await tess.shows("Undone on");
      await tess.leave();
    });
  }
}
