import assert from 'node:assert/strict';
import { relayAddress } from '../../../src/core/relay/subscribe/address';
import type { Hint } from '../../../src/core/relay/hints/hint';
import { RelaySubscriber } from '../../../src/core/relay/subscribe/subscriber';
import { systemAlarms, systemClock } from '../../../src/core/support/clock';
import { silentLog } from '../../../src/core/support/log';
import { eventually } from '../../contract/forge/eventually';
import { Ending } from '../../lab/ending';
import { labRelay } from '../../lab/labRelay';
import { aService, theShop } from './services';

describe('a relay that a real Gitea tells', function () {
  this.timeout(120_000);
  const ending = new Ending();
  const hints: Hint[] = [];
  let subscriber: RelaySubscriber | undefined;
  after(async () => {
    subscriber?.dispose();
    await ending.run();
  });

  const heard = (kind: Hint['kind'], is: Partial<Hint>) =>
    eventually(() =>
      Promise.resolve(
        hints.some(
          (hint) => hint.kind === kind && Object.entries(is).every(([key, value]) => hint[key as keyof Hint] === value),
        ),
      ),
    );

  it('is understood, and whoever may read the repository hears of pushes, statuses, pull requests and what lands', async () => {
    const { forge, accounts } = await theShop();
    const { repository } = await aService('followed');
    const relay = await labRelay(forge, ending);
    const host = new URL(forge.url).host;
    let live = false;
    subscriber = new RelaySubscriber({
      address: relayAddress(relay.url),
      token: () => Promise.resolve(accounts.developer.token),
      clock: systemClock,
      alarms: systemAlarms,
      random: Math.random,
      log: silentLog,
      listener: {
        hint: (hint) => hints.push(hint),
        doubt: () => undefined,
        alive: () => undefined,
        changed: () => {
          live = subscriber?.status.kind === 'live';
        },
      },
    });
    subscriber.want({ host, path: repository });
    await eventually(() => Promise.resolve(live));
    const commit = await forge.commit(repository, 'dev', 'A note', { 'NOTES.md': 'One.' });
    await heard('push', { branch: 'dev', commit, repository: `${host}/${repository}`.toLowerCase() });
    await forge.postStatus(repository, commit, { as: 'operator', context: 'ci', state: 'success' });
    await heard('status', { commit });
    const number = await forge.openPullRequest(repository, { head: 'dev', base: 'test', title: 'All of dev' });
    await heard('pullRequestChanged', { branch: 'test' });
    const landed = await forge.merge(repository, number, 'merge');
    await heard('push', { branch: 'test', commit: landed });
    await heard('pullRequestMerged', { branch: 'test' });
    assert.deepEqual(
      hints.filter((hint) => hint.kind === 'all'),
      [],
    );
  });
});
