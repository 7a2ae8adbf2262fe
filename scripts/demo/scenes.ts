import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lab } from '../../test/lab';

export type SceneName = 'drift' | 'failing-pipeline' | 'rollback';

interface Scene {
  readonly summary: string;
  /** Makes it happen. Resolves, with what to look at, when it has. */
  readonly play: (lab: Lab) => Promise<string>;
}

/** What may happen in the shop while someone watches; drift last, for a deployment takes it back. */
export const scenes: Readonly<Record<SceneName, Scene>> = {
  'failing-pipeline': { summary: 'a pipeline fails: the image does not exist', play: failingPipeline },
  rollback: { summary: 'a bad change reaches prod and is rolled back', play: rollBack },
  drift: { summary: 'somebody scales a Deployment by hand', play: drift },
};

async function drift(lab: Lab): Promise<string> {
  await lab.cluster.scale('production', 'cart', 'cart', 7);
  return 'Somebody scaled cart in prod to 7 replicas: see the line `replicas:` in cart/deployment.yaml.';
}

async function failingPipeline(lab: Lab): Promise<string> {
  const file = 'deployment.yaml';
  const text = await readFile(join(lab.workspace, 'web', file), 'utf8');
  const bad = text.replace(/^(\s*(?:- )?image: \S+:)\S+$/m, '$19.9.9-nonexistent');
  await lab.forge.commit('web', 'dev', 'Try the image of the feature branch', { [file]: bad });
  const result = await lab.settled('web', 'dev');
  return `The pipeline of web in dev ended with ${result}: see the status bar.`;
}

async function rollBack(lab: Lab): Promise<string> {
  const file = 'configmap.yaml';
  const text = await readFile(join(lab.workspace, 'cart', file), 'utf8');
  const bad = text.replace(/CART_TTL: .*/, 'CART_TTL: 5s');
  const deployment = await lab.forge.commit('cart', 'prod', 'Carts expire after five seconds', { [file]: bad });
  await lab.settled('cart', 'prod');
  const pullRequest = await openRollback(lab, deployment);
  await lab.forge.merge('cart', pullRequest, 'squash');
  await lab.settled('cart', 'prod');
  return `A bad change of cart reached prod; pull request #${pullRequest} took it back: see the history of cart in prod.`;
}

/** The command line does it, as it would in a pipeline. */
async function openRollback(lab: Lab, deployment: string): Promise<number> {
  const args = ['rollback', '--repo', join(lab.workspace, 'cart'), '--branch', 'prod', '--undo', deployment, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/cli.js', ...args], {
    env: { ...process.env, ...lab.environment },
  });
  const { pullRequest } = JSON.parse(stdout) as { pullRequest?: { number: number } };
  if (!pullRequest) throw new Error(`The command line opened no pull request: ${stdout}`);
  return pullRequest.number;
}
