import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shortFor } from '../../../src/core/change/code/where/revisions';
import { DockerCredentials } from '../../../src/core/registry/credentials/docker';
import { Registries } from '../../../src/core/registry/client';
import { imageName, readImageName } from '../../../src/core/registry/imageName';
import type { ImageReference } from '../../../src/core/registry/types';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];

/** What the editor's fleet knows of images: for the hover, the preview and the history. */
describe('images of a fleet', function () {
  this.timeout(240_000);
  let lab: Lab;
  let observed: ObservedLab;
  let image: string;
  let registry: Registries;
  let credentials: DockerCredentials;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100, registry: true });
    image = `${lab.registry?.host}/shop/jobs`;
    const annotations = (revision: string) => ({
      'org.opencontainers.image.revision': revision,
      'org.opencontainers.image.source': 'https://elsewhere.example/shop/jobs',
    });
    const pushed = { '1.0.0': first, '1.3.0': second, '1.4.0': second };
    for (const [tag, revision] of Object.entries(pushed)) {
      await lab.registry?.push({ repository: 'shop/jobs', tag, content: tag, annotations: annotations(revision) });
    }
    for (const branch of ['dev', 'test']) {
      await lab.forge.commit('cart', branch, 'Nightly jobs', { 'jobs.yaml': jobs(`${image}:1.0.0`) });
    }
    await lab.forge.commit('cart', 'dev', 'Newer jobs', { 'jobs.yaml': jobs(`${image}:1.3.0`) });
    await lab.settled('cart', 'dev');
    await lab.settled('cart', 'test');
    const policy = `\nupdate:\n  images:\n    - { image: "${image}", semver: ^1.0 }\n`;
    await appendFile(join(lab.workspace, 'branchline.yaml'), policy);
    credentials = new DockerCredentials({ environment: lab.environment, mayRunPrograms: false });
    registry = new Registries({ credentials });
    observed = await observe(lab, { registry });
    await observed.fleet.refresh('start', never);
  });
  after(async () => {
    await observed.dispose();
    await lab.dispose();
  });

  const versions = (images: readonly ImageReference[] | undefined) => images?.map(({ tag }) => tag);

  it('are told environment by environment: what the branch has, and what the cluster runs exactly', async () => {
    await observed.until(
      'the live revision of dev is exact',
      ({ cells }) => cells.get('cart/dev')?.live.kind === 'exact',
    );
    const found = await observed.fleet.imageVersions('cart', readImageName(image), never);
    const of = (name: string) => found.find(({ environment }) => environment === name);
    assert.deepEqual([versions(of('dev')?.onBranch), versions(of('test')?.onBranch)], [['1.3.0'], ['1.0.0']]);
    assert.deepEqual(of('prod')?.onBranch, [], 'known, and none');
    const live = of('dev')?.live;
    assert.ok(live?.kind === 'exact');
    assert.deepEqual(versions(live.versions), ['1.3.0']);
  });

  it('that nobody could look at run as nobody knows what', async () => {
    const blind = await observe(lab, { registry, kubeconfig: join(lab.workspace, 'none') });
    try {
      await blind.fleet.refresh('start', never);
      const found = await blind.fleet.imageVersions('cart', readImageName(image), never);
      assert.ok(found.length > 0 && found.every(({ live }) => live.kind === 'unknown'), JSON.stringify(found));
    } finally {
      await blind.dispose();
    }
  });

  it('have newer ones by the policy, and of one that is not there it is said', async () => {
    const { environment, images } = await observed.fleet.newerImages('cart', registry, never);
    assert.equal(environment, 'dev');
    assert.deepEqual(
      images.map(({ image: standing, verdict }) => [imageName(standing), verdict.kind === 'update' && verdict.to.tag]),
      [[`${image}:1.3.0`, '1.4.0']],
    );
  });

  it('say which commits they were built from, on all branches, so that a part of a name is enough; a silent registry is counted', async () => {
    const there = await observed.fleet.codeRevisions('cart', never);
    assert.deepEqual([there.revisions.toSorted(), there.untold], [[first, second], 0]);
    assert.deepEqual(shortFor('bbbbbbb', [there]), { revisions: [second], untold: 0 });
    lab.faults.registry('down');
    const blind = await observe(lab, { registry: new Registries({ credentials }) });
    try {
      await blind.fleet.refresh('start', never);
      assert.deepEqual(await blind.fleet.codeRevisions('cart', never), { revisions: [], untold: 2 });
    } finally {
      lab.faults.registry('none');
      await blind.dispose();
    }
  });

  it('bring code in the preview and in the history: where it is elsewhere, that is said', async () => {
    const wish = { includeReintroduced: true };
    const preview = await observed.fleet.previewPromotion('cart/dev>test', wish, never);
    const [brought] = preview.code?.images ?? [];
    assert.ok(brought?.code.kind === 'unknown', JSON.stringify(preview.code));
    assert.match(JSON.stringify(brought.code.said), /none of the forges/);
    assert.match(preview.body, /### Code\n\n- `.*`: `1\.0\.0` → `1\.3\.0`\n {2}- its commits could not be read/);
    const head = observed.cell('cart/dev').head;
    assert.ok(head.kind === 'known');
    const came = await observed.fleet.codeOfDeployment('cart/dev', head.commit.sha, never);
    assert.deepEqual(
      came?.images.map(({ image: { before, now } }) => [before && imageName(before), imageName(now)]),
      [[`${image}:1.0.0`, `${image}:1.3.0`]],
    );
    lab.faults.registry('down');
    try {
      const silent = await observed.fleet.previewPromotion('cart/dev>test', wish, never);
      assert.equal(silent.head.commit, preview.head.commit, 'a preview is there all the same, with the same commit');
      assert.equal(silent.code?.images[0]?.code.kind, 'unknown');
    } finally {
      lab.faults.registry('none');
    }
  });
});

function jobs(image: string): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: cart-jobs
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: jobs
              image: ${image}
`;
}
