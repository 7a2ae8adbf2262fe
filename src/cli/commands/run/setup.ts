import { resolve } from 'node:path';
import { parseAddress } from '../../../core/git/address';
import type { MirrorStore } from '../../../core/git/mirror';
import { namespaceBy } from '../../../core/setup/ask/names';
import { filledIn, templateFiles } from '../../../core/setup/content/fromRepository';
import { partName, type Part } from '../../../core/setup/plan/item';
import type { SetupRequest } from '../../../core/setup/prepare';
import { isComplete, SetupSession, type AskedSetup, type SetupOutcome } from '../../../core/setup/session';
import type { CliContext, ExitCode } from '../../context';
import { remoteFor } from '../../repository/openRepository';
import type { SetupCall } from '../setup/call';
import { approvalsOf, checkName, imageOf, pipelineOf, readyTemplate, webhookOf } from '../setup/choices';
import { knownCatalog } from '../setup/catalog';
import { setupDocument, setupText } from '../setup/output';
import { findPlace, type SetupPlace } from '../setup/place';

/** Plans the set-up of a service, and makes it where the caller says so. */
export async function runSetup(name: string, call: SetupCall, context: CliContext): Promise<ExitCode> {
  checkName(name, call);
  const session = await SetupSession.open((mirrors) => asked(name, call, mirrors, context), context.signal);
  try {
    const { setup } = session;
    const outcome = await carriedOut(session, call, context);
    context.print(call.json ? JSON.stringify(setupDocument(outcome, setup), null, 2) : setupText(outcome, setup));
    return isComplete(outcome) ? 0 : 2;
  } finally {
    await session.end();
  }
}

async function carriedOut(session: SetupSession, { yes }: SetupCall, context: CliContext): Promise<SetupOutcome> {
  const planned = await session.plan(context.signal);
  if (!yes) return planned;
  return session.apply(planned, (part: Part) => context.warn(`made: ${partName(part)}`), context.signal);
}

async function asked(name: string, call: SetupCall, mirrors: MirrorStore, context: CliContext): Promise<AskedSetup> {
  const at = new Date().toISOString();
  const known = await knownCatalog(name, call, { mirrors, context });
  const place = await findPlace(call, known.catalog, known.context);
  const { hosting, owner, cloned } = place;
  const address = `${cloned}/${owner}/${name}.git`;
  const secret = context.environment['BRANCHLINE_WEBHOOK_SECRET'];
  return {
    catalog: known.place({ name, repository: address }, at),
    places: {
      hosting,
      remote: await remoteFor(address, place.context),
      mirrors,
      webhookSecret: secret === '' ? undefined : secret,
    },
    request: {
      name,
      owner,
      accessFolder: call.access === undefined ? undefined : resolve(context.folder, call.access),
      private: call.public !== true,
      template: await templateOf(call, mirrors, place),
      image: imageOf(call),
      namespace: (environment) => namespaceBy(call.namespace, name, environment),
      catalogRepository: known.repository?.host === hosting.identity.host ? known.repository : undefined,
      pipeline: pipelineOf(call, hosting.identity.kind),
      codeOwners: call.owners ?? [],
      approvals: approvalsOf(call),
      isJudged: call.judged === true,
      webhook: webhookOf(call),
      mayBeUnrendered: call.allowUnrendered === true,
      at,
    },
  };
}

async function templateOf(call: SetupCall, mirrors: MirrorStore, place: SetupPlace): Promise<SetupRequest['template']> {
  if (call.from === undefined) return readyTemplate(call);
  const { context } = place;
  const from = parseAddress(call.from, context.folder);
  const remote = from.kind === 'url' ? await remoteFor(from.url, context) : { url: from.path, where: from.path };
  const files = await templateFiles(remote, mirrors, context.signal);
  return (one) => filledIn(files, one);
}
