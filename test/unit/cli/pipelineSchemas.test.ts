import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

const published = join(dirname(createRequire(import.meta.url).resolve('schemastore/package.json')), 'schemas/json');
/** As the platforms publish them; Gitea takes GitHub's workflows. For Tekton and Jenkins there is none. */
const github = schema('github-workflow.json');
const azure = schema('raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json');
const bitbucket = schema('bitbucket.org/atlassianlabs/atlascode/raw/main/resources/schemas/pipelines-schema.json');
const gitlab = schema('gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json');

const files: Readonly<Record<string, () => ValidateFunction>> = {
  'github.yml': github,
  'gitea.yml': github,
  'judge/github.yml': github,
  'judge/gitea.yml': github,
  'gitlab.yml': gitlab,
  'judge/gitlab.yml': gitlab,
  'azure.yml': azure,
  'bitbucket.yml': bitbucket,
};

describe('The pipelines in docs/pipelines, by the schema of their platform', () => {
  for (const [name, validator] of Object.entries(files)) {
    it(`${name} is one, and would not be without its parts`, () => {
      const validate = validator();
      const pipeline = parse(readFileSync(`docs/pipelines/${name}`, 'utf8')) as object;
      assert.ok(validate(pipeline), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
      assert.ok(!validate(withoutParts(pipeline)));
    });
  }
});

function schema(path: string): () => ValidateFunction {
  let made: ValidateFunction | undefined;
  return () => {
    const text = readFileSync(join(published, path), 'utf8');
    // Some of their patterns are none with the flag `u`.
    const options = { strict: false, validateFormats: false, unicodeRegExp: false, logger: false } as const;
    return (made ??= new Ajv(options).compile(JSON.parse(text) as object));
  };
}

/** The same with a number in the place of each list and map at its top. */
function withoutParts(pipeline: object): object {
  return Object.fromEntries(
    Object.entries(pipeline).map(([key, value]) => [key, typeof value === 'object' ? 7 : value]),
  );
}
