import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CarSeen, LandedVerdict } from '../../../src/core/train/seen';
import {
  acceptance,
  carText,
  landedWord,
  noDecisions,
  trainState,
  type Decisions,
} from '../../../src/core/train/state';
import { aTrain, shaOf } from './build';

const tree = (service: string, to: string) => shaOf(service, to, 'tree');

/** What the forge holds, and what people and pipelines do to it. */
class Forge {
  private readonly cars = new Map<string, CarSeen>();
  private number = 0;

  constructor(readonly way: readonly string[]) {}

  readonly seen = (service: string, step: number): CarSeen => this.cars.get(`${service} ${step}`) ?? { kind: 'none' };

  open(service: string, step: number): void {
    const before = this.seen(service, step).kind;
    assert.ok(before === 'none' || before === 'closed', `${service} has a pull request: ${before}`);
    this.number += 1;
    this.set(service, step, { kind: 'open', mergeable: 'yes', ...this.about() });
  }

  land(service: string, step: number, verdict: LandedVerdict['kind'], landedTree?: string): void {
    if (this.seen(service, step).kind !== 'open') return;
    const promised = tree(service, this.way[step + 1] ?? '');
    const deployment = shaOf(service, step, 'landed');
    const given = landedTree ?? promised;
    this.set(service, step, {
      kind: 'landed',
      pullRequest: this.about(),
      promised,
      deployment,
      commits: [deployment],
      tree: given,
      verdict: { kind: verdict, said: '' },
    });
  }

  judge(service: string, step: number, verdict: LandedVerdict['kind']): void {
    const seen = this.seen(service, step);
    if (seen.kind === 'landed') this.set(service, step, { ...seen, verdict: { kind: verdict, said: '' } });
  }

  close(service: string, step: number): void {
    if (this.seen(service, step).kind !== 'open') return;
    this.set(service, step, { kind: 'closed', ...this.about() });
  }

  private about() {
    return { number: this.number, url: '' };
  }

  private set(service: string, step: number, seen: CarSeen): void {
    this.cars.set(`${service} ${step}`, seen);
  }
}

const fleets = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    steps: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ sizes, steps }) => {
    let next = 0;
    const waves = sizes.map((size) => Array.from({ length: size }, () => `s${(next += 1)}`));
    return { waves, way: ['dev', 'test', 'prod'].slice(0, steps + 1) };
  });

type Deed =
  /** Somebody goes on, and is stopped after so many pull requests. */
  | { readonly do: 'continue'; readonly before: number }
  | { readonly do: 'land' | 'judge'; readonly car: number; readonly verdict: LandedVerdict['kind'] }
  | { readonly do: 'close'; readonly car: number };

const verdicts = fc.constantFrom<LandedVerdict['kind']>(
  'passed',
  'passed',
  'failed',
  'waiting',
  'unknown',
  'rolledBack',
  'unproven',
  'overtaken',
);
const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('continue' as const), before: fc.nat(4) }),
    fc.record({ do: fc.constantFrom('land' as const, 'judge' as const), car: fc.nat(30), verdict: verdicts }),
    fc.record({ do: fc.constant('close' as const), car: fc.nat(30) }),
  ),
  { maxLength: 40 },
);

describe('what is due of a train', () => {
  it('whatever happens, no wave begins early, nobody gets two pull requests, and all come through once all goes well', () => {
    fc.assert(
      fc.property(fleets, deeds, ({ waves, way }, program) => {
        const manifest = aTrain(waves, way);
        const forge = new Forge(way);
        const places = way.slice(1).flatMap((_to, step) => waves.flat().map((service) => ({ service, step })));
        const goOn = (before: number, decisions: Decisions = noDecisions) => {
          const { due } = trainState(manifest, forge.seen, decisions);
          for (const { service, step } of due.slice(0, before)) {
            // What has to be through, told from the waves alone.
            const wave = waves.findIndex((names) => names.includes(service));
            const ahead = places.filter(
              (one) => one.step < step || (one.step === step && waves.slice(0, wave).flat().includes(one.service)),
            );
            for (const one of ahead) {
              const seen = forge.seen(one.service, one.step);
              assert.ok(
                seen.kind === 'landed' && seen.verdict.kind === 'passed',
                `${service} went before ${one.service}`,
              );
            }
            forge.open(service, step);
          }
        };
        for (const deed of program) {
          if (deed.do === 'continue') goOn(deed.before);
          else {
            const place = places[deed.car % places.length];
            if (!place) continue;
            if (deed.do === 'close') forge.close(place.service, place.step);
            else forge[deed.do](place.service, place.step, deed.verdict);
          }
        }
        const every = new Set(Array.from({ length: 100 }, (_, number) => number));
        const again = { ...noDecisions, again: new Map(waves.flat().map((name) => [name, every])) };
        for (let round = 0; round <= places.length; round += 1) {
          goOn(Infinity, again);
          for (const { service, step } of places) {
            forge.land(service, step, 'passed');
            forge.judge(service, step, 'passed');
          }
        }
        assert.equal(trainState(manifest, forge.seen, again).kind, 'done');
      }),
      { numRuns: 500 },
    );
  });

  const manifest = aTrain([['cart', 'payment'], ['checkout']], ['dev', 'test', 'prod']);
  const states = (forge: Forge, decisions?: Decisions) => {
    const { kind, due, steps } = trainState(manifest, forge.seen, decisions);
    const first = steps[0]?.waves.map((cars) => cars.map(({ state }) => state));
    return { kind, due: due.map(({ service, step }) => `${service} ${step}`), first };
  };

  it('one that fails stops the rest of its wave, too', () => {
    const forge = new Forge(manifest.way);
    forge.open('cart', 0);
    forge.land('cart', 0, 'failed');
    assert.deepEqual(states(forge), { kind: 'stopped', due: [], first: [['failed', 'later'], ['later']] });
  });

  it('who is left behind is left behind on every later step', () => {
    const forge = new Forge(manifest.way);
    for (const service of ['cart', 'payment', 'checkout']) {
      forge.open(service, 0);
      forge.land(service, 0, service === 'payment' ? 'failed' : 'passed');
    }
    assert.equal(states(forge).kind, 'stopped');
    const skip = { ...noDecisions, skip: new Set(['payment']) };
    assert.deepEqual(states(forge, skip).due, ['cart 1']);
  });

  it('what is not known never passes, and is no reason to hold back its neighbours', () => {
    const forge = new Forge(manifest.way);
    const seen = (service: string, step: number): CarSeen =>
      service === 'cart' ? { kind: 'unknown', said: 'silent' } : forge.seen(service, step);
    const { kind, due } = trainState(manifest, seen);
    assert.deepEqual([kind, due], ['due', [{ service: 'payment', step: 0 }]]);
    forge.open('payment', 0);
    forge.land('payment', 0, 'passed');
    assert.deepEqual([trainState(manifest, seen).kind, trainState(manifest, seen).due], ['waiting', []]);
  });

  it('what landed otherwise than it promised is accepted as that one deployment, or not at all', () => {
    const forge = new Forge(manifest.way);
    forge.open('cart', 0);
    forge.land('cart', 0, 'passed', shaOf('something else'));
    assert.equal(states(forge).first?.[0]?.[0], 'otherwise');
    const accepted = (deployment: string) => ({
      ...noDecisions,
      accepted: new Set([acceptance('cart', landedWord(shaOf('cart', 'test', 'base'), deployment)), 'cart=0..1']),
    });
    assert.equal(states(forge, accepted(shaOf('cart', 0, 'landed'))).first?.[0]?.[0], 'passed');
    assert.equal(states(forge, accepted(shaOf('another'))).first?.[0]?.[0], 'otherwise');
  });

  it('one that went back after its wave was through stops the train', () => {
    const forge = new Forge(manifest.way);
    for (const service of ['cart', 'payment']) {
      forge.open(service, 0);
      forge.land(service, 0, 'passed');
    }
    assert.deepEqual(states(forge).due, ['checkout 0']);
    forge.judge('cart', 0, 'rolledBack');
    assert.deepEqual([states(forge).kind, states(forge).due], ['stopped', []]);
  });

  it('one that was closed is opened again only where a person says so', () => {
    const forge = new Forge(manifest.way);
    forge.open('cart', 0);
    forge.close('cart', 0);
    assert.deepEqual([states(forge).kind, states(forge).due], ['stopped', []]);
    const again = { ...noDecisions, again: new Map([['cart', new Set([1])]]) };
    assert.deepEqual(states(forge, again).due, ['cart 0', 'payment 0']);
    forge.open('cart', 0);
    forge.close('cart', 0);
    assert.deepEqual([states(forge, again).kind, states(forge, again).due], ['stopped', []], 'it is another one');
  });

  it('one that was overtaken, or of which nobody knows whether it passed, stops the train until a person names what was seen', () => {
    for (const kind of ['overtaken', 'unproven'] as const) {
      const seen = (word: string) => {
        const forge = new Forge(manifest.way);
        forge.open('cart', 0);
        forge.land('cart', 0, kind);
        return (service: string, step: number): CarSeen => {
          const one = forge.seen(service, step);
          return one.kind === 'landed' ? { ...one, verdict: { kind, said: '', word } } : one;
        };
      };
      const accepted = { ...noDecisions, accepted: new Set([acceptance('cart', 'a..b')]) };
      const first = (word: string) => trainState(manifest, seen(word), accepted).steps[0]?.waves[0]?.[0]?.state;
      assert.deepEqual([first('a..b'), first('a..c')], ['passed', kind]);
      assert.equal(trainState(manifest, seen('a..c'), accepted).kind, 'stopped');
    }
  });

  it('what failed, or was taken back, is accepted by no word', () => {
    for (const kind of ['failed', 'rolledBack'] as const) {
      const forge = new Forge(manifest.way);
      forge.open('cart', 0);
      forge.land('cart', 0, 'passed');
      const seen = (service: string, step: number): CarSeen => {
        const one = forge.seen(service, step);
        return one.kind === 'landed' ? { ...one, verdict: { kind, said: '', word: 'a..b' } } : one;
      };
      const accepted = { ...noDecisions, accepted: new Set([acceptance('cart', 'a..b')]) };
      assert.equal(trainState(manifest, seen, accepted).steps[0]?.waves[0]?.[0]?.state, kind);
    }
  });

  it('what was accepted when it was opened is said to be so, and no more than that', () => {
    const shown = tree('cart', 'test');
    const open = { kind: 'open', number: 1, url: '', mergeable: 'yes' } as const;
    const text = (promised: string) => carText({ service: 'cart', shown, state: 'open', seen: { ...open, promised } });
    assert.doesNotMatch(text(shown), /accepted/);
    assert.match(text(shaOf('other')), /says that it was accepted with other content/);
  });
});
