import { access } from './checks/access';
import { branches } from './checks/branches';
import { cluster } from './checks/cluster';
import { content } from './checks/content';
import { landing } from './checks/landing';
import type { Check } from './checks/outcome';
import { pipeline } from './checks/pipeline';
import { protection } from './checks/protection';
import { repository } from './checks/repository';
import { requiredChecks } from './checks/requiredChecks';
import { ownRules } from './checks/rules';
import { verify } from './checks/verify';

/** All checks of one service, in the order in which they are told. What is said for all services is in `patterns.ts`. */
export const checks: readonly Check[] = [
  repository,
  access,
  branches,
  ownRules,
  protection,
  requiredChecks,
  landing,
  pipeline,
  content,
  verify,
  cluster,
];
