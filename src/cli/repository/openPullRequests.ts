import { afterLanding, type AfterLanding } from '../../core/change/afterLanding';
import type { PullRequest } from '../../core/forge/types';
import type { Plan } from '../../core/promotion/plan';
import { ownTowards, recordedIn, type OwnPullRequest } from '../../core/promotion/record/recorded';
import { trainIn } from '../../core/train/trainIn';
import { oneLine } from '../../core/support/oneLine';
import type { Sha } from '../../core/support/sha';
import type { CliContext } from '../context';
import { forgeOf } from './forge';
import type { OpenRepository } from './openRepository';
import { unlessSilent } from './unlessSilent';

/** An open pull request on an edge, for `--dry-run --json`. */
export interface OpenDocument {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** Whatever Branchline opened towards the branch is `ours`; a `person`'s is never edited. */
  readonly whose: 'ours' | 'person';
  /** Of ours: what it is. */
  readonly kind?: OwnPullRequest['kind'];
  /** Of our promotion: the branch that it promotes. */
  readonly from?: string;
  /** Of a promotion that is a part of a release train: its name. What updates it takes it out of the train. */
  readonly train?: string;
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
  // What is proposed takes the place of ours of this very edge; all others may land before it.
  const others = open.filter((pullRequest) => !recordedIn(pullRequest, plan.edge));
  const place = { repository, remote, rules: memory.reader.rules };
  const after = await afterLanding(place, plan, others, context.signal);
  return open.map((pullRequest) => {
    const then = after.find((predicted) => predicted.number === pullRequest.number)?.outcome;
    return { ...documentOf(pullRequest, plan.edge.to), ...(then ? { after: then } : {}) };
  });
}

/** As `openOnEdge`, towards a branch that is rolled back, or to which something returns. */
export async function openWaysBack(
  opened: OpenRepository,
  branch: string,
  context: CliContext,
): Promise<readonly OpenDocument[] | undefined> {
  const open = await openTowards(opened, branch, context);
  return open?.map((pullRequest) => documentOf(pullRequest, branch));
}

function documentOf(pullRequest: PullRequest, towards: string): OpenDocument {
  const { number, webUrl, title, head } = pullRequest;
  const own = ownTowards(pullRequest, towards);
  const { branch, commit } = head;
  const train = own?.kind === 'promotion' ? trainIn(pullRequest, { from: own.from, to: towards })?.id : undefined;
  const about = { number, url: webUrl, title, whose: own ? ('ours' as const) : ('person' as const), ...own };
  return { ...about, ...(train === undefined ? {} : { train }), head: { branch, commit } };
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

export function openText({ number, title, kind, train, after }: OpenDocument): string {
  const ofTrain = train === undefined ? '' : `; of train ${train}, which it leaves once it is brought up to date`;
  const then = `${ofTrain}${after ? `; ${afterText(after)}` : ''}`;
  return `#${number} ${oneLine(title, 80)} (${kind ? `ours, ${kinds[kind]}` : 'of a person'})${then}`;
}

const kinds: Readonly<Record<OwnPullRequest['kind'], string>> = {
  promotion: 'a promotion',
  rollback: 'a rollback',
  update: 'newer images',
  return: 'a hotfix that returns',
  takeBack: 'what was rolled back, taken back here',
};

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
