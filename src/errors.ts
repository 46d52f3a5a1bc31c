import type { Pointer } from './pointer.ts'
import type { UpstreamFailure } from './runtime/products.ts'

/** Who must act for the error to go away. */
export type Side = 'caller' | 'gateway' | 'altinn2' | 'altinn3'

interface ErrorKind {
  readonly status: number
  readonly side: Side
  /** The reason phrase: ASCII, and Altinn 2's own words where it had the case. */
  readonly reason: string
  /** `ErrorCode` in the error model of the newer groups. */
  readonly number: number
}

/** Every error that this gateway answers by itself. */
export const errors = {
  TARGET_MALFORMED: {
    status: 400,
    side: 'caller',
    number: 90001,
    reason: 'The address of the request is malformed',
  },
  PARAMETER_MALFORMED: {
    status: 400,
    side: 'caller',
    number: 90002,
    reason: 'A parameter is missing or malformed',
  },
  EDITION_MISSING: {
    status: 400,
    side: 'caller',
    number: 90003,
    reason: 'serviceEditionCode is missing: editions of this service are on both platforms',
  },
  CREDENTIALS_REPEATED: {
    status: 400,
    side: 'caller',
    number: 90004,
    reason: 'More than one set of credentials was sent',
  },
  REQUEST_MALFORMED: {
    status: 400,
    side: 'caller',
    number: 90005,
    reason: 'The request is not well-formed HTTP',
  },
  USER_PROFILE_MISSING: {
    status: 400,
    side: 'caller',
    number: 90013,
    reason:
      'User profile could not be found for ***********. User profile is created at first login to the Altinn.no portal',
  },
  SUBJECT_INVALID: {
    status: 400,
    side: 'caller',
    number: 90016,
    reason: 'Invalid social security number',
  },
  BODY_MISSING: {
    status: 400,
    side: 'caller',
    number: 90006,
    reason: 'The request has no body',
  },
  BODY_MALFORMED: {
    status: 400,
    side: 'caller',
    number: 90019,
    reason: 'The body cannot be read as this operation takes it',
  },
  BODY_MULTIPART: {
    status: 400,
    side: 'caller',
    number: 90017,
    reason: 'This operation takes the file itself as the body, not multipart/form-data',
  },
  ADDRESS_NOT_ENCODED: {
    status: 400,
    side: 'caller',
    number: 90018,
    reason: 'Characters in an address must be percent-encoded',
  },
  PART_REFUSED: {
    status: 400,
    side: 'caller',
    number: 90030,
    reason: 'Altinn 3 does not take a form or an attachment of this message',
  },
  PART_KEPT: {
    status: 400,
    side: 'caller',
    number: 90031,
    reason: 'Altinn 3 does not let this form or attachment be deleted',
  },
  NOT_BEING_FILLED_IN: {
    status: 400,
    side: 'caller',
    number: 90032,
    reason: 'Only a message that is being filled in can be changed',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    side: 'caller',
    number: 92201,
    reason: 'This Idempotency-Key was sent before with another message',
  },
  PARTY_REQUIRED: {
    status: 400,
    side: 'caller',
    number: 90007,
    reason: 'This service takes files only to or from the party that it is for',
  },
  FILE_TOO_LARGE: {
    status: 400,
    side: 'caller',
    number: 90008,
    reason: 'The file is larger than this service takes',
  },
  NOT_DOWNLOADED: {
    status: 400,
    side: 'caller',
    number: 90009,
    reason: 'The file has not been downloaded, so this cannot be confirmed',
  },
  NOT_CONFIRMABLE: {
    status: 400,
    side: 'caller',
    number: 90010,
    reason: 'The file is not available, so its download cannot be confirmed',
  },
  CONFIRMATION_NOT_NEEDED: {
    status: 400,
    side: 'caller',
    number: 90041,
    reason: 'This element does not ask for a confirmation',
  },
  CONFIRMATION_OUTSTANDING: {
    status: 400,
    side: 'caller',
    number: 90042,
    reason: 'The message must be confirmed first',
  },
  NOT_ARCHIVABLE: {
    status: 400,
    side: 'caller',
    number: 90043,
    reason: 'A form is archived when it is sent, and in no other way',
  },
  TAKES_NO_FORMS: {
    status: 400,
    side: 'caller',
    number: 90051,
    reason: 'This service takes no forms',
  },
  // Altinn/docs content/referanse/api-oversikt/apikey.md; so is API_KEY_REFUSED.
  API_KEY_MISSING: {
    status: 400,
    side: 'caller',
    number: 90011,
    reason: "Required header 'ApiKey' is missing.",
  },
  // Its phrase is the OData library's message: Altinn/docs content/ny-funksjonalitet/releases/2019/19-5.
  ODATA_REFUSED: {
    status: 400,
    side: 'caller',
    number: 90012,
    reason: 'The query options are not valid',
  },
  // Altinn/docs content/api/rest/kom-i-gang/feilsoking.md; so are the other two 401 phrases.
  TOKEN_MISSING: {
    status: 401,
    side: 'caller',
    number: 90101,
    reason:
      'Authorization failed: There is no authenticated organization number set on this request.',
  },
  TOKEN_INVALID: {
    status: 401,
    side: 'caller',
    number: 90102,
    reason: 'Authorization failed: The access token is not valid',
  },
  TOKEN_EXPIRED: {
    status: 401,
    side: 'caller',
    number: 90103,
    reason: 'IDX10223: Lifetime validation failed. The token is expired.',
  },
  ALTINN2_SCOPE_MISSING: {
    status: 401,
    side: 'caller',
    number: 90104,
    reason: 'Claims Authorization failed: Missing required scope',
  },
  API_KEY_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90307,
    reason: 'Forbidden - The API key is not authorized for this operation',
  },
  CALLER_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90301,
    reason: 'This kind of access token cannot be used here',
  },
  REPORTEE_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90302,
    reason: 'The access token gives no right to act for this reportee',
  },
  SCOPE_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90303,
    reason:
      'The access token carries a scope for another role: ask for a separate token without it',
  },
  SCOPE_MISSING: {
    status: 403,
    side: 'caller',
    number: 90304,
    reason: 'The access token lacks a required scope',
  },
  ALTINN3_ACCESS_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90305,
    reason: 'Altinn 3 gives no access to this resource',
  },
  NOT_AN_OWNER: {
    status: 403,
    side: 'caller',
    number: 90308,
    reason: 'The organisation is not a service owner',
  },
  SERVICE_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90309,
    reason: 'The service belongs to another service owner',
  },
  RECIPIENT_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90306,
    reason: 'A recipient is not on the access list of this service',
  },
  DELETION_PREVENTED: {
    status: 403,
    side: 'caller',
    number: 90341,
    reason: 'The owner of this form keeps sent forms from being deleted for some time',
  },
  DELETION_REFUSED: {
    status: 403,
    side: 'gateway',
    number: 90342,
    reason: 'Messages cannot be deleted here: the operator of this gateway has chosen so',
  },
  PERSON_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90310,
    reason: 'This gateway acts for organisations only, not for persons',
  },
  INSTANTIATION_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90351,
    reason: 'Only the owner of this service creates its forms',
  },
  PARTY_TYPE_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90352,
    reason: 'This service takes no forms from this kind of party',
  },
  NOT_FOUND: { status: 404, side: 'caller', number: 90401, reason: 'Not Found' },
  FILE_UNAVAILABLE: {
    status: 404,
    side: 'caller',
    number: 90402,
    reason: 'The file is not available',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    side: 'caller',
    number: 90501,
    reason: 'This method is not allowed at this address',
  },
  TIMED_OUT: {
    status: 408,
    side: 'caller',
    number: 90801,
    reason: 'The request did not arrive in time',
  },
  ENTERPRISE_USER_GONE: {
    status: 410,
    side: 'caller',
    number: 91001,
    reason: 'Enterprise users have ended: use a system user and a Maskinporten token',
  },
  REMOVED: {
    status: 410,
    side: 'caller',
    number: 91002,
    reason: 'Altinn removed this operation in 2023',
  },
  NOT_CONTINUED: {
    status: 410,
    side: 'caller',
    number: 91003,
    reason: 'This operation is not continued in Altinn 3',
  },
  SERVICE_NOT_MOVED: {
    status: 410,
    side: 'gateway',
    number: 91004,
    reason: 'Altinn 2 is closed and this service is not on Altinn 3',
  },
  SERVICE_ENDED: {
    status: 410,
    side: 'caller',
    number: 91005,
    reason: 'This service is no longer offered through this API',
  },
  SUBMISSIONS_CLOSED: {
    status: 410,
    side: 'caller',
    number: 91006,
    reason: 'Altinn 2 takes nothing new any more',
  },
  BODY_TOO_LARGE: {
    status: 413,
    side: 'caller',
    number: 91301,
    reason: 'The body is larger than this operation takes',
  },
  RATE_LIMITED: {
    status: 429,
    side: 'caller',
    number: 92901,
    reason: 'Too many requests for this organisation: try again later',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    side: 'caller',
    number: 93101,
    reason: 'Request Header Fields Too Large',
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
  CONVERSION_REFUSED: {
    status: 501,
    side: 'altinn3',
    number: 95103,
    reason: 'Altinn 3 converts nobody but the reportees of the caller, by number and name',
  },
  OWN_PARTY_ONLY: {
    status: 501,
    side: 'altinn3',
    number: 95102,
    reason: "Altinn 3 does this for the system user's own organisation only",
  },
  APP_TOO_OLD: {
    status: 501,
    side: 'altinn3',
    number: 95151,
    reason: 'The app of this service is too old to take forms from system users',
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
  APP_GONE: {
    status: 502,
    side: 'altinn3',
    number: 95251,
    reason: 'The app of this service is not running in Altinn 3',
  },
  UPLOAD_FAILED: {
    status: 502,
    side: 'altinn3',
    number: 95205,
    reason: 'Altinn 3 could not take the file: send it again',
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
  STILL_UNDER_WAY: {
    status: 503,
    side: 'altinn3',
    number: 95308,
    reason: 'Altinn 3 has not finished this yet: try again',
  },
  SPOOL_FULL: {
    status: 503,
    side: 'gateway',
    number: 95305,
    reason: 'There is no room for this request right now: try again',
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

export type ErrorCode = keyof typeof errors

/** Why a token was refused: fixed words of ours, never a claim's value. */
export interface TokenFault {
  /** For the log. */
  readonly cause: string
  /** For `error_description`: RFC 6750 section 3, so neither quotes nor backslashes. */
  readonly description: string
}

export interface ErrorDetails {
  readonly cause?: unknown
  /** Words of our own that say which: a parameter's name, a scope, a date. Never the caller's text. */
  readonly detail?: string
  /** What to do about this very refusal, in place of the advice of its code. */
  readonly advice?: string
  /** Altinn 2's own words, in place of the reason; they may repeat the caller's, and are redacted. */
  readonly phrase?: string
  /**
   * Likewise, with the caller's own number: for the reason phrase of this one answer, not redacted. A
   * function, so that no log, metric or trace writes it out; everywhere else it is redacted.
   */
  readonly phraseForCaller?: () => string
  /** Scopes to name in `WWW-Authenticate`. */
  readonly scopes?: readonly string[]
  readonly fault?: TokenFault
  /** What came into being at Altinn 3 before things went wrong; for the log. */
  readonly reference?: string
  /** Of a failed call to Altinn 3: whether it can have had an effect there. */
  readonly effect?: 'notSent' | 'refused' | 'unknown'
  /** Fields of the refusal that the operation of this name keeps. */
  readonly kept?: { readonly of: string; readonly fields: unknown }
  /** Path, below the public address, of what is there for the caller to go on with. */
  readonly location?: string
  /** The failed call to a platform that this error comes of; for the log and `Retry-After`. */
  readonly upstream?: UpstreamFailure
  /** The setting that is missing; for the operator, in the log and in `explain`. */
  readonly setting?: string
  /** Addresses for `Link`. */
  readonly pointer?: Pick<Pointer, 'successor' | 'guide'>
}

/** The one error class: what went wrong, for whom, and what may be said about it. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(code, { cause: details.cause })
    this.code = code
    this.details = details
  }
}

/** The failed call that an error comes of, directly or through its causes. */
export function upstreamOf(error: unknown): UpstreamFailure | undefined {
  if (!(error instanceof GatewayError)) return undefined
  return error.details.upstream ?? upstreamOf(error.cause)
}
