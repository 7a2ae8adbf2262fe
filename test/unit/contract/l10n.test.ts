import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { collectTexts, saidTexts } from '../../../scripts/l10n/collect';
import { bareTexts, bareTextsIn } from './bareTexts';

describe('Texts for people', () => {
  it('are all in the bundle that translators work from (else: node scripts/run.mjs l10n)', async () => {
    const bundle = JSON.parse(await readFile('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;
    assert.deepEqual(Object.keys(bundle), await collectTexts(resolve('src')));
  });

  it('get the values that they name, and no others', async () => {
    for (const { text, values, place } of await saidTexts(resolve('src'))) {
      const named = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      if (values) assert.deepEqual([...new Set(values)].sort(), [...new Set(named)].sort(), `${place}: ${text}`);
    }
  });

  it('are never written past the translation', () => {
    assert.deepEqual(bareTexts('src/ui'), []);
  });

  it('would be noticed if they were', () => {
    const seen = (source: string) => bareTextsIn('a.ts', source).length;
    assert.equal(seen("show({ label: 'In sync' })"), 1);
    assert.equal(seen('show({ label: `$(check) ${count} passed` })'), 1);
    assert.equal(seen("item.title = many ? 'Services' : t('Service')"), 1);
    assert.equal(seen("vscode.window.showErrorMessage('No', t('Show Log'))"), 1);
    assert.equal(seen('show({ label: `$(check) ${name} · ${t("x y")}` })'), 0);
    assert.equal(seen("show({ icon: 'git-commit', command: 'branchline.refresh' })"), 0);
  });
});
