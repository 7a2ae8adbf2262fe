import { equal, notEqual, throws } from 'node:assert/strict';
import { eventTypes, kindOf, place, relayEvent, sourceOf, subjectOf } from '../../../src/core/relay/event';
import { parseRepository, repositoryKey } from '../../../src/core/relay/repository';

const repository = { host: 'git.example.com', path: 'gitops/cart' };
const commit = 'a'.repeat(40);

describe('The key of a repository', () => {
  it('folds letters of ASCII, and takes no other letter for one of them', () => {
    const keyOf = (path: string) => repositoryKey({ host: 'git.example.com', path });
    equal(keyOf('GitOps/Cart'), 'git.example.com/gitops/cart');
    // The sign for Kelvin, a dotted capital I, the long s: some servers tell them from k, i and s.
    for (const [letter, other] of [
      ['k', '\u212a'],
      ['i', '\u0130'],
      ['s', '\u017f'],
    ] as const)
      notEqual(keyOf(`gitops/${other}eys`), keyOf(`gitops/${letter}eys`));
  });

  it('is of a host that is written in letters of ASCII', () =>
    equal(parseRepository('\u212ait.example.com/gitops/cart'), undefined));
});

describe('An event of the relay', () => {
  for (const [name, where, subject] of [
    ['a branch', { repository, branch: 'dev', commit }, 'git.example.com/gitops/cart#branch/dev'],
    ['a commit', { repository, commit }, `git.example.com/gitops/cart#commit/${commit}`],
    ['a pull request', { repository, branch: 'test', pullRequest: 12 }, 'git.example.com/gitops/cart#pull/12'],
    [
      'an image',
      { repository, image: { host: 'r.example.com', path: 'shop/cart', tag: '1.4.2' } },
      'git.example.com/gitops/cart#image/r.example.com/shop/cart:1.4.2',
    ],
  ] as const)
    it(`is about ${name}`, () => equal(subjectOf(place.parse(where)), subject));

  it('is read again as it was written, and tells its kind', () => {
    const data = { repository, branch: 'dev', commit };
    const event = {
      specversion: '1.0',
      id: 'x'.repeat(32),
      source: sourceOf(repository),
      type: eventTypes.push,
      subject: subjectOf(data),
      datacontenttype: 'application/json',
      receivedat: '2026-11-30T14:00:00.312Z',
      data,
    };
    equal(kindOf(relayEvent.parse(JSON.parse(JSON.stringify(event)))), 'push');
    equal(kindOf(relayEvent.parse({ ...event, type: 'dev.branchline.later' })), undefined);
  });

  it('has a source that is an address, whatever its path is', () =>
    equal(sourceOf({ host: 'dev.azure.com', path: 'acme/My Shop/cart' }), '//dev.azure.com/acme/My%20Shop/cart'));

  for (const bad of [
    { repository, branch: 'a b' },
    { repository, branch: '-x' },
    { repository, branch: 'a..b' },
    { repository, branch: 'a\u202eb' },
    { repository, branch: 'a\nb' },
    { repository, commit: 'HEAD' },
    { repository, pullRequest: -1 },
    { repository: { host: 'git.example.com/x', path: 'a/b' } },
    { repository: { host: 'git.example.com', path: '../../b' } },
    { repository: { host: 'git.example.com', path: 'a' } },
    { repository: { host: 'git.example.com', path: 'a/b?x' } },
    { repository, image: { host: 'r', path: 'a', tag: '../x' } },
  ])
    it(`never says ${JSON.stringify(bad)}`, () => throws(() => place.parse(bad)));
});

describe('A repository in a subscription', () => {
  it('is the same in any letter case', () => {
    const [one, other] = ['Git.Example.com/GitOps/Cart', 'git.example.com/gitops/cart'].map(parseRepository);
    equal(one && repositoryKey(one), other && repositoryKey(other));
  });
  it('may have a port, groups in groups, and blanks in its path', () => {
    equal(parseRepository('localhost:3000/a/b')?.host, 'localhost:3000');
    equal(parseRepository('dev.azure.com/acme/My Project/cart')?.path, 'acme/My Project/cart');
  });
  for (const text of [
    '',
    'git.example.com',
    'git.example.com/',
    'git.example.com/cart',
    '/a/b',
    'h/a//b',
    'h/./b',
    'u@h/a/b',
    'h/a/%2e%2e',
    'h:x/a/b',
  ])
    it(`is not ${JSON.stringify(text)}`, () => equal(parseRepository(text), undefined));
});
