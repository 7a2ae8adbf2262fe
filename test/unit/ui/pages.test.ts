import assert from 'node:assert/strict';
import { sourceText } from '../contract/manifest';

describe('a page', () => {
  it('is shown in one place, which draws it anew: VS Code stops hearing of changes to one that has stood open', () => {
    const code = sourceText('src');
    assert.deepEqual(
      [...code.matchAll(/'markdown\.showPreview', \w+|'markdown\.preview\.refresh'/g)].map(([text]) => text),
      ["'markdown.showPreview', uri", "'markdown.preview.refresh'"],
    );
  });
});
