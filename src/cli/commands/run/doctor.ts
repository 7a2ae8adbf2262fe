import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { Clusters } from '../../../core/cluster/clusters';
import { kubeconfigPaths, loadKubeconfig } from '../../../core/cluster/kubeconfig';
import { examine } from '../../../core/doctor/examine';
import { World } from '../../../core/doctor/facts/world';
import { hostsOf } from '../../../core/fleet/hosts';
import { endDependencies, makeDependencies } from '../../../core/fleet/makeDependencies';
import { environmentTokens } from '../../../core/forge/environmentTokens';
import { redactingLog } from '../../../core/support/log';
import { makeOwnFolder } from '../../../core/support/ownFolder';
import type { CliContext, ExitCode } from '../../context';
import { duration } from '../../repository/statusOptions';
import type { DoctorCall } from '../doctor/call';
import { exitOf, printReport, writeSarif } from '../doctor/output';
import { examinedBy } from '../doctor/examined';

/** Looks, tells; what it ends with. @throws BranchlineError where there is nothing to look at */
export async function runDoctor(call: DoctorCall, context: CliContext): Promise<ExitCode> {
  const timeoutMs = duration('--timeout', call.timeout);
  const { path, ...examined } = await examinedBy(call, context);
  const storage = await makeOwnFolder('doctor');
  const { environment, signal } = context;
  const log = redactingLog((level, line) => {
    if (level === 'error') context.warn(line);
  });
  const tokens = environmentTokens(environment, () => hostsOf(examined.catalog));
  const paths = kubeconfigPaths({ environment, home: homedir() });
  const clusters = new Clusters({ kubeconfig: () => loadKubeconfig(paths), trusted: () => true, environment, log });
  const base = { storage, memory: storage, tokens, forges: {}, online: true, clusters, log };
  const deps = makeDependencies(base, () => ({ treeVisible: false, focused: false }));
  const world = new World({ storage, places: deps.places, heads: deps.heads, clusters, timeoutMs });
  try {
    const report = await examine(examined, world, signal);
    printReport(report, { json: call.json ?? false, catalog: path }, context);
    if (call.sarif !== undefined) await writeSarif(report, { to: call.sarif, catalog: path }, context);
    return exitOf(report);
  } finally {
    world.dispose();
    endDependencies(deps);
    // A git that was cut off may still be writing: then the system's own cleaning takes the rest.
    await rm(storage, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
  }
}
