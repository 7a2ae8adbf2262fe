import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressOf, parseLink, type Link } from '../../../../src/ui/links/link';

const name = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const link: fc.Arbitrary<Link> = fc.oneof(
  fc.record({ kind: fc.constant('cell' as const), service: name, environment: name }),
  fc.record({ kind: fc.constant('edge' as const), service: name, from: name, to: name }),
  fc.record({ kind: fc.constant('pullRequest' as const), service: name, number: fc.integer({ min: 1 }) }),
);

describe('a link', () => {
  it('leads where it was made for, whatever the names are', () =>
    fc.assert(fc.property(link, (made) => assert.deepEqual(parseLink(addressOf(made)), { ...made }))));

  it('leads nowhere where something of it is missing or of another kind', () => {
    for (const [path, query] of [
      ['/environment', 'service=cart'],
      ['/environment', 'service=&environment=dev'],
      ['/promotion', 'service=cart&from=dev'],
      ['/pull-request', 'service=cart&number=0'],
      ['/pull-request', 'service=cart&number=1e9999'],
      ['/pull-request', 'service=cart&number=%2e%2e'],
      ['/command', 'id=branchline.promote'],
      ['/constructor', ''],
      ['/environment', `service=${'x'.repeat(3_000)}&environment=dev`],
    ] as const)
      assert.equal(parseLink({ path, query }), undefined, `${path}?${query.slice(0, 60)}`);
  });

  it('says nothing but what it is asked for: more in it is left out', () =>
    assert.deepEqual(parseLink({ path: '/environment', query: 'service=cart&environment=dev&kind=edge&run=1' }), {
      kind: 'cell',
      service: 'cart',
      environment: 'dev',
    }));
});
