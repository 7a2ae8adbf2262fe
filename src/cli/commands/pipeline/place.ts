import { hostsOf } from '../../../core/fleet/hosts';
import type { PipelineJob } from '../../../core/forge/runs/types';
import type { RunsPlace } from '../../../core/pipeline/failedRuns';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import type { ForgeClient } from '../../../core/forge/forgeClient';
import type { CliContext } from '../../context';
import { forgeOf } from '../../repository/forge';
import { remoteFor } from '../../repository/openRepository';
import { namedCatalog, serviceNamed } from '../../repository/services';
import type { PipelineCall } from './call';

/** The head of an environment's branch, on its forge. */
export interface PipelinePlace extends RunsPlace {
  readonly client: ForgeClient;
}

/** @throws BranchlineError where the catalog, the service, the environment, the forge or the branch is not there; ForgeError */
export async function pipelinePlace(
  service: string,
  environment: string,
  options: PipelineCall,
  context: CliContext,
): Promise<PipelinePlace> {
  const { catalog } = await namedCatalog(options.catalog, context);
  const named = await serviceNamed(service, catalog, context);
  const branch = named.environments.find(({ name }) => name === environment)?.branch;
  if (branch === undefined) {
    const said = message('{service} has no environment {environment}.', { service, environment });
    throw new BranchlineError('cli/noEnvironment', said);
  }
  const within = { ...context, catalogHosts: hostsOf(catalog) };
  const found = await forgeOf(await remoteFor(named.repository, within), within);
  if (found.kind === 'none') {
    throw new BranchlineError('cli/noForge', message('{service} {what}.', { service, what: found.said }));
  }
  const { client, repository } = found;
  const [head] = await client.heads(repository, [branch], context.signal);
  if (!head) throw new BranchlineError('cli/noBranch', message('There is no branch {branch}.', { branch }));
  return { client, repository, branch, commit: head.commit };
}

/** A job as a document has it. */
export function jobDocument({ name, state, url }: PipelineJob) {
  return { name, state, ...(isPage(url) && { url }) };
}

export function jobLine({ name, state, url }: PipelineJob): string {
  return `  ${oneLine(name)}: ${oneLine(state, 40)}${isPage(url) ? `  ${oneLine(url, 300)}` : ''}`;
}

/** What a forge calls an address may be anything. */
function isPage(url: string | undefined): url is string {
  return url !== undefined && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}
