import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse, parseAllDocuments, parseDocument } from 'yaml';
import { pipelineTextsModule } from '../../../scripts/build/pipelineTexts';
import { accessManifests } from '../../../src/core/setup/access/manifests';
import { codeOwners } from '../../../src/core/setup/content/codeOwners';
import { filledIn } from '../../../src/core/setup/content/fromRepository';
import { pipelineFiles, pipelineKinds } from '../../../src/core/setup/content/pipeline';
import { fileAndFolder, isNamespace, textFiles, type Place } from '../../../src/core/setup/content/place';
import { templates } from '../../../src/core/setup/content/templates';

const place: Place = {
  service: 'cart',
  environment: 'dev',
  branch: 'dev',
  namespace: 'cart-dev',
  image: 'r.example.com/a:1',
};

describe('the files of a service that is set up', () => {
  it('have the ready-made pipelines as they are (node scripts/run.mjs pipeline-texts)', async () => {
    const held = await readFile('src/core/setup/content/pipelineTexts.ts', 'utf8');
    assert.equal(held, await pipelineTextsModule());
  });

  for (const kind of pipelineKinds) {
    it(`name its own branches in the pipeline of ${kind}, and no others`, () => {
      const { files, left, judges } = pipelineFiles(kind, { service: 'orders' }, ['main', 'env/live']);
      assert.ok(left.length > 0);
      assert.equal(judges, kind === 'github');
      for (const [path, data] of files) {
        const text = data.toString();
        assert.match(text, /main.*env\/live/, path);
        assert.doesNotMatch(text, /\b(?:dev|prod)\b(?=[,\]'"};])/, path);
        if (path.endsWith('.yml')) assert.deepEqual(parseDocument(text).errors, []);
      }
    });
  }

  it('name the repository of the catalog where GitHub’s jobs read it, and leave it to nobody then', () => {
    const about = { service: 'orders', catalog: { owner: 'team', name: 'fleet' } };
    const { files, left } = pipelineFiles('github', about, ['main']);
    assert.deepEqual([...files.keys()], ['.github/workflows/verify.yml', '.github/workflows/judge.yml']);
    for (const data of files.values()) assert.match(data.toString(), / repository: team\/fleet\n/);
    assert.deepEqual(left, ['the secret KUBECONFIG_READER']);
    const odd = pipelineFiles('github', { ...about, catalog: { owner: 'a\nb', name: '${{ x }}' } }, ['main']);
    for (const data of odd.files.values()) assert.match(data.toString(), / repository: gitops\/catalog\n/);
  });

  it('are the same whatever YAML could take a name for', () => {
    for (const service of ['null', 'on', 'y', 'true', 'cart']) {
      for (const [name, template] of Object.entries(templates)) {
        for (const [path, data] of template({ ...place, service, environment: 'no' })) {
          if (path.includes('/templates/')) continue; // of helm's, which become YAML later
          const { errors, contents } = parseDocument(data.toString(), { version: '1.1' });
          assert.deepEqual(errors, [], `${name} ${path}`);
          const read = JSON.stringify(contents);
          assert.doesNotMatch(read, /"name":(?!")/, `${name} ${path}`);
        }
      }
    }
    const { files } = pipelineFiles('gitea', { service: 'a' }, ['1.10', 'on', '2026-01-01']);
    const [data] = files.values();
    const { on } = parse(data?.toString() ?? '', { version: '1.2' }) as { on: { push: { branches: unknown } } };
    assert.deepEqual(on.push.branches, ['1.10', 'on', '2026-01-01']);
  });

  it('have no branch in a pipeline whose name could mean something else there', () => {
    for (const branch of ["a'b", 'a"b', 'a,b', 'a$(x)', 'a;b', 'a{b', '${{x}}', 'a]b', '#a', 'a`b`']) {
      assert.throws(
        () => pipelineFiles('gitlab', { service: 'a' }, [branch]),
        { code: 'setup/branchInPipeline' },
        branch,
      );
    }
  });

  it('come from a template with its places filled in, in texts and paths; what is no text stays', () => {
    const binary = Buffer.from([0, 0x7b, 0xff]);
    const files = new Map([
      ...textFiles({
        'values-{environment}.yaml': '{service} {namespace} {image} {other} {{service}}',
        'a/{service}': '',
      }),
      ['x.bin', binary] as const,
    ]);
    const filled = filledIn(files, place);
    assert.equal(filled.get('values-dev.yaml')?.toString(), 'cart cart-dev r.example.com/a:1 {other} {cart}');
    assert.ok(filled.has('a/cart'));
    assert.deepEqual(filled.get('x.bin'), binary);
  });

  it('are refused where a template wants an image that nobody named, or two paths become one', () => {
    assert.throws(() => filledIn(textFiles({ a: '{image}' }), { ...place, image: '' }), { code: 'setup/template' });
    for (const twice of ['cart', 'Cart', 'CART']) {
      assert.throws(
        () => filledIn(textFiles({ '{service}': '', [twice]: '' }), place),
        { code: 'setup/template' },
        twice,
      );
    }
    assert.throws(() => filledIn(textFiles({ 'a\u0301': '', '\u00e1': '' }), place), { code: 'setup/template' });
  });

  it('are refused where they would grow beyond what a template may have, once filled in', () => {
    const grown = '{image}'.repeat(100_000);
    assert.throws(() => filledIn(textFiles({ a: grown }), place), { code: 'setup/template' });
    const many = Array.from({ length: 20 }, (_, index) => [`${index}`, '{image}'.repeat(40_000)] as const);
    assert.throws(() => filledIn(textFiles(Object.fromEntries(many)), place), { code: 'setup/template' });
    assert.equal(filledIn(textFiles(Object.fromEntries(many.slice(0, 5))), place).size, 5);
  });

  it('are never a file and a folder of one name', () => {
    assert.equal(fileAndFolder(textFiles({ a: '', 'b/a': '', 'b/c/d': '' })), undefined);
    assert.equal(fileAndFolder(textFiles({ 'a/b/c': '', 'a/b': '' })), 'a/b');
    assert.equal(fileAndFolder(textFiles({ a: '', 'a/b/c': '' })), 'a');
  });

  it('go to no namespace that could be something else in a file', () => {
    assert.ok(['a', 'cart-dev', '0', 'a'.repeat(63)].every(isNamespace));
    for (const odd of ['', 'a\nb', 'a\n', 'A', '../x', '-a', 'a-', 'a: b', 'a'.repeat(64)])
      assert.ok(!isNamespace(odd), odd);
  });

  it('name owners that are owners', () => {
    assert.equal(codeOwners(['@a', '@o/t', 'a@b.example']).get('CODEOWNERS')?.toString(), '* @a @o/t a@b.example\n');
    for (const odd of ['a', '@', '@a b', '@a\n* @b', '# @a', '@a/b/c', '']) assert.throws(() => codeOwners([odd]), odd);
  });

  it('give rights to read what the manifests have, never Secrets, and name what is left', () => {
    const kinds = [
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { apiVersion: 'v1', kind: 'Secret' },
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service' },
      { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
      { apiVersion: 'v1', kind: 'constructor' },
    ];
    const { text, left } = accessManifests({ name: 'cart' }, 'cart-dev', kinds);
    assert.deepEqual(left, ['Secret', 'Service', 'constructor']);
    const [, , role] = parseAllDocuments(text).map((document) => document.toJS() as { rules: readonly unknown[] });
    const verbs = ['get', 'list', 'watch'];
    assert.deepEqual(role?.rules, [
      { apiGroups: [''], resources: ['pods'], verbs },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs },
      { apiGroups: ['batch'], resources: ['jobs'], verbs },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs },
    ]);
    assert.ok(parse(text.split('---')[0] ?? ''));
  });
});
