import { serviceNames } from '../../fleet';
import { randomFrom } from './random';

/** In promotion order. */
export const environments = ['dev', 'test', 'stage', 'prod'] as const;
export type EnvironmentName = (typeof environments)[number];

export const edges = [
  { from: 'dev', to: 'test' },
  { from: 'test', to: 'stage' },
  { from: 'stage', to: 'prod' },
] as const;

/** What somebody did by hand to one object of a cell; the verdict that it has to get. */
export type Drift = 'changed' | 'missing' | 'extra' | 'masked' | 'absent';

/** A kind that not every service has. */
export type Additional = 'ServiceAccount' | 'Secret' | undefined;

export interface ScaleCell {
  readonly environment: EnvironmentName;
  readonly namespace: string;
  readonly drift: Drift | undefined;
  readonly pipeline: 'success' | 'failure';
}

/** One service of the fixture: all that is true of it, decided before anything of it exists. */
export interface ScaleService {
  readonly name: string;
  readonly additional: Additional;
  /** By the environment that they leave. */
  readonly pendingFrom: ReadonlySet<EnvironmentName>;
  readonly cells: readonly ScaleCell[];
}

/** What has to be counted, exactly. */
export interface Expected {
  readonly cells: number;
  readonly objects: number;
  readonly drifts: Readonly<Record<Drift, number>>;
  readonly failing: number;
  readonly pending: number;
}

const seed = 20_260_301;
const pendingShare = 0.2;
const failingShare = 0.05;
const driftShare = 0.1;

/** So many copies of the shop, each with its ten services. The first services are the same whatever the number of copies. */
export function scaleServices(copies: number): readonly ScaleService[] {
  const random = randomFrom(seed);
  return Array.from({ length: copies }, (_, copy) =>
    serviceNames.map((name, index) => serviceOf(`${name}-${String(copy + 1).padStart(2, '0')}`, index, random)),
  ).flat();
}

export function expectedOf(services: readonly ScaleService[]): Expected {
  const cells = services.flatMap((service) => service.cells);
  const drifted = (wanted: Drift) => cells.filter(({ drift }) => drift === wanted).length;
  return {
    cells: cells.length,
    objects: services.reduce((sum, { additional, cells: own }) => sum + own.length * (additional ? 4 : 3), 0),
    drifts: {
      changed: drifted('changed'),
      missing: drifted('missing'),
      extra: drifted('extra'),
      masked: drifted('masked'),
      absent: drifted('absent'),
    },
    failing: cells.filter(({ pipeline }) => pipeline === 'failure').length,
    pending: services.reduce((sum, { pendingFrom }) => sum + pendingFrom.size, 0),
  };
}

function serviceOf(name: string, index: number, random: () => number): ScaleService {
  const additional = index === 4 ? 'Secret' : index % 4 === 0 ? 'ServiceAccount' : undefined;
  return {
    name,
    additional,
    pendingFrom: new Set(edges.flatMap(({ from }) => (random() < pendingShare ? [from] : []))),
    cells: environments.map((environment) => ({
      environment,
      namespace: `${name}-${environment}`,
      drift: random() < driftShare ? pick(driftsOf(additional), random) : undefined,
      pipeline: random() < failingShare ? 'failure' : 'success',
    })),
  };
}

const driftsOf = (additional: Additional): readonly Drift[] =>
  additional === 'Secret' ? ['masked'] : ['changed', 'missing', 'extra', 'absent'];

function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}
