import type { Line } from '../../decision/protocol/decision';
import { plainText } from '../words/markdown';

/** A text, whosever it is, as a line: nothing in it can break the line or turn its direction. */
export function line(text: string, more: Omit<Line, 'text'> = {}): Line {
  return { text: plainText(text), ...more };
}
