import { isMap, listAt, mapAt, stringAt, type Json } from '../json';
import type { LiveObject } from '../live';
import { among } from './among';

/** A step as it is run, with the variables that it is given: what comes later counts more. */
export interface InflatedStep {
  readonly step: Json;
  readonly vars: readonly unknown[];
}

/**
 * The steps of a Stage, with those of its tasks in their place. A task that cannot be read stays one step of itself. Where a Stage
 * and a task give a variable other values, which of both counts is not told.
 * Source: kargo, pkg/api/promotion.go (`InflateSteps`, `promotionTaskVarsToStepVars`).
 */
export function inflated(stage: LiveObject, objects: readonly LiveObject[]): readonly InflatedStep[] {
  const template = mapAt(stage, 'spec', 'promotionTemplate', 'spec');
  const [ofStage, ofTemplate] = [listAt(stage, 'spec', 'vars'), listAt(template, 'vars')];
  return listAt(template, 'steps')
    .filter(isMap)
    .flatMap((step): readonly InflatedStep[] => {
      const own = listAt(step, 'vars');
      const task = isMap(step['task']) ? taskOf(stage, step['task'], objects) : undefined;
      if (!task) return [{ step, vars: [...ofStage, ...ofTemplate, ...own] }];
      const defaults = listAt(task, 'spec', 'vars');
      const given = [...ofStage.filter((one) => !isDoubtful(one, defaults)), ...ofTemplate, ...own];
      const doubtful = ofStage.filter((one) => isDoubtful(one, defaults)).map((one) => stringAt(one, 'name'));
      const certain = defaults.filter((one) => !doubtful.includes(stringAt(one, 'name')));
      return listAt(task, 'spec', 'steps')
        .filter(isMap)
        .map((inner) => ({ step: inner, vars: [...certain, ...given, ...listAt(inner, 'vars')] }));
    });
}

function isDoubtful(one: unknown, defaults: readonly unknown[]): boolean {
  const other = defaults.find((variable) => stringAt(variable, 'name') === stringAt(one, 'name'));
  const value = stringAt(other, 'value') ?? '';
  return value !== '' && value !== stringAt(one, 'value');
}

function taskOf({ metadata }: LiveObject, task: Json, objects: readonly LiveObject[]): LiveObject | undefined {
  const [kind, name] = [stringAt(task, 'kind') || 'PromotionTask', stringAt(task, 'name') ?? ''];
  if (kind === 'PromotionTask') return among(objects).one('kargo.akuity.io', kind, name, metadata.namespace);
  return kind === 'ClusterPromotionTask' ? among(objects).one('kargo.akuity.io', kind, name, undefined) : undefined;
}
