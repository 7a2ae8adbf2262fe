import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import { Source } from '../../../src/core/catalog/source';

it('whatever a file holds, reading it warns nobody behind the back of whoever reads', async () => {
  const warnings: string[] = [];
  const hear = (warning: Error) => warnings.push(warning.message);
  process.on('warning', hear);
  new Source('? {a: b}\n: 1\n').read();
  await soon();
  process.off('warning', hear);
  assert.deepEqual(warnings, []);
});
