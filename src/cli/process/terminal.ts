import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { isatty, ReadStream } from 'node:tty';

export interface Terminal {
  /** Asks, and gives the next line; nothing at its end, or once the command is stopped. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly close: () => void;
}

/**
 * The person who sits there; nothing where input or messages go elsewhere: whoever is not there cannot be asked. The terminal is
 * opened when first somebody is asked, since it holds the process up.
 */
export function terminalOf(say: (text: string) => void, signal: AbortSignal): Terminal | undefined {
  if (!isatty(0) || !isatty(2)) return undefined;
  let opened: { readonly lines: Interface; readonly input: ReadStream } | undefined;
  const open = () => {
    const input = new ReadStream(0);
    return { input, lines: createInterface({ input }) };
  };
  const close = () => {
    opened?.lines.close();
    opened?.input.destroy();
  };
  const ask = async (question: string): Promise<string | undefined> => {
    opened ??= open();
    say(question);
    const { lines } = opened;
    const line = once(lines, 'line', { signal }).then(([text]: string[]) => text);
    return Promise.race([line, once(lines, 'close').then(() => undefined)]);
  };
  return { ask, close };
}
