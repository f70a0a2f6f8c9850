import path from 'node:path';
import { defineConfig, globalIgnores } from 'eslint/config';
import hooks from 'eslint-plugin-react-hooks';
import typescript from 'typescript-eslint';

const root = path.dirname(import.meta.dirname);

// The two worst bugs of this program are a promise that nobody awaits and an outcome that nobody
// thought of; the strict, typed set is there for these. What is switched off below found style,
// not bugs, in honest code.
export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.cache/'].map((folder) => `**/${folder}`)),
  { basePath: root, linterOptions: { reportUnusedDisableDirectives: 'error' } },
  typescript.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: root },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      eqeqeq: 'error',
      'no-console': 'off',
      // Numbers and booleans in a template are plain to see.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => list.push(x)` as an event's listener is clear enough.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An async function may satisfy a port without having to wait for anything.
      '@typescript-eslint/require-await': 'off',
      // `void` in a generic (Promise<void>) and in a union of results is how Node's types speak.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // An unused parameter that a port prescribes is written with an underscore.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Data over classes: a method here needs no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Counting the code points of a password is what the spread is for.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Types made by zod say more than the checker believes at the edges of the program.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  {
    files: ['**/*.tsx'],
    ...hooks.configs.flat.recommended,
  },
  {
    files: ['src/**'],
    rules: {
      'max-lines': ['error', { max: 250 }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    // Tests look into things: casts and odd values are their business.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['bin/*.js', 'test/e2e/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Written for whoever reads the output of a build or a check.
    files: ['bin/**', 'test/eslint.config.js'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
