import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { subjectOf } from '../../../src/core/relay/event';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, relayFileFor, relayToken, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { RightsForge } from '../../lab/relay/rightsForge';
import { commit, giteaPush, proofs } from '../../unit/relay/deliveries';

const [ada, eve] = ['ada-0123456789abcdef', 'eve-0123456789abcdef'];

describe('The relay', function () {
  this.timeout(20_000);
  let forge: RightsForge;
  let relay: LabRelay;
  const hearings: Hearing[] = [];
  const hear = (paths: readonly string[], options: ConstructorParameters<typeof Hearing>[2] = {}) => {
    const hearing = new Hearing(
      relay.port,
      paths.map((path) => `${forge.host}/${path}`),
      { token: ada, ...options },
    );
    hearings.push(hearing);
    return hearing;
  };
  const isReady = (hearing: Hearing) => hearing.newest('scope') !== undefined;
  const push = (path = 'gitops/cart', branch = 'dev', more: object = {}) =>
    relay.hook(forge.host, giteaPush(path, branch, commit, { at: Math.random(), ...more }));
  const about = (path: string, branch = 'dev') => `${forge.host}/${path}#branch/${branch}`;

  beforeEach(async () => {
    forge = await RightsForge.start();
    forge.allow(ada, ['gitops/cart', 'gitops/pay', 'gitops/mail', 'gitops/tax']);
    forge.allow(eve, ['gitops/cart']);
    relay = await startLabRelay(await configOf(relayFileFor(forge)));
  });
  afterEach(async () => {
    for (const hearing of hearings.splice(0)) hearing.leave();
    await relay.close();
    forge.stop();
  });

  for (const method of ['GET', 'POST'] as const)
    it(`tells of a push within a second, and of nothing but where to look (${method})`, async () => {
      const hearing = await hear(['gitops/cart', 'gitops/pay'], { method }).until(isReady);
      const sent = Date.now();
      deepEqual(await push('gitops/cart', 'dev', { commits: [{ message: 'a secret plan' }] }), [202, 'accepted']);
      await hearing.until(({ events }) => events.length === 1);
      ok(Date.now() - sent < 1_000);
      const [event] = hearing.events;
      deepEqual(event?.data, { repository: { host: forge.host, path: 'gitops/cart' }, branch: 'dev', commit });
      equal(
        hearing.frames.some(({ data }) => data.includes('plan')),
        false,
      );
      deepEqual(hearing.newest('reset'), { reason: 'new', spreadMs: 0 });
    });

  it('tells nobody of what the forge does not show them, and of what is not there the same', async () => {
    const hearing = await hear(['gitops/cart', 'gitops/pay', 'gitops/none', 'other/x', 'gitops/mail'], {
      token: eve,
    }).until(isReady);
    deepEqual(hearing.newest('scope'), { repositories: [`${forge.host}/gitops/cart`] });
    await push('gitops/pay');
    await push('gitops/cart', 'test');
    await hearing.until(({ events }) => events.length === 1);
    await pause(100);
    deepEqual(hearing.subjects, [about('gitops/cart', 'test')]);
    const nobody = await hear(['gitops/cart'], { token: 'nobody-0123456789' }).until(({ isOver }) => isOver);
    deepEqual(nobody.newest('end'), { reason: 'nothing', retryMs: 300_000 });
    equal(nobody.newest('scope'), undefined);
  });

  it('tells what came while the forge was asked, once it has answered', async () => {
    const hearing = hear(['gitops/cart']);
    await hearing.until(({ status }) => status === 200);
    await push();
    await hearing.until(({ events }) => events.length === 1);
  });

  it('asks the forge as the subscriber, by lists, and once for two editors of one person', async () => {
    const paths = Array.from({ length: 1_000 }, (_, index) => `gitops/service-${index}`);
    forge.allow(ada, paths);
    const hearing = await hear(paths).until(isReady);
    equal((hearing.newest('scope') as { repositories: string[] }).repositories.length, 1_000);
    const asked = forge.asked.length;
    ok(asked <= 23, `${asked} requests`);
    await hear(paths).until(isReady);
    equal(forge.asked.length, asked);
    ok(forge.asked.every(({ token }) => token === ada));
  });

  it('sends a token nowhere but to the forge that it was given for, and its own to nobody', async () => {
    const other = await new Hearing(relay.port, ['evil.example.com/gitops/cart'], { token: ada }).until(
      ({ isOver }) => isOver,
    );
    equal(other.status, 404);
    const both = await new Hearing(relay.port, [`${forge.host}/gitops/cart`, 'evil.example.com/gitops/cart'], {
      token: ada,
    }).until(({ isOver }) => isOver);
    equal(both.status, 400);
    const wrong = await hear(['gitops/cart'], { token: `blr_${'x'.repeat(40)}` }).until(({ isOver }) => isOver);
    equal(wrong.status, 401);
    equal((await hear(['gitops/cart'], { token: '' }).until(({ isOver }) => isOver)).status, 401);
    await hear(['gitops/cart'], { token: relayToken }).until(isReady);
    deepEqual(forge.asked, []);
  });

  it('goes on where a subscriber was, and says where it cannot', async () => {
    const first = await hear(['gitops/cart']).until(isReady);
    await push();
    await first.until(({ events }) => events.length === 1);
    first.leave();
    await push('gitops/cart', 'test');
    const second = await hear(['gitops/cart'], { since: first.lastId }).until(({ events }) => events.length === 1);
    deepEqual(second.subjects, [about('gitops/cart', 'test')]);
    equal(second.newest('reset'), undefined);
    for (const since of ['x', `${first.lastId}A`, first.lastId.replace(/.$/, 'AA'), '0'.repeat(99)]) {
      const third = await hear(['gitops/cart'], { since }).until(isReady);
      deepEqual(third.newest('reset'), { reason: 'restarted', spreadMs: 60_000 }, since);
    }
  });

  it('says so where what came since is not kept any more', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge, 'limits: { events: 100 }')));
    const first = await hear(['gitops/cart']).until(isReady);
    for (let index = 0; index < 102; index++) await push();
    await first.until(({ events }) => events.length === 102);
    const [, early] = first.frames.filter(({ name }) => name === '');
    const late = await hear(['gitops/cart'], { since: first.frames[0]?.id }).until(isReady);
    deepEqual(late.newest('reset'), {
      ...{ reason: 'tooOld', spreadMs: 60_000 },
      repositories: [`${forge.host}/gitops/cart`],
    });
    const still = await hear(['gitops/cart'], { since: early?.id }).until(({ events }) => events.length === 100);
    equal(still.newest('reset'), undefined);
  });

  it('takes a copy of a delivery once, whatever stands beside what was signed', async () => {
    const hearing = await hear(['gitops/cart']).until(isReady);
    const { headers, body } = giteaPush();
    const sent = { headers: { ...headers, 'x-gitea-delivery': 'one' }, body };
    deepEqual(await relay.hook(forge.host, sent), [202, 'accepted']);
    const again = { ...sent, headers: { ...sent.headers, 'x-gitea-event-type': 'another' } };
    deepEqual(await relay.hook(forge.host, again), [202, 'duplicate']);
    await push('gitops/cart', 'test');
    await hearing.until(({ events }) => events.length === 2);
    deepEqual(hearing.subjects, [about('gitops/cart'), about('gitops/cart', 'test')]);
  });

  for (const named of [true, false])
    it(`tells of a branch that is moved there, back and there again (${named ? 'with' : 'without'} names)`, async () => {
      const hearing = await hear(['gitops/cart']).until(isReady);
      for (const [index, after] of ['a', 'b', 'a'].entries()) {
        const { headers, body } = giteaPush('gitops/cart', 'dev', after.repeat(40));
        const name = named ? { 'x-gitea-delivery': `delivery-${index}` } : {};
        deepEqual(await relay.hook(forge.host, { headers: { ...headers, ...name }, body }), [202, 'accepted']);
      }
      await hearing.until(({ events }) => events.length === 3);
      equal(new Set(hearing.events.map(({ id }) => id)).size, 3);
    });

  it('refuses what is not sound', async () => {
    const sent = giteaPush();
    const json = { 'content-type': 'application/json' };
    const large = Buffer.alloc(2_100_000, 'x');
    const withProof = (body: string) => ({
      headers: { ...json, 'x-gitea-event': 'push', ...proofs.gitea(body) },
      body,
    });
    for (const [what, host, delivery, status] of [
      ['another host', 'evil.example.com', sent, 404],
      ['no signature', forge.host, { ...sent, headers: json }, 401],
      ['another body', forge.host, { ...sent, body: `${sent.body} ` }, 401],
      [
        'a form',
        forge.host,
        { ...sent, headers: { ...sent.headers, 'content-type': 'application/x-www-form-urlencoded' } },
        415,
      ],
      [
        'compressed',
        forge.host,
        { headers: { ...sent.headers, 'content-encoding': 'gzip' }, body: gzipSync(sent.body) },
        415,
      ],
      ['too much', forge.host, { headers: json, body: large }, 413],
      ['no JSON', forge.host, withProof('{"ref":'), 400],
      ['another form', forge.host, withProof('{"ref":5}'), 400],
    ] as const)
      equal((await relay.hook(host, delivery))[0], status, what);
    deepEqual(await push('secret/plans'), [202, 'unknown repository']);
    deepEqual(await push('gitops/cart', 'a..b'), [202, 'nothing sound']);
    equal(relay.events.ring.size, 0);
    equal((await fetch(`http://127.0.0.1:${relay.port}/metrics`)).status, 404);
    match(await relay.metrics(), /branchline_relay_deliveries_total\{host="[^"]+",outcome="not authentic"\} 2\n/);
  });

  it('leaves one who sends slowly, and answers others meanwhile', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge)), { timing: { bodyMs: 300 } });
    const slow = connect(relay.port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write(
      `POST /v1/hooks/${forge.host} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    const closed = new Promise<string>((resolve) => {
      let text = '';
      slow.on('data', (data: Buffer) => (text += data.toString()));
      slow.on('close', () => resolve(text));
    });
    deepEqual(await push(), [202, 'accepted']);
    match(await closed, /^HTTP\/1\.1 408/);
  });

  it('takes no second request out of the body of a first, and no header that came twice', async () => {
    const { headers, body } = giteaPush();
    const heads = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const say = async (text: string) => {
      const socket = connect(relay.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (data: Buffer) => (answer += data.toString()));
      socket.end(text);
      await new Promise((resolve) => socket.on('close', resolve));
      return answer;
    };
    const to = `POST /v1/hooks/${forge.host} HTTP/1.1\r\nHost: x\r\n`;
    match(
      await say(`${to}${heads}Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
      /^HTTP\/1\.1 400/,
    );
    match(
      await say(`${to}${heads}Content-Length: ${body.length}\r\nContent-Length: 1\r\n\r\n${body}`),
      /^HTTP\/1\.1 400/,
    );
    match(
      await say(`${to}${heads}x-gitea-signature: 00\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      /^HTTP\/1\.1 401/,
    );
    equal(relay.events.ring.size, 0);
  });

  it('keeps one who does not read at the cost of a place, and tells it once it reads', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge, 'limits: { events: 100 }')));
    const slow = await hear(['gitops/cart']).until(isReady);
    slow.response?.pause();
    const before = process.memoryUsage().heapUsed;
    await flood(relay, forge.host, 25_000);
    ok(process.memoryUsage().heapUsed - before < 100e6);
    slow.response?.resume();
    await slow.until((one) => (one.newest('reset') as { reason: string }).reason === 'tooOld', 10_000);
    // A reset may stand for what came just before it: only what comes once all was read is told for certain.
    const isTold = ({ frames }: typeof slow) => frames.at(-1)?.data.includes('afterwards') === true;
    for (let tries = 0; tries < 50 && !isTold(slow); tries++) {
      await push('gitops/cart', `afterwards-${tries}`);
      await pause(100);
    }
    ok(isTold(slow));
  });

  it('leaves one who does not read for long', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge)), { timing: { stalledMs: 200, heartbeatMs: 100 } });
    const slow = await hear(['gitops/cart']).until(isReady);
    slow.response?.pause();
    await flood(relay, forge.host, 30_000);
    for (let tries = 0; tries < 50 && !/subscribers 0\n/.test(await relay.metrics()); tries++) await pause(100);
    match(await relay.metrics(), /branchline_relay_subscribers 0\n/);
  });

  it('beats by the clock, with a place that looks new each time', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge)), { timing: { heartbeatMs: 50 } });
    const hearing = await hear(['gitops/cart']).until(({ heartbeats }) => heartbeats.length >= 4);
    const ids = hearing.heartbeats.filter((id) => id !== '');
    equal(new Set(ids).size, ids.length);
    const next = await hear(['gitops/cart'], { since: ids.at(-1) }).until(isReady);
    equal(next.newest('reset'), undefined);
  });

  it('says nothing more of what the forge does not show any more, and again once it does', async () => {
    await relay.close();
    let now = Date.now();
    const clock = { now: () => (now += 70_000) };
    const timing = { renewMs: 60, renewSoonMs: 60, sharedMs: 0 };
    relay = await startLabRelay(await configOf(relayFileFor(forge)), { timing, clock });
    const hearing = await hear(['gitops/cart', 'gitops/pay']).until(isReady);
    const covers = (paths: readonly string[]) => (one: Hearing) =>
      JSON.stringify(one.newest('scope')) ===
      JSON.stringify({ repositories: paths.map((path) => `${forge.host}/${path}`) });
    forge.allow(ada, ['gitops/cart']);
    await hearing.until(covers(['gitops/cart']));
    await push('gitops/pay');
    forge.isDown = true;
    await hearing.until(covers([]));
    await push('gitops/cart');
    await pause(50);
    deepEqual(hearing.events, []);
    forge.isDown = false;
    await hearing.until(covers(['gitops/cart']));
    await push('gitops/cart', 'test');
    await hearing.until(({ subjects }) => subjects.includes(about('gitops/cart', 'test')));
    equal(
      hearing.subjects.some((subject) => subject.includes('pay')),
      false,
    );
  });

  for (const by of [-10, 10])
    it(`lets a right last as long, and beats as often, whatever its clock is set to (${by} hours)`, async () => {
      await relay.close();
      const [hour, wall, passed] = [3_600_000, { ahead: 0 }, { ms: 0 }];
      const timing = { renewMs: 60, renewSoonMs: 60, sharedMs: 0, heartbeatMs: 50 };
      relay = await startLabRelay(await configOf(relayFileFor(forge)), {
        timing,
        clock: { now: () => Date.now() + wall.ahead },
        // Twenty minutes in a second or so.
        steady: { now: () => (passed.ms += 20_000) },
      });
      const hearing = await hear(['gitops/cart']).until(isReady);
      forge.isDown = true;
      wall.ahead = by * hour;
      const beats = hearing.heartbeats.length;
      await hearing.until((one) => JSON.stringify(one.newest('scope')) === '{"repositories":[]}');
      await hearing.until(({ heartbeats }) => heartbeats.length > beats + 2);
      forge.isDown = false;
      await hearing.until((one) => JSON.stringify(one.newest('scope')) !== '{"repositories":[]}');
      await push();
      await hearing.until(({ subjects }) => subjects.length === 1);
    });

  it('ends within a second, and tells its subscribers to come back', async () => {
    const hearing = await hear(['gitops/cart']).until(isReady);
    const started = Date.now();
    await relay.close();
    ok(Date.now() - started < 500);
    await hearing.until(({ isOver }) => isOver);
    deepEqual(hearing.newest('end'), { reason: 'shutdown', retryMs: 1_000 });
  });

  it('bounds the streams of one token', async () => {
    await relay.close();
    relay = await startLabRelay(await configOf(relayFileFor(forge, 'limits: { subscribersPerToken: 2 }')));
    const [one] = [hear(['gitops/cart']), hear(['gitops/cart'])];
    await one.until(isReady);
    equal((await hear(['gitops/cart']).until(({ isOver }) => isOver)).status, 429);
    one.leave();
    await pause(50);
    await hear(['gitops/cart']).until(isReady);
  });

  it('writes no secret down, and no line that somebody else made', async () => {
    await hear(['gitops/cart']).until(isReady);
    await push('gitops/cart');
    await relay.hook(forge.host, {
      ...giteaPush(),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ada}` },
    });
    forge.isDown = true;
    await hear(['gitops/pay'], { token: eve }).until(({ isOver }) => isOver);
    await fetch(`http://127.0.0.1:${relay.port}/v1/hooks/x%0A%7B%22level%22%3A%22error%22`, { method: 'POST' });
    const said = relay.log.join('\n') + (await relay.metrics());
    ok(relay.log.length >= 2);
    for (const line of relay.log) ok(typeof (JSON.parse(line) as { message: unknown }).message === 'string');
    for (const secret of [
      ada,
      eve,
      relayToken,
      giteaPush().headers['x-gitea-signature'] ?? '',
      'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    ])
      equal(said.includes(secret), false);
  });
});

/** Events straight into the log: more than one would send by webhook. */
async function flood(relay: LabRelay, host: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const data = { repository: { host, path: 'gitops/cart' }, branch: `b${index}` };
    await relay.events.append({
      ...{ specversion: '1.0', type: 'dev.branchline.push', datacontenttype: 'application/json', data },
      ...{
        id: `flood-of-events-in-a-test-${index}`,
        source: '//x',
        subject: subjectOf(data),
        receivedat: new Date().toISOString(),
      },
    });
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
