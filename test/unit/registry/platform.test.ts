import assert from 'node:assert/strict';
import { RegistryError } from '../../../src/core/registry/errors';
import { isPlatform, platformName, readPlatform } from '../../../src/core/registry/platform';

describe('a platform', () => {
  const cases: [offered: string, wanted: string, is: boolean][] = [
    ['linux/amd64', 'linux/amd64', true],
    ['linux/amd64', 'linux/arm64', false],
    ['windows/amd64', 'linux/amd64', false],
    ['linux/arm/v6', 'linux/arm', true],
    ['linux/arm/v6', 'linux/arm/v7', false],
    ['linux/arm', 'linux/arm/v7', false],
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/arm64/v8', 'linux/arm64', true],
    ['linux/amd64/v3', 'linux/amd64', true],
    ['linux/amd64', 'linux/amd64/v3', false],
  ];
  for (const [offered, wanted, is] of cases) {
    it(`${offered} is ${is ? '' : 'not '}what ${wanted} asks for`, () =>
      assert.equal(isPlatform(readPlatform(offered), readPlatform(wanted)), is));
  }

  it('is printed as it was read', () => assert.equal(platformName(readPlatform('linux/arm/v7')), 'linux/arm/v7'));

  for (const text of ['', 'linux', 'linux/', 'linux/amd64/v2/x', 'Linux/amd64', 'linux/amd64\n', 'linux/../x']) {
    it(`is not ${JSON.stringify(text)}`, () =>
      assert.throws(
        () => readPlatform(text),
        (error) => RegistryError.is(error, 'badName'),
      ));
  }
});
