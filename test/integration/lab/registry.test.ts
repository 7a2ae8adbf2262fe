import assert from 'node:assert/strict';
import { Registries } from '../../../src/core/registry/client';
import { DockerCredentials } from '../../../src/core/registry/credentials/docker';
import type { RegistryCase } from '../../../src/core/registry/errors';
import { readImageName } from '../../../src/core/registry/imageName';
import { startLab, type Lab } from '../../lab';

const signal = new AbortController().signal;

describe('The registry of a lab', () => {
  let lab: Lab;
  before(async () => (lab = await startLab({ services: ['web'], registry: true, faults: true })));
  after(() => lab.dispose());

  const asked = () => {
    const credentials = new DockerCredentials({ environment: lab.environment, mayRunPrograms: false });
    const image = readImageName(`${lab.registry?.host}/shop/web`);
    return new Registries({ credentials, timeoutMs: 2_000 }).tags(image, signal);
  };

  it('takes images as a pipeline pushes them, and is read with what docker keeps', async () => {
    await lab.registry?.push({ repository: 'shop/web', tag: '1.0' });
    await lab.registry?.push({ repository: 'shop/web', tag: '1.1', content: 'x' });
    await lab.registry?.removeTag('shop/web', '1.0');
    assert.deepEqual((await asked()).tags, ['1.1']);
  });

  const faults = [
    ['down', 'unreachable'],
    ['silent', 'timeout'],
    ['unauthorised', 'unauthorised'],
    ['rateLimited', 'rateLimited'],
    ['error500', 'serverError'],
  ] as const satisfies readonly (readonly [unknown, RegistryCase])[];
  for (const [fault, kind] of faults) {
    it(`may be ${fault}, and come back`, async () => {
      lab.faults.registry(fault);
      await assert.rejects(asked(), { code: `registry/${kind}` });
      lab.faults.registry('none');
      assert.deepEqual((await asked()).tags, ['1.1']);
    });
  }
});
