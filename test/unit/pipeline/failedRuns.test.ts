import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import type { Head } from '../../../src/core/forge/types';
import { noRuns } from '../../../src/core/forge/runs/noRuns';
import {
  jobsAt,
  logOf,
  plannedAgain,
  runAgain,
  worstFirst,
  type RunsPlace,
} from '../../../src/core/pipeline/failedRuns';
import { message } from '../../../src/core/support/message';
import { aServer, type Said, type TestServer } from '../forge/server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const moved = 'b'.repeat(40);
const again = 'POST /repos/gitops/cart/actions/runs/3/rerun-failed-jobs';

describe('running failed jobs again', () => {
  let server: TestServer;
  let head: string;
  let conclusions: (string | null)[];
  let answer: Said | 'reset';
  /** What the forge does once it is asked, whatever it answers. */
  let done: () => void;

  beforeEach(async () => {
    server = await aServer();
    head = sha;
    conclusions = ['success', 'failure', 'skipped'];
    answer = { status: 201, body: {} };
    done = () => (conclusions = ['success', null, null]);
    server.answer = ({ method, path }) => {
      if (`${method} ${path}` === again) {
        done();
        return answer;
      }
      if (path.endsWith('/actions/runs')) return { body: { total_count: 1, workflow_runs: [run] } };
      if (path.endsWith('/actions/runs/3/jobs')) return { body: { total_count: 3, jobs: conclusions.map(job) } };
      return { status: 404, body: { message: 'Not Found' } };
    };
  });
  afterEach(() => server.stop());

  const run = { id: 3, head_sha: sha, head_branch: 'dev', path: 'deploy.yml', event: 'push' };
  const job = (conclusion: string | null, id: number) => ({
    ...{ id, name: `job ${id}`, status: conclusion === null ? 'queued' : 'completed', conclusion },
    ...{ html_url: '', started_at: '2026-01-01T00:00:00Z' },
  });
  const place = (): RunsPlace => {
    const client = new GitHubClient({
      identity: { kind: 'github', host: server.host, apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 'token', source: 'test' }) },
      writeGapMs: 0,
      timeoutMs: 120_000,
    });
    const protection = { protected: false, requiredChecks: [], requiredApprovals: 0, needsCodeOwner: false } as const;
    const told: Head = { branch: 'dev', commit: head, ...protection, mayMerge: 'unknown' };
    return {
      // How GitHub tells of heads is another test's.
      client: { identity: client.identity, runs: client.runs, heads: () => Promise.resolve([told]) },
      repository: { owner: 'gitops', name: 'cart' },
      branch: 'dev',
      commit: sha,
    };
  };
  const writes = () => server.asked.filter(({ method, path }) => `${method} ${path}` === again).length;

  it('is one write for each run, and tells what the forge tells afterwards', async () => {
    const planned = await plannedAgain(place(), signal);
    assert.deepEqual([planned.runs, planned.jobs.map(({ name }) => name)], [['3'], ['job 1']]);
    const after = await runAgain(place(), planned, signal);
    assert.deepEqual([writes(), after.map(({ state }) => state)], [1, ['success', 'queued', 'queued']]);
  });

  it('is not done where the branch has moved', async () => {
    const planned = await plannedAgain(place(), signal);
    head = moved;
    await assert.rejects(runAgain(place(), planned, signal), { code: 'forge/headMoved' });
    assert.equal(writes(), 0);
  });

  it('is not done where something else has failed than was agreed to', async () => {
    const planned = await plannedAgain(place(), signal);
    conclusions = ['failure', 'failure', 'skipped'];
    await assert.rejects(runAgain(place(), planned, signal), { code: 'pipeline/changed' });
    assert.equal(writes(), 0);
  });

  it('is not done twice: under way it is left alone', async () => {
    const planned = await plannedAgain(place(), signal);
    conclusions = ['success', 'failure', null];
    await assert.rejects(runAgain(place(), planned, signal), { code: 'pipeline/underWay' });
    assert.equal(writes(), 0);
  });

  it('where nothing has failed there is nothing to do', async () => {
    conclusions = ['success', 'skipped', 'success'];
    await assert.rejects(plannedAgain(place(), signal), { code: 'pipeline/nothingFailed', isNothingToDo: true });
  });

  it('an answer that is lost is looked for at the jobs, and nothing is sent again', async () => {
    const planned = await plannedAgain(place(), signal);
    answer = 'reset';
    const after = await runAgain(place(), planned, signal);
    assert.deepEqual([writes(), after.map(({ state }) => state)], [1, ['success', 'queued', 'queued']]);
  });

  it('where that tells nothing it is not known, and neither failed nor done', async () => {
    const planned = await plannedAgain(place(), signal);
    answer = { status: 502, body: {} };
    done = () => undefined;
    await assert.rejects(runAgain(place(), planned, signal), { code: 'pipeline/notKnown' });
    assert.equal(writes(), 1);
  });

  it('a forge that takes a moment to tell of it is looked at once more', async () => {
    const planned = await plannedAgain(place(), signal);
    answer = 'reset';
    let looks = 0;
    done = () => {
      const before = server.answer;
      server.answer = (asked) => {
        if (asked.path.endsWith('/jobs') && ++looks === 2) conclusions = ['success', null, null];
        return before(asked);
      };
    };
    await runAgain(place(), planned, signal);
    assert.equal(writes(), 1);
  });

  it('whoever gives up once it was asked learns all the same that it runs', async () => {
    const planned = await plannedAgain(place(), signal);
    const leaving = new AbortController();
    done = () => {
      leaving.abort();
      conclusions = ['success', null, null];
    };
    const after = await runAgain(place(), planned, leaving.signal);
    assert.deepEqual([writes(), after.map(({ state }) => state)], [1, ['success', 'queued', 'queued']]);
  });

  it('says so where one of several was taken, and the next was not', async () => {
    const before = server.answer;
    const second = { ...run, id: 4, path: 'test.yml' };
    server.answer = (asked) => {
      if (asked.path.endsWith('/actions/runs')) return { body: { total_count: 2, workflow_runs: [run, second] } };
      if (asked.path.endsWith('/actions/runs/4/jobs')) return { body: { total_count: 1, jobs: [job('failure', 9)] } };
      if (asked.path.endsWith('/actions/runs/4/rerun-failed-jobs')) return { status: 403, body: { message: 'No' } };
      return before(asked);
    };
    const planned = await plannedAgain(place(), signal);
    await assert.rejects(runAgain(place(), planned, signal), { code: 'pipeline/partly', message: /^1 of 2 runs/ });
  });

  it('says which right is lacking', async () => {
    const planned = await plannedAgain(place(), signal);
    answer = { status: 403, body: { message: 'Resource not accessible' } };
    done = () => undefined;
    await assert.rejects(runAgain(place(), planned, signal), {
      code: 'forge/forbidden',
      message: /needs actions:write/,
    });
  });

  it('a log that is gone is said to be gone', async () => {
    const [one] = await jobsAt(place(), signal);
    assert.ok(one);
    await assert.rejects(logOf(place(), one, signal), { code: 'pipeline/noLog' });
  });

  it('a forge that cannot says why, and is asked nothing', async () => {
    const why = message('It runs nothing.');
    const cannot: RunsPlace = { ...place(), client: { ...place().client, runs: noRuns(why) } };
    await assert.rejects(jobsAt(cannot, signal), { code: 'forge/refused', said: why });
    await assert.rejects(plannedAgain(cannot, signal), { code: 'forge/refused', said: why });
    assert.equal(server.asked.length, 0);
  });

  it('what failed comes first, what was stopped with it next, and what may fail before what did not', async () => {
    conclusions = ['success', 'cancelled', 'failure', 'failure'];
    const found = (await jobsAt(place(), signal)).map((one, at) => ({ ...one, mayFail: at === 2 }));
    assert.deepEqual(
      worstFirst(found).map(({ name }) => name),
      ['job 3', 'job 1', 'job 2', 'job 0'],
    );
  });
});
