import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { runCli } from '../../../src/cli/run';
import { projectLive } from '../../../src/core/drift/project';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const reversed = (text: string) => Array.from(text).reverse().join('');

/** Each way in which a value may be written. */
function forms(value: string): readonly string[] {
  const written = [value, base64(value), base64(value).replace(/=+$/, ''), Buffer.from(value).toString('hex')];
  return [...written, ...written.map(reversed), base64(base64(value)), base64(reversed(value))];
}

describe('What branchline drift prints holds no value of a Secret', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-canary-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function printed(desired: string, live: string): Promise<string> {
    await writeFile(join(folder, 'git.yaml'), desired);
    await writeFile(join(folder, 'live.json'), live);
    const said: string[] = [];
    for (const form of [[], ['--json']]) {
      await runCli(['drift', '--desired', 'git.yaml', '--live', 'live.json', ...form], {
        environment: {},
        folder,
        signal: new AbortController().signal,
        print: (text) => said.push(text),
        warn: (text) => said.push(text),
      });
    }
    return said.join('\n');
  }

  const value = () => `K${randomBytes(9).toString('hex')}z`;
  const [mine, theirs] = [value(), value()];
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
  const copy = JSON.stringify({ kind: 'Secret', data: { p: base64(theirs) }, stringData: { q: theirs } });
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'shop', annotations: { [lastApplied]: copy, tool: copy } },
    data: { p: base64(theirs), extra: base64(theirs) },
  };
  const owned = [{ manager: 'kubectl-edit', operation: 'Update', fieldsV1: { 'f:data': {}, 'f:metadata': {} } }];
  const git = (content: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\n${content}\n`;

  const desired: Readonly<Record<string, string>> = {
    'as text': git(`stringData: {p: ${mine}, q: "${mine}\\n"}`),
    'as data': git(`data: {p: ${base64(mine)}}`),
    'as what is no base64': git(`data: {p: "${mine}!"}`),
    'as a key that a Secret has not': git(`password: ${mine}\nspec: {deep: [${mine}]}`),
    'in an annotation': git(`stringData: {}`).replace('namespace: shop', `namespace: shop, annotations: {a: ${mine}}`),
    twice: git(`stringData: {p: ${mine}}\nstringData: {p: ${mine}}`),
    'in YAML that is broken': git(`stringData:\n  p: "${mine}\n  q: [${mine}`),
    'as an anchor': git(`stringData: {p: &${mine} x, q: *${mine}, r: *${mine}x}`),
    'in a template that is not rendered': git(`stringData: {p: {{ ${mine} }}}`),
  };
  const live: Readonly<Record<string, string>> = {
    'other values': JSON.stringify(secret),
    'other values, by a person': JSON.stringify({ ...secret, metadata: { ...secret.metadata, managedFields: owned } }),
    'a refusal that quotes them': JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 403, reason: 'Forbidden' },
      message: `secrets "s" is forbidden: ${theirs}`,
      details: { kind: 'secrets', name: 's', causes: [{ message: theirs }] },
    }),
    'nothing that is an object': JSON.stringify([
      { stringData: theirs },
      { apiVersion: 'v1', kind: 'List', items: [secret] },
    ]),
    'JSON that breaks off': JSON.stringify(secret).slice(0, -9),
  };
  for (const [how, text] of Object.entries(desired)) {
    for (const [what, answer] of Object.entries(live)) {
      it(`git has it ${how}, the cluster ${what}`, async () => {
        const all = await printed(text, answer);
        assert.notEqual(all, '');
        for (const one of [mine, theirs]) for (const form of forms(one)) assert.ok(!all.includes(form), all);
      });
    }
  }

  it('nor does the document that is put beside a manifest', () => {
    const { objects } = readManifestFile('git.yaml', git(`stringData: {p: ${mine}}\ndata: {extra: ${base64(mine)}}`));
    const document = projectLive(objects, [secret]);
    assert.ok(document.includes('Secret'));
    for (const form of [...forms(mine), ...forms(theirs)]) assert.ok(!document.includes(form), document);
  });
});
