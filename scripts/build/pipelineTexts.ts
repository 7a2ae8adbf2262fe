import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const names = [
  'github.yml',
  'gitea.yml',
  'gitlab.yml',
  'azure.yml',
  'bitbucket.yml',
  'Jenkinsfile',
  'judge/github.yml',
];

/** The module that holds the ready-made pipelines as they are in docs/pipelines: a bundle has no such folder beside it. */
export async function pipelineTextsModule(): Promise<string> {
  const folder = join(import.meta.dirname, '../../docs/pipelines');
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  const source = `/** Written by \`node scripts/run.mjs pipeline-texts\`: docs/pipelines, as they are. */
export const pipelineTexts = ${JSON.stringify(Object.fromEntries(texts), null, 2)} as const;\n`;
  return format(source, { ...(await resolveConfig('src/cli/run.ts')), parser: 'typescript' });
}
