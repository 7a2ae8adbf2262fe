import { join, resolve } from 'node:path';
import { parseAddress } from '../../../core/git/address';
import { MirrorStore } from '../../../core/git/mirror';
import { applySetup } from '../../../core/setup/apply/apply';
import { filledIn, templateFiles } from '../../../core/setup/content/fromRepository';
import { observe } from '../../../core/setup/observe/observe';
import { planSetup } from '../../../core/setup/plan/plan';
import { prepareSetup, type PreparedSetup, type SetupRequest } from '../../../core/setup/prepare';
import { makeOwnFolder, removeOwnFolder } from '../../../core/support/ownFolder';
import { partName } from '../../../core/setup/plan/item';
import type { CliContext, ExitCode } from '../../context';
import { remoteFor } from '../../repository/openRepository';
import type { SetupCall } from '../setup/call';
import { approvalsOf, checkName, imageOf, namespacesOf, pipelineOf, readyTemplate, webhookOf } from '../setup/choices';
import { knownCatalog, type Within } from '../setup/catalog';
import { isComplete, setupDocument, setupText, type SetupOutcome } from '../setup/output';
import { findForge, type SetupForge } from '../setup/place';

/** Plans the set-up of a service, and makes it where the caller says so. */
export async function runSetup(name: string, call: SetupCall, context: CliContext): Promise<ExitCode> {
  checkName(name, call);
  const folder = await makeOwnFolder('setup');
  const mirrors = new MirrorStore(join(folder, 'mirrors'));
  try {
    const prepared = await prepare(name, call, { folder, mirrors, context });
    try {
      const outcome = await carriedOut(prepared.setup, prepared.address, call, context);
      context.print(
        call.json
          ? JSON.stringify(setupDocument(outcome, prepared.setup), null, 2)
          : setupText(outcome, prepared.setup),
      );
      return isComplete(outcome) ? 0 : 2;
    } finally {
      prepared.setup.dispose();
    }
  } finally {
    mirrors.dispose();
    await removeOwnFolder(folder);
  }
}

async function carriedOut(
  setup: PreparedSetup,
  address: string,
  { yes }: SetupCall,
  context: CliContext,
): Promise<SetupOutcome> {
  const { wish, built, places } = setup;
  const plan = planSetup(wish, await observe(wish, places, context.signal));
  if (!yes) return { address, items: plan, made: [], mode: 'planned' };
  const told = (part: Parameters<typeof partName>[0]) => context.warn(`made: ${partName(part)}`);
  const { items, made } = await applySetup(wish, built, plan, places, told, context.signal);
  return { address, items, made, mode: 'applied' };
}

async function prepare(
  name: string,
  call: SetupCall,
  { folder, mirrors, context }: Within,
): Promise<{ readonly setup: PreparedSetup; readonly address: string }> {
  const at = new Date().toISOString();
  const known = await knownCatalog(name, call, { folder, mirrors, context });
  const forge = await findForge(call, known.catalog, known.context);
  const address = `${forge.web}/${forge.owner}/${name}.git`;
  const catalog = known.place({ name, repository: address }, at);
  const remote = await remoteFor(address, forge.context);
  const secret = context.environment['BRANCHLINE_WEBHOOK_SECRET'];
  const places = { hosting: forge.hosting, remote, mirrors, webhookSecret: secret === '' ? undefined : secret };
  const request: SetupRequest = {
    name,
    owner: forge.owner,
    accessFolder: call.access === undefined ? undefined : resolve(context.folder, call.access),
    private: call.public !== true,
    template: await templateOf(call, mirrors, forge),
    image: imageOf(call),
    namespace: namespacesOf(name, call),
    catalogRepository: known.repository?.host === forge.hosting.identity.host ? known.repository : undefined,
    pipeline: pipelineOf(call, forge.hosting.identity.kind),
    codeOwners: call.owners ?? [],
    approvals: approvalsOf(call),
    isJudged: call.judged === true,
    webhook: webhookOf(call),
    mayBeUnrendered: call.allowUnrendered === true,
    at,
  };
  return { setup: await prepareSetup(request, catalog, places, folder, context.signal), address };
}

async function templateOf(call: SetupCall, mirrors: MirrorStore, forge: SetupForge): Promise<SetupRequest['template']> {
  if (call.from === undefined) return readyTemplate(call);
  const { context } = forge;
  const from = parseAddress(call.from, context.folder);
  const remote = from.kind === 'url' ? await remoteFor(from.url, context) : { url: from.path, where: from.path };
  const files = await templateFiles(remote, mirrors, context.signal);
  return (place) => filledIn(files, place);
}
