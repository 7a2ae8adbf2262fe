import { shortFor, type RevisionsThere } from '../../core/change/code/where/revisions';
import type { CodeFound } from '../../core/change/code/where/whereCode';
import type { Sha } from '../../core/support/sha';
import type { App } from '../app';
import { eachService } from '../commands/support/eachService';
import { hasFailed, type LookedAt } from '../lookAtEach';
import { openHead, type OpenHead } from '../statusBar/code/head';

/** Where a commit of the code is, over services, or all; the checkout of the workspace that has it is asked first. */
export async function whereIsCode(
  app: App,
  services: readonly string[],
  commit: Sha,
  signal: AbortSignal,
): Promise<readonly LookedAt<CodeFound>[]> {
  const open = await checkoutWith(app, commit, signal);
  const own = open && { repository: open.origin, checkout: open.checkout };
  try {
    return await eachService(app, services, (name) => app.fleet.whereIsCode(name, { commit, ...own }, signal), signal);
  } finally {
    open?.checkout.dispose();
  }
}

/**
 * What a part of a commit's name may be short for: commits that images were built from, and those of checkouts in the workspace. No
 * forge is asked. With of how many images it is not known.
 */
export async function wholeNames(
  app: App,
  services: readonly string[],
  part: string,
  signal: AbortSignal,
): Promise<RevisionsThere> {
  const [looked, own] = await Promise.all([
    eachService(app, services, (name) => app.fleet.codeRevisions(name, signal), signal),
    inCheckouts(app, part, signal),
  ]);
  const told = looked.flatMap((one) => (hasFailed(one) ? [] : [one]));
  return shortFor(part, [...told, { revisions: own, untold: 0 }]);
}

async function inCheckouts({ folders }: App, part: string, signal: AbortSignal): Promise<readonly Sha[]> {
  const found: Sha[] = [];
  for (const { folder } of await folders.codeCheckouts()) {
    const open = await openHead(folder, signal);
    const commit = await open?.checkout.resolve(part);
    if (commit !== undefined) found.push(commit);
    open?.checkout.dispose();
  }
  return found;
}

async function checkoutWith({ folders }: App, commit: Sha, signal: AbortSignal): Promise<OpenHead | undefined> {
  for (const { folder } of await folders.codeCheckouts()) {
    const open = await openHead(folder, signal);
    if (open && (await open.checkout.hasCommit(commit))) return open;
    open?.checkout.dispose();
  }
  return undefined;
}
