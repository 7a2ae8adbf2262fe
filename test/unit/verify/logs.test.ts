import assert from 'node:assert/strict';
import type { ClusterLook } from '../../../src/core/cluster/clusters';
import type { LiveObject } from '../../../src/core/cluster/live';
import { lastOf } from '../../../src/core/verify/checks/command';
import { containerLogs } from '../../../src/core/verify/logs';
import { shown } from '../../../src/core/verify/shownLine';
import { aRequirement } from './builders';

const { signal } = new AbortController();
const keyLines = Array.from({ length: 26 }, (_, at) => `MIIEpAIBAAKCAQEA${String(at).padStart(48, 'x')}`);
const key = ['-----BEGIN RSA PRIVATE KEY-----', ...keyLines, '-----END RSA PRIVATE KEY-----'];

describe('what containers printed last', () => {
  const crashed = { name: 'web', ready: false, state: { waiting: {} }, lastState: { terminated: { exitCode: 1 } } };
  const neverRan = { name: 'pulls', ready: false, state: { waiting: {} } };
  const well = { name: 'well', ready: true, state: { running: {} } };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'cart-1', namespace: 'shop' },
    status: { containerStatuses: [crashed, neverRan, well] },
  } as unknown as LiveObject;
  const reasons = [aRequirement('a', 'failing', { pods: [{ pod, said: shown('Pod cart-1: crashes') }] })];

  /** A server with such a log, of which it gives the lines that are asked for. */
  const look = (log: readonly string[], asked: string[] = []): ClusterLook => ({
    peek: () => Promise.reject(new Error('not asked')),
    log: ({ container, lines }) => {
      asked.push(container);
      return Promise.resolve(`${log.slice(-lines).join('\n')}\n`);
    },
    dispose: () => undefined,
  });

  it('is asked of those alone that have run and are not well', async () => {
    const asked: string[] = [];
    const [only, ...more] = await containerLogs(reasons, look(['bye'], asked), signal);
    assert.deepEqual([asked, only?.subject, only?.lines, more], [['web'], 'Pod cart-1, container web', ['bye'], []]);
  });

  it('shows no part of a key that is longer than what is told, wherever it was cut', async () => {
    const told = await containerLogs(reasons, look([...key, 'fatal: no']), signal);
    assert.ok(!told[0]?.lines.some((line) => line.includes('xx')));
    assert.equal(told[0]?.lines.at(-1), 'fatal: no');
    const torn = [...keyLines.slice(9), key.at(-1) ?? '', 'fatal: no'].join('\n');
    assert.ok(!lastOf(torn).some((line) => line.includes('xx')));
    assert.equal(lastOf(torn).at(-1), 'fatal: no');
  });

  it('hides a secret whatever colour it has', () => {
    for (const line of [
      '\u001b[36mDB_PASSWORD\u001b[0m=hunter2-canary',
      '\u001b[36mapi_key=\u001b[0mhunter2-canary',
      '\u001b[31mpassword\u001b[39m: \u001b[1mhunter2-canary\u001b[0m',
    ])
      assert.ok(!lastOf(line).join('\n').includes('canary'), line);
  });

  it('says where a server has left out what came last, and why nothing could be read', async () => {
    const [long] = await containerLogs(reasons, look(['x'.repeat(3 * 2 ** 20)]), signal);
    assert.match(long?.lines.at(-1) ?? '', /what came last is not here/);
    const refused = { ...look([]), log: () => Promise.reject(new Error('no')) };
    const [unread] = await containerLogs(reasons, refused, signal);
    assert.match(unread?.lines.join() ?? '', /^It cannot be read: no/);
  });
});
