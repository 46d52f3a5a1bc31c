import Type, { type Static } from 'typebox'
import { ApiKeys } from './settings/api-keys.ts'
import { Altinn2 } from './settings/altinn2.ts'
import { Altinn3 } from './settings/altinn3.ts'
import { port, address, patterned } from './settings/kinds.ts'
import { Limits } from './settings/limits.ts'
import { Maskinporten } from './settings/maskinporten.ts'
import { Proxy } from './settings/proxy.ts'

/**
 * The one description of a configuration: its type, its check, its defaults and its JSON Schema.
 * A setting with a default may be left out of a file; `fillIn` (defaults.ts) adds it before the check.
 */
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
    insecureLoopback: Type.Boolean({
      default: false,
      description: 'Allows http: on loopback alone. INSECURE_LOOPBACK.',
    }),
    redisUrl: Type.Optional(
      patterned('^rediss?://[^\\s]+$', 'an address that begins with rediss:// or redis://', {
        description:
          'The Redis that all replicas share, so that no message is sent twice; may hold a password. Needed for more than one replica. REDIS_URL.',
      }),
    ),
    corsOrigins: Type.Array(
      patterned('^https?://[^/\\s*]+$', 'an origin, such as https://example.org'),
      {
        default: [],
        description: 'Pages that may ask and read, comma-separated. CORS_ORIGINS.',
      },
    ),
    rateLimit: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Requests a minute for one organisation acted for, in this process; no limit if left out. RATE_LIMIT.',
      }),
    ),
    drainWait: Type.Integer({
      minimum: 0,
      maximum: 600,
      default: 5,
      defaultInSandbox: 0,
      description:
        'Seconds for which the gateway serves on after SIGTERM, while balancers turn to others. DRAIN_WAIT.',
    }),
    drainTimeout: Type.Integer({
      minimum: 0,
      maximum: 3_600,
      default: 130,
      defaultInSandbox: 5,
      description: 'Seconds at most for what is still under way then. DRAIN_TIMEOUT.',
    }),
    listScopes: Type.Union([Type.Literal('all'), Type.Literal('partial')], {
      default: 'all',
      description:
        'A list that takes several scopes, asked for with some of them: all refuses, partial answers with a part and a warning. LIST_SCOPES.',
    }),
    defaultLanguage: Type.Union([Type.Literal(1044), Type.Literal(2068), Type.Literal(1033)], {
      default: 1044,
      description:
        'For end users who name no language: 1044 is bokmål, 2068 nynorsk, 1033 English. DEFAULT_LANGUAGE.',
    }),
    admin: Type.Object(
      {
        port: port('The admin port. ADMIN_PORT.'),
        host: Type.String({ minLength: 1, description: 'The address it listens on. ADMIN_HOST.' }),
        token: Type.Optional(
          Type.String({
            minLength: 16,
            description:
              'Off loopback, all but health and metrics ask for it (Bearer). ADMIN_TOKEN.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    altinn2: Altinn2,
    altinn3: Altinn3,
    maskinporten: Maskinporten,
    apiKeys: ApiKeys,
    proxy: Proxy,
    limits: Limits,
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
