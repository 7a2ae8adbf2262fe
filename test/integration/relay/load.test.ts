import { equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Audience } from '../../lab/relay/audience';
import { Pushing } from '../../lab/relay/load';
import { RelayProcess } from '../../lab/relay/process';
import { relayFileFor } from '../../lab/relay/relay';
import { RightsForge } from '../../lab/relay/rightsForge';
import { buildCli } from '../cli/builtCli';

/** The whole of it, 500 subscribers and 1,000 services, is `test/bench/relay.bench.ts`. */
describe('Many subscribers of one relay', function () {
  this.timeout(60_000);

  it('hear of every push, and after the relay was killed they know what to read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'branchline-relay-'));
    const forge = await RightsForge.start();
    const paths = Array.from({ length: 100 }, (_, index) => `gitops/s${index}`);
    const token = (subscriber: number) => `person-${subscriber}-0123456789`;
    for (let subscriber = 0; subscriber < 60; subscriber++) forge.allow(token(subscriber), paths);
    const configuration = relayFileFor(forge, 'limits: { subscribers: 100 }');
    writeFileSync(join(folder, 'relay.yaml'), configuration);
    const relay = new RelayProcess(await buildCli(folder), 'relay.yaml', folder);
    await relay.start();
    const ports = [relay.port];
    const repositories = paths.map((path) => `${forge.host}/${path}`);
    const audience = new Audience({ ports, subscribers: 60, repositories, token });
    const pushing = new Pushing(audience, forge.host, paths);
    try {
      await until(() => audience.ready === 60);
      // Whose the token is, what it may see in three pages, and whether it may read: the same for any number of repositories on them.
      ok(forge.asked.length <= 60 * 5, `${forge.asked.length} requests`);
      await pushing.run(50, 3);
      await until(() => audience.lost === 0);
      equal(audience.doubled, 0);
      ok(audience.delay(0.95) < 1_000, `p95 ${audience.delay(0.95)} ms`);
      await relay.kill();
      writeFileSync(join(folder, 'relay.yaml'), configuration.replace('port: 0', `port: ${relay.port}`));
      await relay.start();
      await pushing.run(50, 2);
      await until(() => audience.ready === 60);
      await until(() => audience.lost === 0);
      equal(pushing.refused, 0);
      ok(audience.resets >= 120);
    } finally {
      audience.leave();
      pushing.close();
      await relay.kill();
      forge.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function until(is: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (is()) return;
    await pause(100);
  }
  throw new Error('not within twenty seconds');
}
