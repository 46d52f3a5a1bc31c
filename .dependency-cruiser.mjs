/** The arrows of the project. Each rule says why; `npm run check:imports` holds them. */
export default {
  forbidden: [
    {
      name: 'the-core-is-pure',
      comment:
        'What decides and translates must be testable without a network, a clock or a framework.',
      severity: 'error',
      from: {
        path: '^src/(altinn2|formats|identify|decide|translate|merge|message-box|parties|broker|roles|submission)/',
      },
      to: {
        path: [
          '^node_modules/(fastify|undici|pino|jose)(/|$)',
          '^(node:)?(fs|net|http|https|timers|process)(/|$)',
          '^src/(authenticate|forward|respond|config|answer|compose)/',
        ],
      },
    },
    {
      name: 'rows-point-and-do-not-do',
      comment:
        'A row is read by everything: what it says must not drag in what its functions need.',
      severity: 'error',
      from: { path: '^src/endpoint\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(altinn2/|pointer\\.ts$)' },
    },
    {
      name: 'decisions-know-no-platform',
      comment: 'Who answers is decided before a platform is asked, and without its words.',
      severity: 'error',
      from: { path: '^src/(decide|identify|receive)/' },
      to: {
        path: '^src/(translate|merge|message-box|parties|broker|roles|submission|lookups|altinn3)/',
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
      name: 'technical-rooms-know-no-altinn',
      comment: 'HTTP, formats, clocks and caches are the same for every platform.',
      severity: 'error',
      from: { path: '^src/(http|formats|runtime)/' },
      to: { path: '^src/', pathNot: '^src/(http|formats|runtime)/|^src/errors\\.ts$' },
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
      comment:
        'What two groups share belongs in message-box/, parties/, broker/, roles/ or altinn2/.',
      severity: 'error',
      from: { path: '^src/translate/([^/]+/[^/]+)/' },
      to: { path: '^src/translate/[^/]+/[^/]+/', pathNot: '^src/translate/$1/' },
    },
    {
      name: 'only-main-knows-the-sandbox',
      comment: 'The stand-ins must never answer for the real platforms, nor be loaded with them.',
      severity: 'error',
      from: { path: '^(src|routes)/' },
      to: { path: '^sandbox/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'only-main-loads-the-sandbox',
      comment: 'One place loads the stand-ins, when the configuration asks for them.',
      severity: 'error',
      from: { path: '^(src|routes)/', pathNot: '^src/main\\.ts$' },
      to: { path: '^sandbox/' },
    },
    {
      name: 'stand-ins-share-no-code-with-the-gateway',
      comment: 'A stand-in written with the gateway’s code proves nothing; check digits are facts.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^src/', pathNot: '^src/altinn2/(organization|identity)-number\\.ts$' },
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
      name: 'only-replicas-calls-redis',
      comment: 'One connection, with all its limits, in one place.',
      severity: 'error',
      from: { path: '^(src|routes)/', pathNot: '^src/replicas/redis\\.ts$' },
      to: { path: '^node_modules/@redis/' },
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
