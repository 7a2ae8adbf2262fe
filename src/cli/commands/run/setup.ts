import { lstat, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { catalogName, findCatalog } from '../../../core/catalog/load';
import { parseAddress } from '../../../core/git/address';
import { MirrorStore } from '../../../core/git/mirror';
import { applySetup } from '../../../core/setup/apply/apply';
import { LocalCatalog } from '../../../core/setup/catalog/localFile';
import { filledIn, templateFiles } from '../../../core/setup/content/fromRepository';
import { observe } from '../../../core/setup/observe/observe';
import { planSetup } from '../../../core/setup/plan/plan';
import { prepareSetup, type PreparedSetup, type SetupRequest } from '../../../core/setup/prepare';
import { message } from '../../../core/support/message';
import { makeOwnFolder } from '../../../core/support/ownFolder';
import { partName } from '../../../core/setup/plan/item';
import type { CliContext, ExitCode } from '../../context';
import { catalogOf } from '../../repository/catalog';
import { remoteFor } from '../../repository/openRepository';
import type { SetupCall } from '../setup/call';
import {
  approvalsOf,
  bad,
  checkName,
  imageOf,
  namespacesOf,
  pipelineOf,
  readyTemplate,
  webhookOf,
} from '../setup/choices';
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
    await rm(folder, { recursive: true, force: true });
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

interface Within {
  readonly folder: string;
  readonly mirrors: MirrorStore;
  readonly context: CliContext;
}

async function prepare(
  name: string,
  call: SetupCall,
  { folder, mirrors, context }: Within,
): Promise<{ readonly setup: PreparedSetup; readonly address: string }> {
  const given = call.catalog === undefined ? undefined : resolve(context.folder, call.catalog);
  const found = await existing(given, context);
  const forge = await findForge(call, found?.catalog, context);
  const address = `${forge.web}/${forge.owner}/${name}.git`;
  const path = found?.path ?? given ?? join(context.folder, catalogName);
  const catalog = new LocalCatalog(path, { name, repository: address }, environmentsOf(call, found !== undefined));
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
    pipeline: pipelineOf(call, forge.hosting.identity.kind),
    codeOwners: call.owners ?? [],
    approvals: approvalsOf(call),
    isJudged: call.judged === true,
    webhook: webhookOf(call),
    mayBeUnrendered: call.allowUnrendered === true,
    at: new Date().toISOString(),
  };
  return { setup: await prepareSetup(request, catalog, places, folder, context.signal), address };
}

/** The catalog that is there; nothing where it is to be written. */
async function existing(given: string | undefined, context: CliContext) {
  const path = given ?? (await findCatalog(context.folder, context.signal));
  if (path === undefined || (await isMissing(path))) return undefined;
  const catalog = await catalogOf(path, context);
  return catalog && { catalog, path };
}

async function isMissing(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT',
  );
}

function environmentsOf({ environments }: SetupCall, hasCatalog: boolean) {
  if (environments !== undefined && hasCatalog) {
    throw bad(message('--environments is for a catalog that is not there yet: this one says which there are.'));
  }
  const names = (environments ?? 'dev,test,prod').split(',').map((name) => name.trim());
  return names.map((name) => ({ name, branch: name }));
}

async function templateOf(call: SetupCall, mirrors: MirrorStore, forge: SetupForge): Promise<SetupRequest['template']> {
  if (call.from === undefined) return readyTemplate(call);
  const { context } = forge;
  const from = parseAddress(call.from, context.folder);
  const remote = from.kind === 'url' ? await remoteFor(from.url, context) : { url: from.path, where: from.path };
  const files = await templateFiles(remote, mirrors, context.signal);
  return (place) => filledIn(files, place);
}
