import assert from 'node:assert/strict';
import { hidesDifference } from '../../../../src/core/manifest/secrecy/hidden';
import { maskSecrets } from '../../../../src/core/manifest/secrecy/mask';

const secret = (password: string, user: string, labels = 'a') =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  labels: {l: ${labels}}\nstringData:\n  password: ${password}\n  user: ${user}\n`;
const flow = (password: string, name: string) =>
  `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "${name}"}, "stringData": {"p": "${password}"}}\n`;
const side = (text: string) => ({ text, shown: maskSecrets(text) });

describe('That a hidden value differs is told beside what is shown', () => {
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ['a value alone', secret('one', 'u'), secret('two', 'u'), true],
    ['a value and a label', secret('one', 'u'), secret('two', 'u', 'b'), true],
    ['values that change places', secret('one', 'two'), secret('two', 'one', 'b'), true],
    ['a value in a line that is seen to differ', flow('one', 'a'), flow('two', 'b'), true],
    ['a value over lines', secret('|\n    one\n    x', 'u'), secret('|\n    two\n    x', 'u', 'b'), true],
    ['a label alone', secret('one', 'u'), secret('one', 'u', 'b'), false],
    ['a name alone, in one line', flow('one', 'a'), flow('one', 'b'), false],
    ['nothing', secret('one', 'u'), secret('one', 'u'), false],
  ];
  for (const [what, before, after, expected] of cases) {
    it(`${what}: ${expected ? 'told' : 'nothing to tell'}`, () => {
      assert.equal(hidesDifference(side(before), side(after)), expected);
    });
  }
});
