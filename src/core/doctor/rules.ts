import { catalogRules } from './rules/catalog';
import { clusterRules } from './rules/cluster';
import { forgeRules } from './rules/forge';
import { pipelineRules } from './rules/pipeline';
import { repositoryRules } from './rules/repository';
import type { Rule } from './rules/rule';

const all = { ...repositoryRules, ...forgeRules, ...pipelineRules, ...catalogRules, ...clusterRules };

export type Code = keyof typeof all;

/** Every rule, by its code. Source: docs/doctor.md. */
export const rules: Readonly<Record<Code, Rule>> = all;
