import type { ForgeHosting, HostedRepository } from '../../forge/hosting';
import type { Remote } from '../../git/environment';
import { allRefs } from '../../git/firstPush';
import type { MirrorStore } from '../../git/mirror';
import type { Sha } from '../../support/sha';
import { factOf } from '../../support/fact';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Branches, BranchState, Place, SetupState } from '../state';
import type { Wish } from '../wish';

/** Where a setup looks and works. */
export interface SetupPlaces {
  readonly hosting: ForgeHosting;
  readonly remote: Remote;
  readonly mirrors: MirrorStore;
  readonly catalog: WritablePlace;
  /** By the name of the file. */
  readonly access: ReadonlyMap<string, WritablePlace>;
  /** By which the receiver of the webhook knows the forge. */
  readonly webhookSecret?: string | undefined;
}

/** One thing that is looked for, and made where its place is free. */
export interface WritablePlace {
  look(signal: AbortSignal): Promise<Place>;
  make(signal: AbortSignal): Promise<void>;
}

/** One look at all of it. What cannot be read is unknown, for itself alone. @throws the signal's reason */
export async function observe(wish: Wish, places: SetupPlaces, signal: AbortSignal): Promise<SetupState> {
  const { hosting, catalog } = places;
  const fact = <T>(ask: Promise<T>) => factOf(ask, hosting.identity.host, signal);
  const repository = await fact(hosting.find(wish.repository, signal));
  const owner = await fact(hosting.owner(wish.repository.owner, signal));
  const looked =
    repository.kind === 'known' && repository.value ? await inside(wish, places, repository.value, signal) : {};
  return {
    owner,
    repository,
    branches: undefined,
    protection: new Map(),
    webhooks: undefined,
    ...looked,
    catalog: await catalog.look(signal),
    access: new Map(
      await Promise.all([...places.access].map(async ([name, place]) => [name, await place.look(signal)] as const)),
    ),
  };
}

async function inside(
  wish: Wish,
  places: SetupPlaces,
  { owner, name, mayAdminister }: HostedRepository,
  signal: AbortSignal,
): Promise<Pick<SetupState, 'branches' | 'protection' | 'webhooks'>> {
  const { hosting, remote } = places;
  const fact = <T>(ask: Promise<T>) => factOf(ask, hosting.identity.host, signal);
  const refs = await fact(allRefs(remote, signal));
  if (refs.kind === 'unknown') return { branches: refs, protection: new Map(), webhooks: undefined };
  const branches = await fact(branchStates(wish, places, refs.value, signal));
  const there = [...wish.protection.keys()].filter((branch) => refs.value.has(`refs/heads/${branch}`));
  const protection = await Promise.all(
    there.map(async (branch) => {
      const read = () => fact(hosting.protection(wish.repository, branch, signal));
      return [branch, mayAdminister ? await read() : hidden(`${owner}/${name}`)] as const;
    }),
  );
  const isAsked = wish.webhook !== undefined && (mayAdminister || refs.value.size > 0);
  const webhooks = isAsked ? await fact(hosting.webhooks(wish.repository, signal)) : undefined;
  return { branches, protection: new Map(protection), webhooks };
}

/** To who may not read it, a forge may say that there is none. */
function hidden(repository: string): Unknown {
  const said = message('How branches are protected is told to administrators of {repository} alone.', { repository });
  return { kind: 'unknown', reason: 'forbidden', said };
}

async function branchStates(
  wish: Wish,
  { remote, mirrors }: SetupPlaces,
  refs: ReadonlyMap<string, Sha>,
  signal: AbortSignal,
): Promise<Branches> {
  const wanted = [...wish.branches.keys()].filter((branch) => refs.has(`refs/heads/${branch}`));
  if (wanted.length === 0) return { refs: refs.size, states: new Map() };
  const { repository, heads } = await mirrors.refresh({ remote, branches: wanted }, signal);
  const states = new Map<string, BranchState>();
  for (const [branch, tree] of wish.branches) {
    const head = heads.get(branch);
    if (head === undefined) continue;
    if ((await repository.commit(head)).tree === tree) states.set(branch, 'same');
    else states.set(branch, (await treesOf(head)).has(tree) ? 'grown' : 'other');
  }
  return { refs: refs.size, states };

  async function treesOf(head: Sha): Promise<ReadonlySet<string>> {
    const format = ['--first-parent', '--no-commit-header', '--format=%T'];
    const stdout = await repository.run({ args: ['rev-list', ...format, head, '--'], signal });
    return new Set(stdout.split('\n'));
  }
}
