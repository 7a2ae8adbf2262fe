import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { ChangedImage } from '../../../../src/core/change/code/changedImages';
import { codeOfImages, type CodeSources } from '../../../../src/core/change/code/imageCode';
import { codeEvidence } from '../../../../src/core/change/code/lines';
import { losesCode } from '../../../../src/core/promotion/record/codeEvidence';
import { changeRecord, codeSection, ofCommit } from '../../../../src/core/promotion/record/record';
import { readImageName } from '../../../../src/core/registry/imageName';
import type { ImageDescription, RegistryClient } from '../../../../src/core/registry/types';
import { inEnglish } from '../../../../src/core/support/message';
import { GitHubClient } from '../../../../src/core/forge/github/client';
import { aServer, type TestServer } from '../../forge/server';

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
const source = 'https://github.com/shop/app';
const signal = () => new AbortController().signal;
const changed = (from: string, to: string): ChangedImage => ({
  before: readImageName(from),
  now: readImageName(to),
  places: [{ path: 'cart.yaml' }],
});

/** A registry that says this of each version, and whom it was asked for. */
function registry(revisions: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const describe: RegistryClient['describe'] = ({ registry: host }, version, _, stop) => {
    asked.push(`${host} ${version}`);
    const revision = revisions[version];
    if (revision === undefined)
      return new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(stop.reason as Error)));
    const description: ImageDescription = {
      digest: `sha256:${'1'.repeat(64)}`,
      mediaType: '',
      platforms: [],
      manifest: '',
      annotations: { revision, source },
      originFrom: 'annotations',
      observed: { at: 0, source: host },
    };
    return Promise.resolve(description);
  };
  const never = () => Promise.reject(new Error('not asked here'));
  return { asked, client: { describe, tags: never, digest: never, referrers: never } satisfies RegistryClient };
}

let server: TestServer;
beforeEach(async () => {
  server = await aServer();
  says('Pay by card (#3)');
});
afterEach(() => server.stop());

/** The forge has one commit between any two. */
function says(message: string): void {
  const commit = { sha: b, commit: { message, author: { name: 'Ada', date: '2026-11-01T10:00:00Z' } } };
  server.answer = () => ({ body: { ahead_by: 1, behind_by: 0, commits: [commit] } });
}

function forge(): GitHubClient {
  return new GitHubClient({
    identity: { kind: 'github', host: 'github.com', apiBase: server.url },
    tokens: { token: () => Promise.resolve(undefined) },
    timeoutMs: 5_000,
  });
}

function sources(client: RegistryClient, more: Partial<CodeSources> = {}): CodeSources {
  return {
    registry: client,
    forges: () => Promise.resolve([{ client: forge() }]),
    registries: 'all',
    rules: [],
    clock: { now: () => 1_000 },
    ...more,
  };
}

describe('the code that a change of an image brings', () => {
  it('is asked of registries that may be asked, and of no other', async () => {
    const { client, asked } = registry({ '1': a, '2': b });
    const images = [changed('one.example/x:1', 'one.example/x:2'), changed('one.example/x:1', 'two.example/x:2')];
    const found = await codeOfImages(images, sources(client, { registries: new Set(['one.example']) }), signal());
    assert.deepEqual(
      found.map(({ code }) => code.kind),
      ['known', 'notAsked'],
    );
    assert.deepEqual(asked, ['one.example 1', 'one.example 2']);
  });

  it('is what the digest names, where there is one', async () => {
    const digest = `sha256:${'c'.repeat(64)}`;
    const { client, asked } = registry({ [digest]: a, '2': b });
    const [found] = await codeOfImages(
      [changed(`x.example/x:1@${digest}`, 'x.example/x:2')],
      sources(client),
      signal(),
    );
    assert.deepEqual(
      [found?.code.kind, found?.looked?.byTag, asked],
      ['known', true, [`x.example ${digest}`, 'x.example 2']],
    );
    const pinned = changed(`x.example/x@${digest}`, `x.example/y@${digest}`);
    const [same] = await codeOfImages([pinned], sources(client), signal());
    assert.deepEqual([same?.code, same?.looked?.byTag], [{ kind: 'same', commit: a }, false]);
  });

  it('is unknown where no answer comes in time, for that image alone', async () => {
    const { client } = registry({ '1': a, '2': b });
    const images = [changed('x.example/x:1', 'x.example/x:silent'), changed('x.example/x:1', 'x.example/x:2')];
    const [silent, known] = await codeOfImages(images, sources(client), signal(), { most: 20, timeoutMs: 2_000 });
    assert.ok(silent?.code.kind === 'unknown' && !silent.code.isLasting);
    assert.equal(inEnglish(silent.code.said), 'No answer in time.');
    assert.equal(known?.code.kind, 'known');
  });

  it('is unknown where the forge is not known, for the reason that there is', async () => {
    const { client } = registry({ '1': a, '2': b });
    const failing = sources(client, { forges: () => Promise.reject(new Error('git.example.com did not answer')) });
    const [found] = await codeOfImages([changed('x.example/x:1', 'x.example/x:2')], failing, signal());
    assert.ok(found?.code.kind === 'unknown');
    assert.match(inEnglish(found.code.said), /git\.example\.com did not answer/);
  });

  it('stops with whoever asked', async () => {
    const { client } = registry({ '1': a });
    const stop = new AbortController();
    const asking = codeOfImages([changed('x.example/x:1', 'x.example/x:silent')], sources(client), stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(asking, /enough/);
  });

  it('is looked at for a bounded number of images', async () => {
    const { client, asked } = registry({ '1': a, '2': b });
    const images = Array.from({ length: 50 }, (_, index) => changed(`x.example/x${index}:1`, `x.example/x${index}:2`));
    assert.equal((await codeOfImages(images, sources(client), signal())).length, 20);
    assert.equal(asked.length, 40);
  });
});

describe('what a pull request says of the code', () => {
  const told = async (image: ChangedImage, from: CodeSources, timeoutMs = 30_000) =>
    codeEvidence({
      images: await codeOfImages([image], from, signal(), { most: 20, timeoutMs }),
      unread: [],
      more: 0,
    });
  const image = changed('x.example/x:1', 'x.example/x:2');
  const bodyOf = (evidence: Awaited<ReturnType<typeof told>>) => {
    const parts = {
      title: 't',
      introduction: ['x'],
      sections: [codeSection(evidence)],
      summary: [],
      trailers: [],
      identity: ['x'],
    };
    return ofCommit(changeRecord(parts), a, ...evidence.versions).body;
  };

  it('is the same whenever it was looked at, but for the time', async () => {
    const { client } = registry({ '1': a, '2': b });
    const [first, later] = [
      await told(image, sources(client)),
      await told(image, sources(client, { clock: { now: () => 9e12 } })),
    ];
    assert.deepEqual(first.versions, later.versions);
    assert.notDeepEqual(first.lines, later.lines);
  });

  it('is lost by a text that knows less, and by no other', async () => {
    const [known, silent] = [
      await told(image, sources(registry({ '1': a, '2': b }).client)),
      await told(image, sources(registry({}).client), 50),
    ];
    says('Other');
    const moved = await told(image, sources(registry({ '1': a, '2': 'c'.repeat(40) }).client));
    assert.deepEqual([known.versions.length, silent.versions], [1, []]);
    const [was, less, other] = [known, silent, moved].map(bodyOf);
    assert.ok(was !== undefined && less !== undefined && other !== undefined && was !== other);
    assert.ok(losesCode(was, less));
    assert.ok(!losesCode(less, was) && !losesCode(was, was) && !losesCode(was, other) && !losesCode('', was));
    assert.ok(losesCode(was.replaceAll('\n', '\r\n'), less), 'whatever ends a forge gives its lines');
  });

  it('is text of others, and no markup, mention, trailer or marker, whatever they write', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 80 }),
          fc.constantFrom('-->', '<!-- branchline x', '\nPromotion-Code: 0123456789 0123456789', '@all', '`'),
          fc.string({ unit: 'binary', maxLength: 80 }),
        ),
        async (subject) => {
          const { client } = registry({ '1': a, '2': b });
          says(subject);
          const evidence = await told(image, sources(client));
          const line = evidence.lines.find((one) => one.startsWith('    - ')) ?? '';
          // Commit, code that nothing in it ends, author as code.
          assert.match(line, /^ {4}- b{10} (`+)(?!`)[^\n\r]*(?<!`)\1 \(`Ada`, 2026-11-01\)$/);
          const body = bodyOf(evidence);
          assert.equal([...body.matchAll(/^Promotion-Code: /gm)].length, 1);
          assert.equal([...body.matchAll(/<!-- branchline/g)].length, 1);
          // eslint-disable-next-line no-control-regex
          assert.doesNotMatch(evidence.lines.join(''), /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
        },
      ),
    ));
});
