import type { ErrorKind } from './kind.ts'

/** Errors that Altinn 2 or Altinn 3 causes. */
export const platformErrors = {
  CONVERSION_REFUSED: {
    status: 501,
    side: 'altinn3',
    number: 95103,
    reason: 'Altinn 3 converts a number and a name only for a reportee of the caller',
  },
  OWN_PARTY_ONLY: {
    status: 501,
    side: 'altinn3',
    number: 95102,
    reason: "Altinn 3 does this for the system user's own organisation only",
  },
  ALTINN2_UNREACHABLE: {
    status: 502,
    side: 'altinn2',
    number: 95201,
    reason: 'Altinn 2 could not be reached',
  },
  ALTINN3_UNREACHABLE: {
    status: 502,
    side: 'altinn3',
    number: 95202,
    reason: 'Altinn 3 could not be reached',
  },
  ALTINN3_UNREADABLE: {
    status: 502,
    side: 'altinn3',
    number: 95203,
    reason: 'Altinn 3 gave an answer that cannot be read',
  },
  ALTINN2_UNREADABLE: {
    status: 502,
    side: 'altinn2',
    number: 95204,
    reason: 'Altinn 2 gave an answer that cannot be read',
  },
  ELEMENT_AMBIGUOUS: {
    status: 502,
    side: 'altinn3',
    number: 95206,
    reason: 'This id stands for more than one element in Altinn 3',
  },
  UPLOAD_FAILED: {
    status: 502,
    side: 'altinn3',
    number: 95205,
    reason: 'Altinn 3 could not take the file: send it again',
  },
  ALTINN3_BUSY: {
    status: 503,
    side: 'altinn3',
    number: 95303,
    reason: 'Altinn 3 is busy: try again',
  },
  EXCHANGE_UNAVAILABLE: {
    status: 503,
    side: 'altinn3',
    number: 95304,
    reason: 'Altinn 3 does not exchange tokens right now: try again',
  },
  OWNERS_UNAVAILABLE: {
    status: 503,
    side: 'altinn3',
    number: 95306,
    reason: 'The list of service owners cannot be read right now: try again',
  },
  DECISION_UNAVAILABLE: {
    status: 503,
    side: 'altinn3',
    number: 95307,
    reason: 'Altinn 3 does not decide right now what is permitted: try again',
  },
  ALTINN2_SILENT: {
    status: 504,
    side: 'altinn2',
    number: 95401,
    reason: 'Altinn 2 did not answer in time',
  },
  ALTINN3_SILENT: {
    status: 504,
    side: 'altinn3',
    number: 95402,
    reason: 'Altinn 3 did not answer in time',
  },
} as const satisfies Record<string, ErrorKind>
