import assert from 'node:assert/strict';
import { object } from './build';
import type { Case, CaseTable } from './caseTable';

const secret = (content: string) => object('v1', 'Secret', content);
const token = (rest: string) =>
  object(
    'v1',
    'Secret',
    `type: kubernetes.io/service-account-token\n${rest}`,
    'name: web, namespace: shop, annotations: {kubernetes.io/service-account.name: default}',
  );
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

export const secrets: CaseTable = {
  title: 'Secrets say the same or not, and no more',
  rows: [
    {
      id: '60',
      what: 'text that the server stores encoded',
      desired: secret('stringData: {p: x}'),
      live: secret(`data: {p: ${base64('x')}}`),
      verdict: 'none',
    },
    {
      id: '60a',
      what: 'text beside data of the same key: the text counts',
      desired: secret(`data: {p: ${base64('old')}}\nstringData: {p: x}`),
      live: secret(`data: {p: ${base64('x')}}`),
      verdict: 'none',
    },
    {
      id: '61',
      what: 'other data',
      desired: secret(`data: {p: ${base64('x')}, q: ${base64('y')}}`),
      live: secret(`data: {p: ${base64('z')}, q: ${base64('y')}}`),
      verdict: 'masked',
      fields: { 'data.p': 'masked' },
      check: ({ fields: [field] }) => {
        assert.ok(field && !('desired' in field) && !('live' in field));
        assert.equal(field.line, 4);
      },
    },
    {
      id: '61a',
      what: 'a key that is not there',
      desired: secret(`data: {p: ${base64('x')}, q: ${base64('y')}}`),
      live: secret(`data: {p: ${base64('x')}}`),
      verdict: 'missing',
      fields: { 'data.q': 'missing' },
    },
    {
      id: '61b',
      what: 'a key that a person added',
      desired: secret(`data: {p: ${base64('x')}}`),
      first: secret(`data: {p: ${base64('x')}}`),
      live: secret(`data: {p: ${base64('x')}, q: ${base64('y')}}`),
      by: { manager: 'kubectl-edit' },
      verdict: 'extra',
      fields: { 'data.q': 'extra' },
    },
    {
      id: '61c',
      what: 'a token that a controller fills in',
      desired: token(''),
      first: token(''),
      live: token(`data: {token: ${base64('x')}}`),
      by: { manager: 'kube-controller-manager' },
      verdict: 'none',
    },
    {
      id: '61d',
      what: 'a key of text that git took back: kubectl does not take it away',
      desired: secret('stringData: {q: v}'),
      applied: secret('stringData: {p: x, q: v}'),
      live: secret(`data: {p: ${base64('x')}, q: ${base64('v')}}`),
      routes: ['clientSide'],
      verdict: 'none',
    },
    {
      id: '61e',
      what: 'a key of data that git took back',
      desired: secret('stringData: {q: v}'),
      applied: secret(`data: {p: ${base64('x')}}\nstringData: {q: v}`),
      live: secret(`data: {p: ${base64('x')}, q: ${base64('v')}}`),
      routes: ['clientSide'],
      verdict: 'extra',
      fields: { 'data.p': 'extra' },
    },
    {
      id: '61f',
      what: 'a key that Flux sent, whose text becomes data before it is applied',
      desired: secret('stringData: {q: v}'),
      applied: secret(`data: {p: ${base64('x')}, q: ${base64('v')}}`),
      live: secret(`data: {p: ${base64('x')}, q: ${base64('v')}}`),
      routes: ['serverSide'],
      verdict: 'extra',
      fields: { 'data.p': 'extra' },
    },
    {
      id: '62',
      what: 'a key without a value',
      desired: secret('data: {p: null}'),
      live: secret('data: {p: ""}'),
      verdict: 'none',
    },
    {
      id: '63',
      what: 'a number where only text is taken',
      desired: secret('stringData: {p: 5}'),
      live: secret(`data: {p: ${base64('5')}}`),
      verdict: 'invalid',
      fields: { 'stringData.p': 'invalid' },
      check: ({ fields: [field] }) => assert.ok(field && !('desired' in field) && !('live' in field)),
    },
    {
      id: '63a',
      what: 'data that is not base64',
      desired: secret('data: {p: "not base64!"}'),
      live: secret('data: {p: ""}'),
      verdict: 'invalid',
    },
    ...['data: hunter2', 'stringData: [hunter2]'].map((data): Case => ({
      id: '63b',
      what: `no map (${data})`,
      desired: secret(data),
      applied: secret(''),
      live: secret(''),
      verdict: 'invalid',
      fields: { [data.replace(/:.*/, '')]: 'invalid' },
      check: (object) => assert.doesNotMatch(JSON.stringify(object), /hunter2/),
    })),
    {
      id: '60b',
      what: 'data over several lines',
      desired: secret(`data:\n  p: |\n    ${base64('a longer text')}\n`),
      live: secret(`data: {p: ${base64('a longer text')}}`),
      verdict: 'none',
    },
  ],
};
