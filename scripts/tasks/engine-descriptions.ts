/**
 * `node scripts/run.mjs engine-descriptions NAME SOURCE FILE…`: keeps of the CustomResourceDefinitions of an engine what our tests hold
 * their objects against (test/unit/cluster/published). SOURCE says whose they are, of which version, under which licence. The files are
 * those that the engine's own repository has.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Impossible, runTask } from '../bootstrap/output.mjs';
import { pruneDefinitions } from '../descriptions/definition';

const folder = join(import.meta.dirname, '../../test/unit/cluster/published/fixtures');

await runTask(async () => {
  const [name, source, ...files] = process.argv.slice(2);
  if (name === undefined || source === undefined || files.length === 0) {
    throw new Impossible('A name, a source and files are needed.');
  }
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(pruneDefinitions(texts, source))}\n`);
});
