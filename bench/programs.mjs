// The programs that are compared: started, asked whether they answer, stopped.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// Starts a program and waits until `path` answers; says how many seconds that took.
export async function start(file, args, env, port, path) {
  const began = process.hrtime.bigint();
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said = (said + text).slice(-4000)));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 6000; tries++) {
    if (child.exitCode !== null) throw new Error(`${file} ended: ${said}`);
    const answer = await fetch(url + path).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) break;
    await pause(5);
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
  };
  return { url, pid: child.pid, seconds, stop };
}
