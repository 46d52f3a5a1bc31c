import { describe, expect, it } from 'vitest'
import { misspeltIn } from '../../../src/config/file/misspelt.ts'
import { variables } from '../../../src/config/file/variables.ts'

describe('a variable that is close to one of ours', () => {
  it.each([
    ['ALTIN2_URL', 'ALTINN2_URL'],
    ['ALTINN2_ULR', 'ALTINN2_URL'],
    ['LIMIT_SPOOL_BYTES', 'LIMITS_SPOOL_BYTES'],
    ['LIMITS_SPOOLBYTES', 'LIMITS_SPOOL_BYTES'],
    ['SERVICE_FILE', 'SERVICES_FILE'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['ADMIN_TOKENS', 'ADMIN_TOKEN'],
    ['ADMIN_TOKN_FILE', 'ADMIN_TOKEN_FILE'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['ORG_URL', 'ORGS_URL'],
    ['CONFIGS', 'CONFIG'],
    ['public_url', 'PUBLIC_URL'],
    ['https_proxy', 'HTTPS_PROXY'],
    ['no_proxy', 'NO_PROXY'],
  ])('is reported with the one that it was meant for: %s', (variable, meant) => {
    expect(misspeltIn({ [variable]: 'x' })).toEqual([{ variable, meant }])
  })
})

describe('a variable that is not misspelt', () => {
  it('is every one of ours, read from a file or not, and set with any other', () => {
    const names = ['CONFIG', ...Object.keys(variables)]
    const all = names.flatMap((name) => [name, `${name}_FILE`])
    expect(misspeltIn(Object.fromEntries(all.map((name) => [name, 'x'])))).toEqual([])
  })

  it('is the same name in lower case, next to ours, for other programs', () => {
    const environment = { HTTPS_PROXY: 'x', https_proxy: 'x', NO_PROXY: 'x', no_proxy: 'x' }
    expect(misspeltIn({ ...environment, HTTP_PROXY: 'x', http_proxy: 'x' })).toEqual([])
  })

  it('is a name with another digit or none: it may be meant for something else', () => {
    expect(misspeltIn({ ALTINN3_URL: 'x', ALTINN_URL: 'x' })).toEqual([])
  })

  it.each([
    [
      'of a shell or a container',
      'PATH HOME HOSTNAME PWD OLDPWD SHLVL TERM LANG LC_ALL LANGUAGE USER LOGNAME SHELL TZ TMPDIR ' +
        'MAIL EDITOR PAGER DISPLAY HOSTTYPE OSTYPE MACHTYPE PORTS POST HOSTS COLUMNS LINES container',
    ],
    [
      'of Node, npm or a build',
      'NODE_ENV NODE_OPTIONS NODE_VERSION YARN_VERSION NODE_EXTRA_CA_CERTS UV_THREADPOOL_SIZE ' +
        'npm_config_registry npm_config_https_proxy npm_config_loglevel npm_lifecycle_event ' +
        'npm_package_config_port npm_package_version INIT_CWD COLOR DEBUG CI CONFIG_PATH SSL_CERT_FILE',
    ],
    [
      'of Kubernetes, for services of these names',
      ['KUBERNETES', 'ALTINN_GATEWAY', 'ALTINN2', 'ADMIN', 'PUBLIC', 'INBOX', 'ORGS', 'REDIS']
        .flatMap((name) => [
          `${name}_SERVICE_HOST`,
          `${name}_SERVICE_PORT`,
          `${name}_SERVICE_PORT_HTTPS`,
          `${name}_PORT`,
          `${name}_PORT_443_TCP`,
          `${name}_PORT_443_TCP_ADDR`,
          `${name}_PORT_443_TCP_PROTO`,
        ])
        .join(' '),
    ],
    [
      'of other tools',
      'HTTP_PROXY ALL_PROXY FTP_PROXY OTEL_EXPORTER_OTLP_ENDPOINT OTEL_SERVICE_NAME REDIS_URL ' +
        'DATABASE_URL BASE_URL PUBLIC_KEY API_KEY SECRET_KEY LOG_FORMAT LOG_FILE LOGS_URL AWS_REGION ' +
        'ACCEPT_LANGUAGE AZURE_CLIENT_ID WEBSITE_SITE_NAME DOTNET_RUNNING_IN_CONTAINER GIT_BRANCH',
    ],
  ])('belongs to others: those %s', (_, all) => {
    const environment = Object.fromEntries(all.split(' ').map((name) => [name, 'x']))
    expect(misspeltIn(environment)).toEqual([])
  })
})
