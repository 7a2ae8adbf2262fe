import type { ContentRules, Environment } from '../catalog/catalog';
import type { ImageRule } from '../catalog/update/rules';
import type { PlanMemory } from '../promotion/edge';
import { isSameImage, readImageName } from '../registry/imageName';
import type { ImageReference, RegistryClient } from '../registry/types';
import { BranchlineError, isAbort } from '../support/errors';
import type { Sha } from '../support/sha';
import { UpdateError } from './errors';
import { takenAway, type DeployedBranch, type TakenImage } from './hold/takenAway';
import type { ImageSite } from '../images/site';
import { TreeImages, type TextFile, type UnreadFile } from '../images/treeImages';
import type { ImageOutcome, Verdict } from './outcome';
import { ownersOf, type OwnerOf, type RenovateAt } from './owners/ownersOf';
import { declinedBy, unlessDeclined, type Declined } from './declined';
import { decide } from './policy/decide';
import { keptVersion, proposedBy, type ProposedAt } from './proposed';
import { firstOfEach } from './rules';
import { byVersion, misread, missedPlaces, unlessReplaced } from './standing';

export interface UpdateRequest {
  readonly service: string;
  readonly rules: readonly ImageRule[];
  readonly content: ContentRules;
  /** The first environment of the service, and the head of its branch. */
  readonly target: { readonly environment: Environment; readonly head: Sha };
  /** All environments of the service that have a branch: what was rolled back on any of them is held. */
  readonly deployed: readonly DeployedBranch[];
  /** Commits of the target's branch that are landed pull requests of ours. */
  readonly landed: ReadonlySet<Sha>;
  /** What a person did not want. */
  readonly declined: readonly Declined[];
  /** Configurations of Renovate, of whatever branch it may read. */
  readonly renovate: readonly RenovateAt[];
  /** The commit that is proposed already. */
  readonly proposed?: Sha | undefined;
  /** What somebody says is there now. */
  readonly named?: ImageReference | undefined;
}

/** What newer images there are for the first environment of a service. Nothing is written. */
export interface UpdatePlan {
  readonly request: UpdateRequest;
  readonly images: readonly ImageOutcome[];
  readonly files: readonly TextFile[];
  /** What could not be looked at: an image may stand there, too. */
  readonly unread: readonly UnreadFile[];
}

interface Looked {
  readonly files: readonly TextFile[];
  readonly unread: readonly UnreadFile[];
  readonly sites: readonly ImageSite[];
  readonly taken: readonly TakenImage[];
  readonly ownerOf: OwnerOf;
  readonly proposedAt: ProposedAt;
}

/**
 * Finds the images of the rules in the manifests and asks the registry for newer ones. An image that cannot be judged
 * fails for itself alone.
 * @throws GitError; the signal's reason
 * @see docs/update.md
 */
export async function planUpdate(
  memory: PlanMemory,
  request: UpdateRequest,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<UpdatePlan> {
  const rules = firstOfEach(request.rules);
  const looked = await lookAt(memory, { ...request, rules }, signal);
  const { files, unread } = looked;
  const outcomes = await Promise.all(rules.map((rule) => outcomesOf(rule, looked, request, registry, signal)));
  return { request, images: outcomes.flat(), files, unread };
}

async function lookAt(memory: PlanMemory, request: UpdateRequest, signal: AbortSignal): Promise<Looked> {
  const { rules, content, target, deployed, landed, renovate, proposed } = request;
  const { reader } = memory;
  const images = new TreeImages(reader.repository, content, rules);
  const { tree } = await reader.repository.commit(target.head);
  const { files, unread } = await images.files(tree);
  const all = [...files, ...(await images.elsewhere(tree))];
  const evidence = { branch: target.environment.branch, head: target.head, landed, files: all, renovate };
  const [taken, ownerOf, proposedAt] = await Promise.all([
    Promise.all(deployed.map((branch) => takenAway(memory, images, branch, signal))),
    ownersOf(reader, images, evidence),
    proposedBy(reader.repository, images, proposed),
  ]);
  return {
    files,
    unread,
    sites: files.flatMap(({ sites }) => sites),
    taken: taken.flat(),
    ownerOf,
    proposedAt,
  };
}

/** One for each version of the image that stands somewhere. */
async function outcomesOf(
  rule: ImageRule,
  looked: Looked,
  { named, declined }: Pick<UpdateRequest, 'named' | 'declined'>,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<readonly ImageOutcome[]> {
  let image: ImageReference;
  try {
    image = readImageName(rule.image);
  } catch (error) {
    const nameless = { name: rule.image, registry: '', repository: rule.image };
    return [{ image: nameless, sites: [], verdict: failed(error, signal), notes: [] }];
  }
  const sites = looked.sites.filter((site) => isSameImage(site.image, image));
  const missed = missedPlaces(rule, sites);
  if (sites.length === 0) return [{ image, sites, verdict: notFound(looked), notes: missed }];
  const owner = looked.ownerOf(image, sites);
  const taken = looked.taken.filter((one) => isSameImage(one.image, image));
  const isNamed = named !== undefined && isSameImage(named, image);
  return Promise.all(
    byVersion(sites).map(async (group): Promise<ImageOutcome> => {
      const [first] = group;
      const standing = { image: first.image, sites: group, notes: missed };
      if (owner) return { ...standing, verdict: { kind: 'owned', owner } };
      if (first.misread !== undefined) return { ...standing, verdict: misread(first.misread) };
      const question = { rule, image: first.image, taken, ...(isNamed ? { named } : {}) };
      try {
        const decided = await decide(question, registry, signal);
        const verdict = unlessReplaced(
          unlessDeclined(decided.verdict, first.image, declined, named),
          group,
          looked.sites,
        );
        return { ...standing, verdict, notes: [...decided.notes, ...missed] };
      } catch (error) {
        const kept = keptVersion(question, looked.proposedAt(first));
        const isKept = kept !== undefined && declinedBy(declined, first.image, kept) === undefined;
        return { ...standing, verdict: { ...failed(error, signal), ...(isKept ? { kept } : {}) } };
      }
    }),
  );
}

/** Where something could not be looked at, it may stand there. */
function notFound({ unread }: Looked): Verdict {
  const [first] = unread;
  if (!first) return { kind: 'notFound' };
  const { code, said } = UpdateError.notLookedAt(first.path, first.reason);
  return { kind: 'failed', code, said };
}

function failed(error: unknown, signal: AbortSignal): Extract<Verdict, { readonly kind: 'failed' }> {
  if (signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
  return { kind: 'failed', code: error.code, said: error.said };
}
