import pLimit from 'p-limit';
import type { Service } from '../../../core/catalog/catalog';
import { hostsOf } from '../../../core/fleet/hosts';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish, message } from '../../../core/support/message';
import { redact } from '../../../core/support/redact';
import { readQuestion, type Question } from '../../../core/where/question';
import type { CliContext, ExitCode } from '../../context';
import { allServices, namedCatalog, serviceNamed } from '../../repository/services';
import type { WhereCall } from '../where/call';
import { exitOf, whereDocument, type WhereDocument } from '../where/document';
import { lookIn, type FoundIn } from '../where/look';
import { whereText } from '../where/print';

/** Each has a git of its own. */
const servicesAtOnce = 4;

/** Looks for it in all services that are asked for; one that fails holds up no other. @throws BranchlineError for a bad question */
export async function runWhere(what: string, call: WhereCall, context: CliContext): Promise<ExitCode> {
  const question = readQuestion(what);
  if (!question) {
    throw new BranchlineError(
      'cli/badQuestion',
      message('This is no commit, no pull request (#12), no key of an issue (SHOP-311) and no version of an image.'),
    );
  }
  const { catalog } = await namedCatalog(call.catalog, context);
  const all =
    call.service === undefined
      ? await allServices(catalog, context)
      : { catalog: { ...catalog, services: [await serviceNamed(call.service, catalog, context)] }, failures: [] };
  const within = { ...context, catalogHosts: hostsOf(all.catalog) };
  const limit = pLimit(servicesAtOnce);
  const looked = await Promise.all(
    all.catalog.services.map((service) => limit(() => lookedAt(service, question, call, within))),
  );
  const undiscovered = all.failures.map(({ subject, said }) => ({ service: subject, said: inEnglish(said) }));
  const document = whereDocument(
    question,
    looked.flatMap(({ found }) => found ?? []),
    [...undiscovered, ...looked.flatMap(({ failure }) => failure ?? [])],
  );
  context.print(call.json ? JSON.stringify(document, null, 2) : whereText(document));
  return exitOf(document);
}

interface Looked {
  readonly found?: FoundIn;
  readonly failure?: WhereDocument['failures'][number];
}

async function lookedAt(service: Service, question: Question, call: WhereCall, context: CliContext): Promise<Looked> {
  try {
    return { found: await lookIn(service, question, call, context) };
  } catch (error) {
    if (context.signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
    return { failure: { service: service.name, code: error.code, said: redact(inEnglish(error.said)) } };
  }
}
