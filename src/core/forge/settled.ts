import { BranchlineError } from '../support/errors';
import type { Head, HeadsAnswer, RepositoryRef } from './types';

/** An answer for one of many: its failure is a value. Cancelling and defects of our own still throw. */
export async function settled(repository: RepositoryRef, heads: Promise<readonly Head[]>): Promise<HeadsAnswer> {
  try {
    return { kind: 'known', repository, heads: await heads };
  } catch (error) {
    if (error instanceof BranchlineError) return { kind: 'failed', repository, error };
    throw error;
  }
}
