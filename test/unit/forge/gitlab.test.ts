import assert from 'node:assert/strict';
import { environmentTokens } from '../../../src/core/forge/environmentTokens';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import { aServer, type Asked, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const cart = { owner: 'gitops/shop', name: 'cart' };
const below = '/gitlab/api/v4/projects/gitops%2Fshop%2Fcart';

describe('a GitLab', () => {
  let server: TestServer;
  let now = 0;
  beforeEach(async () => {
    server = await aServer();
    now = 1_790_000_000_000;
  });
  afterEach(() => server.stop());

  const client = (token: { value: string; source: string } | undefined = { value: 'secret', source: 'test' }) =>
    new GitLabClient({
      identity: { kind: 'gitlab', host: server.host, apiBase: `${server.url}/gitlab/api/v4` },
      tokens: { token: () => Promise.resolve(token) },
      clock: { now: () => now },
      timeoutMs: 120_000, // a busy machine
    });
  const answering = (answers: Readonly<Record<string, unknown>>) => {
    server.answer = ({ path }) =>
      path in answers ? { body: answers[path] } : { status: 404, body: { message: '404 Not Found' } };
  };

  describe('sweeps', () => {
    const projects = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ owner: 'g', name: `r${index}` }));
    const requests = (count: number) =>
      projects(count).map((repository) => ({ repository, branches: ['dev', 'test', 'prod'] }));
    const commits = new Map<string, string>();
    const shaOf = (name: string, branch: string) => commits.get(`${name} ${branch}`) ?? sha;
    let knowsCommit = true;
    const answer = ({ path, body }: Asked): Said => {
      if (path === '/gitlab/api/graphql') {
        if (!knowsCommit)
          return { body: { errors: [{ message: "Field 'commit' doesn't exist on type 'Repository'" }] } };
        const { variables } = body as { variables: Record<string, unknown> & { paths: string[] } };
        const nodes = variables.paths.map((fullPath) => ({
          fullPath,
          mergeRequests: { count: 2 },
          repository: Object.fromEntries(
            Object.entries(variables)
              .filter(([name]) => name.startsWith('b'))
              .map(([name, ref]) => [name, { sha: shaOf(fullPath.slice(2), String(ref).slice('refs/heads/'.length)) }]),
          ),
        }));
        return { body: { data: { projects: { nodes } } } };
      }
      const [, name = '', branch] = /\/projects\/g%2F(r\d+)(?:\/repository\/branches\/(\w+))?$/.exec(path) ?? [];
      if (branch !== undefined) return { body: { name: branch, commit: { id: shaOf(name, branch) }, can_push: true } };
      if (name !== '')
        return { body: { path: name, path_with_namespace: `g/${name}`, http_url_to_repo: '', web_url: '' } };
      return { status: 404, body: { message: '404 Not Found' } };
    };
    beforeEach(() => {
      commits.clear();
      knowsCommit = true;
      server.answer = answer;
    });
    const sweep = async (asking: GitLabClient, count: number) => {
      server.asked.length = 0;
      const answers = await asking.headsOf(requests(count), signal);
      const heads = answers.map((one) =>
        one.kind === 'known' ? one.heads.map(({ commit }) => commit) : one.error.code,
      );
      assert.deepEqual(
        heads,
        projects(count).map(({ name }) => ['dev', 'test', 'prod'].map((branch) => shaOf(name, branch))),
      );
      return {
        asked: server.asked.length,
        open: answers.map((one) => (one.kind === 'known' ? one.openPullRequests : -1)),
      };
    };

    it('take ten requests for three hundred repositories of three branches that have not moved', async () => {
      const asking = client();
      assert.equal((await sweep(asking, 300)).asked, 10 + 300 * 6);
      const again = await sweep(asking, 300);
      assert.deepEqual([again.asked, again.open[0]], [10, 2]);
    });

    it('read what moved, and nothing else; after ten minutes all', async () => {
      const asking = client();
      await sweep(asking, 20);
      commits.set('r7 test', 'b'.repeat(40));
      assert.equal((await sweep(asking, 20)).asked, 1 + 6);
      now += 601_000;
      assert.equal((await sweep(asking, 20)).asked, 1 + 20 * 6);
    });

    it('are told by each repository where an older server refuses the query with a good status', async () => {
      knowsCommit = false;
      const asking = client();
      await sweep(asking, 5);
      assert.equal((await sweep(asking, 5)).asked, 1 + 5 * 6);
    });

    it('ask for no more branches at once than GitLab answers for, however many names they have', async () => {
      const sizes: number[] = [];
      server.answer = (one) => {
        if (one.path.endsWith('/graphql')) {
          const { variables } = one.body as { variables: Record<string, unknown> };
          sizes.push(Object.keys(variables).filter((name) => name.startsWith('b')).length);
        }
        return answer(one);
      };
      const own = projects(60).map((repository) => ({
        repository,
        branches: ['dev', 'test', 'prod'].map((branch) => `${branch}_${repository.name}`),
      }));
      const asking = client();
      await asking.headsOf(own, signal);
      server.asked.length = 0;
      await asking.headsOf(own, signal);
      assert.equal(server.asked.length, sizes.length / 2);
      assert.ok(Math.max(...sizes) <= 40, String(sizes));
      assert.ok(sizes.length <= 2 * 5, String(sizes));
    });

    it('end with what the token may no longer see, when it expires in the middle', async () => {
      server.answer = (one) =>
        one.path.includes('r3') ? { status: 401, body: { message: '401 Unauthorized' } } : answer(one);
      const answers = await client().headsOf(requests(5), signal);
      assert.deepEqual(
        answers.map((one) => (one.kind === 'known' ? 'known' : one.error.code)),
        ['known', 'known', 'known', 'forge/unauthorised', 'known'],
      );
    });
  });

  describe('answers that are none', () => {
    const project = { path: 'cart', path_with_namespace: 'gitops/shop/cart', http_url_to_repo: '', web_url: '' };

    it('a project that was renamed is read where it is now, and not written to', async () => {
      server.answer = ({ path, method }) => {
        if (path === below && method === 'GET')
          return { status: 301, headers: { location: `${server.url}/gitlab/api/v4/projects/7` } };
        if (path.endsWith('/projects/7')) return { body: { ...project, path_with_namespace: 'gitops/cart' } };
        return {
          status: 405,
          body: { message: '405 Method Not Allowed - Non GET methods are not allowed for moved projects' },
        };
      };
      assert.equal((await client().repository(cart, signal)).owner, 'gitops');
      await assert.rejects(client().comment(cart, 1, 'x', signal), /moved projects/);
    });

    it('a token goes to no other host, neither by a redirect nor by the link of a page', async () => {
      const other = await aServer();
      try {
        other.answer = () => ({ body: project });
        server.answer = () => ({ status: 302, headers: { location: `${other.url}/x` } });
        await client().repository(cart, signal);
        assert.deepEqual(
          [other.asked[0]?.headers.authorization, other.asked[0]?.headers['job-token']],
          [undefined, undefined],
        );
        const page = Array.from({ length: 100 }, (_, index) => ({ ...project, path: `r${index}` }));
        server.answer = ({ query }) =>
          query.get('page') === '1'
            ? { body: page, headers: { link: `<${other.url}/next?page=2>; rel="next"` } }
            : { body: [] };
        other.asked.length = 0;
        assert.equal((await client().repositories('gitops', undefined, signal)).length, 100);
        assert.deepEqual(other.asked, []);
      } finally {
        await other.stop();
      }
    });

    it('asked too often, it is left alone until it says', async () => {
      const reset = String(Math.floor(now / 1000) + 90);
      server.answer = () => ({
        status: 429,
        headers: { 'ratelimit-reset': reset, 'ratelimit-remaining': '0' },
        body: { message: 'Retry later' },
      });
      const asking = client();
      await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
      await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
      assert.equal(server.asked.length, 1);
      now += 91_000;
      server.answer = () => ({
        body: project,
        headers: { 'ratelimit-limit': '2000', 'ratelimit-remaining': '1500', 'ratelimit-reset': reset },
      });
      await asking.repository(cart, signal);
      assert.deepEqual(asking.budget, { limit: 2000, remaining: 1500, resetAt: Number(reset) * 1000 });
    });

    it('what it refuses is told in its own words, however it says them', async () => {
      const said = async (status: number, body: unknown) => {
        server.answer = () => ({ status, body });
        return client().updatePullRequest(cart, 1, { title: '' }, signal).then(String, String);
      };
      assert.match(await said(400, { message: { title: ["can't be blank"] } }), /title can't be blank/);
      assert.match(await said(422, { message: ['One', 'Two'] }), /One · Two/);
      assert.match(await said(400, { error: 'title is missing' }), /title is missing/);
      assert.match(
        await said(403, { error: 'insufficient_scope', error_description: 'higher privileges' }),
        /higher privileges/,
      );
    });

    it('an answer that is a page, or too large, is none', async () => {
      server.answer = () => ({ body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } });
      await assert.rejects(client().repository(cart, signal), { code: 'forge/html' });
      server.answer = () => ({ body: { ...project, description: 'x'.repeat(17_000_000) } });
      await assert.rejects(client().repository(cart, signal), { code: 'forge/tooLarge' });
    });

    it('an empty project, without a default branch, is one all the same', async () => {
      answering({ [below]: { ...project, default_branch: null, empty_repo: true } });
      assert.equal((await client().repository(cart, signal)).defaultBranch, '');
      assert.deepEqual(await client().heads(cart, ['dev'], signal), []);
      const request = { title: 't', body: '', head: 'a', base: 'b' };
      await assert.rejects(client().createPullRequest(cart, request, signal), { code: 'forge/branchMissing' });
    });
  });

  it('is given a token as Bearer, and that of a job under its own name', async () => {
    const asked = async (token: { value: string; source: string }) => {
      server.answer = () => ({ status: 404, body: {} });
      server.asked.length = 0;
      await client(token)
        .repository(cart, signal)
        .catch(() => undefined);
      const [{ headers } = { headers: {} as Asked['headers'] }] = server.asked;
      return [headers.authorization, headers['job-token']];
    };
    assert.deepEqual(await asked({ value: 'glpat', source: 'GITLAB_TOKEN' }), ['Bearer glpat', undefined]);
    assert.deepEqual(await asked({ value: 'job', source: 'CI_JOB_TOKEN' }), [undefined, 'job']);
  });

  it('reads notes to the last page, though pages lack those that one may not see', async () => {
    const notes = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: from + index, body: `said ${from + index}`, system: false }));
    const pages = [notes(1, 99), [], notes(201, 2)];
    server.answer = ({ query }) => {
      const page = Number(query.get('page'));
      return { body: pages[page - 1], headers: { link: page < 3 ? '<x>; rel="next"' : '<x>; rel="first"' } };
    };
    assert.deepEqual((await client().comments(cart, 3, signal)).map(({ id }) => id).slice(-2), [201, 202]);
    assert.equal(server.asked.length, 3);
  });

  it('tells whether it lands by itself, and whether a person took that back', async () => {
    const one = {
      iid: 3,
      title: 't',
      state: 'opened',
      sha,
      source_branch: 'a',
      target_branch: 'b',
      target_project_id: 1,
    };
    const standing = async (flag: boolean, ...bodies: string[]) => {
      const notes = bodies.map((body, id) => ({ id, body, system: body !== 'canceled the automatic merge, I say' }));
      answering({
        [`${below}/merge_requests/3`]: { ...one, merge_when_pipeline_succeeds: flag },
        [`${below}/merge_requests/3/notes`]: notes,
      });
      return client().mergeRequest(cart, 3, signal);
    };
    const enabled = 'enabled an automatic merge when all merge checks for abc pass';
    assert.equal(await standing(true), 'asked');
    assert.equal(await standing(false), 'none');
    assert.equal(await standing(false, enabled, 'canceled the automatic merge'), 'withdrawn');
    assert.equal(
      await standing(false, enabled, 'aborted the automatic merge because source branch was updated'),
      'none',
    );
    assert.equal(await standing(false, 'canceled the automatic merge, I say'), 'none');
  });
});

describe('tokens that GitLab’s own tools have', () => {
  const token = async (environment: Record<string, string>, host: string, hosts = ['a', 'b']) =>
    (await environmentTokens(environment, () => hosts).token(host, signal))?.value;

  it('are for the server that they belong to, and for no other', async () => {
    const job = { CI_JOB_TOKEN: 'job', CI_SERVER_URL: 'https://git.example.com:8443/gitlab' };
    assert.equal(await token(job, 'git.example.com:8443'), 'job');
    assert.equal(await token(job, 'git.example.com'), undefined);
    assert.equal(await token(job, 'gitlab.com'), undefined);
    assert.equal(await token({ CI_JOB_TOKEN: 'job' }, 'gitlab.com'), undefined);
    assert.equal(await token({ GITLAB_TOKEN: 'own' }, 'gitlab.com'), 'own');
    assert.equal(await token({ GITLAB_TOKEN: 'own' }, 'evil.example.com'), undefined);
    assert.equal(await token({ GITLAB_TOKEN: 'own', GITLAB_HOST: 'git.example.com' }, 'gitlab.com'), undefined);
    assert.equal(await token({ GITLAB_TOKEN: 'own', GITLAB_HOST: 'git.example.com' }, 'git.example.com'), 'own');
    assert.equal(await token({ ...job, GITLAB_TOKEN: 'own' }, 'git.example.com:8443'), 'own');
    assert.equal(
      await token({ ...job, BRANCHLINE_TOKEN: 'ours' }, 'git.example.com:8443', ['git.example.com:8443']),
      'ours',
    );
  });
});
