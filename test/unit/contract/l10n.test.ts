import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { collectTexts } from '../../../scripts/l10n/collect';

describe('Texts for people', () => {
  it('are all in the bundle that translators work from (else: node scripts/run.mjs l10n)', async () => {
    const bundle = JSON.parse(await readFile('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;
    assert.deepEqual(Object.keys(bundle), await collectTexts(resolve('src')));
  });
});
