// One round of load on one address, and what it cost.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cpuOf, cpuOfFamily, cpuOfMachine } from "./machine.mjs";

const run = promisify(execFile);

// What wrk tells at the end, as one line of JSON. Its own cost is counted apart.
const TELL = `
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.6f,"p50":%.1f,"p99":%.1f,"failed":%d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`;

// A script for wrk that opens one page as one person.
export const opens = (cookie) => `
if ${JSON.stringify(cookie ?? "")} ~= "" then wrk.headers["Cookie"] = ${JSON.stringify(cookie ?? "")} end
`;

// A script for wrk that sends forms, each once: line by line a path, a cookie and a body, parted by tabs.
export const sends = (file) => `
wrk.method = "POST"
local lines = {}
for line in io.lines(${JSON.stringify(file)}) do lines[#lines + 1] = line end
local at = 0
request = function()
  at = at + 1
  local path, cookie, body = lines[(at - 1) % #lines + 1]:match("^([^\\t]*)\\t([^\\t]*)\\t(.*)$")
  return wrk.format("POST", path, { ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = cookie,
    ["Host"] = wrk.headers["Host"], ["Sec-Fetch-Site"] = "same-origin", ["Origin"] = wrk.headers["Origin"] }, body)
end
`;

// Loads `url` for some seconds and returns what a request cost of the program's CPU and of PostgreSQL's.
export async function load({ url, script, seconds, connections, program, postgres, folder }) {
  const file = join(folder, "load.lua");
  const { host, origin } = new URL(url);
  await writeFile(file, `wrk.headers["Host"] = "${host}"\nwrk.headers["Origin"] = "${origin}"\n${script}\n${TELL}`);
  const before = { program: cpuOf(program), postgres: cpuOfFamily(postgres), machine: cpuOfMachine(), ours: process.cpuUsage() };
  const began = process.hrtime.bigint();
  const { stdout, usage } = await timed("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", file, url]);
  const elapsed = Number(process.hrtime.bigint() - began) / 1e9;
  const told = JSON.parse(stdout.trim().split("\n").at(-1));
  const used = { program: cpuOf(program) - before.program, postgres: cpuOfFamily(postgres) - before.postgres };
  const machine = cpuOfMachine() - before.machine;
  const others = Math.max(0, machine - used.program - used.postgres - usage) / elapsed;
  return {
    requests: told.requests,
    failed: told.failed,
    rate: told.requests / told.seconds,
    p50: told.p50 / 1000,
    p99: told.p99 / 1000,
    cpu: (1000 * (used.program + used.postgres)) / told.requests,
    postgres: used.postgres / (used.program + used.postgres),
    // The share of one CPU that other work took.
    others,
  };
}

// Runs a program and says how many seconds of CPU it used itself.
async function timed(program, args) {
  const { stdout, stderr } = await run("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "bash", program, ...args], { maxBuffer: 1 << 24 });
  const [user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { stdout, usage: user + system };
}
