import assert from 'node:assert/strict';
import { bringsHidden, isPlainSecret } from '../../../src/core/judge/plainSecrets';
import { flatten } from '../../../src/core/manifest/merge/flatten';

const value = 'hunter2hunter2';
const secret = (content: string) => `apiVersion: v1\nkind: Secret\nmetadata: { name: my-secret }\n${content}\n`;

function plainIn(text: string): readonly string[] {
  const flat = flatten(text, { ownedKeys: [] });
  if (flat.kind !== 'flat') throw new Error(flat.reason);
  return [...flat.entries.values()].filter((entry) => isPlainSecret(entry, 'plain')).map(({ key }) => key.join('.'));
}

const plain: Readonly<Record<string, string>> = {
  'text of a Secret': secret(`stringData: { p: ${value} }`),
  'data of a Secret': secret('data: { p: aHVudGVyMmh1bnRlcjI= }'),
  'a number in a Secret': secret('stringData: { p: 12345 }'),
  'template marks in a Secret': secret('stringData: { p: "x{{ y }}z" }'),
  'a password of a chart': `db:\n  password: ${value}\n`,
  'a key of a Secret that is called as what encrypted ones have': secret(`stringData: { encryptedData: ${value} }`),
  'what only stands where SOPS writes of itself': secret(`sops: { note: ${value} }`),
  'a token by its shape': 'note: ghp_abcdefghijklmnopqrstuvwxyz0123456789\n',
};

const harmless: Readonly<Record<string, string>> = {
  'an image': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { image: a:1 }\n',
  'a Secret that SOPS encrypted': secret('stringData: { p: "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]" }'),
  'all that SOPS writes into a Secret': secret(
    [
      'data:',
      '  p: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]',
      'sops:',
      '  kms: [{ arn: "arn:aws:kms:us-east-1:656532927350:key/920aff2e-c5f1-4040-943a-047fa387b27e", created_at: "2026-01-01T00:00:00Z", enc: AQICAHhRoM4, aws_profile: "" }]',
      '  gcp_kms: []',
      '  age:',
      '    - recipient: age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun',
      '      enc: |',
      '        -----BEGIN AGE ENCRYPTED FILE-----',
      '        YWdlLWVuY3J5cHRpb24ub3Jn',
      '        -----END AGE ENCRYPTED FILE-----',
      '  lastmodified: "2026-01-01T00:00:00Z"',
      '  mac: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]',
      '  pgp:',
      '    - created_at: "2026-01-01T00:00:00Z"',
      '      enc: |-',
      '        -----BEGIN PGP MESSAGE-----',
      '        hQEMAyUpShfNkFB/',
      '        -----END PGP MESSAGE-----',
      '      fp: FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4',
      '  encrypted_regex: ^(data|stringData)$',
      '  version: 3.9.0',
    ].join('\n'),
  ),
  'a SealedSecret': `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: a }\nspec: { encryptedData: { p: AgBy3i4OJSWK } }\n`,
  'an ExternalSecret that fills in':
    'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: a }\nspec: { target: { template: { data: { url: "db://{{ .user }}:{{ .pass }}@x" } } } }\n',
  'a password that is elsewhere': 'db:\n  password: ${DB_PASSWORD}\n',
  'an empty value of a Secret': secret('stringData: { p: "" }'),
  'the name of a Secret': 'spec: { secretName: my-secret }\n',
};

describe('A value of a Secret that anybody can read', () => {
  for (const [what, text] of Object.entries(plain)) {
    it(`is ${what}`, () => assert.equal(plainIn(text).length, 1));
  }
  for (const [what, text] of Object.entries(harmless)) {
    it(`is not ${what}`, () => assert.deepEqual(plainIn(text), []));
  }

  it('is found in a file that cannot be read by keys, too, and only where it is new', () => {
    const broken = `${secret(`stringData:\n  p: ${value}`)}x: [1\n`;
    assert.equal(bringsHidden('a.yaml', 'plain', '', broken), true);
    assert.equal(bringsHidden('a.yaml', 'plain', broken, broken), false);
    assert.equal(bringsHidden('README.md', 'plain', '', 'Hello\n'), false);
    assert.equal(bringsHidden('token.txt', 'content', '', 'anything\n'), true);
    assert.equal(bringsHidden('app.properties', 'plain', '', `db.password=${value}\n`), true);
  });

  it('is not in a file that is encrypted value by value, and is beside that', () => {
    const lines = [
      'P=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]',
      'sops_version=3.9.0',
      'sops_mac=ENC[AES256_GCM,data:x]',
    ];
    const recipient = 'sops_age__list_0__map_recipient=age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun';
    const dotenv = `${[...lines, recipient].join('\n')}\n`;
    for (const role of ['plain', 'content'] as const) {
      assert.equal(bringsHidden('db.env', role, '', dotenv), false, role);
      assert.equal(bringsHidden('db.env', role, '', `${dotenv}Q=${value}\n`), true, role);
    }
    assert.equal(
      bringsHidden('db.env', 'content', '', `-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----\nQ=${value}\n`),
      true,
    );
  });
});
