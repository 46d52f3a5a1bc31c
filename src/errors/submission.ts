import type { ErrorKind } from './kind.ts'

/** Errors of drafts, forms and attachments, of all sides. */
export const submissionErrors = {
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
  SENT_IN_APP: {
    status: 501,
    side: 'altinn3',
    number: 95152,
    reason: 'This message can only be sent in its app',
  },
  DRAFT_CHANGED: {
    status: 400,
    side: 'caller',
    number: 90033,
    reason: 'The draft of this message was changed after it was saved',
  },
  SENT_BACK: {
    status: 400,
    side: 'altinn3',
    number: 90034,
    reason: 'The app has sent this message back to be corrected',
  },
  STUCK_IN_APP: {
    status: 502,
    side: 'altinn3',
    number: 95252,
    reason: 'The app of this message has failed while it was sent',
  },
  VALIDATION_FAILED: {
    status: 400,
    side: 'caller',
    number: 90035,
    // Altinn/docs content/ny-funksjonalitet/releases/2020/20-5
    reason: 'Form validation failed, see the attached validation details',
  },
  TAKES_NO_FORMS: {
    status: 400,
    side: 'caller',
    number: 90051,
    reason: 'This service takes no forms',
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
  SUBMISSIONS_CLOSED: {
    status: 410,
    side: 'caller',
    number: 91006,
    reason: 'Altinn 2 takes nothing new any more',
  },
  APP_TOO_OLD: {
    status: 501,
    side: 'altinn3',
    number: 95151,
    reason: 'The app of this service is too old to take forms from system users',
  },
  APP_GONE: {
    status: 502,
    side: 'altinn3',
    number: 95251,
    reason: 'The app of this service is not running in Altinn 3',
  },
  STILL_UNDER_WAY: {
    status: 503,
    side: 'altinn3',
    number: 95308,
    reason: 'Altinn 3 has not finished this yet: try again',
  },
} as const satisfies Record<string, ErrorKind>
