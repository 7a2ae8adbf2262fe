import type { OpenPast } from '../measures/openPast';
import type { Standing } from '../measures/standing';
import { standingIn } from '../measures/standingIn';
import { meantImages, ownVersion } from '../images/ownVersion';
import type { TreeImages } from '../images/treeImages';
import type { PlanMemory } from '../promotion/edge';
import { authorOf, subjectOf } from '../manifest/secrecy/commits';
import type { Seen } from '../measures/seen';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';

/** What stood on a branch at an instant. */
export interface StoodDeployment {
  readonly commit: Sha;
  readonly subject: string;
  readonly author: string;
  readonly at: Instant;
  /** Of the service's own image; nothing where that cannot be told. */
  readonly version: string | undefined;
}

/** One environment as it was. `at`: what stood there, and whether it did when the branch was last looked at (`seen`, where that is a while ago); `before`: its branch begins later. */
export type EnvironmentThen = { readonly environment: string; readonly branch: string } & (
  | { readonly kind: 'at'; readonly deployment: StoodDeployment; readonly isStill: boolean; readonly seen?: Instant }
  | Exclude<Standing, { readonly kind: 'at' }>
);

/** A service as it was. */
export interface ServiceThen {
  readonly service: string;
  /** In the order of promotion; only those whose branch is there. */
  readonly environments: readonly EnvironmentThen[];
  readonly missing: readonly string[];
}

export interface ThenSources {
  readonly memory: PlanMemory;
  readonly past: OpenPast;
  readonly images: TreeImages;
  readonly service: string;
}

/** Where the branches of a service stood at an instant, by git alone. @throws GitError where history is missing */
export async function serviceThen(
  { memory, past, images, service }: ThenSources,
  at: Instant,
  seen: (environment: string) => Seen,
): Promise<ServiceThen> {
  const { repository } = memory.reader;
  const environments: EnvironmentThen[] = [];
  for (const place of past.places) {
    const looked = seen(place.environment);
    const standing = await standingIn(memory, past.histories, place, at, looked.at);
    const named = { environment: place.environment, branch: place.branch };
    if (standing.kind !== 'at') {
      environments.push({ ...named, ...standing });
      continue;
    }
    const { position } = standing;
    const sha = place.chain.commits[position] ?? '';
    const commit = await repository.commit(sha);
    const when = (await past.histories.cameOf(place))[position]?.at ?? NaN;
    const version = ownVersion(meantImages(await images.inTree(commit.tree)), service);
    const deployment = { commit: sha, subject: subjectOf(commit), author: authorOf(commit), at: when, version };
    environments.push({
      ...named,
      kind: 'at',
      deployment,
      isStill: position === 0,
      ...(looked.isNow ? {} : { seen: looked.at }),
    });
  }
  return { service, environments, missing: past.missing };
}
