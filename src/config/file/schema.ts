import Type, { type Static } from 'typebox'

const address = (description: string) => Type.String({ pattern: '^https?://[^\\s]+$', description })
const port = (description: string) => Type.Integer({ minimum: 0, maximum: 65_535, description })
const milliseconds = (description: string, initial: number) =>
  Type.Integer({ minimum: 1, maximum: 600_000, default: initial, description })

/** The one description of a configuration file: its type, its check and its JSON Schema. */
export const ConfigFile = Type.Object(
  {
    environment: Type.Union(
      [Type.Literal('sandbox'), Type.Literal('test'), Type.Literal('production')],
      { description: 'Which platforms belong together; issuers and upstreams are held to it.' },
    ),
    port: port('The public port: plain HTTP/1.1, since HTTP/2 has no reason phrases. PORT.'),
    host: Type.String({ minLength: 1, description: 'The address to listen on. HOST.' }),
    publicUrl: Type.Optional(
      address(
        'Base of every link sent out; may have a path. A sandbox has one of itself. PUBLIC_URL.',
      ),
    ),
    logLevel: Type.Union(
      (['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const).map((level) =>
        Type.Literal(level),
      ),
      { description: 'The least severe log lines that are written. LOG_LEVEL.' },
    ),
    servicesFile: Type.String({
      minLength: 1,
      description: 'What has moved where; relative to this file. SERVICES_FILE.',
    }),
    servicesCopy: Type.Optional(
      Type.String({
        description:
          'Where the last good copy of it is kept; in the temporary folder if left out, nowhere if empty. SERVICES_COPY.',
      }),
    ),
    insecureLoopback: Type.Optional(
      Type.Boolean({ description: 'Allows http: on loopback alone. INSECURE_LOOPBACK.' }),
    ),
    corsOrigins: Type.Optional(
      Type.Array(Type.String({ pattern: '^https?://[^/\\s*]+$' }), {
        description: 'Pages that may ask and read, comma-separated; default none. CORS_ORIGINS.',
      }),
    ),
    listScopes: Type.Optional(
      Type.Union([Type.Literal('all'), Type.Literal('partial')], {
        default: 'all',
        description:
          'A list that takes several scopes, asked for with some of them: all refuses, partial answers with a part and a warning. LIST_SCOPES.',
      }),
    ),
    defaultLanguage: Type.Optional(
      Type.Union([Type.Literal(1044), Type.Literal(2068), Type.Literal(1033)], {
        default: 1044,
        description:
          'For end users who name no language: 1044 is bokmål, 2068 nynorsk, 1033 English. DEFAULT_LANGUAGE.',
      }),
    ),
    admin: Type.Object(
      {
        port: port('The admin port. ADMIN_PORT.'),
        host: Type.String({ minLength: 1, description: 'The address it listens on. ADMIN_HOST.' }),
        token: Type.Optional(
          Type.String({
            minLength: 16,
            description: 'Off loopback, all but health asks for it (Bearer). ADMIN_TOKEN.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    altinn2: Type.Object(
      {
        url: Type.Optional(address("Altinn 2's address. Absent or empty: closed. ALTINN2_URL.")),
        closes: Type.Optional(
          Type.String({ description: 'When Altinn 2 stops answering. ALTINN2_CLOSES.' }),
        ),
        submissionsClose: Type.Optional(
          Type.String({
            description:
              "From when Altinn 2 takes no messages, forms, attachments or broker files (Altinn's own: 2026-06-01). It answers all else until it closes. ALTINN2_SUBMISSIONS_CLOSE.",
          }),
        ),
        publicOrigins: Type.Array(Type.String({ pattern: '^https?://[^/\\s]+$' }), {
          description: 'Whose /api/ links become ours, comma-separated. ALTINN2_PUBLIC_ORIGINS.',
        }),
        roleDefinitions: Type.Optional(
          Type.Record(Type.String({ pattern: '^[0-9]{1,9}$' }), Type.String({ minLength: 1 }), {
            description:
              'The code of a role by its number, added to those that are built in for the environment.',
          }),
        ),
        statusCompat: Type.Boolean({
          description: 'For a missing scope: true 401, as Altinn 2; false 403. A2_STATUS_COMPAT.',
        }),
      },
      { additionalProperties: false },
    ),
    altinn3: Type.Object(
      {
        platformUrl: address("Altinn 3's platform. ALTINN3_PLATFORM_URL."),
        appsUrl: Type.Optional(
          Type.String({
            // An owner's code never is a whole host, nor its last part.
            pattern: '^https?://(?:[^\\s/{}]|\\{org\\}\\.(?=[^\\s/{}.]))+(?:/[^\\s{}]*)?$',
            description:
              "Altinn 3's apps, {org} being their owner's code; those of the platform's environment if left out. ALTINN3_APPS_URL.",
          }),
        ),
        dialogportenUrl: Type.Optional(
          address('What comes before /dialogporten/; the platform if left out. DIALOGPORTEN_URL.'),
        ),
        orgsUrl: Type.Optional(
          address("Altinn's list of service owners; its public one if left out. ORGS_URL."),
        ),
        subscriptionKey: Type.Optional(
          Type.String({ minLength: 1, description: 'Its key. ALTINN3_SUBSCRIPTION_KEY.' }),
        ),
        confirmWithoutDownload: Type.Optional(
          Type.Union([Type.Literal('refuse'), Type.Literal('touch')], {
            default: 'refuse',
            description:
              'A broker file is confirmed that was never fetched: touch fetches a byte of it first. CONFIRM_WITHOUT_DOWNLOAD.',
          }),
        ),
        inboxUrl: Type.Optional(
          Type.String({
            pattern: '^https://[^\\s]+$',
            description:
              "Where people read their messages, before the id of one: links for people lead there (inferred). Absent: Altinn's own. INBOX_URL.",
          }),
        ),
        listPartial: Type.Optional(
          Type.Union([Type.Literal('error'), Type.Literal('warn')], {
            description:
              'A list of messages one of whose sources fails, or of a client that Altinn 2 does not know: that error (the default), or the rest with a warning. LIST_PARTIAL.',
          }),
        ),
        emptyReporteesAs: Type.Optional(
          Type.Union([Type.Literal('list'), Type.Literal('phrase')], {
            default: 'list',
            description:
              "A service owner asks about a person whom Altinn 3 does not know: an empty list, or Altinn 2's 400 about a missing user profile. EMPTY_REPORTEES_AS.",
          }),
        ),
        migratedCorrespondenceIds: Type.Optional(
          Type.Union([Type.Literal('own'), Type.Literal('genuine')], {
            default: 'own',
            description:
              'Of messages that Altinn 2 had: genuine shows its own ids, at the cost of one look at each such message. MIGRATED_CORRESPONDENCE_IDS.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    maskinporten: Type.Object(
      {
        issuer: address('Whose tokens count; compared letter for letter. MASKINPORTEN_ISSUER.'),
        jwksUrl: address('Where the keys of that issuer are. MASKINPORTEN_JWKS_URL.'),
        audiencePolicy: Type.Union([Type.Literal('compat'), Type.Literal('strict')], {
          description: 'compat takes tokens without an audience, too. AUDIENCE_POLICY.',
        }),
        altinnTokens: Type.Optional(
          Type.Union([Type.Literal('accept'), Type.Literal('refuse')], {
            default: 'refuse',
            description: "Tokens that Altinn 3's exchange has issued count too. ALTINN_TOKENS.",
          }),
        ),
        audiences: Type.Array(Type.String(), {
          description: 'Audiences that count as ours, in addition to publicUrl.',
        }),
        delegationSources: Type.Array(Type.String(), {
          description: 'Where API access may have been delegated.',
        }),
      },
      { additionalProperties: false },
    ),
    apiKeys: Type.Optional(
      Type.Object(
        {
          mode: Type.Optional(
            Type.Union(
              [Type.Literal('forward'), Type.Literal('require'), Type.Literal('registry')],
              {
                default: 'forward',
                description:
                  'forward: Altinn 2 judges ApiKey; require: there must be one; registry: it must be in keys. API_KEY_MODE.',
              },
            ),
          ),
          secret: Type.Optional(
            Type.String({
              minLength: 32,
              description: 'With registry: HMAC-SHA256 makes the hashes of keys. API_KEY_SECRET.',
            }),
          ),
          keys: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  hash: Type.String({ pattern: '^[0-9a-fA-F]{64}$' }),
                  owner: Type.String({ pattern: '^[0-9]{9}$' }),
                  resources: Type.Array(
                    Type.String({
                      pattern:
                        '^(?:LookUp|Message|Organization|UserProfile|Authorization|ServiceOwner|Broker)\\.(?:read|write)$',
                    }),
                  ),
                },
                { additionalProperties: false },
              ),
              { description: 'API keys by their hashes, each with its owner and what it opens.' },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          firstByteMs: Type.Optional(milliseconds('To an upstream’s first byte.', 30_000)),
          betweenBytesMs: Type.Optional(milliseconds('Between two of its chunks.', 30_000)),
          connectMs: Type.Optional(milliseconds('To a connection.', 5_000)),
          underWay: Type.Optional(
            Type.Integer({
              minimum: 1,
              default: 256,
              description: 'Calls to each platform at once.',
            }),
          ),
          spoolBytes: Type.Optional(
            Type.Integer({
              minimum: 0,
              default: 1_073_741_824,
              description: 'Disk for bodies that are held back until their service is known.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    sandbox: Type.Optional(
      Type.Object(
        {
          maskinportenPort: port('The stand-in for Maskinporten.'),
          altinn2Port: port('The stand-in for Altinn 2.'),
          altinn3Port: port('The stand-in for Altinn 3.'),
        },
        { additionalProperties: false, description: 'Runs stand-ins in the same process.' },
      ),
    ),
  },
  { additionalProperties: false, title: 'Configuration of the gateway' },
)

export type ConfigFile = Static<typeof ConfigFile>

type Kind = 'text' | 'integer' | 'boolean' | 'list'

/** Each variable, and the setting that it overrides. An empty variable clears the setting. */
export const variables = {
  PORT: ['port', 'integer'],
  HOST: ['host', 'text'],
  PUBLIC_URL: ['publicUrl', 'text'],
  LOG_LEVEL: ['logLevel', 'text'],
  SERVICES_FILE: ['servicesFile', 'text'],
  SERVICES_COPY: ['servicesCopy', 'text'],
  INSECURE_LOOPBACK: ['insecureLoopback', 'boolean'],
  CORS_ORIGINS: ['corsOrigins', 'list'],
  DEFAULT_LANGUAGE: ['defaultLanguage', 'integer'],
  ADMIN_PORT: ['admin.port', 'integer'],
  ADMIN_HOST: ['admin.host', 'text'],
  ADMIN_TOKEN: ['admin.token', 'text'],
  LIST_SCOPES: ['listScopes', 'text'],
  ALTINN2_URL: ['altinn2.url', 'text'],
  ALTINN2_CLOSES: ['altinn2.closes', 'text'],
  ALTINN2_SUBMISSIONS_CLOSE: ['altinn2.submissionsClose', 'text'],
  ALTINN2_PUBLIC_ORIGINS: ['altinn2.publicOrigins', 'list'],
  A2_STATUS_COMPAT: ['altinn2.statusCompat', 'boolean'],
  ALTINN3_PLATFORM_URL: ['altinn3.platformUrl', 'text'],
  ALTINN3_APPS_URL: ['altinn3.appsUrl', 'text'],
  DIALOGPORTEN_URL: ['altinn3.dialogportenUrl', 'text'],
  ORGS_URL: ['altinn3.orgsUrl', 'text'],
  ALTINN3_SUBSCRIPTION_KEY: ['altinn3.subscriptionKey', 'text'],
  CONFIRM_WITHOUT_DOWNLOAD: ['altinn3.confirmWithoutDownload', 'text'],
  EMPTY_REPORTEES_AS: ['altinn3.emptyReporteesAs', 'text'],
  MIGRATED_CORRESPONDENCE_IDS: ['altinn3.migratedCorrespondenceIds', 'text'],
  INBOX_URL: ['altinn3.inboxUrl', 'text'],
  LIST_PARTIAL: ['altinn3.listPartial', 'text'],
  MASKINPORTEN_ISSUER: ['maskinporten.issuer', 'text'],
  MASKINPORTEN_JWKS_URL: ['maskinporten.jwksUrl', 'text'],
  API_KEY_MODE: ['apiKeys.mode', 'text'],
  API_KEY_SECRET: ['apiKeys.secret', 'text'],
  ALTINN_TOKENS: ['maskinporten.altinnTokens', 'text'],
  AUDIENCE_POLICY: ['maskinporten.audiencePolicy', 'text'],
} as const satisfies Record<string, readonly [path: string, kind: Kind]>
