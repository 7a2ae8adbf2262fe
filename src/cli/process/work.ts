import { parentPort } from 'node:worker_threads';
import { ownEnvironment } from './ownEnvironment';
import type { Said } from './said';
import { standardInput } from './standardInput';
import { terminalOf } from './terminal';

/** Runs the command line of this process, in a thread of its own: see `supervise`. */
export async function work(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('There is nobody to say it to.');
  const say = (said: Said): void => port.postMessage(said);
  const stop = new AbortController();
  port.on('message', () => stop.abort(new DOMException('Cancelled.', 'AbortError')));
  port.unref();
  const { runCli } = await import('../run');
  const terminal = terminalOf((text) => say({ kind: 'err', text }), stop.signal);
  const code = await runCli(process.argv.slice(2), {
    environment: ownEnvironment(process.env),
    folder: process.cwd(),
    signal: stop.signal,
    print: (text) => say({ kind: 'out', text: `${text}\n` }),
    warn: (text) => say({ kind: 'err', text: `${text}\n` }),
    ...(terminal ? { ask: terminal.ask } : { input: standardInput }),
  });
  terminal?.close();
  say({ kind: 'ended', code });
}
