import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The processes that this one has started, and those that they have, as the system lists them. */
export function descendants(of = process.pid): readonly number[] {
  const parents = parentsByProcess();
  const found = new Set<number>([of]);
  // Numbers are given out anew, so that a child may come before its parent.
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child);
  }
  found.delete(of);
  return [...found];
}

export function endAll(processes: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of processes) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function parentsByProcess(): ReadonlyMap<number, number> {
  if (process.platform === 'linux') return ofLinux();
  if (process.platform === 'win32') return new Map(); // they end with the pipes that they hold
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8', timeout: 200 });
  return new Map(listed.split('\n').map((line) => line.trim().split(/ +/).map(Number) as [number, number]));
}

/** Source: proc(5). The name of a process may hold blanks and brackets. */
function ofLinux(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  return parents;
}
