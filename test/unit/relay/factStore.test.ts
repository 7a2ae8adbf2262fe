import { MemoryFacts } from '../../../src/core/relay/facts/factStore';
import { factStoreContract } from './factStoreContract';

describe('Facts of one relay', () => {
  factStoreContract(
    () => Promise.resolve(new MemoryFacts()),
    () => Promise.resolve([]),
  );
});
