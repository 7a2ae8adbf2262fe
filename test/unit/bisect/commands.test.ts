import assert from 'node:assert/strict';
import { verdictsUsed } from '../../../src/cli/commands/bisect/document';
import { commandToGoOn } from '../../../src/cli/commands/bisect/goOn';
import { takeBackOf } from '../../../src/cli/commands/bisect/takeBack';
import type { SimulatedRollback } from '../../../src/core/promotion/rollback/simulate';

const undo = 'a'.repeat(40);
// What is in a plan does not matter here, only that there is something left to be taken back.
const plan = { tree: 'b'.repeat(40) } as Extract<SimulatedRollback, { readonly kind: 'possible' }>['plan'];
const ways: readonly SimulatedRollback[] = [
  { way: 'undo', mode: { kind: 'undo', deployments: [undo] }, kind: 'possible', plan },
];

describe('The commands that a search prints', () => {
  it('are quoted for a shell, whatever is in them, also what looks like an option', () => {
    const taken = takeBackOf(ways, '--upload-pack=touch x', "it's prod", { catalog: '--my catalog' });
    assert.equal(
      taken?.command,
      `branchline rollback --repo '--upload-pack=touch x' --branch 'it'\\''s prod' --undo ${undo} --catalog '--my catalog'`,
    );
  });

  it('hand a program that begins with a dash on as a program', () => {
    const call = { service: 'web', environment: 'prod', good: [], timeout: '10m', verdicts: true };
    const known = { call, commits: [], marks: new Map() };
    assert.match(commandToGoOn({ ...known, program: ['-odd', '-x'] }), / --run -- '-odd' '-x'$/);
    assert.match(commandToGoOn({ ...known, program: ['./test', '-x'] }), / --run \.\/test '-x'$/);
  });
});

describe('What is said of verdicts', () => {
  it('tells a forge that did not answer from one that has nothing to say', () => {
    const used = (tells: 'silent' | 'tells', isUntold: boolean) =>
      verdictsUsed({ tells, isUntold }, { verdicts: true });
    assert.deepEqual(
      [used('silent', true), used('silent', false), used('tells', false)],
      ['unknown', 'silent', 'tells'],
    );
    assert.equal(verdictsUsed({ tells: 'silent', isUntold: true }, { verdicts: false }), 'off');
  });
});
