import assert from 'node:assert/strict';
import { ForgeBatch } from '../../../src/core/forge/forgeBatch';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';

const client = {} as ForgeClient;

describe('Questions of many services to one forge', () => {
  it('are asked together, and an answer that does not come holds up no other', async () => {
    const asked: (readonly string[])[] = [];
    const batch = new ForgeBatch<string, string>((_, questions) => {
      asked.push(questions);
      const answers = questions.map((question) => {
        if (question === 'silent') return new Promise<string>(() => undefined);
        return question === 'refused' ? Promise.reject(new Error('no')) : Promise.resolve(`${question}!`);
      });
      return Promise.resolve(answers);
    });
    void batch.ask(client, 'silent');
    const refused = batch.ask(client, 'refused');
    const answered = batch.ask(client, 'told');
    await assert.rejects(refused, /no/);
    assert.equal(await answered, 'told!');
    assert.deepEqual(asked, [['silent', 'refused', 'told']]);
    batch.dispose();
  });
});
