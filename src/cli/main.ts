import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { supervise } from './process/supervise';
import { work } from './process/work';

if (isMainThread) supervise(fileURLToPath(import.meta.url));
else await work();
