import type fc from 'fast-check';

/** Something that reads what others wrote, and what has to hold whatever they wrote. */
export interface Target {
  /** Also the folder of its corpus. */
  readonly name: string;
  /** Inputs as a grammar makes them: mostly well formed, so that they get far. The engine adds mutations of them. */
  readonly inputs: fc.Arbitrary<string>;
  /** Throws where something does not hold; whatever the product throws, and does not declare, comes out of it. */
  readonly law: (input: string) => void | Promise<void>;
  /** Of a hundred inputs, how many are this one's, more or less: those that cost little get more. */
  readonly weight: number;
}

type Class = abstract new (...args: never[]) => Error;

/** The result; undefined where it is refused with one of the declared errors, all others go on. */
export function orRefused<T>(declared: readonly Class[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (declared.some((one) => error instanceof one)) return undefined;
    throw error;
  }
}
