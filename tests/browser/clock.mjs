// A clock that a test sets forward: the program runs unchanged on libfaketime, which answers when it asks for the time.
import { readdirSync, existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const library = () =>
  readdirSync("/usr/lib")
    .map((folder) => join("/usr/lib", folder, "faketime/libfaketimeMT.so.1"))
    .find((file) => existsSync(file));

export async function startClock() {
  const folder = await mkdtemp(join(tmpdir(), "copse-clock-"));
  await chmod(folder, 0o755); // PostgreSQL runs as another user, and lives in the same time
  const file = join(folder, "clock");
  let ahead = 0;
  async function set(milliseconds) {
    ahead = Math.round(milliseconds / 1000);
    await writeFile(file, `+${ahead}\n`, { mode: 0o644 });
  }
  await set(0);
  return {
    env: { LD_PRELOAD: library(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" },
    now: () => new Date(Date.now() + ahead * 1000),
    day: () => Math.round(ahead / 86_400),
    goTo: (moment) => set(moment - Date.now()),
    remove: () => rm(folder, { recursive: true }),
  };
}
