import { catalogName } from '../../catalog/load';
import { limitBytes, textOf } from '../../catalog/text';
import { ensurePullRequest } from '../../forge/ensurePullRequest';
import type { ForgeClient } from '../../forge/forgeClient';
import type { RepositoryRef } from '../../forge/types';
import type { Remote } from '../../git/environment';
import type { MirrorStore } from '../../git/mirror';
import { defaultBranch, push } from '../../git/remote';
import type { Repository } from '../../git/repository';
import { Staging } from '../../git/staging';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import type { Sha } from '../../support/sha';
import type { Place } from '../state';
import { listingIn, type CatalogPlace, type Listing, type NewService } from './listed';

export interface CatalogRepository {
  readonly remote: Remote;
  readonly mirrors: MirrorStore;
  readonly client: ForgeClient;
  readonly on: RepositoryRef;
}

interface Read {
  readonly repository: Repository;
  readonly branch: string;
  readonly head: Sha;
  readonly text: string;
  /** The head of the branch that proposes the entry, where there is one. */
  readonly proposed: Sha | undefined;
}

/** The catalog as a file of a repository, on its default branch: its entry is proposed by a pull request. */
export class RepositoryCatalog implements CatalogPlace {
  /** @param at when a commit of ours is made, ISO 8601 */
  constructor(
    private readonly place: CatalogRepository,
    private readonly wanted: NewService,
    private readonly at: string,
  ) {}

  async text(signal: AbortSignal): Promise<string> {
    return (await this.read(signal)).text;
  }

  async listing(signal: AbortSignal): Promise<Listing> {
    return listingIn(await this.text(signal), path, this.wanted);
  }

  async look(signal: AbortSignal): Promise<Place> {
    try {
      return await this.found(signal);
    } catch (error) {
      if (error instanceof BranchlineError) return { kind: 'unknown', why: error.said };
      throw error;
    }
  }

  async make(signal: AbortSignal): Promise<void> {
    const read = await this.read(signal);
    const listing = listingIn(read.text, path, this.wanted);
    if (listing.kind !== 'toWrite') return;
    const { remote, client, on } = this.place;
    if (read.proposed === undefined) {
      const commit = await this.commit(read, listing.text, signal);
      await push(read.repository, remote, { branch: this.branch, commit, expected: null }, signal);
    } else if (!(await this.isEntryAlone(read, read.proposed))) {
      throw new BranchlineError(
        'setup/branchTaken',
        message('The catalog’s repository has a branch {branch} that is not this entry alone: remove it.', {
          branch: this.branch,
        }),
      );
    }
    const { name, repository } = this.wanted;
    const request = {
      title: `Add ${name} to the catalog`,
      body: `Lists the service \`${name}\` with its repository ${repository}, as \`branchline setup\` made it.`,
      marker: `<!-- branchline:setup ${name} -->`,
      head: this.branch,
      base: read.branch,
    };
    await ensurePullRequest(client, on, request, signal);
  }

  private get branch(): string {
    return `update/catalog/${this.wanted.name}`;
  }

  private async found(signal: AbortSignal): Promise<Place> {
    const read = await this.read(signal);
    const listing = listingIn(read.text, path, this.wanted);
    if (listing.kind === 'listed') return { kind: 'there' };
    if (listing.kind === 'other') return { kind: 'differs', how: listing.how };
    if (read.proposed === undefined || !(await this.proposesIt(read, read.proposed))) return { kind: 'free' };
    const { client, on } = this.place;
    const open = await client.findOpenPullRequest(on, this.branch, read.branch, signal);
    if (!open) return { kind: 'free' };
    const note = message('Proposed by #{number}, {url}: it counts once that is merged.', {
      number: open.number,
      url: open.webUrl,
    });
    return { kind: 'there', note };
  }

  private async proposesIt({ repository }: Read, head: Sha): Promise<boolean> {
    const text = await textAt(repository, head);
    return text !== undefined && listingIn(text, path, this.wanted).kind === 'listed';
  }

  /** Whether a branch brings what we would: only that is proposed in our words. */
  private async isEntryAlone({ repository, head: base }: Read, proposed: Sha): Promise<boolean> {
    const { tree, parents } = await repository.commit(proposed);
    const [parent] = parents;
    await repository.graph.load([base]);
    if (parent === undefined || parents.length > 1 || !repository.graph.ancestors(base).has(parent)) return false;
    const text = await textAt(repository, parent);
    const listing = text === undefined ? undefined : listingIn(text, path, this.wanted);
    if (listing?.kind !== 'toWrite') return false;
    return tree === (await withText(new Staging(repository), (await repository.commit(parent)).tree, listing.text));
  }

  private async commit({ repository, head }: Read, text: string, signal: AbortSignal): Promise<Sha> {
    const staging = new Staging(repository);
    const tree = await withText(staging, (await repository.commit(head)).tree, text);
    const by = { name: 'Branchline', email: 'branchline@localhost', time: this.at };
    const commit = staging.commit({
      tree,
      parents: [head],
      author: by,
      committer: by,
      message: `Add ${this.wanted.name} to the catalog\n`,
    });
    await repository.write(staging, signal);
    return commit;
  }

  private async read(signal: AbortSignal): Promise<Read> {
    const { remote, mirrors } = this.place;
    const branch = await defaultBranch(remote, signal);
    const branches = branch === undefined ? [] : [branch, this.branch];
    const { repository, heads } = await mirrors.refresh({ remote, branches }, signal);
    const head = branch === undefined ? undefined : heads.get(branch);
    const text = head === undefined ? undefined : await textAt(repository, head);
    if (branch !== undefined && head !== undefined && text !== undefined) {
      return { repository, branch, head, text, proposed: heads.get(this.branch) };
    }
    throw new BranchlineError(
      'setup/noCatalog',
      message('{where} has no {file} on its default branch.', { where: remote.where, file: catalogName }),
    );
  }
}

/** Where relative addresses of services would start from; a service that is listed by us has a whole one. */
const path = `/catalog/${catalogName}`;

function withText(staging: Staging, tree: Sha, text: string): Promise<Sha> {
  const sha = staging.blob(Buffer.from(text));
  return staging.edit(tree, new Map([[catalogName, { mode: '100644', sha }]]));
}

/** Nothing where there is no such file. @throws BranchlineError for one that is no text of its size */
async function textAt(repository: Repository, head: Sha): Promise<string | undefined> {
  const entry = await repository.entryAt((await repository.commit(head)).tree, catalogName);
  if (!entry?.mode.startsWith('100')) return undefined;
  const data = await repository.blob(entry.sha);
  const read = data.length > limitBytes ? undefined : textOf(data);
  if (read?.kind === 'ok') return read.text;
  throw new BranchlineError(
    'setup/unreadable',
    message('{file} is not a text that could be a catalog.', { file: catalogName }),
  );
}
