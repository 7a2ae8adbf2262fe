import { build } from '../build/bundle';
import { Impossible } from '../bootstrap/output.mjs';
import { ensureServers } from '../servers/ensure';
import { oneSkipped } from './counts';
import { storyTimeoutMs, withEditor } from './editorStages';
import { runMocha, type MochaOptions } from './mochaRun';
import type { Stage, StageResult } from './stages';

/** Real servers take their time where much else is done on the machine. */
const timeoutMs = 180_000;
/** Stories that the integration tests tell on doubles; here they hold on the servers themselves. */
const stories = ['test/integration/lab/{story,registry,loop}.test.ts', 'test/integration/fleet/story.test.ts'];
const mainJob = 'test/e2e/stories/mainJob.test.ts';

/** By what they run on, so that one waits for its servers while the other is at work. */
const onKubernetes = ['test/contract/cluster/**/*.test.ts', 'test/real/{drift,kubernetes}/**/*.test.ts'];
const ofTools = ['test/real/render/**/*.test.ts'];
const contractsOnGitea = ['test/contract/{forge,registry}/**/*.test.ts'];
const onGitea = ['test/real/{engines,forge,judge,lab,verify}/**/*.test.ts'];
const onNats = ['test/real/relay/**/*.test.ts'];

/** All files of these stages that no other stage runs. */
export const onlyOnServers = [onKubernetes, contractsOnGitea, onGitea, ofTools, onNats].flat();

/** What runs on real servers, side by side. Where they cannot be had it counts as skipped, and says why. */
export function realStages(args: readonly string[]): readonly (readonly Stage[])[] {
  if (args.length > 0) return [[stage('On real servers', () => mocha('real', { args, output: 'terminal' }))]];
  return [
    [
      stage('Kubernetes: contracts and drift', () => mocha('real', { files: onKubernetes })),
      stage('Stories on real servers', () => mocha('integration', { files: stories })),
    ],
    [
      stage('Gitea and a registry: contracts', () => mocha('real', { files: contractsOnGitea })),
      stage('The main job in VS Code on real servers', () => withEditor(inEditor)),
    ],
    [
      stage('Gitea: promotion and rollback', () => mocha('real', { files: onGitea })),
      stage('Renderers: kustomize, kubectl and helm', () => mocha('real', { files: ofTools })),
      stage('Relays on NATS', () => mocha('real', { files: onNats })),
    ],
  ];
}

async function inEditor(): Promise<StageResult> {
  await build({ mode: 'production' });
  return mocha('stories', { files: [mainJob] }, storyTimeoutMs);
}

function stage(title: string, run: () => Promise<StageResult>): Stage {
  return { title, run: () => withServers(run) };
}

function mocha(
  suite: Parameters<typeof runMocha>[0],
  { output = 'captured', args = [], ...options }: Partial<MochaOptions>,
  patienceMs = timeoutMs,
): Promise<StageResult> {
  const patience = ['--timeout', String(patienceMs)];
  return runMocha(suite, { output, ...options, args: [...patience, ...args], env: { BRANCHLINE_BACKEND: 'real' } });
}

async function withServers(run: () => Promise<StageResult>): Promise<StageResult> {
  try {
    await ensureServers();
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    return { counts: oneSkipped, notes: [error.message] };
  }
  return run();
}
