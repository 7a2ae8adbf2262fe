import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FleetCache } from '../../../../src/core/fleet/state/cache';
import type { PullRequest } from '../../../../src/core/forge/types';
import { markerOf, recordedIn } from '../../../../src/core/promotion/record/recorded';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import { silentLog } from '../../../../src/core/support/log';
import { aCatalog, aService } from '../builders';
import { asShown } from '../../../../src/core/manifest/secrecy/shown';

const observed = { at: 1_000, source: 'cluster staging' };
const counts = {
  invalid: 0,
  absent: 0,
  unknown: 0,
  changed: 1,
  missing: 0,
  masked: 0,
  extra: 0,
  orphan: 0,
  ignored: 0,
  managed: 0,
  none: 0,
};

describe('What was last known', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-cache-'));
    file = join(folder, 'fleet.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function aStore(): FleetStore {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart')));
    return store;
  }

  async function remember(): Promise<void> {
    const store = aStore();
    const cache = new FleetCache(file, store, silentLog, 0);
    store.updateCell('cart/dev', {
      head: { kind: 'known', commit: { ...aCommit }, observed },
      drift: {
        kind: 'known',
        commit: aCommit.sha,
        observed,
        report: {
          counts,
          warnings: [],
          objects: [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: 'a',
              verdict: 'changed',
              fields: [
                { path: 'data.a', verdict: 'changed', desired: asShown('canary-git'), live: asShown('canary-live') },
              ],
            },
          ],
        },
      },
    });
    store.flush();
    await cache.written();
    cache.dispose();
  }

  it('is shown again, as old as it is', async () => {
    await remember();
    const store = aStore();
    await new FleetCache(file, store, silentLog).restore();
    const { head, drift } = store.latestCell('cart/dev') ?? {};
    assert.deepEqual(head?.kind === 'known' && [head.commit.sha, head.observed], [aCommit.sha, observed]);
    assert.equal(drift?.kind === 'known' && drift.report.counts.changed, 1);
    store.dispose();
  });

  it('holds no value of any field', async () => {
    await remember();
    assert.doesNotMatch(await readFile(file, 'utf8'), /canary/);
  });

  it('is that of one moment, and everything else has its turn while it is put into words', async () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(...Array.from({ length: 1_000 }, (_, number) => aService(`service-${number}`))));
    const say = (source: string) => {
      for (const id of store.snapshot.cells.keys())
        store.updateCell(id, { head: { kind: 'known', commit: aCommit, observed: { at: 1_000, source } } });
      store.flush();
    };
    const read = async () => readFile(file, 'utf8').catch(() => '');
    const cache = new FleetCache(file, store, silentLog, 0);
    let [isWritten, turns] = [false, 0];
    say('before');
    const seen = cache.written().then(() => (isWritten = true));
    const texts = new Set<string>();
    while (!isWritten) {
      await new Promise(setImmediate);
      turns += 1;
      if (turns === 5) say('after');
      texts.add(await read());
    }
    await seen;
    await cache.written();
    texts.add(await read());
    texts.delete('');
    for (const text of texts) assert.equal(text.includes('"before"') && text.includes('"after"'), false);
    const { cells } = JSON.parse(await read()) as { readonly cells: object };
    assert.equal(Object.keys(cells).length, store.snapshot.cells.size);
    assert.match(await read(), /"after"/);
    assert.ok(turns > 5, `${turns}`);
    cache.dispose();
    store.dispose();
  });

  it('holds of what people write what may be shown, and of a pull request whose it is', async () => {
    const store = aStore();
    const cache = new FleetCache(file, store, silentLog, 0);
    const edge = store.latestEdges('cart')[0];
    assert.ok(edge);
    const { from, to } = edge;
    const trailers = [`Promoted-From: ${from.branch}@${aCommit.sha}`, `Promotion-Target: ${to.branch}@${aCommit.sha}`];
    const body = [
      'canary-body',
      markerOf(['promotion', from.branch, to.branch]),
      ...trailers,
      '-->',
      'canary-end',
    ].join('\n');
    const ours = { ...aPullRequest, title: 'One password=canary-title', body };
    const known = recordedIn(ours, { from: from.branch, to: to.branch });
    assert.ok(known);
    store.updateEdge(edge.id, { pullRequests: { kind: 'known', open: [ours], ended: [ours], observed } });
    const message = 'Two\n\ncanary-message';
    store.updateCell('cart/dev', { head: { kind: 'known', commit: { ...aCommit, message }, observed } });
    store.flush();
    await cache.written();
    cache.dispose();
    assert.doesNotMatch(await readFile(file, 'utf8'), /canary/);

    const next = aStore();
    await new FleetCache(file, next, silentLog).restore();
    const { pullRequests } = next.latestEdge(edge.id) ?? {};
    assert.ok(pullRequests?.kind === 'known' && pullRequests.open[0]);
    assert.deepEqual(recordedIn(pullRequests.open[0], { from: from.branch, to: to.branch }), known);
    next.dispose();
  });

  it('never replaces what was observed since', async () => {
    await remember();
    const store = aStore();
    const head = { kind: 'known', commit: { ...aCommit, sha: 'b'.repeat(40) }, observed } as const;
    store.updateCell('cart/dev', { head });
    await new FleetCache(file, store, silentLog).restore();
    assert.equal(store.latestCell('cart/dev')?.head, head);
    store.dispose();
  });

  for (const { what, text } of [
    { what: 'half a file', text: '{"version":1,"cells":{' },
    { what: 'another version', text: '{"version":999,"cells":{},"edges":{}}' },
    { what: 'something else', text: '[]' },
  ]) {
    it(`is nothing where the file is ${what}`, async () => {
      await writeFile(file, text);
      const store = aStore();
      await new FleetCache(file, store, silentLog).restore();
      assert.equal(store.latestCell('cart/dev')?.head.kind, 'unknown');
    });
  }
});

const somebody = { name: 'Ann', email: 'ann@example.com', time: '2026-01-01T00:00:00Z' };
const aCommit = {
  sha: 'a'.repeat(40),
  tree: 'c'.repeat(40),
  parents: [],
  author: somebody,
  committer: somebody,
  message: 'One',
};
const aPullRequest: PullRequest = {
  number: 1,
  title: 'One',
  body: '',
  state: 'open',
  head: { branch: 'promote/dev-to-test/1', commit: aCommit.sha },
  base: { branch: 'test', commit: aCommit.sha },
  author: 'ann',
  webUrl: 'https://git.example.com/cart/pulls/1',
  mergeable: 'yes',
  updatedAt: '2026-01-01T00:00:00Z',
};
