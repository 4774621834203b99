// What people find in their mailbox: here, no mail server is set up and an administrator reads it.
export function openMailbox(copse) {
  async function open(mail, find, page) {
    await mail.locator("a").first().click();
    return find(page);
  }

  async function read(address, subject, find) {
    const ada = await copse.signedIn("ada@copse.example.org", { javaScript: false });
    for (let tries = 0; tries < 100; tries++) {
      await ada.page.goto("/admin/mail");
      const mails = ada.page.locator("tbody tr", { hasText: address }).filter({ hasText: subject });
      const older = ada.page.getByRole("link", { name: "Older" });
      while (!(await mails.count()) && (await older.count())) {
        await older.click();
        await ada.page.waitForLoadState();
      }
      const found = (await mails.count()) && (await open(mails.first(), find, ada.page));
      if (found) {
        await ada.leave();
        return found;
      }
      await ada.page.waitForTimeout(100);
    }
    throw new Error(`no mail to ${address} can be read`);
  }

  // The way on that the newest mail to this address offers, or the newest with this subject.
  copse.linkTo = (address, subject = "") =>
    read(address, subject, async (page) => {
      const link = page.locator(".copse-mail-text a").first();
      const href = (await link.count()) && new URL(await link.getAttribute("href"));
      return href && href.pathname + href.search;
    });

  // The text of the newest mail with this subject.
  copse.mailTo = (address, subject) =>
    read(address, subject, async (page) => {
      const text = page.locator(".copse-mail-text");
      return (await text.count()) && text.innerText();
    });
}
