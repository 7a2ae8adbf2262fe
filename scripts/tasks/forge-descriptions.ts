/**
 * `node scripts/run.mjs forge-descriptions OPENAPI GRAPHQL SWAGGER`: keeps of what GitHub and Gitea publish of their APIs what our
 * clients ask for (test/unit/forge/published). `node scripts/run.mjs forge-descriptions bitbucket PATHS DEFINITIONS` does so of Bitbucket
 * Cloud's, as the two files `specification/paths.json` and `definitions.json` of `MunifTanjim/node-bitbucket` have it. The files are `generated/api.github.com.json` of the npm package
 * `@octokit/openapi`, `schema.graphql` of `@octokit/graphql-schema`, and Gitea's `templates/swagger/v1_json.tmpl`; the first has
 * half a gigabyte, which no test should wait for. `node scripts/run.mjs forge-descriptions bitbucketDataCenter TYPES` takes those of Bitbucket
 * Data Center from the types that were made of them: `dist/server/openapi/openapi-typescript.d.ts` of the npm package `@coderabbitai/bitbucket`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Impossible, runTask } from '../bootstrap/output.mjs';
import { pruneGraphql } from '../descriptions/graphql';
import { prune } from '../descriptions/openapi';
import { documentOf } from '../descriptions/typed';
import { graphqlFields, operations } from '../../test/unit/forge/published/operations';

const folder = join(import.meta.dirname, '../../test/unit/forge/published/fixtures');

const given = process.argv.slice(3);
await runTask(() => {
  if (process.argv[2] === 'bitbucket') return ofBitbucket(given);
  return process.argv[2] === 'bitbucketDataCenter' ? ofDataCenter(given) : ofOthers();
});

async function ofOthers(): Promise<void> {
  const [openapi, graphql, swagger] = process.argv.slice(2);
  if (openapi === undefined || graphql === undefined || swagger === undefined) {
    throw new Impossible('Three files are needed: GitHub’s OpenAPI, its GraphQL schema, Gitea’s Swagger.');
  }
  const github = JSON.parse(await readFile(openapi, 'utf8')) as Parameters<typeof prune>[0];
  const gitea = JSON.parse((await readFile(swagger, 'utf8')).replaceAll(/\{\{.*?\}\}/g, '')) as typeof github;
  const { version } = github['info'] as { readonly version: string };
  await save('github.json', prune(github, operations.github, `GitHub REST API, @octokit/openapi ${version} (MIT)`));
  await save('gitea.json', prune(gitea, operations.gitea, 'Gitea 1.26.4, templates/swagger/v1_json.tmpl (MIT)'));
  const source = '# GitHub GraphQL API, pruned from @octokit/graphql-schema 15.26.1 (MIT)\n\n';
  await writeFile(
    join(folder, 'github.graphql'),
    source + pruneGraphql(await readFile(graphql, 'utf8'), graphqlFields),
  );
}

/**
 * Each object says of itself what it is (`type`), and may have more than is told: nobody has to send the first, and the second is
 * left out, so that what is told is what is known. Of accounts those of people are meant, which are told as a form of them.
 */
async function ofBitbucket([paths, definitions]: readonly string[]): Promise<void> {
  if (paths === undefined || definitions === undefined) throw new Impossible('Two files are needed.');
  const told = (name: string, value: unknown) =>
    (name === 'required' && Array.isArray(value)) || (name === 'additionalProperties' && value === true)
      ? undefined
      : value;
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8'), told) as Record<string, unknown>;
  const all = await read(definitions);
  const base = structuredClone(all['account']);
  const user = { allOf: [{ $ref: '#/definitions/baseAccount' }, (all['user'] as { allOf: unknown[] }).allOf[1]] };
  const document = { paths: await read(paths), definitions: { ...all, baseAccount: base, account: user } };
  const source = 'Bitbucket Cloud REST API, MunifTanjim/node-bitbucket, specification, f50483e (MIT)';
  await save('bitbucket.json', prune(document, operations.bitbucket, source));
}

async function ofDataCenter([types]: readonly string[]): Promise<void> {
  if (types === undefined) throw new Impossible('A file is needed.');
  const source = 'Bitbucket Data Center 9.2 REST API, by @coderabbitai/bitbucket 1.1.4 (Apache-2.0)';
  const document = documentOf(await readFile(types, 'utf8'));
  await save('bitbucketDataCenter.json', prune(document, operations.bitbucketDataCenter, source));
}

function save(name: string, value: object): Promise<void> {
  return writeFile(join(folder, name), `${JSON.stringify(value)}\n`);
}
