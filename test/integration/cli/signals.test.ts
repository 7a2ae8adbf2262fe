import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildCli } from './builtCli';

/** Far above what is promised (one second): the machine may be busy. */
const boundMs = 8_000;

describe('The command line ends when it is told to', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'branchline-signals-'));
  const [repo, temporary] = [join(folder, 'repo'), join(folder, 'tmp')];
  const plan = ['plan', '--repo', repo, '--from', 'dev', '--to', 'test', '--json'];

  before(async () => {
    await buildCli(folder);
    writeFileSync(join(folder, 'long.yaml'), longFile());
    execFileSync('mkdir', ['-p', temporary]);
    git('init', '-q', '-b', 'test', repo);
    for (let version = 0; version < 4; version += 1) {
      writeFileSync(join(repo, 'values.yaml'), largeFile(version));
      git('-C', repo, 'add', '.');
      git('-C', repo, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', `v${version}`);
      if (version === 0) git('-C', repo, 'checkout', '-q', '-b', 'dev');
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function git(...args: string[]): void {
    execFileSync('git', args, { stdio: 'ignore' });
  }

  /** Its own group, so that what it leaves behind can be counted. */
  function start(args: readonly string[], path = process.env['PATH'] ?? ''): ChildProcess {
    return spawn(process.execPath, [join(folder, 'cli.mjs'), ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: path, HOME: folder, TMPDIR: temporary },
    });
  }

  async function ended(child: ChildProcess): Promise<number> {
    const exit = exitOf(child);
    const [code, signal] = await Promise.race([
      exit,
      pause(boundMs, undefined, { ref: false }).then(() => undefined),
    ]).then((result) => {
      if (result) return result;
      child.kill('SIGKILL');
      return assert.fail(`It did not end within ${boundMs} ms.`);
    });
    return code ?? (signal === 'SIGTERM' ? 143 : signal === 'SIGINT' ? 130 : -1);
  }

  async function nothingIsLeft(child: ChildProcess): Promise<void> {
    const isThere = () => {
      try {
        return process.kill(-(child.pid ?? 0), 0);
      } catch {
        return false;
      }
    };
    for (let waited = 0; isThere() && waited < 40; waited += 1) await pause(50);
    assert.ok(!isThere(), 'A process is left.');
    assert.deepEqual(readdirSync(temporary), []);
  }

  /** A call that says more than any pipe holds. */
  function muchToSay(): readonly string[] {
    const files = join(folder, 'desired');
    execFileSync('mkdir', ['-p', files]);
    const objects = Array.from(
      { length: 3_000 },
      (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a${index} }\ndata: { a: b }\n`,
    );
    writeFileSync(join(files, 'a.yaml'), objects.join('---\n'));
    writeFileSync(join(folder, 'live.yaml'), objects[0] ?? '');
    return ['drift', '--desired', files, '--live', join(folder, 'live.yaml'), '--json'];
  }

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    it(`by ${signal}, at any time of a long computation`, async () => {
      for (const afterMs of [50, 900, 2_500, 4_000]) {
        const child = start(['drift', '--desired', join(folder, 'long.yaml'), '--live', join(folder, 'long.yaml')]);
        child.stdout?.resume();
        const early = once(child, 'exit').then(() => 'exit');
        if ((await Promise.race([early, pause(afterMs)])) === 'exit') continue;
        child.kill(signal);
        // Before the first line of ours has run, the system's own way of ending it applies: the same code.
        assert.equal(await ended(child), code, `after ${afterMs} ms`);
        await nothingIsLeft(child);
      }
    });
  }

  it('while a program that it runs does not come back and hears no signal', async () => {
    const bin = mkdtempSync(join(folder, 'bin-'));
    writeFileSync(join(bin, 'git'), '#!/bin/sh\ntrap "" TERM INT\nwhile :; do sleep 1; done\n');
    chmodSync(join(bin, 'git'), 0o755);
    const child = start(plan, `${bin}:${process.env['PATH'] ?? ''}`);
    await pause(2_500);
    child.kill('SIGTERM');
    assert.equal(await ended(child), 143);
    await nothingIsLeft(child);
  });

  it('while nobody reads what it says', async () => {
    const child = start(muchToSay());
    await pause(3_000);
    assert.equal(child.exitCode, null, 'It waits to be read.');
    child.kill('SIGTERM');
    assert.equal(await ended(child), 143);
    await nothingIsLeft(child);
  });

  it('and otherwise says all of what it has to say, also through a pipe that is read slowly', async () => {
    const child = start(muchToSay());
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      child.stdout?.pause();
      setTimeout(() => child.stdout?.resume(), 2);
    });
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 2);
    assert.equal((JSON.parse(text) as { objects: unknown[] }).objects.length, 3_000);
    assert.ok(text.length > 300_000);
  });
});

/** How it ended, or ends. */
async function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode];
  return (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
}

/** Legal, and long to read. */
function largeFile(version: number): string {
  const lines = Array.from(
    { length: 30_000 },
    (_, index) => `key${index}: { a: ${index % 7 === version ? version : 0}, b: [1, 2] }`,
  );
  return `${lines.join('\n')}\n`;
}

/** Legal, and read in one go: nothing else runs for many seconds. */
function longFile(): string {
  const lines = Array.from({ length: 400_000 }, (_, index) => `  key${index}: value${index}`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n${lines.join('\n')}\n`;
}
