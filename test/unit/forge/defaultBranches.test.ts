import assert from 'node:assert/strict';
import { readDefaultBranches } from '../../../src/core/forge/defaultBranches';
import { ForgeError } from '../../../src/core/forge/errors';
import type { ForgeRepository, RepositoryRef } from '../../../src/core/forge/types';

const named = (name: string, owner = 'shop'): RepositoryRef => ({ owner, name });
const many = (count: number) => Array.from({ length: count }, (_, number) => named(`s${number}`));
const told = ({ owner, name }: RepositoryRef): ForgeRepository => ({
  owner,
  name,
  defaultBranch: `main of ${name}`,
  cloneUrl: '',
  webUrl: '',
  topics: [],
  mayPush: true,
  archived: false,
  deletesHeadOnMerge: false,
  landingStyles: [],
});

describe('the default branches of many repositories', () => {
  let asked: string[];
  let hidden: Set<string>;
  let listed: readonly RepositoryRef[];
  let unnamed: Set<string>;
  const read = (repositories: readonly RepositoryRef[]) =>
    readDefaultBranches(repositories, {
      list: (owner, maxPages) => {
        asked.push(`${owner}, ${maxPages} pages`);
        return hidden.has(owner)
          ? Promise.reject(ForgeError.notFound('host', owner, 'none'))
          : Promise.resolve(
              listed.map((one) => ({ ...told(one), ...(unnamed.has(one.name) && { defaultBranch: '' }) })),
            );
      },
      one: (repository) => {
        asked.push(repository.name);
        return hidden.has(repository.name)
          ? Promise.reject(ForgeError.notFound('host', repository.name, 'none'))
          : Promise.resolve(told(repository));
      },
    });
  beforeEach(() => {
    [asked, hidden, listed, unnamed] = [[], new Set(), many(300), new Set()];
  });

  it('come from one list of their owner, bounded by what it can save', async () => {
    const branches = await read(many(300));
    assert.deepEqual([branches.length, branches[7], asked], [300, 'main of s7', ['shop, 150 pages']]);
  });

  it('are asked for one by one where they are few, or not in the list', async () => {
    await read(many(3));
    assert.deepEqual(asked, ['s0', 's1', 's2']);
    asked = [];
    const branches = await read([...many(4), named('Elsewhere')]);
    assert.deepEqual([branches.at(-1), asked], ['main of Elsewhere', ['shop, 3 pages', 'Elsewhere']]);
  });

  it('are asked for one by one where the list does not name them', async () => {
    unnamed = new Set(['s1']);
    assert.deepEqual(await read(many(4)), ['main of s0', 'main of s1', 'main of s2', 'main of s3']);
    assert.deepEqual(asked, ['shop, 2 pages', 's1']);
  });

  it('are unknown of what cannot be seen, alone', async () => {
    hidden = new Set(['shop', 's2']);
    assert.deepEqual(await read(many(4)), ['main of s0', 'main of s1', undefined, 'main of s3']);
  });
});
