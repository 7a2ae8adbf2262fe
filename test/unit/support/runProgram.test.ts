import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { runProgram, type ProgramOptions } from '../../../src/core/support/runProgram';
import { starter } from '../../../src/core/support/start/start';

const node = (script: string, options: Partial<ProgramOptions> = {}) =>
  runProgram(process.execPath, ['-e', script], { env: {}, signal: AbortSignal.timeout(60_000), ...options });

/** A program that prints as long as somebody reads. */
const endless = `
  const print = () => {
    while (process.stdout.write('x'.repeat(1000)));
    process.stdout.once('drain', print);
  };
  print();`;

/** A program that starts another, says its number, and then does as `then` says. */
const parent = (then: string) => `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'inherit' });
  console.log(child.pid);
  ${then}`;

async function hasEnded(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await pause(20);
  }
  return false;
}

function behaves(): void {
  it('reads what it is given, and what it prints is read to the end', async () => {
    const outcome = await node('process.stdin.pipe(process.stdout)', { input: 'x'.repeat(3_000_000) });
    assert.deepEqual([outcome.kind, outcome.kind === 'printed' && outcome.text.length], ['printed', 3_000_000]);
  });

  it('that fails says so with its code, or with the signal that ended it', async () => {
    assert.deepEqual(await node('console.log("so far"); console.error("no"); process.exitCode = 3'), {
      kind: 'failed',
      code: 3,
      text: 'so far\n',
      stderr: 'no\n',
    });
    assert.deepEqual(await node('process.kill(process.pid, "SIGTERM")'), {
      kind: 'failed',
      code: 'SIGTERM',
      text: '',
      stderr: '',
    });
  });

  it('that is not there is an error', async () => {
    await assert.rejects(runProgram('/none', [], { env: {}, signal: AbortSignal.timeout(1000) }), { code: 'ENOENT' });
  });

  it('that prints more than it may is ended', async () => {
    const outcome = await node(endless, { maxBytes: 100_000 });
    assert.deepEqual(outcome, { kind: 'tooLarge' });
  });

  it('is not started where nobody waits for it, and is ended where nobody waits any more', async () => {
    const reason = new Error('enough');
    await assert.rejects(node('', { signal: AbortSignal.abort(reason) }), reason);
    const stop = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: stop.signal });
    setTimeout(() => stop.abort(reason), 100);
    await assert.rejects(running, reason);
  });

  it('leaves nothing behind', async () => {
    const outcome = await node(parent('process.exit(0)'));
    assert.equal(await hasEnded(Number(outcome.kind === 'printed' && outcome.text)), true);
  });

  it('leaves behind what it may, and nobody waits for that', async () => {
    const outcome = await node(parent('process.exit(0)'), { mayLeaveChildren: true });
    const pid = Number(outcome.kind === 'printed' && outcome.text);
    assert.doesNotThrow(() => process.kill(pid, 'SIGKILL'));
  });
}

describe('a program that is run', () => {
  behaves();
});

describe('a program that the small process runs', () => {
  before(async () => {
    await starter.prepare();
    assert.equal(starter.hasHelper, true);
  });
  after(() => starter.rest());

  behaves();
});
