/** The arrows of the project. Each rule says why; `npm run check:imports` holds them. */
export default {
  forbidden: [
    {
      name: 'the-core-is-pure',
      comment:
        'What decides and translates must be testable without a network, a clock or a framework.',
      severity: 'error',
      from: { path: '^src/(altinn2|identify|decide|translate|merge)/' },
      to: {
        path: [
          '^node_modules/(fastify|undici|pino|jose)(/|$)',
          '^(node:)?(fs|net|http|https|timers|process)(/|$)',
          '^src/(authenticate|forward|respond|config)/',
          '^src/app\\.ts$',
        ],
      },
    },
    {
      name: 'only-translate-knows-both-languages',
      comment: 'A change in one platform must not ripple into the words of the other.',
      severity: 'error',
      from: { path: '^src/(altinn2|altinn3)/' },
      to: { path: '^src/(altinn2|altinn3)/', pathNot: '^src/$1/' },
    },
    {
      name: 'only-main-knows-the-routes',
      comment: 'The table of contents points into src; src must work for any table.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main\\.ts$' },
      to: { path: '^routes/' },
    },
    {
      name: 'translation-groups-stand-alone',
      comment: 'What two groups share belongs in altinn2/ or altinn3/.',
      severity: 'error',
      from: { path: '^src/translate/([^/]+/[^/]+)/' },
      to: { path: '^src/translate/[^/]+/[^/]+/', pathNot: '^src/translate/$1/' },
    },
    {
      name: 'only-main-and-tests-know-the-sandbox',
      comment: 'The stand-ins must never answer for the real platforms.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main\\.ts$', '^src/sandbox/'] },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'only-http-calls-upstreams',
      comment: 'Every upstream is read alike: codings, marks, interim answers, bounds.',
      severity: 'error',
      // The command that asks the sandbox for a token calls no upstream.
      from: { path: '^src/', pathNot: ['^src/http/', '^src/commands/token\\.ts$'] },
      to: { path: '^node_modules/undici/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no reading order.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
