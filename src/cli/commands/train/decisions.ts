import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { carsOf, stepsOf } from '../../../core/train/manifest';
import type { Decisions } from '../../../core/train/state';
import { outOfOrder } from '../../../core/train/waves';
import type { ContinueCall } from './call';
import type { KnownTrain, SeenOf } from './look';
import type { TrainPlace } from './place';
import type { TrainReport } from './printState';

/**
 * What a person decided for this call.
 * @param seen of the train, where a pull request is to be opened again: the one that is closed now is meant, and no later one
 * @throws BranchlineError for a service that is no part of the train
 */
export function decisionsOf(
  { skip = [], again = [], acceptMoved = [], resume = false }: ContinueCall,
  train: KnownTrain,
  seen: SeenOf,
): Decisions {
  const services = new Set(carsOf(train.manifest).map(({ service }) => service));
  const accepted = acceptMoved.map((text) => {
    const [, name] = /^([^=]+)=[0-9a-f]+\.\.[0-9a-f]+$/.exec(text) ?? [];
    if (name !== undefined) return name;
    throw new BranchlineError('cli/badDecision', message('{text} is not NAME=BASE..COMMIT.', { text }));
  });
  const unknown = [...skip, ...again, ...accepted].find((name) => !services.has(name));
  if (unknown !== undefined) {
    throw new BranchlineError('cli/badDecision', message('{service} is no part of this train.', { service: unknown }));
  }
  return {
    skip: new Set(skip),
    again: new Map(again.map((name) => [name, closedOf(name)])),
    accepted: new Set(acceptMoved),
    resume,
  };

  function closedOf(name: string): ReadonlySet<number> {
    const steps = stepsOf(train.manifest).map((_step, index) => seen(name, index));
    return new Set(steps.flatMap((one) => (one.kind === 'closed' ? [one.number] : [])));
  }
}

/** What is left of the decisions once something was done by them: whoever closes what was opened again, or stops it again, is heard. */
export function spent(decisions: Decisions, { outcomes }: Pick<TrainReport, 'outcomes'>): Decisions {
  const opened = new Set(outcomes.flatMap(({ service, outcome }) => (outcome.kind === 'opened' ? [service] : [])));
  return {
    ...decisions,
    resume: false,
    again: new Map([...decisions.again].filter(([service]) => !opened.has(service))),
  };
}

/** Who goes on without something that they depend on, by the catalog. */
export function leftBehind(
  { catalog }: Pick<TrainPlace, 'catalog'>,
  { manifest }: KnownTrain,
  { skip }: Decisions,
): readonly string[] {
  const waves = manifest.waves.map((cars) => cars.map(({ service }) => service).filter((name) => !skip.has(name)));
  return outOfOrder([...waves, [...skip]], catalog.train ?? noRules)
    .filter(({ service, needs }) => !skip.has(service) && skip.has(needs))
    .map(({ service, needs }) => `${service} depends on ${needs}, by the catalog, which is left behind`);
}

const noRules = { canary: [], dependsOn: new Map<string, readonly string[]>() };

/** @throws BranchlineError for decisions of no train */
export function assertNoDecisions({ skip, again, acceptMoved, resume, expect, wait, dryRun }: ContinueCall): void {
  const said = skip ?? again ?? acceptMoved ?? resume ?? expect ?? wait ?? dryRun;
  if (said === undefined) return;
  throw new BranchlineError('cli/badDecision', message('Say of which train: branchline train continue NAME …'));
}
