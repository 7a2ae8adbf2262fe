import { afterLanding, type AfterLanding } from '../core/fleet/afterLanding';
import type { PullRequest } from '../core/forge/types';
import type { Plan } from '../core/promotion/plan';
import { recordedIn, returnedIn, rolledBackIn } from '../core/promotion/proposal/recorded';
import { oneLine } from '../core/promotion/untrusted';
import type { Sha } from '../core/support/sha';
import type { CliContext } from './context';
import { forgeOf } from './forge';
import type { OpenRepository } from './repository';
import { unlessSilent } from './unlessSilent';

/** An open pull request on an edge, for `--dry-run --json`. */
export interface OpenDocument {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** `ours` takes what is proposed, or gives way to it; a `person`'s is never edited. */
  readonly whose: 'ours' | 'person';
  /** Its branch, and what that holds. */
  readonly head: { readonly branch: string; readonly commit: Sha };
  /** What would be left to promote once it has landed, and those before it. */
  readonly after?: AfterLanding['outcome'];
}

/** What stands open on an edge; nothing where the forge does not say it in time. */
export async function openOnEdge(
  opened: OpenRepository,
  plan: Plan,
  context: CliContext,
): Promise<readonly OpenDocument[] | undefined> {
  const { remote, repository, memory } = opened;
  const open = await openTowards(opened, plan.edge.to, context);
  if (!open) return undefined;
  const isOurs = (pullRequest: PullRequest) => recordedIn(pullRequest, plan.edge) !== undefined;
  const people = open.filter((pullRequest) => !isOurs(pullRequest));
  const place = { repository, remote, rules: memory.reader.rules };
  const after = await afterLanding(place, plan, people, context.signal);
  return open.map((pullRequest) => {
    const then = after.find((predicted) => predicted.number === pullRequest.number)?.outcome;
    return { ...documentOf(pullRequest, isOurs(pullRequest)), ...(then ? { after: then } : {}) };
  });
}

/** As `openOnEdge`, towards a branch that is rolled back, or to which something returns: ours are ways back of both kinds. */
export async function openWaysBack(
  opened: OpenRepository,
  branch: string,
  context: CliContext,
): Promise<readonly OpenDocument[] | undefined> {
  const open = await openTowards(opened, branch, context);
  const isOurs = (pullRequest: PullRequest) =>
    (rolledBackIn(pullRequest, branch) ?? returnedIn(pullRequest, branch)) !== undefined;
  return open?.map((pullRequest) => documentOf(pullRequest, isOurs(pullRequest)));
}

function documentOf({ number, webUrl, title, head }: PullRequest, isOurs: boolean): OpenDocument {
  const { branch, commit } = head;
  return { number, url: webUrl, title, whose: isOurs ? 'ours' : 'person', head: { branch, commit } };
}

async function openTowards(
  { remote }: OpenRepository,
  branch: string,
  context: CliContext,
): Promise<readonly PullRequest[] | undefined> {
  return unlessSilent('open pull requests are not known', context, async (signal) => {
    const forge = await forgeOf(remote, { ...context, signal });
    return forge.kind === 'none' ? [] : forge.client.openPullRequests(forge.repository, branch, signal);
  });
}

export function openText({ number, title, whose, after }: OpenDocument): string {
  const then = after && whose === 'person' ? `; ${afterText(after)}` : '';
  return `#${number} ${oneLine(title, 80)} (${whose === 'ours' ? 'ours' : 'of a person'})${then}`;
}

function afterText(outcome: AfterLanding['outcome']): string {
  switch (outcome.kind) {
    case 'left':
      return outcome.items === 0
        ? 'nothing would be left to promote once it has landed'
        : `${outcome.items} of ${outcome.of} changes would be left once it has landed`;
    case 'conflict':
      return 'this promotion would conflict with it';
    case 'unmergeable':
      return 'as it is, it cannot be merged';
    case 'unknown':
      return 'what would be left once it has landed is not known';
  }
}
