import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { suites } from '../../../scripts/testing/mochaRun';
import { onlyOnServers } from '../../../scripts/testing/realStages';

describe('Every file of tests', () => {
  const { unit, ofChanges, ofPullRequests, ofServices, ofFleets, stories, fuzz } = suites;
  const onDoubles = [unit, ofChanges, ofPullRequests, ofServices, ofFleets, stories, fuzz].flatMap((patterns) =>
    filesOf(patterns),
  );

  it('belongs to one stage, and runs there', () => {
    const inEditor = filesOf(['test/e2e/suite/**/*.test.ts']);
    const onServers = filesOf(onlyOnServers).filter((file) => !file.startsWith('test/contract/'));
    assert.deepEqual([...onDoubles, ...inEditor, ...onServers].sort(), filesOf(['test/**/*.test.ts']));
  });

  it('that holds a double against the real thing runs on the real thing as well', () => {
    const onServers = filesOf(onlyOnServers).filter((file) => file.startsWith('test/contract/'));
    assert.deepEqual(onServers, filesOf(['test/contract/**/*.test.ts']));
  });
});

function filesOf(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => globSync(pattern)).sort();
}
