import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRelayFile, readRelayFile } from '../../../src/core/relay/config/read';
import { resolveRelay } from '../../../src/core/relay/config/resolve';
import { inEnglish } from '../../../src/core/support/message';

const whole = `version: 1
forges:
  - host: git.example.com
    kind: gitea
    secrets: [{ env: HOOK }]
    repositories: ["gitops/*"]
registries:
  - host: registry.example.com
    kind: harbor
    secrets: [{ env: HARBOR }]
    images: ["shop/**"]
    belongsTo: git.example.com/gitops/{name}
tokens:
  - name: ci
    secret: { file: token }
    repositories: ["git.example.com/gitops/*"]
`;
const problems = (text: string) => {
  const parsed = parseRelayFile(text);
  return parsed.kind === 'ok' ? [] : parsed.problems.map(({ line, said }) => `${line}: ${inEnglish(said)}`);
};

describe('The configuration of a relay', () => {
  it('has what it says, and the rest as usual', () => {
    const parsed = parseRelayFile(whole);
    equal(parsed.kind === 'ok' && parsed.file.listen.port, 8080);
    equal(parsed.kind === 'ok' && parsed.file.limits.events, 50_000);
  });

  for (const [what, from, to, line, said] of [
    ['a secret in the file', '[{ env: HOOK }]', '["hunter2hunter2hunter2"]', 5, /must be a mapping/],
    ['a secret twice', '{ file: token }', '{ file: token, env: X }', 15, /either "env" or "file"/],
    ['a key that is none', 'kind: gitea', 'kind: gitea\n    kinds: x', 5, /Unknown key "kinds"/],
    ['a kind that is none', 'kind: gitea', 'kind: gitee', 4, /Did you mean "gitea"/],
    ['a host with a path', 'host: git.example.com', 'host: git.example.com/x', 3, /git.example.com\/x/],
    ['a host that stands twice', 'host: registry.example.com', 'host: git.example.com', 8, /stands twice/],
    ['images of nowhere', 'belongsTo: git.example.com/', 'belongsTo: other.example.com/', 12, /belongsTo/],
    ['one secret of two hosts', '{ env: HARBOR }', '{ env: HOOK }', 10, /is that of git.example.com as well/],
    ['a secret that is a token', '{ file: token }', '{ env: HOOK }', 15, /is that of git.example.com as well/],
    ['another version', 'version: 1', 'version: 2', 1, /not one of: 1/],
  ] as const)
    it(`is refused at its line: ${what}`, () => {
      const found = problems(whole.replace(from, to));
      equal(found[0]?.startsWith(`${line}: `), true, found.join('\n'));
      equal(
        found.some((one) => said.test(one)),
        true,
        found.join('\n'),
      );
      equal(found.join('').includes('hunter2'), false);
    });

  it('never quotes a secret, whatever is wrong', () => {
    for (const text of [
      whole.replace('[{ env: HOOK }]', 'hunter2hunter2'),
      whole.replace('{ env: HOOK }', '{ env: [hunter2hunter2] }'),
    ])
      equal(problems(text).join('').includes('hunter2'), false);
  });
});

describe('The secrets of a relay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'branchline-relay-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const token = `blr_${'t'.repeat(40)}`;
  const resolved = async (environment: Record<string, string>, value = token) => {
    writeFileSync(join(folder, 'relay.yaml'), whole);
    writeFileSync(join(folder, 'token'), `${value}\n`);
    const given = { HARBOR: 'r'.repeat(32), ...environment };
    return resolveRelay(await readRelayFile(join(folder, 'relay.yaml')), { environment: given });
  };

  it('come from the environment and from files beside the configuration', async () => {
    const config = await resolved({ HOOK: 'h'.repeat(32) });
    deepEqual(config.hooks.get('git.example.com')?.secrets, ['h'.repeat(32)]);
    equal(config.tokens[0]?.value, token);
  });

  it('have to be there, and long enough, and are not quoted', async () => {
    await rejects(resolved({}), { code: 'relay/noSecret', message: /variable HOOK/ });
    await rejects(
      resolved({ HOOK: 'short' }),
      (error: Error) => /16 characters/.test(error.message) && !error.message.includes('short '),
    );
    await rejects(resolved({ HOOK: 'h'.repeat(32) }, 'x'.repeat(40)), { code: 'relay/badToken' });
  });

  it('are each of one host: the line of the second is told, and nothing of the secret', async () => {
    const secret = 'shared-0123456789abcdef';
    await rejects(resolved({ HOOK: secret, HARBOR: secret }), (error: Error) => {
      match(error.message, /relay\.yaml:10:15: This secret is that of git\.example\.com as well/);
      equal(error.message.includes(secret), false);
      return true;
    });
    await rejects(resolved({ HOOK: token, HARBOR: 'h'.repeat(32) }), { message: /relay\.yaml:15:\d+: This secret/ });
  });

  it('an image belongs to the repository of its name, where the relay knows that one', async () => {
    const config = await resolved({ HOOK: 'h'.repeat(32) });
    const place = (path: string) =>
      config.hooks
        .get('registry.example.com')
        ?.sender.place({ kind: 'imagePushed', path, where: { image: { host: '', path } } });
    deepEqual(place('shop/cart'), {
      repository: { host: 'git.example.com', path: 'gitops/cart' },
      image: { host: 'registry.example.com', path: 'shop/cart' },
    });
    equal(place('other/cart'), undefined);
    equal(place('shop/..'), undefined);
  });
});
