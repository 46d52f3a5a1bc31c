import type { ErrorKind } from './kind.ts'

/** Refusals of a token, a scope, a party, an API key, or a right at a service. */
export const accessErrors = {
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
  PERSON_REFUSED: {
    status: 403,
    side: 'caller',
    number: 90310,
    reason: 'This gateway acts for organisations only, not for persons',
  },
} as const satisfies Record<string, ErrorKind>
