import { execFile, type ExecException } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Lab } from '../../test/lab';
import { newService, playLoop } from '../../test/lab/loop';

export type SceneName = 'loop' | 'drift' | 'failing-pipeline' | 'rollback';

interface Scene {
  readonly summary: string;
  /** Makes it happen. Resolves, with what to look at, when it has. `tell`: of what happens on the way. */
  readonly play: (lab: Lab, tell: (line: string) => void) => Promise<string>;
}

/** What may happen in the shop while someone watches; drift last, for a deployment takes it back. */
export const scenes: Readonly<Record<SceneName, Scene>> = {
  loop: { summary: 'a new service, from a pushed image to a verified production and back', play: loop },
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

async function loop(lab: Lab, tell: (line: string) => void): Promise<string> {
  await playLoop(lab, (args, environment) => branchline(args, { folder: lab.workspace, environment }), tell);
  return `That was the whole loop: see the history of ${newService} in prod.`;
}

/** The command line does it, as it would in a pipeline. */
async function openRollback(lab: Lab, deployment: string): Promise<number> {
  const args = ['rollback', '--repo', join(lab.workspace, 'cart'), '--branch', 'prod', '--undo', deployment, '--json'];
  const { stdout } = await branchline(args, { folder: lab.workspace, environment: lab.environment });
  const { pullRequest } = JSON.parse(stdout) as { pullRequest?: { number: number } };
  if (!pullRequest) throw new Error(`The command line opened no pull request: ${stdout}`);
  return pullRequest.number;
}

/** Ends with the command's own code, where it has one. */
async function branchline(
  args: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const options = { cwd: folder, env: { ...process.env, ...environment } };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [resolve('dist/cli.js'), ...args], options)) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) throw error;
    const { stdout = '', stderr = '' } = error as ExecException;
    return { code: error.code, stdout, stderr };
  }
}
