// Starts the built program with a database of its own and the demonstration network, and stops it again.
import { spawn } from "node:child_process";
import { mkdtemp, rm, chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";

const top = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.COPSE_PROGRAM ?? join(process.env.CARGO_TARGET_DIR ?? join(top, "target"), "debug/copse");

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// With more of an environment, such as a clock of its own.
export async function startServer(more = {}) {
  const folder = await mkdtemp(join(tmpdir(), "copse-browser-"));
  await chmod(folder, 0o755); // PostgreSQL runs as another user than root
  const url = `http://127.0.0.1:${await freePort()}`;
  const env = { ...process.env, COPSE_DATA: join(folder, "data"), COPSE_LISTEN: url.slice(7), COPSE_LOG: "warn", ...more };
  delete env.DATABASE_URL;
  const child = spawn(program, ["serve", "--demo"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.on("exit", resolve));

  async function stop() {
    child.kill("SIGINT");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }

  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${said}`);
    if (await isReady(url)) return { url, stop, said: () => said };
    await pause(100);
  }
  await stop();
  throw new Error(`the server does not answer: ${said}`);
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
