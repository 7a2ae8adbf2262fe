import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom (docs/architecture.md, "Layers"). A core folder may import itself, `support`, and what is named
 * here; everything else is refused. `vscode` is allowed in `src/ui` and `src/extension.ts` only.
 */
const mayImport = {
  support: [],
  catalog: [],
  git: [],
  manifest: ['catalog'],
  cluster: [],
  kargo: [],
  forge: [],
  registry: [],
  images: ['catalog', 'git', 'manifest', 'registry'],
  pipeline: ['forge'],
  promotion: ['git', 'manifest', 'catalog'],
  drift: ['manifest', 'cluster', 'catalog'],
  change: ['catalog', 'git', 'manifest', 'promotion', 'cluster', 'forge', 'registry', 'images', 'pipeline', 'where'],
  fleet: [
    'catalog',
    'git',
    'manifest',
    'promotion',
    'cluster',
    'drift',
    'forge',
    'registry',
    'images',
    'pipeline',
    'change',
    'update',
    'where',
    'measures',
    'past',
    'relay',
  ],
  update: ['catalog', 'git', 'manifest', 'promotion', 'registry', 'images', 'forge', 'change'],
  judge: ['catalog', 'git', 'manifest', 'promotion', 'forge', 'pipeline', 'change', 'fleet'],
  doctor: [
    'catalog',
    'git',
    'manifest',
    'promotion',
    'cluster',
    'forge',
    'registry',
    'images',
    'update',
    'pipeline',
    'change',
    'fleet',
  ],
  relay: ['catalog', 'forge', 'pipeline'],
  setup: ['catalog', 'git', 'manifest', 'promotion', 'forge', 'change', 'fleet', 'registry'],
  where: ['git', 'manifest', 'promotion'],
  bisect: ['git', 'manifest', 'promotion', 'change', 'measures', 'verify'],
  past: ['catalog', 'git', 'manifest', 'images', 'promotion', 'registry', 'where', 'measures'],
  measures: ['git', 'manifest', 'promotion', 'forge', 'pipeline', 'where'],
  train: ['catalog', 'git', 'promotion', 'forge', 'pipeline', 'change'],
  verify: ['catalog', 'git', 'manifest', 'promotion', 'cluster', 'drift', 'forge', 'fleet'],
};

const coreFolders = Object.keys(mayImport);

const layerRules = coreFolders.map((folder) => {
  const refused = coreFolders.filter((other) => ![folder, 'support', ...mayImport[folder]].includes(other));
  return {
    files: [`src/core/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^vscode$', message: 'The core does not know the editor.' },
            { regex: '^(\\.\\./)+(ui|cli)/', message: 'Arrows point down only: ui and cli -> fleet -> core.' },
            ...(refused.length > 0
              ? [{ regex: `^(\\.\\./)+(${refused.join('|')})/`, message: `core/${folder} may not import this layer.` }]
              : []),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'media/**', 'node_modules/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  ...layerRules,
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[source.value="zod"][importKind="value"] > ImportSpecifier[imported.name="z"]',
          message: "import * as z from 'zod': of the object `z` everything is bundled, used or not.",
        },
        {
          selector:
            'CallExpression[callee.property.name=/^(showQuickPick|showInputBox)$/]:not(:has(Property[key.name="ignoreFocusOut"]))',
          message: 'A question stays until it is answered (ignoreFocusOut): a page that loads late takes the focus.',
        },
      ],
    },
  },
  {
    // The page lives in a browser: it knows what host and page say to each other, and nothing of either editor or Node.
    files: ['src/{pages,board,decision,timeline,train}/page/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^vscode$|^node:', message: 'The page runs in a browser, and knows no editor.' },
            {
              regex: '^(\\.\\./)+(?!\\.\\./|protocol/|core/support/age$|pages/)',
              message: 'A page knows its own folder, its protocol, and what all pages share.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'Text comes to the page through the DOM alone.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Text comes to the page as text.' },
      ],
    },
  },
  {
    files: ['src/{pages,board,decision,timeline,train}/protocol/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^[^.]|^(\\.\\./)+(?!\\.\\./|pages/protocol/)', message: 'What both sides say is of neither.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src/cli/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^vscode$|/ui/', message: 'The command line does not know the editor.' }] },
      ],
    },
  },
  {
    files: ['src/ui/**/*.ts'],
    ignores: ['src/ui/openWeb.ts', 'src/ui/tell.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'openExternal', message: 'openWeb alone: what a forge calls an address may name a program.' },
        ...['showInformationMessage', 'showWarningMessage', 'showErrorMessage'].map((property) => ({
          property,
          message: 'tell.ts alone: the editor draws what looks like a link to a command as one.',
        })),
      ],
    },
  },
  {
    files: ['src/ui/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/cli/', message: 'The editor does not know the command line.' }] },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly' } },
  },
  {
    // `describe` and `it` take callbacks whose promises mocha awaits; chai-free asserts narrow by hand.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-floating-promises': 'off' },
  },
);
