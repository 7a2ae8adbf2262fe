import assert from 'node:assert/strict';
import type { ServiceLocation } from '../../../../src/core/change/location';
import { judgementOf } from '../../../../src/core/change/proposals/judgement';
import { AnswerAge } from '../../../../src/core/fleet/observe/answerAge';
import { ServiceJudgements } from '../../../../src/core/fleet/observe/judgements';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import type { Check, PullRequest } from '../../../../src/core/forge/types';
import { silentLog } from '../../../../src/core/support/log';
import { aCatalog, aService } from '../builders';
import { askedFrom } from './asked';

const never = new AbortController().signal;
const service = aService('cart');
const observed = { at: 0, source: 'git.example.com' };
const minute = 60_000;

const check = (context: string, state: string): Check => ({ context, state, description: state, updatedAt: '' });

describe('What is posted of a pull request', () => {
  it('is nothing where only others have posted something', () => {
    assert.equal(judgementOf('a', [check('ci', 'success')], observed).kind, 'none');
    assert.equal(judgementOf('a', [], observed).kind, 'none');
  });

  for (const [states, wanted] of [
    [['success'], 'success'],
    [['success', 'pending'], 'pending'],
    [['pending', 'error'], 'unjudged'],
    [['success', 'a word of tomorrow'], 'unjudged'],
    [['success', 'error', 'failure'], 'failure'],
  ] as const) {
    it(`is ${wanted} of ${states.join(', ')}: the gravest counts`, () => {
      const checks = states.map((state, index) => check(`branchline/promotion/${index}`, state));
      const found = judgementOf('a', checks, observed);
      assert.equal(found.kind === 'posted' && found.state, wanted);
    });
  }
});

describe('The verdicts on the pull requests of a service', () => {
  let now: number;
  let asked: string[];
  let posted: Check[] | Error;
  let pull: PullRequest;
  let look: (heads?: string) => Promise<string>;

  beforeEach(() => {
    now = Date.parse('2026-01-01T12:00:00Z');
    [asked, posted] = [[], []];
    const store = new FleetStore();
    store.setCatalog(aCatalog(service));
    pull = {
      number: 7,
      title: '',
      body: '',
      state: 'open',
      head: { branch: 'mine', commit: 'b'.repeat(40) },
      base: { branch: 'test', commit: 'c'.repeat(40) },
      author: 'ada',
      webUrl: '',
      mergeable: 'unknown',
      updatedAt: '2025-12-01T00:00:00Z',
    };
    const clock = { now: () => now };
    const answers = new AnswerAge(clock, () => 0.5);
    const judgements = new ServiceJudgements({ store, clock, log: silentLog }, service);
    const client: Pick<ForgeClient, 'identity' | 'checksOf'> = {
      identity: { kind: 'gitea', host: 'git.example.com', apiBase: 'https://git.example.com/api/v1' },
      checksOf: (requests) =>
        requests.map(({ commit }) => {
          asked.push(commit);
          return posted instanceof Error ? Promise.reject(posted) : Promise.resolve(posted);
        }),
    };
    const forge = { kind: 'known', client, repository: { owner: 'gitops', name: 'cart' } };
    const place: ServiceLocation = {
      remote: { url: service.repository, where: 'cart' },
      forge: forge as ServiceLocation['forge'],
      defaultBranch: 'dev',
    };
    look = async (head = 'a') => {
      store.updateCell('cart/test', { openFromOthers: [pull] });
      const checks = askedFrom(place.forge, clock);
      const found = (await judgements.observe(place, new Map([['dev', head]]), checks, answers, never)).get(7);
      return found?.kind === 'posted' ? found.state : (found?.kind ?? 'missing');
    };
  });

  it('cost nothing while nothing changes, however long that is', async () => {
    posted = [check('branchline/promotion', 'success')];
    assert.deepEqual([await look(), asked.length], ['success', 1]);
    for (let sweep = 0; sweep < 20; sweep += 1) {
      now += 10 * minute;
      assert.equal(await look(), 'success');
    }
    assert.equal(asked.length, 1);
  });

  it('cost nothing where nobody posts any', async () => {
    assert.equal(await look(), 'none');
    now += 10 * minute;
    assert.deepEqual([await look(), asked.length], ['none', 1]);
  });

  it('are asked for again while one is on its way: it waits, or the pull request was touched a moment ago', async () => {
    posted = [check('branchline/promotion', 'pending')];
    assert.equal(await look(), 'pending');
    now += minute;
    assert.deepEqual([await look(), asked.length], ['pending', 1]);
    posted = [check('branchline/promotion', 'failure')];
    now += 5 * minute;
    assert.deepEqual([await look(), asked.length], ['failure', 2]);

    posted = [];
    pull = { ...pull, head: { branch: 'mine', commit: 'd'.repeat(40) }, updatedAt: new Date(now).toISOString() };
    assert.equal(await look(), 'none');
    posted = [check('branchline/promotion', 'success')];
    now += 5 * minute;
    assert.deepEqual([await look(), asked.length], ['success', 4]);
  });

  it('are asked for anew where the head moved, or a branch that it was judged against', async () => {
    posted = [check('branchline/promotion', 'success')];
    await look();
    assert.deepEqual([await look('b'), asked.length], ['success', 2]);
    pull = { ...pull, head: { branch: 'mine', commit: 'd'.repeat(40) } };
    posted = [];
    assert.deepEqual([await look('b'), asked.at(-1)], ['none', pull.head.commit]);
  });

  it('are not known of a new head that cannot be asked for, and stay of the same one', async () => {
    posted = [check('branchline/promotion', 'success')];
    await look();
    posted = new Error('away');
    assert.equal(await look('b'), 'success');
    pull = { ...pull, head: { branch: 'mine', commit: 'd'.repeat(40) } };
    assert.equal(await look('b'), 'unknown');
  });
});
