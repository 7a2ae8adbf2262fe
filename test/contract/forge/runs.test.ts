import assert from 'node:assert/strict';
import { hasFailed, isUnderWay } from '../../../src/core/pipeline/failedRuns';
import type { PipelineJob } from '../../../src/core/forge/runs/types';
import { meaningOf } from '../../../src/core/pipeline/words';
import type { Message } from '../../../src/core/support/message';
import type { ForgeDouble } from '../../lab/forge';
import { eventually } from './eventually';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
/** Ids of Azure DevOps have two parts. */
const gone = (dialect: string): PipelineJob => ({
  ...(dialect === 'azure' ? { id: '404/4', run: '404/Deploy' } : { id: '404', run: '404' }),
  name: 'deploy',
  state: 'failure',
  mayFail: false,
  hasLog: true,
});

onEachForge('what a FORGE runs itself', (kind) => {
  let world: World;
  let commit: string;
  before(async () => {
    world = await aWorld(kind);
    commit = (await world.forge.heads(world.named('cart'))).get('dev') ?? '';
  });

  it('has no jobs where it ran none, also where others posted a status', async () => {
    const client = world.client();
    await client.postStatus(world.cart, commit, { context: 'ci', state: 'failure', description: '' }, signal);
    assert.deepEqual(await client.runs.jobs(world.cart, { branch: 'dev', commit }, signal), []);
  });

  it('of a job that is not there has no log, and runs nothing again, or says that it cannot', async () => {
    const { runs } = world.client();
    const refused = (why: Message | undefined) =>
      why ? { code: 'forge/refused', said: why } : { code: 'forge/notFound' };
    const job = gone(kind.dialect);
    await assert.rejects(runs.log(world.cart, job, signal), refused(runs.cannot.readLogs));
    await assert.rejects(runs.runFailedAgain(world.cart, job.run, signal), refused(runs.cannot.runAgain));
  });

  // A server that is real runs nothing here: it has nobody who works for it.
  const runsOf = (forge: World['forge']): Pick<ForgeDouble, 'addRun'> | undefined =>
    'addRun' in forge && ['github', 'gitea', 'gitlab'].includes(kind.dialect) ? (forge as ForgeDouble) : undefined;

  it('tells the log of what failed, and runs that again and nothing else', async function () {
    const double = runsOf(world.forge);
    if (!double) this.skip();
    const other = (await world.forge.heads(world.named('cart'))).get('prod') ?? '';
    const jobs = [
      { name: 'render', conclusion: 'success', log: 'fine\n' },
      { name: 'deploy', conclusion: 'failure', log: 'one\n##[error]no\n' },
      { name: 'smoke', conclusion: 'skipped' },
    ] as const;
    double.addRun(world.named('cart'), { commit, branch: 'dev', jobs });
    double.addRun(world.named('cart'), { commit: other, branch: 'prod', jobs });
    const { runs } = world.client();
    const at = async (branch: string, of: string) =>
      (await runs.jobs(world.cart, { branch, commit: of }, signal)).map(({ name, state }) => [
        name,
        meaningOf(state).verdict,
      ]);
    const before = [
      ['render', 'success'],
      ['deploy', 'failure'],
      ['smoke', 'skipped'],
    ];
    assert.deepEqual(await at('dev', commit), before);
    assert.deepEqual(await at('prod', commit), []);
    const [failed] = (await runs.jobs(world.cart, { branch: 'dev', commit }, signal)).filter(hasFailed);
    assert.ok(failed);
    assert.equal((await runs.log(world.cart, failed, signal)).text, 'one\n##[error]no\n');
    await assert.rejects(world.client('limited').runs.runFailedAgain(world.cart, failed.run, signal), {
      code: 'forge/forbidden',
    });
    await runs.runFailedAgain(world.cart, failed.run, signal);
    const underWay = (await runs.jobs(world.cart, { branch: 'dev', commit }, signal)).filter(isUnderWay);
    assert.deepEqual(
      underWay.map(({ name }) => name),
      ['deploy', 'smoke'],
    );
    // GitLab takes it, and runs nothing more.
    const twice = runs.runFailedAgain(world.cart, failed.run, signal);
    await (kind.dialect === 'gitlab' ? twice : assert.rejects(twice));
    await eventually(async () => (await at('dev', commit)).every(([, state]) => state === 'success'));
    assert.deepEqual(await at('prod', other), before);
  });

  it('tells of it among the checks of the commit as well', async function () {
    if (!runsOf(world.forge)) this.skip();
    const checks = await world.client().checks(world.cart, commit, signal);
    const deploy = checks.find(({ context }) => /\bdeploy\b/.test(context));
    assert.equal(deploy?.state, 'success');
  });
});
