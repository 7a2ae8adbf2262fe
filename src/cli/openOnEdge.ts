import { afterLanding, type AfterLanding } from '../core/fleet/afterLanding';
import type { PullRequest } from '../core/forge/types';
import type { Plan } from '../core/promotion/plan';
import { recordedIn } from '../core/promotion/proposal/recorded';
import { oneLine } from '../core/promotion/untrusted';
import { deadline } from '../core/support/deadline';
import { reasonOf } from '../core/support/errors';
import type { CliContext } from './context';
import { forgeOf } from './forge';
import type { OpenRepository } from './repository';

const listMs = 15_000;

/** An open pull request on an edge, for `--dry-run --json`. */
export interface OpenDocument {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** `ours` takes the promotion, or gives way to it; a `person`'s is never edited. */
  readonly whose: 'ours' | 'person';
  /** What would be left to promote once it has landed, and those before it. */
  readonly after?: AfterLanding['outcome'];
}

/** What stands open on an edge; nothing where the forge does not say it in time. */
export async function openOnEdge(
  { remote, repository, memory }: OpenRepository,
  plan: Plan,
  context: CliContext,
): Promise<readonly OpenDocument[] | undefined> {
  const signal = deadline(context.signal, listMs);
  try {
    const forge = await forgeOf(remote, { ...context, signal });
    if (forge.kind === 'none') return [];
    const open = await forge.client.openPullRequests(forge.repository, plan.edge.to, signal);
    const isOurs = (pullRequest: PullRequest) => recordedIn(pullRequest, plan.edge) !== undefined;
    const people = open.filter((pullRequest) => !isOurs(pullRequest));
    const place = { repository, remote, rules: memory.reader.rules };
    const after = await afterLanding(place, plan, people, context.signal);
    return open.map((pullRequest) => {
      const { number, webUrl, title } = pullRequest;
      const then = after.find((predicted) => predicted.number === number)?.outcome;
      const whose = isOurs(pullRequest) ? 'ours' : 'person';
      return { number, url: webUrl, title, whose, ...(then ? { after: then } : {}) };
    });
  } catch (error) {
    context.signal.throwIfAborted();
    context.warn(`branchline: open pull requests are not known: ${reasonOf(error)}`);
    return undefined;
  }
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
