import type { CommitInfo } from '../branches';
import type { Dialect } from '../dialect';
import type { Refusal } from '../refusal';
import { mayNot, Thrown } from './call';
import { hostingRoutes } from './hosting';
import { pullRequestRoutes } from './pullRequests';
import { repositoryRoutes } from './repositories';
import { pageOf } from './views';

/** As git writes it of commits that are squashed. */
const squashed = ({ id, author, message }: CommitInfo): string => {
  const lines = message.trim().split('\n');
  const said = lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
  return `commit ${id}\nAuthor: ${author.name} <${author.email}>\nDate:   ${author.at.toUTCString()}\n\n${said}`;
};

const listed = ({ id, message }: CommitInfo): string => `* commit '${id}':\n  ${message.split('\n', 1)[0] ?? ''}`;

/** Source: commits of public repositories that are mirrors of a Bitbucket Data Center. */
const landingTexts: Dialect['landingTexts'] = ({ head, base, number, title }, style, { commits, repository }) => {
  const merged = `Pull request #${number}: ${title}\n\nMerge in ${repository.fullName} from ${head} to ${base}`;
  const [newest] = commits;
  if (!newest) return { message: merged, isPlain: true };
  const below =
    style === 'squash' ? `Squashed commit of the following:\n\n${commits.map(squashed).join('\n\n')}` : listed(newest);
  return { message: `${merged}\n\n${below}`, isPlain: true };
};

/** What the API says where it is not the API that was asked for. */
function refused(refusal: Refusal): Refusal {
  if (refusal instanceof Thrown) return refusal;
  const { status, message } = refusal;
  if (status === 403) return mayNot;
  if (status === 401 && message.startsWith('user')) {
    return new Thrown(401, 'auth.IncorrectPasswordAuthenticationException', 'Authentication failed.');
  }
  if (status === 401) return mayNot;
  if (status === 422) return new Thrown(400, 'ArgumentValidationException', message);
  return new Thrown(status, status === 404 ? 'NoSuchObjectException' : 'ServerException', message);
}

/** Bitbucket Data Center, below `/rest`. Source: its REST API, each group of calls by its name. */
export const bitbucketDataCenter: Dialect = {
  prefix: '/rest',
  routes: [...repositoryRoutes, ...pullRequestRoutes, ...hostingRoutes],
  repositoryOf: ({ project = '', repo = '' }) => `${project}/${repo}`,
  headers: { 'x-arequestid': '@1X1X1' },
  errorBody: (refusal) => {
    const { exceptionName = 'ServerException', more = {} } = refusal instanceof Thrown ? refusal : {};
    const name = `com.atlassian.bitbucket.${exceptionName}`;
    return { errors: [{ context: null, message: refusal.message, exceptionName: name, ...more }] };
  },
  refused,
  unseen: (isThere) =>
    isThere ? mayNot : new Thrown(404, 'repository.NoSuchRepositoryException', 'Repository does not exist.'),
  open: /^\/api\/latest\/application-properties$/,
  words: { hidden: '', mayNot: '', archived: [409, 'The repository is archived: '] },
  asksWhoFirst: 'always',
  refusesToken: ({ scope }) => (scope === 'read' ? mayNot : undefined),
  switchedOff: { path: /^$/, status: 404 },
  pageOf: (repository, number) => `${pageOf(repository)}/pull-requests/${number}`,
  landingTexts,
  apiTexts: landingTexts,
  protection: (options) => options,
};
