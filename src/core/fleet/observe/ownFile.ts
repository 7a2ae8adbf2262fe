import type { Service } from '../../catalog/catalog';
import { RulesError, type RulesPlace } from '../../catalog/errors';
import { mergeOwnFile, type Problem } from '../../catalog/parse';
import { limitBytes, textOf } from '../../catalog/text';
import type { Heads } from '../../git/remote';
import type { TreeEntry } from '../../git/objects';
import type { Repository } from '../../git/repository';
import { BranchlineError, isAbort, reasonOf } from '../../support/errors';
import { message, type Message } from '../../support/message';
import type { Sha } from '../../support/sha';

const file = '.branchline.yaml';
/** By its letters alone: a blank behind it, or a letter that is not seen, is a mistake as well. */
const misnamed = /^branchline(?:ya?ml|json)$/i;

/** What a repository says about itself. */
export type OwnRules = Pick<Service, 'content' | 'pullRequests'>;

/** A branch that rules are read from, and its head. */
export interface RulesBranch {
  readonly branch: string;
  readonly commit: Sha;
}

interface OwnFile extends RulesBranch {
  readonly service: string;
  readonly blob?: Sha;
}

/** Usual names of default branches: read as well where nobody says which one it is. */
export const usualDefaults: readonly string[] = ['main', 'master'];

/** The branches that tell a repository's own rules: the default branch, or, where it is not known, all that may be it. */
export function rulesBranches(defaultBranch: string | undefined, heads: Heads): readonly RulesBranch[] {
  const head = defaultBranch === undefined ? undefined : heads.get(defaultBranch);
  if (defaultBranch !== undefined && head !== undefined) return [{ branch: defaultBranch, commit: head }];
  return [...heads].map(([branch, commit]) => ({ branch, commit }));
}

/**
 * What the catalog says of a service, with what its repository's own `.branchline.yaml` says: that on the default branch.
 * Where that branch is not known, those of all branches given count, if they are the same.
 * @throws RulesError where there is such a file and it cannot be read, is not valid, or is not the same on each
 * @see docs/security.md, "Nothing travels in silence"
 */
export async function ownRules(
  service: Service,
  repository: Repository,
  branches: readonly RulesBranch[],
): Promise<OwnRules> {
  const found = await Promise.all(
    branches.map(async (branch) => {
      const own: OwnFile = { ...branch, service: service.name };
      const entry = await entryOf(repository, own);
      return { entry, branch: entry ? { ...own, blob: entry.sha } : own };
    }),
  );
  const [first] = found;
  const other = found.find(({ entry }) => entry?.sha !== first?.entry?.sha);
  if (first && other) throw new RulesError(placeOf(first.branch), disagreement(first.branch, other.branch));
  if (!first?.entry) return service;
  return merged(service, first.branch, await textIn(repository, first.branch, first.entry));
}

function merged(service: Service, branch: OwnFile, text: string): OwnRules {
  const own = mergeOwnFile(service, text);
  if (own.kind === 'ok') return own.service;
  const [problem] = own.problems;
  throw new RulesError(placeOf(branch, problem), problem?.said ?? message('It is not valid.'));
}

/** The file's entry. Whatever else bears its name, or nearly, is a mistake that somebody has to see. */
async function entryOf(repository: Repository, branch: OwnFile): Promise<TreeEntry | undefined> {
  const entries = await readable(branch, async () => repository.tree((await repository.commit(branch.commit)).tree));
  const entry = entries.find(({ name }) => name === file);
  if (entry) {
    const wrong = wrongKinds[entry.mode];
    if (wrong) throw new RulesError(placeOf(branch), wrong);
    return entry;
  }
  const near = entries.find(({ name }) => !/^branch/i.test(name) && misnamed.test(name.replace(/[^a-z]/gi, '')));
  if (!near) return undefined;
  const said = message('It is not read by that name. Rename it to {file}.', { file });
  throw new RulesError({ ...placeOf(branch), file: near.name }, said);
}

const wrongKinds: Readonly<Partial<Record<TreeEntry['mode'], Message>>> = {
  '120000': message('It is a symbolic link. Put the file itself in its place.'),
  '160000': message('It is a submodule. Put a file in its place.'),
  '40000': message('It is a folder. Put a file in its place.'),
};

async function textIn(repository: Repository, branch: OwnFile, { sha }: TreeEntry): Promise<string> {
  const bytes = await readable(branch, () => repository.blob(sha));
  if (bytes.length > limitBytes) {
    const said = message('It is larger than {limit} kB, which no such file is.', { limit: limitBytes / 1000 });
    throw new RulesError(placeOf(branch), said);
  }
  const read = textOf(bytes);
  if (read.kind === 'ok') return read.text;
  const [problem] = read.problems;
  throw new RulesError(placeOf(branch, problem), problem?.said ?? message('It is not UTF-8 text.'));
}

/** What git cannot give (an object that is not there, one that is too large) is said of the file that was asked for. */
async function readable<T>(branch: OwnFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isAbort(error)) throw error;
    const said = error instanceof BranchlineError ? error.said : message('{reason}', { reason: reasonOf(error) });
    throw new RulesError(placeOf(branch), said, { cause: error });
  }
}

function placeOf(own: OwnFile, at?: Problem): RulesPlace {
  return { file, ...own, ...(at ? { line: at.line, column: at.column } : {}) };
}

function disagreement(one: RulesBranch, other: RulesBranch): Message {
  return message(
    'It is not the same on {one} and {other}, and which branch is the default one is not known. Set it on the server; in a clone, run: git remote set-head origin --auto',
    { one: one.branch, other: other.branch },
  );
}
