import { deepEqual, equal, throws } from 'node:assert/strict';
import { ZodError } from 'zod';
import type { Hint, HookKind } from '../../../src/core/relay/hooks/delivery';
import { forgeHooks, registryHooks } from '../../../src/core/relay/hooks/kinds';
import { asDelivery, commit } from './deliveries';

const kinds: Readonly<Record<string, HookKind>> = { ...forgeHooks, ...registryHooks };
const digest = `sha256:${'ab'.repeat(32)}`;
const zeros = '0'.repeat(40);
const [path, branch] = ['gitops/cart', 'dev'];

function read(kind: string, headers: Record<string, string>, json: unknown): readonly Hint[] {
  const hook = kinds[kind];
  return hook?.read(asDelivery({ headers, body: JSON.stringify(json) }), json) ?? [];
}

const push = { kind: 'push', path, where: { branch, commit } };
const repository = { full_name: path };
const bitbucket = { slug: 'cart', project: { key: 'gitops' } };
const remoteUrl = 'https://acme@dev.azure.com/acme/My%20Shop/_git/cart';

/** What senders send, in short: the fields that are read, and some of those that are not. */
const cases: readonly (readonly [string, string, Record<string, string>, unknown, readonly unknown[]])[] = [
  [
    'gitea',
    'a push',
    { 'x-gitea-event': 'push' },
    { ref: 'refs/heads/dev', after: commit, commits: [{ message: 'x' }], repository },
    [push],
  ],
  ['forgejo', 'a push', { 'x-forgejo-event': 'push' }, { ref: 'refs/heads/dev', after: commit, repository }, [push]],
  ['gitea', 'a tag', { 'x-gitea-event': 'push' }, { ref: 'refs/tags/v1', after: commit, repository }, []],
  [
    'gitea',
    'a branch that is gone',
    { 'x-gitea-event': 'delete' },
    { ref: 'dev', ref_type: 'branch', repository },
    [{ kind: 'push', path, where: { branch } }],
  ],
  [
    'gitea',
    'a status',
    { 'x-gitea-event': 'status' },
    { sha: commit, state: 'success', repository },
    [{ kind: 'status', path, where: { commit }, time: undefined }],
  ],
  [
    'gitea',
    'an approval',
    { 'x-gitea-event': 'pull_request_approved' },
    { number: 7, pull_request: { number: 7 }, repository },
    [{ kind: 'review', path, where: { pullRequest: 7 } }],
  ],
  [
    'gitea',
    'a merge',
    { 'x-gitea-event': 'pull_request' },
    {
      action: 'closed',
      number: 7,
      pull_request: {
        base: { ref: 'test' },
        merged: true,
        merge_commit_sha: commit,
        updated_at: '2026-11-30T14:00:00Z',
      },
      repository,
    },
    [
      {
        kind: 'pullRequestMerged',
        path,
        where: { pullRequest: 7, branch: 'test', commit },
        time: '2026-11-30T14:00:00Z',
      },
    ],
  ],
  ['gitea', 'an issue', { 'x-gitea-event': 'issues' }, { repository }, []],
  [
    'github',
    'a push',
    { 'x-github-event': 'push' },
    { ref: 'refs/heads/dev', after: commit, repository: { ...repository, pushed_at: 1_796_000_000 } },
    [{ ...push, time: 1_796_000_000 }],
  ],
  [
    'github',
    'a branch that is gone',
    { 'x-github-event': 'push' },
    { ref: 'refs/heads/dev', after: zeros, deleted: true, repository },
    [{ kind: 'push', path, where: { branch }, time: undefined }],
  ],
  ['github', 'a ping', { 'x-github-event': 'ping' }, { zen: 'x' }, []],
  [
    'github',
    'a check',
    { 'x-github-event': 'check_run' },
    { check_run: { head_sha: commit, completed_at: null }, repository },
    [{ kind: 'status', path, where: { commit }, time: undefined }],
  ],
  [
    'github',
    'a status',
    { 'x-github-event': 'status' },
    { sha: commit, branches: [{ name: 'dev' }], repository },
    [{ kind: 'status', path, where: { branch, commit }, time: undefined }],
  ],
  [
    'github',
    'a review',
    { 'x-github-event': 'pull_request_review' },
    { pull_request: { number: 7 }, repository },
    [{ kind: 'review', path, where: { pullRequest: 7 }, time: undefined }],
  ],
  [
    'github',
    'an image',
    { 'x-github-event': 'registry_package' },
    {
      action: 'published',
      registry_package: {
        name: 'Cart',
        namespace: 'Shop',
        package_type: 'CONTAINER',
        package_version: { container_metadata: { tag: { name: '1.4.2', digest } } },
      },
      repository: { ...repository, owner: { login: 'gitops' } },
    },
    [{ kind: 'imagePushed', path, where: { image: { host: 'ghcr.io', path: 'shop/cart', tag: '1.4.2', digest } } }],
  ],
  [
    'gitlab',
    'a push',
    {},
    { object_kind: 'push', ref: 'refs/heads/dev', after: commit, project: { path_with_namespace: path } },
    [push],
  ],
  [
    'gitlab',
    'a pipeline',
    {},
    { object_kind: 'pipeline', object_attributes: { sha: commit }, project: { path_with_namespace: path } },
    [{ kind: 'status', path, where: { commit }, time: undefined }],
  ],
  [
    'gitlab',
    'a merge',
    {},
    {
      object_kind: 'merge_request',
      object_attributes: { iid: 7, target_branch: 'test', state: 'merged', action: 'merge', merge_commit_sha: commit },
      project: { path_with_namespace: path },
    },
    [{ kind: 'pullRequestMerged', path, where: { pullRequest: 7, branch: 'test', commit }, time: undefined }],
  ],
  [
    'gitlab',
    'an approval',
    {},
    {
      object_kind: 'merge_request',
      object_attributes: { iid: 7, target_branch: 'test', state: 'opened', action: 'approved' },
      project: { path_with_namespace: path },
    },
    [{ kind: 'review', path, where: { pullRequest: 7 }, time: undefined }],
  ],
  [
    'bitbucket-cloud',
    'a push of two branches',
    { 'x-event-key': 'repo:push' },
    {
      push: {
        changes: [
          { new: { type: 'branch', name: 'dev', target: { hash: commit } }, old: null },
          { new: null, old: { type: 'branch', name: 'x' } },
          { new: { type: 'tag', name: 'v1' }, old: null },
        ],
      },
      repository,
    },
    [push, { kind: 'push', path, where: { branch: 'x' } }],
  ],
  [
    'bitbucket-cloud',
    'a status',
    { 'x-event-key': 'repo:commit_status_updated' },
    {
      commit_status: {
        links: { commit: { href: `https://api.bitbucket.org/2.0/repositories/gitops/cart/commit/${commit}` } },
      },
      repository,
    },
    [{ kind: 'status', path, where: { commit }, time: undefined }],
  ],
  [
    'bitbucket-cloud',
    'a merge',
    { 'x-event-key': 'pullrequest:fulfilled' },
    {
      pullrequest: { id: 7, destination: { branch: { name: 'test' } }, merge_commit: { hash: '6f1c6f1c6f1c' } },
      repository,
    },
    [{ kind: 'pullRequestMerged', path, where: { pullRequest: 7, branch: 'test' }, time: undefined }],
  ],
  [
    'bitbucket-cloud',
    'an approval',
    { 'x-event-key': 'pullrequest:approved' },
    { pullrequest: { id: 7, destination: { branch: { name: 'test' } } }, repository },
    [{ kind: 'review', path, where: { pullRequest: 7 }, time: undefined }],
  ],
  [
    'bitbucket-data-center',
    'a push',
    { 'x-event-key': 'repo:refs_changed' },
    {
      date: '2026-11-30T14:00:00+1000',
      repository: bitbucket,
      changes: [{ ref: { id: 'refs/heads/dev' }, toHash: commit }],
    },
    [{ ...push, time: '2026-11-30T14:00:00+1000' }],
  ],
  [
    'bitbucket-data-center',
    'a merge',
    { 'x-event-key': 'pr:merged' },
    {
      pullRequest: {
        id: 7,
        toRef: { displayId: 'test', repository: bitbucket },
        properties: { mergeCommit: { id: commit } },
      },
    },
    [{ kind: 'pullRequestMerged', path, where: { pullRequest: 7, branch: 'test', commit }, time: undefined }],
  ],
  [
    'bitbucket-data-center',
    'a review',
    { 'x-event-key': 'pr:reviewer:approved' },
    { pullRequest: { id: 7, toRef: { displayId: 'test', repository: bitbucket } } },
    [{ kind: 'review', path, where: { pullRequest: 7 }, time: undefined }],
  ],
  [
    'azure-devops',
    'a push',
    {},
    {
      eventType: 'git.push',
      createdDate: '2026-11-30T14:00:00Z',
      resource: { refUpdates: [{ name: 'refs/heads/dev', newObjectId: commit }], repository: { remoteUrl } },
    },
    [{ kind: 'push', path: 'acme/My Shop/cart', where: { branch, commit }, time: '2026-11-30T14:00:00Z' }],
  ],
  [
    'azure-devops',
    'an attempt to merge that has not completed',
    {},
    {
      eventType: 'git.pullrequest.merged',
      resource: {
        pullRequestId: 7,
        status: 'active',
        targetRefName: 'refs/heads/test',
        repository: { remoteUrl: 'https://acme.visualstudio.com/DefaultCollection/Shop/_git/cart' },
      },
    },
    [
      {
        kind: 'pullRequestChanged',
        path: 'acme/Shop/cart',
        where: { pullRequest: 7, branch: 'test' },
        time: undefined,
      },
    ],
  ],
  [
    'distribution',
    'a manifest and a layer',
    {},
    {
      events: [
        {
          action: 'push',
          target: {
            mediaType: 'application/vnd.oci.image.manifest.v1+json',
            repository: 'shop/cart',
            tag: '1.4.2',
            digest,
          },
        },
        { action: 'push', target: { mediaType: 'application/octet-stream', repository: 'shop/cart', digest } },
        {
          action: 'pull',
          target: { mediaType: 'application/vnd.oci.image.manifest.v1+json', repository: 'shop/cart' },
        },
      ],
    },
    [
      {
        kind: 'imagePushed',
        path: 'shop/cart',
        where: { image: { host: '', path: 'shop/cart', tag: '1.4.2', digest } },
        time: undefined,
      },
    ],
  ],
  [
    'harbor',
    'an artifact',
    {},
    {
      type: 'PUSH_ARTIFACT',
      occur_at: 1_796_000_000,
      event_data: { resources: [{ tag: '1.4.2', digest }], repository: { repo_full_name: 'shop/cart' } },
    },
    [
      {
        kind: 'imagePushed',
        path: 'shop/cart',
        where: { image: { host: '', path: 'shop/cart', tag: '1.4.2', digest } },
        time: 1_796_000_000,
      },
    ],
  ],
  [
    'harbor',
    'an artifact, as a CloudEvent',
    {},
    {
      specversion: '1.0',
      type: 'harbor.artifact.pushed',
      data: { resources: [{ digest }], repository: { repo_full_name: 'shop/cart' } },
    },
    [
      {
        kind: 'imagePushed',
        path: 'shop/cart',
        where: { image: { host: '', path: 'shop/cart', digest } },
        time: undefined,
      },
    ],
  ],
  ['harbor', 'a scan', {}, { type: 'SCANNING_COMPLETED' }, []],
];

describe('A webhook says where to look', () => {
  for (const [kind, what, headers, json, hints] of cases)
    it(`${kind}: ${what}`, () => deepEqual(read(kind, headers, json), hints));

  for (const [kind, headers] of [
    ['gitea', { 'x-gitea-event': 'push' }],
    ['github', { 'x-github-event': 'pull_request' }],
    ['gitlab', {}],
    ['bitbucket-cloud', { 'x-event-key': 'repo:push' }],
    ['bitbucket-data-center', { 'x-event-key': 'pr:merged' }],
    ['azure-devops', {}],
    ['distribution', {}],
    ['harbor', {}],
  ] as const)
    it(`${kind}: and nothing where it is not what is promised`, () => {
      const odd = [null, 5, 'x', [], { object_kind: 'push' }, { eventType: 'git.push' }, { type: 'PUSH_ARTIFACT' }];
      for (const json of odd) if (kind !== 'gitlab' || json !== odd[6]) attempt(kind, headers, json);
    });

  it('and no property of it reaches what every object has', () => {
    const json: unknown = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "ref": "refs/heads/dev", "repository": {"full_name": "gitops/cart", "__proto__": {"polluted": 1}}}',
    );
    equal(read('gitea', { 'x-gitea-event': 'push' }, json).length, 1);
    equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

/** It is refused as a whole, or nobody is concerned; it never fails in another way. */
function attempt(kind: string, headers: Record<string, string>, json: unknown): void {
  try {
    deepEqual(read(kind, headers, json), []);
  } catch (error) {
    throws(() => {
      throw error as Error;
    }, ZodError);
  }
}
