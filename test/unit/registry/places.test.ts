import assert from 'node:assert/strict';
import { readChallenges } from '../../../src/core/registry/http/challenge';
import { nextPage, redirectedTo, tokenServer } from '../../../src/core/registry/http/places';

describe('where a registry has its tokens made', () => {
  const cases: [base: string, realm: string, goes: boolean][] = [
    ['https://registry-1.docker.io', 'https://auth.docker.io/token', true],
    ['https://ghcr.io', 'https://ghcr.io/token', true],
    ['https://registry.gitlab.example', 'https://gitlab.example/jwt/auth', true],
    ['https://r.example', 'http://r.example/token', false],
    ['https://r.example', 'http://127.0.0.1/token', false],
    ['https://r.example', 'http://other.example/token', false],
    ['http://r.example:5000', 'http://r.example:5000/token', true],
    ['http://r.example:5000', 'http://r.example:5001/token', false],
    ['http://r.example:5000', 'https://r.example/token', true],
    ['http://r.example:5000', 'https://other.example/token', false],
    ['http://r.example:5000', 'http://127.0.0.1/token', false],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/token', true],
    ['http://localhost:5000', 'http://[::1]:5001/token', true],
    ['http://127.0.0.1:5000', 'https://auth.example/token', true],
    ['http://127.0.0.1:5000', 'http://auth.example/token', false],
    ['http://127.0.0.1:5000', 'http://127.0.0.1.example/token', false],
    ['https://r.example', 'https://me:x@r.example/token', false],
    ['https://r.example', 'file:///token', false],
    ['https://r.example', '/token', false],
  ];
  for (const [base, realm, goes] of cases) {
    it(`${base} ${goes ? 'may' : 'may not'} say ${realm}`, () => {
      const asked = () => tokenServer('r', new URL(base), realm);
      if (goes) assert.equal(asked().href, new URL(realm).href);
      else assert.throws(asked, { code: 'registry/redirected' });
    });
  }
});

describe('where a registry sends a request on to', () => {
  const cases: [from: string, to: string, goes: boolean][] = [
    ['https://r.example/x', 'https://cdn.example/y?sig=1', true],
    ['https://r.example/x', '/y', true],
    ['https://r.example/x', '//cdn.example/y', true],
    ['https://r.example/x', 'http://r.example/y', false],
    ['http://localhost:5000/x', 'http://localhost:5001/y', true],
    ['https://r.example/x', 'https://me@r.example/y', false],
    ['https://r.example/x', 'data:,x', false],
  ];
  for (const [from, to, goes] of cases) {
    it(`${from} ${goes ? 'may' : 'may not'} lead to ${to}`, () => {
      const sent = () => redirectedTo('r', new URL(from), to);
      if (goes) assert.equal(sent().href, new URL(to, from).href);
      else assert.throws(sent, { code: 'registry/redirected' });
    });
  }
});

describe('where a list goes on', () => {
  const page = new URL('https://r.example/v2/a/tags/list?n=1000');
  const next = 'https://r.example/v2/n?last=x';
  for (const link of [
    '</v2/n?last=x>; rel="next"',
    '</v2/n?last=x>;rel=next',
    `<${next}>; REL="Next"`,
    "</v2/n?last=x>; rel='next'",
    '</v2/n?last=x>; title="x"; rel="next"',
    '</v2/n?last=x>; rel="next"; title="the next one"',
    '</v2/n?last=x>; rel="last next"',
    '</v2/p>; rel="prev", </v2/n?last=x>; rel="next"',
    '<https://other.example/>; rel="help", </v2/n?last=x>; rel=next',
  ])
    it(`is read from ${link}`, () => assert.equal(nextPage('r', page, link)?.href, next));

  for (const link of [null, '', '</v2/n>; rel="prev"', '</v2/n?next=1>; rel="first"', '</v2/n>'])
    it(`is nowhere by ${link ?? 'no word'}`, () => assert.equal(nextPage('r', page, link), undefined));

  for (const link of [
    '/v2/n; rel="next"',
    '</v2/n; rel="next"',
    '</v2/n>, rel="next"',
    `</v2/n?last=${'x'.repeat(9_000)}>; rel="next"`,
  ])
    it(`is no end where it cannot be read: ${link.slice(0, 30)}`, () =>
      assert.throws(() => nextPage('r', page, link), { code: 'registry/malformed' }));

  for (const link of [
    '<//other.example/v2/n>; rel="next"',
    '<http://r.example/v2/n>; x=y; rel="next"',
    '<data:,x>; rel=next',
  ])
    it(`is not another server: ${link}`, () =>
      assert.throws(() => nextPage('r', page, link), { code: 'registry/redirected' }));

  it('is read in no time, however long it is', () => {
    for (const part of [' ', ';', '; rel', '<', '>', '<>', '; rel=" ', ', '])
      assert.throws(() => nextPage('r', page, `<x>; rel="next"${part.repeat(500_000)}`));
  });
});

describe('what a server wants to be asked with', () => {
  const read = (header: string | null) =>
    readChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

  it('is read with its parameters, several of them from one header', () => {
    assert.deepEqual(read('Bearer realm="https://a/t",service="s",scope="repository:x:pull,push", Basic realm="x"'), [
      ['bearer', { realm: 'https://a/t', service: 's', scope: 'repository:x:pull,push' }],
      ['basic', { realm: 'x' }],
    ]);
    assert.deepEqual(read('bearer Realm=x'), [['bearer', { realm: 'x' }]]);
    assert.deepEqual(read(String.raw`Bearer realm="a\"b"`), [['bearer', { realm: 'a"b' }]]);
  });

  it('is nothing where nothing can be read', () => {
    for (const header of [null, '', '=', '"', 'realm="x"', ',,,']) assert.deepEqual(read(header), []);
  });

  it('is read in no time, however long it is', () => {
    for (const part of [' ', ',', '"', 'a ', 'a="', '\\"']) read(`Bearer realm="x"${part.repeat(500_000)}`);
  });
});
