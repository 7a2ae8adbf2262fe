import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caught } from './manifest';

describe('The core', () => {
  it('loads nothing late from another layer: the lint sees only imports that stand at the top', () => {
    for (const name of readdirSync('src/core', { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const late = caught(readFileSync(join('src/core', name), 'utf8'), /\bimport\(\s*'([^']+)'\s*\)/g);
      const depth = name.split(/[\\/]/).length - 2;
      for (const what of late) {
        assert.notEqual(what, 'vscode', name);
        assert.ok(!what.startsWith('../'.repeat(depth + 1)), `${name} loads ${what}`);
      }
    }
  });
});
