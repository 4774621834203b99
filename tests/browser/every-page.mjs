// Every page that each kind of person comes to by links, one of each kind: a page that is new is looked at
// without a change here.
import assert from "node:assert/strict";
import { test } from "node:test";

const people = ["a visitor", "asha@copse.example.org", "leo@copse.example.org", "tess@copse.example.org", "ada@copse.example.org"];
const most = 80;

// Pages of one kind differ in an id, a slug or a filter.
function kind(path) {
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
  return path.split("?")[0].replace(id, "{id}").replace(/^\/(projects|themes|coverage|privacy)\/(?!new$)[^/]+/, "/$1/{name}");
}

export function journeys(copse) {
  for (const person of people) {
    test(`every page that ${person} finds has no barrier and no error`, async () => {
      const visitor = await copse.visitor();
      if (person.includes("@")) await visitor.signIn(person);
      const known = new Set();
      const waiting = ["/"];
      for (let opened = 0; waiting.length > 0 && opened < most; opened++) {
        const path = waiting.shift();
        const answer = await visitor.open(path);
        if (answer.status() >= 400) visitor.mistakes.push(`${path} answers ${answer.status()}`);
        for (const next of await links(visitor.page)) {
          if (known.has(kind(next))) continue;
          known.add(kind(next));
          waiting.push(next);
        }
      }
      assert.ok(known.size > 0);
      await visitor.leave();
    });
  }
}

// Addresses of ours that are pages, not files.
function links(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("a[href]")]
      .filter((link) => link.origin === location.origin && !link.hasAttribute("download") && !/\.(csv|xlsx|json|ics)$/.test(link.pathname))
      .map((link) => link.pathname + link.search),
  );
}
