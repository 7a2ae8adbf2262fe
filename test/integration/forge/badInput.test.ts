import assert from 'node:assert/strict';
import { BranchlineError } from '../../../src/core/support/errors';
import { dialectNames } from '../../lab/forge/types';
import { aWorld, cart, type World } from './world';

const signal = new AbortController().signal;
const json = { 'content-type': 'application/json' };
const say =
  (status: number, body: string, headers: Readonly<Record<string, string>> = json) =>
  () =>
    new Response(body, { status, headers });

/** What no forge means to say, and what it is told as, whichever forge it is. */
const inputs: readonly (readonly [what: string, said: () => Response, ...codes: readonly string[]])[] = [
  ['a web page', say(200, '<html>', { 'content-type': 'text/html' }), 'html'],
  ['an answer that is cut off', say(200, '{"a":'), 'invalidAnswer'],
  ['another kind of answer', say(200, '"x"'), 'invalidAnswer'],
  ['nothing', say(200, 'null'), 'invalidAnswer'],
  [
    'an error inside a good answer',
    say(200, '{"errors":[{"message":"no"}],"message":"no"}'),
    'invalidAnswer',
    'refused',
  ],
  ['a refusal that means a limit', say(403, '{}', { ...json, 'retry-after': '60' }), 'rateLimited'],
  ['that nothing is there', say(404, '{"message":"Not Found"}'), 'notFound'],
  ['that the token is no more', say(401, '{"message":"Bad credentials"}'), 'unauthorised'],
  ['more than is read', say(200, `["${'a'.repeat(17_000_000)}"]`), 'tooLarge'],
  ['trouble of its own', say(502, 'Bad gateway', { 'content-type': 'text/plain' }), 'serverError'],
  ['a way that leads elsewhere', say(302, '', { location: 'http://' }), 'redirected', 'invalidAnswer'],
];

/** That it is not there; and Gitea has `null` for the branches of a repository with nothing in it. */
function saysNone(what: string, dialect: string): boolean {
  return what === 'that nothing is there' || (what === 'nothing' && dialect === 'gitea');
}

for (const dialect of dialectNames)
  describe(`bad input from a forge (${dialect})`, () => {
    let world: World;
    before(async () => {
      world = await aWorld({ dialect });
      for (const name of ['mail', 'stock', 'orders', 'web']) {
        await world.forge.createRepository(`gitops/${name}`, { defaultBranch: 'dev' });
        await world.forge.commit(`gitops/${name}`, 'dev', 'First', { 'deployment.yaml': 'replicas: 1\n' });
      }
    });
    after(() => world.end());

    /** A client that is answered so from its request of that number on, counted from 0. */
    const client = (said: () => Response, from = 0) => {
      let asked = 0;
      return world.client('admin', {
        fetch: (...request) => (asked++ < from ? fetch(...request) : Promise.resolve(said())),
      });
    };

    for (const [what, said, ...codes] of inputs) {
      const isOneOf = (error: unknown) =>
        error instanceof BranchlineError && codes.some((code) => error.code === `forge/${code}`);

      it(`${what} is told as ${codes.join(' or ')}`, async () => {
        await assert.rejects(
          client(said).repository(cart, signal),
          (error) => isOneOf(error) || assert.fail(String(error)),
        );
      });

      it(`${what} in the middle of a sweep fails what it is about, and nothing is taken for a head`, async () => {
        const names = ['cart', 'mail', 'stock', 'orders', 'web'];
        const requests = names.map((name) => ({ repository: { owner: 'gitops', name }, branches: ['dev'] }));
        for (const from of [0, 1, 3, 6]) {
          const answers = await client(said, from).headsOf(requests, signal);
          assert.deepEqual(
            answers.map(({ repository: { name } }) => name),
            names,
          );
          for (const [index, answer] of answers.entries()) {
            if (answer.kind === 'failed')
              assert.ok(isOneOf(answer.error), `${answer.error.code}: ${answer.error.message}`);
            else {
              const head = (await world.forge.heads(`gitops/${names[index] ?? ''}`)).get('dev');
              const isNone = answer.heads.length === 0 && saysNone(what, dialect);
              assert.deepEqual(
                answer.heads.map(({ commit }) => commit),
                isNone ? [] : [head],
              );
            }
          }
        }
      });
    }
  });
