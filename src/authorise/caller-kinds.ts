import type { CallerKind } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { adviceOf, type Pointer } from '../pointer.ts'

interface Kind {
  /** After "This operation is for". */
  readonly name: string
  /** How a caller becomes one. */
  readonly pointer: Pointer
}

const kinds: Readonly<Record<CallerKind, Kind>> = {
  systemuser: {
    name: 'system users',
    pointer: {
      advice:
        'Register your system at Altinn, let the customer approve a system user, and ask Maskinporten for a token with authorization_details of the type urn:altinn:systemuser',
      guide: 'https://docs.altinn.studio/nb/authorization/guides/system-vendor/system-user/',
    },
  },
  organisation: {
    name: 'organisations',
    pointer: {
      advice:
        "Ask Maskinporten for a token of the organisation's own client, without authorization_details",
      guide: 'https://docs.digdir.no/docs/Maskinporten/maskinporten_guide_apikonsument',
    },
  },
  person: {
    name: 'persons who have logged in',
    pointer: { advice: 'This gateway takes no token of a person' },
  },
}

/** The token is of another kind than the operation takes. */
export function wrongKind(callers: readonly CallerKind[]): GatewayError {
  const names = callers.map((kind) => kinds[kind].name).join(' and ')
  const [first = 'organisation'] = callers
  const { pointer } = kinds[first]
  return new GatewayError('CALLER_REFUSED', {
    fault: { cause: 'KIND', description: `This operation is for ${names}` },
    detail: `this operation is for ${names}`,
    advice: adviceOf(pointer),
    pointer,
  })
}

export function namesPerson(): GatewayError {
  return new GatewayError('CALLER_REFUSED', {
    fault: { cause: 'PERSON', description: 'The token names a person (pid)' },
    advice: 'Ask Maskinporten for a token without pid',
  })
}
