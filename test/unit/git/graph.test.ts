import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { CommitGraph, type GraphCommit } from '../../../src/core/git/graph';

/** A history of n commits, each with parents among the earlier ones. */
const history = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 2, maxLength: 25 }).map((picks) =>
  picks.map((parents, at): GraphCommit => ({
    sha: `c${at}`,
    tree: `t${at}`,
    parents: at === 0 ? [] : [...new Set(parents.map((pick) => `c${pick % at}`))],
  })),
);

async function graphOf(commits: readonly GraphCommit[]): Promise<CommitGraph> {
  const graph = new CommitGraph(() => Promise.resolve(commits));
  await graph.load(commits.map(({ sha }) => sha));
  return graph;
}

describe('history', () => {
  it('a merge base is a common ancestor that no other common ancestor descends from', () =>
    fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.nat(), async (commits, one, other) => {
        const graph = await graphOf(commits);
        const [a, b] = [`c${one % commits.length}`, `c${other % commits.length}`];
        const bases = graph.mergeBases(a, b);
        const common = [...graph.ancestors(a)].filter((commit) => graph.ancestors(b).has(commit));
        const best = common.filter(
          (commit) => !common.some((over) => over !== commit && graph.isAncestor(commit, over)),
        );
        assert.deepEqual([...bases].sort(), best.sort());
      }),
    ));

  it('a merge brings what the one before it does not reach, by each of its further parents', () =>
    fc.assert(
      fc.asyncProperty(history, fc.nat(), async (commits, one) => {
        const graph = await graphOf(commits);
        const head = `c${one % commits.length}`;
        for (const merge of graph.firstParents(head)) {
          const [before = '', ...others] = graph.parents(merge);
          const expected = others.flatMap((parent) =>
            [...graph.ancestors(parent)].filter((commit) => !graph.ancestors(before).has(commit)),
          );
          assert.deepEqual([...graph.mergedBy(merge, head)].sort(), expected.sort());
        }
      }),
    ));

  it('asks once for what it does not know, and never again', async () => {
    const asked: (readonly string[])[] = [];
    const graph = new CommitGraph((tips, known) => {
      asked.push([...tips, '-', ...known]);
      return Promise.resolve(tips.map((sha) => ({ sha, tree: 't', parents: [] })));
    });
    await Promise.all([graph.load(['a']), graph.load(['a', 'b'])]);
    await graph.load(['a', 'b']);
    assert.deepEqual(asked, [
      ['a', '-'],
      ['b', '-', 'a'],
    ]);
  });

  it('a failure is told, and the next question asks again', async () => {
    let fails = true;
    const graph = new CommitGraph((tips) =>
      fails ? Promise.reject(new Error('down')) : Promise.resolve(tips.map((sha) => ({ sha, tree: 't', parents: [] }))),
    );
    await assert.rejects(graph.load(['a']));
    fails = false;
    await graph.load(['a']);
    assert.equal(graph.tree('a'), 't');
  });
});
