/** All rows of test/unit/drift/cases, and the controls beside them. */
import { again } from './again';
import { defaults } from './defaults';
import { empties } from './empties';
import { extras } from './extras';
import { lists } from './lists';
import { managed } from './managed';
import { objects } from './objects';
import { secrets } from './secrets';
import { values } from './values';
import { wholes } from './whole';
import type { CaseTable } from './caseTable';

export const tables: readonly CaseTable[] = [
  again,
  defaults,
  empties,
  extras,
  lists,
  managed,
  objects,
  secrets,
  values,
  wholes,
];
