import { constants } from 'node:os';
import { runCli } from './run';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    stop.abort(new DOMException('Cancelled.', 'AbortError'));
    process.exitCode = 128 + constants.signals[name];
  });
}
// A reader that closes early (`| head`) is no error of ours.
process.stdout.on('error', () => stop.abort(new DOMException('Cancelled.', 'AbortError')));

const code = await runCli(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  signal: stop.signal,
  print: (text) => process.stdout.write(`${text}\n`),
  warn: (text) => process.stderr.write(`${text}\n`),
});
process.exitCode ??= code;
