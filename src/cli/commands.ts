import type { Register } from './context';
import { register as drift } from './commands/drift';
import { register as history } from './commands/history';
import { register as pin } from './commands/pin';
import { register as plan } from './commands/plan';
import { register as promote } from './commands/promote';
import { register as bringBack } from './commands/return';
import { register as rollback } from './commands/rollback';
import { register as status } from './commands/status';

/** All commands, in the order of the help. */
export const commands: readonly Register[] = [status, plan, promote, rollback, bringBack, drift, history, pin];
