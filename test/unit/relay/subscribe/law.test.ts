import assert from 'node:assert/strict';
import fc from 'fast-check';
import { randomFrom } from '../../../lab/real/scale/random';
import { FakeTime, settled } from './fakeTime';
import { ObservedModel, type Truth } from './observedModel';
import { commitOf, RelayModel } from './relayModel';

const names = ['cart', 'pay', 'web'];
/** A sweep with its jitter and half a beat, and a look. */
const boundMs = 15 * 60_000 * 1.2 + 90_000 + 14_000;

const name = fc.constantFrom(...names);
const what = fc.constantFrom<keyof Truth>('head', 'checks', 'pullRequests');
const how = fc.constantFrom('once', 'once', 'twice', 'lost', 'late' as const);
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('change' as const), name, what, how }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('untold' as const), name, what }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      { kind: 'fault' as const, fault: 'down' as const },
      { kind: 'fault' as const, fault: 'refuses' as const },
      { kind: 'fault' as const, fault: 'silent' as const },
      { kind: 'fault' as const, fault: 'none' as const },
      { kind: 'restart' as const },
      { kind: 'forget' as const },
      { kind: 'forgeDown' as const },
      { kind: 'forgeUp' as const },
      { kind: 'focus' as const, focused: false },
      { kind: 'focus' as const, focused: true },
      { kind: 'jump' as const, ms: -3_600_000 },
      { kind: 'jump' as const, ms: 3_600_000 },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        'data: {"specversion":"1.0"}\n\n',
        'event: scope\ndata: {"repositories":["git.example.com/gitops/other"]}\n\n',
        'event: scope\ndata: {"repositories":[]}\n\n',
        'event: reset\ndata: {"reason":"slow","spreadMs":999999999}\n\n',
        'event: end\ndata: {"reason":"shutdown","retryMs":5000}\n\n',
        'event: news\ndata: x\n\n',
        'id: \u2603\n\n',
        'id: 99.99999\n\n',
      )
      .map((text) => ({ kind: 'say' as const, text })),
  },
);
type Happening = (typeof happening extends fc.Arbitrary<infer T> ? T : never) | { kind: 'say'; text: string };

function happen(one: Happening, world: { model: ObservedModel; relay: RelayModel; time: FakeTime }): void {
  const { model, relay, time } = world;
  switch (one.kind) {
    case 'change':
      tell(one.name, one.what, world, one.how);
      break;
    case 'untold':
      model.change(one.name, one.what);
      break;
    case 'fault':
      relay.set(one.fault);
      break;
    case 'restart':
      relay.restart();
      break;
    case 'forget':
      relay.forget();
      break;
    case 'forgeDown':
      model.isForgeDown = true;
      break;
    case 'forgeUp':
      model.isForgeDown = false;
      break;
    case 'focus':
      model.setFocus(one.focused);
      break;
    case 'jump':
      time.jump(one.ms);
      break;
    case 'say':
      relay.say(one.text);
  }
}

function tell(
  service: string,
  changed: keyof Truth,
  { model, relay }: { model: ObservedModel; relay: RelayModel },
  way: 'once' | 'twice' | 'lost' | 'late' = 'once',
): void {
  const { head } = model.change(service, changed);
  const commit = commitOf(service, head);
  const event = {
    head: ['push', { branch: 'dev', commit }],
    checks: ['status', { commit }],
    pullRequests: ['pullrequest.changed', { pullRequest: 7, branch: 'test' }],
  } as const;
  const [type, data] = event[changed];
  relay.tell(`gitops/${service}`, type, data, way);
}

/** Facts that somebody made up, in the relay's place or by the relay itself. */
const forged = fc
  .record({
    name,
    head: fc.option(fc.nat(3), { nil: undefined }),
    checks: fc.nat(3),
    mark: fc.constantFrom('m0', 'm1', 'x'),
    ageMs: fc.constantFrom(0, 60_000, 100_000_000),
    kind: fc.constantFrom('fact', 'again', 'unknown' as const),
  })
  .map(({ name: of, head, checks, mark, ageMs, kind }) => {
    const repository = `git.example.com/gitops/${of}`;
    const commit = head === undefined ? commitOf('other', 0) : commitOf(of, head);
    const check = { context: 'ci', state: 'success', description: `${checks}`, updatedAt: '' };
    const known = {
      ...{ kind: 'known', repository, mark, branches: [{ branch: 'dev', commit }] },
      pullRequests: { open: 1, mark, olderMs: 0 },
      commits: [{ commit, olderMs: 0, checks: [check] }],
    };
    const data =
      kind === 'again'
        ? { ageMs, repository, mark }
        : { ageMs, fact: kind === 'fact' ? known : { kind, repository, reason: 'unreachable' } };
    const text = `event: ${kind === 'again' ? 'again' : 'fact'}\ndata: ${JSON.stringify(data)}\n\n`;
    return { kind: 'say' as const, text };
  });
/** As old as a fact may be, and then a sweep. */
const oldestMs = 30 * 60_000;

describe('what a relay tells', () => {
  it('and reads, whatever is lost, doubled, late, wrong or forged: once it ends, all is shown as it is', async function () {
    this.timeout(240_000);
    const any = fc.oneof({ weight: 5, arbitrary: happening }, { weight: 1, arbitrary: forged });
    const steps = fc.array(fc.tuple(any, fc.integer({ min: 0, max: 240_000 })), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer(), async (drawn, seed) => {
        const time = new FakeTime();
        const relay: RelayModel = new RelayModel(time, undefined, (...asked) => model.readBy(...asked));
        const model: ObservedModel = new ObservedModel(time, randomFrom(seed), names);
        try {
          await model.start();
          for (const [one, thenMs] of drawn) {
            happen(one, { model, relay, time });
            await time.pass(thenMs);
          }
          relay.set('none');
          relay.sayScope();
          model.isForgeDown = false;
          model.setFocus(true);
          await time.pass(oldestMs + boundMs);
          assert.deepEqual(model.shown, model.truth);
          await time.pass(boundMs); // the relay has come back, and all was looked at since
          for (const changed of ['head', 'checks', 'pullRequests'] as const) {
            tell('cart', changed, { model, relay });
            await time.pass(1_000);
            assert.deepEqual(model.shown, model.truth, `${changed}, a second after it was told`);
            await time.pass(60_000);
          }
        } finally {
          model.dispose();
          relay.dispose();
        }
        await settled();
        assert.deepEqual({ alarms: time.waiting, connections: relay.open }, { alarms: 0, connections: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('whatever is lost, doubled, late or wrong: once it ends, all is shown as it is', async function () {
    this.timeout(120_000);
    const steps = fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 240_000 })), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer(), async (drawn, seed) => {
        const time = new FakeTime();
        const relay = new RelayModel(time);
        const model = new ObservedModel(time, randomFrom(seed), names);
        try {
          await model.start();
          for (const [one, thenMs] of drawn) {
            happen(one, { model, relay, time });
            await time.pass(thenMs);
          }
          relay.set('none');
          relay.sayScope();
          model.isForgeDown = false;
          model.setFocus(true);
          await time.pass(boundMs);
          assert.deepEqual(model.shown, model.truth);
          await time.pass(boundMs); // the relay has come back, and all was looked at since
          for (const changed of ['head', 'checks', 'pullRequests'] as const) {
            tell('cart', changed, { model, relay });
            await time.pass(1_000);
            assert.deepEqual(model.shown, model.truth, `${changed}, a second after it was told`);
            await time.pass(60_000);
          }
        } finally {
          model.dispose();
          relay.dispose();
        }
        await settled();
        assert.deepEqual({ alarms: time.waiting, connections: relay.open }, { alarms: 0, connections: 0 });
      }),
      { numRuns: 60 },
    );
  });
});
