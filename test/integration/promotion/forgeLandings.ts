import type { CommitInfo } from '../../lab/forge/branches';
import type { DialectName } from '../../lab/forge';
import { dialects } from '../../lab/forge/dialects';

/** What somebody proposed, as far as a forge's own words for its landing go. */
export interface Proposed {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  /** Of the one commit that it brings. */
  readonly message: string;
}

/** One way of a forge to land a pull request, by its own texts or by what a project's settings make of them. */
export interface ForgeLanding {
  readonly name: string;
  /** What becomes of the base branch. `squashMerged`: a squash beside it, which is merged. */
  readonly makes: 'merge' | 'commit' | 'squashMerged' | 'fastForward';
  readonly texts: (proposed: Proposed) => { readonly message: string; readonly squash?: string | undefined };
  /** Whether what landed says of itself which it was. */
  readonly told: 'told' | 'untold';
}

type Style = 'merge' | 'squash' | 'rebase';

const at = new Date(0);
const poster = { id: 1, name: 'dana', fullName: 'Dana', email: 'dana@example.com', kind: 'user' } as const;
const owner = { ...poster, id: 2, name: 'gitops', access: 'none', scope: 'all', token: '' } as const;

/** By the forge's own texts, as the lab's forge has them. */
function usual(dialect: DialectName, style: 'merge' | 'squash'): ForgeLanding['texts'] {
  return (proposed) => {
    const { number, message } = proposed;
    const author = { name: 'Ada', email: 'ada@example.com', at };
    const commits: CommitInfo[] = [{ id: '', message, author, committer: author, parents: [] }];
    const page = `https://git.example.com/gitops/cart/pulls/${number}`;
    const repository = { owner, fullName: 'gitops/cart', landing: new Set([style, 'merge'] as const) } as const;
    return dialects[dialect].landingTexts({ ...proposed, poster: owner }, style, { page, commits, repository });
  };
}

const as =
  (text: (proposed: Proposed) => string): ForgeLanding['texts'] =>
  (proposed) => ({ message: text(proposed) });

const own = as(({ message }) => message);
const landing = (
  name: string,
  makes: ForgeLanding['makes'],
  texts: ForgeLanding['texts'],
  told: ForgeLanding['told'] = 'told',
): ForgeLanding => ({ name, makes, texts, told });

const rebased = landing('rebase', 'commit', own);
const fastForward = landing('fast-forward', 'fastForward', own);

/** Texts of GitLab's templates beside its usual merge. */
const gitlabSquash = (name: string, squash: (proposed: Proposed) => string) =>
  landing(name, 'squashMerged', (proposed) => ({ ...usual('gitlab', 'merge')(proposed), squash: squash(proposed) }));

/** Each forge's ways, by the style that a person chooses. Sources: `docs/forges.md`, "Landing"; of templates each forge's own documentation. */
export const forgeLandings: Readonly<Record<DialectName, Readonly<Record<Style, readonly ForgeLanding[]>>>> = {
  gitea: {
    merge: [landing('merge', 'merge', usual('gitea', 'merge'))],
    squash: [
      landing('squash', 'commit', usual('gitea', 'squash')),
      landing(
        'squash by the API',
        'commit',
        as(({ title, number }) => `${title} (#${number})`),
        'untold',
      ),
    ],
    rebase: [rebased, fastForward],
  },
  github: {
    merge: [
      landing('merge', 'merge', usual('github', 'merge')),
      landing(
        'merge, PR_BODY',
        'merge',
        as(({ title, number, body }) => `${title} (#${number})\n\n${body}`),
      ),
      landing(
        'merge, BLANK',
        'merge',
        as(({ number, head }) => `Merge pull request #${number} from gitops/${head}`),
      ),
    ],
    squash: [
      landing('squash, COMMIT_MESSAGES', 'commit', usual('github', 'squash')),
      landing(
        'squash, PR_BODY',
        'commit',
        as(
          ({ title, number, body }) =>
            `${title} (#${number})\n\n${body}\n\n---------\n\nCo-authored-by: Ada <ada@example.com>`,
        ),
      ),
      landing(
        'squash, BLANK',
        'commit',
        as(({ title, number }) => `${title} (#${number})\n\nCo-authored-by: Ada <ada@example.com>`),
        'untold',
      ),
    ],
    rebase: [rebased],
  },
  gitlab: {
    merge: [
      landing('merge', 'merge', usual('gitlab', 'merge')),
      landing(
        'merge, %{description}',
        'merge',
        as(({ title, body }) => `${title}\n\n${body}\n\nSee merge request gitops/cart!7`),
      ),
    ],
    squash: [
      landing('squash', 'squashMerged', usual('gitlab', 'squash'), 'untold'),
      landing(
        'squash and fast-forward',
        'commit',
        as(({ title }) => title),
        'untold',
      ),
      gitlabSquash('squash, %{description}', ({ title, body }) => `${title}\n\n${body}`),
      gitlabSquash('squash, %{all_commits}', ({ title, message }) => `${title}\n\n* ${message.trim()}`),
      gitlabSquash('squash, %{first_multiline_commit}', ({ message }) => message),
      landing('squash, merge with %{description}', 'squashMerged', ({ title, body }) => ({
        message: `${title}\n\n${body}`,
        squash: title,
      })),
    ],
    rebase: [fastForward],
  },
  azure: {
    merge: [landing('merge', 'merge', usual('azure', 'merge'))],
    squash: [landing('squash', 'commit', usual('azure', 'squash'))],
    rebase: [rebased, landing('semi-linear', 'merge', usual('azure', 'merge'))],
  },
  bitbucket: {
    merge: [
      landing('merge', 'merge', usual('bitbucket', 'merge')),
      landing('merge that was approved', 'merge', (proposed) => ({
        message: `${usual('bitbucket', 'merge')(proposed).message}\n\nApproved-by: Rex\n`,
      })),
    ],
    squash: [
      landing('squash', 'commit', (proposed) => ({
        message: `${usual('bitbucket', 'squash')(proposed).message}\n\nApproved-by: Rex\n`,
      })),
    ],
    rebase: [fastForward, rebased],
  },
  bitbucketDataCenter: {
    merge: [landing('merge', 'merge', usual('bitbucketDataCenter', 'merge'))],
    squash: [landing('squash', 'commit', usual('bitbucketDataCenter', 'squash'), 'untold')],
    rebase: [rebased, fastForward],
  },
};
