import assert from 'node:assert/strict';
import fc from 'fast-check';
import { circleIn } from '../../../src/core/catalog/train/dependencies';
import { inWaves, outOfOrder } from '../../../src/core/train/waves';
import { catalogText, accepted, refused } from '../catalog/build';

const dependsOn = (entries: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(entries));

describe('waves', () => {
  it('without rules all go at once', () => {
    assert.deepEqual(inWaves(['b', 'a'], { canary: [], dependsOn: new Map() }), [['b', 'a']]);
    assert.deepEqual(inWaves([], { canary: ['a'], dependsOn: new Map() }), []);
  });

  it('canaries go first, with what they depend on before them, and the rest as early as it may', () => {
    const rules = {
      canary: ['web'],
      dependsOn: dependsOn({ web: ['api'], mail: ['web'], report: ['mail'] }),
    };
    assert.deepEqual(inWaves(['report', 'mail', 'web', 'api', 'stats'], rules), [
      ['api'],
      ['web'],
      ['mail', 'stats'],
      ['report'],
    ]);
  });

  it('who does not take part passes the order on', () => {
    const rules = { canary: [], dependsOn: dependsOn({ c: ['b'], b: ['a'] }) };
    assert.deepEqual(inWaves(['c', 'a'], rules), [['a'], ['c']]);
  });

  it('an order that a person gave is told where it is against the rules', () => {
    const rules = { canary: [], dependsOn: dependsOn({ c: ['b'], b: ['a'] }) };
    assert.deepEqual(outOfOrder([['c'], ['a']], rules), [{ service: 'c', needs: 'a' }]);
    assert.deepEqual(outOfOrder([['c', 'b']], rules), [{ service: 'c', needs: 'b' }]);
    assert.deepEqual(outOfOrder([['a'], ['c']], rules), []);
  });

  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  /** Each depends only on those before it, so that there is no circle. */
  const rules = fc
    .tuple(fc.shuffledSubarray(names, { minLength: 7 }), fc.array(fc.tuple(fc.nat(6), fc.nat(6))), fc.subarray(names))
    .map(([order, pairs, canary]) => {
      const on = new Map<string, string[]>();
      for (const [one, other] of pairs) {
        const [early = '', late = ''] = [order[Math.min(one, other)], order[Math.max(one, other)]];
        if (early !== late) on.set(late, [...(on.get(late) ?? []), early]);
      }
      return { canary, dependsOn: on };
    });

  it('every service is in one wave, after all that it depends on, and after the canaries that do not wait for it', () => {
    fc.assert(
      fc.property(rules, fc.shuffledSubarray(names), (given, chosen) => {
        const waves = inWaves(chosen, given);
        assert.deepEqual(waves.flat().toSorted(), chosen.toSorted());
        assert.ok(waves.every((wave) => wave.length > 0));
        assert.deepEqual(outOfOrder(waves, given), []);
        const waveOf = (name: string) => waves.findIndex((wave) => wave.includes(name));
        const needs = (name: string, other: string): boolean =>
          (given.dependsOn.get(name) ?? []).some((one) => one === other || needs(one, other));
        const canaries = given.canary.filter((name) => chosen.includes(name));
        for (const name of chosen.filter((one) => !canaries.includes(one))) {
          if (canaries.some((canary) => needs(canary, name))) continue;
          for (const canary of canaries) assert.ok(waveOf(canary) < waveOf(name), `${canary} before ${name}`);
        }
      }),
    );
  });

  it('a circle is found where there is one, and nowhere else', () => {
    fc.assert(fc.property(rules, (given) => circleIn(given.dependsOn) === undefined));
    assert.deepEqual(circleIn(dependsOn({ a: ['b'], b: ['c', 'x'], c: ['b'] })), ['b', 'c', 'b']);
    assert.deepEqual(circleIn(dependsOn({ a: ['a'] })), ['a', 'a']);
  });

  it('ten thousand services with ten dependencies each are ordered in a moment', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    const on = new Map(many.map((name, at) => [name, many.slice(Math.max(0, at - 10), at)]));
    const since = performance.now();
    assert.equal(circleIn(on), undefined);
    assert.ok(inWaves(many.slice(0, 3_000), { canary: [], dependsOn: on }).length === 3_000);
    assert.ok(performance.now() - since < 3_000);
  });
});

describe('train: of a catalog', () => {
  const withTrain = (...lines: readonly string[]) =>
    catalogText({ rest: ['train:', ...lines.map((line) => `  ${line}`)].join('\n') });

  it('is read', () => {
    const { catalog } = accepted(
      withTrain('canary: [cart]', 'dependsOn: { cart: [cart-db] }').replace(
        'services:',
        'discover: [{ forge: "https://git.example.com", owner: shop }]\nservices:',
      ),
    );
    assert.deepEqual(catalog.train, { canary: ['cart'], dependsOn: new Map([['cart', ['cart-db']]]) });
  });

  it('a name that is none, and a circle, are problems at their line', () => {
    const [unknown] = refused(withTrain('canary: [crat]'));
    assert.match(unknown ?? '', /^5:12 The catalog has no service "crat". Did you mean "cart"\?/);
    const [circle] = refused(withTrain('dependsOn:', '  cart: [cart]'));
    assert.match(circle ?? '', /^6:12 .*cart → cart/);
  });
});
