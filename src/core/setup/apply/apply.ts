import { setTimeout as pause } from 'node:timers/promises';
import type { ForgeHosting } from '../../forge/hosting';
import type { RepositoryRef } from '../../forge/types';
import { pushFirstBranches } from '../../git/firstPush';
import { BranchlineError, isAbort } from '../../support/errors';
import { message, type Message } from '../../support/message';
import { observe, type SetupPlaces } from '../observe/observe';
import type { Built } from '../build/build';
import { partName, type Item, type Part } from '../plan/item';
import { planSetup } from '../plan/plan';
import { isToBeFilled } from '../plan/repository';
import type { Wish } from '../wish';

const betweenMs = 200;
const mostTries = 150;

export interface Applied {
  /** How things are in the end, as they were found by a look of its own. */
  readonly items: readonly Item[];
  /** What was made by this run. */
  readonly made: readonly Part[];
}

/**
 * Makes what is not there, one part after another, and looks again. A part that fails does so with its reason; what
 * needs it is left, all else goes on. Killed at any moment, the next run goes on from what it finds.
 * @param progress told of each part that was made
 * @throws the signal's reason
 */
export async function applySetup(
  wish: Wish,
  built: Built,
  plan: readonly Item[],
  places: SetupPlaces,
  progress: (part: Part) => void,
  signal: AbortSignal,
): Promise<Applied> {
  const failed = new Map<string, Message>();
  const made: Part[] = [];
  for (const { part, standing } of plan) {
    if (standing !== 'make' || needsWhatFailed(part, failed)) continue;
    try {
      await makePart(part, wish, built, places, signal);
      made.push(part);
      progress(part);
    } catch (error) {
      if (isAbort(error) || signal.aborted || !(error instanceof BranchlineError)) throw error;
      failed.set(partName(part), withoutSecrets(error.said, wish, places));
    }
  }
  const items = planSetup(wish, await observe(wish, places, signal)).map((item) => inTheEnd(item, failed, made));
  return { items, made };
}

/** A forge that refuses a webhook may repeat what it was sent. */
function withoutSecrets({ text, values }: Message, { webhook }: Wish, { webhookSecret }: SetupPlaces): Message {
  const secrets = [webhookSecret ?? '', webhook?.url ?? ''].filter((secret) => secret !== '');
  const shown = (value: string | number) =>
    typeof value === 'number' ? value : secrets.reduce((kept, secret) => kept.replaceAll(secret, '***'), value);
  return { text, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)])) };
}

/** Of a repository that is not there, or not ours, nothing else is touched. */
function needsWhatFailed(part: Part, failed: ReadonlyMap<string, Message>): boolean {
  return part.kind !== 'repository' && (failed.has('repository') || failed.has('branches'));
}

/** What is still to be made in the end could not be. */
function inTheEnd(item: Item, failed: ReadonlyMap<string, Message>, made: readonly Part[]): Item {
  const why = failed.get(partName(item.part));
  if (item.standing === 'there') return item;
  if (item.standing !== 'make') return why ? { ...item, said: [why, ...item.said] } : item;
  const wasMade = made.some((part) => partName(part) === partName(item.part));
  const otherwise = wasMade
    ? message('It was made, and is not to be seen.')
    : message('It was not tried, since something before it failed. Run it again.');
  return { ...item, standing: 'cannot', said: [why ?? otherwise] };
}

async function makePart(part: Part, wish: Wish, built: Built, places: SetupPlaces, signal: AbortSignal): Promise<void> {
  const { hosting, remote } = places;
  const { repository } = wish;
  switch (part.kind) {
    case 'content':
      return;
    case 'repository':
      return makeRepository(wish, places, signal);
    case 'branches':
      await requireOurs(wish, places, signal);
      await pushFirstBranches(built.repository, remote, built.heads, signal);
      return takenUp(hosting, repository, signal);
    case 'defaultBranch': {
      const now = await hosting.find(repository, signal);
      if (now?.defaultBranch !== wish.defaultBranch)
        await hosting.setDefaultBranch(repository, wish.defaultBranch, signal);
      return;
    }
    case 'protection': {
      const wanted = wish.protection.get(part.branch);
      // Nobody's rule is written over, also one that came into being a moment ago.
      const now = wanted && (await hosting.protection(repository, part.branch, signal));
      if (wanted && !now) await hosting.protect(repository, part.branch, wanted, signal);
      return;
    }
    case 'webhook':
      return makeWebhook(wish, places, signal);
    case 'catalog':
      return places.catalog.make(signal);
    case 'access':
      return places.access.get(part.file)?.make(signal);
  }
}

/** Another one for the same address, also one that came into being a moment ago, would be told of all twice. */
async function makeWebhook(
  { webhook, repository }: Wish,
  { hosting, webhookSecret }: SetupPlaces,
  signal: AbortSignal,
) {
  const now = webhook && (await hosting.webhooks(repository, signal));
  if (!webhook || now?.some(({ url }) => url === webhook.url)) return;
  await hosting.addWebhook(repository, webhook, webhookSecret, signal);
}

/** What is asked of a forge that is not so far says why it cannot be; it is waited for, and not for ever. */
async function takenUp(hosting: ForgeHosting, repository: RepositoryRef, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < mostTries; waited += 1) {
    if (await hosting.hasTakenUp(repository, signal)) return;
    await pause(betweenMs, undefined, { signal });
  }
}

async function makeRepository({ repository, ...wish }: Wish, { hosting }: SetupPlaces, signal: AbortSignal) {
  const owner = await hosting.owner(repository.owner, signal);
  if (owner !== 'organisation' && owner !== 'self') {
    throw new BranchlineError(
      'setup/noOwner',
      message('The forge has no owner {owner}, or hides it.', { owner: repository.owner }),
    );
  }
  const wanted = { description: wish.marker, defaultBranch: wish.defaultBranch, private: wish.private };
  await hosting.create(owner, repository, wanted, signal);
}

/** A repository is pushed to only by whom made it: asked once more, since it may have become another one meanwhile. */
async function requireOurs(wish: Wish, { hosting, remote }: SetupPlaces, signal: AbortSignal) {
  const found = await hosting.find(wish.repository, signal);
  if (found && isToBeFilled(wish, found)) return;
  throw new BranchlineError(
    'setup/notOurs',
    message('{repository} is not as this command makes it: nothing was pushed to it.', { repository: remote.where }),
  );
}
