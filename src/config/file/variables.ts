export type Kind = 'text' | 'integer' | 'boolean' | 'list'

/** Each variable, and the setting that it overrides. An empty variable clears the setting. */
export const variables = {
  PORT: ['port', 'integer'],
  HOST: ['host', 'text'],
  PUBLIC_URL: ['publicUrl', 'text'],
  LOG_LEVEL: ['logLevel', 'text'],
  SERVICES_FILE: ['servicesFile', 'text'],
  SERVICES_COPY: ['servicesCopy', 'text'],
  INSECURE_LOOPBACK: ['insecureLoopback', 'boolean'],
  REDIS_URL: ['redisUrl', 'text'],
  CORS_ORIGINS: ['corsOrigins', 'list'],
  RATE_LIMIT: ['rateLimit', 'integer'],
  DRAIN_WAIT: ['drainWait', 'integer'],
  DRAIN_TIMEOUT: ['drainTimeout', 'integer'],
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
  REFUSED_SUBMISSIONS: ['altinn3.refusedSubmissions', 'text'],
  DELETE_CORRESPONDENCES: ['altinn3.deleteCorrespondences', 'text'],
  SUBMISSION_RETRY_WINDOW: ['altinn3.submissionRetryWindow', 'integer'],
  INBOX_URL: ['altinn3.inboxUrl', 'text'],
  LIST_PARTIAL: ['altinn3.listPartial', 'text'],
  MASKINPORTEN_ISSUER: ['maskinporten.issuer', 'text'],
  MASKINPORTEN_JWKS_URL: ['maskinporten.jwksUrl', 'text'],
  API_KEY_MODE: ['apiKeys.mode', 'text'],
  API_KEY_SECRET: ['apiKeys.secret', 'text'],
  ALTINN_TOKENS: ['maskinporten.altinnTokens', 'text'],
  AUDIENCE_POLICY: ['maskinporten.audiencePolicy', 'text'],
  HTTPS_PROXY: ['proxy.url', 'text'],
  NO_PROXY: ['proxy.except', 'list'],
  LIMITS_FIRST_BYTE_MS: ['limits.firstByteMs', 'integer'],
  LIMITS_BETWEEN_BYTES_MS: ['limits.betweenBytesMs', 'integer'],
  LIMITS_CONNECT_MS: ['limits.connectMs', 'integer'],
  LIMITS_PLACE_MS: ['limits.placeMs', 'integer'],
  LIMITS_UNDER_WAY: ['limits.underWay', 'integer'],
  LIMITS_MAX_LOOP_DELAY_MS: ['limits.maxLoopDelayMs', 'integer'],
  LIMITS_SPOOL_BYTES: ['limits.spoolBytes', 'integer'],
} as const satisfies Record<string, readonly [path: string, kind: Kind]>

/** A setting's variable, where it has one, and its path; one of a list goes by the list's. */
export function nameOf(setting: string): string {
  const list = setting.replace(/\.\d+$/, '')
  const found = Object.entries(variables).find(([, [path]]) => path === list)
  return found === undefined ? setting : `${found[0]} (${setting})`
}
