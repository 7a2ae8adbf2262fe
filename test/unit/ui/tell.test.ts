import assert from 'node:assert/strict';
import fc from 'fast-check';
import type * as Probe from '../../bench/probes/cockpit';
import { loadWithStub } from '../../bench/probes/withStub';

/** What the editor takes for a link in a message. Source: microsoft/vscode, `src/vs/base/common/linkedText.ts`. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('a message', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/cockpit.ts')));

  it('has no link with words of its own in it, whatever stands there', () => {
    const part = fc.constantFrom('[', ']', '(', ')', 'x', ' ', '"', 'command:a', 'https://a', 'file:a', ']](', '](');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) =>
        assert.doesNotMatch(probe.unlinked(parts.join('')), link),
      ),
      { numRuns: 2_000 },
    );
    assert.match('[x](command:workbench.action.quit)', link);
    assert.doesNotMatch(probe.unlinked('[x](command:workbench.action.quit)'), link);
  });

  it('is otherwise as it was', () => assert.equal(probe.unlinked('cart (1) [a] b'), 'cart (1) [a] b'));
});
