import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FieldDrift, ObjectDrift } from '../../../src/core/drift/report';
import { verified } from '../../../src/core/drift/verify';
import { asShown } from '../../../src/core/manifest/secrecy/shown';

function drift(...fields: readonly FieldDrift[]): ObjectDrift {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', verdict: fields[0]?.verdict ?? 'none', fields };
}

const rewritten: FieldDrift = {
  path: 'spec.image',
  verdict: 'changed',
  desired: asShown('a'),
  live: asShown('mirror/a'),
};
const dropped: FieldDrift = { path: 'spec.strategy', verdict: 'missing', desired: asShown('x') };
const added: FieldDrift = { path: 'spec.env[name=B]', verdict: 'extra', live: asShown({ name: 'B' }) };

describe('A dry run takes false alarms away, and nothing else', () => {
  it('what the server makes of git anyway is its own doing, and says so', () => {
    const { verdict, fields } = verified(drift(rewritten, dropped), drift(rewritten, dropped));
    assert.equal(verdict, 'managed');
    for (const { verdict: own, note } of fields) assert.ok(own === 'managed' && note?.startsWith('Verified'));
  });

  it('what it would bring as git says stays', () => {
    assert.deepEqual(verified(drift(rewritten, dropped), drift()), drift(rewritten, dropped));
    assert.equal(verified(drift(rewritten, dropped), drift(dropped)).verdict, 'changed');
  });

  it('another live value than the one that it would make stays', () => {
    const other = { ...rewritten, live: asShown('by-hand/a') };
    assert.deepEqual(verified(drift(other), drift(rewritten)), drift(other));
  });

  it('an extra stays, whatever the dry run says: no apply takes it away', () => {
    assert.deepEqual(verified(drift(added), drift(added)), drift(added));
    assert.equal(verified(drift(rewritten, added), drift(rewritten, added)).verdict, 'extra');
  });

  it('and so does what is absent, unknown or of a Secret', () => {
    const absent: ObjectDrift = { ...drift(), verdict: 'absent' };
    assert.deepEqual(verified(absent, absent), absent);
    const masked: FieldDrift = { path: 'data.p', verdict: 'masked' };
    assert.deepEqual(verified(drift(masked), drift(masked)), drift(masked));
  });
});
