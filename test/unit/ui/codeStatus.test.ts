import assert from 'node:assert/strict';
import type { CodeArrival, CodeFound } from '../../../src/core/change/code/where/whereCode';
import type { DeploymentRecord } from '../../../src/core/promotion/history/history';
import { readImageName } from '../../../src/core/registry/imageName';
import { message } from '../../../src/core/support/message';
import type { CodeStatusModel } from '../../../src/ui/statusBar/code/model';
import { likelyServices } from '../../../src/ui/statusBar/code/likely';
import type { LookedAt } from '../../../src/ui/lookAtEach';
import { fourStages } from '../../bench/probes/boardFleet';
import type * as Probe from '../../bench/probes/codeStatus';
import { loadWithStub } from '../../bench/probes/withStub';
import { aCatalog } from '../fleet/builders';

const commit = 'a'.repeat(40);
const now = Date.parse('2026-11-30T12:00:00Z');

function record(time: string): DeploymentRecord {
  const who = { name: 'Ada', email: 'ada@example.com', time };
  const rest = { changes: [], changesAreWhole: true, missing: [] };
  return { commit: 'b'.repeat(40), subject: 'x', author: who, committer: who, origin: { kind: 'direct' }, ...rest };
}

const there = (environment: string, time: string): CodeArrival => ({
  environment,
  presence: 'there',
  versions: [],
  since: { record: record(time), isAtLatest: false },
});
const lacks = (environment: string, why?: NonNullable<CodeArrival['waits']>['why']): CodeArrival => ({
  environment,
  presence: 'absent',
  versions: [{ image: readImageName('registry.example.com/cart:1.0.0'), has: { kind: 'elsewhere' } }],
  ...(why ? { waits: { from: 'test', why, items: 1 } } : {}),
});
const unknown = (environment: string, said = 'No answer in time.'): CodeArrival => ({
  environment,
  presence: 'unknown',
  versions: [],
  said: message(said),
});

const cart = (...environments: readonly CodeArrival[]): LookedAt<CodeFound> => ({
  service: 'cart',
  journeys: [{ image: 'registry.example.com/cart', source: 'https://git.example.com/shop/cart', environments }],
  untold: [],
});
let probe: typeof Probe;
const shown = (...looked: readonly LookedAt<CodeFound>[]): CodeStatusModel =>
  probe.codeStatusModel({ commit, looked, at: now }, now);
const [dev, test] = [there('dev', '2026-11-30T08:00:00Z'), there('test', '2026-11-30T10:00:00Z')];

describe('the commit that is checked out, in the status bar', () => {
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/codeStatus.ts')));

  it('is told by the furthest environment that has it, and those that have not', () => {
    const { text, spoken } = shown(cart(dev, test, lacks('prod', 'pending')));
    assert.equal(text, '$(git-commit) test $(check) 2 h · prod waits');
    assert.match(spoken, /^Commit aaaaaaaaaa\. dev: has it for 4 h\. test: has it for 2 h\. prod: does not have it/);
    assert.equal(shown(cart(dev, test)).text, '$(git-commit) test $(check) 2 h');
    assert.equal(shown(cart(dev, lacks('test', 'held'))).text, '$(git-commit) dev $(check) 4 h · test held');
    assert.equal(shown(cart(lacks('dev'))).text, '$(git-commit) dev $(circle-slash)');
  });

  it('is unknown where it is, never there and never absent', () => {
    assert.equal(shown(cart(dev, unknown('test'))).text, '$(git-commit) dev $(check) 4 h · test $(question)');
    assert.match(shown(cart(dev, unknown('test'))).tooltip, /No answer in time[^]*Registries were asked/);
    assert.match(probe.codeStatusModel({ commit }, now).spoken, /Not looked at yet/);
    const failed = shown({ service: 'cart', failed: message('The mirror is gone.') });
    assert.equal(failed.text, '$(git-commit) $(question)');
    assert.match(`${failed.tooltip} ${failed.spoken}`, /The mirror is gone[^]*Not known/);
    const silent = shown({ ...cart(), journeys: [], untold: [{ image: 'x', said: message('No.'), isLasting: false }] });
    assert.equal(silent.text, '$(git-commit) $(question)');
  });

  it('that one of two services has is there in part; that one does not tell of is unknown', () => {
    const api = (arrival: CodeArrival) => ({ ...cart(arrival), service: 'api' });
    assert.equal(shown(cart(test), api(lacks('test'))).text, '$(git-commit) test in part');
    assert.equal(shown(cart(test), api(unknown('test'))).text, '$(git-commit) test $(question)');
  });

  it('brings nothing of what others wrote into icons, links or tables', () => {
    const evil = '$(alert)|[x](command:y)\u202e';
    const { text, tooltip, spoken } = shown(cart(there(evil, '2026-11-30T08:00:00Z'), unknown('test', evil)));
    assert.ok(!text.includes('$(alert)') && !`${text}${spoken}${tooltip}`.includes('\u202e'), text);
    assert.ok(!tooltip.includes('$(alert)') && !tooltip.includes('](command:y'), tooltip);
    assert.match(tooltip, /\(command:branchline\.whereIs\?%5B%22a{40}%22%5D\)$/);
  });
});

describe('the services that a window asks first of a repository of code', () => {
  it('have images in the catalog, those that are called like it before the others, and are few', () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const catalog = aCatalog(...names.map(fourStages));
    assert.deepEqual(likelyServices(catalog, 'https://git.example.com/shop/s39'), []);
    const policy = { policy: { kind: 'same' }, exclude: [], pinsDigest: false, at: [] } as const;
    const services = catalog.services.map((one) => ({
      ...one,
      updates: [{ image: `r.example/${one.name}`, ...policy }],
    }));
    const asked = likelyServices({ ...catalog, services }, 'git@git.example.com:shop/S39.git');
    assert.deepEqual([asked[0], asked[1], asked.length], ['s39', 's0', 30]);
  });
});
