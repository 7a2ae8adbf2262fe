import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, relayFileFor, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { RightsForge } from '../../lab/relay/rightsForge';
import { commit, giteaPush } from '../../unit/relay/deliveries';

const [ada, eve] = ['ada-0123456789abcdef', 'eve-0123456789abcdef'];

describe('Who may hear of what, by the word of the forge', function () {
  this.timeout(20_000);
  let forge: RightsForge;
  let relay: LabRelay;
  const hearings: Hearing[] = [];
  const hear = (paths: readonly string[], options: ConstructorParameters<typeof Hearing>[2] = {}) => {
    const texts = paths.map((path) => `${forge.host}/${path}`);
    const hearing = new Hearing(relay.port, texts, { token: ada, ...options });
    hearings.push(hearing);
    return hearing;
  };
  const isReady = (hearing: Hearing) => hearing.newest('scope') !== undefined;
  const push = () => relay.hook(forge.host, giteaPush('gitops/cart', 'dev', commit, { at: Math.random() }));

  beforeEach(async () => {
    forge = await RightsForge.start();
    for (const token of [ada, eve]) forge.allow(token, ['gitops/cart']);
    relay = await startLabRelay(await configOf(relayFileFor(forge)));
  });
  afterEach(async () => {
    for (const hearing of hearings.splice(0)) hearing.leave();
    await relay.close();
    forge.stop();
  });

  it('takes a forge that does not answer for what it is: nothing is told, and it is to be tried again soon', async () => {
    forge.isDown = true;
    const early = await hear(['gitops/cart']).until(({ isOver }) => isOver);
    deepEqual(early.newest('end'), { reason: 'unreachable', retryMs: 30_000 });
    ok(relay.log.some((line) => line.includes('could not be asked')));
  });

  it('goes on telling what the forge confirmed, while it is away for a moment', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge)), {
      timing: { renewMs: 40, renewSoonMs: 40, sharedMs: 0 },
    });
    const hearing = await hear(['gitops/cart']).until(isReady);
    forge.isDown = true;
    const asked = forge.asked.length;
    while (forge.asked.length < asked + 3) await pause(20);
    await push();
    await hearing.until(({ events }) => events.length === 1);
    equal(hearing.frames.filter(({ name }) => name === 'scope').length, 1);
  });

  it('ends a stream whose token the forge does not know any more, so that the subscriber takes the new one', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge)), {
      timing: { renewMs: 40, renewSoonMs: 40, sharedMs: 0 },
    });
    const hearing = await hear(['gitops/cart']).until(isReady);
    forge.readers.delete(ada);
    await hearing.until(({ isOver }) => isOver);
    deepEqual(hearing.newest('end'), { reason: 'refused', retryMs: 1_000 });
  });

  it('tells nothing of a repository whose code the token may not read, though it sees that it is there', async () => {
    forge.hidesCode = true;
    const hearing = await hear(['gitops/cart']).until(({ isOver }) => isOver);
    deepEqual(hearing.newest('end'), { reason: 'nothing', retryMs: 300_000 });
  });

  it('asks the forge once about a made-up token, and leaves places to those whom it knows', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge, 'limits: { subscribers: 1 }')));
    const paths = Array.from({ length: 2_000 }, (_, index) => `gitops/s${index}`);
    const nobodies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        hear(paths, { token: `nobody-0123456789-${index}` }).until(({ isOver }) => isOver),
      ),
    );
    equal(forge.asked.length, 20);
    for (const nobody of nobodies) equal(nobody.newest('scope'), undefined);
    await hear(['gitops/cart']).until(isReady);
    const second = await hear(['gitops/cart'], { token: eve }).until(({ isOver }) => isOver);
    deepEqual(second.newest('end'), { reason: 'busy', retryMs: 10_000 });
    const third = await hear(['gitops/cart']).until(({ isOver }) => isOver);
    equal(third.status, 503);
  });
});
