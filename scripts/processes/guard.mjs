// @ts-check
/**
 * `node guard.mjs <command> [arguments]`: runs a command in a process group of its own and ends the whole group as soon
 * as standard input closes. Whoever holds the other end may stop it so, or die in any way: nothing is left running.
 */
import { spawn, spawnSync } from 'node:child_process';

const graceMs = 3_000;
const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });

child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
  endGroup('SIGKILL'); // what the command itself has left behind, and this process with it
  process.exit();
});

process.on('SIGTERM', () => undefined); // sent by ourselves to the group
process.stdin.on('close', () => {
  endGroup('SIGTERM');
  setTimeout(() => endGroup('SIGKILL'), graceMs);
});
process.stdin.resume();

/** @param {'SIGTERM' | 'SIGKILL'} signal */
function endGroup(signal) {
  if (process.platform !== 'win32') process.kill(-process.pid, signal);
  else if (child.pid) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
}
