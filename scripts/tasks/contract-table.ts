/** `node scripts/run.mjs contract-table`: runs every contract on both backends, and writes what came of it into docs/servers.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { runTask } from '../bootstrap/output.mjs';
import { ensureServers } from '../servers/ensure';
import { contractResults, contractTable } from '../testing/contractTable';

const file = 'docs/servers.md';
const begin = '<!-- what follows is written by `node scripts/run.mjs contract-table` -->';

await runTask(async () => {
  await ensureServers();
  const results = { embedded: await contractResults('embedded'), real: await contractResults('real') };
  const [introduction = ''] = (await readFile(file, 'utf8')).split(begin);
  await writeFile(file, `${introduction}${begin}\n\n${contractTable(results)}\n`);
});
