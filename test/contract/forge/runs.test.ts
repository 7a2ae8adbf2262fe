import assert from 'node:assert/strict';
import type { PipelineJob } from '../../../src/core/forge/runs/types';
import type { Message } from '../../../src/core/support/message';
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
});
