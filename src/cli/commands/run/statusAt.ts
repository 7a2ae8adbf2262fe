import type { Service } from '../../../core/catalog/catalog';
import { TreeImages } from '../../../core/images/treeImages';
import { seenNow } from '../../../core/measures/seen';
import { serviceThen, type ServiceThen } from '../../../core/past/then';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Instant } from '../../../core/support/clock';
import type { CliContext, ExitCode } from '../../context';
import { eachService } from '../../repository/eachService';
import { withHistories } from '../../repository/histories';
import { exitAt, statusAtDocument, statusAtLines } from '../status/at';

export interface StatusAtCall {
  readonly at: Instant;
  readonly catalog?: string;
  readonly json?: boolean;
}

/** What stood where at an instant, over all services. @throws BranchlineError for an instant that has not come yet */
export async function runStatusAt(call: StatusAtCall, context: CliContext): Promise<ExitCode> {
  const now = Date.now();
  if (call.at > now) throw new BranchlineError('cli/notYet', message('That time has not come yet.'));
  const looked = await eachService({ catalog: call.catalog }, context, (service, within) =>
    thenOf(service, call, now, within),
  );
  const document = statusAtDocument(looked, call.at);
  context.print(call.json ? JSON.stringify(document, null, 2) : statusAtLines(document).join('\n'));
  return exitAt(document);
}

async function thenOf(
  service: Service,
  { at, catalog }: StatusAtCall,
  now: Instant,
  context: CliContext,
): Promise<ServiceThen> {
  return withHistories(service, { catalog, isAlone: true }, context, ({ opened, histories, places, missing }) => {
    const { memory, repository } = opened;
    const images = new TreeImages(repository, opened.service.content, service.updates ?? []);
    return serviceThen(
      { memory, past: { histories, places, missing }, images, service: service.name },
      at,
      seenNow(now),
    );
  });
}
