import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet } from '../../../src/core/fleet/fleet';
import { createFleet } from '../../../src/core/fleet/createFleet';
import { noTokens } from '../../../src/core/forge/tokens';
import { redactingLog } from '../../../src/core/support/log';
import { aCatalog, aService } from '../../unit/fleet/builders';
import { World } from '../promotion/world';

const signal = new AbortController().signal;
const day = 24 * 3_600_000;

describe('the past of a fleet', function () {
  this.timeout(60_000);
  let world: World;
  let folder: string;
  let fleet: Fleet;
  let ahead = 0;

  beforeEach(async () => {
    world = new World();
    ahead = 0;
    await world.commit('dev', 'Start', { 'web.yaml': 'image: shop/web:1.0.0 # branchline:image\n' });
    for (const branch of ['test', 'prod']) await world.commit(branch, 'Start', { 'web.yaml': `of: ${branch}\n` });
    folder = mkdtempSync(join(tmpdir(), 'branchline-past-'));
    fleet = createFleet({
      ...{ storage: folder, memory: folder, tokens: noTokens, forges: {}, clusters: undefined, online: true },
      log: redactingLog(() => undefined),
      clock: { now: () => Date.now() + ahead },
    });
    await fleet.useCatalog(aCatalog(aService('web', world.path)), [], signal);
  });
  afterEach(() => {
    fleet.dispose();
    world.dispose();
    rmSync(folder, { recursive: true });
  });

  const rowsOf = async (environment: string) => {
    const pages = await fleet.past.pages('web', environment, signal);
    return pages.next(5);
  };

  it('is still read for one when another who asked first goes away', async () => {
    const left = new AbortController();
    const first = fleet.past.then('web', Date.now(), left.signal);
    const second = fleet.past.then('web', Date.now(), signal);
    left.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.equal((await second).environments.length, 3);
  });

  it('tells of all environments together what changed', async () => {
    await fleet.refresh('start', signal);
    const now = Date.now();
    const told = await fleet.past.between('web', { since: 0, until: now }, signal);
    assert.deepEqual(
      told.map(({ environment, between, versions }) => [environment, between.to.kind, [...versions.values()]]),
      [
        ['dev', 'at', ['1.0.0']],
        ['test', 'at', []],
        ['prod', 'at', []],
      ],
    );
  });

  it('has no branch that is gone, though our mirror still has it', async () => {
    await fleet.refresh('start', signal);
    assert.equal((await rowsOf('prod'))[0]?.stood.kind, 'now');
    world.git('update-ref', '-d', 'refs/heads/prod');
    await fleet.refresh('person', signal);
    assert.deepEqual(await rowsOf('prod'), []);
    assert.deepEqual((await fleet.past.then('web', Date.now(), signal)).missing, ['prod']);
  });

  it('of a repository that does not answer says what stood when it was last seen, and nothing of what came since', async () => {
    await fleet.refresh('start', signal);
    const [lately] = await rowsOf('dev');
    const path = world.path;
    renameSync(path, `${path}-away`);
    try {
      ahead = 5 * day;
      await fleet.refresh('person', signal);
      const [row] = await rowsOf('dev');
      assert.ok(lately?.stood.kind === 'now' && row?.stood.kind === 'seen');
      assert.ok(row.stood.at < Date.now() && row.stood.at > Date.now() - day);
      const now = Date.now() + ahead;
      const { environments } = await fleet.past.deployments('web', { since: 0, until: now }, signal);
      assert.deepEqual(
        environments.map(({ seen }) => seen !== undefined),
        [true, true, true],
      );
      const then = async (at: number) => (await fleet.past.then('web', at, signal)).environments[0];
      const since = await then(now - day);
      assert.equal(since?.kind === 'unknown' && since.why, 'unseen');
      const before = await then(row.stood.at);
      assert.ok(before?.kind === 'at' && before.isStill && before.seen === row.stood.at);
    } finally {
      renameSync(`${path}-away`, path);
    }
  });
});
