import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LiveObject } from '../../../../src/core/cluster/live';
import { bundledSchema } from '../../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../../src/core/drift/compare';
import { Verifications } from '../../../../src/core/fleet/cluster/verifications';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';

const namespace = 'shop';
const target = { kind: 'context', context: 'staging', namespace } as const;
const { signal } = new AbortController();

function git(host: string) {
  return readManifestFile(
    'web.yaml',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {host: ${host}}\n`,
  );
}

function live(host: string, resourceVersion: string): LiveObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace, resourceVersion }, data: { host } };
}

/** The server makes `mirror` of whatever is applied, and counts how often it is asked. */
function server() {
  const asked: string[] = [];
  const predict = (_target: unknown, applied: { readonly name: string }) => {
    asked.push(applied.name);
    return Promise.resolve(live('mirror', ''));
  };
  return { asked, predict };
}

function verdict(verifications: Verifications, file: ReturnType<typeof git>, object: LiveObject): string | undefined {
  const world = { objects: [object], unseen: () => undefined };
  const report = compareManifests([file], world, { schemaOf: bundledSchema, namespace });
  const applied = verifications.applyTo(report, [file], [object]);
  assert.equal(applied.counts.changed, applied.objects.filter((one) => one.verdict === 'changed').length);
  return applied.objects[0]?.verdict;
}

describe('What a dry run told', () => {
  const ask = async (verifications: Verifications, clusters: ReturnType<typeof server>) => {
    const [object] = git('docker').objects;
    assert.ok(object);
    await verifications.ask({ clusters, target, object, live: live('mirror', '7'), schemaOf: bundledSchema }, signal);
  };

  it('holds for this text of git and this version of what is live, and for no other', async () => {
    const verifications = new Verifications();
    const clusters = server();
    assert.equal(verdict(verifications, git('docker'), live('mirror', '7')), 'changed');
    await ask(verifications, clusters);
    assert.equal(verdict(verifications, git('docker'), live('mirror', '7')), 'managed');
    assert.equal(verdict(verifications, git('docker'), live('mirror', '8')), 'changed');
    assert.equal(verdict(verifications, git('quay'), live('mirror', '7')), 'changed');
    await ask(verifications, clusters);
    assert.deepEqual(clusters.asked, ['web'], 'the same is not asked twice');
  });

  it('takes nothing away that a person set', async () => {
    const verifications = new Verifications();
    await ask(verifications, server());
    assert.equal(verdict(verifications, git('docker'), live('by-hand', '7')), 'changed');
  });

  it('where the server does not say, all stays as it is', async () => {
    const verifications = new Verifications();
    const clusters = { asked: [], predict: () => Promise.reject(new Error('403')) };
    await assert.rejects(ask(verifications, clusters));
    assert.equal(verdict(verifications, git('docker'), live('mirror', '7')), 'changed');
  });
});
