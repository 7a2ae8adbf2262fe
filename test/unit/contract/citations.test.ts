import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caught } from './manifest';

const folders = ['src', 'test', 'scripts'];

/** A page of docs/, and the section that stands in quotes behind it. A comment may break the line in between. */
const citation = /\bdocs\/([\w-]+\.md)(?:,(?:\s|\*)+"([^"\n]+)")?/g;

describe('What a comment cites', () => {
  it('is there for whoever reads it: a page of docs/, and a section of that name', () => {
    const missing = sources().flatMap(({ name, text }) =>
      [...text.matchAll(citation)].flatMap(([, page = '', section]) => {
        if (!existsSync(join('docs', page))) return [`${name}: docs/${page}`];
        return section === undefined || headingsOf(page).has(section) ? [] : [`${name}: docs/${page}, "${section}"`];
      }),
    );
    assert.deepEqual(missing, []);
  });

  it('is no document by paragraph numbers, which none of docs/ has', () => {
    const numbered = sources().filter(({ text }) => caught(text, /(\u00a7\s?\d)/g).length > 0);
    assert.deepEqual(
      numbered.map(({ name }) => name),
      [],
    );
  });

  it('is found: the test sees what it looks for', () => {
    assert.ok(sources().some(({ text }) => text.match(citation)?.some((found) => found.includes('"')) === true));
  });
});

function sources(): readonly { readonly name: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ name: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
  );
}

function headingsOf(page: string): ReadonlySet<string> {
  return new Set(caught(readFileSync(join('docs', page), 'utf8'), /^#+ (.+)$/gm));
}
