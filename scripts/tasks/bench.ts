/** `npm run bench [-- NAME…]`: measures, and prints one table. NAME is a part of a file's name in `test/bench/`. */
import { glob } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from '../../test/bench/harness';
import { step } from '../bootstrap/output.mjs';

const names = process.argv.slice(2);
const files: string[] = [];
for await (const file of glob('test/bench/*.bench.ts')) {
  if (names.length === 0 || names.some((name) => file.includes(name))) files.push(file);
}
for (const file of files.sort()) await step(file, () => import(pathToFileURL(resolve(file)).href));
console.log(`\n${table()}\n`);
console.log(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
process.exit();
