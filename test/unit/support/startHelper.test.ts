import { strict as assert } from 'node:assert';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { StartHelper } from '../../../src/core/support/start/helper';
import { Starter } from '../../../src/core/support/start/start';
import { closed, type StartOptions } from '../../../src/core/support/start/started';

const options: StartOptions = { env: {}, hasInput: false, saysErrors: true, leadsGroup: true };
const endless = ['-e', 'console.log(process.ppid); setInterval(() => {}, 1000)'];

async function hasEnded(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await pause(20);
  }
  return false;
}

describe('the small process that starts programs', () => {
  let helper: StartHelper;
  beforeEach(async () => {
    helper = await StartHelper.open();
  });
  afterEach(() => helper.end());

  const run = async (script: string, changes: Partial<StartOptions> = {}, input?: string) => {
    const program = await helper.start(process.execPath, ['-e', script], { ...options, ...changes });
    program.stdin?.end(input);
    const [said, complained] = await Promise.all([
      text(program.stdout),
      program.stderr ? text(program.stderr) : undefined,
    ]);
    return { said, complained, code: await program.exited };
  };

  it('tells programs that run side by side apart', async () => {
    const echo = 'process.stdin.on("data", (part) => { process.stdout.write(part); process.stderr.write(part); })';
    const inputs = Array.from({ length: 12 }, (_, index) => `${index}`.repeat(50_000 + index));
    const outcomes = await Promise.all(inputs.map((input) => run(echo, { hasInput: true }, input)));
    assert.deepEqual(
      outcomes.map(({ said, complained, code }) => [said.length, said === complained && said, code]),
      inputs.map((input) => [input.length, input, 0]),
    );
    assert.equal(helper.isIdle, true);
  });

  it('passes on the folder and the environment, and nothing of its own', async () => {
    const told = 'console.log(JSON.stringify([process.cwd(), Object.keys(process.env)]))';
    const { said } = await run(told, { cwd: '/', env: { WHO: 'me' } });
    assert.deepEqual(JSON.parse(said), ['/', ['WHO']]);
  });

  it('gives a program nothing to read, and drops what it complains of, where nobody wants to know', async () => {
    const outcome = await run('process.stdin.resume().on("end", () => { console.error("no"); console.log("read") })', {
      saysErrors: false,
    });
    assert.deepEqual(outcome, { said: 'read\n', complained: undefined, code: 0 });
  });

  it('is done with programs that end at once and say nothing', async () => {
    const start = async () => {
      const { stdout, stderr, exited } = await helper.start('true', [], { ...options, env: process.env });
      await pause(5); // by now its pipes are closed
      await Promise.all([closed(stdout.resume()), stderr && closed(stderr.resume())]);
      return exited;
    };
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, start))), new Set([0]));
  });

  it('says why a program cannot be started', async () => {
    await assert.rejects(helper.start('/none', [], options), { code: 'ENOENT' });
    await assert.rejects(helper.start(process.execPath, [], { ...options, cwd: '/none' }), { code: 'ENOENT' });
    await assert.rejects(helper.start('a\0b', [], options));
    assert.equal(helper.isIdle, true);
  });

  it('takes along what it has started when it ends', async () => {
    const program = await helper.start(process.execPath, endless, options);
    helper.end();
    await assert.rejects(program.exited);
    assert.equal(await hasEnded(program.pid), true);
    await assert.rejects(helper.start(process.execPath, [], options));
  });

  it('that is ended by somebody leaves nobody waiting', async () => {
    const program = await helper.start(process.execPath, endless, options);
    const [own] = await new Promise<string[]>((resolve) =>
      program.stdout.once('data', (said: Buffer) => resolve(said.toString().split('\n'))),
    );
    process.kill(Number(own), 'SIGTERM');
    await assert.rejects(program.exited);
    assert.equal(await hasEnded(program.pid), true);
    assert.equal(helper.isOpen, false);
  });
});

describe('a starter', () => {
  const hasHelper = (starter: Starter): boolean => starter.hasHelper;

  it('goes on by itself once the small process has ended, and makes none anew where it was not asked to rest', async () => {
    const starter = new Starter();
    const parent = async () => {
      const program = await starter.start(process.execPath, endless, options);
      const said = await new Promise<Buffer>((resolve) => program.stdout.once('data', resolve));
      return { own: Number(said), end: () => process.kill(-program.pid, 'SIGKILL') };
    };
    const direct = await parent();
    assert.equal(direct.own, process.pid);
    await starter.prepare();
    const byHelper = await parent();
    assert.notEqual(byHelper.own, process.pid);
    starter.rest();
    assert.equal(starter.hasHelper, true, 'something still runs');
    process.kill(byHelper.own, 'SIGKILL');
    while (hasHelper(starter)) await pause(10);
    byHelper.end();
    const again = await parent();
    assert.equal(again.own, process.pid);
    for (const { end } of [direct, again]) end();
  });

  it('makes the small process where many are started in a row, and ends it', async () => {
    const starter = new Starter();
    const start = async () => (await starter.start('true', [], { ...options, env: process.env })).exited;
    for (let count = 0; count < 24; count += 1) assert.equal(await start(), 0);
    await pause(100);
    assert.equal(starter.hasHelper, false);
    assert.equal(await start(), 0);
    for (let tries = 0; tries < 500 && !hasHelper(starter); tries += 1) await pause(20);
    assert.equal(starter.hasHelper, process.platform === 'linux');
    assert.equal(await start(), 0);
    starter.rest();
    assert.equal(starter.hasHelper, false);
    assert.equal(await start(), 0);
  });
});
