import type { CodeFound } from '../../core/change/code/where/whereCode';
import type { Sha } from '../../core/support/sha';
import type { App } from '../app';
import { eachService } from '../commands/support/eachService';
import type { LookedAt } from '../lookAtEach';
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

async function checkoutWith({ folders }: App, commit: Sha, signal: AbortSignal): Promise<OpenHead | undefined> {
  for (const { folder } of await folders.codeCheckouts()) {
    const open = await openHead(folder, signal);
    if (open && (await open.checkout.hasCommit(commit))) return open;
    open?.checkout.dispose();
  }
  return undefined;
}
