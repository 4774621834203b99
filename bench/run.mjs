// Compares Copse with the floor and with pgbench, page by page, and prints ratios. `script/bench` prepares everything
// and starts this; docs/performance.md says how to read it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { load, opens, sends } from "./load.mjs";
import { peakMemory } from "./machine.mjs";
import { Network } from "./network.mjs";
import { freePort, start } from "./programs.mjs";

const { BENCH_PROGRAM, BENCH_FLOOR, BENCH_PSQL, BENCH_PGBENCH, BENCH_SERVER, BENCH_QUICK, BENCH_PEOPLE } = process.env;
const seconds = BENCH_QUICK ? 1 : 5;
const rounds = BENCH_QUICK ? 1 : 2;
const connections = 4;
const postgres = Number(readFileSync(join(BENCH_SERVER, "data/postmaster.pid"), "utf8").split("\n")[0]);
const socket = ["-h", BENCH_SERVER, "-p", "5432", "-U", "copse"];
const url = (database) => `postgres://copse@localhost/${database}?host=${BENCH_SERVER}`;
const network = new Network(BENCH_PSQL, [...socket, "-d", "copse"]);
const folder = await mkdtemp(join(tmpdir(), "copse-bench-"));

async function startCopse() {
  const port = await freePort();
  const env = { DATABASE_URL: url("copse"), COPSE_LISTEN: `127.0.0.1:${port}`, COPSE_LOG: "warn" };
  return start(BENCH_PROGRAM, ["serve"], env, port, "/sign-in");
}

async function startFloor() {
  const port = await freePort();
  return start(BENCH_FLOOR, [], { DATABASE_URL: url("copse"), FLOOR_LISTEN: `127.0.0.1:${port}` }, port, "/one");
}

// Each page of Copse, as whom, what of the floor it is compared with, and how many times as much it may cost.
function pages() {
  const [team] = network.sessions("a.role = 'team'", 1);
  const lead = `exists (select from memberships m where m.associate_id = a.associate_id and m.role = 'lead' and m.state = 'active')`;
  const [[leads, project]] = network.ask(`select a.id, p.slug from accounts a join memberships m on m.associate_id = a.associate_id
    join projects p on p.id = m.project_id where a.role = 'associate' and m.role = 'lead' and m.state = 'active' and ${lead} order by p.slug, a.id limit 1`);
  const [asLead] = network.sessions(`a.id = '${leads}'`, 1);
  const [[event]] = network.ask(`select id from events where visibility = 'public' and state = 'open' and starts_at > now() order by starts_at limit 1`);
  const [[person]] = network.ask(`select a.family_name from associates a where a.standing = 'active' order by a.id limit 1`);
  const sought = encodeURIComponent(person.slice(0, 4).toLowerCase());
  return [
    { what: "Sign-in page", path: "/sign-in", floor: "/one", most: 2 },
    { what: "Event list", path: "/events", floor: "/fifty", most: 2 },
    { what: "Event page", path: `/events/${event}`, floor: "/fifty", most: 2 },
    { what: "People, 50 rows, as team", path: "/associates", cookie: team, floor: "/fifty", most: 2.5 },
    { what: "People search as team", path: `/associates?q=${sought}`, cookie: team, floor: `/search?q=${sought}`, most: 2 },
    { what: "A lead's dashboard", path: `/projects/${project}/dashboard`, cookie: asLead, floor: "/fifty", most: 5 },
  ];
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
const middle = (legs) => Object.fromEntries(Object.keys(legs[0]).map((key) => [key, median(legs.map((leg) => leg[key]))]));

// How many statements one request makes: the fewest of some tries, since the jobs make theirs meanwhile.
async function statements(copse, page) {
  const log = join(BENCH_SERVER, "log");
  const counts = [];
  for (let tries = 0; tries < 5; tries++) {
    const before = readFileSync(log, "utf8").length;
    const answer = await fetch(copse.url + page.path, { headers: page.cookie ? { cookie: page.cookie } : {}, redirect: "manual" });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${page.path} answers ${answer.status}`);
    await pause(60);
    counts.push((readFileSync(log, "utf8").slice(before).match(/LOG: {2}(execute|statement)/g) ?? []).length);
  }
  return Math.min(...counts);
}

async function counted(copse, all) {
  network.ask("alter system set log_statement = 'all'");
  network.ask("select pg_reload_conf()");
  await pause(300);
  for (const page of all) page.statements = await statements(copse, page);
  network.ask("alter system reset log_statement");
  network.ask("select pg_reload_conf()");
  await pause(300);
}

const on = (program, path, script) =>
  load({ url: program.url + path, script, seconds, connections, program: program.pid, postgres, folder });

async function compare(copse, floor, page) {
  const [ours, theirs] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await on(copse, page.path, opens(page.cookie)));
    theirs.push(await on(floor, page.floor, opens()));
  }
  return row(page, middle(ours), middle(theirs));
}

// The sessions of people who can register: of others, such as those who have yet to answer a new notice, something else
// is asked first.
async function registering(copse) {
  const cookies = network.sessions("a.role = 'associate'", 400);
  const [event] = network.events(1);
  const answers = await Promise.all(cookies.map((cookie) => fetch(`${copse.url}/events/${event}/registration`, { headers: { cookie }, redirect: "manual" })));
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  return cookies.filter((_, at) => answers[at].status === 200);
}

// Registering: capacity, audit and outbox against a bare INSERT in a transaction, and against `pgbench -N`.
async function compareRegistrations(copse, floor) {
  const cookies = await registering(copse);
  const [ours, theirs, rates] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const file = join(folder, "registrations");
    await network.registrations(file, cookies, BENCH_QUICK ? 10 : 50);
    const [[before]] = network.ask("select count(*) from event_registrations");
    const leg = await on(copse, "/", sends(file));
    const [[after]] = network.ask("select count(*) from event_registrations");
    // An answer that leads elsewhere is no registration.
    if (after - before < leg.requests) throw new Error(`${leg.requests} answers and only ${after - before} registrations`);
    ours.push(leg);
    theirs.push(await on(floor, "/rows", `wrk.method = "POST"\nwrk.body = "words=hello"\nwrk.headers["Content-Type"] = "application/x-www-form-urlencoded"`));
    const told = execFileSync(BENCH_PGBENCH, [...socket, "-N", "-n", "-c", String(connections), "-T", String(seconds), "pgbench"], { encoding: "utf8" });
    rates.push(Number(told.match(/tps = ([\d.]+) \(without/)[1]));
  }
  const [leg, rate] = [middle(ours), median(rates)];
  const page = { what: "Registering for an event", most: 3 };
  return { ...row(page, leg, middle(theirs)), note: `${(leg.rate / rate).toFixed(2)} of the rate of pgbench -N (at least 0.50)` };
}

function row(page, ours, theirs) {
  return { ...page, ours, theirs, ratio: ours.cpu / theirs.cpu, trusted: ours.others < 0.15 && theirs.others < 0.15 };
}

function line(one) {
  const { ours, theirs } = one;
  const cells = [
    one.what, one.statements ?? "", ours.cpu.toFixed(2), `${Math.round(100 * ours.postgres)} %`, theirs.cpu.toFixed(2),
    `**${one.ratio.toFixed(2)}**`, one.most.toFixed(1), one.ratio <= one.most ? "yes" : "no", Math.round(ours.rate),
    ours.p50.toFixed(1), ours.p99.toFixed(1), ours.failed + theirs.failed, one.trusted ? "" : "busy machine",
  ];
  return `| ${cells.join(" | ")} |`;
}

const HEADINGS = ["page", "statements", "CPU ms", "of it Postgres", "floor CPU ms", "ratio", "target", "met", "a second", "p50 ms", "p99 ms", "failed", ""];

async function main() {
  const starts = [];
  for (let tries = 0; tries < 3; tries++) {
    const once = await startCopse();
    starts.push(once.seconds);
    await once.stop();
  }
  const [copse, floor] = [await startCopse(), await startFloor()];
  try {
    const all = pages();
    await counted(copse, all);
    console.log(`| ${HEADINGS.join(" | ")} |\n|${"---|".repeat(HEADINGS.length)}`);
    const notes = [];
    for (const page of all) console.log(line(await compare(copse, floor, page)));
    const registering = await compareRegistrations(copse, floor);
    console.log(line(registering));
    notes.push(`Registering: ${registering.note}.`);
    notes.push(`Peak memory: ${peakMemory(copse.pid).toFixed(0)} MiB (target 55), the floor ${peakMemory(floor.pid).toFixed(0)} MiB.`);
    notes.push(`Start to first page: ${median(starts).toFixed(2)} s (target 0.3).`);
    notes.push(`${BENCH_PEOPLE} Associates; ${rounds} rounds of ${seconds} s, ${connections} connections.`);
    console.log(`\n${notes.join("\n")}`);
  } finally {
    await Promise.all([copse.stop(), floor.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
