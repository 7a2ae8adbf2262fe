/** `npm run format [-- PATH…]`: rewrites files in the project's format. */
import { tool } from '../testing/tool';

const paths = process.argv.slice(2);
const { code } = await tool('prettier', ['--write', '--log-level', 'warn', ...(paths.length > 0 ? paths : ['.'])], {
  output: 'terminal',
});
process.exitCode = code;
