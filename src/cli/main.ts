import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { asksForHelp, help } from './process/help';
import { supervise } from './process/supervise';
import { work } from './process/work';

const args = process.argv.slice(2);
if (!isMainThread) await work();
else if (asksForHelp(args)) await help(args);
else supervise(fileURLToPath(import.meta.url));
