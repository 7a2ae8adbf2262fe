import assert from 'node:assert/strict';
import { rolloutGate } from '../../../../src/core/change/gates/rollout';
import type { KindState, NamespaceState } from '../../../../src/core/cluster/live';
import type { Desired } from '../../../../src/core/fleet/cluster/desired';
import { rolloutsOf } from '../../../../src/core/fleet/cluster/rollouts';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';
import { message } from '../../../../src/core/support/message';
import type { Unknown } from '../../../../src/core/support/observation';

const observed = { at: 1, source: 'cluster staging' };
const unknown = (reason: Unknown['reason'], text = 'Why.'): Unknown => ({
  kind: 'unknown',
  reason,
  said: message('{text}', { text }),
});
const edge = { from: 'test', to: 'prod', gates: { pipeline: 'required', soakMs: 0 } } as const;

function state(rollouts: KindState | undefined, connection: NamespaceState['connection'] = { kind: 'live', observed }) {
  const kinds = new Map(rollouts ? [['argoproj.io/v1alpha1/Rollout', rollouts] as const] : []);
  return { cluster: 'staging', namespace: 'cart', connection, kinds };
}
const none: KindState = { kind: 'known', objects: [], observed };
const unrendered: Desired = { files: [], renderer: 'helm', unrendered: unknown('invalid', 'helm is not there') };
const gate = (desired: Desired, seen: NamespaceState) =>
  rolloutGate(edge, { rollouts: rolloutsOf(desired, seen) }, 'a'.repeat(40)).map(({ kind }) => kind);

describe('the rollouts of a branch', () => {
  it('are not known where it cannot be rendered, unless its cluster has none at all', () => {
    assert.deepEqual(gate(unrendered, state(none)), ['unknown']);
    assert.deepEqual(gate(unrendered, state(unknown('forbidden'))), ['unknown']);
    assert.deepEqual(gate(unrendered, state(undefined)), ['unknown']);
    assert.deepEqual(gate(unrendered, state(none, unknown('unreachable'))), ['unknown']);
    assert.deepEqual(gate(unrendered, state(unknown('missing'))), []);
  });

  it('are not known where they are in a namespace that is not watched', () => {
    const text = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: cart, namespace: other }\n';
    const desired: Desired = { files: [readManifestFile('cart.yaml', text)], renderer: 'plain' };
    const found = rolloutsOf(desired, state(none));
    assert.equal(found?.kind, 'unknown');
    assert.deepEqual(gate(desired, state(none)), ['unknown']);
  });
});
