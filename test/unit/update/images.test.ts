import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { parseDocuments } from '../../../src/core/manifest/read/documents';
import { imageName } from '../../../src/core/registry/imageName';
import { editImages } from '../../../src/core/update/images/edit';
import { imagesIn } from '../../../src/core/images/find';

const digest = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;

function found(path: string, text: string, at: readonly string[] = []): readonly string[] {
  return imagesIn(path, text, at).sites.map(({ key, image }) => `${key.join('.')} ${imageName(image)}`);
}

function edited(path: string, text: string, to: { tag: string; digest?: string }, at: readonly string[] = []): string {
  const result = editImages(
    text,
    imagesIn(path, text, at).sites.map((site) => ({ site, to })),
  );
  return result.kind === 'edited' ? result.text : `refused: ${result.reason}`;
}

const deployment = `# the shop
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      initContainers:
        - name: migrate
          image: 'shop/cart:1.2.0'   # with the app
      containers:
        - name: web
          image: "shop/cart:1.2.0"
        - { name: proxy, image: envoy:v3, args: [a] } # {"$imagepolicy": "flux-system:envoy"}
        - name: none
`;

describe('Images in manifests', () => {
  it('are those of containers, by the names of their containers', () =>
    assert.deepEqual(found('web.yaml', deployment), [
      'spec.template.spec.initContainers.migrate.image shop/cart:1.2.0',
      'spec.template.spec.containers.web.image shop/cart:1.2.0',
      'spec.template.spec.containers.proxy.image envoy:v3',
    ]));

  it('have the comments of their lines', () => {
    const comments = imagesIn('web.yaml', deployment).sites.map((site) => site.comments);
    assert.deepEqual(comments, [['# with the app'], [], ['# {"$imagepolicy": "flux-system:envoy"}']]);
  });

  const pod = (inner: string) => `      containers: [{ name: a, image: "x/y:1" }]\n${inner}`;
  for (const [kind, head] of [
    ['Pod', 'spec:\n'],
    ['StatefulSet', 'spec:\n  template:\n    spec:\n'],
    ['CronJob', 'spec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n'],
    ['PodTemplate', 'template:\n  spec:\n'],
    ['Rollout', 'spec:\n  template:\n    spec:\n'],
  ] as const) {
    it(`are found in a ${kind}`, () => {
      const indent = ' '.repeat(head.split('\n').length * 4);
      const text = `apiVersion: a/v1\nkind: ${kind}\nmetadata: { name: a }\n${head}${pod('').replace(/^ +/, indent)}`;
      assert.equal(found('a.yaml', text).length, 1);
      assert.equal(edited('a.yaml', text, { tag: '2' }), text.replace('x/y:1', 'x/y:2'));
    });
  }

  it('are found in lists, in JSON and as ephemeral containers', () => {
    const object = (name: string) =>
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"},"spec":{"ephemeralContainers":[{"name":"d","image":"x/y:1"}]}}`;
    const text = `{"apiVersion":"v1","kind":"List","items":[${object('a')},${object('b')}]}`;
    assert.equal(found('a.json', text).length, 2);
    assert.equal(edited('a.json', text, { tag: '2', digest }), text.replaceAll('x/y:1', `x/y:2@${digest}`));
  });

  it('of kustomize are edited by tag and digest, each where it stands', () => {
    const text = [
      'images:',
      '  - name: shop/cart # ours',
      '    newTag: 1.2.0 # now',
      '  - name: redis',
      '    newName: mirror.example.com/redis',
      `    digest: ${other}`,
      '    newTag: "7"',
      '  - { newTag: v1, name: envoy }',
      '  - name: untagged',
      '',
    ].join('\n');
    assert.deepEqual(found('base/kustomization.yaml', text), [
      'images.shop/cart shop/cart:1.2.0',
      `images.redis mirror.example.com/redis:7@${other}`,
      'images.envoy envoy:v1',
    ]);
    assert.equal(
      edited('base/kustomization.yaml', text, { tag: '1.10', digest }),
      [
        'images:',
        '  - name: shop/cart # ours',
        '    newTag: "1.10" # now',
        `    digest: ${digest}`,
        '  - name: redis',
        '    newName: mirror.example.com/redis',
        `    digest: ${digest}`,
        '    newTag: "1.10"',
        `  - { newTag: "1.10", digest: ${digest}, name: envoy }`,
        '  - name: untagged',
        '',
      ].join('\n'),
    );
  });

  it('of Flux are found in its Kustomization, and in no other file that has images', () => {
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images: [{ name: a, newTag: b }]\n';
    assert.deepEqual(found('apps.yaml', flux), ['spec.images.a a:b']);
    assert.deepEqual(found('other.yaml', 'images: [{ name: a, newTag: b }]\n'), []);
  });

  const values = `web:
  image: # branchline:image
    registry: registry.example.com
    repository: shop/cart
    tag: 1.2.0
  sidecar: envoy:v3 # branchline:image
  unmarked: envoy:v3
  pinned: { repository: a/b, tag: "1", digest: "" } # branchline:image
list:
  - busybox:1 # branchline:image
`;

  it('of a chart are those that are marked, or pointed at', () => {
    assert.deepEqual(found('values.yaml', values), [
      'web.image registry.example.com/shop/cart:1.2.0',
      'web.sidecar envoy:v3',
      'web.pinned a/b:1',
      'list.0 busybox:1',
    ]);
    assert.deepEqual(
      found('values.yaml', values.replaceAll(/ # .*/g, ''), ['web.image', 'web.unmarked', 'list[0]', 'x.y']),
      ['web.image registry.example.com/shop/cart:1.2.0', 'web.unmarked envoy:v3', 'list.0 busybox:1'],
    );
  });

  it('of a chart take the digest behind the tag, or at its own key where there is one', () =>
    assert.equal(
      edited('values.yaml', values, { tag: '2.0', digest }),
      values
        .replace('tag: 1.2.0', `tag: 2.0@${digest}`)
        .replace('sidecar: envoy:v3', `sidecar: envoy:2.0@${digest}`)
        .replace('tag: "1", digest: ""', `tag: "2.0", digest: "${digest}"`)
        .replace('- busybox:1', `- busybox:2.0@${digest}`),
    ));

  it('are quoted where they would be read as something else than text', () => {
    const text = 'images:\n  - name: a\n    newTag: v1\n';
    for (const tag of ['1.10', '1e3', '0x1F', '2026', '20261124', 'true', 'no', 'null', '2026-11-24'])
      assert.equal(edited('kustomization.yaml', text, { tag }), text.replace('v1', `"${tag}"`));
  });

  it('in a Secret are not images, whatever leads there', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  a: &a x/y:1 # branchline:image\n';
    assert.deepEqual(found('a.yaml', secret, ['stringData.a']), []);
    const list = [
      'apiVersion: v1',
      'kind: List',
      'items:',
      '  - { kind: secret, apiVersion: v1, metadata: { name: s }, stringData: { a: &a "x/y:1" } }',
      '  - { kind: Pod, apiVersion: v1, metadata: { name: p }, spec: { containers: [{ name: c, image: *a }] } }',
      '',
    ].join('\n');
    assert.deepEqual(found('a.yaml', list), []);
    assert.equal(found('a.yaml', list.replace('kind: secret', 'kind: Role')).length, 1);
  });

  it('that share an anchor are one', () => {
    const text = 'a: &image x/y:1 # branchline:image\nb: *image # branchline:image\n';
    assert.deepEqual(found('v.yaml', text), ['a x/y:1']);
    assert.equal(edited('v.yaml', text, { tag: '2' }), text.replace('x/y:1', 'x/y:2'));
  });

  it('of a chart are marked wherever a person would', () => {
    const lines = ['  registry: r.io', '  repository: x/y', '  tag: v1', '  digest: ""'];
    const on = (at: number) =>
      lines.map((line, index) => (index === at ? `${line} # branchline:image` : line)).join('\n');
    for (const text of [
      `a: # branchline:image\n${lines.join('\n')}\n`,
      `a: &a # branchline:image\n${lines.join('\n')}\n`,
      `a: !!map &a   # branchline:image\n${lines.join('\n')}\n`,
      ...[0, 1, 2, 3].map((at) => `a:\n${on(at)}\n`),
      `d: &d\n${lines.join('\n')}\na: *d # branchline:image\n`,
    ])
      assert.deepEqual(found('values.yaml', text), ['a r.io/x/y:v1'], text);
    const item = `list:\n  -\n${on(2).replaceAll(/^/gm, '  ')}\n`;
    assert.deepEqual(found('values.yaml', item), ['list.0 r.io/x/y:v1']);
    assert.deepEqual(found('values.yaml', 'a:\n  tag: x/y:v1 # branchline:image\n'), ['a.tag x/y:v1']);
  });

  it('of which the version is shared by something else are refused, and those of the other image are known, too', () => {
    const tag = 'a: { repository: x/cart, tag: &t "1" } # branchline:image\n';
    const jobs = 'b: { repository: x/jobs, tag: *t } # branchline:image\n';
    assert.deepEqual(found('v.yaml', tag + jobs), ['a x/cart:1', 'b x/jobs:1']);
    const merged = 'a: &a { repository: x/cart, tag: "1" } # branchline:image\n';
    for (const text of [
      tag + jobs,
      `${tag}appVersion: *t\n`,
      `${tag}c: [*t]\n`,
      `${tag}secret: { kind: Secret, apiVersion: v1, data: { a: *t } }\n`,
      `${merged}b: { <<: *a, repository: x/jobs }\n`,
      `${tag}b: { repository: x/cart, tag: *t, digest: "${other}" } # branchline:image\n`,
      `${merged}b: { <<: [{ c: d }, *a], registry: r.io }\n`,
    ])
      assert.match(edited('v.yaml', text, { tag: '2' }), /^refused: By its anchor/, text);
    for (const text of [
      `${tag}b: { repository: docker.io/x/cart, tag: *t } # branchline:image\n`,
      `${merged}b: *a # branchline:image\n`,
      `${merged}b: { <<: *a, pullPolicy: Always }\n`,
      `${merged}b: { <<: *a, repository: x/jobs, tag: "3" }\n`,
    ])
      assert.equal(edited('v.yaml', text, { tag: '2' }), text.replace('"1"', '"2"'), text);
  });

  it('with a version that is read as something else than it says are marked so', () => {
    const misread = (tag: string) =>
      imagesIn('v.yaml', `a: # branchline:image\n  repository: x/y\n  tag: ${tag}\n`).sites.map((site) => site.misread);
    for (const tag of ['1.10', '1e3', '0644', '0x1F', '1_000', '20261224', 'true', 'no', '.5'])
      assert.deepEqual(misread(tag), tag === '.5' ? [] : [tag], tag);
    for (const tag of ['"1.10"', "'0644'", '!!str 1.10', '1.5', '7', '123456', '1.2.0', 'v1', '2026-12-24'])
      assert.deepEqual(misread(tag), [undefined], tag);
    for (const tag of ['null', '~', '""', '']) assert.deepEqual(misread(tag), [], tag);
  });

  it('without a digest get theirs where the key for it says nothing', () => {
    const text = 'images:\n  - name: a\n    newTag: v1\n    digest: ~\n';
    const after = text.replace('v1', 'v2').replace('~', digest);
    assert.equal(edited('kustomization.yaml', text, { tag: 'v2', digest }), after);
  });

  it('are refused where the text cannot be changed alone', () => {
    const block = 'a: >- # branchline:image\n  x/y:1\n';
    assert.match(edited('v.yaml', block, { tag: '2' }, ['a']), /^refused: /);
    const merged = 'x: &x { name: a, newTag: v1 }\nimages:\n  - *x\n';
    assert.match(edited('kustomization.yaml', merged, { tag: 'v2', digest }), /newTag: v2, digest: sha256:a+ \}/);
  });

  it('are not looked for in what a chart renders, and it is told where a file is broken', () => {
    const template = 'kind: Pod\napiVersion: v1\nspec: { containers: [{ image: "a:{{ .Values.tag }}" }] }\n';
    assert.deepEqual(imagesIn('t.yaml', template), { sites: [], isTemplated: true });
    assert.deepEqual(imagesIn('t.yaml', 'a: {{ .Values.x }}\n{{- end }}\n'), { sites: [], isTemplated: true });
    const secret = 'apiVersion: v1\nkind: Secret\nstringData:\n  password: hunter2\n "hunter2" ]hunter2: *hunter2\n';
    for (const broken of ['a: [', secret, 'a: *hunter2', `${'['.repeat(9_000)}hunter2`]) {
      const { unreadable } = imagesIn('t.yaml', broken);
      assert.ok(unreadable !== undefined && !unreadable.includes('hunter2'), unreadable);
    }
  });

  const word = fc.constantFrom('a', 'web', 'x-1', 'true', '1.5', 'it is', '#no', "o'clock");
  const quote = fc.constantFrom(
    (text: string) => text,
    (text: string) => `"${text}"`,
    (text: string) => `'${text}'`,
  );
  const image = fc.constantFrom('shop/cart:1.2.0', 'r.io:5000/a/b:v1', `x:1@${other}`, 'nginx', 'Not An Image', '');
  const gap = fc.constantFrom('', '', ' # why', '   # {"$imagepolicy": "a:b"}');
  const eol = fc.constantFrom('\n', '\r\n');
  const container = fc
    .tuple(word, quote, image, gap, fc.boolean(), fc.boolean())
    .map(([name, q, text, comment, isFlow, isFirst]) => {
      const fields = [`name: ${JSON.stringify(name)}`, `image: ${q(text)}`];
      const [one, two] = isFirst ? fields.toReversed() : fields;
      return isFlow && !(text === '' || text.includes(' '))
        ? `        - { ${one ?? ''}, ${two ?? ''} }${comment}`
        : `        - ${one ?? ''}\n          # above\n          ${two ?? ''}${comment}\n          args: ["-x", *z]`;
    });
  const object = fc
    .tuple(fc.constantFrom('Deployment', 'Job', 'Secret', 'ConfigMap'), fc.array(container, { maxLength: 3 }))
    .map(
      ([kind, containers]) =>
        `apiVersion: v1\nkind: ${kind}\nmetadata: { name: a, labels: { z: &z "1" } }\nspec:\n  template:\n    spec:\n      containers:\n${containers.join('\n')}\n`,
    );
  const kustomization = fc
    .array(fc.tuple(quote, fc.constantFrom('v1', '1.2.0'), gap, fc.boolean()), { maxLength: 3 })
    .map(
      (images) =>
        `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n${images
          .map(([q, tag, comment, isFlow]) =>
            isFlow
              ? `  - { name: a, newTag: ${q(tag)}, newName: b/c }${comment}`
              : `  - name: a${comment}\n    newTag: ${q(tag)}${comment}\n    # below`,
          )
          .join('\n')}\nnamePrefix: x\n`,
    );
  const file = fc
    .tuple(fc.array(fc.oneof(object, kustomization), { minLength: 1, maxLength: 3 }), eol)
    .map(([documents, end]) => documents.join('---\n').replaceAll('\n', end));
  const version = fc.record(
    { tag: fc.constantFrom('2.0.0', '1.10', 'true', 'main-7', '0x1'), digest: fc.constant(digest) },
    { requiredKeys: ['tag'] },
  );

  it('are changed alone: all else of the text stays, and what is read is the same but for them', () =>
    fc.assert(
      fc.property(file, version, fc.infiniteStream(fc.boolean()), (text, to, picks) => {
        const sites = imagesIn('a.yaml', text).sites.filter(() => picks.next().value);
        const result = editImages(
          text,
          sites.map((site) => ({ site, to })),
        );
        assert.equal(result.kind, 'edited');
        const keys = new Set(sites.map(({ written }) => (written.kind === 'whole' ? written.node : written.tag).start));
        const [before, after] = [imagesIn('a.yaml', text).sites, imagesIn('a.yaml', result.text).sites];
        assert.equal(after.length, before.length);
        before.forEach(({ image: was, written }, index) => {
          const is = after[index]?.image;
          const isChosen = keys.has((written.kind === 'whole' ? written.node : written.tag).start);
          const kept = written.kind === 'split' ? was.digest : undefined;
          const wanted = isChosen ? { ...was, digest: kept, ...to } : was;
          assert.equal(
            is && imageName(is),
            imageName({
              name: was.name,
              registry: '',
              repository: '',
              tag: wanted.tag!,
              ...(wanted.digest ? { digest: wanted.digest } : {}),
            }).replace(/:undefined/, ''),
          );
        });
        // Without the lines of the images, nothing has changed.
        const plain = (lines: string) =>
          lines
            .split(/\r?\n/)
            .filter((line) => !/image|newTag|digest:/.test(line))
            .join('\n');
        assert.equal(plain(result.text), plain(text));
        assert.equal(parseDocuments(result.text).documents.length, parseDocuments(text).documents.length);
        assert.deepEqual(
          readManifestFile('a', result.text).problems.map(({ code }) => code),
          readManifestFile('a', text).problems.map(({ code }) => code),
        );
      }),
      { numRuns: 1_000 },
    ));

  it('stay byte for byte where nothing is changed', () =>
    fc.assert(
      fc.property(file, (text) => {
        const sites = imagesIn('a.yaml', text).sites.filter(({ image: { tag } }) => tag !== undefined);
        for (const site of sites) {
          const { tag = '', digest: pinned } = site.image;
          const result = editImages(text, [{ site, to: { tag, ...(pinned ? { digest: pinned } : {}) } }]);
          assert.deepEqual(result, { kind: 'edited', text });
        }
      }),
      { numRuns: 300 },
    ));
});
