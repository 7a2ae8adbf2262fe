import assert from 'node:assert/strict';
import fc from 'fast-check';
import { environmentBranches } from '../../../src/core/catalog/workspace';
import { closest } from '../../../src/core/support/closest';
import { joinDiscoveries, type FoundRepository } from '../../../src/core/catalog/discover';
import { durationMs } from '../../../src/core/catalog/duration';
import { writeCatalog, type NewCatalog } from '../../../src/core/catalog/write';
import { accepted, catalogText } from './build';

describe('repositories read from a forge', () => {
  const { catalog } = accepted(
    catalogText({
      environments: '[{ name: dev, cluster: { context: a, namespace: "{service}-{environment}" } }, { name: prod }]',
      services: 'services: [{ name: cart, repository: "git@git.example.com:shop/cart.git", labels: { team: Pay } }]',
      rest: 'discover: [{ forge: "https://git.example.com", owner: shop, topic: gitops, labels: { team: core } }]',
    }),
  );
  const [discovery] = catalog.discoveries;
  const aRepository = (name: string, more: Partial<FoundRepository> = {}): FoundRepository => ({
    owner: 'shop',
    name,
    cloneUrl: `https://git.example.com/${more.owner ?? 'shop'}/${name}.git`,
    topics: ['gitops'],
    ...more,
  });
  const join = (...repositories: FoundRepository[]) =>
    joinDiscoveries(catalog, [{ discovery: discovery!, repositories }]);

  it('become services of the template, after those of the file', () => {
    const { services } = join(aRepository('users'), aRepository('orders'));
    assert.deepEqual(
      services.map(({ name }) => name),
      ['cart', 'orders', 'users'],
    );
    assert.deepEqual(
      services.map(({ labels }) => labels),
      [{ team: 'Pay' }, { team: 'core' }, { team: 'core' }],
    );
    assert.equal(services[1]?.environments[0]?.cluster?.namespace, 'orders-dev');
    assert.equal(services[1].repository, 'https://git.example.com/shop/orders.git');
  });

  it('are left out where the file has them already, by another address', () => {
    assert.deepEqual(join(aRepository('cart')).services, catalog.services);
  });

  it('are left out without the topic', () => {
    assert.deepEqual(join(aRepository('website', { topics: ['web'] })).services.length, 1);
  });

  it('are called owner.name where the name is taken', () => {
    assert.equal(join(aRepository('cart', { owner: 'lab/shop' })).services[1]?.name, 'lab.shop.cart');
  });

  it('joined twice are the same as once', () => {
    const once = join(aRepository('orders'));
    assert.deepEqual(joinDiscoveries(once, [{ discovery: discovery!, repositories: [aRepository('orders')] }]), once);
  });
});

describe('a catalog that was written', () => {
  const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/);
  const distinctNames = (minLength: number) => fc.uniqueArray(name, { minLength, maxLength: 5 });
  const newCatalog = fc
    .record({
      environments: distinctNames(1),
      services: distinctNames(1),
      isProtected: fc.boolean(),
      other: fc.boolean(),
    })
    .map(({ environments, services, isProtected, other }): NewCatalog => ({
      folder: '/team',
      environments: environments.map((environment) => ({
        name: environment,
        branch: `env/${environment}`,
        protected: isProtected,
        cluster: { context: `c: ${environment}`, namespace: '{service}-{environment}' },
      })),
      services: services.map((service, index) => ({
        name: service,
        repository: index % 2 ? `/team/${service}` : `git@git.example.com:shop/${service}.git`,
        branches: other ? { [environments[0]!]: 'other' } : {},
      })),
    }));

  it('is read back to what was meant, without a warning', () =>
    fc.assert(
      fc.property(newCatalog, (meant) => {
        const { catalog, warnings } = accepted(writeCatalog(meant));
        assert.deepEqual(warnings, []);
        assert.deepEqual(
          catalog.services.map(({ name, repository }) => ({ name, repository })),
          meant.services.map(({ name, repository }) => ({ name, repository })),
        );
        for (const [index, service] of catalog.services.entries()) {
          for (const [at, { name, branch, protected: isProtected }] of service.environments.entries()) {
            assert.equal(name, meant.environments[at]?.name);
            assert.equal(branch, meant.services[index]?.branches?.[name] ?? meant.environments[at]?.branch);
            assert.equal(isProtected, meant.environments[at]?.protected);
          }
        }
      }),
    ));

  it('has one line an entry and says what is what', () => {
    const text = writeCatalog({
      folder: '/team',
      environments: [{ name: 'dev', branch: 'dev' }],
      services: [{ name: 'cart', repository: '/team/cart' }],
      discover: [{ forge: 'https://git.example.com', owner: 'shop' }],
    });
    assert.match(text, /^# Branchline/);
    assert.match(text, /\n {2}- \{ name: cart, repository: \.\/cart \}\n/);
    assert.match(text, /\n {2}- \{ forge: https:\/\/git\.example\.com, owner: shop \}\n/);
    assert.equal(accepted(text).catalog.services[0]?.repository, '/team/cart');
  });
});

describe('small things of the catalog', () => {
  for (const [text, ms] of [
    ['30m', 1_800_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['', undefined],
    ['30', undefined],
    ['m', undefined],
    ['1m1h', undefined],
    ['-1m', undefined],
  ] as const) {
    it(`"${text}" is ${ms ?? 'not a duration'}`, () => assert.equal(durationMs(text), ms));
  }

  for (const [branches, found] of [
    [['dev', 'test', 'prod'], 'dev test prod'],
    [['production', 'staging', 'main'], 'staging production'],
    [['develop', 'dev', 'prod'], 'dev prod'],
    [['main', 'develop'], ''],
    [['prod'], ''],
    [['environments/dev', 'environments/prod', 'dev'], 'environments/dev environments/prod'],
    [['feature/dev', 'feature/prod'], ''],
  ] as const) {
    it(`branches ${branches.join(', ')} are the environments: ${found || 'none'}`, () =>
      assert.equal(
        environmentBranches(branches)
          .map(({ branch }) => branch)
          .join(' '),
        found,
      ));
  }

  it('a misspelt word is found, another one is not', () => {
    assert.equal(closest('enviroments', ['services', 'environments']), 'environments');
    assert.equal(closest('PROD', ['dev', 'prod']), 'prod');
    assert.equal(closest('tset', ['dev', 'test']), 'test');
    assert.equal(closest('d', ['a']), undefined);
    assert.equal(closest('banana', ['services']), undefined);
  });
});
