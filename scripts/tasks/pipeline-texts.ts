/** `node scripts/run.mjs pipeline-texts`: makes docs/pipelines part of the program, for `branchline setup`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipelineTextsModule } from '../build/pipelineTexts';

const file = 'src/core/setup/content/pipelineTexts.ts';
await writeFile(join(import.meta.dirname, '../..', file), await pipelineTextsModule());
console.log(file);
