/** `npm run bench [-- NAME…]`: measures, and prints one table. NAME is a part of a file's name in `test/bench/`. */
import { glob } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from '../../test/bench/harness';
import { runTask, step } from '../bootstrap/output.mjs';

await runTask(async () => {
  try {
    for (const file of await chosen(process.argv.slice(2))) {
      await step(file, () => import(pathToFileURL(resolve(file)).href));
    }
  } finally {
    console.log(`\n${table()}\n\n${machine()}`); // one that fails late loses no figures
  }
});
process.exit(); // a benchmark may leave a server behind

async function chosen(names: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('test/bench/*.bench.ts')) {
    if (names.length === 0 || names.some((name) => file.includes(name))) files.push(file);
  }
  return files.sort();
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return `Node ${process.versions.node}, ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
