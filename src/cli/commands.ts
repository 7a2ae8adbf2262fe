import type { Register } from './context';
import { register as drift } from './drift';
import { register as history } from './history';
import { register as pin } from './pin';
import { register as plan } from './plan';
import { register as promote } from './promote';
import { register as bringBack } from './return';
import { register as rollback } from './rollback';
import { register as status } from './status';

/** All commands, in the order of the help. */
export const commands: readonly Register[] = [status, plan, promote, rollback, bringBack, drift, history, pin];
