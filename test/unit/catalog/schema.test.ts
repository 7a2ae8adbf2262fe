import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { catalogFile } from '../../../src/core/catalog/file';
import { schemaFiles } from '../../../src/core/catalog/jsonSchema';
import { catalogText } from './build';

describe('the JSON Schema of the catalog', () => {
  for (const [name, schema] of Object.entries(schemaFiles)) {
    it(`ships as it is generated: ${name} (else: npm run schema)`, async () => {
      const shipped = await readFile(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8');
      assert.deepEqual(JSON.parse(shipped), schema());
    });
  }

  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schemaFiles['branchline.schema.json']());

  const valid = [
    catalogText(),
    catalogText({ services: 'discover: [{ forge: "https://git.example.com", owner: x }]' }),
    catalogText({ rest: 'promotions: [{ from: dev, to: test, gates: { soak: 1d12h } }]' }),
    catalogText({
      rest: 'promotions: [{ from: dev, to: test, gates: { freeze: [{ from: 2026-12-20T18:00Z, to: 2027-01-04T07:00Z }] } }]',
    }),
    catalogText({ rest: 'content: { path: a/b, renderer: helm, environmentOwned: { paths: ["**/x"], keys: [a.b] } }' }),
    catalogText({
      environments:
        '[{ name: dev, branch: env/dev, cluster: { context: a, namespace: "{service}" }, protected: true }]',
    }),
    catalogText({
      services: 'services: [{ name: a, repository: ./a, environments: { dev: { cluster: { namespace: b } } } }]',
    }),
  ];
  for (const text of valid) {
    it(`accepts what the reader accepts: ${text.replaceAll('\n', ' ⏎ ')}`, () => {
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
      assert.ok(catalogFile.safeParse(parse(text)).success);
    });
  }

  const invalid = [
    '{}',
    '[]',
    catalogText({ version: '2' }),
    catalogText({ version: '"1"' }),
    catalogText({ environments: '[]' }),
    catalogText({ environments: '[{ nme: dev }]' }),
    catalogText({ environments: '[{ name: a b }]' }),
    catalogText({ environments: '[{ name: dev, branch: a..b }]' }),
    catalogText({ environments: '[{ name: dev, branch: a/.b }]' }),
    catalogText({ environments: '[{ name: dev, branch: a.lock }]' }),
    catalogText({ environments: '[{ name: dev, protected: yes please }]' }),
    catalogText({ services: 'services: []' }),
    catalogText({ services: 'discover: []' }),
    catalogText({ rest: 'promotions: [{ from: dev, to: test, gates: { soak: 30min } }]' }),
    catalogText({ rest: 'promotions: [{ from: dev, to: test, gates: { freeze: [{ from: now, to: later }] } }]' }),
    catalogText({ rest: 'promotions: [{ from: dev }]' }),
    catalogText({ rest: 'content: { path: ../a }' }),
    catalogText({ rest: 'unknown: 1' }),
  ];
  for (const text of invalid) {
    it(`refuses what the reader refuses: ${text.replaceAll('\n', ' ⏎ ')}`, () => {
      assert.equal(validate(parse(text)), false);
      assert.equal(catalogFile.safeParse(parse(text)).success, false);
    });
  }

  it('also refuses what the reader checks by hand: both or neither of context and server, nothing to show', () => {
    for (const cluster of ['{ context: a, server: "https://b", namespace: c }', '{ namespace: c }']) {
      assert.equal(validate(parse(catalogText({ environments: `[{ name: dev, cluster: ${cluster} }]` }))), false);
    }
    assert.equal(validate(parse(catalogText({ services: '' }))), false);
  });

  it('explains every key', () => {
    const bare: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(inner as Record<string, object>)) {
            if (!('description' in property)) bare.push(`${path}.${name}`);
          }
        }
        visit(inner, `${path}.${key}`);
      }
    };
    for (const schema of Object.values(schemaFiles)) visit(schema(), '');
    assert.deepEqual(bare, []);
  });
});
