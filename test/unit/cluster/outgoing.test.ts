import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { dryRunQuery, reviewPath, wireOf } from '../../../src/core/cluster/connection/outgoing';

const deployment = '/apis/apps/v1/namespaces/shop/deployments/web';

describe('What is sent to a cluster beside GET', () => {
  it('is a dry run or a review of one’s own rights', () => {
    assert.equal(wireOf(deployment, undefined).method, 'GET');
    assert.equal(wireOf(reviewPath, { kind: 'review', body: '{}' }).method, 'POST');
    const { method, headers } = wireOf(`${deployment}?${dryRunQuery}`, { kind: 'dryRun', body: '{}' });
    assert.equal(method, 'PATCH');
    assert.equal(headers['Content-Type'], 'application/apply-patch+yaml');
    assert.equal(new URLSearchParams(dryRunQuery).get('dryRun'), 'All');
  });

  const refused: readonly (readonly ['review' | 'dryRun', string])[] = [
    ['dryRun', deployment],
    ['dryRun', `${deployment}?fieldManager=branchline&force=true`],
    ['dryRun', `${deployment}?dryRun=`],
    ['dryRun', `${deployment}?${dryRunQuery}&dryRun=`],
    ['dryRun', `${deployment}?${dryRunQuery}?dryRun=`],
    ['dryRun', `/api/v1/namespaces/shop/secrets/s?${dryRunQuery}`],
    ['dryRun', reviewPath],
    ['review', `${reviewPath}?x=1`],
    ['review', deployment],
    ['review', `${deployment}?${dryRunQuery}`],
  ];
  for (const [kind, path] of refused) {
    it(`never as ${kind}: ${path}`, () => assert.throws(() => wireOf(path, { kind, body: '{}' })));
  }

  it('and no path of anybody’s making lets a write through', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        fc.pre(query !== dryRunQuery);
        assert.throws(() => wireOf(`${path}?${query}`, { kind: 'dryRun', body: '' }));
      }),
    );
  });
});
