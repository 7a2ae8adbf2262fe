import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { broken, call, doctor, notes, otherCatalog, type Examined } from './world';

/** Together they have all that the catalog says of what belongs to an environment. */
const services = ['cart', 'catalog', 'inventory', 'web'] as const;

describe('the doctor on the lab', function () {
  this.timeout(180_000);
  let lab: Lab;
  before(async () => {
    lab = await startLab({ services: [...services], deployMs: 20 });
  });
  after(() => lab.dispose());

  const examine = (...args: readonly string[]) => doctor(lab.workspace, lab.environment, ...args);
  const changed = (name: string, from: string | RegExp, to: string) =>
    otherCatalog(lab.workspace, name, (text) => text.replaceAll(from, to));
  const findings = ({ document }: Examined, code: string) =>
    document.findings.filter((finding) => finding.code === code);

  it('finds nothing in a healthy fleet, and has checked all of it', async () => {
    const requests = (await lab.cluster.requests()).length;
    const examined = await examine();
    assert.deepEqual(broken(examined), [], examined.err);
    assert.deepEqual(examined.document.notChecked, []);
    assert.deepEqual([examined.code, examined.err], [0, '']);
    // dev takes pushes in this shop, what deploys is no file of the repository, and merged branches are kept.
    assert.deepEqual([...new Set(notes(examined).map((note) => note.split(' ')[0]))].sort(), [
      'entryNotProtected',
      'keepsHeads',
      'noPipelineFile',
    ]);
    const asked = (await lab.cluster.requests()).slice(requests).filter(({ user }) => user === 'developer');
    assert.ok(asked.length > 0);
    for (const { verb, path, resource } of asked) {
      assert.ok(['get', 'list'].includes(verb), `${verb} ${path}`);
      assert.notEqual(resource, 'secrets', 'Secrets are never asked for');
    }
  });

  it('says so in lines for people, and in a file', async () => {
    const { code, out } = await call(lab.workspace, lab.environment, ['--sarif', 'doctor.sarif']);
    assert.equal(code, 0);
    assert.match(out, /^· .*inventory\/dev.*: The branch dev is not protected/m);
    assert.match(out, /^4 services: 0 errors, 0 warnings, \d+ notes; everything was checked\.$/m);
    const log = JSON.parse(await readFile(join(lab.workspace, 'doctor.sarif'), 'utf8')) as { version: string };
    assert.equal(log.version, '2.1.0');
    const nowhere = await call(lab.workspace, lab.environment, ['--sarif', 'no/such/folder.sarif']);
    assert.deepEqual([nowhere.code, /could not be written/.test(nowhere.err)], [1, true]);
  });

  it('a key of the catalog that is misspelt, at its line', async () => {
    const examined = await examine(...(await changed('key.yaml', '- spec.replicas', '- spec.replica')));
    assert.deepEqual([examined.code, broken(examined)], [2, ['keyUnused']]);
    const [finding] = findings(examined, 'keyUnused');
    const lines = (await readFile(join(lab.workspace, 'key.yaml'), 'utf8')).split('\n');
    assert.match(lines[(finding?.place?.line ?? 0) - 1] ?? '', /- spec\.replica$/);
  });

  it('a path, an ignored object and an image that are nowhere', async () => {
    const more =
      'drift: { ignore: [{ key: spec.replicas, kind: Deploymnet }] }\nupdate: { images: [{ image: r.example/none, digest: pin }] }';
    const args = await otherCatalog(lab.workspace, 'nowhere.yaml', (text) =>
      text.replace('"**/env/**"', '"**/evn/**"').replace('services:', `${more}\nservices:`),
    );
    assert.deepEqual(broken(await examine(...args)), ['pathUnused', 'ignoreUnused', 'imageNowhere']);
  });

  it('a folder that is not there', async () => {
    const examined = await examine(
      '--service',
      'inventory',
      ...(await changed('path.yaml', 'path: manifests', 'path: manifest')),
    );
    assert.deepEqual(
      broken(examined),
      ['dev', 'test', 'prod'].map((environment) => `pathMissing inventory/${environment}`),
    );
  });

  it('a check of an object that no manifest has', async () => {
    const args = await changed('check.yaml', '- { name: dev,', '- { name: dev, verify: [{ name: up, job: smoke }],');
    const examined = await examine('--service', 'cart', ...args);
    assert.deepEqual(broken(examined), ['verifyObjectMissing cart/dev']);
  });

  it('a branch that is not there, and two environments of one', async () => {
    const gone = await changed('branch.yaml', 'branch: test', 'branch: tset');
    const examined = await examine('--service', 'cart', ...gone);
    assert.ok(broken(examined).includes('branchMissing cart/test'), JSON.stringify(examined.document));
    const args = await otherCatalog(lab.workspace, 'shared.yaml', (text) =>
      text
        .replace('branch: prod', 'branch: dev')
        .replace('  - { from: test, to: prod, gates: { pipeline: required } }\n', ''),
    );
    assert.ok(broken(await examine('--service', 'cart', ...args)).includes('sharedBranch cart'));
  });

  it('a context, a namespace and credentials that are not right', async () => {
    const context = await changed('context.yaml', 'context: production', 'context: produktion');
    assert.deepEqual(broken(await examine('--service', 'cart', ...context)), ['contextMissing cart/prod']);
    const namespace = await changed('namespace.yaml', '"{service}-test"', '"{service}-tset"');
    assert.deepEqual(broken(await examine('--service', 'cart', ...namespace)), ['namespaceMissing cart/test']);
    const unknown = await changed('unknown.yaml', 'context: production', 'context: staging-unknown');
    assert.deepEqual(broken(await examine('--service', 'cart', ...unknown)), ['credentialsRefused cart/prod']);
  });

  it('kinds that may not be read; whether the namespace is there is not known then', async () => {
    const nobody = await changed('nobody.yaml', 'context: production', 'context: staging-nobody');
    const examined = await examine('--service', 'cart', ...nobody);
    assert.equal(examined.code, 1);
    assert.deepEqual([...new Set(broken(examined))], ['kindForbidden cart/prod']);
    assert.deepEqual(
      examined.document.notChecked.map(({ check, environment }) => [check, environment]),
      [['namespace', 'prod']],
    );
    assert.equal(findings(examined, 'controllersForbidden').length, 0, 'neither Argo CD nor Flux is installed there');
  });

  it('no token, and one that is refused', async () => {
    const rest = Object.entries(lab.environment).filter(([name]) => !name.startsWith('BRANCHLINE_TOKEN'));
    const withToken = (token: string) => ({ ...Object.fromEntries(rest), BRANCHLINE_TOKEN: token });
    const without = await doctor(lab.workspace, withToken(''), '--service', 'cart');
    assert.ok(broken(without).includes('noToken cart'), JSON.stringify(without.document));
    const refused = await doctor(lab.workspace, withToken('wrong'), '--service', 'cart');
    assert.ok(broken(refused).includes('tokenRefused cart'), JSON.stringify(refused.document));
    const reader = await doctor(lab.workspace, withToken(lab.forge.tokens.reader), '--service', 'cart');
    assert.deepEqual(broken(reader), ['mayNotPush cart']);
    for (const { code } of [without, refused]) assert.notEqual(code, 0);
  });

  it('manifests that are no YAML, and own rules that cannot be read, or are others on a branch', async () => {
    const edit = (file: string, text: string | null, branch = 'dev') =>
      lab.forge.commit('inventory', branch, 'A slip', { [file]: text });
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: "x" }\n} hunter2-quoted\n';
    await edit('manifests/slip.yaml', secret);
    const slip = await examine('--service', 'inventory');
    assert.deepEqual(broken(slip), ['notRendered inventory/dev']);
    assert.ok(!JSON.stringify(slip.document).includes('hunter2'), 'a parser quotes what it stumbles over');
    await edit('manifests/slip.yaml', null);
    await edit('.branchline.yaml', 'content: { path: manifests }\n', 'test');
    assert.deepEqual(broken(await examine('--service', 'inventory')), ['rulesDiffer inventory']);
    await edit('.branchline.yaml', 'contents: {}\n');
    const unreadable = await examine('--service', 'inventory');
    assert.ok(broken(unreadable).includes('rulesUnreadable inventory'));
    assert.ok(unreadable.document.notChecked.some(({ check }) => check === 'content'));
    assert.equal(unreadable.code, 1);
    await edit('.branchline.yaml', null);
    await edit('.branchline.yaml', null, 'test');
  });

  it('a dead cluster is not checked, and holds up nothing', async () => {
    const silent = createServer((socket) => socket.unref())
      .listen(0, '127.0.0.1')
      .unref();
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    for (const server of ['http://127.0.0.1:1', `http://127.0.0.1:${port}`]) {
      const kubeconfig = join(lab.workspace, 'dead.json');
      const config = {
        clusters: [{ name: 'it', cluster: { server } }],
        contexts: [{ name: 'production', context: { cluster: 'it', user: 'it' } }],
        users: [{ name: 'it', user: { token: 't' } }],
      };
      await writeFile(kubeconfig, JSON.stringify(config));
      const KUBECONFIG = `${kubeconfig}:${lab.environment['KUBECONFIG'] ?? ''}`;
      const examined = await doctor(lab.workspace, { ...lab.environment, KUBECONFIG }, '--timeout', '20s');
      assert.deepEqual([examined.code, broken(examined)], [1, []], examined.err);
      assert.deepEqual(
        examined.document.notChecked
          .map(({ check, service = '', environment = '' }) => `${check} ${service}/${environment}`)
          .toSorted(),
        [...services.map((service) => `cluster ${service}/prod`), 'controllers /'],
      );
    }
  });

  it('a dead forge is not checked', async () => {
    for (const kind of ['down', 'html'] as const) {
      lab.faults.forge({ kind });
      const examined = await examine('--timeout', '10s');
      lab.faults.forge({ kind: 'none' });
      assert.deepEqual([examined.code, broken(examined)], [1, []], kind);
      const checks = new Set(examined.document.notChecked.map(({ check }) => check));
      for (const check of ['repository', 'branches', 'protection', 'landing', 'pipeline', 'content']) {
        assert.ok(checks.has(check), `${kind}: ${check}`);
      }
    }
  });

  it('names what is wrong with the call', async () => {
    assert.match((await call(lab.workspace, lab.environment, ['--service', 'none'])).err, /no service none/);
    assert.match((await call(lab.workspace, lab.environment, ['--timeout', 'soon'])).err, /not a duration/);
    assert.match((await call('/', lab.environment, [])).err, /no branchline\.yaml/);
  });
});
