import assert from 'node:assert/strict';
import type { LiveObject } from '../../../src/core/cluster/live';
import { steadySince } from '../../../src/core/cluster/steady';

const clock = (time: string) => `2026-01-01T${time}:00Z`;
const everything = () => true;
const since = (objects: readonly LiveObject[], isMeant: (object: LiveObject) => boolean = everything) => {
  const found = steadySince(objects, isMeant);
  return found === undefined ? undefined : new Date(found).toISOString().slice(11, 16);
};

function anObject(kind: string, written: string, more: object = {}): LiveObject {
  const apiVersion = ['ConfigMap', 'Pod'].includes(kind) ? 'v1' : 'apps/v1';
  const managedFields = [
    { manager: 'kubectl', operation: 'Apply', time: clock(written) },
    { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status', time: clock('20:00') },
  ];
  return { apiVersion, kind, metadata: { name: 'cart', uid: kind, managedFields }, ...more };
}

function aDeployment(written: string, available: string, rolledOut: string): LiveObject {
  const conditions = [
    { type: 'Available', status: 'True', lastTransitionTime: clock(available) },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', lastUpdateTime: clock(rolledOut) },
  ];
  return anObject('Deployment', written, { status: { conditions } });
}

describe('since when what runs has been as it is', () => {
  it('is the last write, the end of the rollout, or when it became available: whichever was last', () => {
    assert.equal(since([aDeployment('10:00', '09:00', '10:02')]), '10:02');
    assert.equal(since([aDeployment('10:00', '11:00', '10:02')]), '11:00');
    assert.equal(since([aDeployment('12:00', '11:00', '10:02')]), '12:00');
  });

  it('counts every object that is meant, and no other', () => {
    const objects = [aDeployment('10:00', '09:00', '10:02'), anObject('ConfigMap', '13:00')];
    assert.equal(since(objects), '13:00');
    assert.equal(
      since(objects, ({ kind }) => kind === 'Deployment'),
      '10:02',
    );
  });

  it('is by their Pods what other workloads do not keep', () => {
    const pod: LiveObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'cart-0', ownerReferences: [{ uid: 'StatefulSet', controller: true }] },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: clock('10:30') }] },
    };
    assert.equal(since([anObject('StatefulSet', '10:00'), pod]), '10:30');
  });

  it('is not known where one of them does not tell', () => {
    const silent: LiveObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old' } };
    assert.equal(since([aDeployment('10:00', '09:00', '10:02'), silent]), undefined);
    assert.equal(since([anObject('Deployment', '10:00')]), undefined);
    assert.equal(since([]), undefined);
  });
});
