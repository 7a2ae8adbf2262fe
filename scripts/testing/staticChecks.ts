import { oneFailed, onePassed } from './counts';
import type { Stage } from './stages';
import { tool, type ToolName } from './tool';

function check(title: string, name: ToolName, args: readonly string[]): Stage {
  return {
    title,
    run: async () => {
      const { code, text } = await tool(name, args, { output: 'captured' });
      return { counts: code === 0 ? onePassed : oneFailed, text };
    },
  };
}

/** What is checked without running the product; each counts as one test. */
export const staticChecks: readonly Stage[] = [
  check('Types (tsc)', 'tsc', ['--noEmit', '-p', '.']),
  check('Types of what pages share (tsc)', 'tsc', ['--noEmit', '-p', 'src/pages/page']),
  check("Types of the board's page (tsc)", 'tsc', ['--noEmit', '-p', 'src/board/page']),
  check('Types of the page of a decision (tsc)', 'tsc', ['--noEmit', '-p', 'src/decision/page']),
  check('Types of the page of the past (tsc)', 'tsc', ['--noEmit', '-p', 'src/timeline/page']),
  check('Types of the page of a train (tsc)', 'tsc', ['--noEmit', '-p', 'src/train/page']),
  check('Lint (eslint)', 'eslint', ['--max-warnings', '0', '.']),
  check('Format (prettier)', 'prettier', ['--check', '--log-level', 'warn', '.']),
  check('Dead code (knip)', 'knip', []),
];
