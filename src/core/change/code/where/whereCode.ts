import { TreeImages } from '../../../images/treeImages';
import type { PlanMemory } from '../../../promotion/edge';
import type { DeploymentRecord } from '../../../promotion/history/history';
import { isSameImage } from '../../../registry/imageName';
import type { ImageReference } from '../../../registry/types';
import { deadline } from '../../../support/deadline';
import { groupBy } from '../../../support/groupBy';
import { message, type Message } from '../../../support/message';
import type { Sha } from '../../../support/sha';
import type { ContentRules } from '../../../catalog/catalog';
import type { Place } from '../../../where/change';
import { journeyOf, recordOf, type Waits, type Ways } from '../../../where/where';
import { isRuleOf, type CodeSources } from '../imageCode';
import { distinct, ImageHistory } from './arrivals';
import { CodeAncestry, type CodeQuestion } from './contains';
import { ImageOrigins, type VersionThere } from './origins';
import { presenceOf, whyUnknown, type CodePresence } from './presence';

/** An image that is built from the repository of the commit, and its way through the environments. */
export interface CodeJourney {
  /** Without tag and digest. */
  readonly image: string;
  /** The address of the code, as the image says it. */
  readonly source: string;
  readonly environments: readonly CodeArrival[];
}

export interface CodeArrival {
  readonly environment: string;
  readonly presence: CodePresence;
  readonly versions: readonly VersionThere[];
  /** Why it is unknown. */
  readonly said?: Message;
  readonly since?: { readonly record: DeploymentRecord; readonly isAtLatest: boolean };
  readonly waits?: Waits;
}

/** An image of which it is not known whether it is built from that repository. */
export interface UntoldImage {
  readonly image: string;
  readonly said: Message;
  /** It will not change by itself: nobody failed to answer. */
  readonly isLasting: boolean;
}

export interface CodeFound {
  readonly journeys: readonly CodeJourney[];
  readonly untold: readonly UntoldImage[];
}

/** A repository of the configuration as it was read, with whom to ask of its images. */
export interface CodeWays {
  readonly memory: PlanMemory;
  /** Also those whose branch is not there. */
  readonly environments: readonly { readonly name: string }[];
  readonly ways: Ways;
  readonly content: Pick<ContentRules, 'path'>;
  readonly sources: CodeSources;
}

/** Registries and forges have so long together, for one service. */
const longestMs = 30_000;

/**
 * Which environments of a service have a commit of its code, by what the images say that the catalog has under `update`.
 * What is not answered is unknown, with the reason; nothing is taken for certain that ancestry does not show.
 * @throws the signal's reason; GitError, and RulesError where the rules of the repository cannot be read
 * @see docs/where.md, "A commit of the code"
 */
export async function whereCode(within: CodeWays, question: CodeQuestion, signal: AbortSignal): Promise<CodeFound> {
  const { memory, ways, content, sources } = within;
  const ancestry = new CodeAncestry(question, sources);
  const origins = new ImageOrigins(question, ancestry, sources, signal, deadline(signal, longestMs));
  const reader = new TreeImages(memory.reader.repository, content, sources.rules);
  const history = new ImageHistory(memory, reader, origins, signal);
  const heads = new Map(
    await Promise.all(ways.places.map(async (place) => [place.environment, await headOf(place)] as const)),
  );
  const named = [...heads.values()].flatMap(({ images }) => images);
  const wanted = named.filter((image) => sources.rules.some((rule) => isRuleOf(rule, image)));
  const looked = await Promise.all(onePerImage(wanted).map((image) => lookAt(image)));
  return {
    journeys: looked.flatMap((one) => ('environments' in one ? [one] : [])),
    untold: looked.flatMap((one) => ('said' in one ? [one] : [])),
  };

  async function headOf({ chain }: Place): Promise<HeadImages> {
    const [head] = chain.commits;
    if (head === undefined) return { images: [], isWhole: false };
    const { files, unread } = await reader.files((await memory.reader.repository.commit(head)).tree);
    return {
      images: distinct(files.flatMap(({ sites }) => sites.map(({ image }) => image))),
      isWhole: unread.length === 0,
    };
  }

  async function lookAt(image: ImageReference): Promise<CodeJourney | UntoldImage | Elsewhere> {
    const versions = new Map<string, readonly VersionThere[]>();
    for (const [environment, { images }] of heads) {
      versions.set(environment, await history.held(images.filter((one) => isSameImage(one, image))));
    }
    const source = sourceIn([...versions.values()].flat());
    if (typeof source !== 'string') return { ...source, image: image.name };
    const reached: Reached[] = [];
    for (const { name } of within.environments) {
      const place = ways.places.find(({ environment }) => environment === name);
      reached.push(await reachedAt(name, place, versions.get(name) ?? [], image));
    }
    const environments = await Promise.all(reached.map((one) => withWaits(within, one, reached, signal)));
    return { image: image.name, source, environments };
  }

  async function reachedAt(
    environment: string,
    place: Place | undefined,
    versions: readonly VersionThere[],
    image: ImageReference,
  ): Promise<Reached> {
    if (!place) return { arrival: { environment, presence: 'unknown', versions, said: branchMissing } };
    const isWhole = heads.get(environment)?.isWhole ?? false;
    const presence = presenceOf(versions, isWhole);
    const arrival = { environment, presence, versions };
    if (presence === 'unknown') return { arrival: { ...arrival, said: whyUnknown(versions) } };
    if (presence !== 'there') return { arrival };
    const since = await history.since(place, image);
    const record = since && (await recordOf(memory, ways, place, since.commit, signal));
    if (!since || !record) return { arrival };
    return { arrival: { ...arrival, since: { record, isAtLatest: since.isAtLatest } }, brought: since.commit };
  }
}

interface HeadImages {
  readonly images: readonly ImageReference[];
  readonly isWhole: boolean;
}

/** An environment, and the deployment that brought the commit there. */
interface Reached {
  readonly arrival: CodeArrival;
  readonly brought?: Sha;
}

/** An image that says that it is built from another repository. */
interface Elsewhere {
  readonly kind: 'elsewhere';
}

const branchMissing = message('Its branch is not there.');

/** The repository that versions of an image are built from, where it is the one that is asked for; else what is known of them. */
function sourceIn(versions: readonly VersionThere[]): string | Omit<UntoldImage, 'image'> | Elsewhere {
  const all = versions.map(({ has }) => has);
  const [source] = all.flatMap((has) => (has.kind === 'contains' || has.kind === 'lacks' ? [has.source] : []));
  const [possible] = all.flatMap((has) => (has.kind === 'unknown' ? [has] : []));
  if (source !== undefined) return source;
  if (!possible) return { kind: 'elsewhere' };
  return possible.source ?? { said: possible.said, isLasting: possible.isLasting };
}

function onePerImage(images: readonly ImageReference[]): readonly ImageReference[] {
  const byPlace = groupBy(images, ({ registry, repository }) => `${registry}/${repository}`);
  return [...byPlace.values()].flatMap(([first]) => first ?? []);
}

/** What holds it back where the environment before has it: the way of the deployment that brought it there. */
async function withWaits(
  { memory, ways }: CodeWays,
  { arrival }: Reached,
  all: readonly Reached[],
  signal: AbortSignal,
): Promise<CodeArrival> {
  if (arrival.presence !== 'absent' && arrival.presence !== 'partly' && arrival.presence !== 'noImage') return arrival;
  const { environment } = arrival;
  const sources = ways.edges.flatMap(({ from, to }) => (to === environment ? [from] : []));
  const [brought] = all.flatMap((one) => (sources.includes(one.arrival.environment) ? (one.brought ?? []) : []));
  const journey = brought === undefined ? undefined : await journeyOf(memory, ways, brought, signal);
  const waits = journey?.environments.find((one) => one.environment === environment)?.waits;
  return { ...arrival, ...(waits ? { waits } : {}) };
}
