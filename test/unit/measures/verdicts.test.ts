import assert from 'node:assert/strict';
import { exitOf, measuresDocument } from '../../../src/cli/commands/measures/document';
import { unreadLines } from '../../../src/cli/commands/measures/print';
import type { MeasuredService } from '../../../src/core/measures/measure';
import { verdictSource } from '../../../src/core/measures/verdictSource';
import { systemClock } from '../../../src/core/support/clock';
import { day, deployment, start } from './builders';

const { signal } = new AbortController();

describe('what is not known of how deployments went', () => {
  it('is told of those that the forge is not asked of, since they are too many', async () => {
    const asked: string[] = [];
    const client = {
      identity: { kind: 'gitea', host: 'git.example.com', baseUrl: '', apiBase: '' },
      checks: (_: unknown, commit: string) => Promise.resolve((asked.push(commit), [])),
      mergedPullRequests: () => Promise.resolve([]),
    } as const;
    const on = { client, repository: { owner: 'gitops', name: 'cart', webUrl: '', cloneUrl: '' } };
    const source = await verdictSource(() => Promise.resolve(on), systemClock, signal);
    const commits = Array.from({ length: 403 }, (_, at) => `commit-${at}`);
    const told = await source.ask(commits);
    await source.ask(['one', 'two']);
    assert.deepEqual([told.size, asked.length, source.unasked()], [400, 402, 3]);
    assert.ok(!told.has('commit-402'));
    const none = await verdictSource(() => Promise.resolve(undefined), systemClock, signal);
    await none.ask(commits);
    assert.equal(none.unasked(), 0, 'nobody is there to be asked');
  });

  it('makes the command end with 1, and stands below the figures; as a branch that is not there does', () => {
    const measured = (more: Partial<MeasuredService>) => {
      const environment = { environment: 'prod', deployments: [deployment('a', start)], rewritten: [], outOfOrder: 0 };
      const whole = {
        service: 'cart',
        environments: [environment],
        missing: [],
        verdictFailure: undefined,
        unasked: 0,
      };
      const period = { since: start - day, until: start + day };
      return measuresDocument({ found: [{ ...whole, ...more }], failures: [] }, period);
    };
    const [all, without, many] = [measured({}), measured({ missing: ['test'] }), measured({ unasked: 3 })];
    assert.deepEqual([all, without, many].map(exitOf), [0, 1, 1]);
    assert.deepEqual(unreadLines(all), []);
    assert.match(unreadLines(without).join(), /cart has no branch for test/);
    assert.match(unreadLines(many).join(), /of 3 of its deployments: the forge is asked of 400 an environment/);
  });
});
