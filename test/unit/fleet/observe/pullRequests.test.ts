import type { ServiceLocation } from '../../../../src/core/change/location';
import assert from 'node:assert/strict';
import { AnswerAge } from '../../../../src/core/fleet/observe/answerAge';
import { observePullRequests } from '../../../../src/core/fleet/observe/pullRequests';
import type { CellId, EdgeId } from '../../../../src/core/fleet/state/snapshot';
import { proposalsTowards } from '../../../../src/core/change/proposals/proposals';
import { CommitGraph } from '../../../../src/core/git/graph';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import type { PullRequest } from '../../../../src/core/forge/types';
import { silentLog } from '../../../../src/core/support/log';
import { aCatalog, aService } from '../builders';

const never = new AbortController().signal;
const service = aService('cart');
const heads = new Map([['dev', 'a'.repeat(40)]]);

const pull = (number: number, head: string, base: string): PullRequest => ({
  number,
  title: '',
  body: '',
  state: 'open',
  head: { branch: head, commit: 'b'.repeat(40) },
  base: { branch: base, commit: 'c'.repeat(40) },
  author: 'ada',
  webUrl: '',
  mergeable: 'unknown',
  updatedAt: '',
});

describe('The open pull requests of a service', () => {
  let open: PullRequest[];
  let bases: (string | undefined)[];
  let fails: boolean;
  let store: FleetStore;
  let look: (count?: number) => Promise<void>;
  const on = (id: EdgeId) => {
    const state = store.latestEdge(id)?.pullRequests;
    return state?.kind === 'known' ? state.open.map(({ number }) => number) : state?.reason;
  };

  beforeEach(() => {
    [open, bases, fails] = [[], [], false];
    store = new FleetStore();
    store.setCatalog(aCatalog(service));
    const clock = { now: () => 1_800_000_000_000 };
    const asked = new AnswerAge(clock, () => 0.5);
    const client: Pick<ForgeClient, 'identity' | 'openPullRequests'> = {
      identity: { kind: 'gitea', host: 'git.example.com', apiBase: 'https://git.example.com/api/v1' },
      openPullRequests: (_, base) => {
        bases.push(base);
        return fails ? Promise.reject(new Error('away')) : Promise.resolve(open);
      },
    };
    const forge = { kind: 'known', client, repository: { owner: 'gitops', name: 'cart' } };
    const place: ServiceLocation = {
      remote: { url: service.repository, where: 'cart' },
      forge: forge as ServiceLocation['forge'],
      defaultBranch: 'dev',
    };
    look = (count) =>
      observePullRequests({ store, clock, log: silentLog }, service, place, { heads, count }, asked, never);
  });

  it('are asked for once, and each stands on its own edge', async () => {
    open = [pull(1, 'promote/dev-to-test/abc', 'test'), pull(2, 'test', 'prod'), pull(3, 'rollback/x', 'prod')];
    open.push(pull(4, 'promote/dev-to-test/abc', 'prod'), pull(5, 'a person’s', 'test'));
    await look();
    assert.deepEqual([on('cart/dev>test'), on('cart/test>prod'), bases], [[1], [2, 3], [undefined]]);
    await look();
    assert.equal(bases.length, 1, 'no branch has moved');
  });

  it('of people from whatever branch stand at the environment that they are towards, where no edge has them', async () => {
    open = [pull(1, 'promote/dev-to-test/abc', 'test'), pull(2, 'mine', 'test'), pull(3, 'dev', 'test')];
    open.push(pull(4, 'mine', 'elsewhere'), pull(5, 'feature', 'dev'));
    await look();
    const at = (id: CellId) => store.latestCell(id)?.openFromOthers?.map(({ number }) => number);
    assert.deepEqual([on('cart/dev>test'), at('cart/dev'), at('cart/test'), at('cart/prod')], [[1, 3], [5], [2], []]);
  });

  it('of newer images stand at the environment that they are for, and on no edge', async () => {
    const marked = { body: '<!-- branchline update cart dev\nUpdate-Target: dev@x\n-->' };
    open = [
      { ...pull(1, 'update/cart/dev', 'dev'), ...marked },
      { ...pull(2, 'update/cart/dev', 'test'), ...marked },
      { ...pull(3, 'mine', 'dev'), ...marked },
      pull(4, 'update/by-hand', 'dev'),
    ];
    await look();
    const at = (id: CellId) => store.latestCell(id)?.openTowards?.map(({ number }) => number);
    assert.deepEqual([at('cart/dev'), at('cart/test'), at('cart/prod')], [[1], [], []]);
    assert.deepEqual([on('cart/dev>test'), on('cart/test>prod')], [[], []]);
    const [shown] = proposalsTowards(
      store.latestCell('cart/dev') ?? assert.fail(),
      new CommitGraph(() => Promise.resolve([])),
      { rollbacks: new Map(), returns: new Map() },
    );
    assert.deepEqual([shown?.kind, shown?.stale], ['update', []]);
  });

  it('are not asked for where none is open, and at once where their number changed', async () => {
    await look(0);
    assert.deepEqual([on('cart/dev>test'), bases.length], [[], 0]);
    open = [pull(1, 'promote/dev-to-test/abc', 'test')];
    await look(1);
    await look(1);
    await look(); // of this service alone, the forge tells no number
    await look(1);
    assert.deepEqual([on('cart/dev>test'), bases.length], [[1], 1]);
    open = [];
    await look(0);
    assert.deepEqual([on('cart/dev>test'), bases.length], [[], 1]);
  });

  it('keep what was known where they cannot be read, and are asked for again', async () => {
    fails = true;
    await look();
    assert.notDeepEqual(on('cart/dev>test'), []);
    fails = false;
    await look();
    assert.deepEqual([on('cart/dev>test'), bases.length], [[], 2]);
  });
});
