import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { chartInputs } from '../../../../src/core/manifest/render/helm/inputs';
import { Refusal } from '../../../../src/core/manifest/render/refusal';
import { hostileSchemas, wishfulCharts } from './charts';
import { tree } from './tree';

const signal = new AbortController().signal;
const inputsOf = (
  files: Readonly<Record<string, string>>,
  links: readonly string[] = [],
  values: readonly string[] = [],
) => chartInputs(tree(files, links), { chart: '', values }, signal);
const lure = { host: '127.0.0.1:9', outside: '/var/lure' };

describe('what helm gets to see of a chart', () => {
  it('no schema that refers to anything but itself, wherever in the chart it is and however it is written', async () => {
    for (const files of hostileSchemas(lure)) {
      await assert.rejects(inputsOf(files), (error) => {
        assert.ok(error instanceof Refusal, String(error));
        assert.match(error.message, /values\.schema\.json:1/);
        return true;
      });
    }
  });

  it('schemas that are whole in themselves, without the address that they give themselves', async () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://example.com/values.json',
      $ref: '#/$defs/a',
      $defs: { a: { $id: '#a', type: 'object', properties: { id: { type: 'string' }, $ref: { type: 'string' } } } },
    };
    const { copy } = await inputsOf({ 'Chart.yaml': '', 'values.schema.json': JSON.stringify(schema) });
    const { $id, ...rest } = schema;
    assert.ok($id);
    assert.deepEqual(JSON.parse((copy.get('chart/values.schema.json') as { text: string }).text), rest);
  });

  it('no links, and no archives', async () => {
    for (const path of ['templates/a.yaml', 'values.yaml', 'charts/sub']) {
      await assert.rejects(inputsOf({ 'Chart.yaml': '', [path]: '/etc/passwd' }, [path]), Refusal);
    }
    await assert.rejects(inputsOf({ 'Chart.yaml': '', 'charts/sub-1.0.0.tgz': '' }), Refusal);
  });

  it('its own files, under names that no part of an argument can be', async () => {
    const { copy, ...named } = await chartInputs(
      tree({ 'a,http:/b/Chart.yaml': 'c', 'a,http:/b/values-dev.yaml': 'v', 'other/x': 'x' }),
      { chart: 'a,http:/b', values: ['a,http:/b/values-dev.yaml'] },
      signal,
    );
    assert.deepEqual(named, { chart: 'chart', values: ['values-0.yaml'] });
    assert.deepEqual(
      [...copy],
      [
        ['chart/Chart.yaml', { from: 'a,http:/b/Chart.yaml' }],
        ['chart/values-dev.yaml', { from: 'a,http:/b/values-dev.yaml' }],
        ['values-0.yaml', { from: 'a,http:/b/values-dev.yaml' }],
      ],
    );
  });

  it('all else: helm itself keeps it from the world', async () => {
    for (const files of wishfulCharts(lure)) assert.ok((await inputsOf(files)).copy.size > 0);
  });
});
