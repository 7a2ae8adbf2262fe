import { declaredOwner } from '../../core/change/engine/declared';
import type { BranchOwner } from '../../core/change/engine/owner';
import { declaredName, engineObject, engineName, wayBackWarning } from '../../core/change/engine/refusal';
import { enginePlace } from '../../core/fleet/cluster/enginePlace';
import { inEnglish } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import type { CliContext } from '../context';
import type { OpenRepository } from './openRepository';

/**
 * Who moves a branch: by what the catalog says, and by one look into the cluster where that is told. Nothing where it names no cluster and
 * says nothing of it.
 */
export async function ownerOf(
  { service, remote, repository }: Pick<OpenRepository, 'service' | 'remote' | 'repository'>,
  branch: string,
  context: CliContext,
  mostMs?: number,
): Promise<BranchOwner | undefined> {
  const environment = service.environments.find((one) => one.branch === branch);
  const place = service.name === undefined || !environment ? undefined : enginePlace(environment);
  if (!environment || !place) {
    return declaredOwner(environment?.movedBy, undefined);
  }
  const about = { environment, place, addresses: [remote.where, repository.where], content: service.content.path };
  const asked = { ...about, ...(mostMs === undefined ? {} : { mostMs }) };
  return declaredOwner(environment.movedBy, await context.owners.look(asked, context.signal));
}

/** Says, before something is opened, that nobody was to look who moves the branch. */
export function tellUnasked(owner: BranchOwner | undefined, branch: string, context: CliContext): void {
  if (!owner) context.owners.unasked(branch, (line) => context.warn(line));
}

/** Whoever goes back is in a hurry: a cluster that does not answer holds them up no longer. */
const inHurryMs = 5_000;

/** The same of a way back, which is a person's own whoever else moves the branch: an engine may bring back what it takes away. */
export async function warnOfEngine(...[opened, branch, context]: Parameters<typeof wayBackWords>): Promise<void> {
  const said = await wayBackWords(opened, branch, context);
  if (said !== undefined) context.warn(`branchline: ${said}`);
}

/** What is to be said of it, in one line; nothing where no engine moves the branch, or nobody was to look. */
export async function wayBackWords(
  opened: Pick<OpenRepository, 'service' | 'remote' | 'repository'>,
  branch: string,
  context: CliContext,
): Promise<string | undefined> {
  const environment = opened.service.environments.find((one) => one.branch === branch);
  if (!environment || (!environment.movedBy && !enginePlace(environment))) return undefined;
  const said = wayBackWarning(await ownerOf(opened, branch, context, inHurryMs), branch);
  return said && oneLine(inEnglish(said), 400);
}

/** As JSON: who moves a branch, what they wait for, and their door. */
export type OwnerDocument = ReturnType<typeof ownerDocument>;

export function ownerDocument(owner: BranchOwner) {
  const observed = 'observed' in owner ? owner.observed : undefined;
  const seen = observed && { observed: { at: new Date(observed.at).toISOString(), source: observed.source } };
  switch (owner.kind) {
    case 'people':
      return { kind: owner.kind };
    case 'declared':
      return { kind: owner.kind, engine: owner.engine };
    case 'nobody':
      return { kind: owner.kind, ...seen };
    case 'unknown':
      return { kind: owner.kind, reason: owner.reason, said: inEnglish(owner.said), ...seen };
    case 'engine': {
      const { source, kind, namespace, name, move, sync, health, operation, paused, reason } = owner.status;
      return {
        kind: owner.kind,
        engine: source,
        ...(owner.isDenied ? { isDenied: true } : {}),
        object: { kind, ...(namespace === undefined ? {} : { namespace }), name },
        state: { sync, health, operation, paused, ...(reason === undefined ? {} : { reason }) },
        ...move,
        ...seen,
      };
    }
  }
}

const signs = { passed: '✓', notPassed: '✗', unknown: '?' } as const;

/** The same for people: what the engine waits for, its pull request, and what a person may call. */
export function ownerLines(owner: OwnerDocument): readonly string[] {
  if (owner.kind === 'nobody' || owner.kind === 'people') return [];
  if (owner.kind === 'declared') return [`${declaredName(owner.engine) ?? 'an engine'}, says the catalog`];
  if (owner.kind === 'unknown') return [`? ${oneLine(owner.said, 400)}`];
  const { engine, object, state, from = [], gates = [], pullRequest, command, automatic, observed } = owner;
  const source = observed === undefined ? '' : ` (${observed.source}, ${observed.at})`;
  const comes = from.length > 0 ? `, from ${from.map((one) => oneLine(one)).join(', ')}` : '';
  const why = state.reason === undefined ? '' : `: ${oneLine(state.reason, 400)}`;
  return [
    `${engineName(engine)}: ${oneLine(engineObject(object))}${comes}${source}`,
    `${stateWords(state)}${why}`,
    ...gates.map(({ name, kind, said }) => `${signs[kind]} ${oneLine(name)}: ${oneLine(said, 400)}`),
    ...(pullRequest ? [`its pull request ${oneLine(pullRequest.name)}: ${pullRequest.url}`] : []),
    ...(command === undefined ? [] : [`to have it promote: ${command}`]),
    ...(automatic === true ? ['it goes on by itself once that is passed'] : []),
  ];
}

function stateWords({
  operation,
  paused,
  sync,
}: {
  readonly operation: string;
  readonly paused: boolean;
  readonly sync: string;
}): string {
  if (operation === 'deleting') return 'it is being deleted';
  if (operation === 'failed') return 'the promotion fails';
  if (paused) return 'held';
  if (operation === 'running') return 'a promotion is under way';
  if (sync === 'outOfSync') return 'a promotion is pending';
  return sync === 'synced' ? 'promoted' : 'state unknown';
}
