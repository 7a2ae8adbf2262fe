import type { Register } from './context';
import { register as history } from './history';
import { register as plan } from './plan';
import { register as promote } from './promote';
import { register as rollback } from './rollback';

/** All commands, in the order of the help. */
export const commands: readonly Register[] = [plan, promote, rollback, history];
