import assert from 'node:assert/strict';
import * as z from 'zod';
import { Client } from '../../lab/real/kubernetes/client';
import { backend, freshNamespace, type Backend, type UserName } from './backend';
import { configMap } from './builders';

const Status = z.looseObject({
  kind: z.literal('Status'),
  status: z.literal('Failure'),
  message: z.string(),
  reason: z.string(),
  details: z.looseObject({ kind: z.string().optional() }).optional(),
  code: z.number(),
});

describe('Access to an API server', function () {
  this.timeout(180_000);
  let api: Backend;
  let namespace: string;
  before(async () => {
    api = await backend();
    namespace = await freshNamespace(api);
  });
  const status = async (user: UserName, path: string): Promise<number> => (await api.as(user).send('GET', path)).status;
  const refusal = async (user: UserName, path: string) => Status.parse((await api.as(user).send('GET', path)).body);

  it('answers 401 to a token that it does not know', async () => {
    const stranger = new Client(api.url, api.certificate, 'a-token-that-no-server-knows');
    const { status: code, body } = await stranger.send('GET', '/api/v1/namespaces/default/pods');
    stranger.dispose();
    assert.equal(code, 401);
    assert.deepEqual([Status.parse(body).reason, Status.parse(body).code], ['Unauthorized', 401]);
  });

  it('says in a 403 who may not do what, and of which kind', async () => {
    const { message, reason, details } = await refusal('nobody', `/apis/apps/v1/namespaces/${namespace}/deployments`);
    assert.equal(reason, 'Forbidden');
    assert.equal(details?.kind, 'deployments');
    assert.ok(
      message.startsWith(
        `deployments.apps is forbidden: User "nobody" cannot list resource "deployments" in API group "apps" in the namespace "${namespace}"`,
      ),
      message,
    );
  });

  it('says "at the cluster scope" where no namespace was named', async () => {
    const { message } = await refusal('tenant', '/api/v1/configmaps');
    assert.match(message, /cannot list resource "configmaps" in API group "" at the cluster scope/);
  });

  it('shows a viewer everything but Secrets', async () => {
    for (const path of ['api/v1', 'apis/apps/v1', 'apis/monitoring.coreos.com/v1']) {
      const resource = { 'api/v1': 'pods', 'apis/apps/v1': 'deployments' }[path] ?? 'servicemonitors';
      assert.equal(await status('developer', `/${path}/namespaces/${namespace}/${resource}`), 200, resource);
    }
    assert.equal(await status('developer', `/api/v1/namespaces/${namespace}/secrets`), 403);
    assert.equal(await status('developer', `/api/v1/namespaces/${namespace}/secrets/any`), 403);
  });

  it('shows one who is bound to a namespace that one alone', async () => {
    assert.equal(await status('tenant', '/api/v1/namespaces/tenant/pods'), 200);
    assert.equal(await status('tenant', `/api/v1/namespaces/${namespace}/pods`), 403);
    assert.equal(await status('tenant', '/api/v1/namespaces/not-there/pods'), 403);
    assert.equal(await status('tenant', '/api/v1/pods'), 403);
  });

  it('tells what it serves, and its schemas, to whoever may do nothing', async () => {
    for (const path of ['/version', '/api/v1', '/apis/apps/v1', '/openapi/v3']) {
      assert.equal(await status('nobody', path), 200, path);
    }
  });

  it('lets a viewer write nothing, not even as a dry run', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const developer = api.as('developer');
    const patch = { body: { data: {} }, type: 'application/merge-patch+json' };
    const answers = [
      await developer.send('POST', path, { body: configMap('mine') }),
      await developer.send('PATCH', `${path}/any?dryRun=All`, patch),
      await developer.send('DELETE', `${path}/any`),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [403, 403, 403],
    );
  });

  it('answers the question what one may do', async () => {
    const review = async (verb: string, resource: string): Promise<unknown> => {
      const resourceAttributes = { verb, resource, namespace };
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
      const answer = await api.as('developer').ask('POST', path, { body });
      return z.object({ status: z.object({ allowed: z.boolean() }) }).parse(answer).status.allowed;
    };
    assert.deepEqual([await review('list', 'pods'), await review('list', 'secrets')], [true, false]);
  });
});
