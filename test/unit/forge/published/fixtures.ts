import type { Asked, Said } from '../server';
import { descriptionOf } from './description';
import { graphqlProblems } from './graphql';
import { isTold } from './beyond';
import { graphqlAnswerProblems } from './graphqlAnswer';
import { Judge } from './judge';

let judge: Judge | undefined;

/** Below which the API of an Enterprise Server lies. */
const prefix = /^\/api(?:\/v3)?(?=\/)/;

/** What tests make up on purpose. */
const madeUp = [
  /check_runs\/\d+\/conclusion must be equal to one of the allowed values/, // words of tomorrow
  /\/head\/repo must be object/, // of a fork that is gone: GitHub's guides have it, its description has not
];

/**
 * What is wrong with a request to a server that stands for GitHub, or with the good answer that a test wrote for it, by GitHub's
 * published description. An answer may leave out what does not matter to the test; it names nothing that is not there.
 */
export function asGitHub(asked: Asked, said: Said): readonly string[] {
  judge ??= new Judge(descriptionOf('github'), { partial: true });
  const sent = { ...asked, path: asked.path.replace(prefix, '') };
  const { status = 200, body } = said;
  if (sent.path === '/graphql') return ofGraphql(sent.body, body);
  const isGood = status < 300 && (typeof body === 'object' || body === undefined);
  const problems = [...judge.request(sent), ...(isGood ? judge.answer(sent, status, body) : [])];
  return problems.filter((problem) => !madeUp.some((pattern) => pattern.test(problem)));
}

function ofGraphql(asked: unknown, said: unknown): readonly string[] {
  const { query } = asked as { readonly query: string };
  const answer = typeof said === 'object' ? (said as { readonly data?: unknown } | null) : undefined;
  return [...graphqlProblems(asked), ...graphqlAnswerProblems(query, answer?.data)];
}

let ofBitbucket: Judge | undefined;

/** The same of a server that stands for Bitbucket Cloud. */
export function asBitbucket(asked: Asked, said: Said): readonly string[] {
  ofBitbucket ??= new Judge(descriptionOf('bitbucket'), { partial: true, namesNull: false });
  const sent = { ...asked, path: asked.path.replace(/^\/2\.0(?=\/)/, '') };
  const { status = 200, body } = said;
  const isGood = status < 300 && typeof body === 'object';
  const problems = [...ofBitbucket.request(sent), ...(isGood ? ofBitbucket.answer(sent, status, body) : [])];
  return problems.filter((problem) => !isTold(problem));
}

let ofDataCenter: Judge | undefined;

/** The same of a server that stands for Bitbucket Data Center. */
export function asDataCenter(asked: Asked, said: Said): readonly string[] {
  ofDataCenter ??= new Judge(descriptionOf('bitbucketDataCenter'), { partial: true, namesNull: false });
  const sent = { ...asked, path: asked.path.replace(/^\/rest(?=\/)/, '') };
  const { status = 200, body } = said;
  const isGood = status < 300 && typeof body === 'object';
  const problems = [...ofDataCenter.request(sent), ...(isGood ? ofDataCenter.answer(sent, status, body) : [])];
  const wordsOfTomorrow = /\/(?:state|action) must be equal to one of the allowed values$/;
  return problems.filter((problem) => !isTold(problem) && !wordsOfTomorrow.test(problem));
}
