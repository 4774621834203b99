// What the machine's own accounts say: the CPU time of processes, of the whole machine, and memory.
import { readFileSync, readdirSync } from "node:fs";

// Clock ticks a second in /proc; 100 on every Linux that Copse runs on.
const TICKS = 100;

function fields(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of a process stands in brackets and may hold anything.
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

// Seconds of CPU that a process has used; `withEnded` adds those of its children that have ended.
function seconds(pid, withEnded) {
  const all = fields(pid).slice(11, withEnded ? 15 : 13).map(Number);
  return all.reduce((sum, ticks) => sum + ticks, 0) / TICKS;
}

// Seconds of CPU of one process with all its threads.
export const cpuOf = (pid) => seconds(pid, false);

// Seconds of CPU of a process and of all its children, those that run and those that have ended.
export function cpuOfFamily(parent) {
  let sum = seconds(parent, true);
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (Number(fields(name)[1]) === parent) sum += seconds(name, false);
    } catch {
      // It ended while we looked, and its time is its parent's now.
    }
  }
  return sum;
}

// Seconds that all CPUs of the machine were busy.
export function cpuOfMachine() {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync("/proc/stat", "utf8").split("\n")[0].trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS;
}

// The most memory a process has had, in MiB.
export function peakMemory(pid) {
  const line = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/);
  return Number(line[1]) / 1024;
}
