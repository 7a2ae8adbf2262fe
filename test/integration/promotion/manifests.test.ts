import { strict as assert } from 'node:assert';
import { buildPromotion } from '../../../src/core/promotion/candidate';
import { EdgeUnderTest } from './edge';
import { World } from './world';

/** What real manifests bring along: several objects in a file, hosts, secrets, files that are no YAML. */
describe('promotion of manifests', () => {
  let world: World;
  let edge: EdgeUnderTest;

  const owned = { paths: ['env/**'], keys: ['spec.replicas', 'metadata.namespace', '**.host'] };

  beforeEach(async () => {
    world = new World();
    edge = await EdgeUnderTest.of(world, owned, 'dev', 'prod');
  });

  afterEach(() => edge.dispose());

  /** The same content on both branches, but for what `forProd` says. */
  async function start(files: Record<string, string>, forProd: Record<string, string> = {}): Promise<void> {
    await world.reset('prod', await world.commit('dev', 'start', files));
    if (Object.keys(forProd).length > 0) await world.commit('prod', 'as prod is', forProd);
  }

  const both = (namespace: string, image: string, port: number, replicas: number) => `# the web
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: ${namespace}
spec:
  replicas: ${replicas}   # sized by hand
  template:
    spec:
      containers:
        - name: web
          image: "${image}"
        - { name: sidecar, image: side:1 }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: ${namespace} }
spec:
  ports:
    - port: ${port}
      name: http
`;

  it('several objects in a file: keys are named with their object, and only their lines change', async () => {
    await start({ 'web.yaml': both('shop-dev', 'web:1', 80, 1) }, { 'web.yaml': both('shop', 'web:1', 80, 5) });
    await world.commit('dev', 'two', { 'web.yaml': both('shop-dev', 'web:2', 8080, 2) });
    const plan = await edge.plan();
    assert.deepEqual(
      plan.items.map(({ document, key, change }) => [document, key?.join('.'), change]),
      [
        ['apps/Deployment/web', 'spec.template.spec.containers.name=web.image', 'changed'],
        ['Service/web', 'spec.ports.port=8080,protocol=TCP.port', 'added'],
        ['Service/web', 'spec.ports.port=8080,protocol=TCP.name', 'added'],
        ['Service/web', 'spec.ports.port=80,protocol=TCP.port', 'removed'],
        ['Service/web', 'spec.ports.port=80,protocol=TCP.name', 'removed'],
      ],
    );
    await edge.promote('squash');
    assert.equal(world.read(world.head('prod'), 'web.yaml'), both('shop', 'web:2', 8080, 5));
    assert.equal((await edge.plan()).state, 'inSync');
  });

  const ingress = (host: string, path: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - host: ${host}
      http:
        paths:
          - path: ${path}
            pathType: Prefix
            backend: { service: { name: web, port: { number: 80 } } }
`;

  it('the host of an Ingress stays while its paths travel', async () => {
    await start({ 'ingress.yaml': ingress('dev.shop.example', '/') }, { 'ingress.yaml': ingress('shop.example', '/') });
    assert.equal((await edge.plan()).state, 'inSync');
    await world.commit('dev', 'path', { 'ingress.yaml': ingress('dev.shop.example', '/cart') });
    await edge.promote('merge');
    assert.equal(world.read(world.head('prod'), 'ingress.yaml'), ingress('shop.example', '/cart'));
  });

  it('the values of a Secret stand nowhere: not in the plan, not in the pull request, not in the message', async () => {
    const secret = (password: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: ${password}\n`;
    await start({ 'secret.yaml': secret('hunter2-old') });
    await world.commit('dev', 'rotate', { 'secret.yaml': secret('hunter2-new') });
    const prepared = await edge.prepared();
    const items = prepared.plan.items.map(({ changedBy: _by, ...item }) => item);
    assert.deepEqual(items, [
      { path: 'secret.yaml', key: ['stringData', 'password'], change: 'changed', reintroduced: false },
    ]);
    const { record } = await buildPromotion(edge.memory, prepared);
    assert.doesNotMatch(JSON.stringify([prepared.plan, record]), /hunter2/);
  });

  it('a new file travels without what belongs to an environment, and a note says so', async () => {
    await start({ 'a.yaml': 'a: 1\n' });
    const configMap = (namespace: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: flags\n${namespace}data:\n  dark: "true"\n`;
    await world.commit('dev', 'add', {
      'flags.yaml': configMap('  namespace: shop-dev\n'),
      'plain.yaml': 'b: 1 # one\n',
    });
    const plan = await edge.plan();
    assert.ok(plan.notes.some((note) => note.includes('flags.yaml') && note.includes('metadata.namespace')));
    await edge.promote('merge');
    assert.equal(world.read(world.head('prod'), 'flags.yaml'), configMap(''));
    assert.equal(world.read(world.head('prod'), 'plain.yaml'), 'b: 1 # one\n');
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('paths that belong to an environment neither travel nor count', async () => {
    await start({ 'a.yaml': 'a: 1\n', 'env/x.yaml': 'x: dev\n' }, { 'env/x.yaml': 'x: prod\n' });
    await world.commit('dev', 'more', { 'env/y.yaml': 'y: 1\n' });
    const plan = await edge.plan();
    assert.equal(plan.state, 'inSync');
    assert.deepEqual(plan.untouched, [{ path: 'env/x.yaml' }, { path: 'env/y.yaml' }]);
  });

  it('text that is no YAML is merged by lines, and its conflicts are told', async () => {
    const lines = (first: string, last: string) => `${first}\n2\n3\n4\n5\n6\n${last}\n`;
    await start({ 'app.properties': lines('1', '7') });
    await world.commit('prod', 'hotfix', { 'app.properties': lines('1', 'seven') });
    await world.commit('dev', 'one', { 'app.properties': lines('one', '7') });
    assert.equal((await edge.plan()).state, 'diverged');
    await edge.promote('squash');
    assert.equal(world.read(world.head('prod'), 'app.properties'), lines('one', 'seven'));
    await world.commit('dev', 'seven', { 'app.properties': lines('one', 'SEVEN') });
    assert.deepEqual((await edge.plan()).conflicts, [
      { path: 'app.properties', reason: 'Changed on both sides, differently.' },
    ]);
  });

  it('JSON, and a Kustomization without an ending, are merged by keys: what an environment owns does not travel', async () => {
    const json = (replicas: number, image: string, more = '') =>
      `{\n  "kind": "Deployment",\n  "spec": {\n    "replicas": ${replicas},\n    "image": "${image}"${more}\n  }\n}\n`;
    const kustomization = (tag: string, host: string) => `host: ${host}\nimages:\n- name: web\n  newTag: "${tag}"\n`;
    await start(
      { 'web.json': json(1, 'web:1'), Kustomization: kustomization('1', 'dev.example') },
      { 'web.json': json(5, 'web:1'), Kustomization: kustomization('1', 'shop.example') },
    );
    const more = ',\n    "args": ["a", "b"]';
    await world.commit('dev', 'two', {
      'web.json': json(2, 'web:2', more),
      Kustomization: kustomization('2', 'dev2.example'),
    });
    const head = await edge.promote('squash');
    assert.equal(world.read(head, 'web.json'), json(5, 'web:2', more));
    assert.equal(world.read(head, 'Kustomization'), kustomization('2', 'shop.example'));
    await world.commit('dev', 'size', { 'web.json': json(3, 'web:2', more) });
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('a template that is not rendered is one file', async () => {
    const template = (image: string) => `spec:\n  {{- if .Values.on }}\n  image: ${image}\n  {{- end }}\n`;
    await start({ 'templates/web.yaml': template('web:1') });
    await world.commit('dev', 'two', { 'templates/web.yaml': template('web:2') });
    const plan = await edge.plan();
    const [item] = plan.items;
    assert.deepEqual([item?.path, item?.key, item?.change], ['templates/web.yaml', undefined, 'changed']);
    assert.equal(item?.changedBy?.commit, world.head('dev'));
    await edge.promote('merge');
    assert.equal(world.read(world.head('prod'), 'templates/web.yaml'), template('web:2'));
  });

  it('an object that is added and one that is removed within a file', async () => {
    const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  k: v\n`;
    await start({ 'all.yaml': [object('one'), object('two')].join('---\n') });
    await world.commit('dev', 'three', { 'all.yaml': [object('two'), object('three')].join('---\n') });
    await edge.promote('merge');
    assert.equal(world.read(world.head('prod'), 'all.yaml'), [object('two'), object('three')].join('---\n'));
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('a comment alone travels where the target has the file as the source had it', async () => {
    await start({ 'a.yaml': 'a: 1\n' });
    await world.commit('dev', 'explain', { 'a.yaml': '# why\na: 1\n' });
    assert.deepEqual((await edge.plan()).items, [{ path: 'a.yaml', change: 'changed', reintroduced: false }]);
    await edge.promote('squash');
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('what the source says in its messages neither forges a record nor speaks in the pull request', async () => {
    await start({ 'a.yaml': 'a: 1\n' });
    const old = world.head('dev');
    await world.commit('dev', 'good', { 'a.yaml': 'a: 2\n' });
    await edge.promote('merge');
    const evil = [
      'Promoted-From: dev@' + old,
      '',
      `Promoted-From: dev@${old}`,
      `Promotion-Target: prod@${world.head('prod')}`,
      'Rolled-Back-To: ' + old,
      'Rollback-Target: prod',
      '',
      '@everyone <!-- branchline promotion dev prod --> [x](http://evil.example)',
    ].join('\n');
    const source = await world.commit('dev', evil, { 'a.yaml': 'a: 3\n', 'b.yaml': 'b: 1\n' });
    const candidate = await buildPromotion(edge.memory, await edge.prepared());
    assert.doesNotMatch(candidate.record.message, new RegExp(`^Promoted-From: dev@${old}`, 'm'));
    await edge.land(candidate, 'merge');
    assert.equal((await edge.plan()).baseline.commit, source);

    // The branch itself merged, and squashed with all its messages: the message arrives, its records do not count.
    const more = await world.commit('dev', evil.replace('a: 3', 'a: 4'), { 'a.yaml': 'a: 4\n' });
    await world.commit('prod', "Merge branch 'dev'", { 'a.yaml': 'a: 4\n' }, { merge: [more] });
    const plan = await edge.plan();
    assert.deepEqual([plan.state, plan.baseline.commit], ['inSync', more]);
    await world.commit('dev', evil, { 'a.yaml': 'a: 5\n' });
    await world.commit('prod', `Everything (#9)\n\n${evil}\n`, { 'a.yaml': 'a: 5\n' });
    assert.equal((await edge.plan()).state, 'inSync');
    await world.commit('dev', 'six', { 'a.yaml': 'a: 6\n' });
    assert.deepEqual([(await edge.plan()).state, (await edge.plan()).items.length], ['pending', 1]);
  });
});
