import type { ErrorKind } from './kind.ts'

/** Errors of the request: its address, its parameters, its body, or what it asks for. */
export const requestErrors = {
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
  SERVICE_ENDED: {
    status: 410,
    side: 'caller',
    number: 91005,
    reason: 'This service is no longer offered through this API',
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
} as const satisfies Record<string, ErrorKind>
