import { deepEqual } from 'node:assert/strict';
import { maskFile } from '../../../../src/core/manifest/secrecy/mask';
import { fileRoles } from '../../../../src/core/manifest/secrecy/roles';
import { doubtfulPlaces, secretPlaces } from '../../../integration/secrets/places';
import { Heard, marker } from '../../../integration/secrets/search';

describe('A file is shown without the secret that it holds', () => {
  for (const place of [...secretPlaces, ...doubtfulPlaces])
    it(place.name, async () => {
      const value = marker();
      const files = place.files(value);
      const roles = await fileRoles({
        paths: Object.keys(files),
        read: (path) => Promise.resolve(files[path]),
        link: () => Promise.resolve(undefined),
      });
      const heard = new Heard();
      for (const [path, text] of Object.entries(files)) heard.add(path, maskFile(path, text, roles.of(path)));
      deepEqual(heard.leaks({ value }), []);
    });
});
