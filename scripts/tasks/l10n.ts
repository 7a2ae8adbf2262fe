/** Collects every text for people into `l10n/bundle.l10n.json`. A test holds the file against the code. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { collectTexts } from '../l10n/collect';

const texts = await collectTexts(resolve('src'));
const bundle = Object.fromEntries(texts.map((text) => [text, text]));
await writeFile('l10n/bundle.l10n.json', `${JSON.stringify(bundle, null, 2)}\n`);
console.log(`l10n/bundle.l10n.json: ${texts.length} texts`);
