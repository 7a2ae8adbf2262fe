import { setTimeout as pause } from 'node:timers/promises';
import { Impossible, say } from '../../scripts/bootstrap/output.mjs';
import { ensureChromium } from '../../scripts/browser/chromium';
import { build } from '../../scripts/build/bundle';
import { installCodeServer } from '../../scripts/vscode/codeServer';
import { Workbench } from '../e2e/harness/workbench';
import { startLab } from '../lab';
import { sample } from './harness';
import { seenInTree, seenOnLine } from './probes/pixels';

/** From a change by hand in the cluster to what a person sees in a real VS Code, frame by frame. */
const rounds = 25;
const target = 250;
/** What a rollout says of its own after a change is over by then: VS Code joins what a tree hears within 200 ms. */
const betweenMs = 800;

const possible = await Promise.all([ensureChromium(), installCodeServer()]).then(
  () => true,
  (error: unknown) => {
    if (!(error instanceof Impossible)) throw error;
    say(`  left out: ${error.message}`);
    return false;
  },
);
if (possible) await measure();

async function measure(): Promise<void> {
  await build({ mode: 'production' });
  const lab = await startLab({ services: ['cart', 'web'], deployMs: 20 });
  try {
    const workbench = await Workbench.open({ workspace: lab.workspace, env: lab.environment });
    try {
      await workbench.showContainer('Branchline');
      await workbench.tree('Fleet').row(/^cart\./);
      await workbench.quickInput.openFile('cart/deployment.yaml');
      await workbench.editor.noAddition('replicas:');
      await workbench.settled();
      const { page } = workbench;
      const scale = (count: number) => lab.cluster.scale('production', 'cart', 'cart', count);
      const timed = async (seen: Promise<number>, count: number) => {
        await pause(betweenMs);
        const started = Date.now();
        await scale(count);
        return (await seen) - started;
      };

      let count = 6;
      const onLine: number[] = [];
      for (let round = 0; round < rounds; round++) {
        count = 6 + ((count - 5) % 3);
        onLine.push(await timed(seenOnLine(page, 'replicas:', `live: ${count}`), count));
      }
      await tell('change by hand to the line of the open file', onLine);

      const inTree: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const drifts = round % 2 === 1;
        inTree.push(await timed(seenInTree(page, 'cart', 'drifted', drifts), drifts ? 7 : 5));
      }
      await tell('change by hand to the row of the tree', inTree);
    } finally {
      await workbench.dispose();
    }
  } finally {
    await lab.dispose();
  }
}

async function tell(what: string, times: readonly number[]): Promise<void> {
  const sorted = times.toSorted((one, other) => one - other);
  const left = [...times];
  await sample(`${what}: median`, 'ms', () => left.pop() ?? NaN, { rounds: times.length, warmup: 0 });
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? NaN;
  await sample(`${what}: 95th of 100`, 'ms', () => p95, { rounds: 1, warmup: 0, target });
}
