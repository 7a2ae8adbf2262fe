import { equal, match, ok } from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hearing } from '../../lab/relay/hearing';
import { relayFileFor, relayToken } from '../../lab/relay/relay';
import { RightsForge } from '../../lab/relay/rightsForge';
import { giteaPush, secret } from '../../unit/relay/deliveries';
import { buildCli, runBuilt } from '../cli/builtCli';

describe('branchline relay', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'branchline-relay-'));
  const env = { HOOK: secret, RELAY_TOKEN: relayToken };
  const running: ChildProcess[] = [];
  let [cli, forge]: [string, RightsForge | undefined] = ['', undefined];
  before(async () => {
    cli = await buildCli(folder);
    forge = await RightsForge.start();
    writeFileSync(join(folder, 'relay.yaml'), relayFileFor(forge));
  });
  after(() => {
    for (const child of running) child.kill('SIGKILL');
    forge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says what is wrong with its configuration, by line, and with its secrets', async () => {
    const call = (args: readonly string[], given: Readonly<Record<string, string>> = env) =>
      runBuilt(cli, ['relay', ...args], { folder, boundMs: 20_000, env: given });
    const good = await call(['--config', 'relay.yaml', '--check']);
    equal(good.code, 0, good.errors);
    match((await call(['--config', 'relay.yaml', '--check'], { HOOK: secret })).errors, /variable RELAY_TOKEN/);
    writeFileSync(join(folder, 'bad.yaml'), 'version: 1\nforges:\n  - host: x\n    kind: git\n');
    const bad = await call(['--config', 'bad.yaml']);
    equal(bad.code, 1);
    match(bad.errors, /bad\.yaml:4:/);
  });

  it('tells of a push, and ends within a second of a signal', async () => {
    const child = spawn(process.execPath, [cli, 'relay', '--config', 'relay.yaml'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    });
    running.push(child);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    while (!out.includes('\n')) await once(child.stdout, 'data');
    const { port } = JSON.parse(out.split('\n')[0] ?? '') as { port: number };
    const host = forge?.host ?? '';
    const hearing = await new Hearing(port, [`${host}/gitops/cart`], { token: relayToken }).until(
      (one) => one.newest('scope') !== undefined,
    );
    const { headers, body } = giteaPush();
    await fetch(`http://127.0.0.1:${port}/v1/hooks/${encodeURIComponent(host)}`, { method: 'POST', headers, body });
    await hearing.until(({ events }) => events.length === 1);
    const asked = Date.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    ok(Date.now() - asked < 1_000);
    equal(code, 143);
    await hearing.until(({ isOver }) => isOver);
    equal((hearing.newest('end') as { reason: string }).reason, 'shutdown');
    for (const line of out.trim().split('\n')) ok((JSON.parse(line) as { level: string }).level);
    equal(out.includes(relayToken) || out.includes(secret), false);
  });
});
