// The database that both programs use: who signs in, and events to register for.
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";

export class Network {
  constructor(psql, args) {
    Object.assign(this, { psql, args });
  }

  // The rows that a statement returns, each a list of texts.
  ask(sql) {
    const text = execFileSync(this.psql, [...this.args, "-qAtX", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"], { input: sql, encoding: "utf8", maxBuffer: 1 << 28 });
    return text.split("\n").filter(Boolean).map((line) => line.split("\t"));
  }

  // The cookies of new sessions of these accounts, which a condition on `accounts a` chooses.
  sessions(condition, limit) {
    const accounts = this.ask(`select a.id from accounts a where ${condition} order by a.id limit ${limit}`);
    const tokens = accounts.map(([id]) => ({ id, token: randomBytes(24).toString("hex") }));
    const rows = tokens.map(({ id, token }) => `('${id}'::uuid, '\\x${createHash("sha256").update(token).digest("hex")}'::bytea)`);
    this.ask(`insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, device)
      select gen_random_uuid(), s.hash, s.account, now(), now(), now() + interval '10 hours', 'The benchmark' from (values ${rows.join(",")}) s (account, hash)`);
    return tokens.map(({ token }) => `copse=${token}`);
  }

  // Open events that nobody has registered for, with room for everyone and a limit that is checked.
  events(count) {
    return this.ask(`
      with made as (
        insert into events (id, title, kind, description, starts_at, ends_at, visibility, social_interaction, knowledge_sharing,
                            knowledge_creation, identity_building, state, place, created_at)
        select gen_random_uuid(), 'For the benchmark', 'seminar', 'A seminar', now() + interval '400 days', now() + interval '400 days 2 hours',
               'public', 25, 25, 25, 25, 'open', 'A hall', now() from generate_series(1, ${count}) returning id),
      pools as (insert into place_pools (id, event_id, places) select gen_random_uuid(), id, 100000 from made returning event_id)
      select event_id from pools`).map(([id]) => id);
  }

  // A file of registrations that nobody has sent yet, for `sends`.
  async registrations(file, cookies, events) {
    const lines = this.events(events).flatMap((event) => cookies.map((cookie) => `/events/${event}/registration\t${cookie}\taccess_needs=&supporter=`));
    await writeFile(file, `${lines.join("\n")}\n`);
    return lines.length;
  }
}
