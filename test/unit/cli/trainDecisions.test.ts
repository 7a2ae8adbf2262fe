import assert from 'node:assert/strict';
import { backExit, waysBack } from '../../../src/cli/commands/train/back';
import { assertNoDecisions, decisionsOf, leftBehind, spent } from '../../../src/cli/commands/train/decisions';
import type { TrainPlace } from '../../../src/cli/commands/train/place';
import { isLeft } from '../../../src/cli/commands/run/trainStop';
import { trainNamed } from '../../../src/cli/commands/train/find';
import { pauseFor } from '../../../src/cli/commands/train/wait';
import { carServices } from '../../../src/cli/commands/train/place';
import { reportText } from '../../../src/cli/commands/train/printState';
import type { Service } from '../../../src/core/catalog/catalog';
import { trainId } from '../../../src/core/train/manifestText';
import type { CarSeen } from '../../../src/core/train/seen';
import { acceptance, trainState } from '../../../src/core/train/state';
import { accepted, catalogText } from '../catalog/build';
import { aTrain, shaOf } from '../train/build';

const manifest = aTrain([['cart', 'payment'], ['checkout']]);
const train = { id: trainId(manifest), manifest };
const call = { timeout: '1h' };
const closed = (number: number): CarSeen => ({ kind: 'closed', number, url: '' });

describe('what a person decides of a train', () => {
  it('to open once more is said of the pull request that is closed now, and is spent once it was opened', () => {
    const given = decisionsOf({ ...call, again: ['cart'] }, train, (name) =>
      name === 'cart' ? closed(3) : { kind: 'none' },
    );
    const state = (seen: CarSeen, decisions = given) =>
      trainState(manifest, (name) => (name === 'cart' ? seen : { kind: 'none' }), decisions).kind;
    assert.deepEqual([state(closed(3)), state(closed(4))], ['due', 'stopped']);
    const outcome = { kind: 'opened', number: 4, url: '', action: 'created', alsoOpen: [] } as const;
    const opened = { outcomes: [{ service: 'cart', step: 0, from: 'dev', to: 'test', outcome }] };
    assert.equal(state(closed(3), spent(given, opened)), 'stopped');
    assert.equal(state(closed(3), spent(given, { outcomes: [] })), 'due');
  });

  it('several acceptances of one service stand side by side', () => {
    const words = ['cart=a..b', 'cart=b..c'];
    const { accepted: all } = decisionsOf({ ...call, acceptMoved: words }, train, () => ({ kind: 'none' }));
    assert.ok(words.every((word) => all.has(word)));
  });

  it('who goes without what they depend on, be it through another one, is told', () => {
    const catalog = {
      train: {
        canary: [],
        dependsOn: new Map([
          ['checkout', ['stock']],
          ['stock', ['cart']],
        ]),
      },
    };
    const place = { catalog } as unknown as TrainPlace;
    const skipped = (name: string) =>
      leftBehind(
        place,
        train,
        decisionsOf({ ...call, skip: [name] }, train, () => ({ kind: 'none' })),
      );
    assert.deepEqual(skipped('cart'), ['checkout depends on cart, by the catalog, which is left behind']);
    assert.deepEqual(skipped('checkout'), []);
  });

  it('is of a train that is named, and of its services', () => {
    for (const decided of [{ skip: ['cart'] }, { again: ['cart'] }, { acceptMoved: ['cart=a..b'] }, { wait: true }]) {
      assert.throws(() => assertNoDecisions({ ...call, ...decided }), /Say of which train/);
    }
    assertNoDecisions(call);
    const none = (): CarSeen => ({ kind: 'none' });
    assert.throws(() => decisionsOf({ ...call, skip: ['stock'] }, train, none), /no part of this train/);
  });
});

describe('a train that is waited for', () => {
  it('is looked at the less often the more it asks of a forge, and the less that allows', () => {
    const minute = 60_000;
    const budget = (remaining: number, resetAt = 60 * minute) => [{ limit: 5_000, remaining, resetAt }];
    assert.equal(pauseFor(3, [], 0), 20_000);
    assert.equal(pauseFor(60, [], 0), minute);
    assert.equal(pauseFor(3, budget(5_000), 0), 34_560);
    assert.equal(pauseFor(3, budget(0), 0), 5 * minute);
    assert.equal(pauseFor(3, budget(0, minute), 0), minute, 'the limit begins anew then');
  });

  it('is named as trains are, before anything is asked', async () => {
    for (const name of ['', 'x', shaOf('a').slice(0, 19), shaOf('a'), '../../../../../../..']) {
      await assert.rejects(trainNamed(name, {} as unknown as TrainPlace, undefined), /is no name of a train/);
    }
  });
});

describe('a service of a train that the catalog has no more', () => {
  it('is missing alone, and so is one without the way, or in the repository of another', () => {
    const { catalog } = accepted(catalogText());
    const [known] = catalog.services;
    assert.ok(known);
    const way = known.edges.slice(0, 1).flatMap(({ from, to }) => [from, to]);
    const named = (name: string, more: Partial<Service> = {}): Service => ({
      ...known,
      repository: `https://git.example.com/gitops/${name}.git`,
      ...more,
      name,
    });
    const services = [
      named('cart'),
      named('payment', { edges: [] }),
      named('stock'),
      named('same', { repository: 'https://git.example.com/gitops/stock.git' }),
    ];
    const place = { catalog: { ...catalog, services }, path: '', notFound: ['shop: silent'] } as unknown as TrainPlace;
    const found = carServices(place, aTrain([['cart', 'payment', 'checkout', 'stock', 'same']], way));
    const said = [...found].map(([name, one]) => [name, one.kind === 'known' ? 'known' : one.said]);
    assert.deepEqual(said, [
      ['cart', 'known'],
      ['payment', `The catalog has no promotion from ${way[0]} to ${way[1]}.`],
      ['checkout', 'The catalog has no service checkout. shop: silent'],
      ['stock', 'known'],
      ['same', 'same and stock lie in one repository: there is one pull request for both. Name one of them.'],
    ]);
  });
});

describe('the way back of a train', () => {
  it('leaves nothing out: what is not known has failed, and what is open is told', async () => {
    const landed: CarSeen = {
      kind: 'landed',
      pullRequest: undefined,
      promised: shaOf('tree'),
      deployment: undefined,
      commits: undefined,
      tree: undefined,
      verdict: { kind: 'unknown', said: 'Nobody knows where.' },
    };
    const seen: Readonly<Record<string, CarSeen>> = {
      cart: { kind: 'unknown', said: 'silent' },
      payment: { kind: 'open', number: 7, url: 'https://git.example.com/7', mergeable: 'yes' },
      checkout: landed,
    };
    const state = trainState(manifest, (name) => seen[name] ?? { kind: 'none' });
    const back = (only: string) => ({
      ...state,
      steps: state.steps.map((step) => ({
        ...step,
        waves: step.waves.map((cars) => cars.filter(({ service }) => only.includes(service))),
      })),
    });
    const nowhere = {} as unknown as TrainPlace;
    const ways = await waysBack(nowhere, train, state);
    assert.deepEqual(
      ways.map(({ service, outcome }) => `${service} ${outcome.kind}`),
      ['checkout failed', 'payment open', 'cart failed'],
    );
    assert.deepEqual([backExit(ways, true), backExit(await waysBack(nowhere, train, back('payment')), false)], [1, 2]);
  });
});

describe('stopping a train', () => {
  it('tells that it goes on where something was not opened yet, and nothing that was closed stands before it', () => {
    const tree = shaOf('tree');
    const landed = (kind: 'passed' | 'waiting' | 'failed'): CarSeen => ({
      kind: 'landed',
      pullRequest: undefined,
      promised: tree,
      deployment: shaOf('landed'),
      commits: [shaOf('landed')],
      tree,
      verdict: { kind, said: '' },
    });
    const left = (first: CarSeen, second: CarSeen) =>
      isLeft(trainState(manifest, (name) => (name === 'checkout' ? second : first)));
    assert.ok(left(landed('passed'), { kind: 'none' }));
    assert.ok(left(landed('waiting'), { kind: 'none' }));
    assert.ok(!left(closed(1), { kind: 'none' }));
    assert.ok(!left(landed('failed'), { kind: 'none' }));
    assert.ok(!left(landed('passed'), landed('waiting')), 'all of it landed');
  });
});

describe('what is told of a train', () => {
  const state = (seen: CarSeen) => trainState(manifest, (name) => (name === 'cart' ? seen : { kind: 'none' }));

  it('one of which nothing was opened is started again: nobody would find it', () => {
    const report = { train, state: state({ kind: 'none' }), outcomes: [] };
    assert.match(reportText({ ...report, isNowhere: true }), /start it again, .*--expect/);
    assert.doesNotMatch(reportText({ ...report, isNowhere: true }), /train continue/);
    assert.match(reportText(report), /train continue/);
  });

  it('each that stops it comes with the word that goes on', () => {
    for (const kind of ['overtaken', 'unproven', 'waiting'] as const) {
      const tree = shaOf('cart', 'test', 'tree');
      const deployment = shaOf('landed');
      const verdict = { kind, said: '', word: 'a..b' };
      const landed = { pullRequest: undefined, promised: tree, deployment, commits: [deployment], tree, verdict };
      const text = reportText({ train, state: state({ kind: 'landed', ...landed }), outcomes: [] });
      assert.match(text, new RegExp(`--accept-moved ${acceptance('cart', 'a\\.\\.b')}`), kind);
    }
  });
});
