import * as vscode from 'vscode';
import type { Catalog, Service } from '../../core/catalog/catalog';
import type { EdgeSnapshot } from '../../core/fleet/state/snapshot';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import { isPromotable, promotionAspect } from '../words/promotion';
import type { TrainWish } from './trainCalls';
import { catalogWaves, waysOf } from './ways';

const { t } = vscode.l10n;

interface Asked {
  readonly catalog: Catalog;
  readonly edges: readonly EdgeSnapshot[];
  /** What was chosen before: services, and the step that they were chosen for. */
  readonly services: readonly string[];
  readonly step?: { readonly from: string; readonly to: string };
}

/** Asks what goes together: services, the way, the waves. Nothing when the person changed their mind. */
export async function askTrain(asked: Asked): Promise<TrainWish | undefined> {
  const services = await pickServices(asked);
  if (!services) return undefined;
  const way = await pickWay(services, asked.step);
  if (!way) return undefined;
  const names = services.map(({ name }) => name);
  const waves = names.length === 1 ? 'catalog' : await pickWaves(asked.catalog, names);
  if (!waves) return undefined;
  return { way, services: names, ...(waves === 'catalog' ? {} : { waves }) };
}

async function pickServices({ catalog, edges, services: before }: Asked): Promise<readonly Service[] | undefined> {
  const waiting = new Map<string, EdgeSnapshot>();
  for (const edge of edges)
    if (isPromotable(edge) && !waiting.has(edge.service.name)) waiting.set(edge.service.name, edge);
  const choices = catalog.services
    .filter((service) => service.edges.length > 0)
    .map((service) => {
      const edge = waiting.get(service.name);
      return {
        label: service.name,
        description: edge ? `${edge.from.name} → ${edge.to.name}: ${promotionAspect(edge.plan).label}` : '',
        picked: before.includes(service.name),
        service,
      };
    });
  if (choices.length === 0) throw new BranchlineError('train/noServices', message('No service can be promoted here.'));
  const picked = await vscode.window.showQuickPick(
    choices.toSorted(
      (one, other) =>
        Number(other.picked) - Number(one.picked) || Number(other.description !== '') - Number(one.description !== ''),
    ),
    {
      ignoreFocusOut: true,
      canPickMany: true,
      matchOnDescription: true,
      title: t('Release train (1 of 3): which services go together?'),
      placeHolder: t('What they bring, and what holds each, is shown before anything is opened.'),
    },
  );
  const services = (picked ?? []).map(({ service }) => service);
  // In the order of the catalog: the same choice gives the same train.
  return services.length === 0 ? undefined : catalog.services.filter((service) => services.includes(service));
}

async function pickWay(services: readonly Service[], step: Asked['step']): Promise<readonly string[] | undefined> {
  const ways = waysOf(services);
  if (ways.length === 0) {
    throw new BranchlineError('train/noWay', message('There is no step that all of these services can go.'));
  }
  const isMeant = (way: readonly string[]) => way[0] === step?.from && way[1] === step?.to;
  const sorted = step ? ways.toSorted((one, other) => Number(isMeant(other)) - Number(isMeant(one))) : ways;
  const picked = await vscode.window.showQuickPick(
    sorted.map((way) => ({
      label: way.join(' → '),
      description:
        way.length > 2
          ? t('a chain: all of it goes the first step, then what landed goes the next one')
          : t('one step'),
      way,
    })),
    { ignoreFocusOut: true, title: t('Release train (2 of 3): which way?') },
  );
  return picked?.way;
}

type Waves = readonly (readonly string[])[] | 'catalog';

async function pickWaves(catalog: Catalog, names: readonly string[]): Promise<Waves | undefined> {
  const shown = (waves: readonly (readonly string[])[]) => waves.map((wave) => wave.join(', ')).join('  |  ');
  const byCatalog = catalogWaves(catalog, names);
  const choices: readonly (vscode.QuickPickItem & { readonly waves: Waves | 'canary' })[] = [
    {
      label: t('By the catalog: canaries first, then by what depends on what'),
      detail: shown(byCatalog),
      waves: 'catalog',
    },
    { label: t('A canary first, then all others'), detail: t('You choose which go first.'), waves: 'canary' },
    { label: t('All side by side'), detail: shown([names]), waves: [names] },
    { label: t('One after the other'), detail: shown(names.map((name) => [name])), waves: names.map((name) => [name]) },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    ignoreFocusOut: true,
    title: t('Release train (3 of 3): in which waves?'),
    placeHolder: t('A wave begins once all of the one before has landed and passed.'),
  });
  return picked?.waves === 'canary' ? pickCanaries(names) : picked?.waves;
}

async function pickCanaries(names: readonly string[]): Promise<Waves | undefined> {
  const picked = await vscode.window.showQuickPick(
    names.map((label) => ({ label })),
    { ignoreFocusOut: true, canPickMany: true, title: t('Release train (3 of 3): which go first?') },
  );
  const first = (picked ?? []).map(({ label }) => label);
  if (first.length === 0) return undefined;
  const others = names.filter((name) => !first.includes(name));
  return others.length === 0 ? [first] : [first, others];
}
