import type { Catalog, DriftIgnore, Service } from '../catalog/catalog';
import { fill } from '../catalog/placeholders';
import { groupBy } from '../support/groupBy';
import type { ForgeIdentity, ForgeRepository } from '../forge/types';
import type { Unknown } from '../support/observation';
import type { CheckName } from './checks/names';
import { found, notChecked } from './checks/outcome';
import type { Answered, CellFacts, ContentFacts, ServiceFacts } from './facts/facts';
import { ignoreId } from './facts/ignoreId';
import type { Found, Outcome } from './finding';

/** Whether one service has what a pattern of the catalog means. */
interface Claim {
  readonly check: CheckName;
  /** Nothing where the catalog says it for all services: then one of them that has it is enough. */
  readonly service?: string;
  readonly id: string;
  readonly state: 'used' | 'unused' | Unknown;
  readonly outcome: Found;
}

/** A repository as its forge has it: by its page there, its settings are found. */
export type OnForge = Pick<ForgeIdentity, 'kind'> & Pick<ForgeRepository, 'webUrl'>;

/** What is told of a service, or of the catalog. */
export interface Told {
  readonly service?: string;
  readonly onForge?: OnForge | undefined;
  readonly outcome: Outcome;
}

/**
 * Patterns and names of the catalog that nothing answers to. What is said for all services is judged only where all were
 * looked at.
 */
export function unusedPatterns(
  all: readonly ServiceFacts[],
  catalog: Pick<Catalog, 'template'>,
  options: { readonly whole: boolean },
): readonly Told[] {
  const claims = all.flatMap((facts) => [
    ...ownedClaims(facts, catalog),
    ...ignoreClaims(facts),
    ...imageClaims(facts, catalog),
  ]);
  const judged = options.whole ? claims : claims.filter(({ service }) => service !== undefined);
  const groups = groupBy(judged, ({ service = '', id, outcome: { code } }) => JSON.stringify([service, code, id]));
  return [...groups.values()].flatMap((group): readonly Told[] => {
    const [first] = group;
    if (!first || group.some(({ state }) => state === 'used')) return [];
    const unknown = group.map(({ state }) => state).find((state) => typeof state !== 'string');
    const service = first.service === undefined ? {} : { service: first.service };
    return [{ ...service, outcome: unknown ? notChecked(first.check, unknown) : first.outcome }];
  });
}

function ownedClaims({ service, cells }: ServiceFacts, { template }: Pick<Catalog, 'template'>): readonly Claim[] {
  const { keys, paths } = inForce(service, cells);
  const usual = template.content.environmentOwned;
  const claim = (pattern: string, kind: 'key' | 'path', isOfAll: boolean): Claim => ({
    check: 'patterns',
    ...(isOfAll ? {} : { service: service.name }),
    id: pattern,
    state: stateOf(cells, ({ used }) => isIn(kind === 'key' ? used.keys : used.paths, pattern)),
    outcome: found(kind === 'key' ? 'keyUnused' : 'pathUnused', { pattern }, { spot: { kind, text: pattern } }),
  });
  return [
    ...keys.map((pattern) => claim(pattern, 'key', isSame(keys, usual.keys))),
    ...paths.map((pattern) => claim(pattern, 'path', isSame(paths, usual.paths))),
  ];
}

/** A repository may say otherwise than the catalog; where it was not read, the catalog counts. */
function inForce({ content }: Service, cells: readonly CellFacts[]): ContentFacts['owned'] {
  const read = cells.map((cell) => cell.content).find((fact) => fact.kind === 'known');
  return read ? read.value.owned : content.environmentOwned;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** An entry is about an object first; only where there is one can its key be misspelt. */
function ignoreClaims({ service, cells }: ServiceFacts): readonly Claim[] {
  return (service.driftIgnores ?? []).flatMap((rule) => {
    const id = ignoreId(rule);
    const about = cells.filter(({ environment: { name } }) => rule.environments?.includes(name) ?? true);
    const spot = { kind: 'ignore', key: rule.key, ofKind: rule.kind ?? '' } as const;
    const claim = { check: 'patterns', id } as const;
    const isThere = ({ used }: Pick<ContentFacts, 'used'>) => isIn(used.ignoredObjects, id);
    const hasKey = ({ used }: ContentFacts) => isThere({ used }) === false || isIn(used.ignoredKeys, id);
    return [
      ...(rule.kind === undefined && rule.name === undefined
        ? []
        : [
            {
              ...claim,
              state: stateOf(about, isThere),
              outcome: found('ignoreUnused', { object: objectText(rule) }, { spot }),
            },
          ]),
      { ...claim, state: stateOf(about, hasKey), outcome: found('ignoreKeyUnused', { pattern: rule.key }, { spot }) },
    ];
  });
}

function objectText({ kind, name }: DriftIgnore): string {
  return [kind, name].filter((part) => part !== undefined).join(' ');
}

/** Images are looked for where a service begins: on the branches that nothing is promoted to. */
function imageClaims({ service, cells }: ServiceFacts, { template }: Pick<Catalog, 'template'>): readonly Claim[] {
  const first = cells.filter(({ environment }) => !service.edges.some(({ to }) => to === environment.name));
  return (service.updates ?? []).map(({ image }): Claim => {
    const ofAll = template.updates?.find((rule) => fill(rule.image, { service: service.name }) === image)?.image;
    const branch = first.map(({ environment }) => environment.branch).join(', ');
    return {
      check: 'images',
      ...(ofAll === undefined ? { service: service.name } : {}),
      id: ofAll ?? image,
      state: stateOf(first, ({ used }) => isIn(used.images, image)),
      outcome: found(
        'imageNowhere',
        { image: ofAll ?? image, branch },
        { spot: { kind: 'image', text: ofAll ?? image } },
      ),
    };
  });
}

/** A branch that is not there has nothing, and that is known. */
function stateOf(
  cells: readonly CellFacts[],
  isUsed: (content: ContentFacts) => boolean | Unknown,
): 'used' | 'unused' | Unknown {
  const states = cells.map(({ content }): 'used' | 'unused' | Unknown => {
    if (content.kind === 'absent') return 'unused';
    const answer = content.kind === 'unknown' ? content : isUsed(content.value);
    return typeof answer === 'boolean' ? (answer ? 'used' : 'unused') : answer;
  });
  if (states.includes('used')) return 'used';
  return states.find((state) => typeof state !== 'string') ?? 'unused';
}

function isIn({ there, unsearched }: Answered, id: string): boolean | Unknown {
  return there.has(id) || (unsearched ?? false);
}
