import type { ErrorKind } from './kind.ts'

/** Errors that this gateway causes: its load, its settings, its own faults. */
export const gatewayErrors = {
  DELETION_REFUSED: {
    status: 403,
    side: 'gateway',
    number: 90342,
    reason: 'Messages cannot be deleted here: the operator of this gateway has chosen so',
  },
  SERVICE_NOT_MOVED: {
    status: 410,
    side: 'gateway',
    number: 91004,
    reason: 'Altinn 2 is closed and this service is not on Altinn 3',
  },
  UNEXPECTED: { status: 500, side: 'gateway', number: 95001, reason: 'Internal Server Error' },
  NEEDS_CONFIGURATION: {
    status: 501,
    side: 'gateway',
    number: 95101,
    reason: 'The operator of this gateway has not set a setting that this operation needs',
  },
  NOT_ANSWERED: {
    status: 501,
    side: 'gateway',
    number: 95104,
    reason: 'Altinn 2 is closed and this gateway does not answer this operation',
  },
  BUSY: {
    status: 503,
    side: 'gateway',
    number: 95301,
    reason: 'Too many requests are under way: try again',
  },
  KEYS_UNAVAILABLE: {
    status: 503,
    side: 'gateway',
    number: 95302,
    reason: 'Access tokens cannot be checked right now: try again',
  },
  LEASE_UNAVAILABLE: {
    status: 503,
    side: 'gateway',
    number: 95309,
    reason: 'This gateway cannot rule out right now that this is sent twice: try again',
  },
  SPOOL_FULL: {
    status: 503,
    side: 'gateway',
    number: 95305,
    reason: 'There is no room for this request right now: try again',
  },
} as const satisfies Record<string, ErrorKind>
