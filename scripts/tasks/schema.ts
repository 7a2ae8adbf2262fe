/** `npm run schema`: writes `schemas/*.json` from the catalog's description in `src/core/catalog/file.ts`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaFiles } from '../../src/core/catalog/jsonSchema';

const folder = join(import.meta.dirname, '../../schemas');
await mkdir(folder, { recursive: true });
await Promise.all(
  Object.entries(schemaFiles).map(async ([name, schema]) => {
    await writeFile(join(folder, name), `${JSON.stringify(schema(), null, 2)}\n`);
    console.log(`schemas/${name}`);
  }),
);
