import assert from 'node:assert/strict';
import { asksForHelp } from '../../../../src/cli/process/help';

describe('A command line that only asks for help', () => {
  for (const args of [[], ['--help'], ['-h'], ['plan', '--help'], ['plan', '-h']]) {
    it(`is \`${['branchline', ...args].join(' ')}\``, () => assert.equal(asksForHelp(args), true));
  }
  for (const args of [
    ['plan'],
    ['plan', '--json'],
    ['bisect', '--', 'check.sh', '--help'],
    ['bisect', '--repo', '.', '--', 'check', '--help'],
    ['--', '--help'],
    ['--help', 'plan'],
  ]) {
    it(`is not \`${['branchline', ...args].join(' ')}\``, () => assert.equal(asksForHelp(args), false));
  }
});
