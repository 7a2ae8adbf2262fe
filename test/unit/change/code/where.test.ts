import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeAncestry, type Containment } from '../../../../src/core/change/code/where/contains';
import { isSameRepository, type VersionHas } from '../../../../src/core/change/code/where/origins';
import { presenceOf } from '../../../../src/core/change/code/where/presence';
import { openLocal } from '../../../../src/core/git/local';
import { readImageName } from '../../../../src/core/registry/imageName';
import { message } from '../../../../src/core/support/message';
import { systemClock } from '../../../../src/core/support/clock';
import { imageRevision } from '../../../../src/core/registry/codeRange';

const source = 'https://git.example.com/shop/cart';
const { signal } = new AbortController();

describe('a commit of the code', () => {
  const image = readImageName('registry.example.com/shop/cart:1.0.0');
  const revision = 'a'.repeat(40);
  const has = {
    yes: { kind: 'contains', revision, source, isLabelled: false },
    no: { kind: 'lacks', revision, source, isLabelled: false },
    elsewhere: { kind: 'elsewhere' },
    unknown: { kind: 'unknown', said: message('No answer in time.'), isLasting: false },
  } satisfies Record<string, VersionHas>;
  const cases: readonly (readonly [readonly (keyof typeof has)[], string])[] = [
    [[], 'noImage'],
    [['yes', 'yes'], 'there'],
    [['yes', 'no'], 'partly'],
    [['yes', 'elsewhere'], 'partly'],
    [['no', 'elsewhere'], 'absent'],
    [['yes', 'unknown'], 'unknown'],
    [['no', 'unknown'], 'unknown'],
  ];
  for (const [versions, presence] of cases) {
    it(`is ${presence} where its versions say ${versions.join(' and ') || 'nothing'}`, () => {
      const there = versions.map((one) => ({ image, has: has[one] }));
      assert.equal(presenceOf(there, true), presence);
      assert.equal(presenceOf(there, false), 'unknown', 'a file that could not be read may have another');
    });
  }

  it('is of one repository, by whichever way that is reached, and of no other', () => {
    const same = [
      'https://git.example.com/Shop/cart.git',
      'git@git.example.com:shop/cart.git',
      'ssh://git@git.example.com:2222/shop/cart',
    ];
    for (const url of same) assert.ok(isSameRepository(url, source), url);
    assert.ok(isSameRepository('ssh://git@git.example.com:2222/shop/cart', 'https://git.example.com:8443/shop/cart'));
    const others = [
      'https://git.example.com:8443/shop/cart',
      'https://other.example.com/shop/cart',
      'https://git.example.com/x/shop/cart',
      'git@git.example.com:shop/cart-api',
      '/srv/shop/cart',
      '',
    ];
    for (const url of others) assert.ok(!isSameRepository(url, source), url);
  });

  it('is read from what an image says of itself: a part of a name, or an address with a password, is nothing', () => {
    const of = (annotations: { readonly revision?: string; readonly source?: string }) =>
      imageRevision({
        digest: `sha256:${'1'.repeat(64)}`,
        mediaType: '',
        platforms: [],
        manifest: '',
        annotations,
        originFrom: 'annotations',
        observed: { at: 0, source: 'registry.example.com' },
      });
    assert.deepEqual(of({ revision, source: `${source}.git` }), { kind: 'known', source, revision, isLabelled: false });
    for (const annotations of [
      { source },
      { revision },
      { revision: 'abc1234', source },
      { revision, source: 'https://ada:secret@git.example.com/shop/cart' },
    ]) {
      assert.equal(of(annotations).kind, 'unknown', JSON.stringify(annotations));
    }
  });

  describe('held against a checkout alone', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'branchline-code-'));
      git('whole', 'init', '-q', '-b', 'main', join(folder, 'whole'));
      for (const text of ['one', 'two', 'three']) git('whole', 'commit', '-q', '--allow-empty', '-m', text);
      git('whole', 'checkout', '-q', '-b', 'beside', 'main~1');
      git('whole', 'commit', '-q', '--allow-empty', '-m', 'beside');
      git('whole', 'checkout', '-q', 'main');
      git(
        '.',
        'clone',
        '-q',
        '--depth',
        '2',
        '--no-single-branch',
        `file://${join(folder, 'whole')}`,
        join(folder, 'shallow'),
      );
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    function git(at: string, ...args: readonly string[]): string {
      const [command] = args;
      const within = command === 'init' || command === 'clone' ? [] : ['-C', join(folder, at)];
      const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
      return execFileSync('git', [...within, ...who, ...args], { encoding: 'utf8' }).trim();
    }

    async function held(at: string, commit: string, built: string): Promise<Containment> {
      const checkout = await openLocal(join(folder, at));
      try {
        const sources = { forges: () => Promise.resolve([]), clock: systemClock };
        return await new CodeAncestry({ commit, repository: source, checkout }, sources).contains(
          source,
          built,
          signal,
        );
      } finally {
        checkout.dispose();
      }
    }

    it('is in what descends from it, and in nothing else', async () => {
      const [first, third, beside] = ['main~2', 'main', 'beside'].map((name) => git('whole', 'rev-parse', name));
      assert.ok(first && third && beside);
      assert.equal((await held('whole', first, third)).kind, 'contains');
      assert.equal((await held('whole', third, third)).kind, 'contains');
      assert.equal((await held('whole', third, first)).kind, 'lacks');
      assert.equal((await held('whole', third, beside)).kind, 'lacks');
    });

    it('is unknown where the checkout lacks history, and the forge does not tell', async () => {
      const [second, third, beside] = ['main~1', 'main', 'beside'].map((name) => git('whole', 'rev-parse', name));
      assert.ok(second && third && beside);
      assert.equal((await held('shallow', second, third)).kind, 'contains', 'what is there can be told');
      const lacking = await held('shallow', third, beside);
      assert.ok(lacking.kind === 'unknown' && lacking.said.text.includes('shallow'), JSON.stringify(lacking));
      const gone = await held('whole', third, 'f'.repeat(40));
      assert.ok(gone.kind === 'unknown' && gone.said.text.includes('built from'), JSON.stringify(gone));
    });
  });
});
